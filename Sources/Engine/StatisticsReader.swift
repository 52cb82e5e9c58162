import Captures
import Catalog
import Cells
import Dissection
import JSON
import Octets
import Transcripts
import Workbench

/// Counts what a file holds, and keeps nothing else of it.
final class StatisticsReader: CaptureTaker {
    private(set) var statistics = Statistics()
    private var dissector: Dissector
    private var found: [MessageRecord] = []
    /// Nanoseconds at which the last event happened.
    private var last = Moment.zero

    init(hints: Dissector.Hints) { dissector = Dissector(hints: hints) }

    func begin(at epoch: Int64) {}
    func settle() throws {}
    func runsDry() {}

    func take(_ event: CapturedEvent, _ octets: Span<UInt8>) {
        let (connection, time) = (event.connection, event.time)
        last = time
        switch event.body {
        case .data(let direction, _):
            statistics.data(connection: connection, octets: octets.count, at: time)
            dissector.receive(octets, direction, connection: connection, event: event.packet, time: time) {
                found.append($0)
            }
        case .open(let opening):
            statistics.open(connection: connection, opening.transport, server: .socket(opening.server), at: time)
            dissector.open(
                connection: connection, transport: opening.transport, serverPort: Int(opening.server.port),
                proto: opening.proto)
        case .gap(let direction, let count):
            dissector.noteGap(count, direction, connection: connection, event: event.packet, time: time) {
                found.append($0)
            }
        case .close(let closing):
            dissector.close(closing, connection: connection, event: event.packet, time: time) { found.append($0) }
        case .irregularity, .handshake, .note: break
        }
        note()
    }

    func take(_ event: Event, packet: Int?) {
        last = event.time
        switch event.body {
        case .open(let opening):
            statistics.open(
                connection: event.connection, opening.transport, server: .written(opening.server.address),
                at: event.time)
        case .data(_, let bytes):
            statistics.data(connection: event.connection, octets: bytes.count, at: event.time)
        default: break
        }
        dissector.receive(event, number: packet ?? 0) { found.append($0) }
        note()
    }

    func finish(_ outcome: InputFile.Outcome, octets: UInt64) {
        dissector.finish(at: last, number: 0) { found.append($0) }
        note()
        statistics.fileOctets = octets
        statistics.note(outcome.tally)
    }

    private func note() {
        guard !found.isEmpty else { return }
        for record in found { statistics.receive(record) }
        found.removeAll(keepingCapacity: true)
    }
}

/// `decode --stats`: what each file holds in numbers.
package struct HeadlessStatistics {
    /// Columns of the text form.
    private static let columns = 100

    private let paths: [String]
    private let output: OutputForm
    private let hints: InputHints

    package init(paths: [String], output: OutputForm, hints: InputHints) {
        self.paths = paths
        self.output = output
        self.hints = hints
    }

    /// Prints what is readable of every file, then throws what was wrong, if something was.
    package func run() throws(Failure) {
        var worst: Failure?
        for path in paths {
            do {
                guard try show(path) else { return }
            } catch {
                if let worst { printError(worst.sentence) }
                worst = error
            }
        }
        if let worst { throw worst }
    }

    /// False where nobody reads what is printed.
    private func show(_ path: String) throws(Failure) -> Bool {
        let reader = StatisticsReader(hints: Dissector.Hints(proto: hints.proto))
        let outcome: InputFile.Outcome
        do {
            let source = try ByteSource(path)
            outcome = try InputFile.read(source, kind: InputFile.kind(of: source, hints), hints: hints, into: reader)
            reader.finish(outcome, octets: source.size ?? source.consumed)
        } catch {
            throw SessionFile.failure(error)
        }
        guard print(reader.statistics, outcome.notes, path) else { return false }
        for remark in outcome.remarks { printError("\(path): \(remark)") }
        if let sentence = outcome.complaint { throw Failure(.badData, "\(path): \(sentence)") }
        return true
    }

    private func print(_ statistics: Statistics, _ notes: [String], _ path: String) -> Bool {
        if output == .json {
            var writer = JSON.Writer()
            writeJSON(statistics, notes: notes, to: &writer)
            writer.endLine()
            return writeAll(writer.bytes)
        }
        let page = StatisticsPage(
            statistics, name: printable(Array(path.utf8)),
            notes: notes.map { printable(Array($0.utf8)) }, columns: Self.columns, symbols: .unicode)
        for line in page.lines where !printLine(line) { return false }
        return true
    }
}
