import Dissection
import Foundation
import Octets
import Synchronization
import Testing
import Transcripts

@testable import Engine
@testable import Workbench

@Suite struct LoaderTests {
    /// A transcript of these events, a millisecond apart.
    private func loader(_ bodies: [Event.Body]) throws -> Loader {
        var index = TranscriptIndex()
        var messages = ChunkedList<MessageRecord>()
        var dissector = Dissector()
        let spool = try Spool()
        for (number, body) in bodies.enumerated() {
            let event = Event(time: Moment(nanoseconds: Int64(number) * 1_000_000), connection: 0, body: body)
            var place: UInt64 = 0
            if case .data(_, let bytes) = body { place = try spool.append(bytes.span).lowerBound }
            index.append(event, spoolStart: place)
            dissector.receive(event, number: number) { messages.append($0) }
        }
        return Loader(snapshot: Snapshot(transcript: index, messages: messages), spool: spool)
    }

    private static let open = Event.Body.open(
        Opening(
            transport: .tcp, client: Endpoint(address: "127.0.0.1:5"),
            server: Endpoint(address: "127.0.0.1:80", name: "host:80"), modelledRoundTrip: 20_000_000))

    private func data(_ text: String, _ direction: Octets.Direction = .serverToClient) -> Event.Body {
        .data(direction, Array(text.utf8))
    }

    private var http: [Event.Body] {
        [
            Self.open, data("GET /a HTTP/1.1\r\nHost: host\r\n\r\n", .clientToServer),
            data("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nÄpfel"),
        ]
    }

    private func request(_ rows: Range<Int>, _ messages: Range<Int>, inspect: Int? = nil) -> LoadRequest {
        LoadRequest(rows: rows, messages: messages, inspect: inspect, events: .max)
    }

    /// A message of DNS is a row, whatever octets it holds: in words, or as it is.
    @Test func messagesThatAreNoTextShowInWords() throws {
        let query = [0, 10, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 10, 1, 120, 0, 0, 1, 0, 1] as [UInt8]
        for transport in [Transcripts.Transport.udp, .tcp] {
            let octets = transport == .tcp ? [0, 21] + query : query
            let opening = Opening(
                transport: transport, client: Endpoint(address: "127.0.0.1:5"),
                server: Endpoint(address: "127.0.0.1:5300"),
                proto: "dns")
            let loader = try loader([
                .open(opening), .data(.clientToServer, octets), .data(.clientToServer, octets),
                .data(.serverToClient, Array(octets.prefix(4))),
            ])
            var wanted = request(0..<10, 0..<0)
            let words = loader.load(wanted).rows.dropFirst().map { String(decoding: $0.bytes, as: UTF8.self) }
            #expect(words.count == 3 && words.prefix(2) == ["query A \\010.x. rd", "query A \\010.x. rd"], "\(words)")
            wanted.octets = true
            #expect(loader.load(wanted).rows.dropFirst().map(\.bytes) == [octets, octets, Array(octets.prefix(4))])
            #expect(loader.inspect(1)?.rows == 2..<3)
        }
    }

    @Test func rowsAndSummaries() throws {
        let loaded = try loader(http).load(request(0..<100, 0..<100, inspect: 0))
        #expect(loaded.rows.count == 8)
        #expect(loaded.rows.first?.kind == .event(nil))
        #expect(
            loaded.rows.map { String(decoding: $0.bytes, as: UTF8.self) }.prefix(3) == [
                "connected to host:80, 127.0.0.1:80 by tcp, round trip 20 ms (modelled)", "GET /a HTTP/1.1\r\n",
                "Host: host\r\n",
            ])
        #expect(loaded.rows[4].previous == loaded.rows[3].time)
        #expect(loaded.summaries.count == 2)
        #expect(loaded.summaries[0].contains("GET /a"))
        #expect(loaded.summaries[1].contains("200"))
        #expect(loaded.inspected?.record.number == 0)
        #expect(loaded.inspected?.bytes == Array("GET /a HTTP/1.1\r\nHost: host\r\n\r\n".utf8))
    }

    @Test func whatIsNotThereIsLeftOut() throws {
        let loaded = try loader(http).load(request(7..<9, 1..<50, inspect: 2))
        #expect(loaded.rows.count == 1)
        #expect(loaded.summaries.count == 1)
        #expect(loaded.inspected == nil)
        let nothing = try loader([]).load(request(0..<5, 0..<5, inspect: 0))
        #expect(nothing.rows.isEmpty && nothing.summaries.isEmpty && nothing.inspected == nil)
        #expect(try loader(http).load(request(0..<0, 0..<0, inspect: -1)).inspected == nil)
    }

    /// Of a large message the inspector reads its bound and no more.
    @Test func theInspectorIsBounded() throws {
        let length = 3 * Inspected.limit
        let head = "HTTP/1.1 200 OK\r\nContent-Length: \(length)\r\n\r\n"
        let bodies = [
            Self.open, data("GET / HTTP/1.1\r\nHost: h\r\n\r\n", .clientToServer),
            data(head + String(repeating: "x", count: length)),
        ]
        let loader = try loader(bodies)
        let inspected = try #require(loader.inspect(1))
        #expect(inspected.bytes.count == Inspected.limit)
        #expect(inspected.record.range.count == head.utf8.count + length)
        #expect(loader.load(request(0..<0, 1..<2)).summaries[0].contains("200"))
    }

    @Test func otherRowsSayWhatHappened() throws {
        let bodies: [Event.Body] = [
            .note("a note"), .mark("a mark"), .mark(Mark("a turn", question: "what next?", answer: "x")), .pause,
            .resume, .error("it broke"),
            .redact(.clientToServer, count: 3, reason: "password"), .unknown(kind: "tls", members: "{}"),
            .close(Closing(by: .clientToServer, half: true)), .close(Closing(by: .serverToClient)),
            .close(Closing(by: .serverToClient, reason: "reset")),
        ]
        let rows = try loader(bodies).load(request(0..<20, 0..<0)).rows
        #expect(
            rows.map { String(decoding: $0.bytes, as: UTF8.self) } == [
                "a note", "a mark", "a turn: what next?", "recorder paused", "recorder goes on", "it broke",
                "3 bytes masked: password",
                "an event of a kind that this version does not know: tls",
                "sending ended by the client, it still listens", "closed by the server", "closed by the server: reset",
            ])
        #expect(
            rows.map(\.kind) == [
                .note, .mark, .mark, .event(nil), .event(nil), .event(.error), .event(nil), .event(.note), .event(nil),
                .event(nil), .event(.warning),
            ])
    }

    @Test func connectingSaysWhatItTook() throws {
        func words(_ transport: Transport, _ name: String?, _ modelled: Int64?, _ took: Int64?) throws -> String? {
            let opening = Opening(
                transport: transport, client: Endpoint(address: "127.0.0.1:5"),
                server: Endpoint(address: "127.0.0.1:80", name: name), modelledRoundTrip: modelled, took: took)
            let rows = try loader([.open(opening)]).load(request(0..<1, 0..<0)).rows
            return rows.first.map { String(decoding: $0.bytes, as: UTF8.self) }
        }
        let place = "connected to 127.0.0.1:80"
        #expect(try words(.tcp, nil, 20_000_000, 20_349_000) == "\(place) by tcp in 20.3 ms, one round trip (modelled)")
        #expect(try words(.tcp, "127.0.0.1:80", nil, 180_000) == "\(place) by tcp in 0.1 ms, one round trip")
        #expect(try words(.unix, nil, nil, 90_000) == "\(place) by unix in 0.0 ms")
        #expect(try words(.udp, nil, 20_000_000, nil) == "\(place) by udp, round trip 20 ms (modelled)")
        #expect(try words(.tcp, "web", nil, nil) == "connected to web, 127.0.0.1:80 by tcp")
    }

    // MARK: Search

    /// Text, from, forward, limit; index and whether it went round.
    static let searches: [(String, Int, Bool, Int, (Int, Bool)?)] = [
        ("pear", 0, true, 6, (1, false)),
        ("pear", 1, true, 6, (1, false)),
        ("pear", 2, true, 6, (4, false)),
        ("PEAR", 5, true, 6, (1, true)),
        ("pear", 5, false, 6, (4, false)),
        ("pear", 3, false, 6, (1, false)),
        ("pear", 0, false, 6, (4, true)),
        ("äpfel", 0, true, 6, (3, false)),
        ("connected", 1, true, 6, (0, true)),
        ("pear", 2, true, 4, (1, true)),
        ("none", 3, true, 6, nil),
        ("", 3, true, 6, nil),
        ("pear", 0, true, 0, nil),
    ]

    @Test func searchesTheSession() throws {
        let loader = try loader([Self.open, data("Pear\r\nplum\r\nÄPFEL\r\npears\r\nfig\r\n")])
        for (text, from, forward, limit, hit) in Self.searches {
            let found = loader.search(
                SearchRequest(place: .session, text: text, from: from, forward: forward, limit: limit))
            #expect(found?.index == hit?.0, "\(text) from \(from)")
            #expect(found?.wrapped == hit?.1, "\(text) from \(from)")
            #expect(found == nil || found?.place == .session)
        }
    }

    @Test func searchesMessages() throws {
        let loader = try loader(http)
        func find(_ text: String) -> SearchHit? {
            loader.search(SearchRequest(place: .messages, text: text, from: 0, forward: true, limit: 2))
        }
        #expect(find("get /A") == SearchHit(place: .messages, index: 0, wrapped: false, events: 2))
        #expect(find("200") == SearchHit(place: .messages, index: 1, wrapped: false, events: 3))
        #expect(find("nothing") == nil)
    }

    /// Every hit says how many events bring it about.
    @Test func aHitTellsHowFarAReplayHasToCome() throws {
        let loader = try loader([
            Self.open, data("pe"), data("ar an"), data("d fig\r\nÄpfel"), .note("a plum"), data("x"),
        ])
        let cases = [("connected", 1), ("pe", 2), ("pear", 3), ("and", 4), ("fig", 4), ("äpfel", 4), ("plum", 5)]
        for (text, events) in cases {
            let request = SearchRequest(place: .session, text: text, from: 0, forward: true, limit: 99)
            #expect(loader.search(request)?.events == events, "\(text)")
        }
    }

    /// A search that finds nothing reads each byte once, but for the ends of its batches.
    @Test func aSearchReadsEachEventOnce() throws {
        let lines = String(repeating: "a line of forty octets, to be looked at\n", count: 1000)
        let held = try loader([Self.open] + (0..<10).map { _ in data(lines) })
        let count = Mutex(0)
        let loader = Loader(snapshot: held.snapshot) { range in
            count.withLock { $0 += range.count }
            return held.read(range)
        }
        let request = SearchRequest(place: .session, text: "not there", from: 5000, forward: true, limit: 10_001)
        #expect(loader.search(request) == nil)
        // Events are read whole, and each of them by five batches: not by a thousand rows.
        #expect(count.withLock { $0 } <= 6 * 10 * lines.utf8.count)
        let backward = SearchRequest(place: .session, text: "not there", from: 5000, forward: false, limit: 10_001)
        #expect(loader.search(backward) == nil && loader.search(backward, isCancelled: { true }) == nil)
    }

    // MARK: Words that may be printed

    static let printed: [([UInt8], String)] = [
        (Array("plain Ä 漢".utf8), "plain Ä 漢"),
        (Array("a\tb\r\n\0".utf8), "a\\tb\\r\\n\\0"),
        (Array("\u{1B}]0;title\u{07}".utf8), "\\u{1B}]0;title\\u{07}"),
        ([0x61, 0xFF, 0x9B, 0x62], "a\u{FFFD}\u{FFFD}b"),
        (Array("\u{9B}31m\u{7F}".utf8), "\\u{009B}31m\\u{7F}"),
        (Array("\u{202E}\u{2066}\u{200B}\u{FEFF}".utf8), "\\u{202E}\\u{2066}\\u{200B}\\u{FEFF}"),
        (Array("\u{2028}\u{E000}".utf8), "\\u{2028}\\u{E000}"),
    ]

    @Test func printableText() {
        for (bytes, text) in Self.printed { #expect(printable(bytes) == text) }
        // No byte of any value gets through as a control character.
        let all = printable((0...255).map { UInt8($0) })
        #expect(all.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
    }
}
