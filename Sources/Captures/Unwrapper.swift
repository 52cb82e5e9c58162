import Octets

/// Finds the innermost IP packet within a frame: through links, tags of virtual networks and tunnels, as deep as `Limits.layers` allows.
struct Unwrapper {
    /// What a frame holds, as far as it is looked at.
    enum Layer: Hashable {
        /// An IP packet that carries something which is no tunnel.
        case internet(InternetPacket)
        /// A part of an IP packet.
        case fragment(InternetPacket)
        case exported(ExportedData)
        /// Something else than IP: ARP, LLDP and their like.
        case other
        /// The capture holds less than the frame's header.
        case cut
        /// A header says what cannot be.
        case damaged
        /// A link that is not read.
        case unknownLink
    }

    /// What comes next within a frame.
    enum Next {
        case link(LinkType)
        /// By a number of Ethernet's registry (RFC 9542).
        case type(UInt16)
        /// IP of either version.
        case internet
        /// A protocol number of PPP (RFC 1661 §2) comes first, or two octets of HDLC before it.
        case ppp
        /// The header of IEEE 802.2 comes first.
        case logicalLink
        case end(Layer)
    }

    let frameLength: Int
    let limits: Limits
    private var offset = 0
    private var tags = 0

    /// Looks at a frame of that link.
    static func unwrap(_ bytes: Span<UInt8>, _ link: LinkType, frameLength: Int, _ limits: Limits) -> Layer {
        var unwrapper = Unwrapper(frameLength: frameLength, limits: limits)
        return unwrapper.follow(.link(link), bytes)
    }

    /// Looks at what an IP packet carries whose payload is all of `bytes`: it was put together.
    static func unwrap(_ bytes: Span<UInt8>, within packet: InternetPacket, _ limits: Limits) -> Layer {
        var unwrapper = Unwrapper(frameLength: bytes.count, limits: limits)
        return unwrapper.follow(unwrapper.tunnel(packet, bytes), bytes)
    }

    private init(frameLength: Int, limits: Limits) {
        self.frameLength = frameLength
        self.limits = limits
    }

    private mutating func follow(_ first: Next, _ bytes: Span<UInt8>) -> Layer {
        var next = first
        for _ in 0..<limits.layers {
            switch next {
            case .link(let link): next = self.link(link, bytes)
            case .type(let type): next = self.type(type, bytes)
            case .internet: next = internet(bytes)
            case .ppp: next = ppp(bytes)
            case .logicalLink: next = logicalLink(bytes)
            case .end(let layer): return layer
            }
        }
        if case .end(let layer) = next { return layer }
        return .damaged
    }

    /// Goes on behind so many octets, if they are there.
    mutating func step(_ count: Int, _ bytes: Span<UInt8>, _ next: Next) -> Next {
        guard bytes.count - offset >= count else { return .end(.cut) }
        offset += count
        return next
    }

    /// So many octets are there from here on.
    func has(_ count: Int, _ bytes: Span<UInt8>) -> Bool { bytes.count - offset >= count }
}

// Links.
extension Unwrapper {
    private mutating func link(_ link: LinkType, _ bytes: Span<UInt8>) -> Next {
        switch link {
        case .ethernet: return typed(at: 12, bytes)
        case .ipv4, .ipv6, .raw: return .internet
        case .linuxCooked: return typed(at: 14, bytes)
        case .linuxCooked2:
            guard has(20, bytes) else { return .end(.cut) }
            return step(20, bytes, .type(bytes.number16(at: offset)))
        case .null: return family(bytes, [.little, .big])
        case .loop: return family(bytes, [.big])
        case .ppp, .pppHDLC: return .ppp
        case .pppOverEthernet: return pppOverEthernet(bytes)
        case .ciscoHDLC: return typed(at: 2, bytes)
        case .wireless: return wireless(bytes)
        case .radiotap:
            guard has(4, bytes) else { return .end(.cut) }
            return step(Int(bytes.number16(at: offset + 2, .little)), bytes, .link(.wireless))
        case .exportedPDU: return .end(ExportedData(bytes, limits).map { .exported($0) } ?? .damaged)
        case _ where link.isRaw: return .internet
        default: return .end(.unknownLink)
        }
    }

    /// The type of the payload stands at an offset, the payload right behind it.
    private mutating func typed(at place: Int, _ bytes: Span<UInt8>) -> Next {
        guard has(place + 2, bytes) else { return .end(.cut) }
        let type = bytes.number16(at: offset + place)
        // Below that it is a length, and the header of IEEE 802.2 follows (IEEE 802.3).
        return step(place + 2, bytes, type < 0x0600 ? .logicalLink : .type(type))
    }

    private mutating func type(_ type: UInt16, _ bytes: Span<UInt8>) -> Next {
        switch type {
        case 0x0800, 0x86DD: return offset < bytes.count ? .internet : .end(.cut)
        // Tags of virtual networks (IEEE 802.1Q, 802.1ad), and an older number for the outer one.
        case 0x8100, 0x88A8, 0x9100:
            tags += 1
            return tags <= limits.tags ? typed(at: 2, bytes) : .end(.other)
        case 0x8847, 0x8848: return labels(bytes)
        case 0x8864: return pppOverEthernet(bytes)
        case 0x6558: return .link(.ethernet)
        case 0x880B: return .ppp
        default: return .end(.other)
        }
    }

    /// Behind an address family of four octets. IPv4 is 2 everywhere; IPv6 has one number for each system.
    private mutating func family(_ bytes: Span<UInt8>, _ orders: [ByteOrder]) -> Next {
        guard has(5, bytes) else { return .end(.cut) }
        let isInternet = orders.contains { [2, 10, 24, 28, 30].contains(bytes.number32(at: offset, $0)) }
        return isInternet ? step(4, bytes, .internet) : .end(.other)
    }

    private mutating func ppp(_ bytes: Span<UInt8>) -> Next {
        if has(2, bytes), bytes[offset] == 0xFF, bytes[offset + 1] == 0x03 { offset += 2 }
        guard has(1, bytes) else { return .end(.cut) }
        // The first of two octets is even; an odd one stands alone (RFC 1661 §6.5).
        let isShort = bytes[offset] & 1 == 1
        guard isShort || has(2, bytes) else { return .end(.cut) }
        let number = isShort ? UInt16(bytes[offset]) : bytes.number16(at: offset)
        offset += isShort ? 1 : 2
        switch number {
        case 0x0021, 0x0057: return offset < bytes.count ? .internet : .end(.cut)
        case 0x0281, 0x0283: return labels(bytes)
        default: return .end(.other)
        }
    }

    /// The header of a session (RFC 2516 §4).
    private mutating func pppOverEthernet(_ bytes: Span<UInt8>) -> Next {
        guard has(6, bytes) else { return .end(.cut) }
        guard bytes[offset] == 0x11, bytes[offset + 1] == 0 else { return .end(.other) }
        return step(6, bytes, .ppp)
    }

    /// IEEE 802.11: frames of data that are not encrypted and in one part.
    private mutating func wireless(_ bytes: Span<UInt8>) -> Next {
        guard has(24, bytes) else { return .end(.cut) }
        let (control, flags) = (bytes[offset], bytes[offset + 1])
        // Data with something in it; neither encrypted nor with more fragments.
        guard control & 0x4C == 0x08, flags & 0x44 == 0, bytes[offset + 22] & 0x0F == 0 else { return .end(.other) }
        var length = flags & 0x03 == 0x03 ? 30 : 24
        if control & 0x80 != 0 {
            guard has(length + 2, bytes) else { return .end(.cut) }
            // Several packets in one frame.
            if bytes[offset + length] & 0x80 != 0 { return .end(.other) }
            length += flags & 0x80 != 0 ? 6 : 2
        }
        return step(length, bytes, .logicalLink)
    }

    /// IEEE 802.2 with the type of Ethernet behind it (RFC 1042).
    private mutating func logicalLink(_ bytes: Span<UInt8>) -> Next {
        guard has(8, bytes) else { return .end(.cut) }
        guard bytes[offset] == 0xAA, bytes[offset + 1] == 0xAA, bytes[offset + 2] == 3 else { return .end(.other) }
        return step(8, bytes, .type(bytes.number16(at: offset + 6)))
    }

    /// A stack of labels (RFC 3032); what follows the last one tells itself by its first four bits.
    private mutating func labels(_ bytes: Span<UInt8>) -> Next {
        for _ in 0..<limits.tags {
            guard has(5, bytes) else { return .end(.cut) }
            let isLast = bytes[offset + 2] & 1 == 1
            offset += 4
            guard isLast else { continue }
            switch bytes[offset] >> 4 {
            case 4, 6: return .internet
            // A control word before a frame of Ethernet (RFC 4385 §3).
            case 0: return step(4, bytes, .link(.ethernet))
            default: return .end(.other)
            }
        }
        return .end(.other)
    }
}

// IP, and what is carried in it.
extension Unwrapper {
    private mutating func internet(_ bytes: Span<UInt8>) -> Next {
        guard
            let found = try? InternetPacket(
                bytes, from: offset, frameLength: frameLength, headerLimit: limits.extensionHeaders)
        else { return .end(offset < bytes.count ? .damaged : .cut) }
        return found.fragment == nil ? tunnel(found, bytes) : .end(.fragment(found))
    }

    /// What carries other packets leads on into them; all else is what was looked for.
    private mutating func tunnel(_ packet: InternetPacket, _ bytes: Span<UInt8>) -> Next {
        switch packet.proto {
        case InternetPacket.tcp: return .end(.internet(packet))
        case InternetPacket.udp: return datagram(packet, bytes)
        // IP in IP (RFC 2003, RFC 2473), 6in4 (RFC 4213).
        case 4, 41:
            offset = packet.payload.lowerBound
            return offset < bytes.count ? .internet : .end(.cut)
        case 47:
            offset = packet.payload.lowerBound
            return genericRouting(bytes)
        // MPLS in IP (RFC 4023).
        case 137:
            offset = packet.payload.lowerBound
            return labels(bytes)
        default: return .end(.internet(packet))
        }
    }

    /// GRE (RFC 2784, RFC 2890), and what PPTP made of it (RFC 2637 §4.1).
    private mutating func genericRouting(_ bytes: Span<UInt8>) -> Next {
        guard has(4, bytes) else { return .end(.cut) }
        let flags = bytes.number16(at: offset)
        let type = bytes.number16(at: offset + 2)
        var length = 4
        switch flags & 7 {
        case 0:
            guard flags & 0x4000 == 0 else { return .end(.other) }
            for flag: UInt16 in [0x8000, 0x2000, 0x1000] where flags & flag != 0 { length += 4 }
            // A mirrored frame has a header of its own.
            if type == 0x88BE { return step(length + (flags & 0x1000 != 0 ? 8 : 0), bytes, .link(.ethernet)) }
        case 1:
            length += 4
            for flag: UInt16 in [0x1000, 0x0080] where flags & flag != 0 { length += 4 }
        default: return .end(.other)
        }
        return step(length, bytes, .type(type))
    }

    /// UDP that carries frames: VXLAN (RFC 7348 §5), Teredo (RFC 4380 §5.1.1).
    private mutating func datagram(_ packet: InternetPacket, _ bytes: Span<UInt8>) -> Next {
        let start = packet.payload.lowerBound
        guard packet.payload.count >= 8 else { return .end(.internet(packet)) }
        let (source, destination) = (bytes.number16(at: start), bytes.number16(at: start + 2))
        if destination == 4_789, packet.payload.count >= 16, bytes[start + 8] & 0x08 != 0 {
            offset = start + 16
            return .link(.ethernet)
        }
        if source == 3_544 || destination == 3_544, let inside = teredo(packet, bytes) { return .end(inside) }
        return .end(.internet(packet))
    }

    /// An IPv6 packet that fills the datagram, behind what Teredo may put before it; nil where there is none.
    private func teredo(_ packet: InternetPacket, _ bytes: Span<UInt8>) -> Layer? {
        let end = packet.payload.upperBound
        var start = packet.payload.lowerBound + 8
        if end - start >= 4, bytes[start] == 0, bytes[start + 1] == 1 {
            start += 13 + Int(bytes[start + 2]) + Int(bytes[start + 3])
        }
        if end - start >= 8, bytes[start] == 0, bytes[start + 1] == 0 { start += 8 }
        guard end - start >= 40, bytes[start] >> 4 == 6, Int(bytes.number16(at: start + 4)) + 40 <= end - start,
            let inside = try? InternetPacket(
                bytes, from: start, frameLength: frameLength, headerLimit: limits.extensionHeaders)
        else { return nil }
        return inside.fragment == nil ? .internet(inside) : .fragment(inside)
    }
}
