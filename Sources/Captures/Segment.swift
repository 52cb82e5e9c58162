import Octets

/// A TCP segment's header (RFC 9293 §3.1), and what was captured of its data.
struct Segment: Hashable {
    struct Flags: OptionSet, Hashable {
        var rawValue: UInt8
        static let finish = Flags(rawValue: 0x01)
        static let synchronize = Flags(rawValue: 0x02)
        static let reset = Flags(rawValue: 0x04)
        static let push = Flags(rawValue: 0x08)
        static let acknowledge = Flags(rawValue: 0x10)
    }

    var sourcePort: UInt16
    var destinationPort: UInt16
    var sequence: UInt32
    var acknowledgment: UInt32
    var flags: Flags
    var window: UInt16
    /// What was captured of the data.
    var data: Range<Int>
    /// Octets of data on the wire.
    var wireLength: Int

    /// nil where the header is cut short or says what cannot be.
    init?(_ bytes: Span<UInt8>, _ range: Range<Int>, wireLength: Int) {
        guard range.count >= 20 else { return nil }
        let start = range.lowerBound
        let headerLength = Int(bytes[start + 12] >> 4) * 4
        guard headerLength >= 20, headerLength <= wireLength else { return nil }
        sourcePort = bytes.number16(at: start)
        destinationPort = bytes.number16(at: start + 2)
        sequence = bytes.number32(at: start + 4)
        acknowledgment = bytes.number32(at: start + 8)
        flags = Flags(rawValue: bytes[start + 13])
        window = bytes.number16(at: start + 14)
        data = min(start + headerLength, range.upperBound)..<range.upperBound
        self.wireLength = wireLength - headerLength
    }
}

/// A UDP datagram's header (RFC 768), and what was captured of its data.
struct Datagram: Hashable {
    var sourcePort: UInt16
    var destinationPort: UInt16
    var data: Range<Int>
    /// Octets of data on the wire.
    var wireLength: Int

    /// nil where the header is cut short or says what cannot be.
    init?(_ bytes: Span<UInt8>, _ range: Range<Int>, wireLength: Int) {
        guard range.count >= 8, wireLength >= 8 else { return nil }
        let start = range.lowerBound
        let stated = Int(bytes.number16(at: start + 4))
        // 0 is a datagram too long for the field (RFC 2675 §4), or one that the network card was to fill in.
        let length = stated == 0 ? wireLength : stated
        guard length >= 8, length <= wireLength else { return nil }
        sourcePort = bytes.number16(at: start)
        destinationPort = bytes.number16(at: start + 2)
        data = (start + 8)..<min(range.upperBound, start + length)
        self.wireLength = length - 8
    }
}
