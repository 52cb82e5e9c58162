import Octets

/// What is known of the server's direction.
struct ServerSide: Sendable {
    var lines = LineAssembler()
    /// The octet of the stream that is read next, and the one at which the frame in hand began.
    var position: UInt64 = 0
    var frameStart: UInt64 = 0
    /// The response whose further lines are coming.
    var body: Body?
    /// What a first line that is too long answers, if lines follow it.
    var overlong: Conversation.Awaited?
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
            case .assembled(let line): finishFirstLine(line.span, emit)
            case .unfinished: break
            case .overlong(let ended): finishOverlongLine(ended: ended, emit)
            }
        }
    }

    private mutating func finishFirstLine(_ line: Span<UInt8>, _ emit: (Frame) -> Void) {
        do throws(ParseError) {
            finish(try Response.parse(line, line: 0..<line.count), emit)
        } catch {
            if !beginWithoutIndicator(line, emit) { emitUnparsed(error, emit) }
        }
    }

    /// Where a command asks for lines, they are read to the line of one dot even if +OK is missing before them: the
    /// lectures print lists and letters so.
    private mutating func beginWithoutIndicator(_ line: Span<UInt8>, _ emit: (Frame) -> Void) -> Bool {
        guard hasGreeted, let answered = outstanding.first, answered.isMultiline else { return false }
        outstanding.removeFirst()
        var frame = serverFrame(.response)
        frame.peculiarities = .missingIndicator
        begin(answered, frame, acceptsBareLineFeed: LineEnd(of: line).isBareLineFeed)
        // The line is one of those that follow.
        server.position -= UInt64(line.count)
        var offset = 0
        consumeBody(line, from: &offset, emit)
        return true
    }

    private mutating func finishOverlongLine(ended: Bool, _ emit: (Frame) -> Void) {
        let kept = server.lines.kept
        let error = overlongLine(server.lines.length, limits.line)
        server.lines.reset(afterEnd: ended)
        // Its beginning still tells what it answers. Only the first stretch of the line has one.
        if let response = try? Response.parse(kept.span, line: 0..<kept.count), response.indicator != .challenge {
            finishOverlong(response, error, emit)
        } else {
            emitUnparsed(error, emit)
        }
        guard ended, let answered = server.overlong else { return }
        server.overlong = nil
        begin(answered, serverFrame(.response), acceptsBareLineFeed: false)
    }

    private mutating func finishOverlong(_ response: Response, _ error: ParseError, _ emit: (Frame) -> Void) {
        let answered = hasGreeted || !isGreeting(response) ? takeAwaited() : nil
        hasGreeted = true
        emitUnparsed(error, answers: answered?.ordinal, emit)
        guard let answered else { return }
        if answered.isMultiline, response.indicator == .ok { server.overlong = answered }
        take(answered, response.indicator, emit)
    }

    private mutating func finish(_ response: Response, _ emit: (Frame) -> Void) {
        if response.indicator == .challenge, !takesChallenge(response, emit) { return }
        var frame = serverFrame(.response)
        frame.indicator = response.indicator
        frame.peculiarities = response.peculiarities
        let answered = hasGreeted || !isGreeting(response) ? takeAwaited() : nil
        frame.answers = answered?.ordinal
        frame.answeredVerb = answered?.verb
        if answered == nil, hasGreeted { frame.peculiarities.insert(.unasked) }
        hasGreeted = true
        if let answered, answered.isMultiline, response.indicator == .ok {
            begin(answered, frame, acceptsBareLineFeed: response.peculiarities.contains(.bareLineFeed))
        } else {
            emitServer(frame, emit)
        }
        if let answered { take(answered, response.indicator, emit) }
    }

    /// A challenge belongs to AUTH and to nothing else (RFC 5034 §4); where no command is known, AUTH was not seen, and what
    /// the client says next is secret.
    private mutating func takesChallenge(_ response: Response, _ emit: (Frame) -> Void) -> Bool {
        guard let first = outstanding.first else {
            hasGreeted = true
            if client.mode == .commands, client.lines.length == 0 { client.mode = .credentials }
            return true
        }
        guard first.verb != .auth else { return true }
        emitUnparsed(
            ParseError(.peer, at: response.range, "a challenge comes only within AUTH", "RFC 5034 §4"), emit)
        return false
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
        // PASS has its place right behind USER, whatever came of it (RFC 1939 §7).
        if answered.verb == .pass { user = nil }
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

    /// Lines follow. The frame's ordinal is given when it is whole.
    private mutating func begin(_ answered: Awaited, _ frame: Frame, acceptsBareLineFeed: Bool) {
        var frame = frame
        frame.answers = answered.ordinal
        frame.answeredVerb = answered.verb
        frame.isMultiline = true
        server.body = .init(frame: frame, unstuffer: DotUnstuffer(acceptsBareLineFeed: acceptsBareLineFeed))
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

    private mutating func emitUnparsed(_ error: ParseError, answers: Int? = nil, _ emit: (Frame) -> Void) {
        var frame = serverFrame(.unparsed)
        frame.answers = answers
        frame.error = error
        emitServer(frame, emit)
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
