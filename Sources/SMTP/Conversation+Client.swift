import Octets

/// What is known of the client's direction.
struct ClientSide: Sendable {
    var mode = Mode.commands
    var lines = LineAssembler()
    /// The octet of the stream that is read next, and the one at which the frame in hand began.
    var position: UInt64 = 0
    var frameStart: UInt64 = 0
    /// Octets sent ahead whose meaning a reply decides, from `heldStart` on.
    var held: [UInt8] = []
    var heldStart = 0
    /// Nobody said 354 or 334; it was assumed.
    var isAssumed = false
    var isFinished = false

    enum Mode: Sendable {
        case commands
        case waiting(Waiting)
        case content(DotUnstuffer)
        /// Octets of a chunk that are still to come.
        case chunk(UInt64)
        case credentials
        case encrypted
    }

    /// A command whose reply decides what the next octets are.
    struct Waiting: Sendable {
        var ordinal: Int
        var effect: Effect
        /// The command's line ended with LF alone, and so may the letter's lines.
        var acceptsBareLineFeed: Bool
    }

    var waiting: Waiting? { if case .waiting(let waiting) = mode { waiting } else { nil } }

    var isSendingContent: Bool {
        switch mode {
        case .content, .chunk: true
        default: false
        }
    }

    var isAuthenticating: Bool {
        if case .credentials = mode { true } else { waiting?.effect == .authentication }
    }
}

extension Conversation {
    mutating func receiveFromClient(_ bytes: Span<UInt8>, _ emit: (Frame) -> Void) {
        if client.waiting != nil {
            bytes.withUnsafeBufferPointer { client.held.append(contentsOf: $0) }
            if mustAssume(client.held.count - client.heldStart) { drainHeld(emit) }
            return
        }
        var offset = 0
        consume(bytes, from: &offset, emit)
        if offset < bytes.count { bytes.withUnsafeBufferPointer { client.held = Array($0[offset...]) } }
    }

    /// Reads what was held as far as its meaning is known.
    mutating func drainHeld(_ emit: (Frame) -> Void) {
        let held = client.held
        var offset = client.heldStart
        client.held = []
        client.heldStart = 0
        consume(held.span, from: &offset, emit)
        if offset < held.count {
            client.held = held
            client.heldStart = offset
        } else if client.isFinished {
            finishClient(emit)
        }
    }

    /// Reads up to the end of `bytes`, or to where only a reply can tell what follows.
    private mutating func consume(_ bytes: Span<UInt8>, from offset: inout Int, _ emit: (Frame) -> Void) {
        while offset < bytes.count {
            let start = offset
            switch client.mode {
            case .commands, .credentials: consumeLine(bytes, from: &offset, emit)
            case .content(let unstuffer): consumeContent(bytes, from: &offset, unstuffer, emit)
            case .chunk(let remaining): consumeChunk(bytes, from: &offset, remaining, emit)
            case .encrypted:
                offset = bytes.count
                client.position += UInt64(offset - start)
            case .waiting(let waiting):
                guard mustAssume(bytes.count - offset) else { return }
                resolve(waiting, goesOn: true)
                client.isAssumed = true
            }
        }
    }

    private func mustAssume(_ waitingCount: Int) -> Bool { waitingCount > limits.held || server.isFinished }

    private mutating func consumeLine(_ bytes: Span<UInt8>, from offset: inout Int, _ emit: (Frame) -> Void) {
        let start = offset
        let limit = expectsCredentials ? limits.credentialsLine : limits.line
        let step = client.lines.take(bytes, from: &offset, limit: limit, stretch: limits.unparsed)
        client.position += UInt64(offset - start)
        switch step {
        case .whole(let range): finishLine(bytes.extracting(range), emit)
        case .assembled(let line): finishLine(line.span, emit)
        case .unfinished: break
        case .overlong(let ended):
            emitOverlong(limit: limit, ended: ended, emit)
            client.lines.reset(afterEnd: ended)
        }
    }

    private mutating func finishLine(_ line: Span<UInt8>, _ emit: (Frame) -> Void) {
        if expectsCredentials { finishCredentials(line, emit) } else { finishCommand(line, emit) }
    }

    private mutating func finishCommand(_ line: Span<UInt8>, _ emit: (Frame) -> Void) {
        let command = Command.parse(line)
        var frame = clientFrame(command.verb.rawValue.isEmpty ? .unparsed : .command)
        frame.peculiarities = command.peculiarities
        frame.error = command.error
        let effect = effect(of: command)
        emitAwaited(&frame, effect, emit)
        if command.verb == .quit { hasQuit = true }
        if case .chunk(let size, _) = command.argument, size > 0 { client.mode = .chunk(size) }
        if effect == .data || effect == .authentication || effect == .startTLS {
            let bare = command.peculiarities.contains(.bareLineFeed)
            client.mode = .waiting(.init(ordinal: frame.ordinal, effect: effect, acceptsBareLineFeed: bare))
        }
    }

    private func effect(of command: Command) -> Effect {
        switch command.verb {
        case .helo, .ehlo: .hello
        case .mail: .mail(command.reversePath?.mailbox?.description ?? "")
        case .rcpt: .recipient
        case .data: .data
        case .rset: .reset
        case .auth: .authentication
        case .startTLS: .startTLS
        case .bdat: if case .chunk(_, let isLast) = command.argument { .chunk(isLast: isLast) } else { .none }
        default: .none
        }
    }

    private mutating func finishCredentials(_ line: Span<UInt8>, _ emit: (Frame) -> Void) {
        var frame = clientFrame(.credentials)
        if LineEnd(of: line).isBareLineFeed { frame.peculiarities.insert(.bareLineFeed) }
        if client.isAssumed { frame.peculiarities.insert(.assumedAccepted) }
        emitAwaited(&frame, .authentication, emit)
        client.mode = .waiting(.init(ordinal: frame.ordinal, effect: .authentication, acceptsBareLineFeed: false))
    }

    private mutating func consumeContent(
        _ bytes: Span<UInt8>, from offset: inout Int, _ unstuffer: DotUnstuffer, _ emit: (Frame) -> Void
    ) {
        let start = offset
        var unstuffer = unstuffer
        while unstuffer.next(bytes, from: &offset) != nil {}
        client.position += UInt64(offset - start)
        client.mode = .content(unstuffer)
        guard unstuffer.isComplete else { return }
        client.mode = .commands
        var frame = contentFrame(unstuffer)
        emitAwaited(&frame, .content, emit)
    }

    private mutating func consumeChunk(
        _ bytes: Span<UInt8>, from offset: inout Int, _ remaining: UInt64, _ emit: (Frame) -> Void
    ) {
        let taken = min(remaining, UInt64(bytes.count - offset))
        offset += Int(taken)
        client.position += taken
        client.mode = remaining > taken ? .chunk(remaining - taken) : .commands
        if remaining == taken { emitFrame(chunkFrame(), emit) }
    }

    /// The reply to DATA, AUTH, STARTTLS or a line of credentials has come, or is assumed.
    mutating func resolve(_ waiting: ClientSide.Waiting, goesOn: Bool) {
        client.isAssumed = false
        guard goesOn else {
            client.mode = .commands
            return
        }
        switch waiting.effect {
        case .data: client.mode = .content(DotUnstuffer(acceptsBareLineFeed: waiting.acceptsBareLineFeed))
        case .authentication: client.mode = .credentials
        case .startTLS: client.mode = .encrypted
        default: client.mode = .commands
        }
    }
}

extension Conversation {
    /// The client's direction has ended and nothing is held: what is unfinished is emitted.
    private mutating func finishClient(_ emit: (Frame) -> Void) {
        guard client.position > client.frameStart else { return }
        var unfinished: Frame
        switch client.mode {
        case .commands where client.lines.isOverlong: unfinished = clientFrame(.unparsed)
        case .commands, .waiting: unfinished = unfinishedCommand()
        case .credentials: unfinished = clientFrame(.credentials)
        case .content(let unstuffer): unfinished = contentFrame(unstuffer)
        case .chunk: unfinished = chunkFrame()
        case .encrypted:
            unfinished = clientFrame(.unparsed)
            unfinished.peculiarities.insert(.encrypted)
        }
        if unfinished.peculiarities.contains(.encrypted) == false { unfinished.complete = false }
        client.lines.reset()
        emitFrame(unfinished, emit)
    }

    private func unfinishedCommand() -> Frame {
        let command = Command.parse(client.lines.kept.span)
        var frame = clientFrame(command.verb.rawValue.isEmpty ? .unparsed : .command)
        frame.peculiarities = command.peculiarities
        return frame
    }

    private mutating func emitOverlong(limit: Int, ended: Bool, _ emit: (Frame) -> Void) {
        var frame = clientFrame(expectsCredentials ? .credentials : .unparsed)
        frame.error = overlongLine(client.lines.length, limit)
        // A server answers a line that it cannot take with 500, once.
        guard ended else { return emitFrame(frame, emit) }
        if expectsCredentials {
            let waiting = ClientSide.Waiting(ordinal: nextOrdinal, effect: .authentication, acceptsBareLineFeed: false)
            emitAwaited(&frame, .authentication, emit)
            client.mode = .waiting(waiting)
        } else {
            emitAwaited(&frame, .none, emit)
        }
    }

    private func clientFrame(_ kind: FrameKind) -> Frame {
        frame(kind, .clientToServer, client.frameStart..<client.position)
    }

    private func contentFrame(_ unstuffer: DotUnstuffer) -> Frame {
        var frame = clientFrame(.content)
        frame.bodyLength = unstuffer.count
        if unstuffer.sawBareLineFeed { frame.peculiarities.insert(.bareLineFeedInContent) }
        if client.isAssumed { frame.peculiarities.insert(.assumedAccepted) }
        return frame
    }

    private func chunkFrame() -> Frame {
        var frame = clientFrame(.content)
        frame.bodyLength = client.position - client.frameStart
        frame.peculiarities.insert(.chunk)
        return frame
    }

    /// Emits a frame that a reply will answer.
    private mutating func emitAwaited(_ frame: inout Frame, _ effect: Effect, _ emit: (Frame) -> Void) {
        if !outstanding.push(.init(ordinal: frame.ordinal, effect: effect)), frame.error == nil {
            frame.error = ParseError(
                .limit(name: "commands without a reply", actual: outstanding.count + 1, allowed: limits.outstanding),
                at: 0..<0, "more commands wait for replies than are kept in mind", "RFC 2920 §3.1")
        }
        emitFrame(frame, emit)
    }

    private mutating func emitFrame(_ frame: Frame, _ emit: (Frame) -> Void) {
        nextOrdinal += 1
        client.frameStart = client.position
        emit(frame)
    }

    func overlongLine(_ length: Int, _ limit: Int) -> ParseError {
        ParseError(
            .limit(name: "octets of a line", actual: length, allowed: limit), at: 0..<length,
            "the line is longer than the limit", "RFC 5321 §4.5.3.1")
    }
}
