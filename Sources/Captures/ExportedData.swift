import Octets

/// Octets of an application that a program exported without the packets that carried them (link type 252, as Wireshark writes them):
/// tags that say whose they are, then the octets.
struct ExportedData: Hashable {
    var source: SocketName
    var destination: SocketName
    var isDatagram: Bool
    /// The protocol's name, as the program calls it.
    var protocolName: String?
    var data: Range<Int>

    /// nil where the tags are cut short, or say nothing of addresses.
    init?(_ bytes: Span<UInt8>, _ limits: Limits) {
        var ends: [IPAddress?] = [nil, nil]
        var ports: [UInt16] = [0, 0]
        var portType: UInt32 = 2
        var offset = 0
        for _ in 0..<limits.exportedTags {
            guard bytes.count - offset >= 4 else { return nil }
            let tag = bytes.number16(at: offset)
            let value = (offset + 4)..<(offset + 4 + Int(bytes.number16(at: offset + 2)))
            guard value.upperBound <= bytes.count else { return nil }
            offset = value.upperBound
            switch (tag, value.count) {
            case (0, _):
                guard let source = ends[0], let destination = ends[1] else { return nil }
                self.source = SocketName(address: source, port: ports[0])
                self.destination = SocketName(address: destination, port: ports[1])
                isDatagram = portType == 3
                data = offset..<bytes.count
                return
            case (12, _): protocolName = Self.name(bytes, value)
            case (20, 4), (21, 4):
                ends[Int(tag) - 20] = IPAddress(version4: bytes.number32(at: value.lowerBound))
            case (22, 16), (23, 16):
                ends[Int(tag) - 22] = IPAddress(
                    high: bytes.number64(at: value.lowerBound), low: bytes.number64(at: value.lowerBound + 8))
            case (24, 4): portType = bytes.number32(at: value.lowerBound)
            case (25, 4), (26, 4):
                ports[Int(tag) - 25] = UInt16(truncatingIfNeeded: bytes.number32(at: value.lowerBound))
            default: break
            }
        }
        return nil
    }

    /// Padded with octets of 0.
    private static func name(_ bytes: Span<UInt8>, _ value: Range<Int>) -> String {
        let end = value.first { bytes[$0] == 0 } ?? value.upperBound
        return bytes.text(in: value.lowerBound..<end)
    }
}
