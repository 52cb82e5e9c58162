import Dissection
import Octets
import Testing
import Transcripts

@testable import Catalog

/// What was said on several connections, grouped.
struct GroupedTalk {
    private(set) var grouper: Grouper
    private var dissector = Dissector()
    private var streams: [[UInt8]] = []
    private var messages = 0
    private var events = 0

    init(_ grouping: Grouping = .pages, limit: Int = Grouper.messageLimit) {
        grouper = Grouper(grouping, limit: limit)
    }

    /// Opens a connection; all clients are one unless named.
    mutating func open(_ port: Int, _ transport: Transport = .tcp) -> Int {
        let connection = streams.count / 2
        streams += [[], []]
        happen(
            connection, 0,
            .open(
                Opening(
                    role: "observer", transport: transport, client: Endpoint(address: "10.0.0.1:4000\(connection)"),
                    server: Endpoint(address: "10.0.0.2:\(port)"))))
        return connection
    }

    mutating func client(_ connection: Int, _ milliseconds: Int64, _ text: String) {
        say(connection, milliseconds, .clientToServer, text)
    }

    mutating func server(_ connection: Int, _ milliseconds: Int64, _ text: String) {
        say(connection, milliseconds, .serverToClient, text)
    }

    mutating func get(_ connection: Int, _ milliseconds: Int64, _ path: String, _ fields: String...) {
        let lines = (["Host: h"] + fields).map { "\($0)\r\n" }.joined()
        client(connection, milliseconds, "GET \(path) HTTP/1.1\r\n\(lines)\r\n")
    }

    mutating func ok(
        _ connection: Int, _ milliseconds: Int64, _ type: String = "image/png", _ status: String = "200 OK"
    ) {
        server(connection, milliseconds, "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: 2\r\n\r\nhi")
    }

    private mutating func say(_ connection: Int, _ milliseconds: Int64, _ direction: Direction, _ text: String) {
        let bytes = Array(text.utf8)
        streams[connection * 2 + (direction == .clientToServer ? 0 : 1)] += bytes
        happen(connection, milliseconds, .data(direction, bytes))
    }

    private mutating func happen(_ connection: Int, _ milliseconds: Int64, _ body: Event.Body) {
        let time = Moment(nanoseconds: milliseconds * 1_000_000)
        var found: [MessageRecord] = []
        dissector.receive(Event(time: time, connection: connection, body: body), number: events) { found.append($0) }
        events += 1
        for record in found {
            let stream = streams[record.connection * 2 + (record.direction == .clientToServer ? 0 : 1)]
            let range = Int(record.range.lowerBound)..<Int(record.range.upperBound)
            grouper.receive(record, client: { "10.0.0.1" }) {
                MessageTraits(of: record, bytes: Array(stream[range]).span)
            }
        }
    }

    /// Each unit: its kind, its rules, and the messages of its exchanges.
    var shape: [String] {
        grouper.units.map { unit in
            let rules = unit.rules.map { " by \($0.rawValue)" }.joined()
            let exchanges = unit.exchanges.map {
                grouper.exchanges[$0].messages.map(String.init).joined(separator: "+")
            }
            return "\(unit.kind.rawValue)\(rules): \(exchanges.joined(separator: " "))"
        }
    }
}

@Suite struct GrouperTests {
    @Test func anExchangeIsWhatAsksAndWhatAnswersItWithTheTimeBetween() {
        var talk = GroupedTalk(.exchanges)
        let web = talk.open(80)
        let names = talk.open(53, .udp)
        talk.get(web, 10, "/")
        talk.get(web, 11, "/b")
        talk.ok(web, 35)
        talk.ok(web, 36)
        let query = "\0\u{1}\u{1}\0\0\u{1}\0\0\0\0\0\0\u{1}a\0\0\u{1}\0\u{1}"
        talk.client(names, 40, query)
        #expect(talk.grouper.exchanges.map(\.messages) == [[0, 2], [1, 3], [4]])
        #expect(talk.grouper.exchanges.map(\.waited) == [25_000_000, 25_000_000, nil])
        #expect(talk.grouper.units.isEmpty && talk.grouper.exchange(of: 2) == 0)
        #expect(talk.grouper.exchange(of: 9) == nil && talk.grouper.count == 5)
    }

    @Test func aPageHasTheObjectsThatNameItAndThoseThatTheseName() {
        var talk = GroupedTalk()
        let (first, second) = (talk.open(80), talk.open(80))
        talk.get(first, 0, "/", "Accept: text/html,*/*")
        talk.get(second, 5, "/style.css", "Referer: http://H:80/#top")
        talk.ok(first, 10, "text/html; charset=utf-8")
        talk.ok(second, 20, "text/css")
        talk.get(first, 9_000, "/font", "Referer: http://h/style.css")
        talk.ok(first, 9_010)
        #expect(talk.shape == ["page by Referer: 0+2 1+3 4+5"])
        #expect(talk.grouper.units[0].duration == 9_010_000_000)
        #expect(talk.grouper.exchanges.map(\.rule) == [nil, .referer, .referer])
    }

    @Test func withoutARefererTimeTellsAndThenTheOrder() {
        var talk = GroupedTalk()
        let (first, second) = (talk.open(80), talk.open(80))
        talk.get(first, 0, "/")
        talk.ok(first, 10, "text/html")
        talk.get(second, 900, "/a.png")
        talk.ok(second, 910)
        talk.get(second, 60_000, "/late.png")
        talk.ok(second, 60_010)
        let third = talk.open(80)
        talk.get(third, 120_000, "/alone.png")
        #expect(talk.shape == ["page by time by order: 0+1 2+3 4+5", "page: 6"])
    }

    @Test func aPageThatIsAskedForAgainIsAPageAnew() {
        var talk = GroupedTalk()
        let web = talk.open(80)
        talk.get(web, 0, "/")
        talk.ok(web, 10, "text/html")
        talk.get(web, 20, "/a.png", "Referer: http://h/")
        talk.ok(web, 30)
        talk.get(web, 40, "/")
        talk.ok(web, 50, "text/html", "304 Not Modified")
        talk.get(web, 60, "/a.png", "Referer: http://h/")
        #expect(talk.shape == ["page by Referer: 0+1 2+3", "page by Referer: 4+5 6"])
    }

    /// The client said nothing of what it wants; the answer tells that it is a page, with what names it.
    @Test func aDocumentIsAPageOfItsOwn() {
        var talk = GroupedTalk()
        let web = talk.open(80)
        talk.get(web, 0, "/")
        talk.ok(web, 10, "text/html")
        talk.get(web, 20, "/two", "Referer: http://h/")
        talk.get(web, 21, "/two.png", "Referer: http://h/two")
        talk.ok(web, 30, "text/html")
        talk.ok(web, 31)
        talk.get(web, 40, "/missing", "Referer: http://h/two")
        talk.ok(web, 50, "text/html", "404 Not Found")
        #expect(talk.shape == ["page: 0+1", "page by Referer: 2+4 3+5 6+7"])
    }

    @Test func whereTheFirstAnswerSendsTheClientElsewhereThePageIsWhatFollows() {
        var talk = GroupedTalk()
        let web = talk.open(80)
        talk.get(web, 0, "/old")
        talk.ok(web, 10, "text/html", "301 Moved Permanently")
        talk.get(web, 20, "/new")
        talk.ok(web, 30, "text/html")
        talk.get(web, 40, "/next")
        talk.ok(web, 50, "text/html")
        #expect(talk.shape == ["page by time: 0+1 2+3", "page: 4+5"])
    }

    @Test func aFrameThatSaysSoStaysWithItsPage() {
        var talk = GroupedTalk()
        let web = talk.open(80)
        talk.get(web, 0, "/", "Sec-Fetch-Dest: document")
        talk.ok(web, 10, "text/html")
        talk.get(web, 20, "/frame", "Referer: http://h/", "Sec-Fetch-Dest: iframe", "Accept: text/html")
        talk.ok(web, 30, "text/html")
        #expect(talk.shape == ["page by Referer: 0+1 2+3"])
    }

    @Test func aTransactionOfMailGoesFromMailToTheLettersAnswer() {
        var talk = GroupedTalk()
        let mail = talk.open(25)
        talk.server(mail, 0, "220 h\r\n")
        for (line, reply) in [
            ("EHLO c", "250 h"), ("MAIL FROM:<a@b>", "250 ok"), ("RCPT TO:<c@d>", "250 ok"), ("DATA", "354 go"),
        ] {
            talk.client(mail, 10, "\(line)\r\n")
            talk.server(mail, 20, "\(reply)\r\n")
        }
        talk.client(mail, 30, "hello\r\n.\r\n")
        talk.server(mail, 40, "250 taken\r\n")
        for line in ["MAIL FROM:<a@b>", "RSET", "NOOP", "QUIT"] {
            talk.client(mail, 50, "\(line)\r\n")
            talk.server(mail, 60, "250 ok\r\n")
        }
        #expect(
            talk.shape == [
                "session: 0 1+2", "transaction: 3+4 5+6 7+8 9+10", "transaction: 11+12 13+14", "session: 15+16 17+18",
            ])
    }

    @Test func aMailboxIsReadInOneSessionAndNamesAreAskedOneByOne() {
        var talk = GroupedTalk()
        let (box, names) = (talk.open(110), talk.open(53, .udp))
        talk.server(box, 0, "+OK\r\n")
        talk.client(box, 10, "USER bob\r\n")
        talk.client(names, 12, "\0\u{1}\u{1}\0\0\u{1}\0\0\0\0\0\0\u{1}a\0\0\u{1}\0\u{1}")
        talk.server(box, 20, "+OK\r\n")
        talk.client(box, 30, "QUIT\r\n")
        #expect(talk.shape == ["session: 0 1+3 4", "exchange: 2"])
    }

    @Test func pastTheLimitMessagesAreCounted() {
        var talk = GroupedTalk(limit: 2)
        let web = talk.open(80)
        talk.get(web, 0, "/")
        talk.ok(web, 10, "text/html")
        talk.get(web, 20, "/two")
        #expect(talk.grouper.count == 3 && talk.grouper.leftOut == 1 && talk.shape == ["page: 0+1"])
    }
}

@Suite struct ResponseTimeTests {
    private func record(_ number: Int, _ began: Int64, _ time: Int64) -> MessageRecord {
        MessageRecord(
            number: number, connection: 0, direction: number == 0 ? .clientToServer : .serverToClient, proto: .http,
            kind: number == 0 ? .request : .response, began: Moment(nanoseconds: began),
            time: Moment(nanoseconds: time), event: number, range: 0..<1)
    }

    /// The lecture's formula: two round trips and the transmission on a connection of its own, one on one that is kept.
    @Test func theLecturesEstimateStandsBesideWhatWasMeasured() {
        let (asked, answered) = (record(0, 2, 5), record(1, 25, 30))
        let first = ResponseTime(request: asked, response: answered, connect: 20, isFirst: true)
        #expect((first.wait, first.transmission, first.measured, first.roundTrips) == (20, 5, 45, 2))
        #expect(first.estimate(roundTrip: 20) == 45)
        let kept = ResponseTime(request: asked, response: answered, connect: 20, isFirst: false)
        #expect((kept.connect, kept.measured, kept.roundTrips, kept.estimate(roundTrip: 20)) == (nil, 25, 1, 25))
    }

    @Test func timesThatMakeNoSenseDoNotOverflow() {
        let early = ResponseTime(request: record(0, 0, 50), response: record(1, 40, 30), connect: .max, isFirst: true)
        #expect((early.wait, early.transmission, early.measured) == (0, 0, .max))
        #expect(early.estimate(roundTrip: .max) == .max)
        let far = ResponseTime(
            request: record(0, .min, .min), response: record(1, .max, .max), connect: nil, isFirst: true)
        #expect(far.wait == .max && far.roundTrips == 1)
    }
}
