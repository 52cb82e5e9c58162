import Octets
import Sockets

/// The server's side of a dialogue of lines, as a machine: bytes in, bytes out.
protocol DialogueServer: Sendable {
    /// What the server says first.
    var greeting: [UInt8] { get }
    /// The session is over, and the connection is to be closed once what was returned has been sent.
    var isOver: Bool { get }
    /// What was returned is not all: more comes by `receive` of nothing, once that has been sent.
    var hasMore: Bool { get }
    /// Takes what the client sent and returns what to send back, in order. `now` is in seconds since 1970.
    mutating func receive(_ bytes: Span<UInt8>, now: Int64) -> [UInt8]
    /// The client said nothing for too long; returns what is said to it, if anything is.
    mutating func timeOut() -> [UInt8]
    /// The connection has ended, however it did.
    mutating func end()
}

extension DialogueServer {
    var hasMore: Bool { false }
}

/// Carries a dialogue server over a connection.
enum DialogueService {
    /// How long a client may say nothing (RFC 5321 §4.5.3.2.7 asks for five minutes at least, RFC 1939 §3 for ten).
    static let idleLimit: Duration = .seconds(600)
    /// How long a client may take no bytes.
    static let sendLimit: Duration = .seconds(60)

    static func serve(
        _ connection: Connection, _ server: some DialogueServer, idleLimit: Duration = idleLimit,
        now: @Sendable () -> Int64
    ) async {
        var server = server
        await talk(connection, &server, idleLimit, now)
        server.end()
    }

    private static func talk(
        _ connection: Connection, _ server: inout some DialogueServer, _ idleLimit: Duration,
        _ now: @Sendable () -> Int64
    ) async {
        guard (try? await connection.send(server.greeting, within: sendLimit)) != nil else { return }
        let nothing: [UInt8] = []
        while !server.isOver {
            var answer: [UInt8]
            do throws(SocketError) {
                guard case .data(let bytes)? = try await connection.next(within: idleLimit) else { return }
                answer = server.receive(bytes.span, now: now())
                while server.hasMore {
                    guard (try? await connection.send(answer, within: sendLimit)) != nil else { return }
                    answer = server.receive(nothing.span, now: now())
                }
            } catch {
                answer = server.timeOut()
            }
            guard (try? await connection.send(answer, within: sendLimit)) != nil else { return }
        }
        try? await connection.finishSending()
    }
}
