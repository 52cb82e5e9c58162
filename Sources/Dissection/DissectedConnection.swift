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

    let opening: Opening?
    private(set) var finding: ProtocolFinder.Finding?
    private let finder: ProtocolFinder
    private let hints: Dissector.Hints
    private var held: [Piece] = []
    private var client: [UInt8] = []
    private var server: [UInt8] = []

    private(set) var machine = FramingMachine.none

    private var clientClock = StreamClock()
    private var serverClock = StreamClock()
    private var clientGap = StreamGap()
    private var serverGap = StreamGap()
    /// What may still be answered, in the order in which it was asked.
    private var asked: [Asked] = []
    private var frames: [ScannedFrame] = []
    /// Directions that have ended, and who closed.
    private(set) var ended: Set<Direction> = []
    private(set) var closing: Closing?

    init(_ opening: Opening?, _ hints: Dissector.Hints) {
        self.init(ProtocolFinder(opening: opening), opening, hints)
    }

    init(_ finder: ProtocolFinder, _ opening: Opening?, _ hints: Dissector.Hints) {
        self.opening = opening
        self.hints = hints
        self.finder = finder
        if let proto = hints.proto {
            start(ProtocolFinder.Finding(proto: proto, reason: "chosen by the person"))
        } else if let finding = finder.findByName() {
            start(finding)
        }
    }

    mutating func receive(
        _ bytes: Span<UInt8>, _ direction: Direction, _ arrival: Arrival, _ next: inout Int,
        _ emit: (MessageRecord) -> Void
    ) {
        if direction == .clientToServer {
            clientClock.note(bytes.count, at: arrival.time)
        } else {
            serverClock.note(bytes.count, at: arrival.time)
        }
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

    /// Octets of the direction are missing: what they belong to is passed over as far as the protocol can tell.
    mutating func noteGap(
        _ octets: Int, _ direction: Direction, _ arrival: Arrival, _ next: inout Int, _ emit: (MessageRecord) -> Void
    ) {
        if direction == .clientToServer {
            clientGap.note(octets, at: clientClock.end)
        } else {
            serverGap.note(octets, at: serverClock.end)
        }
        guard finding != nil else { return }
        var found: [ScannedFrame] = []
        machine.skip(octets, direction) { found.append($0) }
        frames += found
        deliver(arrival, &next, emit)
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
        // What frames it is not needed any more, and there may be many that are over.
        if !closing.half { (machine, asked, frames) = (.none, [], []) }
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

    private mutating func hold(_ octets: Span<UInt8>, _ direction: Direction, _ arrival: Arrival) {
        let bytes = octets.bytes(in: 0..<octets.count)
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
        machine = FramingMachine(found.proto, isDatagrams: finder.transport == .udp)
    }

    private mutating func release(_ next: inout Int, _ emit: (MessageRecord) -> Void) {
        let pieces = held
        (held, client, server) = ([], [], [])
        for piece in pieces {
            scan(piece.bytes.span, piece.direction)
            deliver(piece.arrival, &next, emit)
        }
    }
}

// Framing.
extension DissectedConnection {
    private mutating func scan(_ bytes: Span<UInt8>, _ direction: Direction) {
        var found: [ScannedFrame] = []
        machine.receive(bytes, direction) { found.append($0) }
        if frames.isEmpty { frames = found } else { frames += found }
    }

    private mutating func finish(_ direction: Direction) {
        var found: [ScannedFrame] = []
        machine.finish(direction) { found.append($0) }
        frames += found
    }

    private mutating func deliver(_ arrival: Arrival, _ next: inout Int, _ emit: (MessageRecord) -> Void) {
        guard !frames.isEmpty, let proto = finding?.proto else { return }
        for frame in frames {
            let began = began(frame) ?? arrival.time
            let query = answered(by: frame)
            var record = MessageRecord(
                number: next, connection: arrival.connection, direction: frame.direction, proto: proto,
                kind: frame.kind, began: began, time: arrival.time, event: arrival.event, range: frame.range,
                severity: frame.severity, answers: query?.number, reason: frame.reason, lineCount: frame.lineCount,
                code: frame.code, waited: query.map { max(0, began.nanoseconds - $0.time.nanoseconds) },
                context: frame.context)
            noteGap(in: &record)
            emit(record)
            remember(frame, next, arrival.time)
            next += 1
        }
        frames = []
    }

    private mutating func began(_ frame: ScannedFrame) -> Moment? {
        frame.direction == .clientToServer
            ? clientClock.time(of: frame.range.lowerBound, done: frame.range.upperBound)
            : serverClock.time(of: frame.range.lowerBound, done: frame.range.upperBound)
    }

    private mutating func noteGap(in record: inout MessageRecord) {
        let missing =
            record.direction == .clientToServer
            ? clientGap.missing(in: record.range) : serverGap.missing(in: record.range)
        guard missing > 0 else { return }
        record.severity = max(record.severity ?? .warning, .warning)
        let words = missing == 1 ? "1 octet of it is" : "\(missing) octets of it are"
        record.reason = record.reason ?? "\(words) missing in the capture"
    }

    private mutating func answered(by frame: ScannedFrame) -> Asked? {
        guard let ordinal = frame.answers, let place = asked.firstIndex(where: { $0.ordinal == ordinal }) else {
            return nil
        }
        return frame.isInterim ? asked[place] : asked.remove(at: place)
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
    /// The most arrivals kept; past it every second one is forgotten, but neither the one in which the last message
    /// ended nor the one in which the next began.
    static let limit = 32

    private struct Arrival: Sendable {
        var start: UInt64
        var time: Moment
    }

    private var arrivals: [Arrival] = []
    private(set) var end: UInt64 = 0

    mutating func note(_ count: Int, at time: Moment) {
        if arrivals.count >= Self.limit {
            arrivals = arrivals.enumerated().filter { $0.offset < 2 || $0.offset % 2 == 0 }.map(\.element)
        }
        arrivals.append(Arrival(start: end, time: time))
        end += UInt64(count)
    }

    /// When the octet at `offset` came. What came before `done` is forgotten.
    mutating func time(of offset: UInt64, done: UInt64) -> Moment? {
        let time = arrivals.last { $0.start <= offset }?.time
        let keep = arrivals.lastIndex { $0.start <= done } ?? 0
        if keep > 0 { arrivals.removeFirst(keep) }
        return time
    }
}
