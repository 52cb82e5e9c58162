import Octets

/// Both directions of one POP3 session (RFC 1939), cut into frames as the bytes come.
///
/// The machine needs both: whether a response has one line or many depends on the command that it answers, a client's line
/// is a secret only where the server asked for it with `+`, and all is cipher text once it said +OK to STLS. What a client
/// has sent ahead of such a word is held until it comes; if none can come any more, or the limit is reached, it is assumed
/// that the server said to go on.
///
/// Letters are not kept: whatever their size they cost no memory here.
package struct Conversation: Sendable {
    let limits: Limits
    var nextOrdinal = 0
    var outstanding: [Awaited] = []
    var client = ClientSide()
    var server = ServerSide()

    // What the session has come to.
    var hasGreeted = false
    var hasQuit = false
    /// The server accepted a password, a digest or an authentication.
    package internal(set) var isAuthorized = false
    /// The name that USER gave, once it was accepted.
    package internal(set) var user: String?
    /// Letters that are marked to be deleted.
    package internal(set) var deletedCount = 0

    /// A command that waits for its response (RFC 2449 §6.6: responses come in the order of the commands).
    struct Awaited: Sendable, Hashable {
        var ordinal: Int
        var verb: Verb
        var isMultiline: Bool
        /// Of USER.
        var name: String?
    }

    package init(limits: Limits = .standard) { self.limits = limits }

    /// Takes the next bytes of a direction and emits the frames that they complete. A response can set free what the client
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

    package var state: SessionState {
        if case .encrypted = client.mode { return .encrypted }
        if hasQuit { return isAuthorized ? .update : .quit }
        if client.isAuthenticating { return .authenticating }
        if isAuthorized { return .transaction(deleted: deletedCount) }
        return hasGreeted ? .authorization(user: user) : .connected
    }

    /// The client's next line is part of an authentication, and secret.
    package var expectsCredentials: Bool {
        if case .credentials = client.mode { true } else { false }
    }

    /// How many commands wait for a response.
    package var outstandingCount: Int { outstanding.count }

    /// The lines of a response are coming, and so many octets of them have come.
    package var receivedCount: UInt64? { server.body?.unstuffer.count }

    func frame(_ kind: FrameKind, _ direction: Direction, _ range: Range<UInt64>) -> Frame {
        Frame(kind: kind, direction: direction, range: range, ordinal: nextOrdinal)
    }

    func overlongLine(_ length: Int, _ limit: Int) -> ParseError {
        ParseError(
            .limit(name: "octets of a line", actual: length, allowed: limit), at: 0..<length,
            "the line is longer than the limit", "RFC 2449 §4")
    }
}
