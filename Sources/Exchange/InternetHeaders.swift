/// Packets of IPv4 (RFC 791) and IPv6 (RFC 8200) with TCP (RFC 9293) or UDP (RFC 768) in them, checksums and all.
enum InternetHeaders {
    struct Flags: OptionSet, Hashable, Sendable {
        var rawValue: UInt8
        static let finish = Flags(rawValue: 0x01)
        static let synchronize = Flags(rawValue: 0x02)
        static let reset = Flags(rawValue: 0x04)
        static let push = Flags(rawValue: 0x08)
        static let acknowledge = Flags(rawValue: 0x10)
    }

    /// Octets of a datagram at most: the length of IPv4 counts its header, and that of UDP.
    static let datagramLimit = 65_507

    static func tcp(
        from source: PacketEnd, to destination: PacketEnd, sequence: UInt32, acknowledgment: UInt32, _ flags: Flags,
        _ data: ArraySlice<UInt8> = []
    ) -> [UInt8] {
        let header =
            octets(source.port) + octets(destination.port) + octets(sequence) + octets(acknowledgment)
            + [0x50, flags.rawValue] + octets(UInt16.max) + [0, 0, 0, 0]
        return packet(6, from: source, to: destination, header + data, checksumAt: 16)
    }

    static func udp(from source: PacketEnd, to destination: PacketEnd, _ data: [UInt8]) -> [UInt8] {
        let length = UInt16(truncatingIfNeeded: 8 + data.count)
        let header = octets(source.port) + octets(destination.port) + octets(length) + [0, 0]
        return packet(17, from: source, to: destination, header + data, checksumAt: 6)
    }

    private static func packet(
        _ proto: UInt8, from source: PacketEnd, to destination: PacketEnd, _ payload: [UInt8], checksumAt place: Int
    ) -> [UInt8] {
        let ends = source.address + destination.address
        let pseudo = ends + octets(UInt32(payload.count)) + octets(UInt32(proto))
        var sum = checksum(of: payload, adding: pseudo)
        // Zero would say that there is none (RFC 768).
        if proto == 17, sum == 0 { sum = UInt16.max }
        var segment = payload
        segment.replaceSubrange(place..<(place + 2), with: octets(sum))
        return header(proto, length: payload.count, isVersion4: source.isVersion4, ends) + segment
    }

    private static func header(_ proto: UInt8, length: Int, isVersion4: Bool, _ ends: [UInt8]) -> [UInt8] {
        guard isVersion4 else {
            return [0x60, 0, 0, 0] + octets(UInt16(truncatingIfNeeded: length)) + [proto, 64] + ends
        }
        let total = octets(UInt16(truncatingIfNeeded: 20 + length))
        // Not to be fragmented, so that its identification says nothing (RFC 6864).
        var header: [UInt8] = [0x45, 0] + total + [0, 0, 0x40, 0, 64, proto, 0, 0] + ends
        header.replaceSubrange(10..<12, with: octets(checksum(of: header, adding: [])))
        return header
    }

    /// The Internet checksum (RFC 1071) of both; `first` has an even number of octets.
    static func checksum(of octets: [UInt8], adding first: [UInt8]) -> UInt16 {
        var sum: UInt64 = 0
        for part in [first, octets] {
            var index = 0
            while index + 1 < part.count {
                sum += UInt64(part[index]) << 8 | UInt64(part[index + 1])
                index += 2
            }
            if index < part.count { sum += UInt64(part[index]) << 8 }
        }
        while sum >> 16 != 0 { sum = sum & 0xFFFF + sum >> 16 }
        return ~UInt16(truncatingIfNeeded: sum)
    }

    private static func octets<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }
}
