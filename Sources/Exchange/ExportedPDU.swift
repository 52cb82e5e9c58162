import Dissection
import Transcripts

/// A message as Wireshark exports one (link type 252): tags that say what it is and who said it, and its octets. Each tag
/// has its number, its length, and a value that is padded to four octets.
enum ExportedPDU {
    private enum Tag: UInt16 {
        case end = 0
        case dissectorName = 12
        case tableName = 14
        case sourceVersion4 = 20
        case destinationVersion4 = 21
        case sourceVersion6 = 22
        case destinationVersion6 = 23
        case portType = 24
        case sourcePort = 25
        case destinationPort = 26
        case originalFrame = 30
        case tableValue = 32
    }

    static func octets(
        of data: [UInt8], _ proto: ProtocolName, isDatagram: Bool, from source: PacketEnd, to destination: PacketEnd,
        originalFrame: Int?
    ) -> [UInt8] {
        var octets: [UInt8] = []
        add(.dissectorName, Array(dissectorName(of: proto).utf8), to: &octets)
        if let port = portThatTellsSides(proto) {
            add(.tableName, Array("tcp.port".utf8), to: &octets)
            add(.tableValue, number(port), to: &octets)
        }
        add(source.isVersion4 ? .sourceVersion4 : .sourceVersion6, source.address, to: &octets)
        add(destination.isVersion4 ? .destinationVersion4 : .destinationVersion6, destination.address, to: &octets)
        add(.portType, number(isDatagram ? 3 : 2), to: &octets)
        add(.sourcePort, number(UInt32(source.port)), to: &octets)
        add(.destinationPort, number(UInt32(destination.port)), to: &octets)
        if let originalFrame { add(.originalFrame, number(UInt32(truncatingIfNeeded: originalFrame)), to: &octets) }
        add(.end, [], to: &octets)
        return octets + data
    }

    /// What Wireshark calls the protocol.
    static func dissectorName(of proto: ProtocolName) -> String {
        switch proto {
        case .http, .smtp, .dns, .mdns, .llmnr: proto.rawValue
        case .pop3: "pop"
        case .text: "data-text-lines"
        default: "data"
        }
    }

    /// Wireshark tells commands from replies by the port that led it to the protocol, so a name is not enough. The tag behind
    /// the name is the one that it heeds.
    private static func portThatTellsSides(_ proto: ProtocolName) -> UInt32? {
        switch proto {
        case .smtp: 25
        case .pop3: 110
        default: nil
        }
    }

    private static func number(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }

    private static func add(_ tag: Tag, _ value: [UInt8], to octets: inout [UInt8]) {
        let padding = [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
        let length = UInt16(truncatingIfNeeded: value.count + padding.count)
        for number in [tag.rawValue, length] { octets += [UInt8(number >> 8), UInt8(number & 0xFF)] }
        octets += value + padding
    }
}
