import Dissection
import Glibc
import JSON
import Octets
import Sockets
import Transcripts
import Workbench

/// What happens in a headless session: printed in the form asked for, and recorded if that was asked for.
actor HeadlessLog {
    private let output: OutputForm
    private let start: Clock
    private var recorder: Recorder?
    private var printer: MessagePrinter?
    private var number = 0
    /// Since when nothing is sent and nothing comes; nil while there is input.
    private var quietSince: Int64?
    /// The server has said something.
    private(set) var hasHeard = false

    init(output: OutputForm, start: Clock) {
        self.output = output
        self.start = start
    }

    func record(into path: String, _ route: Route) throws(Failure) {
        do {
            recorder = try Recordings.create(
                path: path, folder: "", title: route.name, start: start, lab: route.isLab)
        } catch {
            throw Failure(.inputOutput, error.sentence)
        }
        if let recorder, recorder.path != path {
            printError("\(path) is there already; recording into \(recorder.path)")
        }
    }

    func opened(_ connection: Connection, _ route: Route) {
        if output != .standard { printer = MessagePrinter(output: output, epoch: start.wall) }
        happen(
            .open(
                Opening(
                    transport: route.transport, client: connection.local, server: connection.remote,
                    proto: route.proto, lab: route.isLab, took: connection.handshakeTime)))
    }

    func inputEnded() { quietSince = SystemClock.monotonic }

    /// How much of the idle time is left, in nanoseconds; all of it while there is input.
    func patience(_ idle: Int64) -> Int64 {
        quietSince.map { $0 + idle - SystemClock.monotonic } ?? idle
    }

    /// False when nobody reads what is printed.
    func received(_ bytes: [UInt8]) -> Bool {
        happen(.data(.serverToClient, bytes))
        hasHeard = true
        if quietSince != nil { quietSince = SystemClock.monotonic }
        return output == .standard ? writeAll(bytes) : printer?.isBroken != true
    }

    func happen(_ body: Event.Body) {
        let time = Moment(nanoseconds: SystemClock.monotonic - start.monotonic)
        let event = Event(time: time, connection: 0, body: body)
        recorder?.append(event)
        printer?.receive(event, number: number)
        number += 1
        if let failure = recorder?.failure {
            printError(failure)
            recorder = nil
        }
    }

    func close() throws(Failure) {
        printer?.finish()
        guard let recorder else { return }
        recorder.finish()
        if let failure = recorder.failure { throw Failure(.inputOutput, failure) }
    }
}

/// Prints a line for each message of a stream of events. Holds the bytes of messages that are not complete yet, bounded.
struct MessagePrinter {
    let output: OutputForm
    /// Start of the transcript, nanoseconds since the epoch.
    var epoch: Int64
    private var index = TranscriptIndex(spill: (try? RecordSpill())?.events)
    private var dissector: Dissector
    private var spool: Spool?
    private(set) var isBroken = false

    init(output: OutputForm, epoch: Int64, hints: Dissector.Hints = Dissector.Hints()) {
        dissector = Dissector(hints: hints)
        self.output = output
        self.epoch = epoch
        spool = try? Spool()
    }

    /// - Parameter packet: in a capture, the number of the packet that brought the event.
    mutating func receive(_ event: Event, number: Int, packet: Int? = nil) {
        var place: UInt64 = 0
        if case .data(_, let bytes) = event.body, let range = try? spool?.append(bytes.span) {
            place = range.lowerBound
        }
        index.append(event, spoolStart: place, packet: packet)
        var records: [MessageRecord] = []
        dissector.receive(event, number: number) { records.append($0) }
        for record in records { show(record) }
        if case .mark(let mark) = event.body { show(mark, at: event.time) }
    }

    /// A mark's question and its answer stand between the messages in text; in JSON there are messages only.
    private mutating func show(_ mark: Mark, at time: Moment) {
        guard output != .json, let question = mark.question, !isBroken else { return }
        for words in ["question: \(question)"] + mark.noteLines where !isBroken {
            let line = "\(seconds(time.nanoseconds)) --- mark \(printable(Array(words.utf8)))\n"
            isBroken = !writeAll(Array(line.utf8))
        }
    }

    mutating func finish() {
        var records: [MessageRecord] = []
        let last = max(0, index.events.count - 1)
        dissector.finish(at: index.duration, number: last) { records.append($0) }
        for record in records { show(record) }
    }

    private mutating func show(_ record: MessageRecord) {
        guard let spool, !isBroken else { return }
        let snapshot = Snapshot(transcript: index)
        let bytes = Loader(snapshot: snapshot, spool: spool).bytes(of: record, limit: decodeLimit)
        let opening = index.connections[record.connection]?.opening
        let line = output == .json ? json(record, bytes, opening) : text(record, bytes)
        isBroken = !writeAll(line)
    }

    private func json(_ record: MessageRecord, _ bytes: [UInt8], _ opening: Opening?) -> [UInt8] {
        var writer = JSON.Writer()
        writeJSON(record, bytes: bytes.span, opening: opening, frame: frame(of: record), epoch: epoch, to: &writer)
        var line: [UInt8] = []
        appendTerminalSafe(writer.bytes.span, to: &line)
        return line + [0x0A]
    }

    private func frame(of record: MessageRecord) -> Int? {
        index.events.indices.contains(record.event) ? index.events[record.event].packet : nil
    }

    private func text(_ record: MessageRecord, _ bytes: [UInt8]) -> [UInt8] {
        let time = seconds(record.time.nanoseconds)
        let head = Array(bytes.prefix(Loader.summaryBytes))
        let summary = printable(Array(summary(of: record, bytes: head.span).utf8))
        return Array("\(time) \(record.direction.code) \(record.proto.rawValue) \(record.kind.name)  \(summary)\n".utf8)
    }
}

/// `12.410`, to the millisecond.
func seconds(_ nanoseconds: Int64) -> String {
    let milliseconds = max(0, nanoseconds) / 1_000_000
    let rest = String(milliseconds % 1000)
    return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
}
