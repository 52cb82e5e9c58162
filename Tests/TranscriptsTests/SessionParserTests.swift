import Octets
import Testing

@testable import Transcripts

private let head = #"{"format":"wireside-session","version":1}"# + "\n"
private let open0 = #"{"t":0,"c":0,"k":"open","server":"127.0.0.1:25"}"# + "\n"

@Suite struct SessionParserTests {
    /// Written by hand, with what editors add: a byte order mark, CRLF, blank lines, no LF at the end.
    static let handWritten =
        "\u{FEFF}" + #"{"format": "wireside-session", "version": 1, "title": "greeting"}"# + "\r\n\r\n"
        + #"  {"k": "open", "server": "127.0.0.1:25", "server_name": "hamburger.edu"}"# + "\r\n"
        + #"{"t": 0.5, "k": "data", "d": "s>c", "s": "220 hamburger.edu\r\n"}"# + "\r\n"
        + "\t\n"
        + #"{"k": "note", "text": "the server speaks first"}"#

    @Test(arguments: [1, 2, 7, 64, Int.max]) func handWrittenFile(chunk: Int) {
        let reading = read(Self.handWritten, chunk: chunk)
        let opening = Opening(
            transport: .tcp, client: Endpoint(address: ""),
            server: Endpoint(address: "127.0.0.1:25", name: "hamburger.edu"))
        #expect(
            reading
                == Reading(
                    header: SessionHeader(title: "greeting"),
                    events: [
                        event(0, .open(opening)),
                        event(500_000_000, .data(.serverToClient, Array("220 hamburger.edu\r\n".utf8))),
                        event(500_000_000, .note("the server speaks first")),
                    ]))
    }

    @Test func linesAreNumberedWithTheBlankOnes() {
        var parser = SessionParser()
        parser.append(Array((head + "\n\n" + open0).utf8).span)
        #expect((try? parser.next()) != nil)
        #expect(parser.line == 1)
        #expect((try? parser.next()) != nil)
        #expect(parser.line == 4)
    }

    @Test func nilUntilTheLineEnds() throws {
        var parser = SessionParser()
        parser.append(Array(head.dropLast().utf8).span)
        #expect(try parser.next() == nil)
        parser.append([0x0A].span)
        #expect(try parser.next() == .header(SessionHeader()))
        #expect(try parser.next() == nil)
    }

    /// A recording cut at every byte of its last line opens with everything before.
    @Test func tornLastLine() {
        let events = [
            event(0, .open(someOpening)), event(1, .data(.clientToServer, Array("HELO crepes.fr\r\n".utf8))),
            event(2, .data(.serverToClient, [0xFF, 0xFE])),
        ]
        let file = write(SessionHeader(title: "x"), events)
        let before = write(SessionHeader(title: "x"), Array(events.dropLast())).count
        for cut in before..<file.count {
            let reading = read(Array(file[..<cut]), chunk: 11)
            let missesOnlyItsFeed = cut == file.count - 1
            let kept = missesOnlyItsFeed ? events : Array(events.dropLast())
            let torn =
                cut == before || missesOnlyItsFeed ? nil : SessionParser.TornLine(line: 4, byteCount: cut - before)
            #expect(reading == Reading(header: SessionHeader(title: "x"), events: kept, torn: torn), "cut at \(cut)")
        }
    }

    @Test func zerosAfterACrashAreATornLine() {
        let reading = read(Array((head + open0).utf8) + [UInt8](repeating: 0, count: 100))
        #expect(reading.events.count == 1)
        #expect(reading.errors == [])
        #expect(reading.torn == SessionParser.TornLine(line: 3, byteCount: 100))
    }

    static let noHeaders = [
        "", "\n", "GET / HTTP/1.1\r\n\r\n", "{}", "{}\n" + open0, #"{"format":"har","version":1}"# + "\n", "[1]\n",
        #"{"format":"wireside-session"}"# + "\n", #"{"format":"wireside-session","version":2}"# + "\n",
        #"{"format":"wireside-session","version":"1"}"# + "\n", #"{"format":"wireside-session","ver"#,
        #"{"format":"wireside-session","version":1,"start":"yesterday"}"# + "\n",
        #"{"format":"wireside-session","version":1,"title":5}"# + "\n", "\u{1}\u{2}\n",
    ]

    @Test(arguments: noHeaders) func withoutAHeaderThereIsOneError(text: String) {
        let reading = read(text, chunk: 3)
        #expect(reading.errors.count == 1)
        #expect(reading.header == nil)
        #expect(reading.events == [])
        #expect(reading.torn == nil)
    }

    static let breaches: [(String, String)] = [
        ("?", "no JSON value begins like this at column 1; each line is one JSON object"),
        (#"{"t":1"#, "expected a comma or } at column 7; each line is one JSON object"),
        ("[1]", "the line is no JSON object; write {\"t\":0,\"k\":\"note\",…}"),
        (#"{"t":1}"#, #"the line has no kind; give it a "k" such as "data" or "note""#),
        (#"{"t":1,"t":2,"k":"pause"}"#, "the name t stands twice at column 8; each line is one JSON object"),
        (
            #"{"t":"1","k":"pause"}"#,
            "t is no time in seconds; write a decimal number from 0 up with at most nine digits"
        ),
        (
            #"{"t":-1,"k":"pause"}"#,
            "t is no time in seconds; write a decimal number from 0 up with at most nine digits"
        ),
        (
            #"{"t":1e3,"k":"pause"}"#,
            "t is no time in seconds; write a decimal number from 0 up with at most nine digits"
        ),
        (
            #"{"t":0.0000000001,"k":"pause"}"#,
            "t is no time in seconds; write a decimal number from 0 up with at most nine digits"
        ),
        (#"{"c":1.5,"k":"pause"}"#, "c is no whole number; write a number from 0 up, without quotes"),
        (#"{"c":4294967296,"k":"pause"}"#, "c is too large; number connections from 0"),
        (#"{"k":7}"#, "k is no text; put it in quotes"),
        (#"{"k":"data","s":"x"}"#, #"the line has no direction; give it "d":"c>s" or "d":"s>c""#),
        (#"{"k":"data","d":"up","s":"x"}"#, #"the line has no direction; give it "d":"c>s" or "d":"s>c""#),
        (#"{"k":"data","d":"c>s"}"#, #"the data line has no bytes; give it "s" (text) or "b" (base64)"#),
        (#"{"k":"data","d":"c>s","s":"","b":""}"#, "the data line has both s and b; keep one of them"),
        (
            #"{"k":"data","d":"c>s","b":"QQ"}"#,
            "b is not base64: base64 comes in groups of four octets, and 2 is not whole; encode the bytes again"
        ),
        (#"{"k":"close","by":"me"}"#, #"by names no end; write "by":"client" or "by":"server""#),
        (#"{"k":"close","half":1}"#, "half is neither true nor false; write true or false"),
        (#"{"t":0.1,"k":"pause"}"#, "time goes back; put lines in the order of their t"),
        (#"{"k":"open"}"#, "connection 0 was opened before; give it a number of its own"),
        (#"{"c":3,"k":"data","d":"c>s","s":"x"}"#, "connection 3 was never opened; add its open line above"),
        (#"{"c":1,"k":"data","d":"c>s","s":"x"}"#, "connection 1 is closed; move this line above its close line"),
        (#"{"c":1,"k":"close"}"#, "connection 1 is closed; move this line above its close line"),
        (#"{"c":3,"k":"redact","d":"c>s"}"#, "connection 3 was never opened; add its open line above"),
    ]

    /// A broken line is told with its number, and everything around it is kept.
    @Test(arguments: breaches) func breach(text: String, message: String) {
        let before = head + open0 + #"{"c":1,"k":"open"}"# + "\n" + #"{"t":0.5,"c":1,"k":"close"}"# + "\n"
        let reading = read(before + text + "\n" + #"{"t":1,"k":"note","text":"after"}"# + "\n", chunk: 5)
        #expect(reading.errors.map(\.description) == ["line 5: \(message)"])
        #expect(reading.events.count == 4)
        #expect(reading.events.last == event(1_000_000_000, .note("after")))
    }

    @Test func aBrokenLastLineWithItsFeedIsAnErrorAndNotTorn() {
        let reading = read(head + open0 + "{\n")
        #expect(reading.errors.count == 1)
        #expect(reading.torn == nil)
    }

    @Test func illFormedUTF8IsToldWithItsLine() {
        let reading = read(Array(head.utf8) + Array(#"{"k":"note","text":""#.utf8) + [0xFF] + Array("\"}\n".utf8))
        #expect(reading.errors.map(\.line) == [2])
        #expect(reading.events == [])
    }

    /// Half a close leaves the connection open.
    @Test func dataAfterAHalfCloseIsFine() {
        let reading = read(
            head + open0 + #"{"k":"close","by":"client","half":true}"# + "\n" + #"{"k":"data","d":"s>c","s":"x"}"#
                + "\n")
        #expect(reading.errors == [])
        #expect(reading.events.count == 3)
    }

    @Test(arguments: [1000, 1 << 16, Int.max]) func tooLongALineIsSkipped(chunk: Int) {
        let long = #"{"k":"note","text":""# + String(repeating: "x", count: SessionParser.lineLimit + 70_000) + "\"}\n"
        let reading = read(head + long + #"{"k":"note","text":"after"}"# + "\n", chunk: chunk)
        #expect(reading.errors.map(\.line) == [2])
        #expect(reading.events == [event(0, .note("after"))])
    }

    @Test func unknownKindsAndMembersSurviveARoundTrip() {
        let text =
            #"{"format":"wireside-session","version":1,"title":"t","course":"cs453"}"# + "\n"
            + #"{"t":0,"c":0,"k":"open","role":"client","transport":"quic","server":"x:1","alpn":["h3"]}"# + "\n"
            + #"{"t":0,"c":0,"k":"tls","version":"1.3","records":[{"n":1.0e2}]}"# + "\n"
            + #"{"t":0.25,"c":0,"k":"data","d":"c>s","s":"x","sealed":false}"# + "\n"
        let reading = read(text)
        #expect(reading.errors == [])
        #expect(String(decoding: write(reading.header ?? SessionHeader(), reading.events), as: UTF8.self) == text)
    }

    @Test func aConnectionPastTheLimitIsRefused() throws {
        var order = SessionOrder()
        for number in 0..<SessionOrder.connectionLimit {
            try order.admit(event(0, number, .open(someOpening)), line: 2)
        }
        let error = #expect(throws: SessionError.self) {
            try order.admit(event(0, SessionOrder.connectionLimit, .open(someOpening)), line: 9)
        }
        #expect(error?.description == "line 9: this is connection 1048577 of 1048576 at most; split the file")
    }
}
