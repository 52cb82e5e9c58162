/// Which octet of a number comes first.
package enum ByteOrder: Hashable, Sendable {
    case little
    case big
}

extension Span where Element == UInt8 {
    /// Two octets at `offset`, which must be there.
    func number16(at offset: Int, _ order: ByteOrder = .big) -> UInt16 {
        let first = UInt16(self[offset])
        let second = UInt16(self[offset + 1])
        return order == .big ? first << 8 | second : second << 8 | first
    }

    /// Four octets at `offset`, which must be there.
    func number32(at offset: Int, _ order: ByteOrder = .big) -> UInt32 {
        let first = UInt32(number16(at: offset, order))
        let second = UInt32(number16(at: offset + 2, order))
        return order == .big ? first << 16 | second : second << 16 | first
    }

    /// Eight octets at `offset`, which must be there.
    func number64(at offset: Int, _ order: ByteOrder = .big) -> UInt64 {
        let first = UInt64(number32(at: offset, order))
        let second = UInt64(number32(at: offset + 4, order))
        return order == .big ? first << 32 | second : second << 32 | first
    }
}
