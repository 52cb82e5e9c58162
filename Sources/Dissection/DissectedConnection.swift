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

    /// A message that may still be answered.
    private struct Asked: Sendable {
        /// As the protocol counts.
        var ordinal: Int
        var number: Int
        var time: Moment
    }

    /// What passed while the protocol was not known.
    private struct Held: Sendable {
        var pieces: [Piece] = []
        var client: [UInt8] = []
        var server: [UInt8] = []
    }

    /// What is told of a connection once, apart from what changes with each piece.
    private struct Facts: Sendable {
        var opening: Opening?
        var finder: ProtocolFinder
        var finding: ProtocolFinder.Finding?
        var closing: Closing?
        var held = Held()
    }

    static let none = DissectedConnection(ProtocolFinder(transport: nil, name: nil, port: nil), nil, Dissector.Hints())

    private var facts: Boxed<Facts>
    /// nil before it is known.
    private(set) var proto: ProtocolName?
    private(set) var machine = FramingMachine.none
    private var clientClock = StreamClock()
    private var serverClock = StreamClock()
    /// Where octets are missing; empty in nearly all.
    private var gaps: [StreamGap] = []
    /// What may still be answered, in the order in which it was asked.
    private var asked: [Asked] = []
    private var clientHasEnded = false
    private var serverHasEnded = false

    var opening: Opening? { facts.value.opening }
    var finding: ProtocolFinder.Finding? { facts.value.finding }
    var closing: Closing? { facts.value.closing }
    var isDatagrams: Bool { facts.value.finder.transport == .udp }

    func hasEnded(_ direction: Direction) -> Bool {
        direction == .clientToServer ? clientHasEnded : serverHasEnded
    }

    init(_ opening: Opening?, _ hints: Dissector.Hints) {
        self.init(ProtocolFinder(opening: opening), opening, hints)
    }

    init(_ finder: ProtocolFinder, _ opening: Opening?, _ hints: Dissector.Hints) {
        facts = Boxed(Facts(opening: opening, finder: finder))
        if let proto = hints.proto {
            start(ProtocolFinder.Finding(proto: proto, reason: "chosen by the person"))
        } else if let finding = finder.findByName() {
            start(finding)
        }
    }

    mutating func receive(
        _ bytes: Span<UInt8>, _ direction: Direction, _ arrival: Arrival, _ hints: Dissector.Hints, _ next: inout Int,
        _ scratch: inout [ScannedFrame], _ emit: (MessageRecord) -> Void
    ) {
        if direction == .clientToServer {
            clientClock.note(bytes.count, at: arrival.time)
        } else {
            serverClock.note(bytes.count, at: arrival.time)
        }
        if proto == nil {
            hold(bytes, direction, arrival)
            guard let found = decide(hints) else { return }
            start(found)
            release(&next, emit)
        } else {
            // Most pieces complete no message, and those that do need no list of their own.
            machine.receive(bytes, direction) { scratch.append($0) }
            guard !scratch.isEmpty else { return }
            deliver(scratch, arrival, &next, emit)
            scratch.removeAll(keepingCapacity: true)
        }
    }

    /// Octets of the direction are missing: what they belong to is passed over as far as the protocol can tell.
    mutating func noteGap(
        _ octets: Int, _ direction: Direction, _ arrival: Arrival, _ next: inout Int, _ emit: (MessageRecord) -> Void
    ) {
        if gaps.isEmpty { gaps = [StreamGap(), StreamGap()] }
        let end = direction == .clientToServer ? clientClock.end : serverClock.end
        gaps[Int(direction.rawValue)].note(octets, at: end)
        guard proto != nil else { return }
        var found: [ScannedFrame] = []
        machine.skip(octets, direction) { found.append($0) }
        deliver(found, arrival, &next, emit)
    }

    mutating func close(
        _ closing: Closing, _ arrival: Arrival, _ hints: Dissector.Hints, _ next: inout Int,
        _ emit: (MessageRecord) -> Void
    ) {
        if proto == nil, !facts.value.held.pieces.isEmpty {
            start(byPort(hints))
            release(&next, emit)
        }
        for direction in Direction.allCases where !closing.half || closing.by == direction {
            guard !hasEnded(direction) else { continue }
            if direction == .clientToServer { clientHasEnded = true } else { serverHasEnded = true }
            var found: [ScannedFrame] = []
            machine.finish(direction) { found.append($0) }
            deliver(found, arrival, &next, emit)
        }
        facts.value.closing = closing
        // What frames it is not needed any more, and there may be many that are over.
        if !closing.half { (machine, asked, gaps) = (.none, [], []) }
    }

    /// The protocol to reckon with before anything was said.
    func expected(_ hints: Dissector.Hints) -> ProtocolName { proto ?? byPort(hints).proto }
}

// Finding the protocol.
extension DissectedConnection {
    private func byPort(_ hints: Dissector.Hints) -> ProtocolFinder.Finding {
        let finder = facts.value.finder
        if let port = finder.port, let proto = hints.ports[port] {
            return ProtocolFinder.Finding(proto: proto, reason: "port \(port) was said to be \(proto.rawValue)'s")
        }
        return finder.findByPort()
    }

    private mutating func hold(_ octets: Span<UInt8>, _ direction: Direction, _ arrival: Arrival) {
        let bytes = octets.bytes(in: 0..<octets.count)
        facts.value.held.pieces.append(Piece(bytes: bytes, direction: direction, arrival: arrival))
        if direction == .clientToServer { facts.value.held.client += bytes } else { facts.value.held.server += bytes }
    }

    private func decide(_ hints: Dissector.Hints) -> ProtocolFinder.Finding? {
        let held = facts.value.held
        switch facts.value.finder.look(client: held.client.span, server: held.server.span) {
        case .found(let finding): return finding
        case .nothing: return byPort(hints)
        case .more: return held.pieces.count >= Self.heldLimit ? byPort(hints) : nil
        }
    }

    private mutating func start(_ found: ProtocolFinder.Finding) {
        facts.value.finding = found
        proto = found.proto
        machine = FramingMachine(found.proto, isDatagrams: isDatagrams)
    }

    private mutating func release(_ next: inout Int, _ emit: (MessageRecord) -> Void) {
        let pieces = facts.value.held.pieces
        facts.value.held = Held()
        for piece in pieces { scan(piece.bytes.span, piece.direction, piece.arrival, &next, emit) }
    }
}

// Framing.
extension DissectedConnection {
    private mutating func scan(
        _ bytes: Span<UInt8>, _ direction: Direction, _ arrival: Arrival, _ next: inout Int,
        _ emit: (MessageRecord) -> Void
    ) {
        var found: [ScannedFrame] = []
        machine.receive(bytes, direction) { found.append($0) }
        if !found.isEmpty { deliver(found, arrival, &next, emit) }
    }

    private mutating func deliver(
        _ frames: [ScannedFrame], _ arrival: Arrival, _ next: inout Int, _ emit: (MessageRecord) -> Void
    ) {
        guard let proto else { return }
        for frame in frames {
            let began = began(frame) ?? arrival.time
            let query = answered(by: frame)
            var record = MessageRecord(
                number: next, connection: arrival.connection, direction: frame.direction, proto: proto,
                kind: frame.kind, began: began, time: arrival.time, event: arrival.event, range: frame.range,
                severity: frame.severity, answers: query?.number, reason: frame.reason, lineCount: frame.lineCount,
                code: frame.code, waited: query.map { max(0, began.nanoseconds - $0.time.nanoseconds) },
                context: frame.context)
            if !gaps.isEmpty { noteGap(in: &record) }
            emit(record)
            remember(frame, next, arrival.time)
            next += 1
        }
    }

    private mutating func began(_ frame: ScannedFrame) -> Moment? {
        frame.direction == .clientToServer
            ? clientClock.time(of: frame.range.lowerBound, done: frame.range.upperBound)
            : serverClock.time(of: frame.range.lowerBound, done: frame.range.upperBound)
    }

    private mutating func noteGap(in record: inout MessageRecord) {
        let missing = gaps[Int(record.direction.rawValue)].missing(in: record.range)
        guard missing > 0 else { return }
        record.severity = max(record.severity ?? .warning, .warning)
        let words = missing == 1 ? "1 octet of it is" : "\(missing) octets of it are"
        record.reason = record.reason ?? "\(words) missing in the capture"
    }

    private mutating func answered(by frame: ScannedFrame) -> Asked? {
        guard let ordinal = frame.answers, let place = asked.firstIndex(where: { $0.ordinal == ordinal }) else {
            return nil
        }
        guard !frame.isInterim else { return asked[place] }
        let query = asked.remove(at: place)
        if asked.isEmpty { asked = [] }
        return query
    }

    private mutating func remember(_ frame: ScannedFrame, _ number: Int, _ time: Moment) {
        guard let ordinal = frame.ordinal, frame.direction == .clientToServer else { return }
        if asked.count >= Self.outstandingLimit { asked.removeFirst() }
        asked.append(Asked(ordinal: ordinal, number: number, time: time))
    }
}

/// Where octets of a stream are missing, until the message that lost them is complete.
struct StreamGap: Sendable {
    private var start: UInt64 = 0
    private var octets = 0

    mutating func note(_ count: Int, at offset: UInt64) {
        if octets == 0 { start = offset }
        octets += count
    }

    /// How many a message lost that takes this range of the stream.
    mutating func missing(in range: Range<UInt64>) -> Int {
        guard octets > 0, start <= range.upperBound else { return 0 }
        defer { octets = 0 }
        return octets
    }
}

/// When each octet of a stream came, as coarsely as the beginnings of messages need it.
struct StreamClock: Sendable {
    /// The most arrivals kept beside the first; past it every second one is forgotten, but never the one in which the next message
    /// began.
    static let limit = 32

    private struct Arrival: Sendable {
        var start: UInt64
        var time: Moment
    }

    /// The one in which the last message ended, or the first of all. Most messages come in one piece, and need no more.
    private var first: Arrival?
    private var others: [Arrival] = []
    private(set) var end: UInt64 = 0

    mutating func note(_ count: Int, at time: Moment) {
        let arrival = Arrival(start: end, time: time)
        end += UInt64(count)
        guard first != nil else {
            first = arrival
            return
        }
        if others.count >= Self.limit {
            others = others.enumerated().filter { $0.offset == 0 || $0.offset % 2 == 1 }.map(\.element)
        }
        others.append(arrival)
    }

    /// When the octet at `offset` came. What came before `done` is forgotten.
    mutating func time(of offset: UInt64, done: UInt64) -> Moment? {
        guard !others.isEmpty else { return first.flatMap { $0.start <= offset ? $0.time : nil } }
        let found = others.last { $0.start <= offset } ?? first.flatMap { $0.start <= offset ? $0 : nil }
        if let keep = others.lastIndex(where: { $0.start <= done }) {
            first = others[keep]
            others = keep == others.count - 1 ? [] : Array(others[(keep + 1)...])
        }
        return found?.time
    }
}
