import Octets
import Testing
import Transcripts

@testable import Dissection

struct StandingCase: Sendable, CustomTestStringConvertible {
    var name: String
    var turns: [Dialogue.Turn]
    var proto: String? = nil
    var port = 8080
    var lab = false
    var hint: String
    /// One of the completions, where there should be some.
    var completion: String? = nil
    var testDescription: String { name }
}

@Suite struct StandingTests {
    private static let request = client("GET / HTTP/1.1\nHost: x\n\n")
    private static let greeting = server("220 x\n")
    private static let hello = [greeting, client("HELO y\n"), server("250 x\n")]
    private static let mail = hello + [client("MAIL FROM:<a@y>\n"), server("250 ok\n")]
    private static let recipient = mail + [client("RCPT TO:<b@x>\n"), server("250 ok\n")]
    private static let data = recipient + [client("DATA\n"), server("354 go\n")]

    static let cases = [
        StandingCase(
            name: "http, nothing said", turns: [], hint: "a request line: method, target, version (RFC 9112 §3)",
            completion: "GET / HTTP/1.1"),
        StandingCase(
            name: "http, a request line", turns: [client("GET / HTTP/1.1\n")],
            hint: "header: HTTP/1.1 needs Host; an empty line sends it (RFC 9112 §3.2)",
            completion: "Host: gaia.cs.umass.edu:8080"),
        StandingCase(
            name: "http, a field", turns: [client("GET / HTTP/1.1\nHost: x\n")],
            hint: "header fields; an empty line sends the request (RFC 9112 §5)", completion: "Connection: close"),
        StandingCase(
            name: "http, sent", turns: [request],
            hint: "waiting for the response; another request may be sent already (RFC 9112 §9.3.2)",
            completion: "GET / HTTP/1.1"),
        StandingCase(
            name: "http, two sent", turns: [request, request],
            hint: "waiting for 2 responses; another request may be sent already (RFC 9112 §9.3.2)"),
        StandingCase(
            name: "http, content to send",
            turns: [client("POST / HTTP/1.1\nHost: x\nContent-Length: 1200\n\nabc")],
            hint: "the content: 1 197 octets to go (RFC 9110 §8.6)"),
        StandingCase(
            name: "http, content held back",
            turns: [client("POST / HTTP/1.1\nHost: x\nExpect: 100-continue\nContent-Length: 1\n\n")],
            hint: "the content: 1 octet to go; the server may say 100 first (RFC 9110 §10.1.1)"),
        StandingCase(
            name: "http, chunks to send", turns: [client("POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n")],
            hint: "a chunk: its size in hexadecimal on a line; 0 is the last (RFC 9112 §7.1)", completion: "0"),
        StandingCase(
            name: "http, in a chunk", turns: [client("POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n5\nab")],
            hint: "the chunk: 3 octets to go (RFC 9112 §7.1)"),
        StandingCase(
            name: "http, trailers", turns: [client("POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n0\n")],
            hint: "trailer fields, or an empty line that ends the request (RFC 9112 §7.1.2)"),
        StandingCase(
            name: "http, response with length", turns: [request, server("HTTP/1.1 200 OK\nContent-Length: 9\n\nabc")],
            hint: "the response is coming: 6 octets to go (RFC 9112 §6.3)"),
        StandingCase(
            name: "http, response in chunks",
            turns: [request, server("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n")],
            hint: "the response is coming in chunks (RFC 9112 §7.1)"),
        StandingCase(
            name: "http, response to the end", turns: [request, server("HTTP/1.1 200 OK\n\nabc")],
            hint: "the response is coming; it ends when the server closes (RFC 9112 §6.3)"),
        StandingCase(
            name: "http, answered", turns: [request, server("HTTP/1.1 200 OK\nContent-Length: 1\n\na")],
            hint: "a request line: method, target, version (RFC 9112 §3)"),
        StandingCase(
            name: "http, nonsense", turns: [client("GET\n")],
            hint: "not HTTP: a request-line begins with a method and a space (RFC 9112 §3); an empty line begins anew"),
        StandingCase(
            name: "smtp, no greeting", turns: [], proto: "smtp",
            hint: "waiting for the server's greeting, 220 (RFC 5321 §3.1)", completion: "EHLO "),
        StandingCase(
            name: "smtp, greeted", turns: [greeting],
            hint: "introduce yourself: HELO or EHLO and a name (RFC 5321 §4.1.1.1)",
            completion: "HELO "),
        StandingCase(
            name: "smtp, waiting", turns: [greeting, client("HELO y\n")],
            hint: "waiting for the server's reply (RFC 5321 §4.2)", completion: "QUIT"),
        StandingCase(
            name: "smtp, ready", turns: hello, hint: "MAIL FROM begins a letter (RFC 5321 §4.1.1.2)",
            completion: "MAIL FROM:<"),
        StandingCase(
            name: "smtp, sender", turns: mail, hint: "a letter from a@y: RCPT TO names a recipient (RFC 5321 §4.1.1.3)",
            completion: "RCPT TO:<"),
        StandingCase(
            name: "smtp, recipient", turns: recipient,
            hint: "1 recipient: another RCPT TO, or DATA for the letter (RFC 5321 §4.1.1.4)", completion: "DATA"),
        StandingCase(
            name: "smtp, letter", turns: data + [client("hello\n")],
            hint: "the letter: end it with \".\" on a line of its own (RFC 5321 §4.5.2)", completion: "."),
        StandingCase(
            name: "smtp, letter sent", turns: data + [client("hello\n.\n")],
            hint: "waiting for what the server does with the letter (RFC 5321 §4.1.1.4)"),
        StandingCase(
            name: "smtp, auth", turns: hello + [client("AUTH LOGIN\n"), server("334 VXNlcm5hbWU6\n")],
            hint: "the answer to the challenge, in base64, or \"*\" to give up (RFC 4954 §4)"),
        StandingCase(
            name: "smtp, quit", turns: hello + [client("QUIT\n")],
            hint: "the session is over; the server closes (RFC 5321 §4.1.1.10)"),
        StandingCase(
            name: "pop3, no greeting", turns: [], proto: "pop3",
            hint: "waiting for the server's greeting, +OK (RFC 1939 §4)", completion: "USER "),
        StandingCase(
            name: "pop3, greeted", turns: [POP3Tests.greeting], hint: "say who you are: USER and a name (RFC 1939 §4)",
            completion: "CAPA"),
        StandingCase(
            name: "pop3, waiting", turns: [POP3Tests.greeting, client("USER bob\n")],
            hint: "waiting for the server's response (RFC 1939 §3)", completion: "QUIT"),
        StandingCase(
            name: "pop3, named", turns: [POP3Tests.greeting, client("USER bob\n"), server("+OK\n")],
            hint: "PASS gives the password of bob, in clear (RFC 1939 §7)", completion: "PASS "),
        StandingCase(
            name: "pop3, greeted by the lab", turns: [POP3Tests.greeting], lab: true,
            hint: "USER and a name: bob, or whom a letter was sent to (RFC 1939 §7)", completion: "USER "),
        StandingCase(
            name: "pop3, named to the lab", turns: [POP3Tests.greeting, client("USER alice\n"), server("+OK\n")],
            lab: true, hint: "PASS and the password; in the lab it is hungry (RFC 1939 §7)", completion: "PASS "),
        StandingCase(
            name: "pop3, in", turns: POP3Tests.login,
            hint: "LIST lists, RETR fetches, DELE marks, QUIT ends (RFC 1939 §5)",
            completion: "RETR "),
        StandingCase(
            name: "pop3, a letter is coming", turns: POP3Tests.login + [client("RETR 1\n"), server("+OK\nabc\n..d\n")],
            hint: "the response is coming: 9 octets so far, up to a line of one dot (RFC 1939 §3)"),
        StandingCase(
            name: "pop3, marked", turns: POP3Tests.login + [client("DELE 2\n"), server("+OK\n")],
            hint: "1 letter is marked: QUIT deletes, RSET takes the marks back (RFC 1939 §6)", completion: "RSET"),
        StandingCase(
            name: "pop3, quit", turns: POP3Tests.login + [client("QUIT\n")],
            hint: "marked letters are deleted now, and the server closes (RFC 1939 §6)"),
        StandingCase(
            name: "pop3, quit before", turns: [POP3Tests.greeting, client("QUIT\n")],
            hint: "the session is over; the server closes (RFC 1939 §4)"),
        StandingCase(
            name: "pop3, auth", turns: [POP3Tests.greeting, client("AUTH PLAIN\n"), server("+ \n")],
            hint: "the answer to the challenge, in base64, or \"*\" to give up (RFC 5034 §4)"),
        StandingCase(
            name: "pop3, tls", turns: [POP3Tests.greeting, client("STLS\n"), server("+OK\n")],
            hint: "TLS has begun; what follows cannot be read here (RFC 2595 §4)"),
        StandingCase(
            name: "text", turns: [client("hi\n")], port: 12000,
            hint: "plain text: each line is sent as it is, ended by CR LF"),
    ]

    @Test(arguments: cases) func theHintSaysWhereTheProtocolStands(_ each: StandingCase) {
        var events = Dialogue(each.turns).events(proto: each.proto, port: each.port, closed: false)
        if case .open(var opening) = events[0].body {
            opening.server.name = "gaia.cs.umass.edu"
            opening.lab = each.lab
            events[0].body = .open(opening)
        }
        let standing = Dissected(events).dissector.standing(connection: 0)
        #expect(standing.hint == each.hint)
        if let completion = each.completion { #expect(standing.completions.contains(completion)) }
    }

    private func hint(_ closing: Closing) -> String {
        var events = Dialogue([Self.request]).events(closed: false)
        events.append(Event(time: .zero, connection: 0, body: .close(closing)))
        return Dissected(events).dissector.standing(connection: 0).hint
    }

    @Test func closing() {
        #expect(hint(Closing(by: .serverToClient)) == "the server closed the connection")
        #expect(hint(Closing(by: .clientToServer)) == "closed")
        #expect(hint(Closing(by: .serverToClient, half: true)) == "the server will send no more")
        #expect(hint(Closing(by: .clientToServer, half: true)) == "we will send no more; waiting for the server")
        #expect(Dissector().standing(connection: 3).hint == "not connected")
    }
}
