import Octets

/// The records of a pcap file (draft-ietf-opsawg-pcap): a header of 24 octets, then packets behind 16 octets each.
struct PcapFile: Sendable {
    static let headerLength = 24
    static let recordHeaderLength = 16

    /// The first four octets: the order of all numbers, and the unit of times.
    struct Magic: Hashable, Sendable {
        var order: ByteOrder
        /// Nanoseconds of one unit behind the second.
        var unit: Int64

        init?(_ bytes: Span<UInt8>) {
            switch bytes.number32(at: 0) {
            case 0xA1B2_C3D4: (order, unit) = (.big, 1_000)
            case 0xD4C3_B2A1: (order, unit) = (.little, 1_000)
            case 0xA1B2_3C4D: (order, unit) = (.big, 1)
            case 0x4D3C_B2A1: (order, unit) = (.little, 1)
            default: return nil
            }
        }
    }

    private let limits: Limits
    private var magic: Magic?
    private var link = LinkType.null

    init(_ limits: Limits) { self.limits = limits }

    /// The part that begins at `start`; nil while it is not all there.
    mutating func step(_ bytes: Span<UInt8>, from start: Int) throws(CaptureEnd) -> CaptureStep? {
        guard let magic else { return try header(bytes, from: start) }
        guard bytes.count - start >= Self.recordHeaderLength else { return nil }
        let captured = Int(bytes.number32(at: start + 8, magic.order))
        guard captured <= limits.packetOctets else {
            throw CaptureEnd(
                "the next packet claims \(captured) octets, more than the \(limits.packetOctets) that one may have; "
                    + "the file is damaged from here on")
        }
        let first = start + Self.recordHeaderLength
        guard bytes.count - first >= captured else { return nil }
        let seconds = Int64(bytes.number32(at: start, magic.order))
        let fraction = Int64(bytes.number32(at: start + 4, magic.order))
        return CaptureStep(
            length: UInt64(Self.recordHeaderLength + captured),
            packet: CaptureStep.Found(
                time: seconds * 1_000_000_000 + fraction * magic.unit, link: link,
                originalLength: max(captured, Int(bytes.number32(at: start + 12, magic.order))),
                range: first..<(first + captured)))
    }

    private mutating func header(_ bytes: Span<UInt8>, from start: Int) throws(CaptureEnd) -> CaptureStep? {
        guard bytes.count - start >= Self.headerLength else { return nil }
        guard let magic = Magic(bytes.extracting(start..<bytes.count)) else { throw CaptureEnd("this is no pcap file") }
        let major = bytes.number16(at: start + 4, magic.order)
        guard major == 2 else { throw CaptureEnd("version \(major) of pcap is not known; version 2 is read") }
        self.magic = magic
        // Above the link type stand flags about check sequences.
        link = LinkType(rawValue: UInt16(truncatingIfNeeded: bytes.number32(at: start + 20, magic.order)))
        return CaptureStep(length: UInt64(Self.headerLength))
    }
}
