import Octets
import Testing

@testable import Transcripts

/// An index with its spool in memory.
struct IndexedTranscript {
    var index = TranscriptIndex()
    var spool: [UInt8] = []
    var events: [Event] = []

    init(_ events: [Event] = []) { for event in events { append(event) } }

    mutating func append(_ event: Event) {
        index.append(event, spoolStart: UInt64(spool.count))
        if case .data(_, let bytes) = event.body { spool += bytes }
        events.append(event)
    }

    func read(_ range: Range<UInt64>) -> [UInt8] { Array(spool[Int(range.lowerBound)..<Int(range.upperBound)]) }

    var rows: [Row] { index.rows(0..<index.rowCount, read: read) }
    var texts: [String] {
        rows.map {
            $0.direction == nil ? "-\($0.kind.name)" : "\($0.direction!.code) \(Escape.text(of: $0.bytes.span))"
        }
    }
}

private func data(_ text: String, _ direction: Direction = .clientToServer, _ connection: Int = 0) -> Event {
    event(0, connection, .data(direction, Array(text.utf8)))
}

private func open(_ transport: Transport = .tcp, _ connection: Int = 0) -> Event {
    event(
        0, connection,
        .open(Opening(transport: transport, client: Endpoint(address: ""), server: Endpoint(address: ""))))
}

@Suite struct RowTests {
    static let cases: [([Event], [String])] = [
        ([], []),
        (
            [open(), data("HELO a\r\n"), data("250 b\r\n", .serverToClient)],
            ["-open", #"c>s HELO a\r\n"#, #"s>c 250 b\r\n"#]
        ),
        // A line split over three segments is one row; a segment of two lines is two.
        ([data("HE"), data("L"), data("O\r\nMAIL\r\n")], [#"c>s HELO\r\n"#, #"c>s MAIL\r\n"#]),
        ([data("a\n"), data("b")], [#"c>s a\n"#, "c>s b"]),
        // A bare CR does not end a row, and CRLF may be split.
        ([data("a\rb\r"), data("\nc")], [#"c>s a\rb\r\n"#, "c>s c"]),
        // Anything in between ends the row: the other direction, another connection, a note.
        ([data("ab"), data("x", .serverToClient), data("cd\n")], ["c>s ab", "s>c x", #"c>s cd\n"#]),
        ([data("ab"), data("x", .clientToServer, 1), data("cd\n")], ["c>s ab", "c>s x", #"c>s cd\n"#]),
        ([data("ab"), event(0, .note("n")), data("cd\n")], ["c>s ab", "-note", #"c>s cd\n"#]),
        // An empty event of a stream has no row, and ends the row before it.
        ([data("ab"), data(""), data("cd")], ["c>s ab", "c>s cd"]),
        // Datagrams stand alone, the empty one too.
        (
            [open(.udp), data("ab"), data("cd\nef"), data(""), data("g")],
            ["-open", "c>s ab", #"c>s cd\n"#, "c>s ef", "c>s ", "c>s g"]
        ),
        // Cut at 4,096, over events too; an LF right behind the cut has its own row.
        (
            [data(String(repeating: "x", count: 5000)), data(String(repeating: "x", count: 3191)), data("y\nz")],
            [
                "c>s " + String(repeating: "x", count: 4096), "c>s " + String(repeating: "x", count: 4095) + "y",
                #"c>s \n"#, "c>s z",
            ]
        ),
    ]

    @Test(arguments: cases) func rows(events: [Event], texts: [String]) {
        #expect(IndexedTranscript(events).texts == texts)
    }

    @Test func aRowTellsWhereItsBytesLie() throws {
        var transcript = IndexedTranscript([
            open(), data("xx\nHE"), data("LO\nMA"), event(9_000, 0, .note("n")), data("IL"),
        ])
        transcript.append(event(9_000, 0, .mark("m")))
        let row = try #require(transcript.index.row(at: 2, read: transcript.read))
        #expect(row.bytes == Array("HELO\n".utf8))
        #expect(row.spoolRanges == [3..<8])
        #expect(row.streamOffset == 3)
        #expect((row.event, row.number, row.kind, row.body) == (1, 2, .data, nil))
        let note = try #require(transcript.index.row(at: 4, read: transcript.read))
        #expect(note.body == .note("n"))
        #expect(note.time.nanoseconds == 9_000)
        #expect(note.previousTime == .zero)
        #expect(transcript.index.row(at: 0, read: transcript.read)?.previousTime == nil)
        #expect(transcript.index.row(at: 7, read: transcript.read) == nil)
        #expect(transcript.index.row(at: -1, read: transcript.read) == nil)
    }

    /// What later events add to a row is left out where so few have happened.
    @Test func aRowIsAsTheFirstEventsLeftIt() {
        let transcript = IndexedTranscript([open(), data("hal"), data("f a"), data("\nnext"), event(0, .note("n"))])
        let table = [(2, ["hal"]), (3, ["half a"]), (4, ["half a\n", "next"]), (9, ["half a\n", "next"])]
        for (events, texts) in table {
            let rows = transcript.index.rows(1..<(1 + texts.count), events: events, read: transcript.read)
            #expect(rows.map { String(decoding: $0.bytes, as: UTF8.self) } == texts, "\(events) events")
        }
    }

    /// A row that came byte by byte is read at once; where its pieces lie apart, a read for each.
    @Test func piecesThatLieSideBySideAreReadAtOnce() {
        for (gap, count) in [(0, 2), (10, 100)] {
            var index = TranscriptIndex()
            index.append(open())
            for number in 0..<100 { index.append(data("x"), spoolStart: UInt64(number * (1 + gap))) }
            var reads: [Range<UInt64>] = []
            let row = index.row(at: 1) { range in
                reads.append(range)
                return Array(repeating: 0x78, count: range.count)
            }
            #expect(row?.bytes.count == 100)
            #expect(row?.spoolRanges.count == (gap == 0 ? 1 : 100))
            #expect(reads.count == count)
        }
    }

    /// Random lines in random segments, connections and interruptions, against the definition.
    @Test func agreeWithTheNaiveReference() {
        for _ in 0..<24 {
            var random = SeededRandom()
            let transcript = randomTranscript(&random)
            let expected = naiveRows(transcript.events, datagramConnections: [2])
            #expect(transcript.index.rowCount == expected.count, "seed \(random.seed)")
            #expect(transcript.rows.map(NaiveRow.init) == expected, "seed \(random.seed)")
            checkLookups(transcript, expected, &random)
        }
    }

    private func randomTranscript(_ random: inout SeededRandom) -> IndexedTranscript {
        var transcript = IndexedTranscript([open(), open(.tcp, 1), open(.udp, 2)])
        let lineLength = [1, 10, 300, 9000].randomElement(using: &random) ?? 1
        var time: Int64 = 0
        for _ in 0..<Int.random(in: 0..<100, using: &random) {
            time += Int64.random(in: 0..<3, using: &random)
            transcript.append(randomEvent(time, lineLength, &random))
        }
        return transcript
    }

    private func randomEvent(_ time: Int64, _ lineLength: Int, _ random: inout SeededRandom) -> Event {
        let dice = Int.random(in: 0..<20, using: &random)
        if dice == 0 { return event(time, .note("n")) }
        let connection = dice < 16 ? 0 : dice % 3
        let direction: Direction = dice < 12 ? .clientToServer : .serverToClient
        let length = Int.random(in: 0...Int.random(in: 0...3 * lineLength, using: &random), using: &random)
        let bytes = (0..<length).map { _ in Int.random(in: 0..<lineLength, using: &random) == 0 ? UInt8(0x0A) : 0x78 }
        return event(time, connection, .data(direction, bytes))
    }

    /// Every way to find a row gives the same row.
    private func checkLookups(_ transcript: IndexedTranscript, _ expected: [NaiveRow], _ random: inout SeededRandom) {
        for _ in 0..<12 {
            let number = Int.random(in: 0..<expected.count, using: &random)
            let row = transcript.index.row(at: number, read: transcript.read)
            #expect(row.map(NaiveRow.init) == expected[number], "seed \(random.seed) row \(number)")
            #expect(row?.number == number)
            #expect(row?.spoolRanges.flatMap(transcript.read) == row?.bytes, "seed \(random.seed) row \(number)")
            checkOffset(transcript, number, expected[number], &random)
            let end = Int.random(in: number...expected.count, using: &random)
            let batch = transcript.index.rows(number..<end, read: transcript.read)
            #expect(
                batch.map(NaiveRow.init) == Array(expected[number..<end]), "seed \(random.seed) rows \(number)..<\(end)"
            )
        }
        for number in transcript.events.indices {
            let row = transcript.index.row(ofEvent: number)
            let begun = expected.firstIndex { $0.event == number }
            let skip = transcript.index.events[number].skip
            #expect(
                row == (skip == 0 ? begun : nil) ?? max(0, expected.count { $0.event < number } - 1),
                "seed \(random.seed)")
        }
    }

    private func checkOffset(
        _ transcript: IndexedTranscript, _ number: Int, _ row: NaiveRow, _ random: inout SeededRandom
    ) {
        guard let direction = row.direction, !row.bytes.isEmpty else { return }
        let offset = row.streamOffset + UInt64.random(in: 0..<UInt64(row.bytes.count), using: &random)
        let found = transcript.index.row(
            connection: row.connection, direction, offset: offset, read: transcript.read)
        #expect(found == number, "seed \(random.seed) offset \(offset)")
    }
}

@Suite struct StreamTests {
    @Test func octetsComeFromTheEventsThatCarriedThem() {
        var random = SeededRandom()
        var transcript = IndexedTranscript([open(), open(.tcp, 5)])
        var streams: [Int: [Direction: [UInt8]]] = [:]
        for _ in 0..<300 {
            let connection = Bool.random(using: &random) ? 0 : 5
            let direction: Direction = Bool.random(using: &random) ? .clientToServer : .serverToClient
            let bytes = random.bytes(Int.random(in: 0..<9, using: &random))
            transcript.append(event(0, connection, .data(direction, bytes)))
            streams[connection, default: [:]][direction, default: []] += bytes
        }
        for connection in [0, 5] {
            for direction in Direction.allCases {
                let stream = streams[connection]?[direction] ?? []
                #expect(transcript.index.connections[connection]?.byteCount(direction) == UInt64(stream.count))
                for _ in 0..<100 {
                    let start = Int.random(in: 0...stream.count, using: &random)
                    let end = Int.random(in: start...(stream.count + 3), using: &random)
                    let bytes = transcript.index.streamBytes(
                        connection: connection, direction, UInt64(start)..<UInt64(end), read: transcript.read)
                    #expect(bytes == Array(stream[start..<min(end, stream.count)]), "seed \(random.seed)")
                }
            }
        }
    }

    @Test func neighboursInTheSpoolAreOneRange() {
        let transcript = IndexedTranscript([data("ab"), data("cd"), data("x", .serverToClient), data("ef")])
        let ranges = transcript.index.spoolRanges(connection: 0, .clientToServer, 1..<6)
        #expect(ranges == [1..<4, 5..<7])
        #expect(transcript.index.event(connection: 0, .clientToServer, offset: 4) == 3)
        #expect(transcript.index.event(connection: 0, .clientToServer, offset: 6) == nil)
        #expect(transcript.index.spoolRanges(connection: 9, .clientToServer, 0..<6) == [])
    }

    /// What cannot be read ends the answer, lest later octets stand at wrong offsets.
    @Test func aHoleInTheSpoolEndsTheAnswer() {
        let transcript = IndexedTranscript([data("ab"), data("x", .serverToClient), data("cd")])
        let bytes = transcript.index.streamBytes(connection: 0, .clientToServer, 0..<4) { range in
            range.lowerBound == 0 ? [0x61] : transcript.read(range)
        }
        #expect(bytes == [0x61])
        #expect(transcript.index.rows(0..<9) { _ in [] }.map(\.bytes) == [[], [], []])
    }
}

@Suite struct ConnectionTests {
    @Test func aRecordFollowsItsConnection() throws {
        let transcript = IndexedTranscript([
            event(1, 4, .open(someOpening)), event(2, 4, .data(.clientToServer, [1, 2])),
            event(3, 4, .data(.serverToClient, [3])), event(4, 4, .close(Closing(by: .clientToServer, half: true))),
            event(5, 4, .close(Closing(by: .serverToClient, reason: "reset"))),
            event(6, 1, .data(.serverToClient, [9])),
        ])
        let record = try #require(transcript.index.connections[4])
        #expect(record.opening == someOpening)
        #expect(record.opened?.nanoseconds == 1)
        #expect(record.closing == Closing(by: .serverToClient, reason: "reset"))
        #expect(record.closed?.nanoseconds == 5)
        #expect(record.lastTime.nanoseconds == 5)
        #expect((record.byteCount(.clientToServer), record.byteCount(.serverToClient)) == (2, 1))
        #expect((record.eventCount(.clientToServer), record.eventCount(.serverToClient)) == (1, 1))
        #expect(transcript.index.connections.count == 2)
        #expect(transcript.index.connections[slot: 1].number == 1)
        #expect(transcript.index.connections[1]?.opening == nil)
        #expect(transcript.index.connections[0] == nil)
        #expect(transcript.index.body(ofEvent: 0) == .open(someOpening))
        #expect(transcript.index.body(ofEvent: 3) == .close(Closing(by: .clientToServer, half: true)))
        #expect(transcript.index.body(ofEvent: 1) == nil)
    }

    @Test func bodiesOfEveryKindAreKept() {
        for (event, _) in SessionFormatTests.goldenEvents {
            let transcript = IndexedTranscript([event])
            #expect(transcript.index.body(ofEvent: 0) == (event.body.kind == .data ? nil : event.body))
        }
    }

    @Test func bodiesAreBounded() {
        var index = TranscriptIndex()
        for _ in 0...BodyList.countLimit { index.append(event(0, .note("n"))) }
        #expect(index.body(ofEvent: BodyList.countLimit - 1) == .note("n"))
        #expect(index.body(ofEvent: BodyList.countLimit) == nil)
        let long = String(repeating: "x", count: 1 << 20)
        var other = TranscriptIndex()
        for _ in 0..<17 { other.append(event(0, .note(long))) }
        #expect(other.body(ofEvent: 15) != nil)
        #expect(other.body(ofEvent: 16) == nil)
        #expect(other.row(at: 16) { _ in [] }?.kind == .note)
    }
}

@Suite struct SizeTests {
    @Test func aRecordIsSmall() { #expect(MemoryLayout<EventRecord>.stride == 48) }

    /// A lookup among many events reads only the event it is about.
    @Test func lookupsReadLittle() throws {
        var index = TranscriptIndex()
        index.append(open())
        let line = Array("0123456789\r\n".utf8)
        let count: UInt64 = 100_000
        for number in 0..<count {
            index.append(
                event(Int64(number), 0, .data(.clientToServer, line)), spoolStart: number * UInt64(line.count))
        }
        var reads: [Range<UInt64>] = []
        let row = try #require(
            index.row(at: 77_778) { range in
                reads.append(range)
                return Array(repeating: 0x0A, count: range.count)
            })
        #expect(row.event == 77_778)
        #expect(reads == [(77_777 * 12)..<(77_778 * 12)])
        #expect(index.event(connection: 0, .clientToServer, offset: 12 * 99_999) == 100_000)
    }

    /// A snapshot stays as it was while its owner goes on.
    @Test func snapshotsDoNotChange() {
        var transcript = IndexedTranscript([open()])
        var snapshots: [(TranscriptIndex, Int, UInt64)] = []
        for number in 0..<3000 {
            transcript.append(event(Int64(number), number % 100, .data(.clientToServer, [0x41, 0x0A])))
            if number % 97 == 0 {
                let bytes = transcript.index.connections[0]?.byteCount(.clientToServer) ?? 0
                snapshots.append((transcript.index, number + 2, bytes))
            }
        }
        for (snapshot, count, bytes) in snapshots {
            #expect(snapshot.events.count == count)
            #expect(snapshot.rowCount == count)
            #expect(snapshot.connections[0]?.byteCount(.clientToServer) == bytes)
        }
    }
}
