import Sockets
import Transcripts

/// Carries a `MailServer` over a connection.
enum MailService {
    /// How long a client may say nothing (RFC 5321 §4.5.3.2.7 asks for five minutes at least).
    static let idleLimit: Duration = .seconds(300)
    /// How long a client may take no bytes.
    static let sendLimit: Duration = .seconds(60)

    static func serve(
        _ connection: Connection, mailboxes: Mailboxes, idleLimit: Duration = idleLimit, now: @Sendable () -> Int64
    ) async {
        var server = MailServer(clientAddress: addressLiteral(connection.remote.address), mailboxes: mailboxes)
        guard (try? await connection.send(server.greeting, within: sendLimit)) != nil else { return }
        while !server.isOver {
            let answer: [UInt8]
            do throws(SocketError) {
                guard case .data(let bytes)? = try await connection.next(within: idleLimit) else { return }
                answer = server.receive(bytes.span, now: now())
            } catch {
                answer = server.timeOut()
            }
            guard (try? await connection.send(answer, within: sendLimit)) != nil else { return }
        }
        try? await connection.finishSending()
    }

    /// `127.0.0.1:4711` as a Received line has it: `[127.0.0.1]`, `[IPv6:::1]` (RFC 5321 §4.1.3).
    private static func addressLiteral(_ endpoint: String) -> String {
        guard let host = (try? Address(parsing: endpoint))?.host else { return "[127.0.0.1]" }
        return host.utf8.contains(UInt8(ascii: ":")) ? "[IPv6:\(host)]" : "[\(host)]"
    }
}
