extension Span where Element == UInt8 {
    /// `range` holds exactly the octets of `text`.
    @inlinable
    public func equals(_ text: StaticString, in range: Range<Int>) -> Bool {
        guard text.hasPointerRepresentation, text.utf8CodeUnitCount == range.count else { return false }
        for index in 0..<range.count where self[range.lowerBound + index] != text.utf8Start[index] { return false }
        return true
    }

    /// `range` holds `text`, upper- and lower-case ASCII letters counting as the same.
    @inlinable
    public func equalsIgnoringCase(_ text: StaticString, in range: Range<Int>) -> Bool {
        guard text.hasPointerRepresentation, text.utf8CodeUnitCount == range.count else { return false }
        for index in 0..<range.count
        where lowercasedASCII(self[range.lowerBound + index]) != lowercasedASCII(text.utf8Start[index]) {
            return false
        }
        return true
    }

    /// `range` holds `bytes`, upper- and lower-case ASCII letters counting as the same.
    @inlinable
    public func equalsIgnoringCase(_ bytes: [UInt8], in range: Range<Int>) -> Bool {
        guard bytes.count == range.count else { return false }
        for index in 0..<range.count
        where lowercasedASCII(self[range.lowerBound + index]) != lowercasedASCII(bytes[index]) {
            return false
        }
        return true
    }

    /// The octets from `start` on begin with `text`, letter case included.
    @inlinable
    public func hasPrefix(_ text: StaticString, at start: Int = 0) -> Bool {
        start + text.utf8CodeUnitCount <= count && equals(text, in: start..<(start + text.utf8CodeUnitCount))
    }

    /// `range` as text. Ill-formed UTF-8 becomes U+FFFD, so this is for showing, never for sending on.
    @inlinable
    public func text(in range: Range<Int>) -> String {
        withUnsafeBufferPointer { String(decoding: $0[range], as: UTF8.self) }
    }

    /// `range` as an array of its own.
    @inlinable
    public func bytes(in range: Range<Int>) -> [UInt8] {
        withUnsafeBufferPointer { Array($0[range]) }
    }
}

extension Array where Element == UInt8 {
    /// Appends the octets of `range` of `span`.
    @inlinable
    public mutating func append(_ span: Span<UInt8>, in range: Range<Int>) {
        span.withUnsafeBufferPointer { append(contentsOf: $0[range]) }
    }
}

/// `octet` with the upper-case ASCII letters made lower.
@inlinable
public func lowercasedASCII(_ octet: UInt8) -> UInt8 {
    octet &- 0x41 < 26 ? octet | 0x20 : octet
}
