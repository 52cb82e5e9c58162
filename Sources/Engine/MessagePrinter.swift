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
        var opening: Opening
        var pieces = [StreamPieces(), StreamPieces()]
    }

    private let output: OutputForm
    private let bytes: CaptureBytes
    private var dissector: Dissector
    private var connections: [Int: Connection] = [:]
    private var lines = LineOutput()
    private var found: [MessageRecord] = []
    private var writer = JSON.Writer()
    private var epoch: Int64 = 0
    /// Of the event at hand: that of its packet in a capture, else its own.
    private var number = -1
    private var last = Moment.zero
    /// Why octets could not be kept.
    private var failure: SpoolError?

    /// - Parameter source: where the octets of captures lie; nil where there are events of transcripts alone.
    init(output: OutputForm, hints: Dissector.Hints, source: ByteSource?) throws(SpoolError) {
        self.output = output
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
            remember(opening.opening, connection)
            dissector.open(
                connection: connection, transport: opening.transport, serverPort: Int(opening.server.port),
                proto: opening.proto)
        case .data(let direction, let place):
            guard let place = place ?? keep(octets) else { return }
            connections[connection]?.pieces[Int(direction.rawValue)].append(place: place, length: octets.count)
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
        case .open(let opening): remember(opening, event.connection)
        case .data(let direction, let octets):
            if connections[event.connection] == nil { remember(nil, event.connection) }
            guard let place = keep(octets.span) else { return }
            connections[event.connection]?.pieces[Int(direction.rawValue)].append(place: place, length: octets.count)
        default: break
        }
        dissector.receive(event, number: number) { found.append($0) }
        show()
        if case .mark(let mark) = event.body { show(mark, at: event.time) }
    }

    private func remember(_ opening: Opening?, _ number: Int) {
        if connections.count >= Self.connectionLimit {
            for oldest in connections.keys.sorted().prefix(Self.connectionLimit / 8) { connections[oldest] = nil }
        }
        let nowhere = Endpoint(address: "")
        connections[number] = Connection(
            opening: opening ?? Opening(transport: .tcp, client: nowhere, server: nowhere))
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
        for record in found where !isBroken { show(record) }
        found.removeAll(keepingCapacity: true)
    }

    private func show(_ record: MessageRecord) {
        let side = Int(record.direction.rawValue)
        let wanted = output == .json ? min(jsonLength(of: record), decodeLimit) : Loader.summaryBytes
        let end = min(record.range.upperBound, record.range.lowerBound + UInt64(wanted))
        let octets = connections[record.connection]?.pieces[side].read(record.range.lowerBound..<end, bytes) ?? []
        if output == .json { showJSON(record, octets) } else { showText(record, octets) }
        connections[record.connection]?.pieces[side].forget(before: record.range.upperBound)
    }

    private func showJSON(_ record: MessageRecord, _ octets: [UInt8]) {
        writer.removeAll()
        writeJSON(
            record, bytes: octets.span, opening: connections[record.connection]?.opening, epoch: epoch, to: &writer)
        let json = writer.bytes
        lines.append(json: json.span)
    }

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
