/// Which octet of a number comes first.
public enum ByteOrder: Hashable, Sendable {
    case little
    case big
}

extension Span where Element == UInt8 {
    /// Two octets at `offset`, the high one first unless said otherwise. The caller has seen that they are there.
    @inlinable
    @inline(__always)
    public func number16(at offset: Int, _ order: ByteOrder = .big) -> UInt16 {
        let number: UInt16 = loaded(at: offset)
        return order == .big ? UInt16(bigEndian: number) : UInt16(littleEndian: number)
    }

    /// Four octets at `offset`, which must be there.
    @inlinable
    @inline(__always)
    public func number32(at offset: Int, _ order: ByteOrder = .big) -> UInt32 {
        let number: UInt32 = loaded(at: offset)
        return order == .big ? UInt32(bigEndian: number) : UInt32(littleEndian: number)
    }

    /// Eight octets at `offset`, which must be there.
    @inlinable
    @inline(__always)
    public func number64(at offset: Int, _ order: ByteOrder = .big) -> UInt64 {
        let number: UInt64 = loaded(at: offset)
        return order == .big ? UInt64(bigEndian: number) : UInt64(littleEndian: number)
    }

    /// A number as it lies in memory, read at once: octet by octet takes several times as long. The range is checked; what
    /// the name calls unsafe is that any octets become a number, which these may.
    @inlinable
    @inline(__always)
    func loaded<Number: FixedWidthInteger & BitwiseCopyable>(at offset: Int) -> Number {
        bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: Number.self)
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
