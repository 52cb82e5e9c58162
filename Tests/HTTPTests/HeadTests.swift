import HTTP
import Octets
import TestKit
import Testing

@Suite struct HeadTests {
    @Test func aRequestHeadIsRangesOfItsBytes() throws {
        let bytes = Array((SampleTests.get + "GET /next").utf8)
        let head = try #require(try Head.parse(bytes.span, .clientToServer) as Head?)
        let line = try #require(head.requestLine)
        #expect(bytes.span.text(in: line.method) == "GET")
        #expect(bytes.span.text(in: line.target) == "/kurose/index.html")
        #expect(bytes.span.text(in: line.version) == "HTTP/1.1" && line.versionNumber == .http11)
        #expect(head.fieldLines.map { bytes.span.text(in: $0.name) }.prefix(2) == ["Host", "User-Agent"])
        #expect(head.fieldLines.count == 7)
        let host = try #require(head.field("hOST", in: bytes.span) as FieldLine?)
        #expect(bytes.span.text(in: host.value) == "www-net.cs.umass.edu")
        #expect(bytes.span.text(in: host.range) == "Host: www-net.cs.umass.edu\r\n")
        #expect(head.length == SampleTests.get.utf8.count)
        #expect(head.remarks == [])
    }

    @Test func aResponseHeadIsRangesOfItsBytes() throws {
        let bytes = Array(SampleTests.okHead.utf8)
        let head = try #require(try Head.parse(bytes.span, .serverToClient) as Head?)
        let line = try #require(head.statusLine)
        #expect(line.status == 200 && bytes.span.text(in: line.reason) == "OK")
        #expect(bytes.span.text(in: line.code) == "200")
        let tag = try #require(head.field("ETag", in: bytes.span) as FieldLine?)
        #expect(bytes.span.text(in: tag.value) == "\"17dc6-a5c-bf716880\"")
        let (framing, octets) = try head.framing()
        #expect(framing == .contentLength && octets == 2652)
        let (toHead, none) = try head.framing(answering: .head)
        #expect(toHead == .none && none == 0)
    }

    @Test func nothingIsParsedUntilTheEmptyLineIsThere() throws {
        let bytes = Array(SampleTests.okHead.utf8)
        for count in 0..<bytes.count {
            let part = Array(bytes[..<count])
            #expect(try Head.parse(part.span, .serverToClient) == nil)
        }
    }

    @Test(arguments: [
        ("GET /animalsearch?monkeys&banana HTTP/1.1", "GET", "/animalsearch?monkeys&banana"),
        ("GET animalsearch?monkeys&banana HTTP/1.1", "GET", "animalsearch?monkeys&banana"),
        ("OPTIONS * HTTP/1.1", "OPTIONS", "*"), ("BREW /pot HTTP/1.1", "BREW", "/pot"),
        ("GET http://a.example/b?c#d HTTP/1.0", "GET", "http://a.example/b?c#d"),
        ("CONNECT a.example:443 HTTP/1.1", "CONNECT", "a.example:443"),
        ("GET   /a\t  HTTP/1.1  ", "GET", "/a"), ("GET /a b HTTP/1.1", "GET", "/a b"),
        ("GET /%41é HTTP/1.1", "GET", "/%41é"),
    ])
    func methodAndTargetSurviveAsTheyAre(line: String, method: String, target: String) throws {
        let bytes = Array((line + "\r\nHost: NetC6y&B23V\r\n\r\n").utf8)
        let head = try #require(try Head.parse(bytes.span, .clientToServer) as Head?)
        let request = try #require(head.requestLine)
        #expect(bytes.span.text(in: request.method) == method)
        #expect(bytes.span.text(in: request.target) == target)
        let host = try #require(head.field("host", in: bytes.span) as FieldLine?)
        #expect(bytes.span.text(in: host.value) == "NetC6y&B23V")
    }

    @Test(arguments: [
        ("", "a request-line begins with a method and a space"),
        (" ", "a request-line begins with a method and a space"),
        ("GET", "a request-line begins with a method and a space"),
        ("G(T / HTTP/1.1", "a request-line begins with a method and a space"),
        ("GET /", "a request-line ends with a version such as HTTP/1.1"),
        ("GET / http/1.1", "a request-line ends with a version such as HTTP/1.1"),
        ("GET / HTTP/1.10", "a request-line ends with a version such as HTTP/1.1"),
        ("GET / HTTP/11", "a request-line ends with a version such as HTTP/1.1"),
        ("GET /HTTP/1.1", "a request-line ends with a version such as HTTP/1.1"),
        ("GET  HTTP/1.1", "the request-line has no target"),
        ("GET HTTP/1.1", "the request-line has no target"),
    ])
    func malformedRequestLines(line: String, reason: String) {
        let bytes = Array((line + "\r\nHost: a\r\n\r\n").utf8)
        let error = #expect(throws: ParseError.self) { try Head.parse(bytes.span, .clientToServer) }
        #expect(error?.reason == reason)
        #expect(error?.range == 0..<line.utf8.count && error?.fault == .peer && error?.reference == "RFC 9112 §3")
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK", 200, "OK"), ("HTTP/1.0 404 Not Found", 404, "Not Found"), ("HTTP/1.1 200 ", 200, ""),
        ("HTTP/1.1 200", 200, ""), ("HTTP/1.1 799 x\u{80}y", 799, "x\u{80}y"), ("HTTP/2.0 099 a  b", 99, "a  b"),
    ])
    func statusLines(line: String, status: Int, reason: String) throws {
        let bytes = Array((line + "\r\n\r\n").utf8)
        let head = try #require(try Head.parse(bytes.span, .serverToClient) as Head?)
        #expect(head.statusLine?.status == Status(status))
        #expect(head.statusLine.map { bytes.span.text(in: $0.reason) } == reason)
    }

    @Test(arguments: [
        "HTTP/1.1", "HTTP/1.1 20", "HTTP/1.1 2000 x", "HTTP/1.1 2x0 x", "HTTP/1.1  200", "ICY 200 OK", "HTTP/1.x 200 a",
    ])
    func malformedStatusLines(line: String) {
        let bytes = Array((line + "\r\n\r\n").utf8)
        let error = #expect(throws: ParseError.self) { try Head.parse(bytes.span, .serverToClient) }
        #expect(error?.reference == "RFC 9112 §4")
    }

    /// Lines behind `GET / HTTP/1.1` and `Host: a`, and what is said of them with the text it is said of.
    @Test(arguments: [
        ("a : b\r\n", Gravity.error, "whitespace between field name and colon", " "),
        ("a: b\r\n\t c\r\n", .warning, "the value is folded over lines", "\t c"),
        ("nothing\r\n", .error, "a field line without a colon", "nothing"),
        ("a b: c\r\n", .error, "the field name is no token", "a b"),
        (": c\r\n", .error, "the field name is no token", ""),
        ("a: b\0c\r\n", .error, "a NUL in a field line", "\0"),
        ("a: b\rc\r\n", .error, "a bare CR in a field line", "\r"),
        ("a: b\u{7}\r\n", .warning, "a control character in a field line", "\u{7}"),
        ("a: b\n", .note, "the line ends with a bare LF", "\n"),
        ("Host: b\r\n", .error, "more than one Host field", "Host: b\r\n"),
        ("Transfer-Encoding: chunked, chunked\r\n", .warning, "chunked is applied more than once", "chunked, chunked"),
    ])
    func peculiarities(lines: String, gravity: Gravity, text: String, place: String) throws {
        let bytes = Array(("GET / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n").utf8)
        let head = try #require(try Head.parse(bytes.span, .clientToServer) as Head?)
        let remark = try #require(head.remarks.first)
        #expect(head.remarks.count == 1)
        #expect(remark.gravity == gravity && remark.text == text)
        #expect(bytes.span.text(in: remark.range) == place)
        #expect(head.length == bytes.count)
    }

    @Test func aLineThatContinuesNothingIsTold() throws {
        let bytes = Array("GET / HTTP/1.0\r\n a: b\r\nc: d\r\n\r\n".utf8)
        let head = try #require(try Head.parse(bytes.span, .clientToServer) as Head?)
        #expect(head.remarks.map(\.text) == ["a line that begins with whitespace continues no field"])
        #expect(head.fieldLines.count == 1)
    }

    @Test(arguments: [
        ("a: b\r\n c\r\n\td \r\n", "b c d"), ("a:\r\n b\r\n", "b"), ("a: b\r\n \r\n c\r\n", "b  c"),
        ("a: b\n c\n", "b c"),
    ])
    func foldedValuesUnfold(lines: String, value: String) throws {
        let bytes = Array(("GET / HTTP/1.0\r\n" + lines + "\r\n").utf8)
        let head = try #require(try Head.parse(bytes.span, .clientToServer) as Head?)
        let field = try #require(head.fieldLines.first)
        #expect(head.fieldLines.count == 1)
        #expect(Head.text(of: field.value, in: bytes.span) == value)
        #expect(bytes.span.text(in: field.range) == lines)
    }

    @Test func limitsCarryBothFigures() {
        let bytes = Array(("GET / HTTP/1.0\r\n" + String(repeating: "a: b\r\n", count: 201) + "\r\n").utf8)
        let error = #expect(throws: ParseError.self) { try Head.parse(bytes.span, .clientToServer) }
        #expect(error?.fault == .limit(name: "fieldLines", actual: 201, allowed: 200))
    }
}

@Suite struct ChunkTests {
    @Test func sizesExtensionsDataAndTrailersHaveRanges() throws {
        let text = "head5;a=\"b\";c\r\nhello\r\n0A\r\n0123456789\r\n000\r\nDigest: x\r\n\r\nGET"
        let bytes = Array(text.utf8)
        let content = try #require(try chunks(in: bytes.span, from: 4) as ChunkedContent?)
        #expect(content.chunks.map { bytes.span.text(in: $0.sizeLine) } == ["5;a=\"b\";c\r\n", "0A\r\n", "000\r\n"])
        #expect(content.chunks.map { bytes.span.text(in: $0.extensions) } == [";a=\"b\";c", "", ""])
        #expect(content.chunks.map { bytes.span.text(in: $0.data) } == ["hello", "0123456789", ""])
        #expect(content.trailers.map { bytes.span.text(in: $0.name) } == ["Digest"])
        #expect(content.length == 15)
        #expect(bytes.span.text(in: content.end..<bytes.count) == "GET")
        for count in 4..<content.end {
            let part = Array(bytes[..<count])
            #expect(try chunks(in: part.span, from: 4) == nil)
        }
    }

    @Test(arguments: [
        ("", "a chunk begins with its size in hexadecimal digits", 0..<0),
        ("+5", "a chunk begins with its size in hexadecimal digits", 0..<2),
        ("-1", "a chunk begins with its size in hexadecimal digits", 0..<2),
        ("0x5", "a chunk begins with its size in hexadecimal digits", 0..<3),
        (" 5", "a chunk begins with its size in hexadecimal digits", 0..<2),
        ("5 5", "a chunk begins with its size in hexadecimal digits", 0..<3),
        ("fffffffffffffffff", "the chunk size is more than 64 bits hold", 0..<17),
        ("2", "the chunk's data is longer than its size says", 5..<6),
    ])
    func malformed(size: String, reason: String, range: Range<Int>) {
        let bytes = Array((size + "\r\nhello\r\n0\r\n\r\n").utf8)
        let error = #expect(throws: ParseError.self) { try chunks(in: bytes.span, from: 0) }
        #expect(error?.reason == reason && error?.range == range)
    }

    @Test func theLargestSizeDoesNotOverflow() throws {
        let bytes = Array("ffffffffffffffff\r\nhello".utf8)
        #expect(try chunks(in: bytes.span, from: 0) == nil)
    }
}
