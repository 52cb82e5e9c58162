import Dissection
import Lab
import Octets
import Synchronization
import Transcripts
import Workbench

/// `decode`: a line for each message of recordings, captures, hex dumps and raw bytes.
package struct HeadlessDecode {
    private let paths: [String]
    private let output: OutputForm
    private let hints: InputHints
    private let filter: Filter?

    /// - Parameter filter: which messages are printed; nil for all. A wrong one is told with its place.
    package init(paths: [String], output: OutputForm, hints: InputHints = InputHints(), filter: String?) throws(Failure)
    {
        self.init(paths: paths, output: output, hints: hints, filter: try filter.map(Filter.told))
    }

    package init(paths: [String], output: OutputForm, hints: InputHints = InputHints(), filter: Filter? = nil) {
        self.paths = paths
        self.hints = hints
        self.filter = filter
        self.output = output
    }

    package init(path: String, output: OutputForm) { self.init(paths: [path], output: output) }

    /// Prints all that is readable of every file, then throws what was wrong, if something was. Of several files each says
    /// at once what is wrong with it; the worst status is thrown, with the last sentence of it.
    package func run() throws(Failure) {
        var worst: Failure?
        for path in paths {
            do {
                guard try decode(path) else { return }
            } catch {
                if let told = worst, told.status > error.status {
                    printError(error.sentence)
                } else {
                    if let told = worst { printError(told.sentence) }
                    worst = error
                }
            }
        }
        if let worst { throw worst }
    }

    /// False where nobody reads what is printed: a closed pipe ends it quietly.
    private func decode(_ path: String) throws(Failure) -> Bool {
        let printer: MessagePrinter
        let outcome: InputFile.Outcome
        do {
            let source = try ByteSource(path)
            printer = try MessagePrinter(
                output: output, hints: Dissector.Hints(proto: hints.proto), filter: filter, source: source)
            source.whenDry = { [weak printer] in printer?.flush() }
            outcome = try InputFile.read(source, kind: InputFile.kind(of: source, hints), hints: hints, into: printer)
        } catch is Unread {
            return false
        } catch {
            throw SessionFile.failure(error)
        }
        printer.finish()
        for remark in outcome.remarks { printError("\(path): \(remark)") }
        if let sentence = outcome.complaint { throw Failure(.badData, "\(path): \(sentence)") }
        return !printer.isBroken
    }
}

extension Filter {
    /// Reads a filter as a person typed it; what is wrong is told with its place.
    package static func told(_ text: String) throws(Failure) -> Filter {
        do {
            return try Filter(text)
        } catch {
            let sign =
                String(repeating: " ", count: error.range.lowerBound)
                + String(repeating: "^", count: max(1, error.range.count))
            throw Failure(.usage, "\(error.sentence)\n  \(printable(Array(text.utf8)))\n  \(sign)")
        }
    }
}

extension SessionFile {
    static func failure(_ error: any Error) -> Failure {
        if let failure = error as? Failure { return failure }
        guard let error = error as? SessionFileError else { return Failure(.inputOutput, "\(error)") }
        if case .system = error.cause { return Failure(.noInput, error.description) }
        return Failure(.badData, error.description)
    }
}

/// `replay --text`: the conversation as the session pane shows it.
package struct HeadlessReplay {
    private let path: String
    private let output: OutputForm

    package init(path: String, output: OutputForm) {
        self.path = path
        self.output = output
    }

    package func run() throws(Failure) {
        if output == .json { return try HeadlessDecode(path: path, output: .json).run() }
        let recording = try OpenedRecording(path: path)
        printLine("# \(printable(Array(recording.title.utf8)))")
        let index = recording.snapshot.transcript
        for first in stride(from: 0, to: index.rowCount, by: Self.rowsAtOnce) {
            let rows = index.rows(first..<min(first + Self.rowsAtOnce, index.rowCount), read: recording.spool.read)
            for row in rows where !show(row) { return }
        }
        if let notice = recording.notice { throw Failure(.badData, "\(path): \(notice)") }
    }

    private static let rowsAtOnce = 256

    /// A row, and below a mark that asks something what may be answered, and what is right.
    private func show(_ row: Row) -> Bool {
        guard show(DisplayRow(row)) else { return false }
        guard case .mark(let mark)? = row.body else { return true }
        return mark.noteLines.allSatisfy { line in
            show(DisplayRow(kind: .note, event: row.event, time: row.time, previous: row.time, bytes: Array(line.utf8)))
        }
    }

    private func show(_ row: DisplayRow) -> Bool {
        let sign =
            switch row.kind {
            case .data(.clientToServer): ">"
            case .data(.serverToClient): "<"
            case .mark: "+"
            case .note: "\""
            case .event: "-"
            }
        let text = printable(row.bytes.withoutLineEnd)
        let time = seconds(row.time.nanoseconds)
        return printLine(String(repeating: " ", count: max(0, 8 - time.count)) + "\(time) \(sign) \(text)")
    }
}

extension Mark {
    /// The choices of its question and the answer, a line each.
    var noteLines: [String] {
        guard question != nil else { return [] }
        return choices.enumerated().map { "choice \($0 + 1): \($1)" } + (solution.map { ["answer: \($0)"] } ?? [])
    }
}

extension Array where Element == UInt8 {
    /// Without a CRLF or LF at the end.
    var withoutLineEnd: [UInt8] {
        var end = count
        if end > 0, self[end - 1] == 0x0A { end -= 1 }
        if end > 0, end < count, self[end - 1] == 0x0D { end -= 1 }
        return Array(self[..<end])
    }
}
