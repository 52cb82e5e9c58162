import HTTP
import Octets
import TestKit
import Testing

/// One conversation and the frames it makes, the same ones however its bytes are cut.
struct FramingCase: CustomTestStringConvertible {
    var name: String
    var steps: [(Direction, [UInt8])]
    var expected: [String]
    var limits = Limits.standard
    var testDescription: String { name }
}

@Suite struct ConversationTests {
    @Test(arguments: requests + responses + pairs + broken)
    func frames(of item: FramingCase) {
        for feeding in Feeding.all(seed: 7) {
            let found = HTTPTests.frames(item.steps, feeding: feeding, limits: item.limits)
            #expect(found.map(\.brief) == item.expected, "\(feeding)")
        }
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "request 0..<27 none 0 #0"),
        ("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok", "request 0..<48 contentLength 2 #0"),
        (
            LimitTests.chunkedHead + "2\r\nok\r\n0\r\n\r\n",
            "request 0..<58 chunked 2 #0 warning: HTTP/1.0 has no Transfer-Encoding"
        ),
    ])
    func aMessageEndsWhereItEndsWhateverFollows(text: String, expected: String) {
        Feeding.every(Array(text.utf8), following: Array("HEAD /next".utf8)) { bytes, feeding in
            var conversation = Conversation()
            var found: [Frame] = []
            feeding.feed(bytes) { piece in conversation.receive(piece, .clientToServer) { found.append($0) } }
            return (found.map(\.brief), conversation.position(.clientToServer))
        } check: { result, coalesced, feeding in
            #expect(result.0 == [expected], "\(feeding)")
            #expect(result.1 == .startLine(octets: coalesced ? 10 : 0), "\(feeding)")
        }
    }

    static let requests: [FramingCase] = [
        FramingCase(
            name: "one request", steps: [client("GET / HTTP/1.1\r\nHost: a\r\n\r\n")],
            expected: ["request 0..<27 none 0 #0"]),
        FramingCase(
            name: "pipelined, the second with content",
            steps: [
                client(
                    "GET /a HTTP/1.1\r\nHost: a\r\n\r\nPOST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"),
                client("GET /c HTTP/1.1\r\nHost: a\r\n\r\n"),
            ],
            expected: [
                "request 0..<28 none 0 #0", "request 28..<81 contentLength 5 #1", "request 81..<109 none 0 #2",
            ]),
        FramingCase(
            name: "bare LF", steps: [client("GET / HTTP/1.1\nHost: a\n\nGET / HTTP/1.1\r\nHost: a\n\r\n")],
            expected: [
                "request 0..<24 none 0 #0 note: the line ends with a bare LF",
                "request 24..<50 none 0 #1 note: the line ends with a bare LF",
            ]),
        FramingCase(
            name: "empty lines before the request", steps: [client("\r\n\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")],
            expected: ["request 5..<32 none 0 #0 note: an empty line before the message"]),
        FramingCase(
            name: "only empty lines", steps: [client("\r\n\n\r\n")], expected: []),
        FramingCase(
            name: "chunked with extensions and trailers, and what follows",
            steps: [
                client(
                    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\nA \r\n0123456789\r\n"
                        + "0\r\nDigest: x\r\nOther: y\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
            ],
            expected: ["request 0..<112 chunked 15 #0", "request 112..<139 none 0 #1"]),
        FramingCase(
            name: "equal lengths in a list",
            steps: [client("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 2, 2\r\n\r\nok")],
            expected: ["request 0..<51 contentLength 2 #0 warning: Content-Length is given twice"]),
        FramingCase(
            name: "Content-Length beside Transfer-Encoding",
            steps: [
                client(
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                        + "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            ],
            expected: [
                "request 0..<80 chunked 0 #0 warning: Content-Length beside Transfer-Encoding, which can smuggle a "
                    + "message past a proxy",
                "request 80..<107 none 0 #1",
            ]),
        FramingCase(
            name: "HTTP/1.0 ends the connection",
            steps: [client("GET / HTTP/1.0\r\n\r\nGET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")],
            expected: [
                "request 0..<18 none 0 #0",
                "request 18..<60 none 0 #1 warning: a message after one that said the connection would close",
            ]),
        FramingCase(
            name: "HTTP/1.0 with keep-alive goes on",
            steps: [
                client("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\nGET / HTTP/1.0\r\nConnection: close\r\n\r\n")
            ],
            expected: ["request 0..<42 none 0 #0", "request 42..<79 none 0 #1"]),
        FramingCase(
            name: "no Host", steps: [client("GET / HTTP/1.1\r\n\r\n")],
            expected: ["request 0..<18 none 0 #0 error: a request of HTTP/1.1 without a Host field"]),
        FramingCase(
            name: "the connection preface of HTTP/2", steps: [client("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")],
            expected: [
                "request 0..<18 none 0 #0 warning: this is not version 1 of HTTP",
                "unparsed 18..<24 none 0 #1 error: a request-line begins with a method and a space",
            ]),
    ]

    static let responses: [FramingCase] = [
        FramingCase(
            name: "close-delimited",
            steps: [client("GET / HTTP/1.0\r\n\r\n"), server("HTTP/1.0 200 OK\r\n\r\nabc\r\n\r\nHTTP/1.1 200 OK\r\n")],
            expected: ["request 0..<18 none 0 #0", "response 0..<43 untilClose 24 status 200 #0 answers 0"]),
        FramingCase(
            name: "a response that nobody asked for", steps: [server("HTTP/1.1 408 Request Timeout\r\n\r\n")],
            expected: [
                "response 0..<32 untilClose 0 status 408 #0 note: a response that no request is known for"
            ]),
        FramingCase(
            name: "a transfer coding that is not chunked",
            steps: [
                client("GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
                server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\nxyz"),
            ],
            expected: ["request 0..<27 none 0 #0", "response 0..<56 untilClose 3 status 200 #0 answers 0"]),
        FramingCase(
            name: "no reason and no space", steps: [client("GET / HTTP/1.0\r\n\r\n"), server("HTTP/1.1 204\r\n\r\n")],
            expected: [
                "request 0..<18 none 0 #0",
                "response 0..<16 none 0 status 204 #0 answers 0 note: no space behind the status code",
            ]),
        FramingCase(
            name: "204 with a length it may not have",
            steps: [
                client("GET / HTTP/1.0\r\n\r\n"),
                server(
                    "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nHTTP/1.1 299 Odd\r\nContent-Length: 0\r\n\r\n"),
            ],
            expected: [
                "request 0..<18 none 0 #0",
                "response 0..<46 none 0 status 204 #0 answers 0 warning: a response of this status has no Content-Length",
                "response 46..<85 contentLength 0 status 299 #1 note: a response that no request is known for",
            ]),
    ]

    static let pairs: [FramingCase] = [
        FramingCase(
            name: "HEAD, 304 and GET",
            steps: [
                client(
                    "HEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"
                ),
                server("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"),
                server("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"),
                server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
            ],
            expected: [
                "request 0..<28 none 0 #0", "request 28..<55 none 0 #1", "request 55..<82 none 0 #2",
                "response 0..<38 none 0 status 200 #0 answers 0", "response 38..<86 none 0 status 304 #1 answers 1",
                "response 86..<126 contentLength 2 status 200 #2 answers 2",
            ]),
        FramingCase(
            name: "interim responses",
            steps: [
                client("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"),
                server("HTTP/1.1 100 Continue\r\n\r\n"), client("ok"),
                server("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
            ],
            expected: [
                "response 0..<25 none 0 status 100 #0 answers 0", "request 0..<71 contentLength 2 #0",
                "response 25..<62 none 0 status 103 #0 answers 0",
                "response 62..<100 contentLength 0 status 200 #0 answers 0",
            ]),
        FramingCase(
            name: "CONNECT",
            steps: [
                client("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"),
                server("HTTP/1.1 200 Connection established\r\nContent-Length: 7\r\n\r\n"),
                client("\u{16}\u{3}\r\n\r\nGET / HTTP/1.1\r\n\r\n"), server("HTTP/1.1 junk"),
            ],
            expected: [
                "request 0..<39 none 0 #0", "response 0..<58 tunnel 0 status 200 #0 answers 0",
                "unparsed 39..<63 tunnel 0 #0", "unparsed 58..<71 tunnel 0 #0",
            ]),
        FramingCase(
            name: "CONNECT refused",
            steps: [
                client("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"),
                server("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"),
                client("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), server("HTTP/1.1 204 No Content\r\n\r\n"),
            ],
            expected: [
                "request 0..<39 none 0 #0", "response 0..<47 contentLength 2 status 403 #0 answers 0",
                "request 39..<66 none 0 #1", "response 47..<74 none 0 status 204 #1 answers 1",
            ]),
        FramingCase(
            name: "upgrade, with the next protocol's bytes right behind",
            steps: [
                client("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"),
                server("HTTP/1.1 101 Switching Protocols\r\n\r\n\u{1}\u{2}"), client("\u{3}"),
            ],
            expected: [
                "request 0..<68 none 0 #0", "response 0..<36 tunnel 0 status 101 #0 answers 0",
                "unparsed 68..<69 tunnel 0 #0", "unparsed 36..<38 tunnel 0 #0",
            ]),
        FramingCase(
            name: "more requests than are remembered",
            steps: [
                client("HEAD / HTTP/1.0\r\n\r\nHEAD / HTTP/1.0\r\n\r\n"),
                server("HTTP/1.1 204 a\r\n\r\nHTTP/1.1 204 b\r\n\r\n"),
            ],
            expected: [
                "request 0..<19 none 0 #0",
                "request 19..<38 none 0 #1 warning: a message after one that said the connection would close",
                "response 0..<18 none 0 status 204 #0 answers 0", "response 18..<36 none 0 status 204 #1",
            ],
            limits: { () -> Limits in
                var limits = Limits.standard
                limits.outstandingRequests = 1
                return limits
            }()),
    ]

    static let noStart = "a request-line begins with a method and a space"
    static let broken: [FramingCase] = [
        FramingCase(
            name: "garbage, then a request", steps: [client("garbage\r\nmore\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")],
            expected: ["unparsed 0..<15 none 0 #0 error: \(noStart)", "request 15..<42 none 0 #1"]),
        FramingCase(
            name: "garbage ends with an empty line",
            steps: [
                client("HELO\r\n\r\nEHLO\r\n\r\n"), server("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
            ],
            expected: [
                "unparsed 0..<8 none 0 #0 error: \(noStart)", "unparsed 8..<16 none 0 #0 error: \(noStart)",
                "response 0..<47 contentLength 0 status 400 #0 answers 0",
            ]),
        FramingCase(
            name: "HTTP/0.9", steps: [client("GET /\r\n")],
            expected: ["unparsed 0..<7 none 0 #0 error: a request-line ends with a version such as HTTP/1.1"]),
        FramingCase(
            name: "lengths that differ",
            steps: [
                client(
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n"
                        + "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            ],
            expected: [
                "unparsed 0..<66 none 0 #0 error: two values of Content-Length differ", "request 66..<93 none 0 #1",
            ]),
        FramingCase(
            name: "a length that is no number",
            steps: [client("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\n")],
            expected: ["unparsed 0..<48 none 0 #0 error: Content-Length is not a decimal number"]),
        FramingCase(
            name: "a length past 64 bits",
            steps: [client("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551616\r\n\r\n")],
            expected: ["unparsed 0..<66 none 0 #0 error: Content-Length is more than 64 bits hold"]),
        FramingCase(
            name: "the longest length, cut short",
            steps: [client("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551615\r\n\r\nabc")],
            expected: ["request 0..<69 contentLength 3 #0 cut error: the stream ended inside the content"]),
        FramingCase(
            name: "a request whose last coding is not chunked",
            steps: [client("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n")],
            expected: ["unparsed 0..<62 none 0 #0 error: the last transfer coding of a request is not chunked"]),
        FramingCase(
            name: "a bad chunk size, then the next response",
            steps: [
                client("GET / HTTP/1.0\r\n\r\nGET / HTTP/1.0\r\n\r\n"),
                server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nHTTP/1.1 204 x\r\n\r\n"),
            ],
            expected: [
                "request 0..<18 none 0 #0",
                "request 18..<36 none 0 #1 warning: a message after one that said the connection would close",
                "unparsed 0..<55 chunked 3 status 200 #0 answers 0 error: a chunk begins with its size in hexadecimal digits",
                "response 55..<73 none 0 status 204 #1 answers 1",
            ]),
        FramingCase(
            name: "a chunk longer than its size",
            steps: [client("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n")],
            expected: ["unparsed 0..<70 chunked 3 #0 error: the chunk's data is longer than its size says"]),
        FramingCase(
            name: "chunk size past 64 bits",
            steps: [
                client("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000000\r\n\r\n")
            ],
            expected: ["unparsed 0..<77 chunked 0 #0 error: the chunk size is more than 64 bits hold"]),
        FramingCase(
            name: "the stream ends in a head", steps: [client("GET / HTTP/1.1\r\nHo")],
            expected: ["unparsed 0..<18 none 0 #0 cut error: the stream ended inside the head of a message"]),
        FramingCase(
            name: "the stream ends in a chunk",
            steps: [client("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc")],
            expected: ["request 0..<62 chunked 3 #0 cut error: the stream ended inside the content"]),
    ]
}

@Suite struct LimitTests {
    static let small: Limits = {
        var limits = Limits.standard
        limits.startLine = 30
        limits.headBytes = 80
        limits.fieldLines = 2
        limits.chunkLine = 8
        return limits
    }()

    static let chunkedHead = "PUT / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"

    @Test(arguments: [
        ("GET /aaaaaaaaaaaaaaaaaaaaaaaaaaaaa HTTP/1.0\r\n\r\n", "startLine", 30),
        ("GET / HTTP/1.0\r\n\(String(repeating: "a", count: 90)): b\r\n\r\n", "headBytes", 80),
        ("GET / HTTP/1.0\r\na: b\r\nc: d\r\ne: f\r\n\r\n", "fieldLines", 2),
        ("GET / HTTP/1.0\r\na: b\r\n c\r\n d\r\n\r\n", "fieldLines", 2),
        (chunkedHead + "1;aaaaaaaaaaaaaaa\r\nb\r\n0\r\n\r\n", "chunkLine", 8),
        (chunkedHead + "0\r\na: b\r\nc: d\r\ne: f\r\n\r\n", "fieldLines", 2),
        (chunkedHead + "0\r\na: \(String(repeating: "b", count: 90))\r\n\r\n", "headBytes", 80),
    ])
    func passedLimitsAreNamedAndTheNextMessageIsFound(text: String, name: String, allowed: Int) throws {
        let next = "GET / HTTP/1.0\r\n\r\n"
        for feeding in Feeding.all(seed: 3) {
            let found = HTTPTests.frames([client(text + next)], feeding: feeding, limits: Self.small)
            try #require(found.count >= 2, "\(feeding)")
            #expect(
                found[0].error?.fault == .limit(name: name, actual: allowed + 1, allowed: allowed), "\(feeding)")
            #expect(found[0].range.lowerBound == 0)
            let last = try #require(found.last)
            #expect(last.kind == .request)
            #expect(last.range == UInt64(text.utf8.count)..<UInt64((text + next).utf8.count), "\(feeding)")
        }
    }

    @Test func aHeadOfExactlyTheLimitPasses() {
        let head = "GET / HTTP/1.0\r\na: " + String(repeating: "b", count: 80 - 16 - 3 - 4) + "\r\n\r\n"
        #expect(head.utf8.count == 80)
        for feeding in Feeding.all() {
            #expect(
                HTTPTests.frames([client(head)], feeding: feeding, limits: Self.small).map(\.brief) == [
                    "request 0..<80 none 0 #0"
                ])
        }
        let more = head.replacing("a:", with: "aa:")
        let briefs = Feeding.all().map {
            HTTPTests.frames([client(more)], feeding: $0, limits: Self.small).map(\.brief)
        }
        #expect(briefs[0] == ["unparsed 0..<81 none 0 #0 error: longer than the limit headBytes allows"])
        #expect(Set(briefs).count == 1)
        // Two octets too many: the CR of the empty line is past the limit already.
        let most = head.replacing("a:", with: "aaa:")
        let found = Feeding.all().map { HTTPTests.frames([client(most)], feeding: $0, limits: Self.small) }
        #expect(found[0].first?.error?.fault == .limit(name: "headBytes", actual: 81, allowed: 80))
        #expect(Set(found).count == 1)
    }
}

@Suite struct PositionTests {
    @Test func everyStepOfARequestIsTold() {
        var conversation = Conversation()
        let steps: [(String, Position)] = [
            ("", .startLine(octets: 0)), ("POST", .startLine(octets: 4)), (" / HTTP/1.1\r\n", .fieldLines(count: 0)),
            ("Host: a\r\nExpect: 100-continue\r\n", .fieldLines(count: 2)),
            ("Content-Length: 5\r\n\r\n", .content(left: 5)), ("hel", .content(left: 2)),
            ("lo", .startLine(octets: 0)), ("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", .chunkSize),
            ("4\r\n", .chunkData(left: 4)), ("abc", .chunkData(left: 1)), ("d\r", .chunkData(left: 0)),
            ("\n0\r\n", .trailerSection), ("a: b\r\n", .trailerSection), ("\r\n", .startLine(octets: 0)),
        ]
        for (text, expected) in steps {
            conversation.receive(Array(text.utf8).span, .clientToServer) { _ in }
            #expect(conversation.position(.clientToServer) == expected, "after \(text.debugDescription)")
            #expect(conversation.awaitsContinue == (expected == .content(left: 5)))
        }
        #expect(conversation.outstanding == 2)
        conversation.receive(Array("HTTP/1.1 200 OK\r\n\r\n".utf8).span, .serverToClient) { _ in }
        #expect(conversation.position(.serverToClient) == .untilClose)
        #expect(conversation.outstanding == 1)
        conversation.receive(Array("no request\r\n".utf8).span, .clientToServer) { _ in }
        guard case .unparsed(let error) = conversation.position(.clientToServer) else {
            Issue.record("not unparsed")
            return
        }
        #expect(error.reference == "RFC 9112 §3")
    }

    @Test func bothSidesOfATunnelAreToldAtOnce() {
        var conversation = Conversation()
        conversation.receive(Array("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n".utf8).span, .clientToServer) { _ in }
        conversation.receive(Array("HTTP/1.1 200 OK\r\n\r\n".utf8).span, .serverToClient) { _ in }
        #expect(conversation.position(.clientToServer) == .tunnel)
        #expect(conversation.position(.serverToClient) == .tunnel)
    }
}
