import Octets

/// Finds the IP packet within a frame of any link that is read.
enum LinkFrame: Hashable {
    /// An IP packet from that offset on.
    case internet(Int)
    /// Something else than IP: ARP, LLDP and their like.
    case other
    /// The capture holds less than the frame's header.
    case cut
    /// A link that is not read.
    case unknownLink

    init(_ bytes: Span<UInt8>, _ link: LinkType, tagLimit: Int) {
        switch link {
        case .ethernet: self = Self.tagged(bytes, typeAt: 12, tagLimit)
        case .linuxCooked: self = Self.tagged(bytes, typeAt: 14, tagLimit)
        // Its type comes first, the payload behind 20 octets.
        case .linuxCooked2: self = bytes.count < 20 ? .cut : Self.typed(bytes.number16(at: 0), 20, bytes, tagLimit)
        case .null: self = Self.family(bytes, [.little, .big])
        case .loop: self = Self.family(bytes, [.big])
        case .ipv4, .ipv6: self = bytes.isEmpty ? .cut : .internet(0)
        case _ where link.isRaw: self = bytes.isEmpty ? .cut : .internet(0)
        default: self = .unknownLink
        }
    }

    /// A frame whose type of payload stands at an offset, the payload right behind it.
    private static func tagged(_ bytes: Span<UInt8>, typeAt offset: Int, _ tags: Int) -> LinkFrame {
        guard bytes.count >= offset + 2 else { return .cut }
        return typed(bytes.number16(at: offset), offset + 2, bytes, tags)
    }

    private static func typed(_ type: UInt16, _ start: Int, _ bytes: Span<UInt8>, _ tags: Int) -> LinkFrame {
        switch type {
        case 0x0800, 0x86DD: return start < bytes.count ? .internet(start) : .cut
        // Tags of virtual networks (IEEE 802.1Q, 802.1ad), and an older number for the outer one.
        case 0x8100, 0x88A8, 0x9100: return tags > 0 ? tagged(bytes, typeAt: start + 2, tags - 1) : .other
        default: return .other
        }
    }

    /// Behind an address family of four octets. IPv4 is 2 everywhere; IPv6 has one number for each system.
    private static func family(_ bytes: Span<UInt8>, _ orders: [ByteOrder]) -> LinkFrame {
        guard bytes.count > 4 else { return .cut }
        let isInternet = orders.contains { [2, 10, 24, 28, 30].contains(bytes.number32(at: 0, $0)) }
        return isInternet ? .internet(4) : .other
    }
}
