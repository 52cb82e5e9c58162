import Sockets
import Transcripts

/// Carries a `MailServer` over a connection.
enum MailService {
    static func serve(
        _ connection: Connection, mailboxes: Mailboxes, idleLimit: Duration = DialogueService.idleLimit,
        now: @Sendable () -> Int64
    ) async {
        let server = MailServer(clientAddress: addressLiteral(connection.remote.address), mailboxes: mailboxes)
        await DialogueService.serve(connection, server, idleLimit: idleLimit, now: now)
    }

    /// `127.0.0.1:4711` as a Received line has it: `[127.0.0.1]`, `[IPv6:::1]` (RFC 5321 §4.1.3).
    private static func addressLiteral(_ endpoint: String) -> String {
        guard let host = (try? Address(parsing: endpoint))?.host else { return "[127.0.0.1]" }
        return host.utf8.contains(UInt8(ascii: ":")) ? "[IPv6:\(host)]" : "[\(host)]"
    }
}
