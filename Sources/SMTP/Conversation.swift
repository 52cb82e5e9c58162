import Octets

/// Both directions of one SMTP session (RFC 5321), cut into frames as the bytes come.
///
/// The machine needs both: a letter begins only where the server said 354, a line is a secret only where it said 334, and
/// all is cipher text once it said 220 to STARTTLS. Where a client has sent ahead, what it sent is held until the reply
/// comes. If none can come any more, or the limit is reached, it is assumed that the server said to go on.
///
/// Letters are not kept: whatever their size they cost no memory here.
package struct Conversation: Sendable {
    let limits: Limits
    var nextOrdinal = 0
    var outstanding: Outstanding
    var client = ClientSide()
    var server = ServerSide()

    // What the session has come to.
    var hasGreeted = false
    var hasQuit = false
    /// HELO or EHLO was accepted.
    package internal(set) var hasHello = false
    /// The server said 235.
    package internal(set) var isAuthenticated = false
    /// The reverse path of the letter in hand as written, without brackets; empty for the null path, nil without a letter.
    package internal(set) var reversePath: String?
    /// Recipients that the server has accepted for the letter in hand.
    package internal(set) var recipientCount = 0

    package init(limits: Limits = .standard) {
        self.limits = limits
        outstanding = Outstanding(limit: limits.outstanding)
    }

    /// Takes the next bytes of a direction and emits the frames that they complete. A reply can set free what the client
    /// had sent ahead, so frames of the client may come out of bytes of the server.
    package mutating func receive(_ bytes: Span<UInt8>, _ direction: Direction, emit: (Frame) -> Void) {
        switch direction {
        case .clientToServer: receiveFromClient(bytes, emit)
        case .serverToClient: receiveFromServer(bytes, emit)
        }
    }

    /// The direction has ended: what is unfinished is emitted as such. What a client sent ahead waits for the server's end.
    package mutating func finish(_ direction: Direction, emit: (Frame) -> Void) {
        switch direction {
        case .clientToServer:
            client.isFinished = true
            drainHeld(emit)
        case .serverToClient:
            finishServer(emit)
            drainHeld(emit)
        }
    }

    /// TLS was begun by somebody who hands on what is in it: from here on both directions are in clear again. What was said
    /// before no longer counts (RFC 3207 §4.2).
    package mutating func continueInsideTLS() {
        client.mode = .commands
        client.frameStart = client.position
        server.isEncrypted = false
        server.frameStart = server.position
        hasHello = false
        isAuthenticated = false
        endTransaction()
    }
}

extension Conversation {
    package var state: SessionState {
        if case .encrypted = client.mode { return .encrypted }
        if hasQuit { return .quit }
        if client.isSendingContent { return .data }
        if client.isAuthenticating { return .authenticating }
        if outstanding.letters > 0 { return .contentSent }
        if recipientCount > 0 { return .recipients(recipientCount) }
        if let reversePath { return .mail(from: reversePath) }
        if hasHello { return .hello }
        return hasGreeted ? .greeted : .connected
    }

    /// The client's next line is part of an authentication, and secret.
    package var expectsCredentials: Bool {
        if case .credentials = client.mode { true } else { false }
    }

    /// How many commands wait for a reply.
    package var outstandingCount: Int { outstanding.count }

    mutating func endTransaction() {
        reversePath = nil
        recipientCount = 0
    }

    func frame(_ kind: FrameKind, _ direction: Direction, _ range: Range<UInt64>) -> Frame {
        Frame(
            kind: kind, direction: direction, range: range, ordinal: nextOrdinal, bodyLength: 0, complete: true,
            peculiarities: [])
    }
}
