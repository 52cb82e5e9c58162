import Octets
import Testing
import Transcripts

@testable import Dissection

/// A dialogue, and what the redactor leaves of it: the same turns with stars.
struct RedactionCase: Sendable, CustomTestStringConvertible {
    var name: String
    var proto: String?
    var before: [Dialogue.Turn]
    var after: [Dialogue.Turn]
    var testDescription: String { name }

    init(_ name: String, proto: String? = nil, _ before: [Dialogue.Turn], _ after: [Dialogue.Turn]) {
        self.name = name
        self.proto = proto
        self.before = before
        self.after = after
    }
}

private struct Redacted {
    var streams: [Direction: [UInt8]] = [:]
    var counts: [String: Int] = [:]
    var sizes: [Int] = []
}

private func redact(_ events: [Event], policy: Redactor.Policy = .on) -> Redacted {
    var redactor = Redactor(policy: policy)
    var result = Redacted()
    let take = { (event: Event) in
        switch event.body {
        case .data(let direction, let bytes):
            result.streams[direction, default: []] += bytes
            result.sizes.append(bytes.count)
        case .redact(_, let count, let reason): result.counts[reason, default: 0] += count
        default: break
        }
    }
    for event in events { redactor.filter(event, into: take) }
    redactor.flush(into: take)
    return result
}

private func text(_ bytes: [UInt8]?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }

@Suite struct RedactorTests {
    static let cases: [RedactionCase] = [
        RedactionCase(
            "authorization keeps its scheme",
            [client("GET / HTTP/1.1\nHost: x\nAuthorization: Basic YWxpY2U6c2VjcmV0\nAccept: */*\n\n")],
            [client("GET / HTTP/1.1\nHost: x\nAuthorization: Basic ****************\nAccept: */*\n\n")]),
        RedactionCase(
            "any case, any scheme that is not known, white space before the colon, bare line feeds",
            [client("GET / HTTP/1.1\nauthORIZATION :hunter2 x\nProxy-Authorization:\tBeArEr abc\n\n", raw: true)],
            [client("GET / HTTP/1.1\nauthORIZATION :*********\nProxy-Authorization:\tBeArEr ***\n\n", raw: true)]),
        RedactionCase(
            "folded lines are masked whole",
            [client("GET / HTTP/1.1\nAuthorization: Basic\n YWxpY2U6\n\tc2VjcmV0\nCookie: a=1;\n b=22\nHost: x\n\n")],
            [client("GET / HTTP/1.1\nAuthorization: *****\n ********\n\t********\nCookie: a=*;\n ****\nHost: x\n\n")]),
        RedactionCase(
            "cookie names stay",
            [client("GET / HTTP/1.1\nCookie: id=1678; theme=\"da;rk\"; bare; =x; last=a=b\n\n")],
            [client("GET / HTTP/1.1\nCookie: id=****; theme=*******; ****; =*; last=***\n\n")]),
        RedactionCase(
            "set-cookie attributes stay, unknown ones do not, nor does a second cookie behind a comma",
            [
                client("GET / HTTP/1.1\n\n"),
                server(
                    """
                    HTTP/1.1 200 OK
                    Set-Cookie: id=1678; Path=/; Expires=Wed, 09 Jun 2021 10:18:14 GMT; HttpOnly; foo=bar; flag
                    set-cookie: a=1; Path=/, b=22; Max-Age=3
                    Content-Length: 0


                    """),
            ],
            [
                client("GET / HTTP/1.1\n\n"),
                server(
                    """
                    HTTP/1.1 200 OK
                    Set-Cookie: id=****; Path=/; Expires=Wed, 09 Jun 2021 10:18:14 GMT; HttpOnly; foo=***; ****
                    set-cookie: a=*; Path=/, b=**; Max-Age=3
                    Content-Length: 0


                    """),
            ]),
        RedactionCase(
            "content is left alone, and the next head is not",
            [
                client(
                    "POST / HTTP/1.1\nContent-Length: 19\n\nPASS me\nCookie: a=1GET / HTTP/1.1\nCookie: a=1\n\n",
                    raw: true),
                server(
                    """
                    HTTP/1.1 200 OK
                    Transfer-Encoding: chunked

                    d;x=y
                    PASS on
                    auth
                    0
                    Set-Cookie: late=1

                    HTTP/1.1 200 OK
                    Set-Cookie: a=12

                    PASS the salt

                    """),
            ],
            [
                client(
                    "POST / HTTP/1.1\nContent-Length: 19\n\nPASS me\nCookie: a=1GET / HTTP/1.1\nCookie: a=*\n\n",
                    raw: true),
                server(
                    """
                    HTTP/1.1 200 OK
                    Transfer-Encoding: chunked

                    d;x=y
                    PASS on
                    auth
                    0
                    Set-Cookie: late=*

                    HTTP/1.1 200 OK
                    Set-Cookie: a=**

                    PASS the salt

                    """),
            ]),
        RedactionCase(
            "no content is taken for sure after HEAD, TRACE, two lengths, 204, or a request that was not seen",
            [
                client("HEAD / HTTP/1.1\n\nTRACE / HTTP/1.1\n\nGET / HTTP/1.1\n\nGET / HTTP/1.1\n\n"),
                server(
                    "HTTP/1.1 200 OK\nContent-Length: 99\n\nHTTP/1.1 200 OK\nContent-Length: 19\n\nCookie: mirrored=1\n"
                ),
                server(
                    "HTTP/1.1 200 OK\nContent-Length: 50\nContent-Length: 60\n\nHTTP/1.1 204 No\nContent-Length: 50\n\n"
                ),
                server("HTTP/1.1 200 OK\nContent-Length: 50\n\nHTTP/1.1 200 OK\nSet-Cookie: a=1\n\n"),
            ],
            [
                client("HEAD / HTTP/1.1\n\nTRACE / HTTP/1.1\n\nGET / HTTP/1.1\n\nGET / HTTP/1.1\n\n"),
                server(
                    "HTTP/1.1 200 OK\nContent-Length: 99\n\nHTTP/1.1 200 OK\nContent-Length: 19\n\nCookie: mirrored=*\n"
                ),
                server(
                    "HTTP/1.1 200 OK\nContent-Length: 50\nContent-Length: 60\n\nHTTP/1.1 204 No\nContent-Length: 50\n\n"
                ),
                server("HTTP/1.1 200 OK\nContent-Length: 50\n\nHTTP/1.1 200 OK\nSet-Cookie: a=*\n\n"),
            ]),
        RedactionCase(
            "smtp auth plain with an initial response",
            [
                server("220 hamburger.edu\n"), client("EHLO crepes.fr\n"),
                server("250-hamburger.edu\n250 AUTH PLAIN LOGIN\n"),
                client("AUTH PLAIN AGFsaWNlAHNlY3JldA==\n"), server("235 2.7.0 ok\n"),
                client("MAIL FROM:<alice@crepes.fr>\n"),
            ],
            [
                server("220 hamburger.edu\n"), client("EHLO crepes.fr\n"),
                server("250-hamburger.edu\n250 AUTH PLAIN LOGIN\n"),
                client("AUTH PLAIN ********************\n"), server("235 2.7.0 ok\n"),
                client("MAIL FROM:<alice@crepes.fr>\n"),
            ]),
        RedactionCase(
            "smtp auth login asks for name and password, and is refused",
            [
                server("220 hamburger.edu\n"), client("EHLO x\nauth login\n"), server("500 what\n"),
                server("334 VXNlcm5hbWU6\n"),
                client("YWxpY2U=\n"), server("334 UGFzc3dvcmQ6\n"), client("c2VjcmV0\n"), server("535 5.7.8 no\n"),
                client("QUIT\n"),
            ],
            [
                server("220 hamburger.edu\n"), client("EHLO x\nauth login\n"), server("500 what\n"),
                server("334 VXNlcm5hbWU6\n"),
                client("********\n"), server("334 UGFzc3dvcmQ6\n"), client("********\n"), server("535 5.7.8 no\n"),
                client("QUIT\n"),
            ]),
        RedactionCase(
            "credentials sent without waiting, and a mechanism that nobody knows",
            [
                server("220 x\n"), client("AUTH PLAIN\nAGEAYg==\n"), server("334 \n235 ok\n"), client("AUTH hunter2\n"),
                server("504 no\n"),
                client("NOOP\n"),
            ],
            [
                server("220 x\n"), client("AUTH PLAIN\n********\n"), server("334 \n235 ok\n"), client("AUTH *******\n"),
                server("504 no\n"),
                client("NOOP\n"),
            ]),
        RedactionCase(
            "a recording that begins with the challenge",
            [server("334 UGFzc3dvcmQ6\n"), client("c2VjcmV0\n"), server("235 ok\n"), client("NOOP\n")],
            [server("334 UGFzc3dvcmQ6\n"), client("********\n"), server("235 ok\n"), client("NOOP\n")]),
        RedactionCase(
            "pop3 pass, apop and auth; user stays",
            [
                server("+OK ready <1@x>\n"), client("USER bob\n"), server("+OK\n"), client("Pass hun gry\n"),
                server("-ERR\n"),
                client("APOP bob c4c9334bac560ecc979e58001b3e22fb\n"), server("-ERR\n"), client("AUTH CRAM-MD5\n"),
                server("+ PDE4\n"),
                client("Ym9iIDEy\n"), server("+OK\n"), client("STAT\n"),
            ],
            [
                server("+OK ready <1@x>\n"), client("USER bob\n"), server("+OK\n"), client("Pass *******\n"),
                server("-ERR\n"),
                client("APOP bob ********************************\n"), server("-ERR\n"), client("AUTH CRAM-MD5\n"),
                server("+ PDE4\n"),
                client("********\n"), server("+OK\n"), client("STAT\n"),
            ]),
        RedactionCase(
            "a letter that POP3 brings is content, a list is none of SMTP's replies, and nothing else is let through",
            [
                server("+OK ready\n"), client("USER bob\nPASS hungry\n"), server("+OK\n+OK\n"),
                client("LIST\nRETR 1\nTOP 1 9\nRETR 9\n"),
                server("+OK\n220 498\n334 912\n.\n+OK\nCookie: a=1\n\nPASS the salt\n..\n+OK\nauth plain AAAA\n.\n"),
                server("+OK\nAuthorization: Basic abc\n.\n-ERR\nSet-Cookie: a=1\n"), client("NOOP\nhello\n"),
                server("+OK\n-ERR\nCookie: a=1\n"), client("PASS again\n"),
            ],
            [
                server("+OK ready\n"), client("USER bob\nPASS ******\n"), server("+OK\n+OK\n"),
                client("LIST\nRETR 1\nTOP 1 9\nRETR 9\n"),
                server("+OK\n220 498\n334 912\n.\n+OK\nCookie: a=1\n\nPASS the salt\n..\n+OK\nauth plain AAAA\n.\n"),
                server("+OK\nAuthorization: Basic abc\n.\n-ERR\nSet-Cookie: a=*\n"), client("NOOP\nhello\n"),
                server("+OK\n-ERR\nCookie: a=*\n"), client("PASS *****\n"),
            ]),
        RedactionCase(
            "pop3 auth behind a list of capabilities that looks like replies",
            [
                server("+OK ready\n"), client("CAPA\nAUTH PLAIN\n"), server("+OK\n+OK\n235 x\n-ERR\n.\n+ \n"),
                client("AGJvYgBodW5ncnk=\n"), server("+OK\n"), client("STAT\n"),
            ],
            [
                server("+OK ready\n"), client("CAPA\nAUTH PLAIN\n"), server("+OK\n+OK\n235 x\n-ERR\n.\n+ \n"),
                client("****************\n"), server("+OK\n"), client("STAT\n"),
            ]),
        RedactionCase(
            "a recording of pop3 that begins with the challenge", proto: "pop3",
            [server("+ PDE4\n"), client("c2VjcmV0\n"), server("+OK\n"), client("STAT\n")],
            [server("+ PDE4\n"), client("********\n"), server("+OK\n"), client("STAT\n")]),
        RedactionCase(
            "the letter is content from 354 to the dot, and no longer",
            [
                server("220 x\n"), client("DATA\n"), server("354 go\n"),
                client("AUTH is a verb\nPASS it on\n.\nPASS secret\n"),
                server("250 ok\n"),
            ],
            [
                server("220 x\n"), client("DATA\n"), server("354 go\n"),
                client("AUTH is a verb\nPASS it on\n.\nPASS ******\n"),
                server("250 ok\n"),
            ]),
        RedactionCase(
            "either direction, and a server that speaks no replies ends an auth line",
            [client("auth me\n"), server("AUTH ME\n"), client("hello\n"), server("HELLO\n")],
            [client("auth **\n"), server("AUTH **\n"), client("hello\n"), server("HELLO\n")]),
        RedactionCase(
            "a bare carriage return begins a line and ends no secret", [client("x\rPASS a\rb\nok PASS c\n", raw: true)],
            [client("x\rPASS *\r*\nok PASS c\n", raw: true)]),
        RedactionCase(
            "names that only begin alike", [client("PASSENGER x\nAuthorized: y\nCookies: z\nAUTH\nAPOP bob\n")],
            [client("PASSENGER x\nAuthorized: y\nCookies: z\nAUTH\nAPOP bob\n")]),
    ]

    private func check(_ events: [Event], _ each: RedactionCase, _ how: String) {
        let out = redact(events)
        let expected = Dialogue(each.after)
        for direction in Direction.allCases {
            #expect(text(out.streams[direction]) == text(expected.stream(direction)), "\(how)")
        }
    }

    @Test(arguments: cases) func everySecretIsMaskedHoweverItIsCut(_ each: RedactionCase) {
        let dialogue = Dialogue(each.before)
        check(dialogue.events(proto: each.proto), each, "whole")
        check(dialogue.bytewise(proto: each.proto), each, "bytewise")
        for (index, turn) in dialogue.turns.enumerated() {
            for first in 1..<max(2, turn.bytes.count) {
                check(
                    dialogue.events(proto: each.proto, cut: index, at: [first]), each, "turn \(index) cut at \(first)")
            }
        }
    }

    @Test func twoCutsAnywhere() {
        for each in Self.cases {
            let dialogue = Dialogue(each.before)
            for (index, turn) in dialogue.turns.enumerated() where turn.bytes.count > 2 && turn.bytes.count < 80 {
                for first in 1..<turn.bytes.count - 1 {
                    for second in first + 1..<turn.bytes.count {
                        check(
                            dialogue.events(proto: each.proto, cut: index, at: [first, second]), each,
                            "\(each.name) \(first) \(second)")
                    }
                }
            }
        }
    }

    @Test func redactEventsTellHowMuchAndWhy() {
        let dialogue = Dialogue([client("GET / HTTP/1.1\nCookie: a=12; b=345\nAuthorization: Basic abc\n\n")])
        let expected = ["Cookie value": 5, "Authorization value": 3]
        #expect(redact(dialogue.events()).counts == expected)
        #expect(redact(dialogue.bytewise()).counts == expected)
    }

    @Test func offTouchesNothing() {
        let dialogue = Dialogue([client("PASS hungry\n")])
        let out = redact(dialogue.events(), policy: .off)
        #expect(text(out.streams[.clientToServer]) == "PASS hungry\r\n")
        #expect(out.counts.isEmpty)
    }

    @Test func aCookieNameWithoutEndIsMaskedAtTheLimit() {
        let long = String(repeating: "x", count: Redactor.heldLimit + 10)
        let events = Dialogue([client("Cookie: "), client(long), client("y=z;n=v")]).events()
        var redactor = Redactor()
        var out: [UInt8] = []
        var most = 0
        var seen = 0
        for event in events {
            if case .data(_, let bytes) = event.body { seen += bytes.count }
            redactor.filter(event) { if case .data(_, let bytes) = $0.body { out += bytes } }
            most = max(most, seen - out.count)
        }
        #expect(most <= Redactor.heldLimit)
        #expect(text(out) == "Cookie: " + String(repeating: "*", count: long.count + 3) + ";n=*")
    }

    @Test func whatIsHeldAtTheEndComesOutMasked() {
        let events = Dialogue([client("Cookie: secr")]).events(closed: false)
        var redactor = Redactor()
        var bodies: [Event.Body] = []
        for event in events { redactor.filter(event) { bodies.append($0.body) } }
        #expect(bodies.last == .data(.clientToServer, Array("Cookie: ".utf8)))
        redactor.flush { bodies.append($0.body) }
        #expect(
            Array(bodies.suffix(2)) == [
                .data(.clientToServer, Array("****".utf8)), .redact(.clientToServer, count: 4, reason: "Cookie value"),
            ])
    }

    @Test func afterAPauseNothingIsTakenForContent() {
        let dialogue = Dialogue([
            client("POST / HTTP/1.1\nContent-Length: 99\n\nCookie: a=1\n"), client("Cookie: a=1\n"),
        ])
        var events = dialogue.events(closed: false)
        events.insert(Event(time: events[1].time, connection: 0, body: .resume), at: 2)
        let out = redact(events)
        #expect(text(out.streams[.clientToServer]).hasSuffix("Cookie: a=1\r\nCookie: a=*\r\n"))
    }

    /// Once lines may have passed unseen, or too many commands wait, no line of POP3's server is taken for a letter's.
    @Test func inDoubtALetterOfPOP3IsMaskedToo() {
        let said = [server("+OK\n"), client("RETR 1\n"), server("+OK\nCookie: a=1\n.\n")]
        var events = Dialogue(said).events(closed: false)
        events.insert(Event(time: events[2].time, connection: 0, body: .resume), at: 3)
        #expect(text(redact(events).streams[.serverToClient]).hasSuffix("Cookie: a=*\r\n.\r\n"))
        let many = client(String(repeating: "NOOP\n", count: AwaitedResponses.limit))
        let flooded = redact(Dialogue([said[0], many] + said.dropFirst()).events())
        #expect(text(flooded.streams[.serverToClient]).hasSuffix("Cookie: a=*\r\n.\r\n"))
        let known = redact(Dialogue(said).events())
        #expect(text(known.streams[.serverToClient]).hasSuffix("Cookie: a=1\r\n.\r\n"))
    }

    @Test func datagramsAreMaskedOneByOne() {
        let events = Dialogue([client("PASS"), client(" x\n"), client("PASS hungry")]).events(transport: .udp)
        let out = redact(events)
        #expect(text(out.streams[.clientToServer]) == "PASS x\r\nPASS ******")
        #expect(out.sizes == [4, 4, 11])
    }

    /// Random conversations of lines that matter: however they are cut, the output is the same, and as long as the input.
    @Test(arguments: [UInt64](1...60)) func cuttingNeverMatters(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let words = [
            "Cookie: a=1; b", "=2", ";", "\r\n", "\n", "\r", " ", "Set-Cookie: x=y; Path=/", ",", "AUTH PLAIN", "AUTH ",
            "PASS ", "APOP a b", "GET / HTTP/1.1\r\n", "Content-Length: 5\r\n", "\r\n\r\n", "HTTP/1.1 200 OK\r\n",
            "DATA\r\n", "+OK \r\n", "-ERR\r\n", "+ \r\n", "RETR 1\r\n", "CAPA\r\n",
            "354 \r\n", "334 \r\n", "235 \r\n", ".\r\n", "Transfer-Encoding: chunked\r\n", "5\r\n", "0\r\n",
            "Authorization:",
            "Basic ", "\"", "hello",
        ]
        var turns: [Dialogue.Turn] = []
        for _ in 0..<30 {
            let said = (0..<Int.random(in: 1...6, using: &random)).map { _ in words.randomElement(using: &random) ?? ""
            }
            turns.append(
                Bool.random(using: &random) ? client(said.joined(), raw: true) : server(said.joined(), raw: true))
        }
        let dialogue = Dialogue(turns)
        let whole = redact(dialogue.events())
        let single = redact(dialogue.bytewise())
        for direction in Direction.allCases {
            #expect(whole.streams[direction] == single.streams[direction], "seed \(seed)")
            #expect((whole.streams[direction] ?? []).count == dialogue.stream(direction).count, "seed \(seed)")
        }
        #expect(whole.counts == single.counts, "seed \(seed)")
    }
}
