import COctets

extension Span where Element == UInt8 {
    /// The offset of the first `byte` at or after `start`, or nil. Offsets out of range are clamped.
    @inlinable
    public func firstOffset(of byte: UInt8, from start: Int = 0, upTo end: Int? = nil) -> Int? {
        let from = Swift.max(0, Swift.min(start, count))
        let to = Swift.max(from, Swift.min(end ?? count, count))
        guard from < to else { return nil }
        let found = withUnsafeBufferPointer { buffer in
            coctets_memchr(buffer.baseAddress! + from, Int32(byte), to - from)
        }
        return found < 0 ? nil : from + found
    }
}
