import Octets

/// What is known of the server's direction.
struct ServerSide: Sendable {
    var lines = LineAssembler()
    /// The octet of the stream that is read next, and the one at which the frame in hand began.
    var position: UInt64 = 0
    var frameStart: UInt64 = 0
    /// The response whose further lines are coming.
    var body: Body?
    var isEncrypted = false
    var isFinished = false

    struct Body: Sendable {
        var frame: Frame
        var unstuffer: DotUnstuffer
        var lineCount: UInt64 = 0
        /// Octets of the line in hand.
        var hasOpenLine = false
    }
}

extension Conversation {
    mutating func receiveFromServer(_ bytes: Span<UInt8>, _ emit: (Frame) -> Void) {
        var offset = 0
        while offset < bytes.count {
            let start = offset
            if server.isEncrypted {
                server.position += UInt64(bytes.count - offset)
                return
            }
            if server.body != nil {
                consumeBody(bytes, from: &offset, emit)
                continue
            }
            let step = server.lines.take(bytes, from: &offset, limit: limits.line, stretch: limits.unparsed)
            server.position += UInt64(offset - start)
            switch step {
            case .whole(let range): finishFirstLine(bytes.extracting(range), emit)
            case .assembled:
                let line = server.lines.kept
                server.lines.reset()
                finishFirstLine(line.span, emit)
            case .unfinished: break
            case .overlong(let ended):
                var frame = serverFrame(.unparsed)
                frame.error = overlongLine(server.lines.length, limits.line)
                server.lines.reset(afterEnd: ended)
                emitServer(frame, emit)
            }
        }
    }

    private mutating func finishFirstLine(_ line: Span<UInt8>, _ emit: (Frame) -> Void) {
        do throws(ParseError) {
            finish(try Response.parse(line, line: 0..<line.count), emit)
        } catch {
            var frame = serverFrame(.unparsed)
            frame.error = error
            emitServer(frame, emit)
        }
    }

    private mutating func finish(_ response: Response, _ emit: (Frame) -> Void) {
        var frame = serverFrame(.response)
        frame.indicator = response.indicator
        frame.peculiarities = response.peculiarities
        let answered = hasGreeted || !isGreeting(response) ? takeAwaited() : nil
        frame.answers = answered?.ordinal
        frame.answeredVerb = answered?.verb
        if answered == nil, hasGreeted { frame.peculiarities.insert(.unasked) }
        hasGreeted = true
        if let answered, answered.isMultiline, response.indicator == .ok {
            frame.isMultiline = true
            // The ordinal is given when the frame is whole.
            let bare = response.peculiarities.contains(.bareLineFeed)
            server.body = .init(frame: frame, unstuffer: DotUnstuffer(acceptsBareLineFeed: bare))
        } else {
            emitServer(frame, emit)
        }
        if let answered { take(answered, response.indicator, emit) }
    }

    /// The first response is the greeting, even if a hasty client has spoken already. Whatever follows a command that no
    /// session begins with belongs to one whose beginning was not seen.
    private func isGreeting(_ response: Response) -> Bool {
        guard let first = outstanding.first else { return true }
        return response.indicator == .ok && Self.firstVerbs.contains(first.verb)
    }

    private static let firstVerbs: Set<Verb> = [.user, .apop, .auth, .capa, .stls, .quit, .utf8, .lang]

    private mutating func takeAwaited() -> Awaited? { outstanding.isEmpty ? nil : outstanding.removeFirst() }

    /// What a response changes, and what it says about the octets that the client has sent ahead.
    private mutating func take(_ answered: Awaited, _ indicator: StatusIndicator, _ emit: (Frame) -> Void) {
        if indicator == .ok { apply(answered) }
        if answered.verb == .quit, indicator == .error { hasQuit = true }
        guard case .waiting(answered.ordinal, let verb) = client.mode else { return }
        resolve(verb, goesOn: indicator == (verb == .stls ? .ok : .challenge))
        if client.mode == .encrypted { server.isEncrypted = true }
        drainHeld(emit)
    }

    private mutating func apply(_ answered: Awaited) {
        switch answered.verb {
        case .user: user = answered.name
        case .pass, .apop: isAuthorized = true
        case .auth: isAuthorized = !answered.isMultiline
        case .dele: deletedCount += 1
        case .rset: deletedCount = 0
        default: break
        }
    }

    private mutating func consumeBody(_ bytes: Span<UInt8>, from offset: inout Int, _ emit: (Frame) -> Void) {
        guard var body = server.body else { return }
        let start = offset
        while let run = body.unstuffer.next(bytes, from: &offset) { body.note(bytes, run.range) }
        server.position += UInt64(offset - start)
        server.body = body
        if body.unstuffer.isComplete { finishBody(body, emit) }
    }

    private mutating func finishBody(_ body: ServerSide.Body, complete: Bool = true, _ emit: (Frame) -> Void) {
        var frame = body.frame
        frame.range = server.frameStart..<server.position
        frame.ordinal = nextOrdinal
        frame.bodyLength = body.unstuffer.count
        frame.lineCount = body.lineCount + (body.hasOpenLine ? 1 : 0)
        frame.complete = complete
        if body.unstuffer.sawBareLineFeed { frame.peculiarities.insert(.bareLineFeedInBody) }
        server.body = nil
        emitServer(frame, emit)
    }
}

extension ServerSide.Body {
    mutating func note(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        var offset = range.lowerBound
        while let lineFeed = bytes.firstOffset(of: 0x0A, from: offset, upTo: range.upperBound) {
            lineCount += 1
            offset = lineFeed + 1
        }
        hasOpenLine = offset < range.upperBound
    }
}

extension Conversation {
    /// The server's direction has ended: what is unfinished is emitted.
    mutating func finishServer(_ emit: (Frame) -> Void) {
        server.isFinished = true
        guard server.position > server.frameStart else { return }
        if let body = server.body { return finishBody(body, complete: false, emit) }
        var unfinished = serverFrame(.unparsed)
        if server.isEncrypted {
            unfinished.peculiarities.insert(.encrypted)
        } else {
            unfinished.complete = false
        }
        server.lines.reset()
        emitServer(unfinished, emit)
    }

    private func serverFrame(_ kind: FrameKind) -> Frame {
        frame(kind, .serverToClient, server.frameStart..<server.position)
    }

    private mutating func emitServer(_ frame: Frame, _ emit: (Frame) -> Void) {
        nextOrdinal += 1
        server.frameStart = server.position
        emit(frame)
    }
}
