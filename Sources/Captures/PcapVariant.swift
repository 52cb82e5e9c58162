import Octets

/// What stands before each packet of a pcap file. Patches to libpcap of 1999, and some devices, made it longer, and did not
/// always change the file's first octets; so the first records are read in every way that is possible, and the way with the
/// fewest faults is taken, as Wireshark does it.
enum PcapVariant: Sendable {
    /// Time and lengths.
    case plain
    /// Behind these the interface's number, the protocol, the packet's kind, and one octet of padding.
    case patched
    /// As `patched`, with four more octets of padding (SuSE 6.3).
    case patchedAndPadded
    /// Four octets behind the lengths, whose meaning nobody tells (Nokia's firewalls).
    case nokia

    enum Judgement {
        case `is`(PcapVariant)
        /// Octets that are needed to find out.
        case needs(Int)
    }

    /// Records that are read to find out.
    private static let recordsToTry = 3
    private static let plainLength = 16

    var headerLength: Int {
        switch self {
        case .plain: Self.plainLength
        case .patched: 24
        case .patchedAndPadded: 28
        case .nokia: 20
        }
    }

    /// What records may look like in a file. Only the version that was current in 1999 was patched.
    static func candidates(_ magic: PcapFile.Magic, isCurrent: Bool) -> [PcapVariant] {
        if magic.isPatched { return [.patched, .patchedAndPadded] }
        return isCurrent && magic.unit == 1_000 && !magic.isLong ? [.plain, .patched, .nokia] : [.plain]
    }

    static func judge(
        _ file: PcapFile, _ candidates: [PcapVariant], _ bytes: Span<UInt8>, from start: Int, isLast: Bool
    ) -> Judgement {
        guard candidates.count > 1, let first = candidates.first else { return .is(candidates.first ?? .plain) }
        if first == .plain {
            switch plainness(file, bytes, from: start, isLast) {
            case .needs(let octets): return .needs(octets)
            case .count(0): return .is(.plain)
            case .count: break
            }
        }
        var best = (variant: first, faults: Int.max)
        for candidate in candidates {
            switch candidate.faults(file, bytes, from: start, isLast, records: recordsToTry) {
            case .needs(let octets): return .needs(octets)
            case .count(let faults) where faults < best.faults: best = (candidate, faults)
            case .count: break
            }
        }
        return .is(best.variant)
    }

    /// What is wrong with a file that looks like a plain one. Most need not wait for a second packet before the first one is
    /// given: only where that begins as the rest of a longer header would, the next packet's header is looked at.
    private static func plainness(
        _ file: PcapFile, _ bytes: Span<UInt8>, from start: Int, _ isLast: Bool
    ) -> Faults {
        let (there, longest) = (bytes.count - start, PcapVariant.patched.headerLength)
        guard there >= plainLength else { return isLast ? .count(0) : .needs(longest) }
        guard file.lengths(bytes, at: start).captured >= longest - plainLength else { return .count(0) }
        guard there >= longest else { return isLast ? .count(0) : .needs(longest) }
        let place = start + plainLength
        guard extraFaults(file, bytes, at: place) == 0 || nokiaFaults(bytes, at: place) == 0 else { return .count(0) }
        return PcapVariant.plain.faults(file, bytes, from: start, isLast, records: 2)
    }

    private enum Faults {
        case count(Int)
        case needs(Int)
    }

    /// How many things are wrong with the first records, were they of this variant.
    private func faults(
        _ file: PcapFile, _ bytes: Span<UInt8>, from start: Int, _ isLast: Bool, records: Int
    ) -> Faults {
        var (place, faults) = (start, 0)
        for _ in 0..<records {
            if place == bytes.count, isLast { break }
            guard bytes.count - place >= headerLength else {
                return isLast ? .count(faults + 1) : .needs(place - start + headerLength)
            }
            faults += headerFaults(file, bytes, at: place)
            let captured = file.lengths(bytes, at: place).captured
            guard captured <= file.limits.packetOctets else { break }
            place += headerLength + captured
        }
        return .count(faults)
    }

    private func headerFaults(_ file: PcapFile, _ bytes: Span<UInt8>, at place: Int) -> Int {
        let (captured, original) = file.lengths(bytes, at: place)
        var faults = bytes.number32(at: place + 4, file.order) >= 1_000_000 ? 1 : 0
        if captured > file.limits.packetOctets { faults += 1 }
        if file.snapLength > 0, captured > file.snapLength { faults += 1 }
        if captured > original { faults += 1 }
        switch self {
        case .plain: return faults
        case .nokia: return faults + Self.nokiaFaults(bytes, at: place + Self.plainLength)
        case .patched, .patchedAndPadded: return faults + Self.extraFaults(file, bytes, at: place + Self.plainLength)
        }
    }

    /// What is wrong with Nokia's four octets, by those that were seen. Zeros are what Wireshark writes.
    private static func nokiaFaults(_ bytes: Span<UInt8>, at place: Int) -> Int {
        let isSeen = [ByteOrder.little, .big].contains { order in
            let number = bytes.number32(at: place, order)
            return number == 0 || number & 0x0FFF_00F0 == 0x0FBF_0000
        }
        return isSeen ? 0 : 1
    }

    /// What is wrong with the eight octets that patched headers have more, by the systems of their time.
    private static func extraFaults(_ file: PcapFile, _ bytes: Span<UInt8>, at place: Int) -> Int {
        var faults = bytes.number32(at: place, file.order) > 10_000 ? 1 : 0
        // An EtherType, or one of Linux's own numbers.
        let type = bytes.number16(at: place + 4, file.order)
        if type < 0x0600, type > 0x17, ![0x60, 0x200, 0x400].contains(type) { faults += 1 }
        // To this host, broadcast, multicast, to another host, outgoing.
        if bytes[place + 6] > 4 { faults += 1 }
        return faults
    }
}
