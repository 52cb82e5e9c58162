import Octets
import Transcripts

/// One end of a conversation as packets have it: an address of IPv4 (4 octets) or IPv6 (16), and a port.
struct PacketEnd: Hashable, Sendable {
    var address: [UInt8]
    var port: UInt16

    var isVersion4: Bool { address.count == 4 }

    init(address: [UInt8], port: UInt16) {
        self.address = address
        self.port = port
    }

    /// `192.0.2.1:80` or `[2001:db8::1]:80`; nil for all else, as `unix:PATH`.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        let host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            guard let address = Self.version6(host.dropFirst().dropLast()) else { return nil }
            self.init(address: address, port: port)
        } else {
            guard let address = Self.version4(host) else { return nil }
            self.init(address: address, port: port)
        }
    }

    private static func version4(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let octets = parts.compactMap { UInt8($0) }
        return parts.count == 4 && octets.count == 4 ? octets : nil
    }

    /// Groups of hexadecimal digits, one run of zeros as `::`, the last two perhaps dotted (RFC 4291 §2.2). A zone behind `%`
    /// is no part of the address.
    private static func version6(_ text: Substring) -> [UInt8]? {
        let text = text.prefix { $0 != "%" }
        guard let gap = text.firstRange(of: "::") else {
            return groups(text).flatMap { $0.count == 16 ? $0 : nil }
        }
        guard let head = groups(text[..<gap.lowerBound]), let tail = groups(text[gap.upperBound...]) else { return nil }
        guard head.count + tail.count <= 14 else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    private static func groups(_ text: Substring) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        var octets: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, part.contains(".") {
                guard let last = version4(part) else { return nil }
                octets += last
            } else {
                guard part.count <= 4, let group = UInt16(part, radix: 16) else { return nil }
                octets += [UInt8(group >> 8), UInt8(group & 0xFF)]
            }
        }
        return octets
    }
}

/// Both ends of a conversation. Those that have no address on the network, unix sockets and bytes without a frame, get
/// addresses that are nobody's (RFC 5737, RFC 3849).
struct PacketEnds: Hashable, Sendable {
    var client: PacketEnd
    var server: PacketEnd

    /// - Parameter defaultPort: the server's, where it has none.
    init(_ opening: Opening?, connection: Int, defaultPort: UInt16) {
        let client = opening.flatMap { PacketEnd($0.client.address) }
        let server = opening.flatMap { PacketEnd($0.server.address) }
        let isVersion4 = (server ?? client)?.isVersion4 ?? true
        // Every conversation has a port of its own, as far as there are ports.
        let port = UInt16(49_152 + connection % 16_384)
        self.server = server ?? PacketEnd(address: Self.nobody(2, isVersion4), port: defaultPort)
        if let client, client.isVersion4 == isVersion4 {
            self.client = client
        } else {
            self.client = PacketEnd(address: Self.nobody(1, isVersion4), port: port)
        }
    }

    private static func nobody(_ last: UInt8, _ isVersion4: Bool) -> [UInt8] {
        if isVersion4 { return [192, 0, 2, last] }
        return [0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [last]
    }

    func source(_ direction: Direction) -> PacketEnd { direction == .clientToServer ? client : server }
    func destination(_ direction: Direction) -> PacketEnd { source(direction.opposite) }
}
