import Octets

extension Span where Element == UInt8 {
    /// The 16 bits at `offset`, the high octet first (RFC 1035 §2.3.2). The caller has seen that they are there.
    func number16(at offset: Int) -> UInt16 {
        UInt16(self[offset]) << 8 | UInt16(self[offset + 1])
    }

    func number32(at offset: Int) -> UInt32 {
        UInt32(number16(at: offset)) << 16 | UInt32(number16(at: offset + 2))
    }
}

extension Array where Element == UInt8 {
    mutating func append(number16 number: UInt16) {
        append(UInt8(truncatingIfNeeded: number >> 8))
        append(UInt8(truncatingIfNeeded: number))
    }

    mutating func append(number32 number: UInt32) {
        append(number16: UInt16(truncatingIfNeeded: number >> 16))
        append(number16: UInt16(truncatingIfNeeded: number))
    }
}
