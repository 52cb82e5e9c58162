import HTTP
import Octets
import Testing

@testable import Lab

/// What the web lab answers, without a socket.
@Suite struct WebServerTests {
    static let now = FieldDate(seconds: newYear)

    /// The answer to bytes, as the driver would find it.
    static func answer(_ text: String, _ state: inout WebState) throws -> WebAnswer {
        var limits = HTTP.Limits()
        limits.content = WebServer.contentLimit
        var reader = RequestReader(limits: limits)
        reader.append(Array(text.utf8).span)
        do throws(ParseError) {
            guard let request = try reader.next() else { throw ParseError(.misuse, at: 0..<0, "not whole", "") }
            return WebServer.respond(to: request, state: &state, now: now)
        } catch {
            if error.fault == .misuse { throw error }
            return WebServer.refuse(error, now: now)
        }
    }

    static func answer(_ text: String) throws -> WebAnswer {
        var state = WebState()
        return try answer(text, &state)
    }

    struct Case: CustomTestStringConvertible, Sendable {
        var request: String
        var status: Int
        var fields: [String: String] = [:]
        var closes = false
        var testDescription: String { String(request.prefix { $0 != "\r\n" }) }
    }

    static let host = "Host: gaia.cs.umass.edu\r\n"
    static let tag = WebPages.all["/index.html"]?.tag.description ?? ""
    static let long = String(repeating: "x", count: 9000)

    static let cases: [Case] = [
        Case(
            request: "GET / HTTP/1.1\r\n\(host)\r\n", status: 200, fields: ["Content-Type": "text/html; charset=utf-8"]),
        Case(request: "GET /index.html HTTP/1.1\r\n\(host)\r\n", status: 200, fields: ["ETag": tag]),
        Case(
            request: "GET /kurose_ross/interactive/index.php HTTP/1.1\r\n\(host)\r\n", status: 200,
            fields: ["Last-Modified": "Tue, 01 Mar 2016 18:57:50 GMT"]),
        Case(request: "GET /someDepartment/home.index HTTP/1.1\r\nHost: www.someSchool.edu\r\n\r\n", status: 200),
        Case(request: "GET http://gaia.cs.umass.edu/index.html HTTP/1.1\r\n\(host)\r\n", status: 200),
        Case(request: "GET http://gaia.cs.umass.edu HTTP/1.1\r\n\(host)\r\n", status: 200),
        Case(request: "GET / HTTP/1.0\r\n\r\n", status: 200, fields: ["Connection": "close"], closes: true),
        Case(
            request: "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", status: 200,
            fields: ["Connection": "keep-alive"]),
        Case(
            request: "GET / HTTP/1.1\r\n\(host)Connection: close\r\n\r\n", status: 200, fields: ["Connection": "close"],
            closes: true),
        Case(request: "GET /index.html HTTP/1.1\r\n\(host)If-None-Match: \(tag)\r\n\r\n", status: 304),
        Case(request: "HEAD /index.html HTTP/1.1\r\n\(host)If-None-Match: W/\(tag)\r\n\r\n", status: 304),
        Case(request: "GET /index.html HTTP/1.1\r\n\(host)If-None-Match: \"other\"\r\n\r\n", status: 200),
        Case(
            request: "GET / HTTP/1.1\r\n\(host)If-Modified-Since: Tue, 01 Mar 2016 18:57:50 GMT\r\n\r\n", status: 304),
        Case(
            request: "GET / HTTP/1.1\r\n\(host)If-Modified-Since: Tue, 01 Mar 2016 18:57:49 GMT\r\n\r\n", status: 200),
        Case(request: "GET / HTTP/1.1\r\n\(host)If-Match: \"other\"\r\n\r\n", status: 412),
        Case(
            request: "GET /old HTTP/1.1\r\n\(host)\r\n", status: 301, fields: ["Location": "/index.html"]),
        Case(request: "GET /nothing HTTP/1.1\r\n\(host)\r\n", status: 404),
        Case(
            request: "DELETE /index.html HTTP/1.1\r\n\(host)\r\n", status: 405, fields: ["Allow": "GET, HEAD, OPTIONS"]),
        Case(
            request: "POST /files/a HTTP/1.1\r\n\(host)Content-Length: 0\r\n\r\n", status: 405,
            fields: ["Allow": "GET, HEAD, PUT, DELETE, OPTIONS"]),
        Case(request: "PUT /files/ HTTP/1.1\r\n\(host)Content-Length: 0\r\n\r\n", status: 405),
        Case(
            request: "OPTIONS * HTTP/1.1\r\n\(host)\r\n", status: 204,
            fields: ["Allow": "GET, HEAD, PUT, DELETE, OPTIONS"]),
        Case(request: "CONNECT a.edu:443 HTTP/1.1\r\nHost: a.edu:443\r\n\r\n", status: 405, closes: true),
        Case(request: "GET / HTTP/1.1\r\n\r\n", status: 400, closes: true),
        Case(request: "GET / HTTP/1.1\r\nHost : x\r\n\r\n", status: 400, closes: true),
        Case(request: "GET /\r\n\r\n", status: 400, closes: true),
        Case(request: "\u{16}\u{3}\u{1}\r\n\r\n", status: 400, closes: true),
        Case(request: "GET index.html HTTP/1.1\r\n\(host)\r\n", status: 400),
        Case(request: "GET / HTTP/2.0\r\n\(host)\r\n", status: 505, closes: true),
        Case(request: "BREW / HTTP/1.1\r\n\(host)\r\n", status: 501),
        Case(
            request: "POST /form HTTP/1.1\r\n\(host)Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", status: 501),
        Case(request: "GET / HTTP/1.1\r\n\(host)Expect: miracles\r\n\r\n", status: 417),
        Case(request: "POST /form HTTP/1.1\r\n\(host)\r\n", status: 411),
        Case(request: "POST /form HTTP/1.1\r\n\(host)Content-Length: 8388609\r\n\r\n", status: 413, closes: true),
        Case(request: "GET /\(long) HTTP/1.1\r\n\(host)\r\n", status: 414, closes: true),
        Case(
            request: "GET / HTTP/1.1\r\n\(host)" + String(repeating: "X: y\r\n", count: 300) + "\r\n", status: 431,
            closes: true),
        Case(
            request: "POST /form HTTP/1.1\r\n\(host)Content-Length: 2\r\nContent-Type: text/plain\r\n\r\na=",
            status: 415),
        Case(request: "GET /flood HTTP/1.1\r\n\(host)\r\n", status: 400),
        Case(request: "GET /flood?bytes=1000000001 HTTP/1.1\r\n\(host)\r\n", status: 400),
        Case(request: "GET /flood?bytes=-1 HTTP/1.1\r\n\(host)\r\n", status: 400),
        Case(
            request: "GET /flood?bytes=1000000000 HTTP/1.1\r\n\(host)\r\n", status: 200,
            fields: ["Content-Length": "1000000000"]),
        Case(request: "GET /slow?ms=10001 HTTP/1.1\r\n\(host)\r\n", status: 400),
    ]

    @Test(arguments: cases)
    func answers(example: Case) throws {
        let answer = try Self.answer(example.request)
        #expect(answer.response.status.rawValue == example.status)
        #expect(answer.closes == example.closes)
        for (name, value) in example.fields { #expect(answer.response.fields[name] == value) }
        #expect(answer.response.fields["Date"] == "Thu, 01 Jan 2026 00:00:00 GMT")
        #expect(answer.response.fields["Server"] == "Wireside (lab)")
        let content = answer.response.content.isEmpty && answer.floodBytes == nil
        #expect(content == [204, 304].contains(example.status))
        #expect((answer.response.fields["Connection"] == "close") == example.closes)
    }

    @Test func theBasePageNamesTenPicturesThatAreJPEGs() throws {
        let page = String(
            decoding: try Self.answer("GET / HTTP/1.1\r\n\(Self.host)\r\n").response.content, as: UTF8.self)
        let names = page.split(separator: "<img src=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
        #expect(names.count == 10)
        var pictures: Set<[UInt8]> = []
        for name in names {
            let answer = try Self.answer("GET \(name) HTTP/1.1\r\n\(Self.host)\r\n")
            #expect(answer.response.status == 200)
            #expect(answer.response.fields["Content-Type"] == "image/jpeg")
            pictures.insert(answer.response.content)
        }
        #expect(pictures.count == 10)
    }

    @Test func aVisitorIsRemembered() throws {
        var state = WebState()
        let first = try Self.answer("GET /cookie HTTP/1.1\r\n\(Self.host)\r\n", &state)
        #expect(first.response.fields["Set-Cookie"]?.hasPrefix("id=1678;") == true)
        #expect(String(decoding: first.response.content, as: UTF8.self).contains("you are visitor 1678"))
        let second = try Self.answer("GET /cookie HTTP/1.1\r\n\(Self.host)Cookie: a=b; id=1678\r\n\r\n", &state)
        #expect(second.response.fields["Set-Cookie"] == nil)
        #expect(String(decoding: second.response.content, as: UTF8.self).contains("visitor 1678, and this is visit 2"))
        let stranger = try Self.answer("GET /cookie HTTP/1.1\r\n\(Self.host)Cookie: id=1\r\n\r\n", &state)
        #expect(stranger.response.fields["Set-Cookie"]?.hasPrefix("id=1679;") == true)
    }

    @Test func theOldestVisitorIsForgotten() {
        var state = WebState()
        for _ in 0...WebState.visitorLimit { _ = state.newVisitor() }
        #expect(state.welcome(WebState.firstVisitor) == nil)
        #expect(state.welcome(WebState.firstVisitor + 1) == 2)
    }

    @Test func filesAreMadeReplacedReadAndRemoved() throws {
        var state = WebState()
        func put(_ content: String, _ fields: String = "") throws -> WebAnswer {
            try Self.answer(
                "PUT /files/a%20b HTTP/1.1\r\n\(Self.host)Content-Type: text/plain\r\n\(fields)"
                    + "Content-Length: \(content.utf8.count)\r\n\r\n\(content)", &state)
        }
        func ask(_ method: String, _ fields: String = "") throws -> WebAnswer {
            try Self.answer("\(method) /files/a%20b HTTP/1.1\r\n\(Self.host)\(fields)\r\n", &state)
        }
        #expect(try ask("GET").response.status == 404)
        #expect(try ask("DELETE").response.status == 404)
        #expect(try put("one").response.status == 201)
        #expect(try put("two", "If-None-Match: *\r\n").response.status == 412)
        let former = try #require(try ask("GET").response.fields["ETag"])
        #expect(try put("two", "If-Match: \(former)\r\n").response.status == 204)
        #expect(try put("three", "If-Match: \(former)\r\n").response.status == 412)
        let answer = try ask("GET")
        #expect(answer.response.content == Array("two".utf8))
        #expect(answer.response.fields["Content-Type"] == "text/plain")
        #expect(try ask("DELETE", "If-Match: \(former)\r\n").response.status == 412)
        #expect(try ask("DELETE").response.status == 204)
        #expect(state.fileBytes == 0)
    }

    @Test func filesAreBoundedInNumberAndBytes() {
        var state = WebState()
        let large = Resource("a/b", Array(repeating: 0, count: WebState.fileBytesLimit), modified: Self.now)
        let small = Resource("a/b", [1], modified: Self.now)
        #expect(state.store(large, at: "/files/0") == .created)
        #expect(state.store(small, at: "/files/1") == .noRoom)
        #expect(state.store(small, at: "/files/0") == .replaced)
        for number in 1..<WebState.fileLimit { #expect(state.store(small, at: "/files/\(number)") == .created) }
        #expect(state.store(small, at: "/files/one too many") == .noRoom)
        #expect(state.fileBytes == WebState.fileLimit)
    }

    @Test func formsAndSearchesAreReadAndEscaped() throws {
        let search = try Self.answer("GET /animalsearch?monkeys&banana HTTP/1.1\r\n\(Self.host)\r\n")
        let page = String(decoding: search.response.content, as: UTF8.self)
        #expect(page.contains("<li>monkeys</li>\n<li>banana</li>"))
        let content = "animal=%3Cb%3E&fruit=a+banana"
        let form = try Self.answer(
            "POST /form HTTP/1.1\r\n\(Self.host)Content-Type: application/x-www-form-urlencoded\r\n"
                + "Content-Length: \(content.utf8.count)\r\n\r\n\(content)")
        let answer = String(decoding: form.response.content, as: UTF8.self)
        #expect(answer.contains("<li>animal = &lt;b&gt;</li>\n<li>fruit = a banana</li>"))
    }

    @Test func chunksComeWithATrailerButNotForHTTP10() throws {
        var bytes: [UInt8] = []
        try Self.answer("GET /chunked HTTP/1.1\r\n\(Self.host)\r\n").response.serialize(into: &bytes, chunkSize: 64)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("Transfer-Encoding: chunked\r\n"))
        #expect(text.contains("Trailer: Line-Count\r\n"))
        #expect(!text.contains("Content-Length"))
        #expect(text.hasSuffix("0\r\nLine-Count: 8\r\n\r\n"))
        let old = try Self.answer("GET /chunked HTTP/1.0\r\n\r\n").response
        #expect(old.fields["Transfer-Encoding"] == nil)
        #expect(old.trailers == [:])
    }

    @Test func everyPathAnswersHeadAsGetWithoutContent() throws {
        let paths = Array(WebPages.all.keys) + ["/chunked", "/form", "/old", "/nothing", "/files/", "/animalsearch?a"]
        for path in paths {
            var (get, head): ([UInt8], [UInt8]) = ([], [])
            try Self.answer("GET \(path) HTTP/1.1\r\n\(Self.host)\r\n").response.serialize(into: &get)
            try Self.answer("HEAD \(path) HTTP/1.1\r\n\(Self.host)\r\n").response.serialize(
                into: &head, answering: .head)
            #expect(head.suffix(4) == Array("\r\n\r\n".utf8)[...])
            #expect(get.starts(with: head), "\(path)")
            #expect(get.count > head.count)
        }
    }
}
