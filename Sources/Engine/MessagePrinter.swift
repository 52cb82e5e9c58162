import Captures
import Dissection
import JSON
import Octets
import Transcripts
import Workbench

/// Nobody reads what is printed: a closed pipe, which ends a command quietly.
struct Unread: Error {}

/// Prints a line for each message as it is completed. Its memory does not grow with what passes: octets stay in the file, or lie in a
/// spool, and of a connection it keeps where the message that is not complete begins.
final class MessagePrinter: CaptureTaker {
    /// Connections whose openings are remembered at most; past it an eighth goes, the oldest first.
    static let connectionLimit = 1 << 17

    private struct Connection {
        var ends: Ends
        var client = StreamPieces()
        var server = StreamPieces()

        subscript(direction: Direction) -> StreamPieces {
            get { direction == .clientToServer ? client : server }
            _modify {
                if direction == .clientToServer { yield &client } else { yield &server }
            }
        }
    }

    /// How a connection began: of a capture in numbers, since there may be many.
    private enum Ends {
        case captured(CapturedOpening)
        case told(Opening?)

        var opening: Opening? {
            switch self {
            case .captured(let opening): opening.opening
            case .told(let opening): opening
            }
        }
    }

    private let output: OutputForm
    /// Which messages are printed; nil for all.
    private let filter: Filter?
    private let bytes: CaptureBytes
    private var dissector: Dissector
    private var connections: [Int: Connection] = [:]
    private var lines = LineOutput()
    private var found: [MessageRecord] = []
    private var writer = JSON.Writer()
    private var epoch: Int64 = 0
    private var latest: (connection: Int, opening: Opening?) = (-1, nil)
    /// Of the event at hand: that of its packet in a capture, else its own.
    private var number = -1
    private var last = Moment.zero
    /// Why octets could not be kept.
    private var failure: SpoolError?

    /// - Parameter source: where the octets of captures lie; nil where there are events of transcripts alone.
    init(output: OutputForm, hints: Dissector.Hints, filter: Filter? = nil, source: ByteSource?) throws(SpoolError) {
        self.output = output
        self.filter = filter
        bytes = try CaptureBytes(source: source)
        dissector = Dissector(hints: hints)
    }

    /// Nobody reads what is printed.
    var isBroken: Bool { lines.isBroken }

    func begin(at epoch: Int64) { self.epoch = epoch }

    func settle() throws {
        if let failure { throw failure }
        if isBroken { throw Unread() }
    }

    func runsDry() { flush() }

    func flush() { lines.flush() }

    func finish() {
        dissector.finish(at: last, number: number) { found.append($0) }
        show()
        flush()
    }
}

// What passes.
extension MessagePrinter {
    func take(_ event: CapturedEvent, _ octets: Span<UInt8>) {
        let connection = event.connection
        // What completes a message is known by its packet here.
        number = event.packet
        last = event.time
        switch event.body {
        case .open(let opening):
            remember(.captured(opening), connection)
            dissector.open(
                connection: connection, transport: opening.transport, serverPort: Int(opening.server.port),
                proto: opening.proto)
        case .data(let direction, let place):
            guard let place = place ?? keep(octets) else { return }
            connections[connection]?[direction].append(place: place, length: octets.count)
            dissector.receive(octets, direction, connection: connection, event: number, time: event.time) {
                found.append($0)
            }
        case .gap(let direction, let count):
            dissector.noteGap(count, direction, connection: connection, event: number, time: event.time) {
                found.append($0)
            }
        case .close(let closing):
            dissector.close(closing, connection: connection, event: number, time: event.time) { found.append($0) }
        default: break
        }
        show()
        if case .close(let closing) = event.body, !closing.half { connections[connection] = nil }
    }

    func take(_ event: Event, packet: Int?) {
        last = event.time
        number += 1
        switch event.body {
        case .open(let opening): remember(.told(opening), event.connection)
        case .data(let direction, let octets):
            if connections[event.connection] == nil { remember(.told(nil), event.connection) }
            guard let place = keep(octets.span) else { return }
            connections[event.connection]?[direction].append(place: place, length: octets.count)
        default: break
        }
        dissector.receive(event, number: number) { found.append($0) }
        show()
        if case .mark(let mark) = event.body { show(mark, at: event.time) }
    }

    private func remember(_ ends: Ends, _ number: Int) {
        if connections.count >= Self.connectionLimit {
            for oldest in connections.keys.sorted().prefix(Self.connectionLimit / 8) { connections[oldest] = nil }
        }
        connections[number] = Connection(ends: ends)
    }

    private func keep(_ octets: Span<UInt8>) -> UInt64? {
        do {
            return try bytes.keep(octets)
        } catch {
            failure = failure ?? error
            return nil
        }
    }
}

// What is printed.
extension MessagePrinter {
    private func show() {
        guard !found.isEmpty else { return }
        for record in found where !isBroken {
            if isWanted(record) { show(record) }
            connections[record.connection]?[record.direction].forget(before: record.range.upperBound)
        }
        found.removeAll(keepingCapacity: true)
    }

    private func isWanted(_ record: MessageRecord) -> Bool {
        guard let filter else { return true }
        return filter.matches(record, ends: { Filter.Ends(opening(of: record.connection)) }) {
            let end = min(record.range.upperBound, record.range.lowerBound + UInt64(decodeLimit))
            return connections[record.connection]?[record.direction].read(record.range.lowerBound..<end, bytes) ?? []
        }
    }

    private func show(_ record: MessageRecord) {
        let wanted = output == .json ? min(jsonLength(of: record), decodeLimit) : Loader.summaryBytes
        let end = min(record.range.upperBound, record.range.lowerBound + UInt64(wanted))
        let octets = connections[record.connection]?[record.direction].read(record.range.lowerBound..<end, bytes) ?? []
        if output == .json { showJSON(record, octets) } else { showText(record, octets) }
    }

    private func showJSON(_ record: MessageRecord, _ octets: [UInt8]) {
        writer.removeAll()
        writeJSON(
            record, bytes: octets.span, opening: opening(of: record.connection), epoch: epoch, to: &writer)
        let json = writer.bytes
        lines.append(json: json.span)
    }

    /// Texts of addresses are made once for what passes of one connection in a row.
    private func opening(of connection: Int) -> Opening? {
        if latest.connection != connection {
            latest = (connection, connections[connection]?.ends.opening ?? Self.nowhere)
        }
        return latest.opening
    }

    private static let nowhere = Opening(
        transport: .tcp, client: Endpoint(address: ""), server: Endpoint(address: ""))

    private func showText(_ record: MessageRecord, _ octets: [UInt8]) {
        let words = printable(Array(summary(of: record, bytes: octets.span).utf8))
        let time = seconds(record.time.nanoseconds)
        lines.append(
            "\(time) \(record.direction.code) \(record.proto.rawValue) \(record.kind.name)  \(words)")
    }

    /// A mark's question and its answer stand between the messages in text; in JSON there are messages only.
    private func show(_ mark: Mark, at time: Moment) {
        guard output != .json, let question = mark.question else { return }
        for words in ["question: \(question)"] + mark.noteLines {
            lines.append("\(seconds(time.nanoseconds)) --- mark \(printable(Array(words.utf8)))")
        }
    }
}
