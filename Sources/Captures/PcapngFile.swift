import Octets

/// The blocks of a pcapng file (draft-ietf-opsawg-pcapng): each has its type, its length, a body, and its length again. A
/// section header begins a section with interfaces and a byte order of its own.
struct PcapngFile: Sendable {
    /// The same in either byte order.
    static let sectionHeader: UInt32 = 0x0A0D_0D0A
    static let byteOrderMagic: UInt32 = 0x1A2B_3C4D
    /// Octets of the shortest block.
    static let leastLength = 12

    /// Blocks that are known, as the file numbers them.
    enum Kind: UInt32 {
        case interface = 1
        /// The old packet block.
        case packet = 2
        case simple = 3
        case names = 4
        case statistics = 5
        case enhanced = 6
        case journal = 9
        case secrets = 10
        case custom = 0x0BAD
        /// One that is not to be copied by who changes the file.
        case customNotCopied = 0x4000_0BAD
        case section = 0x0A0D_0D0A

        /// Octets of the shortest one.
        var leastLength: Int {
            switch self {
            case .section: 28
            case .interface, .secrets: 20
            case .simple, .custom, .customNotCopied: 16
            case .packet, .enhanced: 32
            case .statistics: 24
            case .names, .journal: PcapngFile.leastLength
            }
        }
    }

    let limits: Limits
    private(set) var order = ByteOrder.big
    /// Of this section.
    private(set) var interfaces: [CaptureInterface] = []
    /// In the sections before.
    private(set) var interfacesBefore = 0
    /// The section has a version that is not known: its blocks are passed over.
    private var isUnknownVersion = false
    /// The length of a long block that is being skipped, which is to stand again at its end.
    private(set) var lengthToCheck: Int?

    init(_ limits: Limits) { self.limits = limits }

    /// The block that begins at `start`, in a file that has had so many `packets`.
    mutating func step(
        _ bytes: Span<UInt8>, from start: Int, packets: Int, _ notes: inout CaptureNotes
    ) throws(CaptureDamage) -> CaptureStep {
        if let lengthToCheck { return try endLong(bytes, from: start, lengthToCheck) }
        let there = bytes.count - start
        guard there >= Self.leastLength else { return .needs(Self.leastLength) }
        let type = bytes.number32(at: start, order)
        if type == Self.sectionHeader {
            guard there >= 16 else { return .needs(16) }
            try beginSection(bytes, from: start)
        }
        let length = Int(bytes.number32(at: start + 4, order))
        guard length >= Self.leastLength else {
            throw CaptureDamage("a block claims a length of \(length) octets", .search)
        }
        // Some wrote the length without the padding, which is there nevertheless.
        let whole = (length + 3) & ~3
        guard whole <= limits.blockOctets else { return try beginLong(bytes, from: start, type, length) }
        guard there >= whole else { return .needs(whole) }
        let again = Int(bytes.number32(at: start + whole - 4, order))
        guard again == length else {
            throw CaptureDamage("a block gives its length as \(length) and again as \(again)", .search)
        }
        if type == Kind.enhanced.rawValue, length >= Kind.enhanced.leastLength, !isUnknownVersion {
            let number = Int(bytes.number32(at: start + 8, order))
            return try packet(bytes, from: start, whole, interface: number, packets, &notes)
        }
        return try read(bytes, from: start, type, whole, packets, &notes)
    }

    /// A block that is all there, of any kind.
    private mutating func read(
        _ bytes: Span<UInt8>, from start: Int, _ type: UInt32, _ length: Int, _ packets: Int,
        _ notes: inout CaptureNotes
    ) throws(CaptureDamage) -> CaptureStep {
        let step = CaptureStep(length: length)
        if isUnknownVersion, type != Self.sectionHeader { return step }
        guard let kind = Kind(rawValue: type) else {
            notes.count(unknownBlock: type)
            return step
        }
        guard length >= kind.leastLength else {
            throw CaptureDamage("a block of type \(type) has only \(length) octets", .skip(length))
        }
        switch kind {
        case .section: try readSection(bytes, from: start, length, &notes)
        case .interface: try addInterface(bytes, from: start, length, &notes)
        case .simple: return try simple(bytes, from: start, length)
        case .packet, .enhanced:
            let number = Int(bytes.number16(at: start + 8, order))
            return try packet(bytes, from: start, length, interface: number, packets, &notes)
        default: notes.read(kind, bytes, from: start + 8, to: start + length - 4, order, interfacesBefore)
        }
        return step
    }
}

extension PcapngFile {
    /// The old and the enhanced block differ in their first four octets alone.
    private func packet(
        _ bytes: Span<UInt8>, from start: Int, _ length: Int, interface number: Int, _ packets: Int,
        _ notes: inout CaptureNotes
    ) throws(CaptureDamage) -> CaptureStep {
        let captured = Int(bytes.number32(at: start + 20, order))
        guard captured <= length - 32, captured <= limits.packetOctets else {
            throw CaptureDamage("a packet claims \(captured) octets in a block of \(length)", .skip(length))
        }
        guard number < interfaces.count else {
            throw CaptureDamage("a packet names interface \(number), which nothing describes", .skip(length))
        }
        let (first, end) = (start + 28, start + length - 4)
        let options = first + (captured + 3) & ~3
        if options + 4 <= end { notes.readPacketOptions(bytes, from: options, to: end, order, packet: packets + 1) }
        let ticks = UInt64(bytes.number32(at: start + 12, order)) << 32 | UInt64(bytes.number32(at: start + 16, order))
        return CaptureStep(
            length: length,
            packet: CaptureStep.Found(
                time: interfaces[number].nanoseconds(ticks: ticks), link: interfaces[number].link,
                originalLength: max(captured, Int(bytes.number32(at: start + 24, order))),
                range: first..<(first + captured), interface: interfacesBefore + number))
    }

    /// Its captured length is what is left of the original one by the interface's limit. It has no time.
    private func simple(_ bytes: Span<UInt8>, from start: Int, _ length: Int) throws(CaptureDamage) -> CaptureStep {
        guard let interface = interfaces.first else {
            throw CaptureDamage("a packet came before any interface was described", .skip(length))
        }
        let original = Int(bytes.number32(at: start + 8, order))
        let most = interface.snapLength > 0 ? min(original, interface.snapLength) : original
        let captured = min(most, length - 16, limits.packetOctets)
        return CaptureStep(
            length: length,
            packet: CaptureStep.Found(
                time: nil, link: interface.link, originalLength: original,
                range: (start + 12)..<(start + 12 + captured), interface: interfacesBefore))
    }

    private mutating func addInterface(
        _ bytes: Span<UInt8>, from start: Int, _ length: Int, _ notes: inout CaptureNotes
    ) throws(CaptureDamage) {
        guard interfaces.count < limits.interfaces else {
            throw CaptureDamage("there are more than \(limits.interfaces) interfaces", .skip(length))
        }
        interfaces.append(notes.addInterface(bytes, from: start + 8, to: start + length - 4, order))
    }

    /// A section begins, even one whose header is damaged: its length is in its own byte order already.
    private mutating func beginSection(_ bytes: Span<UInt8>, from start: Int) throws(CaptureDamage) {
        guard let order = Self.sectionOrder(bytes, at: start) else {
            throw CaptureDamage("a section does not say its byte order", .search)
        }
        self.order = order
        interfacesBefore += interfaces.count
        interfaces = []
    }

    /// The byte order of the section whose first 12 octets are at `start`.
    static func sectionOrder(_ bytes: Span<UInt8>, at start: Int) -> ByteOrder? {
        switch byteOrderMagic {
        case bytes.number32(at: start + 8, .little): .little
        case bytes.number32(at: start + 8, .big): .big
        default: nil
        }
    }

    private mutating func readSection(
        _ bytes: Span<UInt8>, from start: Int, _ length: Int, _ notes: inout CaptureNotes
    ) throws(CaptureDamage) {
        let (major, minor) = (bytes.number16(at: start + 12, order), bytes.number16(at: start + 14, order))
        isUnknownVersion = major != 1
        notes.addSection(bytes, from: start + 24, to: start + length - 4, order, "\(major).\(minor)")
        if isUnknownVersion {
            throw CaptureDamage(
                "version \(major) of pcapng is not known, version 1 is read; this section is passed over", .skip(length)
            )
        }
    }
}

extension PcapngFile {
    /// A block that is longer than what may be held is passed over by its length; its end is looked at nevertheless. One
    /// that contradicts itself is taken for damage, as a length that is wrong would lead anywhere.
    private mutating func beginLong(
        _ bytes: Span<UInt8>, from start: Int, _ type: UInt32, _ length: Int
    ) throws(CaptureDamage) -> CaptureStep {
        let toTrailer = (length + 3) & ~3 - 4
        switch Kind(rawValue: type) {
        case .packet, .enhanced, .simple:
            let place = type == Kind.simple.rawValue ? 8 : 20
            guard bytes.count - start >= place + 4 else { return .needs(place + 4) }
            let claimed = Int(bytes.number32(at: start + place, order))
            guard claimed > limits.packetOctets, claimed < length else { break }
            lengthToCheck = length
            throw CaptureDamage(
                "a block of \(length) octets is longer than the limit of \(limits.blockOctets)", .skip(toTrailer))
        case .section, .interface, .statistics: break
        default:
            lengthToCheck = length
            return CaptureStep(length: toTrailer)
        }
        throw CaptureDamage("a block claims a length of \(length) octets", .search)
    }

    private mutating func endLong(
        _ bytes: Span<UInt8>, from start: Int, _ length: Int
    ) throws(CaptureDamage) -> CaptureStep {
        guard bytes.count - start >= 4 else { return .needs(4) }
        lengthToCheck = nil
        let again = Int(bytes.number32(at: start, order))
        guard again == length else {
            throw CaptureDamage("a block gives its length as \(length) and again as \(again)", .search)
        }
        return CaptureStep(length: 4)
    }
}
