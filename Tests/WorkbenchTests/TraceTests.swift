import Cells
import DNS
import Dissection
import Octets
import Resolution
import TestKit
import Testing
import Transcripts
import Widgets

@testable import Workbench

/// A resolution in a tab: two lanes, stepped.
@Suite struct TraceTests {
    @Test func itWaitsAtItsStartForWhoLooksAtIt() {
        let desk = Desk.traced(118, 36)
        #expect(desk.state.contexts == [.trace, .reading, .replay, .everywhere])
        #expect(desk.tab.replay?.isPlaying == false && desk.tab.tracedMessages == 0)
        #expect(desk.rows.contains { $0.contains("lets the first message go") })
        #expect(desk.rows.contains { $0.contains("message 0 of 8") })
        #expect(
            !desk.rows.contains { $0.contains("umass.edu   ") || $0.contains("root") },
            "nobody shows before they are asked")
    }

    @Test func keysStepForwardAndBack() {
        var desk = Desk.traced(118, 36)
        desk.press(".", "j", ">", "l")
        #expect(desk.tab.tracedMessages == 3)
        #expect(desk.rows.contains { $0.contains("step 2: local ◂ a.root-servers.net: referral, 20.0 ms,") })
        desk.press(",")
        #expect(desk.tab.tracedMessages == 2)
        desk.press("k", "<", "k")
        #expect(desk.tab.tracedMessages == 0)
        desk.press("G")
        #expect(desk.tab.tracedMessages == 8)
        desk.press("g")
        #expect(desk.tab.tracedMessages == 0)
        desk.press("PageDown")
        #expect(desk.tab.tracedMessages == 4)
        desk.press("5")
        #expect(desk.tab.tracedMessages == 4, "tenths of the messages")
    }

    @Test func bothLanesShowAfterAsManyMessages() {
        var desk = Desk.traced(118, 36)
        desk.press(".", ".", ".", ".")
        let rows = desk.rows
        #expect(rows.contains { $0.contains("4 of 8") && $0.components("4 of 8") == 2 })
        #expect(
            rows.contains {
                $0.contains("local ▸ a.edu-servers.net") && $0.contains("a.edu-servers.net ▸ dns.umass.edu")
            })
        #expect(rows.contains { $0.contains("iterated: edu is the nearest zone") })
        #expect(rows.contains { $0.contains("recursive: a.edu-servers.net was told to find out") })
        #expect(rows.contains { $0.contains("edu NS a.edu-servers.net") && $0.contains("172 800 s  step 2") })
        #expect(rows.contains { $0.contains("a.edu-servers.net A 127.0.0.31") && $0.contains("step 2, glue") })
    }

    @Test func itRunsByItselfAndCanBeStopped() {
        var desk = Desk.traced(118, 36)
        var now: Int64 = 0
        func pass(_ nanoseconds: Int64) {
            now += nanoseconds
            desk.act(.clock(Clock(monotonic: now, wall: 0)), gives: [])
        }
        desk.press("Space")
        #expect(desk.tab.tracedMessages == 1 && desk.tab.trace?.isRunning == true)
        #expect(nextWake(desk.state) == TraceView.pace)
        pass(TraceView.pace)
        #expect(desk.tab.tracedMessages == 2)
        pass(TraceView.pace / 2)
        #expect(desk.tab.tracedMessages == 2 && nextWake(desk.state) == TraceView.pace / 2)
        desk.press("Ctrl-C")
        pass(TraceView.pace)
        #expect(desk.tab.tracedMessages == 2 && desk.tab.trace?.isRunning == false)
        desk.press("Space")
        for _ in 0..<10 { pass(TraceView.pace) }
        #expect(desk.tab.tracedMessages == 8 && desk.tab.trace?.isRunning == false)
        desk.press("Space")
        #expect(desk.tab.tracedMessages == 1, "from the start again")
    }

    @Test func ttlsCountDownWhileSomebodyLooks() {
        var desk = Desk.traced(118, 36)
        desk.press("G")
        desk.act(.clock(Clock(monotonic: 61_000_000_000, wall: 0)), gives: [])
        #expect(
            desk.rows.contains { $0.contains("gaia.cs.umass.edu A 128.119.245.12") && $0.contains("86 339 s  step 4") })
        #expect(nextWake(desk.state) == 1_000_000_000)
    }

    @Test func enterInspectsTheMessageOfTheLane() {
        var desk = Desk.traced(118, 36)
        desk.press("Enter")
        #expect(desk.notice == "no message yet; . sends the first")
        desk.press(".", ".", ".", "Enter")
        #expect(desk.state.contexts == [.messages, .reading, .capture, .replay, .everywhere])
        #expect(desk.tab.messages.selection == 2 && desk.tab.inspectedTitle == "3 dns message")
        desk.press("Backspace")
        #expect(desk.tab.showsTrace && desk.tab.tracedMessages == 3)
        desk.press("Tab", "Enter")
        #expect(desk.tab.messages.selection == 10, "the recursive lane's third message is the eleventh")
        desk.press("Escape", "Escape")
        #expect(desk.tab.showsTrace && desk.tab.tracedMessages == 3)
    }

    @Test func questionsOnTheWayAreAsked() {
        var desk = Desk.traced(
            118, 36, question: Mark("root", question: "Whom does local ask first?", answer: "A root."))
        desk.press(".")
        #expect(desk.tab.tracedMessages == 1 && desk.tab.question == nil)
        desk.press(".")
        #expect(desk.tab.tracedMessages == 1 && desk.tab.question?.mark.question == "Whom does local ask first?")
        desk.press("Enter", "Enter", ".")
        #expect(desk.tab.tracedMessages == 2 && desk.tab.question == nil)
    }

    @Test func whereThereIsRoomForOneLaneTabTurnsToTheOther() {
        var desk = Desk.traced(60, 24)
        #expect(desk.rows.contains { $0.contains("iterated") } && !desk.rows.contains { $0.contains("recursive") })
        desk.press("Tab")
        #expect(desk.rows.contains { $0.contains("recursive") } && !desk.rows.contains { $0.contains("iterated") })
    }

    @Test func whatGotNoAnswerShowsAsSuch() {
        var log = TraceLog()
        log.ask("iterated", "host", ("local", "127.0.0.1:5353"), nil, "a host asks one server", rd: true)
        for _ in 0..<2 {
            log.ask("iterated", "local", ("192.0.2.1", "192.0.2.1:53"), ".", "it begins there")
            log.lose("timeout: no answer from 192.0.2.1:53 in 2 s")
        }
        log.answer(rcode: .serverFailure)
        var desk = Desk(160, 30)
        desk.trace(log.events)
        desk.press(".", ".", ".")
        #expect(desk.rows.filter { $0.contains("A timeout") }.count == 2)
        #expect(desk.rows.contains { $0.contains("! timeout: no answer from 192.0.2.1:53 in 2 s") })
        #expect(desk.rows.contains { $0.contains("host") && $0.contains("192.0.2.1") && !$0.contains("root") })
        desk.press(".")
        #expect(desk.rows.contains { $0.contains("gives up") && $0.contains("192.0.2.1 did not answer in time") })
    }

    @Test func cacheAndLoadCanHaveTheScreen() {
        var desk = Desk.traced(80, 24)
        desk.press("G", "c")
        #expect(desk.rows.contains { $0.contains("cache of the local server") })
        #expect(desk.rows.contains { $0.contains("local") && $0.contains("█ 8") && $0.contains("█ 4") })
        desk.press("c")
        #expect(desk.rows.contains { $0.contains("iterated") })
    }

    @Test func aClickOnTheBarGoesToAMessageAndOneOnALaneChoosesIt() {
        var desk = Desk.traced(118, 36)
        desk.mouse(.press, 60, 34)
        #expect((3...6).contains(desk.tab.tracedMessages), "\(desk.tab.tracedMessages)")
        desk.mouse(.press, 90, 5)
        #expect(desk.tab.trace?.lane == 1)
        desk.mouse(.scrollDown, 90, 5)
        #expect((4...7).contains(desk.tab.tracedMessages))
    }

    @Test func theCommandLineAsksForATrace() {
        var desk = Desk()
        let gaia = Question(Desk.name("gaia.cs.umass.edu"), .a)
        desk.command(
            "trace gaia.cs.umass.edu",
            gives: [.trace(Desk.id, TraceRequest(question: gaia, modes: [.iterated, .recursive], place: .lab))])
        #expect(desk.tab.isTracing && desk.rows.contains { $0.contains("resolving gaia.cs.umass.edu A") })
        desk.act(.engine(.progress(Desk.id, "resolving: asking a.root")), gives: [])
        #expect(desk.rows.contains { $0.contains("asking a.root") })
        desk.press("Ctrl-C", gives: [.stopTrace(Desk.id)])
        desk.act(.engine(.unread(Desk.id, Notice(.error, "no"))), gives: [])
        #expect(!desk.tab.isTracing && desk.tab.reading == nil)
        desk.command(
            "trace gaia.cs.umass.edu MX @192.0.2.1 recursive",
            gives: [
                .trace(
                    Desk.id,
                    TraceRequest(
                        question: Question(Desk.name("gaia.cs.umass.edu"), .mx), modes: [.recursive],
                        place: .world(server: ServerAddress("192.0.2.1"))))
            ])
    }

    @Test func wordsThatAreNoTraceAreTold() {
        var desk = Desk()
        for (words, sentence) in [
            ("a..b", "a..b is no name"), ("a NOSUCH", "NOSUCH is no type"), ("a @b", "@b is no address"),
            ("--world", "name what to look up"),
        ] {
            desk.command("trace \(words)")
            #expect(desk.notice?.hasPrefix(sentence) == true, "\(words)")
        }
    }

    @Test func askingAgainAsksOnceMore() {
        var desk = Desk.traced(118, 36)
        desk.press("r")
        #expect(desk.notice?.hasPrefix("a recording is not asked again") == true)
        var request = TraceRequest(
            question: Question(Desk.name("gaia.cs.umass.edu"), .a), modes: [.iterated, .recursive], place: .lab)
        desk.state.tab.traceRequest = request
        desk.press(".", ".")
        request.times = 2
        desk.press("r", gives: [.trace(Desk.id, request)])
        desk.trace(Desk.lecture())
        #expect(desk.tab.tracedMessages == 2, "what was seen already shows")
    }
}

extension String {
    fileprivate func components(_ part: String) -> Int {
        split(separator: part, omittingEmptySubsequences: false).count - 1
    }
}

extension Desk {
    static func name(_ text: String) -> DomainName {
        guard let name = try? DomainName(text) else { preconditionFailure("\(text) is no name") }
        return name
    }

    /// The lecture's resolution both ways, 20 ms a round trip.
    static func traced(_ columns: Int = 118, _ rows: Int = 36, question: Mark? = nil) -> Desk {
        var desk = Desk(columns, rows)
        desk.trace(lecture(question: question))
        return desk
    }

    /// Opens these events as the engine opens what a trace came to.
    mutating func trace(_ events: [Event]) {
        var trace = Trace()
        for (number, event) in events.enumerated() { trace.receive(event, number: number) }
        act(
            .engine(
                .opened(
                    tab.id, title: "trace gaia.cs.umass.edu A", snapshot(of: events, trace), wallStart: 0, notice: nil)),
            gives: [])
    }

    /// `question` stands before the second message.
    static func lecture(question: Mark? = nil) -> [Event] {
        var log = TraceLog()
        let local = ("local", "127.0.0.1:5353")
        let root = ("a.root-servers.net", "127.0.0.11:5300")
        let edu = ("a.edu-servers.net", "127.0.0.31:5300")
        let umass = ("dns.umass.edu", "127.0.0.41:5300")
        log.ask("iterated", "host", local, nil, "a host asks one server for everything", rd: true)
        if let question { log.add(.mark(question), connection: 0) }
        log.ask("iterated", "local", root, ".", "nothing nearer is known, so it begins at the root")
        log.answer(authority: "edu. 172800 NS a.edu-servers.net.", additional: "a.edu-servers.net. 172800 A 127.0.0.31")
        log.ask("iterated", "local", edu, "edu.", "edu is the nearest zone that is known, by the referral of step 2")
        log.answer(authority: "umass.edu. 172800 NS dns.umass.edu.", additional: "dns.umass.edu. 172800 A 127.0.0.41")
        log.ask(
            "iterated", "local", umass, "umass.edu.",
            "umass.edu is the nearest zone that is known, by the referral of step 3")
        log.answer(answer: gaia, aa: true)
        log.answer(answer: gaia)
        log.ask("recursive", "host", local, nil, "a host asks one server for everything", rd: true)
        log.ask("recursive", "local", root, ".", "the question is passed on with RD", rd: true)
        log.ask("recursive", root.0, edu, "edu.", "a.root-servers.net was told to find out (RD)", rd: true)
        log.ask("recursive", edu.0, umass, "umass.edu.", "a.edu-servers.net was told to find out (RD)", rd: true)
        log.answer(answer: gaia, aa: true)
        log.answer(answer: gaia)
        log.answer(answer: gaia)
        log.answer(answer: gaia)
        return log.events
    }

    private static let gaia = "gaia.cs.umass.edu. 86400 A 128.119.245.12"
}

/// Writes the events of a trace: questions within questions, each answer to the last that is open.
private struct TraceLog {
    private(set) var events: [Event] = []
    private var open: [(connection: Int, query: Message)] = []
    private var connections = 0
    private var time: Int64 = 0

    mutating func add(_ body: Event.Body, connection: Int) {
        events.append(Event(time: Moment(nanoseconds: time), connection: connection, body: body))
    }

    mutating func ask(
        _ mode: String, _ asker: String, _ server: (name: String, address: String), _ zone: String?, _ why: String,
        rd: Bool = false
    ) {
        let connection = connections
        connections += 1
        add(
            .open(
                Opening(
                    transport: .udp, client: Endpoint(address: "127.0.0.1:\(40000 + connection)", name: asker),
                    server: Endpoint(address: server.address, name: server.name), proto: "dns", lab: true,
                    asking: Asking(mode: mode, zone: zone, why: why))), connection: connection)
        let question = Question(Desk.name("gaia.cs.umass.edu"), .a)
        guard let query = try? Message(asking: question, id: UInt16(connection), recursionDesired: rd),
            let octets = try? query.serialise().octets
        else { preconditionFailure("no query") }
        open.append((connection, query))
        time += 10_000_000
        add(.data(.clientToServer, octets), connection: connection)
    }

    /// The last question that is open gets no answer.
    mutating func lose(_ text: String) {
        guard let (connection, _) = open.popLast() else { preconditionFailure("nothing is open") }
        time += 2_000_000_000
        add(.error(text), connection: connection)
    }

    mutating func answer(
        answer: String = "", authority: String = "", additional: String = "", aa: Bool = false,
        rcode: ResponseCode = .noError
    ) {
        guard let (connection, query) = open.popLast() else { preconditionFailure("nothing is open") }
        var response = Message(answering: query, rcode)
        response.header.isAuthoritative = aa
        response.header.recursionAvailable = true
        response.answers = records(answer)
        response.authorities = records(authority)
        response.additionals = records(additional)
        guard let octets = try? response.serialise().octets else { preconditionFailure("no response") }
        time += 20_000_000
        add(.data(.serverToClient, octets), connection: connection)
        add(.close(Closing(by: .clientToServer)), connection: connection)
    }

    private func records(_ text: String) -> [ResourceRecord] {
        let octets = Array(text.utf8)
        return MasterFile(octets.span).records
    }
}
