import Octets

/// The records of a pcap file (draft-ietf-opsawg-pcap): a header of 24 octets, then packets behind 16 octets each. Variants
/// of old systems and of devices are read too, as libpcap and Wireshark read them: see `Magic` and `PcapVariant`.
struct PcapFile: Sendable {
    static let headerLength = 24

    /// The first four octets: the order of all numbers, the unit of times, and which variant it is.
    struct Magic: Hashable, Sendable {
        var order: ByteOrder
        /// Nanoseconds of one unit behind the second.
        var unit: Int64
        /// The file's header has four octets more (IXIA): the octets of all records.
        var isLong = false
        /// The records' headers are longer (Kuznetzov's patches of libpcap).
        var isPatched = false

        /// Four octets must be there.
        init?(_ bytes: Span<UInt8>, at place: Int) {
            for order in [ByteOrder.little, .big] {
                (self.order, unit) = (order, 1_000)
                switch bytes.number32(at: place, order) {
                case 0xA1B2_C3D4: return
                case 0xA1B2_3C4D: unit = 1
                case 0xA1B2_CD34: isPatched = true
                case 0x1C00_01AB: isLong = true
                case 0x1C00_01AC: (unit, isLong) = (1, true)
                default: continue
                }
                return
            }
            return nil
        }

        var headerLength: Int { isLong ? PcapFile.headerLength + 4 : PcapFile.headerLength }
    }

    /// Which of a record's two lengths comes first: it was the other way round before version 2.3.
    enum LengthOrder {
        case capturedFirst
        case originalFirst
        /// In version 2.3 either may, so the smaller one is the captured length.
        case smallerIsCaptured
    }

    let limits: Limits
    private(set) var order = ByteOrder.little
    private(set) var snapLength = 0
    private(set) var lengthOrder = LengthOrder.capturedFirst
    private var unit: Int64 = 1_000
    private var link = LinkType.null
    /// Octets before each packet; 0 while it is not known.
    private var recordHeaderLength = 0
    /// What the records may look like, once the file's header is read.
    private var variants: [PcapVariant] = []

    init(_ limits: Limits) { self.limits = limits }

    /// The part that begins at `start`.
    mutating func step(
        _ bytes: Span<UInt8>, from start: Int, isLast: Bool, _ notes: inout CaptureNotes
    ) throws(CaptureDamage) -> CaptureStep {
        guard recordHeaderLength > 0 else { return try begin(bytes, from: start, isLast, &notes) }
        let first = start + recordHeaderLength
        guard bytes.count >= first else { return .needs(recordHeaderLength) }
        let (captured, original) = lengths(bytes, at: start)
        guard captured <= limits.packetOctets else {
            throw CaptureDamage(
                "the next packet claims \(captured) octets, more than the \(limits.packetOctets) that one may have; "
                    + "the file is damaged from here on", .end)
        }
        guard bytes.count - first >= captured else { return .needs(recordHeaderLength + captured) }
        let seconds = Int64(bytes.number32(at: start, order))
        let fraction = Int64(bytes.number32(at: start + 4, order))
        return CaptureStep(
            length: recordHeaderLength + captured,
            packet: CaptureStep.Found(
                time: seconds * 1_000_000_000 + fraction * unit, link: link, originalLength: max(captured, original),
                range: first..<(first + captured), interface: 0))
    }

    /// The two lengths of the record at `start`, whose first 16 octets are there.
    func lengths(_ bytes: Span<UInt8>, at start: Int) -> (captured: Int, original: Int) {
        let first = Int(bytes.number32(at: start + 8, order))
        let second = Int(bytes.number32(at: start + 12, order))
        switch lengthOrder {
        case .capturedFirst: return (first, second)
        case .originalFirst: return (second, first)
        case .smallerIsCaptured: return (min(first, second), max(first, second))
        }
    }
}

extension PcapFile {
    /// The file's header, and then what the records look like.
    private mutating func begin(
        _ bytes: Span<UInt8>, from start: Int, _ isLast: Bool, _ notes: inout CaptureNotes
    ) throws(CaptureDamage) -> CaptureStep {
        if variants.isEmpty { return try readHeader(bytes, from: start, &notes) }
        switch PcapVariant.judge(self, variants, bytes, from: start, isLast: isLast) {
        case .needs(let octets): return .needs(octets)
        case .is(let variant): recordHeaderLength = variant.headerLength
        }
        return try step(bytes, from: start, isLast: isLast, &notes)
    }

    private mutating func readHeader(
        _ bytes: Span<UInt8>, from start: Int, _ notes: inout CaptureNotes
    ) throws(CaptureDamage) -> CaptureStep {
        guard bytes.count - start >= Self.headerLength else { return .needs(Self.headerLength) }
        guard let magic = Magic(bytes, at: start) else { throw CaptureDamage("this is no pcap file", .end) }
        guard bytes.count - start >= magic.headerLength else { return .needs(magic.headerLength) }
        (order, unit) = (magic.order, magic.unit)
        let (major, minor) = (bytes.number16(at: start + 4, order), bytes.number16(at: start + 6, order))
        // 543 is what tcpdump of DG/UX writes.
        guard major == 2 || major == 543 else {
            throw CaptureDamage("version \(major) of pcap is not known; version 2 is read", .end)
        }
        snapLength = Int(bytes.number32(at: start + 16, order))
        // Above the link type stand flags about check sequences.
        link = LinkType(rawValue: UInt16(truncatingIfNeeded: bytes.number32(at: start + 20, order)))
        noteVersion(major, minor, magic)
        notes.begin(pcap: magic, "\(major).\(minor)", unit, link, snapLength)
        return CaptureStep(length: magic.headerLength)
    }

    private mutating func noteVersion(_ major: UInt16, _ minor: UInt16, _ magic: Magic) {
        switch (major, minor) {
        case (543, _), (2, 0...2): lengthOrder = .originalFirst
        case (2, 3): lengthOrder = .smallerIsCaptured
        default: lengthOrder = .capturedFirst
        }
        variants = PcapVariant.candidates(magic, isCurrent: (major, minor) == (2, 4))
        guard !magic.isPatched, !magic.isLong, magic.unit == 1_000, (major, minor) == (2, 2) else { return }
        // AIX counts nanoseconds and numbers links as RFC 1573 §6 does: no other system has these in version 2.2.
        guard let usual = [6: 1, 9: 6, 15: 10, 24: 0][link.rawValue] as UInt16? else { return }
        (link, unit) = (LinkType(rawValue: usual), 1)
    }
}
