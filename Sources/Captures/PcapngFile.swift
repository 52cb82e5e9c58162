import Octets

/// The blocks of a pcapng file (draft-ietf-opsawg-pcapng): each has its type, its length, a body, and its length again. A
/// section header begins a section with interfaces and a byte order of its own. Blocks without packets are skipped.
struct PcapngFile: Sendable {
    /// The same in either byte order.
    static let sectionHeader: UInt32 = 0x0A0D_0D0A
    private static let byteOrderMagic: UInt32 = 0x1A2B_3C4D

    private enum Kind: UInt32 {
        case interface = 1
        /// The old packet block.
        case packet = 2
        case simple = 3
        case enhanced = 6

        /// Octets of the shortest one.
        var leastLength: Int {
            switch self {
            case .interface: 20
            case .simple: 16
            case .packet, .enhanced: 32
            }
        }
    }

    private let limits: Limits
    private var order = ByteOrder.big
    private var interfaces: [CaptureInterface] = []

    init(_ limits: Limits) { self.limits = limits }

    /// The block that begins at `start`; nil while it is not all there.
    mutating func step(_ bytes: Span<UInt8>, from start: Int) throws(CaptureEnd) -> CaptureStep? {
        guard bytes.count - start >= 12 else { return nil }
        let type = bytes.number32(at: start, order)
        if type == Self.sectionHeader { return try beginSection(bytes, from: start) }
        let length = try length(bytes, from: start)
        guard let kind = Kind(rawValue: type) else { return CaptureStep(length: UInt64(length)) }
        guard length >= kind.leastLength else {
            throw CaptureEnd("a block of type \(type) has only \(length) octets; the file is damaged from here on")
        }
        guard length <= limits.blockOctets else {
            return CaptureStep(
                length: UInt64(length),
                complaint: "a block of \(length) octets is longer than the limit of \(limits.blockOctets)")
        }
        guard bytes.count - start >= length else { return nil }
        let again = Int(bytes.number32(at: start + length - 4, order))
        guard again == length else {
            throw CaptureEnd(
                "a block gives its length as \(length) and again as \(again); the file is damaged from here on")
        }
        return read(kind, bytes.extracting(0..<(start + length)), from: start, length)
    }

    private func length(_ bytes: Span<UInt8>, from start: Int) throws(CaptureEnd) -> Int {
        let length = Int(bytes.number32(at: start + 4, order))
        guard length >= 12, length % 4 == 0 else {
            throw CaptureEnd("a block claims a length of \(length) octets; the file is damaged from here on")
        }
        return length
    }

    private mutating func beginSection(_ bytes: Span<UInt8>, from start: Int) throws(CaptureEnd) -> CaptureStep? {
        guard bytes.count - start >= 16 else { return nil }
        if bytes.number32(at: start + 8, .big) == Self.byteOrderMagic {
            order = .big
        } else if bytes.number32(at: start + 8, .little) == Self.byteOrderMagic {
            order = .little
        } else {
            throw CaptureEnd("a section does not say its byte order; the file is damaged from here on")
        }
        let major = bytes.number16(at: start + 12, order)
        guard major == 1 else { throw CaptureEnd("version \(major) of pcapng is not known; version 1 is read") }
        interfaces = []
        return CaptureStep(length: UInt64(try length(bytes, from: start)))
    }

    /// A block that is all there: `bytes` ends with it.
    private mutating func read(_ kind: Kind, _ bytes: Span<UInt8>, from start: Int, _ length: Int) -> CaptureStep {
        var step = CaptureStep(length: UInt64(length))
        switch kind {
        case .interface:
            guard interfaces.count < limits.interfaces else {
                step.complaint = "there are more than \(limits.interfaces) interfaces"
                return step
            }
            interfaces.append(CaptureInterface(bytes, from: start + 8, to: start + length - 4, order))
        case .simple: readSimple(bytes, from: start, length, &step)
        case .packet:
            readPacket(bytes, from: start, length, interface: Int(bytes.number16(at: start + 8, order)), &step)
        case .enhanced:
            readPacket(bytes, from: start, length, interface: Int(bytes.number32(at: start + 8, order)), &step)
        }
        return step
    }

    /// The old and the enhanced block differ in their first four octets alone.
    private func readPacket(
        _ bytes: Span<UInt8>, from start: Int, _ length: Int, interface number: Int, _ step: inout CaptureStep
    ) {
        let captured = Int(bytes.number32(at: start + 20, order))
        guard captured <= length - 32, captured <= limits.packetOctets else {
            step.complaint = "a packet claims \(captured) octets in a block of \(length)"
            return
        }
        guard interfaces.indices.contains(number) else {
            step.complaint = "a packet names interface \(number), which nothing describes"
            return
        }
        let ticks = UInt64(bytes.number32(at: start + 12, order)) << 32 | UInt64(bytes.number32(at: start + 16, order))
        step.packet = CaptureStep.Found(
            time: interfaces[number].nanoseconds(ticks: ticks), link: interfaces[number].link,
            originalLength: max(captured, Int(bytes.number32(at: start + 24, order))),
            range: (start + 28)..<(start + 28 + captured))
    }

    /// Its captured length is what is left of the original one by the interface's limit. It has no time.
    private func readSimple(_ bytes: Span<UInt8>, from start: Int, _ length: Int, _ step: inout CaptureStep) {
        guard let interface = interfaces.first else {
            step.complaint = "a packet came before any interface was described"
            return
        }
        let original = Int(bytes.number32(at: start + 8, order))
        let most = interface.snapLength > 0 ? min(original, interface.snapLength) : original
        let captured = min(most, length - 16, limits.packetOctets)
        step.packet = CaptureStep.Found(
            time: nil, link: interface.link, originalLength: original, range: (start + 12)..<(start + 12 + captured))
    }
}
