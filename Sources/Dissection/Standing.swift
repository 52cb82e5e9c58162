import HTTP
import Octets
import POP3
import SMTP
import Transcripts

/// Where a protocol stands: the line above the editor, and what Tab completes to at the start of a line.
package struct Standing: Sendable, Hashable {
    /// One line: where the protocol stands and what may come next, with its section. A hint, never a fence.
    package var hint: String
    /// Whole beginnings of lines.
    package var completions: [String]

    package init(hint: String, completions: [String] = []) {
        self.hint = hint
        self.completions = completions
    }
}

extension DissectedConnection {
    var standing: Standing {
        if let closing, !closing.half {
            return Standing(hint: closing.by == .serverToClient ? "the server closed the connection" : "closed")
        }
        if ended.contains(.serverToClient) { return Standing(hint: "the server will send no more") }
        if ended.contains(.clientToServer) { return Standing(hint: "we will send no more; waiting for the server") }
        switch expected {
        case .http: return HTTPStanding(machine.http ?? HTTP.Conversation(), host: host).standing
        case .smtp: return SMTPStanding(machine.smtp ?? SMTP.Conversation()).standing
        case .pop3: return POP3Standing(machine.pop3 ?? POP3.Conversation(), isLab: opening?.lab ?? false).standing
        case .dns, .mdns, .llmnr:
            return Standing(
                hint: "a question: NAME [TYPE], as umass.edu MX; +norecurse asks what the server knows (RFC 1035 §4.1)")
        default: return textStanding
        }
    }

    /// The server's name for a Host field: as it was asked for, else its address, with a port that is not 80.
    private var host: String {
        guard let server = opening?.server else { return "" }
        guard !server.address.hasPrefix("unix:"), let port = server.address.split(separator: ":").last else {
            return "localhost"
        }
        let suffix = port == "80" ? "" : ":\(port)"
        return (server.name ?? String(server.address.dropLast(port.utf8.count + 1))) + suffix
    }

    private var textStanding: Standing {
        if opening?.transport == .udp { return Standing(hint: "each line is sent as a datagram of its own (RFC 768)") }
        return Standing(hint: "plain text: each line is sent as it is, ended by CR LF")
    }
}

/// HTTP/1.x, from the client's side.
private struct HTTPStanding {
    let conversation: HTTP.Conversation
    let host: String

    init(_ conversation: HTTP.Conversation, host: String) {
        self.conversation = conversation
        self.host = host
    }

    var standing: Standing {
        switch conversation.position(.clientToServer) {
        case .startLine: return startLine
        case .fieldLines(let count): return fieldLines(count)
        case .content(let left): return content(left)
        case .chunkSize:
            return Standing(
                hint: "a chunk: its size in hexadecimal on a line; 0 is the last (RFC 9112 §7.1)", completions: ["0"])
        case .chunkData(let left): return Standing(hint: "the chunk: \(octets(left)) to go (RFC 9112 §7.1)")
        case .trailerSection:
            return Standing(hint: "trailer fields, or an empty line that ends the request (RFC 9112 §7.1.2)")
        case .untilClose, .tunnel:
            return Standing(hint: "a tunnel: what is sent is another protocol's (RFC 9110 §9.3.6)")
        case .unparsed(let error):
            return Standing(hint: "not HTTP: \(error.reason) (\(error.reference)); an empty line begins anew")
        }
    }

    private var startLine: Standing {
        let lines = [
            "GET / HTTP/1.1", "HEAD / HTTP/1.1", "POST / HTTP/1.1", "PUT / HTTP/1.1", "DELETE / HTTP/1.1",
            "OPTIONS * HTTP/1.1",
        ]
        if let hint = coming ?? waiting { return Standing(hint: hint, completions: lines) }
        return Standing(hint: "a request line: method, target, version (RFC 9112 §3)", completions: lines)
    }

    /// What is under way of a response whose head has come.
    private var coming: String? {
        switch conversation.position(.serverToClient) {
        case .content(let left): "the response is coming: \(octets(left)) to go (RFC 9112 §6.3)"
        case .chunkSize, .chunkData, .trailerSection: "the response is coming in chunks (RFC 9112 §7.1)"
        case .untilClose: "the response is coming; it ends when the server closes (RFC 9112 §6.3)"
        case .tunnel: "a tunnel: what is sent is another protocol's (RFC 9110 §9.3.6)"
        case .startLine, .fieldLines, .unparsed: nil
        }
    }

    private var waiting: String? {
        let count = conversation.outstanding
        guard count > 0 else { return nil }
        let what = count == 1 ? "the response" : "\(count) responses"
        return "waiting for \(what); another request may be sent already (RFC 9112 §9.3.2)"
    }

    private func fieldLines(_ count: Int) -> Standing {
        let hint =
            count == 0
            ? "header: HTTP/1.1 needs Host; an empty line sends it (RFC 9112 §3.2)"
            : "header fields; an empty line sends the request (RFC 9112 §5)"
        return Standing(hint: hint, completions: ["Host: \(host)"] + Self.fields)
    }

    private func content(_ left: UInt64) -> Standing {
        let waits =
            conversation.awaitsContinue ? "; the server may say 100 first (RFC 9110 §10.1.1)" : " (RFC 9110 §8.6)"
        return Standing(hint: "the content: \(octets(left)) to go\(waits)")
    }

    /// Fields that a request can have, the frequent ones with a value that does.
    private static let fields = [
        "Connection: close", "Connection: keep-alive", "User-Agent: wireside", "Accept: */*", "Accept-Language: fr",
        "Accept-Encoding: identity", "If-Modified-Since: ", "If-None-Match: ", "Range: bytes=0-", "Cookie: ",
        "Authorization: Basic ", "Content-Length: ", "Content-Type: application/x-www-form-urlencoded",
        "Transfer-Encoding: chunked", "Expect: 100-continue", "Cache-Control: no-cache", "Referer: ", "Upgrade: ",
    ]
}

/// SMTP, from the client's side.
private struct SMTPStanding {
    let conversation: SMTP.Conversation

    init(_ conversation: SMTP.Conversation) { self.conversation = conversation }

    var standing: Standing {
        switch conversation.state {
        case .data:
            return Standing(
                hint: "the letter: end it with \".\" on a line of its own (RFC 5321 §4.5.2)", completions: Self.letter)
        case .authenticating:
            return Standing(
                hint: conversation.expectsCredentials
                    ? "the answer to the challenge, in base64, or \"*\" to give up (RFC 4954 §4)"
                    : "waiting for the server's word on AUTH (RFC 4954 §4)")
        case .encrypted: return Standing(hint: "TLS has begun; what follows cannot be read here (RFC 3207 §4)")
        case .quit: return Standing(hint: "the session is over; the server closes (RFC 5321 §4.1.1.10)")
        case .contentSent: return Standing(hint: "waiting for what the server does with the letter (RFC 5321 §4.1.1.4)")
        case .connected:
            return Standing(hint: "waiting for the server's greeting, 220 (RFC 5321 §3.1)", completions: Self.hello)
        default: return ready
        }
    }

    private var ready: Standing {
        if conversation.outstandingCount > 0 {
            return Standing(hint: "waiting for the server's reply (RFC 5321 §4.2)", completions: Self.always)
        }
        switch conversation.state {
        case .greeted:
            return Standing(
                hint: "introduce yourself: HELO or EHLO and a name (RFC 5321 §4.1.1.1)",
                completions: Self.hello + Self.always)
        case .mail(let from):
            let sender = from.isEmpty ? "nobody" : from
            return Standing(
                hint: "a letter from \(sender): RCPT TO names a recipient (RFC 5321 §4.1.1.3)",
                completions: ["RCPT TO:<"] + Self.always)
        case .recipients(let count):
            return Standing(
                hint:
                    "\(count) recipient\(count == 1 ? "" : "s"): another RCPT TO, or DATA for the letter (RFC 5321 §4.1.1.4)",
                completions: ["DATA", "RCPT TO:<"] + Self.always)
        default:
            return Standing(
                hint: "MAIL FROM begins a letter (RFC 5321 §4.1.1.2)",
                completions: ["MAIL FROM:<", "AUTH PLAIN", "AUTH LOGIN", "STARTTLS", "VRFY "] + Self.always)
        }
    }

    private static let hello = ["HELO ", "EHLO "]
    private static let always = ["RSET", "NOOP", "HELP", "QUIT"]
    private static let letter = ["From: ", "To: ", "Subject: ", "Date: ", "."]
}

/// POP3, from the client's side.
private struct POP3Standing {
    let conversation: POP3.Conversation
    /// The lab's mailboxes are everybody's.
    let isLab: Bool

    init(_ conversation: POP3.Conversation, isLab: Bool) {
        self.conversation = conversation
        self.isLab = isLab
    }

    var standing: Standing {
        if let count = conversation.receivedCount {
            return Standing(
                hint: "the response is coming: \(octets(count)) so far, up to a line of one dot (RFC 1939 §3)",
                completions: Self.always)
        }
        if conversation.outstandingCount > 0, conversation.state != .update, conversation.state != .quit {
            return Standing(hint: "waiting for the server's response (RFC 1939 §3)", completions: Self.always)
        }
        switch conversation.state {
        case .connected:
            return Standing(hint: "waiting for the server's greeting, +OK (RFC 1939 §4)", completions: Self.start)
        case .authorization(let user?):
            return Standing(
                hint: isLab
                    ? "PASS and the password; in the lab it is hungry (RFC 1939 §7)"
                    : "PASS gives the password of \(user), in clear (RFC 1939 §7)",
                completions: ["PASS ", "USER ", "QUIT"])
        case .authorization:
            let hint =
                isLab
                ? "USER and a name: bob, or whom a letter was sent to (RFC 1939 §7)"
                : "say who you are: USER and a name (RFC 1939 §4)"
            return Standing(hint: hint, completions: Self.start)
        case .authenticating:
            return Standing(
                hint: conversation.expectsCredentials
                    ? "the answer to the challenge, in base64, or \"*\" to give up (RFC 5034 §4)"
                    : "waiting for the server's word on AUTH (RFC 5034 §4)")
        case .transaction(let deleted): return transaction(deleted)
        case .update:
            return Standing(hint: "marked letters are deleted now, and the server closes (RFC 1939 §6)")
        case .encrypted: return Standing(hint: "TLS has begun; what follows cannot be read here (RFC 2595 §4)")
        case .quit: return Standing(hint: "the session is over; the server closes (RFC 1939 §4)")
        }
    }

    private func transaction(_ deleted: Int) -> Standing {
        let marked = deleted == 1 ? "1 letter is" : "\(Grouped.text(UInt64(deleted))) letters are"
        let hint =
            deleted == 0
            ? "LIST lists, RETR fetches, DELE marks, QUIT ends (RFC 1939 §5)"
            : "\(marked) marked: QUIT deletes, RSET takes the marks back (RFC 1939 §6)"
        return Standing(
            hint: hint, completions: ["LIST", "RETR ", "DELE ", "TOP ", "UIDL", "STAT", "RSET"] + Self.always)
    }

    private static let start = ["USER ", "CAPA", "APOP ", "AUTH PLAIN", "STLS", "QUIT"]
    private static let always = ["NOOP", "QUIT"]
}

private func octets(_ count: UInt64) -> String { count == 1 ? "1 octet" : "\(Grouped.text(count)) octets" }
