import Octets

/// What is known of the client's direction.
struct ClientSide: Sendable {
    var mode = Mode.commands
    var lines = LineAssembler()
    /// The octet of the stream that is read next, and the one at which the frame in hand began.
    var position: UInt64 = 0
    var frameStart: UInt64 = 0
    /// Octets sent ahead whose meaning a response decides.
    var held: [UInt8] = []
    /// Nobody said to go on; it was assumed.
    var isAssumed = false
    var isFinished = false

    enum Mode: Sendable, Hashable {
        case commands
        /// The response to the command or credentials of that ordinal decides what the next octets are.
        case waiting(ordinal: Int, verb: Verb)
        case credentials
        case encrypted
    }

    var isAuthenticating: Bool {
        switch mode {
        case .credentials: true
        case .waiting(_, let verb): verb == .auth
        default: false
        }
    }
}

extension Conversation {
    mutating func receiveFromClient(_ bytes: Span<UInt8>, _ emit: (Frame) -> Void) {
        client.held.append(bytes, in: 0..<bytes.count)
        drainHeld(emit)
    }

    /// Reads what is there as far as its meaning is known.
    mutating func drainHeld(_ emit: (Frame) -> Void) {
        let held = client.held
        client.held = []
        var offset = 0
        consume(held.span, from: &offset, emit)
        if offset < held.count {
            client.held = Array(held[offset...])
        } else if client.isFinished {
            finishClient(emit)
        }
    }

    private mutating func consume(_ bytes: Span<UInt8>, from offset: inout Int, _ emit: (Frame) -> Void) {
        while offset < bytes.count {
            switch client.mode {
            case .commands, .credentials: consumeLine(bytes, from: &offset, emit)
            case .encrypted:
                client.position += UInt64(bytes.count - offset)
                offset = bytes.count
            case .waiting(_, let verb):
                guard bytes.count - offset > limits.held || server.isFinished else { return }
                resolve(verb, goesOn: true)
                client.isAssumed = true
            }
        }
    }

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
        let name = command.verb == .user ? line.text(in: line.trimmed(command.argumentRange)) : nil
        let awaited = Awaited(
            ordinal: frame.ordinal, verb: command.verb, isMultiline: command.asksForLines, name: name)
        emitAwaited(&frame, awaited, emit)
        if command.verb == .quit { hasQuit = true }
        if command.verb == .auth && !command.words.isEmpty || command.verb == .stls {
            client.mode = .waiting(ordinal: frame.ordinal, verb: command.verb)
        }
    }

    private mutating func finishCredentials(_ line: Span<UInt8>, _ emit: (Frame) -> Void) {
        var frame = clientFrame(.credentials)
        if LineEnd(of: line).isBareLineFeed { frame.peculiarities.insert(.bareLineFeed) }
        if client.isAssumed { frame.peculiarities.insert(.assumedAccepted) }
        emitAwaited(&frame, Awaited(ordinal: frame.ordinal, verb: .auth, isMultiline: false), emit)
        client.mode = .waiting(ordinal: frame.ordinal, verb: .auth)
    }

    /// The response that decided has come, or is assumed.
    mutating func resolve(_ verb: Verb, goesOn: Bool) {
        client.isAssumed = false
        client.mode = !goesOn ? .commands : verb == .stls ? .encrypted : .credentials
    }
}

extension Conversation {
    /// The client's direction has ended and nothing is held: what is unfinished is emitted.
    private mutating func finishClient(_ emit: (Frame) -> Void) {
        guard client.position > client.frameStart else { return }
        var unfinished: Frame
        switch client.mode {
        case .credentials: unfinished = clientFrame(.credentials)
        case .encrypted:
            unfinished = clientFrame(.unparsed)
            unfinished.peculiarities.insert(.encrypted)
        default:
            let command = Command.parse(client.lines.kept.span)
            let isUnreadable = client.lines.isOverlong || command.verb.rawValue.isEmpty
            unfinished = clientFrame(isUnreadable ? .unparsed : .command)
            unfinished.peculiarities = command.peculiarities
        }
        unfinished.complete = client.mode == .encrypted
        client.lines.reset()
        emitClient(unfinished, emit)
    }

    private mutating func emitOverlong(limit: Int, ended: Bool, _ emit: (Frame) -> Void) {
        var frame = clientFrame(expectsCredentials ? .credentials : .unparsed)
        frame.error = overlongLine(client.lines.length, limit)
        // A server answers a line that it cannot take with -ERR, once.
        guard ended else { return emitClient(frame, emit) }
        let verb = expectsCredentials ? Verb.auth : Verb(rawValue: "")
        emitAwaited(&frame, Awaited(ordinal: frame.ordinal, verb: verb, isMultiline: false), emit)
        if expectsCredentials { client.mode = .waiting(ordinal: frame.ordinal, verb: .auth) }
    }

    private func clientFrame(_ kind: FrameKind) -> Frame {
        frame(kind, .clientToServer, client.frameStart..<client.position)
    }

    /// Emits a frame that a response will answer.
    private mutating func emitAwaited(_ frame: inout Frame, _ awaited: Awaited, _ emit: (Frame) -> Void) {
        if outstanding.count < limits.outstanding {
            outstanding.append(awaited)
        } else if frame.error == nil {
            frame.error = ParseError(
                .limit(name: "commands without a response", actual: outstanding.count + 1, allowed: limits.outstanding),
                at: 0..<0, "more commands wait for responses than are kept in mind", "RFC 2449 §6.6")
        }
        emitClient(frame, emit)
    }

    private mutating func emitClient(_ frame: Frame, _ emit: (Frame) -> Void) {
        nextOrdinal += 1
        client.frameStart = client.position
        emit(frame)
    }
}

extension Command {
    /// A positive response to it has many lines (RFC 1939 §5, RFC 2449 §5; AUTH alone lists mechanisms on older servers).
    package var asksForLines: Bool {
        switch verb {
        case .retr, .top, .capa: true
        case .list, .uidl, .auth, .lang: words.isEmpty
        default: false
        }
    }
}
