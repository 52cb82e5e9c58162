import Octets
import Transcripts

/// Turns the events of a transcript into messages: finds each connection's protocol, and frames what both sides say.
///
/// Give it every event in order. What a message says is made later from its bytes, by `summary` and `decode`.
package struct Dissector: Sendable {
    /// What the caller knows better than content and ports.
    package struct Hints: Sendable, Hashable {
        /// Every connection speaks this, whatever it looks like.
        package var proto: ProtocolName?
        /// Ports of the server that mean a protocol, beside the usual ones.
        package var ports: [Int: ProtocolName]

        package init(proto: ProtocolName? = nil, ports: [Int: ProtocolName] = [:]) {
            self.proto = proto
            self.ports = ports
        }
    }

    /// The most connections whose state is kept. Past it those that closed first are forgotten, then the oldest.
    package static let connectionLimit = 16_384

    private let hints: Hints
    private var connections = ConnectionTable()
    private var closed: [Int] = []
    private var nextNumber = 0
    /// Empty between two calls.
    private var scratch: [ScannedFrame] = []

    package init(hints: Hints = Hints()) {
        self.hints = hints
    }

    /// Takes the event with that number in the transcript, and gives each message that it completes.
    package mutating func receive(_ event: Event, number: Int, emit: (MessageRecord) -> Void) {
        let connection = event.connection
        switch event.body {
        case .open(let opening):
            makeRoom()
            connections.add(DissectedConnection(opening, hints), connection)
        case .data(let direction, let bytes):
            receive(bytes.span, direction, connection: connection, event: number, time: event.time, emit: emit)
        case .close(let closing):
            close(closing, connection: connection, event: number, time: event.time, emit: emit)
        default: break
        }
    }

    /// A connection begins that is known by numbers alone.
    ///
    /// - Parameters:
    ///   - serverPort: where the server listens; nil where nobody knows.
    ///   - proto: what it was said to speak, if somebody said so.
    package mutating func open(connection: Int, transport: Transport, serverPort: Int?, proto: String? = nil) {
        makeRoom()
        let finder = ProtocolFinder(transport: transport, name: proto, port: serverPort)
        connections.add(DissectedConnection(finder, nil, hints), connection)
    }

    /// Takes octets of a connection, and gives each message that they complete. They are lent for as long as the call lasts.
    ///
    /// - Parameter event: the number that messages are given which these octets complete.
    package mutating func receive(
        _ bytes: Span<UInt8>, _ direction: Direction, connection: Int, event: Int, time: Moment,
        emit: (MessageRecord) -> Void
    ) {
        let arrival = Arrival(event: event, time: time, connection: connection)
        let slot = connections.slot(of: connection) ?? begin(connection)
        connections[slot].receive(bytes, direction, arrival, hints, &nextNumber, &scratch, emit)
    }

    /// A connection that was not opened before the first octets came.
    private mutating func begin(_ connection: Int) -> Int {
        makeRoom()
        return connections.add(DissectedConnection(nil, hints), connection)
    }

    /// So many octets of a direction are missing. Decoding takes up again behind them; a message that lost octets says so.
    package mutating func noteGap(
        _ octets: Int, _ direction: Direction, connection: Int, event: Int, time: Moment,
        emit: (MessageRecord) -> Void
    ) {
        guard let slot = connections.slot(of: connection) else { return }
        let arrival = Arrival(event: event, time: time, connection: connection)
        connections[slot].noteGap(octets, direction, arrival, &nextNumber, emit)
    }

    /// A connection, or one direction of it, has ended.
    package mutating func close(
        _ closing: Closing, connection: Int, event: Int, time: Moment, emit: (MessageRecord) -> Void
    ) {
        guard let slot = connections.slot(of: connection) else { return }
        let arrival = Arrival(event: event, time: time, connection: connection)
        connections[slot].close(closing, arrival, hints, &nextNumber, emit)
        guard !closing.half else { return }
        // Of a capture, in which there are many, nobody asks about one that is over.
        if connections[slot].opening == nil { connections.remove(connection) } else { closed.append(connection) }
    }

    /// Completes what the transcript's end completes, in the order of the connections.
    package mutating func finish(at time: Moment, number: Int, emit: (MessageRecord) -> Void) {
        for connection in connections.numbers {
            guard let slot = connections.slot(of: connection) else { continue }
            let arrival = Arrival(event: number, time: time, connection: connection)
            connections[slot].close(Closing(by: nil), arrival, hints, &nextNumber, emit)
        }
    }

    /// The protocol of a connection, as far as it is known.
    package func proto(connection: Int) -> ProtocolName? { connections.known(connection)?.finding?.proto }

    /// Why the connection is taken for what it is.
    package func protocolReason(connection: Int) -> String {
        guard let known = connections.known(connection) else { return "no such connection" }
        return known.finding?.reason ?? "not decided before something is said"
    }

    /// Where the protocol stands on a connection, for the line above the editor.
    package func standing(connection: Int) -> Standing {
        connections.known(connection)?.standing(hints) ?? Standing(hint: "not connected")
    }

    /// Past the limit an eighth goes at once, so that room is not made for each new one.
    private mutating func makeRoom() {
        guard connections.count >= Self.connectionLimit else { return }
        let many = Self.connectionLimit / 8
        let first = Array(closed.prefix(many))
        closed.removeFirst(first.count)
        for number in first.isEmpty ? Array(connections.numbers.prefix(many)) : first { connections.remove(number) }
    }
}

/// When something came.
struct Arrival: Sendable {
    var event: Int
    var time: Moment
    var connection: Int
}
