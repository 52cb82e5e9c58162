import Captures
import Catalog
import Dissection
import Octets
import Transcripts
import Workbench

/// What a capture's events leave behind for the panes, built as they pass: the index of its events and conversations, the records of
/// all messages, the statistics. Records leave memory as they grow; octets stay in the file.
struct CaptureContents {
    private(set) var index: CaptureIndex
    private(set) var messages: ChunkedList<MessageRecord>
    private(set) var statistics = Statistics()
    private var notes: [String] = []
    let bytes: CaptureBytes
    private var dissector: Dissector
    private var found: [MessageRecord] = []
    private let hints: Dissector.Hints
    /// The transcript's start: nanoseconds since the epoch.
    private(set) var wallStart: Int64 = 0
    /// Why octets could not be kept.
    private(set) var failure: SpoolError?

    init(_ hints: InputHints, bytes: CaptureBytes) throws {
        self.bytes = bytes
        self.hints = Dissector.Hints(proto: hints.proto)
        let spill = try RecordSpill()
        index = CaptureIndex(spill: spill.captured)
        messages = ChunkedList(spill: spill.messages)
        dissector = Dissector(hints: self.hints)
    }

    /// What conversations are taken from.
    var source: ConversationSource { ConversationSource(index: index, bytes: bytes, hints: hints) }

    /// What the panes are told.
    func listing(_ progress: ReadingProgress?, _ notice: String?) -> CaptureListing {
        var listing = CaptureListing(
            conversations: index.conversations, messages: messages, statistics: statistics, wallStart: wallStart,
            progress: progress, notice: notice)
        listing.notes = notes
        return listing
    }

    mutating func begin(at epoch: Int64) { wallStart = epoch }

    /// Takes an event of a capture.
    mutating func take(_ event: CapturedEvent, _ octets: Span<UInt8>) {
        let number = index.nextNumber
        let (connection, time, packet) = (event.connection, event.time, event.packet)
        switch event.body {
        case .open(let opening):
            index.open(
                connection: connection, opening.transport, client: .socket(opening.client),
                server: .socket(opening.server), proto: opening.proto, at: time, packet: packet)
            statistics.open(connection: connection, opening.transport, server: .socket(opening.server), at: time)
            dissector.open(
                connection: connection, transport: opening.transport, serverPort: Int(opening.server.port),
                proto: opening.proto)
        case .data(let direction, let place):
            guard let place = place ?? keep(octets) else { return }
            index.data(
                connection: connection, direction, place: place, length: octets.count, at: time, packet: packet)
            statistics.data(connection: connection, octets: octets.count, at: time)
            dissector.receive(octets, direction, connection: connection, event: number, time: time) { found.append($0) }
        case .gap(let direction, let count):
            other(event, octets)
            dissector.noteGap(count, direction, connection: connection, event: number, time: time) { found.append($0) }
        case .close(let closing):
            index.other(connection: connection, .close(closing), at: time, packet: packet)
            dissector.close(closing, connection: connection, event: number, time: time) { found.append($0) }
        case .handshake(let took): index.noteHandshake(took, connection: connection)
        case .irregularity, .note: other(event, octets)
        }
        noteMessages()
    }

    private mutating func other(_ event: CapturedEvent, _ octets: Span<UInt8>) {
        guard let body = event.event(octets)?.body else { return }
        index.other(connection: event.connection, body, at: event.time, packet: event.packet)
    }

    /// Takes an event of what is no capture: a hex dump, or raw octets.
    mutating func take(_ event: Event) {
        let number = index.nextNumber
        switch event.body {
        case .open(let opening):
            index.open(
                connection: event.connection, opening.transport, client: .written(opening.client.address),
                server: .written(opening.server.address), proto: opening.proto, at: event.time, packet: nil)
            statistics.open(
                connection: event.connection, opening.transport, server: .written(opening.server.address),
                at: event.time)
        case .data(let direction, let octets):
            guard let place = keep(octets.span) else { return }
            index.data(
                connection: event.connection, direction, place: place, length: octets.count, at: event.time, packet: nil
            )
        default: index.other(connection: event.connection, event.body, at: event.time, packet: nil)
        }
        dissector.receive(event, number: number) { found.append($0) }
        noteMessages()
    }

    /// - Parameters:
    ///   - tally: what packets came to.
    ///   - octets: of the file.
    ///   - notes: what the file says about itself.
    mutating func finish(_ tally: Tally, octets: UInt64, notes: [String]) {
        self.notes = notes
        statistics.note(tally)
        statistics.fileOctets = octets
        dissector.finish(at: index.duration, number: max(0, index.nextNumber - 1)) { found.append($0) }
        noteMessages()
    }

    private mutating func keep(_ octets: Span<UInt8>) -> UInt64? {
        do {
            return try bytes.keep(octets)
        } catch {
            failure = failure ?? error
            return nil
        }
    }

    private mutating func noteMessages() {
        guard !found.isEmpty else { return }
        for record in found {
            index.receive(record, line: firstLine(record))
            statistics.receive(record)
            messages.append(record)
        }
        found.removeAll(keepingCapacity: true)
    }

    /// The message in one line where it is the first of its conversation.
    private func firstLine(_ record: MessageRecord) -> String? {
        guard index.conversations[connection: record.connection]?.messages == 0 else { return nil }
        let octets = bytes.read(index.places(of: record, limit: Loader.summaryBytes))
        return summary(of: record, bytes: octets.span)
    }
}

/// Where the conversations of a capture are taken from, one by one; a snapshot of what is read so far.
struct ConversationSource: Sendable {
    let index: CaptureIndex
    let bytes: CaptureBytes
    let hints: Dissector.Hints

    /// What the panes show of one conversation: its events and messages and no others, dissected anew. The octets stay where they
    /// are.
    func snapshot(ofConnection number: Int, isCancelled: () -> Bool = { false }) throws -> Snapshot {
        let spill = try RecordSpill()
        var transcript = TranscriptIndex(spill: spill.events)
        var messages = ChunkedList<MessageRecord>(spill: spill.messages)
        var dissector = Dissector(hints: hints)
        for place in index.events(ofConnection: number) where !isCancelled() {
            guard let event = event(place) else { continue }
            let record = index.events[place]
            let own = transcript.events.count
            transcript.append(event, spoolStart: record.range.lowerBound, packet: record.packet)
            dissector.receive(event, number: own) { messages.append($0) }
        }
        let last = max(0, transcript.events.count - 1)
        dissector.finish(at: transcript.duration, number: last) { messages.append($0) }
        return Snapshot(transcript: transcript, messages: messages)
    }

    /// Reads of messages wherever they are in the capture.
    func loader(of messages: ChunkedList<MessageRecord>) -> Loader {
        Loader(
            messages: messages,
            octets: { [index, bytes] message, limit in bytes.read(index.places(of: message, limit: limit)) },
            client: { [index] connection in index.conversations[connection: connection]?.client ?? "" })
    }

    /// Which conversations have a message that a filter wants; nil where it was stopped.
    ///
    /// - Parameter progress: told now and then what was found so far, and how many messages were looked at.
    func search(
        _ filter: Filter, text: String, in messages: ChunkedList<MessageRecord>, isCancelled: () -> Bool,
        progress: (AppliedFilter, Int) -> Void = { _, _ in }
    ) -> AppliedFilter? {
        var found = AppliedFilter(text: text, places: [], messages: 0)
        for (number, record) in messages.enumerated() {
            if isCancelled() { return nil }
            if number % Self.progressStride == Self.progressStride - 1 { progress(found, number + 1) }
            let ends = {
                let conversation = index.conversations[connection: record.connection]
                return Filter.Ends(conversation?.opening)
            }
            let isWanted = filter.matches(record, ends: ends) {
                bytes.read(index.places(of: record, limit: decodeLimit))
            }
            guard isWanted else { continue }
            found.places.insert(record.connection)
            found.messages += 1
        }
        return found
    }

    /// Messages between two reports of a search.
    private static let progressStride = 16_384

    private func event(_ place: Int) -> Event? {
        let record = index.events[place]
        let body = record.direction.map { Event.Body.data($0, bytes.read(record.range)) } ?? index.body(ofEvent: place)
        return body.map { Event(time: record.time, connection: record.connection, body: $0) }
    }
}
