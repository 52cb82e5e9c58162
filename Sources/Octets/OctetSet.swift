/// A set of octets as a table of 256 bits, so that asking costs a shift and a mask.
public struct OctetSet: Hashable, Sendable {
    @usableFromInline let words: (UInt64, UInt64, UInt64, UInt64)

    /// The bits for octets 0...63, 64...127, 128...191 and 192...255, lowest octet in the lowest bit.
    @inlinable
    public init(_ first: UInt64, _ second: UInt64, _ third: UInt64 = 0, _ fourth: UInt64 = 0) {
        words = (first, second, third, fourth)
    }

    @inlinable
    public func contains(_ octet: UInt8) -> Bool {
        let word =
            octet < 128 ? (octet < 64 ? words.0 : words.1) : (octet < 192 ? words.2 : words.3)
        return word >> UInt64(octet & 63) & 1 == 1
    }

    public static func == (left: OctetSet, right: OctetSet) -> Bool { left.words == right.words }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}

extension OctetSet {
    /// `tchar` of RFC 9110 §5.6.2: what methods and field names are made of.
    @inlinable public static var token: OctetSet { OctetSet(0x03ff_6cfa_0000_0000, 0x57ff_ffff_c7ff_fffe) }
    /// `0` to `9`.
    @inlinable public static var digit: OctetSet { OctetSet(0x03ff_0000_0000_0000, 0) }
    /// ASCII letters in both cases.
    @inlinable public static var letter: OctetSet { OctetSet(0, 0x07ff_fffe_07ff_fffe) }
    /// ASCII that leaves ink: 0x21 to 0x7E.
    @inlinable public static var visible: OctetSet { OctetSet(0xffff_fffe_0000_0000, 0x7fff_ffff_ffff_ffff) }
    /// ASCII control characters: 0x00 to 0x1F and 0x7F.
    @inlinable public static var control: OctetSet { OctetSet(0x0000_0000_ffff_ffff, 0x8000_0000_0000_0000) }
    /// What a field value may hold (RFC 9110 §5.5): tab, space, visible ASCII, and 0x80 to 0xFF.
    @inlinable public static var fieldValue: OctetSet {
        OctetSet(0xffff_ffff_0000_0200, 0x7fff_ffff_ffff_ffff, .max, .max)
    }
}

extension Span where Element == UInt8 {
    /// The offset of the first octet of `range` that is not in `set`, or nil if all are.
    @inlinable
    public func firstOffset(notIn set: OctetSet, in range: Range<Int>) -> Int? {
        for offset in range where !set.contains(self[offset]) { return offset }
        return nil
    }

    /// Not empty, and every octet of `range` is in `set`.
    @inlinable
    public func consists(of set: OctetSet, in range: Range<Int>) -> Bool {
        !range.isEmpty && firstOffset(notIn: set, in: range) == nil
    }

    /// `range` holds an octet that no field value may (`OctetSet.fieldValue`). It looks at every octet without a branch,
    /// which the compiler turns into vectors: a line without any, the usual case, costs little.
    @inlinable
    public func holdsControl(in range: Range<Int>) -> Bool {
        withUnsafeBufferPointer { buffer in
            var found: UInt8 = 0
            for octet in UnsafeBufferPointer(rebasing: buffer[range]) {
                let isControl: UInt8 = (octet < 0x20 ? 1 : 0) & (octet != 0x09 ? 1 : 0)
                found |= isControl | (octet == 0x7F ? 1 : 0)
            }
            return found != 0
        }
    }
}
