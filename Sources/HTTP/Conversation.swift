import Octets

/// Both directions of one HTTP/1.x connection, cut into messages as their bytes come.
///
/// It needs both directions, since the framing of a response depends on its request (HEAD, CONNECT) and a response can
/// turn the connection into a tunnel. Give it bytes in the order in which they passed. It holds at most one head, one line
/// of a chunk or one line of unparsed bytes a direction, each within `Limits`, and passes over content without copying.
///
/// **Recovery.** Bytes that make no message become an `unparsed` frame. The frame begins where the message was due and ends
/// before the next line that is a right start line of that direction, or behind the next empty line, whichever comes
/// first, or where the stream ends; there the next message is looked for. A head that is whole but contradicts itself about
/// the message's end is such a frame by itself.
package struct Conversation: Sendable {
    private var client: Side
    private var server: Side
    private var exchange: Exchange

    package init(limits: Limits = .standard) {
        client = Side(.clientToServer, limits)
        server = Side(.serverToClient, limits)
        exchange = Exchange(limit: limits.outstandingRequests)
    }

    /// Takes the next bytes of `direction`, any number of them, and gives each message when its last octet is in.
    package mutating func receive(_ bytes: Span<UInt8>, _ direction: Direction, emit: (Frame) -> Void) {
        switch direction {
        case .clientToServer: client.receive(bytes, &exchange, emit)
        case .serverToClient: server.receive(bytes, &exchange, emit)
        }
    }

    /// Says that `direction` has ended (a FIN): completes content that the close delimits, and gives what is cut short.
    package mutating func finish(_ direction: Direction, emit: (Frame) -> Void) {
        switch direction {
        case .clientToServer: client.finish(&exchange, emit)
        case .serverToClient: server.finish(&exchange, emit)
        }
    }

    /// So many octets of `direction` are missing: content is counted down; behind anything else the next start line is looked for.
    package mutating func skip(_ octets: Int, _ direction: Direction, emit: (Frame) -> Void) {
        switch direction {
        case .clientToServer: client.skip(UInt64(octets), &exchange, emit)
        case .serverToClient: server.skip(UInt64(octets), &exchange, emit)
        }
    }

    /// Where `direction` stands, between the bytes that came and those that may come next.
    package func position(_ direction: Direction) -> Position {
        let side = direction == .clientToServer ? client : server
        return side.position(in: exchange)
    }

    /// Requests that no final response has answered yet.
    package var outstanding: Int { exchange.count }

    /// The request whose content is due has asked for `100 (Continue)`, none of its content has come, and no response
    /// has come or been noted by `noteContinue`.
    package var awaitsContinue: Bool { client.awaitsContinue && !exchange.continued }

    /// Counts a `100 (Continue)` that was sent but whose bytes are not given to `receive`.
    mutating func noteContinue() { exchange.continued = true }

    /// Counts a request that was sent but whose bytes are not given to `receive`.
    mutating func noteRequest(_ method: Method) {
        exchange.push(MethodClass(method), ordinal: client.countRequest())
    }
}

/// Where one direction of a conversation stands.
package enum Position: Sendable, Hashable {
    /// A start line is due; so many octets of it have come.
    case startLine(octets: Int)
    /// A start line and so many field lines (and lines that continue them) stand; an empty line ends the head.
    case fieldLines(count: Int)
    /// So many octets of content are due.
    case content(left: UInt64)
    /// A line with a chunk's size is due.
    case chunkSize
    /// So many octets of a chunk are due.
    case chunkData(left: UInt64)
    /// The last chunk has come; trailer fields and an empty line are due.
    case trailerSection
    /// The content goes on until the server closes.
    case untilClose
    /// The connection is another protocol's now.
    case tunnel
    /// What comes makes no message, for this reason.
    case unparsed(ParseError)
}

/// What one direction must know of the other.
struct Exchange: Sendable {
    struct Asked: Sendable, Hashable {
        var method: MethodClass
        var ordinal: Int
    }

    let limit: Int
    /// A response has turned the connection into a tunnel.
    var tunnel = false
    /// A response, interim or final, has come since the last request's head.
    var continued = false
    private var asked: [Asked] = []
    private var first = 0
    /// Requests that came when `limit` were remembered; they are answered after those.
    private var forgotten = 0

    init(limit: Int) { self.limit = limit }

    var count: Int { asked.count - first + forgotten }

    /// The request that the next response answers, if it is remembered.
    var next: Asked? { first < asked.count ? asked[first] : nil }

    mutating func push(_ method: MethodClass, ordinal: Int) {
        if asked.count - first >= limit || forgotten > 0 {
            forgotten += 1
        } else {
            asked.append(Asked(method: method, ordinal: ordinal))
        }
    }

    /// The request at hand has its final response.
    mutating func pop() {
        guard first < asked.count else {
            forgotten = max(0, forgotten - 1)
            return
        }
        first += 1
        // Used-up places are cleared when they are half of the list, so that each is moved once at most.
        if first * 2 >= asked.count {
            asked.removeFirst(first)
            first = 0
        }
    }
}
