import Catalog
import Captures
import Dissection
import Octets
import Transcripts
import Workbench

/// A capture, read for the panes: its conversations in an index, their bytes in a spool, and records of its events that
/// leave memory as they grow.
struct OpenedCapture: Sendable {
    var index: ConversationIndex
    var source: ConversationSource
    /// Start of the transcript, nanoseconds since the epoch.
    var wallStart: Int64
    /// What was wrong with the file or left out of it, if something was.
    var notice: String?

    /// Reads what is a capture, a hex dump or the like; the last gives one conversation.
    init(_ source: ByteSource, kind: InputFile.Kind, hints: InputHints) throws(Failure) {
        let outcome: InputFile.Outcome
        var pass: Pass
        do {
            pass = try Pass(hints)
            var epoch: Int64 = 0
            outcome = try InputFile.events(source, kind: kind, hints: hints, onStart: { epoch = $0 }) {
                try pass.take($0, packet: $1)
            }
            wallStart = epoch
        } catch {
            throw SessionFile.failure(error)
        }
        pass.finish()
        index = pass.conversations
        self.source = ConversationSource(
            transcript: pass.transcript, spool: pass.spool, conversations: pass.conversations,
            hints: Dissector.Hints(proto: hints.proto), messages: pass.messages)
        let words = [outcome.complaint].compactMap { $0 } + outcome.remarks
        notice = words.isEmpty ? nil : words.joined(separator: "; ")
    }
}

/// A file for a tab, whatever it is: its content says.
enum OpenedFile {
    /// What is to stand behind the tab, and what the tab is told.
    static func open(_ path: String, in id: TabID, hints: InputHints = InputHints()) throws(Failure) -> (
        TabHost, Report
    ) {
        let source: ByteSource
        let kind: InputFile.Kind
        do {
            source = try ByteSource(path)
            kind = try InputFile.kind(of: source, hints)
        } catch {
            throw SessionFile.failure(error)
        }
        guard kind != .session else {
            let file = try OpenedRecording(path: path)
            let report = Report.opened(
                id, title: file.title, file.snapshot, wallStart: file.wallStart, notice: file.notice)
            return (TabHost(spool: file.spool, path: path), report)
        }
        let file = try OpenedCapture(source, kind: kind, hints: hints)
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let report = Report.capture(id, title: name, file.index, wallStart: file.wallStart, notice: file.notice)
        return (TabHost(conversations: file.source), report)
    }
}

/// One pass over the events of a capture.
private struct Pass {
    var transcript: TranscriptIndex
    let spool: Spool
    var conversations = ConversationIndex()
    /// All of them, in the order in which they were complete.
    var messages: ChunkedList<MessageRecord>
    private var dissector: Dissector
    private var found: [MessageRecord] = []

    init(_ hints: InputHints) throws {
        spool = try Spool()
        let spill = try RecordSpill()
        transcript = TranscriptIndex(spill: spill.events)
        messages = ChunkedList(spill: spill.messages)
        dissector = Dissector(hints: Dissector.Hints(proto: hints.proto))
    }

    mutating func take(_ event: Event, packet: Int?) throws {
        var place: UInt64 = 0
        if case .data(_, let bytes) = event.body { place = try spool.append(bytes.span).lowerBound }
        let number = transcript.events.count
        transcript.append(event, spoolStart: place, packet: packet)
        conversations.receive(event, number: number)
        dissector.receive(event, number: number) { found.append($0) }
        noteMessages()
    }

    mutating func finish() {
        let last = max(0, transcript.events.count - 1)
        dissector.finish(at: transcript.duration, number: last) { found.append($0) }
        noteMessages()
    }

    private mutating func noteMessages() {
        guard !found.isEmpty else { return }
        for record in found {
            messages.append(record)
            conversations.receive(record) {
                let loader = Loader(snapshot: Snapshot(transcript: transcript), spool: spool)
                return summary(of: record, bytes: loader.bytes(of: record, limit: Loader.summaryBytes).span)
            }
        }
        found.removeAll(keepingCapacity: true)
    }
}

/// Where the conversations of a capture are taken from, one by one.
struct ConversationSource: Sendable {
    let transcript: TranscriptIndex
    let spool: Spool
    let conversations: ConversationIndex
    let hints: Dissector.Hints
    /// All of the capture, in the order in which they were complete.
    let messages: ChunkedList<MessageRecord>

    /// What the panes show of one conversation: its events and messages and no others, dissected anew. The bytes stay
    /// where they are.
    func snapshot(ofConnection number: Int) throws -> Snapshot {
        let spill = try RecordSpill()
        var index = TranscriptIndex(spill: spill.events)
        var messages = ChunkedList<MessageRecord>(spill: spill.messages)
        var dissector = Dissector(hints: hints)
        for place in events(ofConnection: number) {
            guard let event = event(place) else { continue }
            let record = transcript.events[place]
            let own = index.events.count
            index.append(event, spoolStart: record.spoolRange.lowerBound, packet: record.packet)
            dissector.receive(event, number: own) { messages.append($0) }
        }
        let last = max(0, index.events.count - 1)
        dissector.finish(at: index.duration, number: last) { messages.append($0) }
        return Snapshot(transcript: index, messages: messages)
    }

    /// Numbers of a conversation's events, in their order.
    private func events(ofConnection number: Int) -> [Int] {
        let data = transcript.dataEvents(ofConnection: number)
        let others = conversations[connection: number]?.otherEvents ?? []
        return (data + others).sorted()
    }

    private func event(_ place: Int) -> Event? {
        let record = transcript.events[place]
        let body: Event.Body?
        if record.kind == .data, let direction = record.direction {
            body = .data(direction, spool.read(record.spoolRange))
        } else {
            body = transcript.body(ofEvent: place)
        }
        return body.map { Event(time: record.time, connection: record.connection, body: $0) }
    }
}
