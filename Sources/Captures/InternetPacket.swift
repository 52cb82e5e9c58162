import Octets

/// The header of an IP packet (RFC 791, RFC 8200), and where what it carries lies.
struct InternetPacket: Hashable {
    /// Why a packet is not looked at further.
    enum Obstacle: Error, Hashable {
        /// The header is cut short, or says what cannot be.
        case damaged
    }

    /// Which part of its packet it is.
    struct Fragment: Hashable {
        /// Of its payload in that of the whole, in octets.
        var offset: Int
        var hasMore: Bool
        var identification: UInt32

        /// Fragments belong together by the protocol in IPv4 alone.
        func proto(_ packet: InternetPacket) -> UInt8 { packet.source.isVersion4 ? packet.proto : 0 }
    }

    static let tcp: UInt8 = 6
    static let udp: UInt8 = 17

    var source: IPAddress
    var destination: IPAddress
    /// The number of what it carries.
    var proto: UInt8
    /// What was captured of the payload; padding of the link is no part of it.
    var payload: Range<Int>
    /// Octets of the payload on the wire.
    var wireLength: Int
    /// nil where the packet is whole.
    var fragment: Fragment?

    /// - Parameter wireLength: octets of the frame on the wire, for packets that do not say their length.
    init(
        _ bytes: Span<UInt8>, from start: Int, frameLength: Int, headerLimit: Int
    ) throws(Obstacle) {
        guard start < bytes.count else { throw .damaged }
        switch bytes[start] >> 4 {
        case 4: try self.init(version4: bytes, from: start, frameLength: frameLength)
        case 6: try self.init(version6: bytes, from: start, frameLength: frameLength, headerLimit: headerLimit)
        default: throw .damaged
        }
    }

    private init(version4 bytes: Span<UInt8>, from start: Int, frameLength: Int) throws(Obstacle) {
        guard bytes.count - start >= 20 else { throw .damaged }
        let headerLength = Int(bytes[start] & 0x0F) * 4
        // A length of 0 is that of a packet which the network card was to cut.
        let stated = Int(bytes.number16(at: start + 2))
        let total = stated == 0 ? max(frameLength, bytes.count) - start : stated
        guard headerLength >= 20, total >= headerLength, bytes.count - start >= headerLength else { throw .damaged }
        let part = bytes.number16(at: start + 6)
        if part & 0x3FFF != 0 {
            fragment = Fragment(
                offset: Int(part & 0x1FFF) * 8, hasMore: part & 0x2000 != 0,
                identification: UInt32(bytes.number16(at: start + 4)))
        }
        source = IPAddress(version4: bytes.number32(at: start + 12))
        destination = IPAddress(version4: bytes.number32(at: start + 16))
        proto = bytes[start + 9]
        wireLength = total - headerLength
        payload = (start + headerLength)..<min(bytes.count, start + total)
    }

    private init(version6 bytes: Span<UInt8>, from start: Int, frameLength: Int, headerLimit: Int) throws(Obstacle) {
        guard bytes.count - start >= 40 else { throw .damaged }
        source = IPAddress(high: bytes.number64(at: start + 8), low: bytes.number64(at: start + 16))
        destination = IPAddress(high: bytes.number64(at: start + 24), low: bytes.number64(at: start + 32))
        let stated = Int(bytes.number16(at: start + 4))
        let total = stated == 0 ? max(frameLength, bytes.count) - start : 40 + stated
        let end = min(bytes.count, start + total)
        let header = try ExtensionHeaders(bytes, first: bytes[start + 6], from: start + 40, to: end, headerLimit)
        guard header.end - start <= total else { throw .damaged }
        proto = header.next
        fragment = header.fragment
        wireLength = total - (header.end - start)
        payload = header.end..<end
    }
}

/// The headers between IPv6's own and what the packet carries (RFC 8200 §4).
private struct ExtensionHeaders {
    var next: UInt8
    var end: Int
    var fragment: InternetPacket.Fragment?

    init(_ bytes: Span<UInt8>, first: UInt8, from start: Int, to limit: Int, _ most: Int) throws(InternetPacket
        .Obstacle)
    {
        next = first
        end = start
        for _ in 0..<most {
            guard let length = try Self.length(of: next, bytes, at: end, to: limit) else { return }
            guard end + length <= limit else { throw .damaged }
            if next == 44 { note(bytes, at: end) }
            next = bytes[end]
            end += length
            // What stands behind the header of a fragment is cut anywhere.
            if fragment != nil { return }
        }
        throw .damaged
    }

    /// Octets of the header of kind `next` at `start`; nil where that is none, but what the packet carries.
    private static func length(
        of next: UInt8, _ bytes: Span<UInt8>, at start: Int, to limit: Int
    ) throws(InternetPacket.Obstacle) -> Int? {
        switch next {
        // Hop-by-hop, routing, destination options, mobility, HIP, Shim6.
        case 0, 43, 60, 135, 139, 140:
            guard start + 8 <= limit else { throw .damaged }
            return (Int(bytes[start + 1]) + 1) * 8
        // The authentication header counts in fours.
        case 51:
            guard start + 8 <= limit else { throw .damaged }
            return (Int(bytes[start + 1]) + 2) * 4
        case 44:
            guard start + 8 <= limit else { throw .damaged }
            return 8
        default: return nil
        }
    }

    /// A fragment; one that is all of its packet goes on (RFC 6946).
    private mutating func note(_ bytes: Span<UInt8>, at start: Int) {
        let part = bytes.number16(at: start + 2)
        guard part & 0xFFF9 != 0 else { return }
        fragment = InternetPacket.Fragment(
            offset: Int(part & 0xFFF8), hasMore: part & 1 == 1, identification: bytes.number32(at: start + 4))
    }
}
