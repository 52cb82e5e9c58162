import Octets
import Testing
import Transcripts

/// What stands in docs/session-format.md, line by line.
@Suite struct SessionFormatTests {
    static let goldenEvents: [(Event, String)] = [
        (
            event(
                0,
                .open(
                    Opening(
                        transport: .tcp, client: Endpoint(address: "127.0.0.1:50000", name: "crepes.fr"),
                        server: Endpoint(address: "[::1]:25", name: "hamburger.edu"), proto: "smtp", lab: true,
                        modelledRoundTrip: 20_000_000, took: 20_300_000))),
            #"{"t":0,"c":0,"k":"open","role":"client","transport":"tcp","client":"127.0.0.1:50000","#
                + #""client_name":"crepes.fr","server":"[::1]:25","server_name":"hamburger.edu","protocol":"smtp","#
                + #""lab":true,"rtt":0.02,"took":0.0203}"#
        ),
        (
            event(
                0, 7,
                .open(
                    Opening(
                        role: "observer", transport: Transport(rawValue: "sctp"), client: Endpoint(address: ""),
                        server: Endpoint(address: "unix:/run/x")))),
            #"{"t":0,"c":7,"k":"open","role":"observer","transport":"sctp","server":"unix:/run/x"}"#
        ),
        (
            event(
                0, 1,
                .open(
                    Opening(
                        transport: .udp, client: Endpoint(address: "127.0.0.1:50001", name: "local"),
                        server: Endpoint(address: "127.0.0.11:5300", name: "a.root-servers.net"), proto: "dns",
                        lab: true,
                        asking: Asking(mode: "iterated", zone: ".", why: "it begins at the root")))),
            #"{"t":0,"c":1,"k":"open","role":"client","transport":"udp","client":"127.0.0.1:50001","client_name":"local","#
                + #""server":"127.0.0.11:5300","server_name":"a.root-servers.net","protocol":"dns","lab":true,"#
                + #""mode":"iterated","zone":".","why":"it begins at the root"}"#
        ),
        (
            event(21_000_000, .data(.serverToClient, Array("220 \"hamburger\\edu\"\r\n".utf8))),
            #"{"t":0.021,"c":0,"k":"data","d":"s>c","s":"220 \"hamburger\\edu\"\r\n"}"#
        ),
        (
            event(4_102_000_001, .data(.clientToServer, [0xFF, 0x00, 0x80])),
            #"{"t":4.102000001,"c":0,"k":"data","d":"c>s","b":"/wCA"}"#
        ),
        (event(1, .data(.clientToServer, [])), #"{"t":0.000000001,"c":0,"k":"data","d":"c>s","s":""}"#),
        (
            event(1_000_000_000, .data(.clientToServer, Array("œ 🍔\0\u{1B}[2J".utf8))),
            #"{"t":1,"c":0,"k":"data","d":"c>s","s":"œ 🍔\u0000\u001b[2J"}"#
        ),
        // DEL, CSI of C1, a right-to-left override: valid UTF-8 that a terminal would obey.
        (
            event(0, .data(.clientToServer, Array("a\u{7F}b\u{9B}c\u{202E}d".utf8))),
            #"{"t":0,"c":0,"k":"data","d":"c>s","s":"a\u007fb\u009bc\u202ed"}"#
        ),
        (event(5, .close(Closing(by: nil))), #"{"t":0.000000005,"c":0,"k":"close"}"#),
        (
            event(5, .close(Closing(by: .clientToServer, half: true))),
            #"{"t":0.000000005,"c":0,"k":"close","by":"client","half":true}"#
        ),
        (
            event(5, .close(Closing(by: .serverToClient, reason: "reset"))),
            #"{"t":0.000000005,"c":0,"k":"close","by":"server","reason":"reset"}"#
        ),
        (event(5, .mark("the dot")), #"{"t":0.000000005,"c":0,"k":"mark","text":"the dot"}"#),
        (
            event(5, .mark(Mark("the dot", question: "who ends it?", answer: "the client"))),
            #"{"t":0.000000005,"c":0,"k":"mark","text":"the dot","question":"who ends it?","answer":"the client"}"#
        ),
        (
            event(5, .mark(Mark("", question: "who?", choices: ["a", "b"], correct: 2))),
            #"{"t":0.000000005,"c":0,"k":"mark","text":"","question":"who?","choices":["a","b"],"correct":2}"#
        ),
        (event(5, .note("a\nb")), #"{"t":0.000000005,"c":0,"k":"note","text":"a\nb"}"#),
        (event(5, .pause), #"{"t":0.000000005,"c":0,"k":"pause"}"#),
        (event(5, .resume), #"{"t":0.000000005,"c":0,"k":"resume"}"#),
        (
            event(5, .redact(.clientToServer, count: 6, reason: "password")),
            #"{"t":0.000000005,"c":0,"k":"redact","d":"c>s","count":6,"reason":"password"}"#
        ),
        (event(5, .error("refused")), #"{"t":0.000000005,"c":0,"k":"error","text":"refused"}"#),
        (
            event(5, .unknown(kind: "tls", members: #""version":"1.3","list":[1, 2]"#)),
            #"{"t":0.000000005,"c":0,"k":"tls","version":"1.3","list":[1, 2]}"#
        ),
        (event(5, .unknown(kind: "unknown", members: "")), #"{"t":0.000000005,"c":0,"k":"unknown"}"#),
        (
            Event(time: .zero, connection: 0, body: .note("x"), extra: #""by":"Ada","n":1.50"#),
            #"{"t":0,"c":0,"k":"note","text":"x","by":"Ada","n":1.50}"#
        ),
        (
            Event(time: .zero, connection: 0, body: .data(.clientToServer, [0x41]), extra: #""seq":9"#),
            #"{"t":0,"c":0,"k":"data","d":"c>s","s":"A","seq":9}"#
        ),
        (
            event(Int64.max, .pause), #"{"t":9223372036.854775807,"c":0,"k":"pause"}"#
        ),
    ]

    @Test(arguments: goldenEvents) func golden(event: Event, text: String) throws {
        #expect(line(of: event) == text)
        #expect(try EventDecoder.event(Array(text.utf8).span, number: 1) == event)
    }

    @Test func everyKindIsHere() {
        #expect(Set(Self.goldenEvents.map(\.0.body.kind)) == Set(EventKind.allCases))
    }

    static let goldenHeaders: [(SessionHeader, String)] = [
        (SessionHeader(), #"{"format":"wireside-session","version":1}"#),
        (
            SessionHeader(
                tool: "wireside 0.1.0", start: Timestamp(rfc3339: "2026-11-23T22:31:44.123456789Z"),
                title: "mail to bob", redaction: .mask, lab: true),
            #"{"format":"wireside-session","version":1,"tool":"wireside 0.1.0","#
                + #""start":"2026-11-23T22:31:44.123456789Z","title":"mail to bob","redaction":"mask","lab":true}"#
        ),
        (
            SessionHeader(redaction: RedactionPolicy(rawValue: "hash"), lab: false, extra: #""course":{"week": 3}"#),
            #"{"format":"wireside-session","version":1,"redaction":"hash","lab":false,"course":{"week": 3}}"#
        ),
    ]

    @Test(arguments: goldenHeaders) func goldenHeader(header: SessionHeader, text: String) throws {
        #expect(String(decoding: write(header, []), as: UTF8.self) == text + "\n")
        #expect(try EventDecoder.header(Array(text.utf8).span, number: 1) == header)
    }

    /// Order, blanks, and left-out members of a line that a person typed.
    @Test func handWrittenLines() throws {
        let previous = Moment(nanoseconds: 3)
        let cases: [(String, Event)] = [
            (#"{ "k" : "note" , "text" : "hi" }"#, event(3, .note("hi"))),
            (#"{"text":"hi","k":"mark","t":1.50,"c":2}"#, event(1_500_000_000, 2, .mark("hi"))),
            (
                #"{"k":"open","server":"x:25"}"#,
                event(
                    3,
                    .open(
                        Opening(transport: .tcp, client: Endpoint(address: ""), server: Endpoint(address: "x:25"))))
            ),
            (#"{"k":"data","d":"c>s","s":"QUIT\r\n"}"#, event(3, .data(.clientToServer, Array("QUIT\r\n".utf8)))),
            (#"{"k":"data","s":"\u0051","d":"c>s"}"#, event(3, .data(.clientToServer, [0x51]))),
            (#"{"k":"close"}"#, event(3, .close(Closing(by: nil)))),
            (#"{"k":"redact","d":"s>c"}"#, event(3, .redact(.serverToClient, count: 0, reason: ""))),
        ]
        for (text, expected) in cases {
            #expect(try EventDecoder.event(Array(text.utf8).span, number: 1, after: previous) == expected, "\(text)")
        }
    }

    @Test func whatIsWrongWithAQuestion() {
        let cases = [
            (#""question":1"#, "question is no text; put it in quotes"),
            (#""choices":"a""#, #"choices is no list of texts; write ["one","another"]"#),
            (#""choices":["a",2]"#, #"choices is no list of texts; write ["one","another"]"#),
            (#""choices":["1","2","3","4","5","6","7","8","9","0"]"#, "10 choices are too many; leave at most 9"),
            (#""correct":1"#, "correct names no choice; write the number of the right one, from 1"),
            (#""choices":["a"],"correct":2"#, "correct names no choice; write the number of the right one, from 1"),
            (#""choices":["a"],"correct":0"#, "correct names no choice; write the number of the right one, from 1"),
        ]
        for (members, sentence) in cases {
            let error = #expect(throws: SessionError.self) {
                try EventDecoder.event(Array(#"{"k":"mark",\#(members)}"#.utf8).span, number: 7)
            }
            #expect(error?.description == "line 7: \(sentence)")
        }
    }

    @Test func whatAMarkSays() {
        let open = Mark("the end", question: "who?", answer: "me")
        let closed = Mark("", question: "who?", choices: ["you", "me"], correct: 2, answer: "it is me")
        #expect(Mark("the end").title == "the end" && Mark("the end").solution == nil)
        #expect(open.title == "the end: who?" && open.solution == "me")
        #expect(closed.title == "who?" && closed.solution == "2 me. it is me")
        #expect(Mark("", question: "who?", choices: ["a"], correct: 5).solution == nil)
    }

    @Test func randomBytesComeBackExactly() {
        var random = SeededRandom()
        var events = [event(0, .open(someOpening))]
        for time in 1..<400 {
            // Narrow alphabets make text, wide ones binary, and the middle ones broken UTF-8.
            let alphabet: ClosedRange<UInt8> = [0...255, 0...127, 0xC0...0xE2, 0x7E...0xC3][time % 4]
            let length = Int.random(in: 0..<60, using: &random)
            let direction: Direction = time % 3 == 0 ? .clientToServer : .serverToClient
            events.append(event(Int64(time), .data(direction, random.bytes(length, from: alphabet))))
        }
        let reading = read(write(SessionHeader(), events), chunk: 1 + Int(random.seed % 300))
        #expect(reading == Reading(header: SessionHeader(), events: events), "seed \(random.seed)")
    }

    @Test func noLineHoldsWhatATerminalObeys() {
        var random = SeededRandom()
        for _ in 0..<200 {
            let scalars = (0..<50).compactMap { _ in Unicode.Scalar(UInt32.random(in: 0...0x2100, using: &random)) }
            let text = String(String.UnicodeScalarView(scalars))
            let line = line(of: event(0, .note(text)))
            #expect(!line.unicodeScalars.contains(where: Escape.isUnsafe), "seed \(random.seed)")
            #expect(read(#"{"format":"wireside-session","version":1}"# + "\n" + line).events == [event(0, .note(text))])
        }
    }
}

@Suite struct LongDataTests {
    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 200_000])
    func isSplitAtTheLimit(count: Int) {
        let bytes = [UInt8](repeating: 0x80, count: count)
        let events = read(
            write(SessionHeader(), [event(0, .open(someOpening)), event(1, .data(.clientToServer, bytes))])
        )
        .events.dropFirst()
        let pieces = events.compactMap { if case .data(_, let bytes) = $0.body { bytes } else { nil } }
        #expect(pieces.map(\.count).max() ?? 0 <= EventEncoder.dataLimit)
        #expect(pieces.count == max(1, (count + 65_535) / 65_536))
        #expect(Array(pieces.joined()) == bytes)
        #expect(events.allSatisfy { $0.time.nanoseconds == 1 })
    }

    /// A cut inside a character would make both halves base64.
    @Test(arguments: 0..<4) func charactersStayWhole(shift: Int) {
        let text = String(repeating: "x", count: shift) + String(repeating: "🍔", count: 40_000)
        let file = write(
            SessionHeader(), [event(0, .open(someOpening)), event(1, .data(.clientToServer, Array(text.utf8)))])
        #expect(!String(decoding: file, as: UTF8.self).contains(#""b":"#))
        let pieces = read(file).events.compactMap { if case .data(_, let bytes) = $0.body { bytes } else { nil } }
        #expect(pieces.count == 3)
        #expect(String(decoding: pieces.joined(), as: UTF8.self) == text)
    }

    @Test func theLongestLineIsBelowTheParsersLimit() {
        let bytes = [UInt8](repeating: 0, count: EventEncoder.dataLimit)
        #expect(
            line(of: event(.max, Int(Int32.max), .data(.clientToServer, bytes))).utf8.count < SessionParser.lineLimit)
    }
}
