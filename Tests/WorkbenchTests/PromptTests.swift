import Cells
import Dissection
import Octets
import TestKit
import Testing
import Transcripts
import Widgets

@testable import Workbench

@Suite struct PromptTests {
    struct Case: Sendable {
        var line: String
        var effects: [Effect] = []
        var notice: String?
    }

    /// In a live session with the recorder on.
    static let live = [
        Case(line: "open tcp://x:1", effects: [.connect(TabID(1), url: "tcp://x:1")]),
        Case(line: "open", notice: "open wants more: :open URL"),
        Case(line: "  close", effects: [.disconnect(Desk.id)]),
        Case(line: "close now", notice: "close takes nothing after it"),
        Case(line: "again", notice: "still connected; :close ends it"),
        Case(line: #"send a\r\n\x00\t\\é"#, effects: [.send(Desk.id, [97, 13, 10, 0, 9, 92, 0xC3, 0xA9])]),
        Case(line: #"send a\q"#, notice: #"a backslash wants r, n, t, 0, \ or xNN after it; nothing was sent"#),
        Case(line: #"send \x4"#, notice: #"a backslash wants r, n, t, 0, \ or xNN after it; nothing was sent"#),
        Case(line: "replay a b.session", effects: [.openFile(TabID(1), path: "a b.session")]),
        Case(line: "replay", notice: "replay wants more: :replay FILE"),
        Case(line: "decode a.pcap", effects: [.openFile(TabID(1), path: "a.pcap")]),
        Case(line: "open ./a.pcapng", effects: [.openFile(TabID(1), path: "./a.pcapng")]),
        Case(line: "trace", notice: "trace wants more: :trace TEXT"),
        Case(line: "trace a..b", notice: "a..b is no name: a label is empty"),
        Case(line: "record", effects: [.record(Desk.id, .start(path: nil))]),
        Case(line: "record x.session", effects: [.record(Desk.id, .start(path: "x.session"))]),
        Case(line: "stop", effects: [.record(Desk.id, .stop)]),
        Case(line: "pause", effects: [.record(Desk.id, .pause)]),
        Case(line: "resume", effects: [.record(Desk.id, .resume)]),
        Case(line: "note it works", effects: [.record(Desk.id, .note("it works"))]),
        Case(line: "note", notice: "note wants more: :note TEXT"),
        Case(line: "mark", effects: [.record(Desk.id, .mark("mark"))]),
        Case(line: "mark here", effects: [.record(Desk.id, .mark("here"))]),
        Case(line: "question who?"), Case(line: "question", notice: "question wants more: :question TEXT"),
        Case(line: "question | a", notice: "question wants a text, and at most 9 choices behind |"),
        Case(
            line: "question x|1|2|3|4|5|6|7|8|9|0", notice: "question wants a text, and at most 9 choices behind |"),
        Case(line: "questions off"), Case(line: "questions perhaps", notice: "questions wants on or off"),
        Case(line: "title mail to bob", effects: [.title(Desk.id, "mail to bob")]),
        Case(line: "title", notice: "title wants more: :title TEXT"), Case(line: "new", effects: [.destinations]),
        Case(line: "message 2"), Case(line: "message 0", notice: "message wants a number from 1"),
        Case(line: "message x", notice: "message wants a number from 1"),
        Case(line: "message 99", notice: "there are 9 messages, no number 99"),
        Case(line: "tab 1"), Case(line: "tab 2", notice: "no tab 2"),
        Case(line: "tab -1", notice: "tab wants a number from 1"),
        Case(line: "seek 3", notice: "seek works in a replay; :replay FILE opens one"),
        Case(line: "speed 2", notice: "speed works in a replay; :replay FILE opens one"),
        Case(line: "idle 2", notice: "idle works in a replay; :replay FILE opens one"),
        Case(line: "times absolute"),
        Case(line: "times never", notice: "times wants one of since-start, absolute, since-last, none"),
        Case(line: "bytes on"), Case(line: "bytes maybe", notice: "bytes wants on or off"),
        Case(line: "wrap"), Case(line: "secrets off"), Case(line: "mouse off", effects: [.mouse(false)]),
        Case(line: "mouse x", notice: "mouse wants on or off"),
        Case(line: "theme light", effects: [.theme(name: "light")]),
        Case(line: "theme", notice: "theme wants more: :theme NAME"),
        Case(line: "ladder"), Case(line: "all", notice: "all messages are those of a capture; :decode FILE opens one"),
        Case(line: "group pages"), Case(line: "group x", notice: "group wants one of flat, exchanges, pages"),
        Case(line: "group", notice: "group wants more: :group flat|exchanges|pages"),
        Case(line: "help"), Case(line: "help me", notice: "help takes nothing after it"),
        Case(line: "quit"), Case(line: "q"), Case(line: ""),
        Case(line: "s", notice: "no command s: send, stop, statistics, seek, speed, secrets"),
        Case(line: "statistics", notice: "statistics are of captures; :decode FILE opens one"),
        Case(line: "filter http", notice: "filters are for captures; :decode FILE opens one"),
        Case(line: "frobnicate 1", notice: "no command frobnicate; Tab lists those there are"),
    ]

    @Test(arguments: live) func aLiveSessionTakes(_ testCase: Case) {
        var desk = Desk.smtp()
        desk.act(.engine(.recorder(Desk.id, RecorderState(mode: .on, file: "x", events: 9))), gives: [])
        desk.command(testCase.line, gives: testCase.effects)
        #expect(desk.notice == testCase.notice, "after :\(testCase.line)")
    }

    @Test func everyLineCommandIsTried() {
        let tried = Set(Self.live.map { $0.line.split(separator: " ").first.map(String.init) ?? "" })
        #expect(LineCommand.table.map(\.name).filter { !tried.contains($0) } == [])
    }

    @Test(arguments: [
        Case(line: "close", notice: "there is no connection to close"),
        Case(line: "again", notice: "there is nothing to connect to again; :open URL connects"),
        Case(line: "send x", notice: "not connected: nothing was sent; :again connects"),
        Case(line: "record", notice: "there is nothing to record here; :open URL starts a session"),
        Case(line: "question x", notice: "there is nothing to record here; :open URL starts a session"),
        Case(line: "mark x", notice: "there is nothing to record here; :open URL starts a session"),
        Case(line: "title x", notice: "there is no session here to give a title to"),
        Case(line: "new", effects: [.destinations]),
        Case(line: "open lab://web", effects: [.connect(Desk.id, url: "lab://web")]),
        Case(line: "replay x", effects: [.openFile(Desk.id, path: "x")]),
        Case(line: "message 1", notice: "there are 0 messages, no number 1"),
        Case(line: "quit", effects: [.quit]),
    ])
    func aBlankTabTakes(_ testCase: Case) {
        var desk = Desk()
        desk.command(testCase.line, gives: testCase.effects)
        #expect(desk.notice == testCase.notice, "after :\(testCase.line)")
    }

    @Test(arguments: [
        Case(line: "seek 2.5"), Case(line: "seek 50%"),
        Case(line: "seek x", notice: seekWants), Case(line: "seek nan", notice: seekWants),
        Case(line: "seek 1e300", notice: seekWants),
        Case(line: "seek 1:02:03", notice: "the recording ends at 6.140 s"),
        Case(line: "seek +1:00"), Case(line: "seek -1"), Case(line: "speed 0.25"),
        Case(line: "speed 3", notice: "speed wants one of 0.25, 0.5, 1, 2, 4, 8, 16"),
        Case(line: "idle 2"), Case(line: "idle off"),
        Case(line: "idle 0", notice: "idle wants seconds, as 2, or off"),
        Case(line: "idle x", notice: "idle wants seconds, as 2, or off"),
        Case(line: "note x", notice: "there is nothing to record here; :open URL starts a session"),
        Case(line: "again", notice: "there is nothing to connect to again; :open URL connects"),
    ])
    func aReplayTakes(_ testCase: Case) {
        var desk = Desk.replayed()
        desk.command(testCase.line, gives: testCase.effects)
        #expect(desk.notice == testCase.notice, "after :\(testCase.line)")
    }

    private static let seekWants =
        "seek wants a time, as 12.5 or 1:02, a step, as +3 or -3, or a part, as 40%"

    @Test func theRecorderSaysThatItIsOff() {
        for line in ["stop", "pause", "resume"] {
            var desk = Desk.smtp()
            desk.command(line)
            #expect(desk.notice == "the recorder is off; F3 starts it")
        }
    }

    @Test func completionFillsInWhatIsShared() {
        let cases: [(typed: String, line: String, candidates: [String])] = [
            ("op", "open ", []), ("se", "se", ["send", "seek", "secrets"]),
            ("open l", "open lab://", ["lab://web", "lab://smtp"]), ("open lab://w", "open lab://web", []),
            ("open t", "open tcp://", []), ("replay ", "replay /s/", ["/s/mine.session", "/s/hello.session"]),
            ("replay /s/h", "replay /s/hello.session", []),
            ("theme ", "theme ", ["dark", "light"]), ("theme d", "theme dark", []),
            ("wrap o", "wrap o", ["on", "off"]),
            ("times a", "times absolute", []), ("zzz", "zzz", []), ("quit x", "quit x", []),
        ]
        for (typed, line, candidates) in cases {
            var desk = Desk()
            desk.press(":")
            desk.type(typed)
            desk.press("Tab")
            guard case .prompt(let prompt) = desk.state.overlays.last else {
                Issue.record("no prompt")
                continue
            }
            #expect(prompt.line.text == line)
            #expect(prompt.candidates == candidates, "of \(typed)")
        }
    }

    @Test func openCompletesPlacesVisitedBefore() {
        var desk = Desk.smtp()
        desk.press("Ctrl-P")
        desk.type("open smtp://ham")
        desk.press("Tab")
        desk.press("Enter", gives: [.connect(TabID(1), url: "smtp://hamburger.edu:25")])
    }

    @Test func candidatesGoWhenTheLineChanges() {
        for key in ["Backspace", "x", "Left"] {
            var desk = Desk()
            desk.press(":", "s", "e", "Tab")
            desk.press(key)
            guard case .prompt(let prompt) = desk.state.overlays.last else {
                Issue.record("no prompt")
                continue
            }
            #expect(prompt.candidates.isEmpty, "after \(key)")
        }
    }

    @Test func thePromptIsLeft() {
        for keys in [["Escape"], ["Ctrl-C"], ["Backspace"], ["Enter"], ["x", "Backspace", "Backspace"]] {
            var desk = Desk()
            desk.press(":")
            for key in keys { desk.press(key) }
            #expect(desk.state.overlays.isEmpty, "after \(keys)")
        }
    }

    // MARK: Search

    @Test func searchGoesRoundInEachPane() {
        var desk = Desk.smtp()
        desk.press("Escape", "n")
        #expect(desk.notice == "nothing to search for yet; / asks")
        desk.press("/")
        desk.type("MAIL")
        let request = SearchRequest(place: .session, text: "MAIL", from: 0, forward: true, limit: 10)
        desk.press("Enter", gives: [.search(Desk.id, request)])
        let hit = desk.loader(desk.snapshot).search(request)
        #expect(hit == SearchHit(place: .session, index: 4, wrapped: false, events: 5))
        desk.act(.engine(.found(Desk.id, hit)), gives: [])
        #expect(desk.tab.session.selection == 4)
        desk.press(
            "n",
            gives: [.search(Desk.id, SearchRequest(place: .session, text: "MAIL", from: 5, forward: true, limit: 10))])
        desk.press(
            "N",
            gives: [.search(Desk.id, SearchRequest(place: .session, text: "MAIL", from: 3, forward: false, limit: 10))])
        desk.act(.engine(.found(Desk.id, SearchHit(place: .session, index: 4, wrapped: true, events: 5))), gives: [])
        #expect(desk.notice == "search went round the end")
        desk.act(.engine(.found(Desk.id, nil)), gives: [])
        #expect(desk.notice == "not found: MAIL")
        desk.press("Tab")
        #expect(desk.tab.messages.selection == 3, "the message of the row that was found")
        desk.press("g")
        let inMessages = SearchRequest(place: .messages, text: "MAIL", from: 1, forward: true, limit: 9)
        desk.press("n", gives: [.search(Desk.id, inMessages)])
        #expect(desk.loader(desk.snapshot).search(inMessages)?.index == 3)
        desk.act(.engine(.found(Desk.id, SearchHit(place: .messages, index: 3, wrapped: false, events: 5))), gives: [])
        #expect(desk.tab.inspector.inspected?.record.number == 3)
        desk.press("Tab", "/")
        desk.type("crepes")
        desk.press("Enter")
        let first = desk.tab.inspector.path
        #expect(desk.tab.inspector.node(at: first)?.value.contains("crepes") == true)
        desk.press("n")
        desk.press("N")
        #expect(desk.tab.inspector.path == first)
        desk.press("/")
        desk.type("no such thing")
        desk.press("Enter")
        #expect(desk.notice == "not found in this message: no such thing")
    }
}
