import Captures
import Dissection
import Octets
import Transcripts

/// Writes messages into a pcapng file, for Wireshark and other tools: as exported PDUs, or as packets with made-up headers.
///
/// Give it whole messages in the order in which they were completed. What it writes gathers until it is handed out, piece by
/// piece, so that neither a long message nor a long file is held.
package struct PcapngExport: Sendable {
    /// What a message becomes.
    package enum Form: Hashable, Sendable {
        /// One record a message, with tags for its protocol and its ends (link type 252). Wireshark decodes these.
        case pdus
        /// IP packets with headers of TCP or UDP: a handshake, segments in order, an end. All tools decode these.
        case packets
    }

    /// Octets of a message that one record holds: Wireshark reads packets of up to 262,144.
    package static let pieceLimit = 256_000
    /// Octets that gather at most before they are handed out, and the last packet.
    package static let gatherLimit = 256 * 1024
    /// TCP connections whose numbers are kept. Past it the older half begin anew with their next message.
    package static let connectionLimit = 65_536

    private static let exportedPDUs = LinkType(rawValue: 252)

    private let form: Form
    /// Nanoseconds since 1970 that moments count from.
    private let epoch: Int64
    private let standardPorts: Bool
    private var writer = PcapngWriter()
    private var streams: [Int: MadeUpStream] = [:]
    /// No packet is before the one in front of it.
    private var lastTime: Int64 = 0
    /// Messages that were written.
    package private(set) var count = 0
    /// Datagrams that are longer than any packet, and were left out.
    package private(set) var leftOut = 0

    /// - Parameters:
    ///   - epoch: the start of the transcript in nanoseconds since 1970.
    ///   - application: what makes the file, with its version.
    ///   - source: what a person calls that which is exported.
    ///   - standardPorts: servers get the usual port of their protocol, by which other tools know it.
    package init(_ form: Form, epoch: Int64, application: String, source: String, standardPorts: Bool = false) {
        self.standardPorts = standardPorts
        self.form = form
        self.epoch = epoch
        let what =
            form == .pdus ? "messages as exported PDUs" : "addresses as recorded, headers and sequence numbers made up"
        writer.beginSection(application: application, comment: "\(source): \(what)")
        writer.addInterface(link: form == .pdus ? Self.exportedPDUs : .raw, name: "wireside", description: what)
    }

    /// Writes one message.
    ///
    /// - Parameters:
    ///   - opening: how its connection began, where that is known.
    ///   - frame: the packet that completed it, where it comes of a capture.
    ///   - read: gives the octets of a range of the message's stream.
    ///   - write: gets what has gathered, whenever that is much.
    package mutating func add(
        _ record: MessageRecord, _ opening: Opening?, frame: Int? = nil, read: (Range<UInt64>) -> [UInt8],
        write: ([UInt8]) throws -> Void
    ) rethrows {
        let isDatagram = opening?.transport == .udp
        let limit = isDatagram ? InternetHeaders.datagramLimit : Self.pieceLimit
        if isDatagram, record.range.count > limit {
            leftOut += 1
            return
        }
        count += 1
        let port = Self.port(of: record.proto)
        var ends = PacketEnds(opening, connection: record.connection, defaultPort: port ?? 7)
        if standardPorts, let port { ends.server.port = port }
        var start = record.range.lowerBound
        while start < record.range.upperBound {
            let end = min(record.range.upperBound, start + UInt64(limit))
            let octets = read(start..<end)
            let piece = Piece(octets: octets, isFirst: start == record.range.lowerBound, frame: frame)
            add(piece, of: record, ends, isDatagram: isDatagram)
            start = end
            if writer.bytes.count >= Self.gatherLimit { try write(writer.take()) }
        }
    }

    /// A connection, or one direction of it, ended.
    package mutating func close(_ closing: Closing, connection: Int, at time: Moment) {
        guard let packets = streams[connection]?.close(closing) else { return }
        put(packets, at: time)
        if !closing.half { streams[connection] = nil }
    }

    /// What has gathered and was not handed out.
    package var bytes: [UInt8] { writer.bytes }

    private struct Piece {
        var octets: [UInt8]
        var isFirst: Bool
        var frame: Int?
    }

    private static func port(of proto: ProtocolName) -> UInt16? {
        switch proto {
        case .http: 80
        case .smtp: 25
        case .pop3: 110
        case .dns: 53
        case .mdns: 5353
        case .llmnr: 5355
        default: nil
        }
    }
}

extension PcapngExport {
    private mutating func add(_ piece: Piece, of record: MessageRecord, _ ends: PacketEnds, isDatagram: Bool) {
        let (source, destination) = (ends.source(record.direction), ends.destination(record.direction))
        switch form {
        case .pdus:
            let pdu = ExportedPDU.octets(
                of: piece.octets, record.proto, isDatagram: isDatagram, from: source, to: destination,
                originalFrame: piece.frame)
            put([pdu], at: record.time)
        case .packets where isDatagram:
            put([InternetHeaders.udp(from: source, to: destination, piece.octets)], at: record.time)
        case .packets:
            addSegments(piece, of: record, ends)
        }
    }

    /// The first segment bears the time when the message began, all others that when it was complete; where one would do,
    /// its first octet goes alone.
    private mutating func addSegments(_ piece: Piece, of record: MessageRecord, _ ends: PacketEnds) {
        var stream = streams[record.connection] ?? begin(record, ends)
        var rest = piece.octets[...]
        let isSpread = record.began < record.time
        if piece.isFirst, isSpread, rest.count > 1 {
            let first = rest.count > stream.segmentLimit ? stream.segmentLimit : 1
            put(stream.send(record.direction, rest.prefix(first)), at: record.began)
            rest = rest.dropFirst(first)
        }
        while !rest.isEmpty {
            put(stream.send(record.direction, rest.prefix(stream.segmentLimit)), at: record.time)
            rest = rest.dropFirst(stream.segmentLimit)
        }
        streams[record.connection] = stream
    }

    private mutating func begin(_ record: MessageRecord, _ ends: PacketEnds) -> MadeUpStream {
        if streams.count >= Self.connectionLimit {
            for oldest in streams.keys.sorted().prefix(Self.connectionLimit / 2) { streams[oldest] = nil }
        }
        var stream = MadeUpStream(ends, connection: record.connection)
        put(stream.handshake(), at: record.began)
        return stream
    }

    private mutating func put(_ packets: [[UInt8]], at time: Moment) {
        let (sum, overflow) = epoch.addingReportingOverflow(time.nanoseconds)
        lastTime = max(lastTime, overflow ? lastTime : sum)
        for packet in packets { writer.addPacket(packet, time: lastTime) }
    }
}
