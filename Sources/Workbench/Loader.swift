import Dissection
import Octets
import Transcripts

/// Reads from the spool what panes show. Bounded by the size of a screen, so it is done on the screen's own thread.
package struct Loader: Sendable {
    let snapshot: Snapshot
    /// Bytes of the spool, fewer where it cannot give them.
    let read: @Sendable (Range<UInt64>) -> [UInt8]

    /// Gives the first octets of a message, and names its client as `address:port`, where there is no transcript that tells.
    private let messageOctets: (@Sendable (MessageRecord, _ limit: Int) -> [UInt8])?
    private let clientName: (@Sendable (_ connection: Int) -> String)?

    package init(snapshot: Snapshot, read: @escaping @Sendable (Range<UInt64>) -> [UInt8]) {
        self.snapshot = snapshot
        self.read = read
        (messageOctets, clientName) = (nil, nil)
    }

    /// Of messages alone: all those of a capture.
    package init(
        messages: ChunkedList<MessageRecord>, octets: @escaping @Sendable (MessageRecord, _ limit: Int) -> [UInt8],
        client: @escaping @Sendable (_ connection: Int) -> String
    ) {
        snapshot = Snapshot(messages: messages)
        read = { _ in [] }
        (messageOctets, clientName) = (octets, client)
    }

    /// The client's address, `address:port`.
    func client(ofConnection number: Int) -> String {
        clientName?(number) ?? snapshot.transcript.connections[number]?.opening?.client.address ?? ""
    }

    package func load(_ request: LoadRequest) -> Loaded {
        let rows = snapshot.transcript.rows(request.rows, events: request.events, read: read).map { row in
            var shown = DisplayRow(row)
            if !request.octets, let words = words(of: row) { shown.bytes = Array(words.utf8) }
            return shown
        }
        let summaries = request.messages.clamped(to: 0..<snapshot.messages.count).map(summary)
        return Loaded(
            request: request, rows: rows, summaries: summaries, inspected: request.inspect.flatMap(inspect))
    }

    /// A message that is no text, in words; nil for all else.
    private func words(of row: Row) -> String? {
        guard row.direction != nil, snapshot.transcript.connections[row.connection]?.isOctets == true else {
            return nil
        }
        let number = snapshot.messages.partitionPoint { $0.event < row.event }
        guard number < snapshot.messages.count, snapshot.messages[number].event == row.event else { return nil }
        return summary(number)
    }

    package var rowCount: Int { snapshot.transcript.rowCount }
    package var messageCount: Int { snapshot.messages.count }

    func summary(_ number: Int) -> String {
        let record = snapshot.messages[number]
        return Dissection.summary(of: record, bytes: bytes(of: record, limit: Self.summaryBytes).span)
    }

    /// Bytes of a message that its one line is made from.
    package static let summaryBytes = 512

    package func inspect(_ number: Int) -> Inspected? {
        guard number >= 0, number < snapshot.messages.count else { return nil }
        let record = snapshot.messages[number]
        let bytes = bytes(of: record, limit: Inspected.limit)
        return Inspected(
            record: record, root: decode(record, bytes: bytes.span), bytes: bytes, rows: rows(of: record))
    }

    package func bytes(of record: MessageRecord, limit: Int) -> [UInt8] {
        if let messageOctets { return messageOctets(record, limit) }
        let end = min(record.range.upperBound, record.range.lowerBound + UInt64(limit))
        return snapshot.transcript.streamBytes(
            connection: record.connection, record.direction, record.range.lowerBound..<end, read: read)
    }
}

extension DisplayRow {
    package init(_ row: Row) {
        let kind: Kind
        var bytes = row.bytes
        if let direction = row.direction {
            kind = .data(direction)
        } else {
            let (words, shown) = Self.words(of: row.body)
            bytes = Array(words.utf8)
            kind = shown
        }
        self.init(
            kind: kind, event: row.event, time: row.time, previous: row.previousTime ?? .zero, bytes: bytes,
            connection: row.connection, offset: row.streamOffset)
    }

    /// What a row that is no data says.
    static func words(of body: Event.Body?) -> (String, Kind) {
        switch body {
        case .open(let opening): return (words(of: opening), .event(nil))
        case .close(let closing): return (words(of: closing), .event(closing.reason == nil ? nil : .warning))
        case .mark(let mark): return (mark.title, .mark)
        case .note(let text): return (text, .note)
        case .pause: return ("recorder paused", .event(nil))
        case .resume: return ("recorder goes on", .event(nil))
        case .redact(_, let count, let reason): return ("\(count) bytes masked: \(reason)", .event(nil))
        case .error(let text): return (text, .event(.error))
        case .unknown(let kind, _):
            return ("an event of a kind that this version does not know: \(kind)", .event(.note))
        case .data, nil: return ("", .event(nil))
        }
    }

    private static func words(of opening: Opening) -> String {
        let server = opening.server
        let name = server.name.flatMap { $0 == server.address ? nil : "\($0), " } ?? ""
        if opening.role == "observer" {
            return "\(opening.client.address) connected to \(server.address) by \(opening.transport.rawValue)"
        }
        return "connected to \(name)\(server.address) by \(opening.transport.rawValue)\(cost(of: opening))"
    }

    /// What connecting took: over TCP a round trip, which is the modelled one where a link is modelled.
    private static func cost(of opening: Opening) -> String {
        guard let took = opening.took else {
            return opening.modelledRoundTrip.map { ", round trip \($0 / 1_000_000) ms (modelled)" } ?? ""
        }
        let time = " in \(tenths(of: 1_000_000, in: took)) ms"
        let modelled = opening.modelledRoundTrip == nil ? "" : " (modelled)"
        return time + (opening.transport == .tcp ? ", one round trip\(modelled)" : modelled)
    }

    private static func words(of closing: Closing) -> String {
        let who =
            switch closing.by {
            case .clientToServer?: " by the client"
            case .serverToClient?: " by the server"
            case nil: ""
            }
        let what = closing.half ? "sending ended\(who), it still listens" : "closed\(who)"
        return closing.reason.map { "\(what): \($0)" } ?? what
    }
}
