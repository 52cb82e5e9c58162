import DNS
import HTTP
import Octets
import POP3
import SMTP
import Transcripts

/// One connection as the dissector sees it: its protocol once that is known, and the machine that frames it.
struct DissectedConnection: Sendable {
    /// The most requests whose message numbers are kept while their answers are awaited.
    static let outstandingLimit = 4_096
    /// The most pieces held back while the protocol is not known.
    static let heldLimit = 1_024

    private struct Piece: Sendable {
        var bytes: [UInt8]
        var direction: Direction
        var arrival: Arrival
    }

    let opening: Opening?
    private(set) var finding: ProtocolFinder.Finding?
    private let finder: ProtocolFinder
    private let hints: Dissector.Hints
    private var held: [Piece] = []
    private var client: [UInt8] = []
    private var server: [UInt8] = []

    private(set) var http: HTTP.Conversation?
    private(set) var smtp: SMTP.Conversation?
    private(set) var pop3: POP3.Conversation?
    private(set) var dns: DNS.Conversation?
    private(set) var text: TextConversation?

    private var clocks = [StreamClock(), StreamClock()]
    /// Message numbers of what may still be answered, by the protocol's own count.
    private var numbers: [Int: Int] = [:]
    private var frames: [ScannedFrame] = []
    /// Directions that have ended, and who closed.
    private(set) var ended: Set<Direction> = []
    private(set) var closing: Closing?

    init(_ opening: Opening?, _ hints: Dissector.Hints) {
        self.opening = opening
        self.hints = hints
        finder = ProtocolFinder(opening: opening)
        if let proto = hints.proto {
            start(ProtocolFinder.Finding(proto: proto, reason: "chosen by the person"))
        } else if let finding = finder.findByName() {
            start(finding)
        }
    }

    mutating func receive(
        _ bytes: [UInt8], _ direction: Direction, _ arrival: Arrival, _ next: inout Int, _ emit: (MessageRecord) -> Void
    ) {
        clocks[Int(direction.rawValue)].note(bytes.count, at: arrival.time)
        if finding == nil {
            hold(bytes, direction, arrival)
            guard let found = decide() else { return }
            start(found)
            release(&next, emit)
        } else {
            scan(bytes, direction)
            deliver(arrival, &next, emit)
        }
    }

    mutating func close(
        _ closing: Closing, _ arrival: Arrival, _ next: inout Int, _ emit: (MessageRecord) -> Void
    ) {
        if finding == nil, !held.isEmpty {
            start(byPort)
            release(&next, emit)
        }
        for direction in Direction.allCases where !closing.half || closing.by == direction {
            guard ended.insert(direction).inserted else { continue }
            finish(direction)
        }
        deliver(arrival, &next, emit)
        self.closing = closing
    }

    /// The protocol to reckon with before anything was said.
    var expected: ProtocolName { finding?.proto ?? byPort.proto }
}

// Finding the protocol.
extension DissectedConnection {
    private var byPort: ProtocolFinder.Finding {
        if let port = finder.port, let proto = hints.ports[port] {
            return ProtocolFinder.Finding(proto: proto, reason: "port \(port) was said to be \(proto.rawValue)'s")
        }
        return finder.findByPort()
    }

    private mutating func hold(_ bytes: [UInt8], _ direction: Direction, _ arrival: Arrival) {
        held.append(Piece(bytes: bytes, direction: direction, arrival: arrival))
        if direction == .clientToServer { client += bytes } else { server += bytes }
    }

    private func decide() -> ProtocolFinder.Finding? {
        switch finder.look(client: client.span, server: server.span) {
        case .found(let finding): return finding
        case .nothing: return byPort
        case .more: return held.count >= Self.heldLimit ? byPort : nil
        }
    }

    private mutating func start(_ found: ProtocolFinder.Finding) {
        finding = found
        switch found.proto {
        case .http: http = HTTP.Conversation()
        case .smtp: smtp = SMTP.Conversation()
        case .pop3: pop3 = POP3.Conversation()
        case .dns, .mdns, .llmnr: dns = DNS.Conversation(isDatagrams: opening?.transport == .udp)
        default: text = TextConversation(isDatagrams: opening?.transport == .udp)
        }
    }

    private mutating func release(_ next: inout Int, _ emit: (MessageRecord) -> Void) {
        let pieces = held
        (held, client, server) = ([], [], [])
        for piece in pieces {
            scan(piece.bytes, piece.direction)
            deliver(piece.arrival, &next, emit)
        }
    }
}

// Framing.
extension DissectedConnection {
    private mutating func scan(_ bytes: [UInt8], _ direction: Direction) {
        var found: [ScannedFrame] = []
        http?.receive(bytes.span, direction) { found.append(ScannedFrame($0)) }
        smtp?.receive(bytes.span, direction) { found.append(ScannedFrame($0)) }
        pop3?.receive(bytes.span, direction) { found.append(ScannedFrame($0)) }
        dns?.receive(bytes.span, direction) { found.append(ScannedFrame($0)) }
        text?.receive(bytes.span, direction) { found.append($0) }
        frames += found
    }

    private mutating func finish(_ direction: Direction) {
        var found: [ScannedFrame] = []
        http?.finish(direction) { found.append(ScannedFrame($0)) }
        smtp?.finish(direction) { found.append(ScannedFrame($0)) }
        pop3?.finish(direction) { found.append(ScannedFrame($0)) }
        dns?.finish(direction) { found.append(ScannedFrame($0)) }
        text?.finish(direction) { found.append($0) }
        frames += found
    }

    private mutating func deliver(_ arrival: Arrival, _ next: inout Int, _ emit: (MessageRecord) -> Void) {
        guard !frames.isEmpty, let proto = finding?.proto else { return }
        for frame in frames {
            let began = clocks[Int(frame.direction.rawValue)].time(
                of: frame.range.lowerBound, done: frame.range.upperBound)
            emit(
                MessageRecord(
                    number: next, connection: arrival.connection, direction: frame.direction, proto: proto,
                    kind: frame.kind, began: began ?? arrival.time, time: arrival.time, event: arrival.event,
                    range: frame.range, severity: frame.severity, answers: answered(by: frame), reason: frame.reason,
                    lineCount: frame.lineCount, context: frame.context))
            remember(frame, next)
            next += 1
        }
        frames = []
    }

    private mutating func answered(by frame: ScannedFrame) -> Int? {
        guard let ordinal = frame.answers else { return nil }
        return frame.isInterim ? numbers[ordinal] : numbers.removeValue(forKey: ordinal)
    }

    private mutating func remember(_ frame: ScannedFrame, _ number: Int) {
        guard let ordinal = frame.ordinal, frame.direction == .clientToServer else { return }
        if numbers.count >= Self.outstandingLimit, let oldest = numbers.keys.min() { numbers[oldest] = nil }
        numbers[ordinal] = number
    }
}

/// When each octet of a stream came, as coarsely as the beginnings of messages need it.
struct StreamClock: Sendable {
    /// The most arrivals kept; past it every second one is forgotten, but never the first.
    static let limit = 256

    private var arrivals: [(start: UInt64, time: Moment)] = []
    private(set) var end: UInt64 = 0

    mutating func note(_ count: Int, at time: Moment) {
        if arrivals.count >= Self.limit {
            arrivals = arrivals.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        }
        arrivals.append((end, time))
        end += UInt64(count)
    }

    /// When the octet at `offset` came. What came before `done` is forgotten.
    mutating func time(of offset: UInt64, done: UInt64) -> Moment? {
        let time = arrivals.last { $0.start <= offset }?.time
        if let keep = arrivals.lastIndex(where: { $0.start <= done }), keep > 0 { arrivals.removeFirst(keep) }
        return time
    }
}
