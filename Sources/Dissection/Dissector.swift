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
    private var connections: [Int: DissectedConnection] = [:]
    private var closed: [Int] = []
    private var nextNumber = 0

    package init(hints: Hints = Hints()) {
        self.hints = hints
    }

    /// Takes the event with that number in the transcript, and gives each message that it completes.
    package mutating func receive(_ event: Event, number: Int, emit: (MessageRecord) -> Void) {
        let connection = event.connection
        switch event.body {
        case .open(let opening):
            makeRoom()
            connections[connection] = DissectedConnection(opening, hints)
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
        connections[connection] = DissectedConnection(finder, nil, hints)
    }

    /// Takes octets of a connection, and gives each message that they complete. They are lent for as long as the call lasts.
    ///
    /// - Parameter event: the number that messages are given which these octets complete.
    package mutating func receive(
        _ bytes: Span<UInt8>, _ direction: Direction, connection: Int, event: Int, time: Moment,
        emit: (MessageRecord) -> Void
    ) {
        if connections[connection] == nil {
            makeRoom()
            connections[connection] = DissectedConnection(nil, hints)
        }
        let arrival = Arrival(event: event, time: time, connection: connection)
        var next = nextNumber
        connections[connection]?.receive(bytes, direction, arrival, &next, emit)
        nextNumber = next
    }

    /// So many octets of a direction are missing. Decoding takes up again behind them; a message that lost octets says so.
    package mutating func noteGap(
        _ octets: Int, _ direction: Direction, connection: Int, event: Int, time: Moment,
        emit: (MessageRecord) -> Void
    ) {
        let arrival = Arrival(event: event, time: time, connection: connection)
        var next = nextNumber
        connections[connection]?.noteGap(octets, direction, arrival, &next, emit)
        nextNumber = next
    }

    /// A connection, or one direction of it, has ended.
    package mutating func close(
        _ closing: Closing, connection: Int, event: Int, time: Moment, emit: (MessageRecord) -> Void
    ) {
        let arrival = Arrival(event: event, time: time, connection: connection)
        var next = nextNumber
        connections[connection]?.close(closing, arrival, &next, emit)
        nextNumber = next
        if !closing.half { closed.append(connection) }
    }

    /// Completes what the transcript's end completes, in the order of the connections.
    package mutating func finish(at time: Moment, number: Int, emit: (MessageRecord) -> Void) {
        for connection in connections.keys.sorted() {
            var next = nextNumber
            let arrival = Arrival(event: number, time: time, connection: connection)
            connections[connection]?.close(Closing(by: nil), arrival, &next, emit)
            nextNumber = next
        }
    }

    /// The protocol of a connection, as far as it is known.
    package func proto(connection: Int) -> ProtocolName? { connections[connection]?.finding?.proto }

    /// Why the connection is taken for what it is.
    package func protocolReason(connection: Int) -> String {
        guard let known = connections[connection] else { return "no such connection" }
        return known.finding?.reason ?? "not decided before something is said"
    }

    /// Where the protocol stands on a connection, for the line above the editor.
    package func standing(connection: Int) -> Standing {
        connections[connection]?.standing ?? Standing(hint: "not connected")
    }

    /// Past the limit an eighth goes at once, so that room is not made for each new one.
    private mutating func makeRoom() {
        guard connections.count >= Self.connectionLimit else { return }
        let many = Self.connectionLimit / 8
        let first = Array(closed.prefix(many))
        closed.removeFirst(first.count)
        for number in first.isEmpty ? Array(connections.keys.sorted().prefix(many)) : first {
            connections[number] = nil
        }
    }
}

/// When something came.
struct Arrival: Sendable {
    var event: Int
    var time: Moment
    var connection: Int
}
