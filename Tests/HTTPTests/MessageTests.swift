import HTTP
import Octets
import TestKit
import Testing

@Suite struct MessageTests {
    static func bytes(_ request: Request) -> [UInt8] {
        var bytes: [UInt8] = []
        request.serialize(into: &bytes, chunkSize: 4)
        return bytes
    }

    static func bytes(_ response: Response, answering method: Method = .get) -> [UInt8] {
        var bytes: [UInt8] = []
        response.serialize(into: &bytes, answering: method, chunkSize: 4)
        return bytes
    }

    @Test(arguments: [
        (Request(.get, "/", fields: ["Host": "a"]), "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        (Request(.post, "/", fields: ["Host": "a"]), "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"),
        (
            Request(.put, "/f", version: .http10, content: Array("hi".utf8)),
            "PUT /f HTTP/1.0\r\nContent-Length: 2\r\n\r\nhi"
        ),
        (
            Request(
                .post, "/", fields: ["Transfer-Encoding": "gzip, Chunked"], content: Array("hello".utf8),
                trailers: ["T": "1"]),
            "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n4\r\nhell\r\n1\r\no\r\n0\r\nT: 1\r\n\r\n"
        ),
        (
            Request(.get, "/a b\r\nX: y", fields: ["A": "b\r\nC: d\0", "no name": "x", "": "x"]),
            "GET /a%20b%0d%0aX:%20y HTTP/1.1\r\nA: b  C: d \r\n\r\n"
        ),
    ])
    func requestsAreWritten(request: Request, expected: String) {
        #expect(String(decoding: Self.bytes(request), as: UTF8.self) == expected)
    }

    @Test(arguments: [
        (Response(200, content: Array("ok".utf8)), Method.get, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
        (Response(200, content: Array("ok".utf8)), .head, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"),
        (Response(304, content: Array("ok".utf8)), .get, "HTTP/1.1 304 Not Modified\r\n\r\n"),
        (Response(404), .get, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
        (Response(299, version: .http10), .get, "HTTP/1.0 299 \r\nContent-Length: 0\r\n\r\n"),
        (Response(99, reason: "a\r\nb"), .get, "HTTP/1.1 099 a  b\r\nContent-Length: 0\r\n\r\n"),
        (Response(200), .connect, "HTTP/1.1 200 OK\r\n\r\n"),
        (Response(100), .post, "HTTP/1.1 100 Continue\r\n\r\n"),
    ])
    func responsesAreWritten(response: Response, method: Method, expected: String) {
        #expect(String(decoding: Self.bytes(response, answering: method), as: UTF8.self) == expected)
    }

    @Test func closeDelimitedContentHasNoLength() {
        var bytes: [UInt8] = []
        Response(200, version: .http10, content: Array("ok".utf8)).serialize(into: &bytes, untilClose: true)
        #expect(String(decoding: bytes, as: UTF8.self) == "HTTP/1.0 200 OK\r\n\r\nok")
    }

    @Test func requestsComeBackAsTheyWereWritten() throws {
        var generator = SeededGenerator(seed: 11)
        for round in 0..<50 {
            let requests = (0..<3).map { _ in Self.randomRequest(&generator) }
            let stream = requests.flatMap(Self.bytes)
            for feeding in Feeding.all(seed: UInt64(round), randoms: 1) {
                var reader = RequestReader()
                var found: [Request] = []
                try feeding.feed(stream) { piece in
                    reader.append(piece)
                    while let request = try reader.next() { found.append(request) }
                }
                #expect(found == requests, "seed 11, round \(round), \(feeding)")
                #expect(reader.isEmpty)
            }
        }
    }

    static func randomRequest(_ generator: inout SeededGenerator) -> Request {
        let content = (0..<Int.random(in: 1...20, using: &generator)).map { _ in
            UInt8.random(in: 0...255, using: &generator)
        }
        let target = "/animalsearch?monkeys&banana=\(UInt8.random(in: 0...255, using: &generator))"
        var request = Request(.post, target, fields: ["Host": "NetC6y&B23V", "X": ""], content: content)
        if Bool.random(using: &generator) {
            request.fields.append("Transfer-Encoding", "chunked")
            request.trailers.append("Digest", "\(content.count)")
        } else {
            request.fields.append("Content-Length", "\(content.count)")
        }
        return request
    }

    @Test(arguments: Feeding.all()) func responsesComeBackAsTheyWereWritten(feeding: Feeding) throws {
        let asked: [Method] = [.head, .get, .post, .get]
        let responses = [
            Response(200, fields: ["Content-Length": "5"]), Response(103, fields: ["Link": "x"]),
            Response(200, fields: ["Transfer-Encoding": "chunked"], content: Array("hello".utf8), trailers: ["A": "b"]),
            Response(204), Response(200, fields: ["Server": "s"], content: Array("until\r\n\r\nclose".utf8)),
        ]
        var stream: [UInt8] = []
        for (index, response) in responses.enumerated() {
            response.serialize(
                into: &stream, answering: index == 0 ? .head : .get, untilClose: index == responses.count - 1)
        }
        var reader = ResponseReader()
        for method in asked { reader.expect(method) }
        var found: [Response] = []
        try feeding.feed(stream) { piece in
            reader.append(piece)
            while let response = try reader.next() { found.append(response) }
        }
        #expect(found == Array(responses.dropLast()))
        reader.finish()
        #expect(try reader.next() == responses.last)
        #expect(try reader.next() == nil)
    }

    @Test func expectContinueIsTold() throws {
        var reader = RequestReader()
        reader.append(Array("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n".utf8).span)
        #expect(try reader.next() == nil)
        #expect(reader.awaitsContinue)
        reader.append(Array("o".utf8).span)
        #expect(!reader.awaitsContinue)
        reader.append(Array("k".utf8).span)
        #expect(try reader.next()?.content == Array("ok".utf8))
    }

    @Test func continueIsAskedForOnce() {
        let head = Array("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n".utf8)
        var reader = RequestReader()
        reader.append(head.span)
        #expect(reader.awaitsContinue)
        reader.noteContinue()
        #expect(!reader.awaitsContinue)
        reader.append((Array("ok".utf8) + head).span)
        #expect(reader.awaitsContinue)
        var conversation = Conversation()
        conversation.receive(head.span, .clientToServer) { _ in }
        #expect(conversation.awaitsContinue)
        conversation.receive(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8).span, .serverToClient) { _ in }
        #expect(!conversation.awaitsContinue)
    }

    @Test(arguments: [
        ("no request\r\n", "a request-line ends with a version such as HTTP/1.1"),
        ("GET / HTTP/1.1\r\n\r\n", "a request of HTTP/1.1 without a Host field"),
        ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", "whitespace between field name and colon"),
        ("PUT / HTTP/1.0\r\nContent-Length: 9000000\r\n\r\n", "longer than the limit content allows"),
        (
            "PUT / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
            "a chunk begins with its size in hexadecimal digits"
        ),
    ])
    func aServerRefuses(text: String, reason: String) {
        for feeding in [Feeding.whole, .bytewise] {
            let error = #expect(throws: ParseError.self) {
                var reader = RequestReader()
                try feeding.feed(Array(text.utf8)) { piece in
                    reader.append(piece)
                    _ = try reader.next()
                }
            }
            #expect(error?.reason == reason)
        }
    }

    @Test func chunkedContentStaysWithinTheLimit() {
        var limits = Limits.standard
        limits.content = 10
        var reader = RequestReader(limits: limits)
        reader.append(
            Array("PUT / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n0\r\n\r\n".utf8).span)
        let error = #expect(throws: ParseError.self) { try reader.next() }
        #expect(error?.fault == .limit(name: "content", actual: 11, allowed: 10))
    }

    @Test func fieldsKeepTheirOrderAndIgnoreCase() {
        var fields: Fields = ["Accept": "a", "Connection": "x, Close", "ACCEPT": "b"]
        #expect(fields["accept"] == "a" && fields.values("Accept") == ["a", "b"] && fields["none"] == nil)
        #expect(fields.contains("close", in: "connection") && !fields.contains("clos", in: "connection"))
        fields["accept"] = "c"
        #expect(fields.all.map(\.name) == ["accept", "Connection"])
        fields["Connection"] = nil
        #expect(fields == ["accept": "c"])
    }

    @Test(arguments: [
        (200, "OK"), (304, "Not Modified"), (404, "Not Found"), (505, "HTTP Version Not Supported"), (299, ""),
    ])
    func reasons(code: Int, reason: String) {
        #expect(Status(code).reason == reason)
    }
}
