import Dissection
import Exchange
import Foundation
import Glibc
import Octets
import Transcripts

/// What a message becomes in an exported file.
package enum ExportRecords: String, Sendable, CaseIterable {
    /// A record of its own, which Wireshark decodes.
    case pdus
    /// IP packets with made-up headers.
    case packets

    var form: PcapngExport.Form { self == .pdus ? .pdus : .packets }
}

/// `export --to pcapng`: the messages of a file, written for other tools.
package struct HeadlessExport {
    /// How the file is written.
    package struct Options: Sendable, Hashable {
        package var records: ExportRecords
        /// Servers get the usual port of their protocol, by which other tools know it.
        package var standardPorts = false
        /// The file to write, `-` for standard output; nil for one beside the file that is read.
        package var output: String?
        /// A file that is there is replaced.
        package var replaces = false

        package init(
            _ records: ExportRecords, standardPorts: Bool = false, output: String? = nil, replaces: Bool = false
        ) {
            self.records = records
            self.standardPorts = standardPorts
            self.output = output
            self.replaces = replaces
        }
    }

    private let path: String
    private let options: Options
    private let hints: InputHints
    private let filter: Filter?

    /// - Parameters:
    ///   - path: the file to read, `-` for standard input.
    ///   - filter: which messages are exported; the others leave no trace. All of them where it is nil. What is wrong with it
    ///     is told with its place.
    package init(
        path: String, _ options: Options, hints: InputHints = InputHints(), filter: String? = nil
    ) throws(Failure) {
        self.path = path
        self.options = options
        self.hints = hints
        self.filter = try filter.map(Filter.told)
    }

    /// Exports all that is readable, then throws what was wrong, if something was.
    package func run() throws(Failure) {
        let name = options.output ?? Self.name(beside: path)
        guard name != "-" else {
            guard isatty(STDOUT_FILENO) == 0 else {
                throw Failure(.usage, "the file would go to the terminal: --output names one, or a pipe takes it")
            }
            let wrong = try export { writeAll($0) ? nil : Failure(.inputOutput, "nobody reads what is written") }
            if let wrong { throw wrong }
            return
        }
        let file = try NewFile(name, replaces: options.replaces)
        let wrong = try export { bytes in
            do throws(Failure) { try file.write(bytes) } catch { return error }
            return nil
        }
        try file.keep()
        if let wrong { throw wrong }
    }

    /// `a.session`, `a.pcap` and `a.pcap.gz` become `a.pcapng`, beside them; a file that has that name already is told apart.
    static func name(beside path: String) -> String {
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
        var name = path[folder.endIndex...]
        for ending in [".gz", ".session", ".pcap", ".pcapng", ".cap"] where name.hasSuffix(ending) && name != ending {
            name = name.dropLast(ending.count)
        }
        let plain = folder + name + ".pcapng"
        return plain == path ? folder + name + ".export.pcapng" : String(plain)
    }

    /// Gives what was wrong with a file that could be read.
    ///
    /// - Parameter write: gets the file's octets, and gives why they cannot be written.
    private func export(_ write: ([UInt8]) -> Failure?) throws(Failure) -> Failure? {
        let outcome: InputFile.Outcome
        var pass: ExportPass
        do {
            pass = try ExportPass(options, hints, source: path == "-" ? "standard input" : path, filter: filter)
            outcome = try InputFile.events(path, hints: hints, onStart: { pass.begin(epoch: $0) }) {
                try pass.receive($0, packet: $1, write)
            }
            try pass.finish(write)
        } catch {
            throw SessionFile.failure(error)
        }
        if pass.leftOut > 0 {
            printError("\(path): \(pass.leftOut) datagrams are longer than any packet, and were left out")
        }
        for remark in outcome.remarks { printError("\(path): \(remark)") }
        return outcome.complaint.map { Failure(.badData, "\(path): \($0)") }
    }
}

/// One pass over the events of a file. Their bytes lie in a spool until their messages are complete.
private struct ExportPass {
    private let options: HeadlessExport.Options
    private let source: String
    private let filter: Filter?
    private let spool: Spool
    private var index: TranscriptIndex
    private var dissector: Dissector
    private var writer: PcapngExport?
    private var found: [MessageRecord] = []

    init(
        _ options: HeadlessExport.Options, _ hints: InputHints, source: String, filter: Filter?
    ) throws(SpoolError) {
        self.options = options
        self.source = source
        self.filter = filter
        spool = try Spool()
        index = TranscriptIndex(spill: try RecordSpill().events)
        dissector = Dissector(hints: Dissector.Hints(proto: hints.proto))
    }

    var leftOut: Int { writer?.leftOut ?? 0 }

    mutating func begin(epoch: Int64) {
        let name = source.split(separator: "/").last.map(String.init) ?? source
        writer = PcapngExport(
            options.records.form, epoch: epoch, application: "wireside \(version)", source: name,
            standardPorts: options.standardPorts)
    }

    mutating func receive(_ event: Event, packet: Int?, _ write: ([UInt8]) -> Failure?) throws {
        if writer == nil { begin(epoch: 0) }
        var place: UInt64 = 0
        if case .data(_, let bytes) = event.body { place = try spool.append(bytes.span).lowerBound }
        let number = index.events.count
        index.append(event, spoolStart: place, packet: packet)
        dissector.receive(event, number: number) { found.append($0) }
        try export(write)
        if case .close(let closing) = event.body {
            writer?.close(closing, connection: event.connection, at: event.time)
        }
    }

    mutating func finish(_ write: ([UInt8]) -> Failure?) throws {
        if writer == nil { begin(epoch: 0) }
        let last = max(0, index.events.count - 1)
        dissector.finish(at: index.duration, number: last) { found.append($0) }
        try export(write)
        if let failure = writer.flatMap({ write($0.bytes) }) { throw failure }
    }

    private func isWanted(_ record: MessageRecord, _ opening: Opening?) -> Bool {
        guard let filter else { return true }
        return filter.matches(record, ends: { Filter.Ends(opening) }) {
            let end = min(record.range.upperBound, record.range.lowerBound + UInt64(decodeLimit))
            return index.streamBytes(
                connection: record.connection, record.direction, record.range.lowerBound..<end, read: spool.read)
        }
    }

    private mutating func export(_ write: ([UInt8]) -> Failure?) throws {
        guard !found.isEmpty else { return }
        for record in found {
            let opening = index.connections[record.connection]?.opening
            guard isWanted(record, opening) else { continue }
            let frame = index.events.indices.contains(record.event) ? index.events[record.event].packet : nil
            let (index, spool) = (index, spool)
            try writer?.add(record, opening, frame: frame) {
                index.streamBytes(connection: record.connection, record.direction, $0, read: spool.read)
            } write: { bytes in
                if let failure = write(bytes) { throw failure }
            }
        }
        found.removeAll(keepingCapacity: true)
    }
}
