import Dissection
import Octets
import Transcripts

/// Reads from the spool what panes show. Bounded by the size of a screen, so it is done on the screen's own thread.
package struct Loader: Sendable {
    let snapshot: Snapshot
    /// Bytes of the spool, fewer where it cannot give them.
    let read: @Sendable (Range<UInt64>) -> [UInt8]

    package init(snapshot: Snapshot, read: @escaping @Sendable (Range<UInt64>) -> [UInt8]) {
        self.snapshot = snapshot
        self.read = read
    }

    package func load(_ request: LoadRequest) -> Loaded {
        let rows = snapshot.transcript.rows(request.rows, read: read)
            .map { DisplayRow($0, events: request.events) }
        let summaries = request.messages.clamped(to: 0..<snapshot.messages.count).map(summary)
        return Loaded(
            request: request, rows: rows, summaries: summaries, inspected: request.inspect.flatMap(inspect))
    }

    private func summary(_ number: Int) -> String {
        let record = snapshot.messages[number]
        return Dissection.summary(of: record, bytes: bytes(of: record, limit: Self.summaryBytes).span)
    }

    /// Bytes of a message that its one line is made from.
    package static let summaryBytes = 512

    package func inspect(_ number: Int) -> Inspected? {
        guard number >= 0, number < snapshot.messages.count else { return nil }
        let record = snapshot.messages[number]
        let bytes = bytes(of: record, limit: Inspected.limit)
        return Inspected(record: record, root: decode(record, bytes: bytes.span), bytes: bytes)
    }

    package func bytes(of record: MessageRecord, limit: Int) -> [UInt8] {
        let end = min(record.range.upperBound, record.range.lowerBound + UInt64(limit))
        return snapshot.transcript.streamBytes(
            connection: record.connection, record.direction, record.range.lowerBound..<end, read: read)
    }

    // MARK: Search

    /// The first row or message at or after (or before) the start that holds the text, whatever the case, going round.
    /// Nil as well where it is not wanted any more.
    package func search(_ request: SearchRequest, isCancelled: () -> Bool = { false }) -> SearchHit? {
        let wanted = Array(request.text.lowercased().utf8)
        guard !wanted.isEmpty, request.limit > 0 else { return nil }
        for step in 0..<request.limit {
            guard !isCancelled() else { return nil }
            let offset = request.forward ? request.from + step : request.from - step + request.limit
            let index = offset % request.limit
            guard text(request.place, index).lowercased().utf8.contains(subsequence: wanted) else { continue }
            let wrapped = request.forward ? index < request.from : index > request.from
            return SearchHit(place: request.place, index: index, wrapped: wrapped)
        }
        return nil
    }

    private func text(_ place: SearchRequest.Place, _ index: Int) -> String {
        switch place {
        case .messages: return index < snapshot.messages.count ? summary(index) : ""
        case .session:
            let row = snapshot.transcript.row(at: index, read: read)
            return row.map { String(decoding: DisplayRow($0, events: .max).bytes, as: UTF8.self) } ?? ""
        }
    }
}

extension Sequence where Element == UInt8 {
    fileprivate func contains(subsequence wanted: [UInt8]) -> Bool {
        let all = Array(self)
        guard all.count >= wanted.count else { return false }
        return (0...(all.count - wanted.count)).contains { start in
            all[start] == wanted[0] && all[start..<(start + wanted.count)].elementsEqual(wanted)
        }
    }
}

extension DisplayRow {
    /// A row as the first `events` events of the transcript left it: what later ones add to it is not shown yet.
    package init(_ row: Row, events: Int) {
        let kind: Kind
        // Each range is what one event has part in, from the event on in which the row begins.
        let reached = row.spoolRanges.prefix(max(0, events - row.event)).reduce(0) { $0 + $1.count }
        var bytes = Array(row.bytes.prefix(reached))
        if let direction = row.direction {
            kind = .data(direction)
        } else {
            let (words, shown) = Self.words(of: row)
            bytes = Array(words.utf8)
            kind = shown
        }
        self.init(kind: kind, event: row.event, time: row.time, previous: row.previousTime ?? .zero, bytes: bytes)
    }

    /// What a row that is no data says.
    private static func words(of row: Row) -> (String, Kind) {
        switch row.body {
        case .open(let opening):
            let trip = opening.modelledRoundTrip.map { ", round trip \($0 / 1_000_000) ms (modelled)" } ?? ""
            let name = opening.server.name.map { "\($0), " } ?? ""
            return (
                "connected to \(name)\(opening.server.address) by \(opening.transport.rawValue)\(trip)", .event(nil)
            )
        case .close(let closing): return (words(of: closing), .event(closing.reason == nil ? nil : .warning))
        case .mark(let text): return (text, .mark)
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
