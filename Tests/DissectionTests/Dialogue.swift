import Octets
import Testing
import Transcripts

@testable import Dissection

/// A conversation written down as a test reads it: who says what, in order.
struct Dialogue: Sendable {
    struct Turn: Sendable {
        var direction: Direction
        var bytes: [UInt8]
    }

    var turns: [Turn]

    init(_ turns: [Turn]) { self.turns = turns }

    /// The events of the dialogue on one connection, a turn a second, each cut at `cuts` (offsets into the turn).
    func events(
        proto: String? = nil, port: Int = 4000, transport: Transport = .tcp, cut turn: Int? = nil, at cuts: [Int] = [],
        closed: Bool = true
    ) -> [Event] {
        let opening = Opening(
            transport: transport, client: Endpoint(address: "127.0.0.1:50000"),
            server: Endpoint(address: "127.0.0.1:\(port)"), proto: proto)
        var bodies: [Event.Body] = [.open(opening)]
        for (index, each) in turns.enumerated() {
            bodies += each.pieces(index == turn ? cuts : []).map { .data(each.direction, $0) }
        }
        if closed { bodies.append(.close(Closing(by: .clientToServer))) }
        return bodies.enumerated().map { number, body in
            Event(time: Moment(nanoseconds: Int64(number) * 1_000_000_000), connection: 0, body: body)
        }
    }

    /// The same with every octet in an event of its own.
    func bytewise(proto: String? = nil, port: Int = 4000) -> [Event] {
        let single = turns.flatMap { turn in turn.bytes.map { Turn(direction: turn.direction, bytes: [$0]) } }
        return Dialogue(single).events(proto: proto, port: port)
    }

    func stream(_ direction: Direction) -> [UInt8] {
        turns.filter { $0.direction == direction }.flatMap(\.bytes)
    }
}

extension Dialogue.Turn {
    func pieces(_ cuts: [Int]) -> [[UInt8]] {
        let bounds = [0] + cuts.sorted().filter { $0 > 0 && $0 < bytes.count } + [bytes.count]
        return zip(bounds, bounds.dropFirst()).filter { $0 < $1 }.map { Array(bytes[$0..<$1]) }
    }
}

/// What the client says; `\n` stands for CRLF unless `raw`.
func client(_ text: String, raw: Bool = false) -> Dialogue.Turn { turn(.clientToServer, text, raw) }
/// What the server says.
func server(_ text: String, raw: Bool = false) -> Dialogue.Turn { turn(.serverToClient, text, raw) }

private func turn(_ direction: Direction, _ text: String, _ raw: Bool) -> Dialogue.Turn {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
        if byte == 10, !raw { bytes.append(13) }
        bytes.append(byte)
    }
    return Dialogue.Turn(direction: direction, bytes: bytes)
}

/// A small generator whose whole run follows from its seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state &* 0x2545_F491_4F6C_DD1D
    }
}
