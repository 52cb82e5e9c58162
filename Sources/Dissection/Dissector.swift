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
        let arrival = Arrival(event: number, time: event.time, connection: event.connection)
        switch event.body {
        case .open(let opening):
            makeRoom()
            connections[event.connection] = DissectedConnection(opening, hints)
        case .data(let direction, let bytes):
            if connections[event.connection] == nil {
                makeRoom()
                connections[event.connection] = DissectedConnection(nil, hints)
            }
            var next = nextNumber
            connections[event.connection]?.receive(bytes, direction, arrival, &next, emit)
            nextNumber = next
        case .close(let closing):
            var next = nextNumber
            connections[event.connection]?.close(closing, arrival, &next, emit)
            nextNumber = next
            if !closing.half { closed.append(event.connection) }
        default:
            break
        }
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

    private mutating func makeRoom() {
        while connections.count >= Self.connectionLimit {
            if closed.isEmpty, let oldest = connections.keys.min() { closed.append(oldest) }
            guard let first = closed.first else { return }
            closed.removeFirst()
            connections[first] = nil
        }
    }
}

/// When something came.
struct Arrival: Sendable {
    var event: Int
    var time: Moment
    var connection: Int
}
