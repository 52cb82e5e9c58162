import Octets
import TestKit
import Testing
import Transcripts

@testable import Dissection

/// What filters say, find and refuse.
@Suite struct FilterTests {
    private static let request = Array("GET /a?b HTTP/1.1\r\nHost: gaia.cs.umass.edu\r\n\r\n".utf8)
    private static let response = Array("HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nhamburger".utf8)
    private static let ends = Filter.Ends(client: "10.0.0.1:40000", server: "10.0.0.2:80", port: 80)

    /// Records of a conversation, as the dissector gives them.
    private static func records() -> [(MessageRecord, [UInt8])] {
        var dissector = Dissector()
        var found: [MessageRecord] = []
        dissector.open(connection: 7, transport: .tcp, serverPort: 80)
        func say(_ bytes: [UInt8], _ direction: Direction, _ milliseconds: Int64) {
            dissector.receive(
                bytes.span, direction, connection: 7, event: 0, time: Moment(nanoseconds: milliseconds * 1_000_000)
            ) { found.append($0) }
        }
        say(request, .clientToServer, 1_000)
        say(response, .serverToClient, 1_250)
        return Array(zip(found, [request, response]))
    }

    /// Which of the two a filter finds: `q`, `a`, both or none.
    private func found(_ text: String) throws -> String {
        let filter = try Filter(text)
        return zip("qa", Self.records()).map { name, message in
            let isFound = filter.matches(message.0, ends: { Self.ends }, octets: { message.1 })
            return isFound ? String(name) : ""
        }.joined()
    }

    @Test(
        arguments: [
            ("http", "qa"), ("dns", ""), ("not dns", "qa"), ("http.status", "a"), ("status >= 400", "a"),
            ("status < 400", ""), ("status != 404", ""), ("status == 404", "a"), ("http.host ~ UMASS", "q"),
            ("host !~ umass", ""), ("host == gaia.cs.umass.edu", "q"), ("http.method in (GET, HEAD)", "q"),
            ("http.method in (PUT)", ""), ("method == get and host ~ cs", "q"), ("kind == response", "a"),
            ("sender == client", "q"), ("client ~ 10.0.0.1", "qa"), ("port == 80", "qa"), ("port > 80", ""),
            ("connection == 7", "qa"), ("length > 50", "a"), ("length < 1kB", "qa"), ("since > 1.1s", "a"),
            ("since <= 1000ms", "q"), ("waited > 200ms", "a"), ("waited > 1min", ""), ("code", "a"),
            ("bytes contains \"hamburger\"", "a"), ("bytes contains Hamburger", ""), ("bytes ~ HAMBURGER", "a"),
            ("summary ~ 'not found'", "a"), ("http and not status", "q"), ("dns or status == 404", "a"),
            ("dns and http or http.method", "q"), ("dns and (http or http.method)", ""), ("!(dns)", "qa"),
            ("status == 404 && waited < 1s || dns", "a"), ("dns.rcode != NOERROR", ""),
            ("not dns.rcode == NOERROR", "qa"),
            ("severity >= error", ""), ("protocol in (http, smtp)", "qa"),
        ])
    func whatAFilterFinds(text: String, expected: String) throws {
        #expect(try found(text) == expected, "\(text)")
        #expect(try found(Filter(text).description) == expected, "\(text) written again")
    }

    @Test(
        arguments: [
            ("htp.status", 0..<10, "there is no field htp.status; did you mean http.status?", false),
            ("http.status >= 400 and", 22..<22, "a field or a protocol is to follow, as http.status or dns", true),
            ("(http", 5..<5, "a bracket is still open", true), ("http)", 4..<5, "this bracket closes nothing", false),
            ("http dns", 5..<8, "write and or or before dns", false), ("http == 5", 5..<7, "http is a protocol", false),
            ("waited > soon", 9..<13, "waited wants a time such as 10s, 250ms or 2min, not soon", false),
            ("length > big", 9..<12, "length wants a number of octets", false),
            ("port == \"", 8..<9, "the text that begins here has no closing quote", true),
            ("verb == X", 0..<4, "verb may be smtp.verb or pop3.verb", false),
            ("http.stat", 0..<9, "there is no field", true),
            ("method in GET", 10..<13, "a list stands in brackets, as (GET, HEAD)", false),
            ("== 5", 0..<2, "a field or a protocol has to stand here", false),
            ("host ~ a;b ~ c", 11..<12, "write and or or before ~", false),
        ])
    func whatIsWrongIsToldWithItsPlace(text: String, range: Range<Int>, sentence: String, isUnfinished: Bool) throws {
        let error = try #require(throws: FilterError.self) { try Filter(text) }
        #expect(error.range == range && error.isUnfinished == isUnfinished, "\(text): \(error)")
        #expect(error.sentence.hasPrefix(sentence), "\(text): \(error.sentence)")
    }

    @Test func boundsHold() {
        #expect(throws: FilterError.self) { try Filter(String(repeating: "(", count: 100) + "http") }
        #expect(throws: FilterError.self) { try Filter(String(repeating: "x", count: 5_000)) }
        #expect(FilterCheck("  ") == .empty && FilterCheck("http") == .valid)
        guard case .unfinished = FilterCheck("http.sta"), case .wrong = FilterCheck("nonsense ==") else {
            Issue.record("a check is another")
            return
        }
    }

    /// What the record tells needs no octets.
    @Test func recordsAreEnoughWhereTheyTell() throws {
        for text in [
            "http.status >= 400 and waited > 100ms", "dns", "kind == request", "smtp.code == 550", "port == 80",
        ] {
            let filter = try Filter(text)
            for (record, _) in Self.records() { #expect(filter.decide(record, ends: { Self.ends }) != nil, "\(text)") }
        }
        let filter = try Filter("http.host ~ umass")
        #expect(filter.decide(Self.records()[0].0, ends: { Self.ends }) == nil)
    }

    @Test func completionOffersWhatMayFollow() throws {
        func offers(_ text: String) -> [String] { FilterCompletion(text, cursor: text.count).offers.map(\.text) }
        #expect(offers("http.sta") == ["http.status", "http.statusLine"] || offers("http.sta").contains("http.status"))
        #expect(offers("dns.rcode == N").contains("NXDOMAIN") && !offers("dns.rcode == N").contains("SERVFAIL"))
        #expect(offers("http.method in (GET, ").contains("HEAD"))
        #expect(offers("http.status ").contains(">=") && offers("http.status ").contains("and"))
        #expect(offers("http.status >= 400 ").sorted() == ["and", "or"])
        #expect(offers("http and n").contains("http.name") || !offers("http and ").isEmpty)
        let completion = FilterCompletion("http.sta >= 4", cursor: 8)
        let offer = try #require(completion.offers.first { $0.text == "http.status" })
        #expect(completion.applied(offer.text, to: "http.sta >= 4") == ("http.status >= 4", 11))
        for cursor in -1...20 { _ = FilterCompletion("http in (a, b) and \"x", cursor: cursor) }
    }

    /// Filters of every shape, written and read again, are the same.
    @Test(arguments: 0..<30 as Range<UInt64>) func whatIsWrittenIsReadTheSame(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        func expression(_ depth: Int) -> String {
            switch Int.random(in: 0..<(depth > 4 ? 3 : 7), using: &generator) {
            case 0: return ["http", "dns", "smtp.code", "waited"].randomElement(using: &generator) ?? "http"
            case 1: return "http.host ~ \"a \\\" b\""
            case 2: return "http.method in (GET, \"x y\")"
            case 3: return "not \(expression(depth + 1))"
            case 4: return "(\(expression(depth + 1)))"
            case 5: return "\(expression(depth + 1)) and \(expression(depth + 1))"
            default: return "\(expression(depth + 1)) or \(expression(depth + 1))"
            }
        }
        let text = expression(0)
        let filter = try Filter(text)
        #expect(try Filter(filter.description) == filter, "seed \(seed): \(text)")
    }
}
