import Octets

/// What is known of the server's direction.
struct ServerSide: Sendable {
    var lines = LineAssembler()
    /// The octet of the stream that is read next, and the one at which the frame in hand began.
    var position: UInt64 = 0
    var frameStart: UInt64 = 0
    /// The code of the first line of the reply in hand.
    var code: ReplyCode?
    var peculiarities: Peculiarities = []
    var error: ParseError?
    var isEncrypted = false
    var isFinished = false
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
            let step = server.lines.take(bytes, from: &offset, limit: limits.line, stretch: limits.unparsed)
            server.position += UInt64(offset - start)
            switch step {
            case .whole(let range): finishReplyLine(bytes.extracting(range), emit)
            case .assembled(let line): finishReplyLine(line.span, emit)
            case .unfinished: break
            case .overlong(let ended): finishOverlongReply(ended: ended, emit)
            }
        }
    }

    private mutating func finishReplyLine(_ line: Span<UInt8>, _ emit: (Frame) -> Void) {
        let end = LineEnd(of: line)
        if end.isBareLineFeed { server.peculiarities.insert(.bareLineFeed) }
        if line.count > Limits.lineOfTheRFC { server.peculiarities.insert(.longLine) }
        guard let head = ReplyHead(line, 0..<end.content) else {
            return finishMalformedLine(line.count, emit)
        }
        if let code = server.code, code != head.code { server.peculiarities.insert(.differingCodes) }
        server.code = server.code ?? head.code
        if head.isLast {
            finishReply(head.code, .reply, emit)
        } else if server.position - server.frameStart > UInt64(limits.reply) {
            emitUnparsedReply(longReply(), emit)
        }
    }

    /// A line without a code: on its own it is unparsed, within a reply it is told of.
    private mutating func finishMalformedLine(_ count: Int, _ emit: (Frame) -> Void) {
        let end = Int(server.position - server.frameStart)
        let error = ParseError(
            .peer, at: (end - count)..<end, "the line does not begin with a reply code", "RFC 5321 §4.2")
        if server.code == nil {
            emitUnparsedReply(error, emit)
        } else if end > limits.reply {
            emitUnparsedReply(longReply(), emit)
        } else {
            server.error = server.error ?? error
        }
    }

    private mutating func finishOverlongReply(ended: Bool, _ emit: (Frame) -> Void) {
        let error = overlongLine(server.lines.length, limits.line)
        let kept = server.lines.kept
        server.lines.reset(afterEnd: ended)
        // Its code still tells which command it answers. Only its first stretch has one.
        if let head = ReplyHead(kept.span, 0..<kept.count), head.isLast {
            server.error = error
            finishReply(head.code, .unparsed, emit)
        } else {
            emitUnparsedReply(error, emit)
        }
    }

    private func longReply() -> ParseError {
        let length = Int(server.position - server.frameStart)
        return ParseError(
            .limit(name: "octets of a reply", actual: length, allowed: limits.reply), at: 0..<length,
            "the reply is longer than the limit", "RFC 5321 §4.5.3.1.5")
    }

    private mutating func finishReply(_ code: ReplyCode, _ kind: FrameKind, _ emit: (Frame) -> Void) {
        var frame = serverFrame(kind)
        frame.code = code.rawValue
        let answered = isGreeting(code) ? nil : outstanding.pop()
        frame.answers = answered?.ordinal
        if answered == nil, hasGreeted, code != .serviceNotAvailable { frame.peculiarities.insert(.unasked) }
        hasGreeted = true
        emitServer(frame, emit)
        if code == .serviceNotAvailable || code == .closing { hasQuit = true }
        if let answered { take(answered, code, emit) }
    }

    /// The first reply is the greeting, even if a hasty client has spoken already.
    private func isGreeting(_ code: ReplyCode) -> Bool {
        guard !hasGreeted, outstanding.count > 0 else { return !hasGreeted }
        // Whatever else comes first belongs to a session whose beginning was not seen.
        return code == .serviceReady || code == .transactionFailed || code == .serviceNotAvailable
    }

    /// What a reply changes, and what it says about the octets that the client has sent ahead.
    private mutating func take(_ answered: Outstanding.Entry, _ code: ReplyCode, _ emit: (Frame) -> Void) {
        apply(answered.effect, code)
        guard let waiting = client.waiting, waiting.ordinal == answered.ordinal else { return }
        resolve(waiting, goesOn: goesOn(waiting.effect, code))
        if case .encrypted = client.mode { server.isEncrypted = true }
        drainHeld(emit)
    }

    private func goesOn(_ effect: Effect, _ code: ReplyCode) -> Bool {
        switch effect {
        case .data: code == .startMailInput
        case .authentication: code == .authenticationChallenge
        case .startTLS: code == .serviceReady
        default: false
        }
    }

    private mutating func apply(_ effect: Effect, _ code: ReplyCode) {
        let accepted = code.isPositiveCompletion
        switch effect {
        case .hello where accepted:
            hasHello = true
            endTransaction()
        case .mail(let path) where accepted:
            reversePath = path
            recipientCount = 0
        case .recipient where accepted: recipientCount += 1
        case .reset where accepted: endTransaction()
        case .content, .chunk(isLast: true): endTransaction()
        case .authentication where code == .authenticated: isAuthenticated = true
        default: break
        }
    }
}

extension Conversation {
    /// The server's direction has ended: what is unfinished is emitted.
    mutating func finishServer(_ emit: (Frame) -> Void) {
        server.isFinished = true
        guard server.position > server.frameStart else { return }
        let kept = server.lines.kept
        let code = server.code ?? ReplyHead(kept.span, 0..<kept.count)?.code
        var unfinished = serverFrame(code == nil || server.isEncrypted ? .unparsed : .reply)
        unfinished.code = server.isEncrypted ? nil : code?.rawValue
        unfinished.complete = server.isEncrypted
        if server.isEncrypted { unfinished.peculiarities.insert(.encrypted) }
        server.lines.reset()
        emitServer(unfinished, emit)
    }

    private mutating func emitUnparsedReply(_ error: ParseError, _ emit: (Frame) -> Void) {
        var frame = serverFrame(.unparsed)
        frame.error = error
        emitServer(frame, emit)
    }

    private func serverFrame(_ kind: FrameKind) -> Frame {
        var frame = frame(kind, .serverToClient, server.frameStart..<server.position)
        frame.peculiarities = server.peculiarities
        frame.error = server.error
        return frame
    }

    private mutating func emitServer(_ frame: Frame, _ emit: (Frame) -> Void) {
        nextOrdinal += 1
        server.frameStart = server.position
        server.code = nil
        server.peculiarities = []
        server.error = nil
        emit(frame)
    }
}
