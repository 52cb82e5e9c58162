import Octets

/// One direction of a conversation: the machine that finds where each message ends.
struct Side: Sendable {
    enum Stage: Sendable, Hashable {
        /// Before or in a head, whose octets so far are in `held`.
        case head
        case content(left: UInt64)
        case chunkSize
        case chunkData(left: UInt64)
        case chunkEnd(sawCarriageReturn: Bool)
        case trailers(lines: Int, octets: Int)
        case untilClose
        case tunnel
        /// In bytes that make no message; the line so far is in `held`.
        case unparsed
    }

    let direction: Direction
    let limits: Limits
    var stage = Stage.head
    /// Octets of the stream before the bytes at hand.
    var base: UInt64 = 0
    /// What came of the current head or line in earlier pieces. Within `limits`.
    var held: [UInt8] = []
    /// How far the head in `held` was looked through.
    var lines = 0
    var lineStart = 0
    /// Empty lines were passed over before the head.
    var sawEmptyLine = false
    /// The message at hand; its range begins where the message does.
    var frame: Frame
    /// The ordinal of the next message.
    var next = 0
    /// The bytes before were unparsed, so that more of the kind are no message of their own.
    var behindUnparsed = false
    /// A message said that the connection ends after it.
    var closed = false
    var awaitsContinue = false

    init(_ direction: Direction, _ limits: Limits) {
        self.direction = direction
        self.limits = limits
        frame = Frame(kind: .unparsed, direction: direction, range: 0..<0)
    }

    mutating func receive(_ bytes: Span<UInt8>, _ exchange: inout Exchange, _ emit: (Frame) -> Void) {
        var offset = 0
        while offset < bytes.count {
            if exchange.tunnel { enterTunnel(at: offset, emit) }
            offset = step(bytes, offset, &exchange, emit)
        }
        base += UInt64(bytes.count)
    }

    /// Takes some bytes from `offset` on, or changes the stage, and returns the offset behind what it took.
    private mutating func step(
        _ bytes: Span<UInt8>, _ offset: Int, _ exchange: inout Exchange, _ emit: (Frame) -> Void
    ) -> Int {
        switch stage {
        case .head: return takeHead(bytes, offset, &exchange, emit)
        case .content(let left): return takeContent(left, bytes, offset, emit)
        case .chunkSize: return takeChunkSize(bytes, offset, &exchange, emit)
        case .chunkData(let left): return takeChunkData(left, bytes, offset)
        case .chunkEnd(let sawCarriageReturn): return takeChunkEnd(sawCarriageReturn, bytes, offset, &exchange)
        case .trailers(let lines, let octets): return takeTrailer(lines, octets, bytes, offset, &exchange, emit)
        case .untilClose:
            frame.bodyLength += UInt64(bytes.count - offset)
            return bytes.count
        case .tunnel: return bytes.count
        case .unparsed: return takeUnparsed(bytes, offset, emit)
        }
    }

    mutating func finish(_ exchange: inout Exchange, _ emit: (Frame) -> Void) {
        if exchange.tunnel { enterTunnel(at: 0, emit) }
        switch stage {
        case .head:
            if !held.isEmpty { finishInHead(&exchange, emit) }
        case .untilClose: complete(at: base, emit)
        case .unparsed: complete(at: base, emit)
        case .tunnel:
            if frame.range.lowerBound < base { complete(at: base, emit) }
        case .content, .chunkSize, .chunkData, .chunkEnd, .trailers: finishInContent(emit)
        }
        begin(at: base)
        if exchange.tunnel { enterTunnel(at: 0, emit) }
    }

    /// Octets are missing. Content of known length goes on behind them; what is longer than it, and all else, loses its place, and the
    /// next start line is looked for.
    mutating func skip(_ octets: UInt64, _ exchange: inout Exchange, _ emit: (Frame) -> Void) {
        switch stage {
        case .content(let left) where octets < left: stage = .content(left: left - octets)
        case .chunkData(let left) where octets < left: stage = .chunkData(left: left - octets)
        case .content: complete(at: base, emit)
        case .untilClose, .tunnel, .unparsed: break
        // What follows is a start line, or is passed over up to one.
        case .head where held.isEmpty: break
        case .head, .chunkSize, .chunkData, .chunkEnd, .trailers:
            let error = ParseError(
                .peer, at: 0..<0, "octets of the message are missing in the capture", "RFC 9112 §8")
            held.removeAll(keepingCapacity: true)
            fail(error, &exchange)
        }
    }

    private mutating func finishInHead(_ exchange: inout Exchange, _ emit: (Frame) -> Void) {
        let error = ParseError(
            .peer, at: 0..<held.count, "the stream ended inside the head of a message", "RFC 9112 §8")
        fail(error, &exchange)
        frame.complete = false
        complete(at: base, emit)
    }

    private mutating func finishInContent(_ emit: (Frame) -> Void) {
        let length = Int(clamping: base - frame.range.lowerBound)
        frame.error = ParseError(.peer, at: length..<length, "the stream ended inside the content", "RFC 9112 §8")
        frame.gravity = .error
        frame.complete = false
        complete(at: base, emit)
    }

    // MARK: Beginning and ending messages

    /// A message may begin at `offset` of the stream.
    mutating func begin(at offset: UInt64) {
        stage = .head
        held.removeAll(keepingCapacity: true)
        lines = 0
        lineStart = 0
        awaitsContinue = false
        frame = Frame(kind: .unparsed, direction: direction, range: offset..<offset)
    }

    /// Gives the message at hand, which ends before `end`, and begins the next.
    mutating func complete(at end: UInt64, _ emit: (Frame) -> Void) {
        frame.range = frame.range.lowerBound..<end
        if let error = frame.error {
            // A line that broke a message can be the next one's start line, and is then not in the frame.
            frame.error?.range = error.range.clamped(to: 0..<Int(clamping: end - frame.range.lowerBound))
        }
        emit(frame)
        begin(at: end)
        sawEmptyLine = false
    }

    /// The message at hand makes no sense. What has come of it and what follows is unparsed.
    mutating func fail(_ error: ParseError, _ exchange: inout Exchange) {
        if frame.headLength == 0 { number(&exchange) }
        frame.kind = .unparsed
        frame.error = error
        frame.gravity = .error
        stage = .unparsed
        awaitsContinue = false
        behindUnparsed = true
    }

    /// Counts bytes that make no head as the message that was due, unless those before them were.
    private mutating func number(_ exchange: inout Exchange) {
        guard !behindUnparsed else {
            frame.ordinal = max(0, next - 1)
            return
        }
        frame.ordinal = next
        next += 1
        switch direction {
        case .clientToServer: exchange.push(.other, ordinal: frame.ordinal)
        case .serverToClient:
            frame.answers = exchange.next?.ordinal
            exchange.pop()
        }
    }

    mutating func countRequest() -> Int {
        next += 1
        return next - 1
    }

    // MARK: Tunnels

    /// Between messages, turns to passing over a tunnel's bytes.
    private mutating func enterTunnel(at offset: Int, _ emit: (Frame) -> Void) {
        if stage == .unparsed { complete(at: base + UInt64(offset), emit) }
        guard stage == .head else { return }
        begin(at: base + UInt64(offset) - UInt64(held.count))
        frame.framing = .tunnel
        frame.ordinal = max(0, next - 1)
        stage = .tunnel
    }

    func position(in exchange: Exchange) -> Position {
        switch stage {
        case .head where exchange.tunnel: .tunnel
        case .head: lines == 0 ? .startLine(octets: held.count) : .fieldLines(count: lines - 1)
        case .content(let left): .content(left: left)
        case .chunkSize: .chunkSize
        case .chunkData(let left): .chunkData(left: left)
        case .chunkEnd: .chunkData(left: 0)
        case .trailers: .trailerSection
        case .untilClose: .untilClose
        case .tunnel: .tunnel
        case .unparsed: frame.error.map { .unparsed($0) } ?? .startLine(octets: held.count)
        }
    }
}
