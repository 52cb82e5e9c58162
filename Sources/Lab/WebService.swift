import HTTP
import Octets
import Sockets
import Synchronization
import Transcripts

/// Carries `WebServer` over connections: one request after the other, as many as the client sends (RFC 9112 §9.3).
final class WebService: Sendable {
    /// How long a connection may say nothing: a person may be typing.
    static let idleLimit: Duration = .seconds(300)
    /// How long a client may take no bytes.
    static let sendLimit: Duration = .seconds(60)
    /// Requests of one connection.
    static let requestLimit = 10_000
    /// How long a client that was refused in mid-request is still listened to, so that it can read why.
    static let lingerLimit: Duration = .seconds(10)

    private let state = Mutex(WebState())
    private let idleLimit: Duration
    private let now: @Sendable () -> Int64

    init(idleLimit: Duration = idleLimit, now: @escaping @Sendable () -> Int64) {
        self.idleLimit = idleLimit
        self.now = now
    }

    func serve(_ connection: Connection) async {
        do throws(SocketError) {
            try await converse(connection)
            try await connection.finishSending()
            try await linger(connection)
        } catch {
            // The client has gone, or would not listen: there is nobody to tell.
        }
    }

    /// Answers requests until one of both wants to end.
    private func converse(_ connection: Connection) async throws(SocketError) {
        var limits = Limits()
        limits.content = WebServer.contentLimit
        var reader = RequestReader(limits: limits)
        var served = 0
        var invited = false
        while served < Self.requestLimit {
            let request: Request?
            do throws(ParseError) {
                request = try reader.next()
            } catch {
                return try await send(WebServer.refuse(error, now: date), to: connection)
            }
            if let request {
                served += 1
                invited = false
                if try await !answer(request, on: connection, isLast: served == Self.requestLimit) { return }
                continue
            }
            if reader.awaitsContinue, !invited {
                invited = true
                try await send(WebAnswer(response: Response(100)), to: connection)
            }
            if try await !readMore(&reader, from: connection) { return }
        }
    }

    /// Returns whether the connection goes on.
    private func answer(
        _ request: Request, on connection: Connection, isLast: Bool
    ) async throws(SocketError) -> Bool {
        var answer = state.withLock { WebServer.respond(to: request, state: &$0, now: date) }
        if isLast, !answer.closes {
            answer.closes = true
            answer.response.fields["Connection"] = "close"
        }
        if answer.delay > 0 { try? await Task.sleep(for: .milliseconds(answer.delay)) }
        try await send(answer, answering: request.method, to: connection)
        return !answer.closes
    }

    /// Returns whether anything came.
    private func readMore(_ reader: inout RequestReader, from connection: Connection) async throws(SocketError) -> Bool
    {
        do throws(SocketError) {
            guard case .data(let bytes)? = try await connection.next(within: idleLimit) else { return false }
            reader.append(bytes.span)
            return true
        } catch {
            if !reader.isEmpty { try await send(WebServer.timeOut(now: date), to: connection) }
            return false
        }
    }

    private var date: FieldDate { FieldDate(seconds: now()) }
}

extension WebService {
    private func send(
        _ answer: WebAnswer, answering method: Method = .get, to connection: Connection
    ) async throws(SocketError) {
        var bytes: [UInt8] = []
        answer.response.serialize(into: &bytes, answering: method, chunkSize: 64)
        try await connection.send(bytes, within: Self.sendLimit)
        guard var left = answer.floodBytes, method != .head else { return }
        while left > 0 {
            let count = min(left, Self.flood.count)
            try await connection.send(
                count == Self.flood.count ? Self.flood : Array(Self.flood[..<count]), within: Self.sendLimit)
            left -= count
        }
    }

    /// 64 KiB of lines of 64 octets.
    private static let flood: [UInt8] = Array(
        String(repeating: "the lab's web server sends this line again and again and again.\n", count: 1024).utf8)

    /// Reads on for a while: closing with unread bytes would reset the connection, and the client might lose the answer.
    private func linger(_ connection: Connection) async throws(SocketError) {
        let clock = ContinuousClock()
        let end = clock.now + Self.lingerLimit
        while clock.now < end, case .data? = try await connection.next(within: end - clock.now) {}
    }
}
