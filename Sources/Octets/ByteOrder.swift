/// Which octet of a number comes first.
public enum ByteOrder: Hashable, Sendable {
    case little
    case big
}

extension Span where Element == UInt8 {
    /// Two octets at `offset`, the high one first unless said otherwise. The caller has seen that they are there.
    @inlinable
    public func number16(at offset: Int, _ order: ByteOrder = .big) -> UInt16 {
        let first = UInt16(self[offset])
        let second = UInt16(self[offset + 1])
        return order == .big ? first << 8 | second : second << 8 | first
    }

    /// Four octets at `offset`, which must be there.
    @inlinable
    public func number32(at offset: Int, _ order: ByteOrder = .big) -> UInt32 {
        let first = UInt32(number16(at: offset, order))
        let second = UInt32(number16(at: offset + 2, order))
        return order == .big ? first << 16 | second : second << 16 | first
    }

    /// Eight octets at `offset`, which must be there.
    @inlinable
    public func number64(at offset: Int, _ order: ByteOrder = .big) -> UInt64 {
        let first = UInt64(number32(at: offset, order))
        let second = UInt64(number32(at: offset + 4, order))
        return order == .big ? first << 32 | second : second << 32 | first
    }
}

extension Array where Element == UInt8 {
    /// Appends two octets, the high one first.
    @inlinable
    public mutating func append(number16 number: UInt16) {
        append(UInt8(truncatingIfNeeded: number >> 8))
        append(UInt8(truncatingIfNeeded: number))
    }

    /// Appends four octets, the high one first.
    @inlinable
    public mutating func append(number32 number: UInt32) {
        append(number16: UInt16(truncatingIfNeeded: number >> 16))
        append(number16: UInt16(truncatingIfNeeded: number))
    }
}
