import Dissection
import Octets
import Resolution
import Synchronization
import Transcripts
import Workbench

/// Where and how sessions are recorded.
package struct Recordings: Sendable {
    /// The folder for recordings that nobody named.
    package var folder: String
    /// A session is recorded from its first connection on.
    package var startsBySelf: Bool
    /// The file that the command line named, until the first recording takes it.
    private let first: FirstPath

    package init(folder: String, startsBySelf: Bool, firstPath: String? = nil) {
        self.folder = folder
        self.startsBySelf = startsBySelf
        first = FirstPath(firstPath)
    }

    /// The file for the first recording, where the command line named one: for one asker, whichever is first.
    func takeFirstPath() -> String? {
        first.path.withLock { path in
            defer { path = nil }
            return path
        }
    }

    /// A new recorder with its file, secrets masked.
    ///
    /// - Parameter path: the file; nil for one of its own in `folder`.
    static func create(
        path: String?, folder: String, title: String, start: Clock, lab: Bool?
    ) throws(EngineError) -> Recorder {
        let time = Timestamp(nanoseconds: start.wall)
        let header = SessionHeader(
            tool: "wireside \(version)", start: time, title: title, redaction: .mask, lab: lab)
        let file = path ?? "\(folder)/\(Recorder.defaultName(start: time, host: title))"
        do {
            return try Recorder(path: file, header: header, filter: Redactor())
        } catch {
            throw EngineError(error.description)
        }
    }
}

private final class FirstPath: Sendable {
    let path: Mutex<String?>
    init(_ path: String?) { self.path = Mutex(path) }
}

/// A session file, read for the panes.
struct OpenedRecording {
    var title: String
    var snapshot: Snapshot
    var spool: Spool
    /// Start of the transcript, nanoseconds since the epoch.
    var wallStart: Int64
    /// What was wrong with the file, if something was.
    var notice: String?
    var header: SessionHeader

    /// Reads the file and dissects its events anew: a better decoder improves old files.
    init(path: String) throws(Failure) {
        var trace = Trace()
        var messages = ChunkedList<MessageRecord>()
        var dissector = Dissector()
        let loaded: SessionFile.Loaded
        do {
            let spill = try RecordSpill()
            messages = ChunkedList(spill: spill.messages)
            loaded = try SessionFile.load(path, index: TranscriptIndex(spill: spill.events)) { event, number in
                dissector.receive(event, number: number) { messages.append($0) }
                trace.receive(event, number: number)
            }
        } catch {
            throw SessionFile.failure(error)
        }
        let last = max(0, loaded.index.events.count - 1)
        dissector.finish(at: loaded.index.duration, number: last) { messages.append($0) }
        header = loaded.header
        title = header.title.isEmpty ? path : header.title
        spool = loaded.spool
        wallStart = header.start?.nanoseconds ?? 0
        notice = loaded.report.sentence
        snapshot = Snapshot(transcript: loaded.index, messages: messages, trace: trace)
    }

    /// What a recording of these events gives, without a file.
    init(_ events: [Event], title: String, wallStart: Int64) throws(Failure) {
        var trace = Trace()
        var dissector = Dissector()
        do {
            spool = try Spool()
            let spill = try RecordSpill()
            var index = TranscriptIndex(spill: spill.events)
            var messages = ChunkedList<MessageRecord>(spill: spill.messages)
            for (number, event) in events.enumerated() {
                var place: UInt64 = 0
                if case .data(_, let bytes) = event.body { place = try spool.append(bytes.span).lowerBound }
                index.append(event, spoolStart: place)
                dissector.receive(event, number: number) { messages.append($0) }
                trace.receive(event, number: number)
            }
            dissector.finish(at: index.duration, number: max(0, events.count - 1)) { messages.append($0) }
            snapshot = Snapshot(transcript: index, messages: messages, trace: trace)
        } catch {
            throw Failure(.inputOutput, "\(error)")
        }
        header = SessionHeader(tool: "wireside \(version)", start: Timestamp(nanoseconds: wallStart), title: title)
        self.title = title
        self.wallStart = wallStart
    }
}

extension SessionFile.Report {
    /// What was wrong with the file, in one sentence; nil where nothing was.
    var sentence: String? {
        var parts = [fault].compactMap { $0 }
        if let torn { parts.append("its last line \(torn.line) was cut short and is left out") }
        if let first = errors.first {
            parts.append("\(first)\(moreLines(errorCount - 1))")
        }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }
}

/// That so many lines are wrong beside the one that is told.
func moreLines(_ count: Int) -> String {
    switch count {
    case ...0: ""
    case 1: ", and 1 more line is wrong"
    default: ", and \(count) more lines are wrong"
    }
}
