import Catalog
import Cells
import Dissection
import Octets
import Resolution
import TestKit
import Testing
import Transcripts
import Widgets

@testable import Workbench

/// The workbench with a transcript in memory in place of the world: it answers loads as the engine does, and hands every
/// other effect to the test, which must expect it.
struct Desk {
    var state: State
    private var spool: [UInt8] = []
    private var dissector = Dissector()
    private var index = TranscriptIndex()
    private var messages = ChunkedList<MessageRecord>()
    private var connection = -1
    /// All of the capture in the tab.
    private(set) var captured = Snapshot()
    /// Groups come at once; else the test sees what is asked for, and gives them when it wants.
    var answersGroups = true
    /// Milliseconds since the transcript's start.
    private(set) var time = 0

    /// Rounds of loads after one action: one for the rows that show now, one for the message that they belong to, one for
    /// what its lines push out of view, one to spare.
    private static let loadRounds = 4

    init(_ columns: Int = 100, _ rows: Int = 30, tabs: Int = 0) {
        state = State(size: Size(columns: columns, rows: rows), themes: ["dark", "light"])
        state.destinations = [
            Destination(.url, target: "lab://web", title: "lab://web", detail: "a web server"),
            Destination(.url, target: "lab://smtp", title: "lab://smtp", detail: "a mail server"),
            Destination(
                .own, target: "/s/mine.session", title: "mail to bob", detail: "2026-11-23 22:31  smtp, 28 events"),
            Destination(.sample, target: "/s/hello.session", title: "hello", detail: "a first request"),
        ]
    }

    var tab: Tab { state.tab }
    var screen: Buffer { render(state) }
    var rows: [String] { screen.trimmedRows }
    var notice: String? { state.notice?.text }
    var line: String { tab.line.text }

    /// Reduces, answers loads, and gives all other effects.
    mutating func act(_ action: Action, _ place: SourceLocation = #_sourceLocation) -> [Effect] {
        var effects: [Effect] = []
        var waiting = [action]
        var rounds = 0
        while !waiting.isEmpty {
            var next: [Action] = []
            for action in waiting {
                for effect in reduce(&state, action) {
                    if let answer = answer(effect) { next.append(answer) } else { effects.append(effect) }
                }
            }
            waiting = next
            rounds += 1
            if rounds > Self.loadRounds {
                Issue.record("loads do not come to an end", sourceLocation: place)
                break
            }
        }
        return effects
    }

    /// What the engine answers to what is only read; nil for all other effects.
    private func answer(_ effect: Effect) -> Action? {
        switch effect {
        case .load(let id, let request): loader(id, .conversation).map { .engine(.loaded(id, $0.load(request))) }
        case .summaries(let id, let place, let numbers):
            loader(id, place).map { .engine(.summaries(id, place, $0.summaries(of: numbers))) }
        case .group(let id, let request) where answersGroups:
            loader(id, request.place)?.group(request).map { .engine(.grouped(id, request, $0)) }
        default: nil
        }
    }

    func loader(_ id: TabID, _ place: MessagePlace) -> Loader? {
        place == .capture ? loader(captured) : state.index(of: id).map { loader(state.tabs[$0].snapshot) }
    }

    func loader(_ snapshot: Snapshot) -> Loader {
        let spool = spool
        return Loader(snapshot: snapshot) { range in
            Array(spool[min(Int(range.lowerBound), spool.count)..<min(Int(range.upperBound), spool.count)])
        }
    }

    /// Does what must have exactly these effects: none, unless the test names some.
    mutating func act(
        _ action: Action, gives expected: [Effect], _ place: SourceLocation = #_sourceLocation
    ) {
        let effects = act(action, place)
        #expect(effects == expected, sourceLocation: place)
    }

    /// Presses keys, written as in a configuration.
    mutating func press(
        _ keys: String..., gives expected: [Effect] = [], at place: SourceLocation = #_sourceLocation
    ) {
        var effects: [Effect] = []
        for text in keys {
            guard let key = try? Key(parsing: text) else {
                Issue.record("\(text) is no key", sourceLocation: place)
                return
            }
            effects += act(.input(.key(key)), place)
        }
        #expect(effects == expected, "after \(keys)", sourceLocation: place)
    }

    mutating func type(_ text: String, _ place: SourceLocation = #_sourceLocation) {
        for character in text { act(.input(.key(Key(character))), gives: [], place) }
    }

    /// Types a `:` line and Enter.
    mutating func command(
        _ line: String, gives expected: [Effect] = [], _ place: SourceLocation = #_sourceLocation
    ) {
        press("Ctrl-P", at: place)
        type(line, place)
        press("Enter", gives: expected, at: place)
    }

    mutating func mouse(
        _ kind: Mouse.Kind, _ x: Int, _ y: Int, gives expected: [Effect] = [],
        _ place: SourceLocation = #_sourceLocation
    ) {
        act(.input(.mouse(Mouse(x: x, y: y, kind: kind))), gives: expected, place)
    }

    // MARK: Captures

    /// Opens a capture of these events in the tab in front, as the engine does.
    mutating func capture(_ events: [Event], title: String = "lab.pcap", notice: String? = nil) {
        var conversations = ConversationIndex()
        var statistics = Statistics()
        var dissector = Dissector()
        for (number, event) in events.enumerated() {
            conversations.receive(event)
            switch event.body {
            case .open(let opening):
                statistics.open(
                    connection: event.connection, opening.transport, server: .written(opening.server.address),
                    at: event.time)
            case .data(_, let bytes):
                statistics.data(connection: event.connection, octets: bytes.count, at: event.time)
            default: break
            }
            var found: [MessageRecord] = []
            dissector.receive(event, number: number) { found.append($0) }
            for record in found {
                var line = ""
                if case .data(_, let bytes) = event.body { line = summary(of: record, bytes: bytes.span) }
                conversations.receive(record, line: line)
                statistics.receive(record)
            }
        }
        captured = snapshot(of: events, Trace())
        act(
            .engine(
                .capture(
                    tab.id, title: title,
                    CaptureListing(
                        conversations: conversations, messages: captured.messages, statistics: statistics,
                        wallStart: 1_795_000_000_000_000_000,
                        notice: notice))),
            gives: [])
    }

    /// Gives what was asked for: one conversation of these events, whose packets are numbered as they stand.
    mutating func conversation(_ number: Int, of events: [Event]) {
        var index = TranscriptIndex()
        var messages = ChunkedList<MessageRecord>()
        var dissector = Dissector()
        for (place, event) in events.enumerated() where event.connection == number {
            index.append(event, spoolStart: UInt64(spool.count), packet: place + 1)
            if case .data(_, let bytes) = event.body { spool += bytes }
            dissector.receive(event, number: index.events.count - 1) { messages.append($0) }
        }
        let snapshot = Snapshot(transcript: index, messages: messages)
        act(.engine(.conversation(tab.id, connection: number, snapshot)), gives: [])
    }

    /// What the panes show of these events.
    mutating func snapshot(of events: [Event], _ trace: Trace) -> Snapshot {
        var index = TranscriptIndex()
        var messages = ChunkedList<MessageRecord>()
        var dissector = Dissector()
        for event in events {
            let number = index.events.count
            index.append(event, spoolStart: UInt64(spool.count))
            if case .data(_, let bytes) = event.body { spool += bytes }
            dissector.receive(event, number: number) { messages.append($0) }
        }
        return Snapshot(transcript: index, messages: messages, trace: trace)
    }

    // MARK: What happens on the wire

    mutating func happen(_ body: Event.Body, after milliseconds: Int = 0) {
        time += milliseconds
        if case .open = body { connection += 1 }
        let moment = Moment(nanoseconds: Int64(time) * 1_000_000)
        let event = Event(time: moment, connection: max(0, connection), body: body)
        let number = index.events.count
        index.append(event, spoolStart: UInt64(spool.count))
        if case .data(_, let bytes) = body { spool += bytes }
        dissector.receive(event, number: number) { messages.append($0) }
        act(.engine(.grew(tab.id, snapshot)), gives: [])
    }

    var snapshot: Snapshot {
        Snapshot(transcript: index, messages: messages, standing: dissector.standing(connection: connection))
    }

    mutating func client(_ text: String, after milliseconds: Int = 1000) {
        happen(.data(.clientToServer, crlf(text)), after: milliseconds)
    }

    mutating func server(_ text: String, after milliseconds: Int = 20) {
        happen(.data(.serverToClient, crlf(text)), after: milliseconds)
    }

    private func crlf(_ text: String) -> [UInt8] { Array(text.utf8).flatMap { $0 == 10 ? [13, 10] : [$0] } }

    /// Connects the tab in front, as the engine reports it.
    mutating func connect(name: String = "gaia.cs.umass.edu", port: Int = 80, proto: String? = "http") {
        state.tab.url = "\(proto ?? "tcp")://\(name):\(port)"
        act(.engine(.began(tab.id, title: name, wallStart: 1_795_000_000_000_000_000)), gives: [])
        act(
            .engine(.connection(tab.id, .open(detail: "tcp \(name):\(port) ─ clear text ─ rtt 20 ms", lab: true))),
            gives: [])
        happen(
            .open(
                Opening(
                    transport: .tcp, client: Endpoint(address: "127.0.0.1:40000"),
                    server: Endpoint(address: "127.0.0.30:\(port)", name: name), proto: proto, lab: true,
                    modelledRoundTrip: 20_000_000, took: 20_310_000)),
            after: 20)
    }

    mutating func close() {
        happen(.close(Closing(by: .serverToClient)))
        act(.engine(.connection(tab.id, .closed(detail: "\(tab.title) ─ closed by the server", lab: true))), gives: [])
    }

    /// Turns what has happened so far into a recording that is replayed, paused at its start.
    mutating func replay() {
        let report = Report.opened(tab.id, title: "hello", snapshot, wallStart: 0, notice: nil)
        act(.engine(report), gives: [])
        press("Space")
    }
}

extension Desk {
    /// A request typed line by line and its answer.
    static func http(_ columns: Int = 100, _ rows: Int = 30) -> Desk {
        var desk = Desk(columns, rows)
        desk.connect()
        desk.client("GET /index.html HTTP/1.1\n", after: 1500)
        desk.client("Host: gaia.cs.umass.edu\n")
        desk.client("Authorization: Basic Ym9iOmh1bmdyeQ==\n")
        desk.client("\n")
        desk.server(
            "HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: 17\n\n<p>hello there\n</p>"
                .replacing("17", with: "19"))
        return desk
    }

    /// The dialogue of the lecture, as far as DATA.
    static func smtp(_ columns: Int = 100, _ rows: Int = 30) -> Desk {
        var desk = Desk(columns, rows)
        desk.connect(name: "hamburger.edu", port: 25, proto: "smtp")
        desk.server("220 hamburger.edu\n")
        desk.client("HELO crepes.fr\n")
        desk.server("250 Hello crepes.fr, pleased to meet you\n")
        desk.client("MAIL FROM: <alice@crepes.fr>\n")
        desk.server("250 alice@crepes.fr... Sender ok\n")
        desk.client("RCPT TO: <bob@hamburger.edu>\n")
        desk.server("250 bob@hamburger.edu ... Recipient ok\n")
        desk.client("DATA\n")
        desk.server("354 Enter mail, end with \".\" on a line by itself\n")
        return desk
    }

    static func replayed(_ columns: Int = 100, _ rows: Int = 30) -> Desk {
        var desk = Desk.smtp(columns, rows)
        desk.happen(.mark("the letter begins"))
        desk.client("Do you like ketchup?\n")
        desk.client(".\n")
        desk.happen(.mark("the dot that ends it"))
        desk.server("250 Message accepted for delivery\n")
        desk.replay()
        return desk
    }

    /// A replay that has come to its question, by a step.
    static func asked(_ columns: Int = 100, _ rows: Int = 30, _ mark: Mark? = nil) -> Desk {
        var desk = Desk.smtp(columns, rows)
        desk.happen(
            .mark(
                mark
                    ?? Mark(
                        "the letter begins", question: "Who ends the letter, and with what?",
                        choices: ["the server, with 250", "the client, with a dot on a line of its own"], correct: 2,
                        answer: "Until then the server says nothing.")))
        desk.client("Do you like ketchup?\n")
        desk.client(".\n")
        desk.server("250 Message accepted for delivery\n")
        desk.replay()
        desk.press("]")
        return desk
    }

    static let id = TabID(0)
}
