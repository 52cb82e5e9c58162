import Cells
import Dissection
import Octets
import TestKit
import Testing
import Transcripts
import Widgets

@testable import Workbench

@Suite struct ReplayTests {
    private func clock(_ milliseconds: Int) -> Action {
        .clock(Clock(monotonic: Int64(milliseconds) * 1_000_000, wall: 0))
    }

    private func data(_ desk: Desk) -> [String] {
        SessionRows(
            desk.state, Layout.inside(Layout(desk.state).panes[.session] ?? Rect(x: 0, y: 0, columns: 0, rows: 0))
        )
        .lines.map { String($0.text) }
    }

    /// Events: open, 9 lines, mark, 2 lines, mark, reply.
    @Test func stepsShowExactlyTheEventsReached() {
        var desk = Desk.replayed()
        #expect(desk.tab.visibleEvents == 0 && data(desk) == [] && desk.tab.visibleMessages == 0)
        #expect(desk.tab.inspector.inspected == nil)
        desk.press(".", ".")
        #expect(data(desk).last == "220 hamburger.edu" && desk.tab.visibleMessages == 1)
        desk.press(">")
        #expect(data(desk).last == "HELO crepes.fr")
        #expect(desk.tab.inspector.inspected?.record.number == 1)
        desk.press(",")
        #expect(data(desk).last == "220 hamburger.edu")
        #expect(desk.tab.inspector.inspected?.record.number == 0)
        desk.press("]")
        #expect(data(desk).last == "the letter begins" && desk.tab.visibleMessages == 9)
        desk.press("]", "[")
        #expect(data(desk).last == "the letter begins")
        desk.press("9")
        #expect(desk.tab.visibleEvents < 15)
        desk.press("<")
        desk.press("0")
        #expect(data(desk) == [] && desk.tab.inspector.inspected == nil)
        #expect(desk.rows.contains { $0.contains("no message yet") })
    }

    @Test func playingFollowsTheClock() {
        var desk = Desk.replayed()
        desk.act(clock(1000), gives: [])
        #expect(desk.tab.visibleEvents == 0 && nextWake(desk.state) == nil)
        desk.press("Space")
        #expect(nextWake(desk.state) != nil)
        // 20 ms to the first event, 20 more to the second.
        desk.act(clock(1019), gives: [])
        #expect(desk.tab.visibleEvents == 0)
        desk.act(clock(1020), gives: [])
        #expect(desk.tab.visibleEvents == 1)
        desk.act(clock(1040), gives: [])
        #expect(desk.tab.visibleEvents == 2)
        // A second to the next; twice as fast, half of it.
        desk.press("+")
        desk.act(clock(1540), gives: [])
        #expect(desk.tab.visibleEvents == 3)
        desk.press("-", "-")
        desk.act(clock(1560), gives: [])
        #expect(desk.tab.visibleEvents == 3)
        desk.act(clock(1580), gives: [])
        #expect(desk.tab.visibleEvents == 4)
        desk.press("Space")
        desk.act(clock(60_000), gives: [])
        #expect(desk.tab.visibleEvents == 4)
        desk.press("Space")
        desk.act(clock(999_000), gives: [])
        #expect(desk.tab.replay?.isPlaying == false && desk.tab.visibleEvents == 15)
    }

    @Test func theIdleCapShortensWaits() {
        var desk = Desk()
        desk.connect()
        desk.client("NOOP\n", after: 60_000)
        desk.replay()
        desk.press("~")
        #expect(desk.notice == "waits are cut to 2 s" && desk.tab.replay?.idleCap == standardIdleCap)
        desk.press("Space")
        desk.act(clock(20), gives: [])
        desk.act(clock(2020), gives: [])
        #expect(desk.tab.visibleEvents == 2)
        desk.press("~")
        #expect(desk.notice == "waits are as they were")
    }

    @Test func aLineInPiecesShowsOnlyThePiecesReached() {
        var desk = Desk()
        desk.connect(proto: nil)
        desk.server("hal")
        desk.server("f a l")
        desk.server("ine\nnext\n")
        desk.replay()
        desk.press(".", ".")
        #expect(data(desk).last == "hal")
        desk.press(".")
        #expect(data(desk).last == "half a l")
        desk.press(".")
        #expect(data(desk).suffix(2) == ["half a line", "next"])
        desk.press(",")
        #expect(data(desk).last == "half a l")
    }

    @Test func aReplayHasNoLine() {
        var desk = Desk.replayed()
        desk.press("i")
        #expect(!desk.state.isTyping)
        desk.press("r")
        #expect(desk.notice == "there is nothing to connect to again; :open URL connects")
        desk.press("F3")
        #expect(desk.state.notice?.severity == .note)
        // The steps are at hand in every pane.
        desk.press("Tab", ".")
        #expect(desk.tab.focus == .messages && desk.tab.visibleEvents == 1)
        #expect(desk.rows.last?.contains("Space play") == true)
    }

    /// A live row that was the last one loaded grows while the cursor is elsewhere.
    @Test func aRowThatGrowsIsReadAgain() {
        var desk = Desk(80, 24)
        desk.connect(proto: nil)
        let page = desk.tab.sessionHeight(Layout(desk.state))
        for number in 0..<2 * page { desk.server("\(number)\n") }
        desk.server("hal")
        desk.press("Escape")
        for _ in 1..<page { desk.press("k") }
        #expect(data(desk).last == "hal")
        for number in 0..<page { desk.server(number == 0 ? "f\nnew\n" : "\(number)\n") }
        #expect(data(desk).last == "half")
    }
}

@Suite struct WrapTests {
    private let long = "x" + String(repeating: "abcdefghij", count: 30)

    private func pane(_ desk: Desk) -> [String] {
        let rect = Layout.inside(Layout(desk.state).panes[.session] ?? Rect(x: 0, y: 0, columns: 0, rows: 0))
        return SessionRows(desk.state, rect).lines.map { String($0.text) }
    }

    @Test func followingShowsTheNewestWhole() {
        var desk = Desk(80, 24)
        desk.connect(proto: nil)
        for number in 0..<40 {
            desk.server("\(number) \(long)\nshort \(number)\n")
            #expect(pane(desk).last == "short \(number)")
            #expect(desk.rows.contains { $0.contains("short \(number)") })
        }
        desk.server(long + "END\n")
        #expect(pane(desk).joined().hasSuffix("END"))
        // One that is taller than the pane too.
        desk.server(String(repeating: long, count: 10) + "TALL\n")
        #expect(pane(desk).joined().hasSuffix("TALL"))
    }

    @Test func theChosenRowAlwaysShows() {
        var desk = Desk(80, 24)
        desk.connect(proto: nil)
        for number in 0..<20 { desk.server("\(number) \(number % 3 == 0 ? long : "short")\n") }
        desk.press("Escape")
        for key in Array(repeating: "k", count: 25) + Array(repeating: "j", count: 25) {
            desk.press(key)
            let chosen = desk.tab.session.selection
            let shown = desk.tab.loadedRows[chosen - desk.tab.rows.lowerBound]
            let text = String(decoding: shown.shownBytes(showingEnds: false), as: UTF8.self)
            // Words that wrap lose the blank that would begin a line.
            let all = pane(desk).joined().replacing(" ", with: "")
            #expect(all.contains(text.replacing(" ", with: "")), "row \(chosen) after \(key)")
        }
        #expect(desk.tab.session.followsTail)
    }

    @Test func aClickMeetsTheRowUnderIt() throws {
        var desk = Desk(80, 24)
        desk.connect(proto: nil)
        for number in 0..<20 { desk.server("\(number) \(number % 3 == 0 ? long : "short")\n") }
        let rect = Layout.inside(try #require(Layout(desk.state).panes[.session]))
        for line in 0..<desk.tab.sessionHeight(Layout(desk.state)) {
            let before = SessionRows(desk.state, rect)
            guard let row = before.row(atLine: line) else { continue }
            desk.mouse(.press, rect.x + 20, rect.y + line)
            #expect(desk.tab.session.selection == row)
            desk.press("G")
        }
        // A row that is wholly in view is chosen without the pane moving.
        let rows = pane(desk)
        let whole = SessionRows(desk.state, rect).lines.lastIndex { $0.text.hasSuffix("short") } ?? 0
        desk.mouse(.press, rect.x + 20, rect.y + whole)
        #expect(pane(desk) == rows)
    }

    @Test func aRowTallerThanThePaneIsReadLineByLine() {
        var desk = Desk(80, 24)
        desk.connect(proto: nil)
        let tall = String((0..<200).map { "<\($0)>" }.joined().prefix(4000))
        desk.server("before\n\(tall)\nafter\n")
        desk.press("Escape", "g", "j", "j")
        var seen = pane(desk)
        #expect(seen.first?.hasPrefix("<0><1>") == true)
        for _ in 0..<100 where desk.tab.session.selection == 2 {
            desk.press("j")
            if let last = pane(desk).last, last != seen.last { seen.append(last) }
        }
        #expect(seen.joined().contains(tall))
        desk.press("k")
        #expect(desk.tab.session.selection == 2 && pane(desk).contains { tall.hasSuffix($0) })
        #expect(desk.rows.contains { $0.contains("… ") })
        desk.press("PageUp", "PageUp", "PageUp", "PageUp", "PageUp", "PageUp")
        #expect(pane(desk).contains { $0.hasPrefix("<0><1>") } || pane(desk).first == "before")
    }

    @Test func theWheelScrollsByLines() {
        var desk = Desk(80, 24)
        desk.connect(proto: nil)
        for number in 0..<20 { desk.server("\(number) \(long)\n") }
        let end = pane(desk)
        desk.mouse(.scrollUp, 10, 5)
        #expect(Array(pane(desk).dropFirst(3)) == Array(end.dropLast(3)))
        desk.mouse(.scrollDown, 10, 5)
        #expect(pane(desk) == end && desk.tab.session.followsTail)
        for _ in 0..<80 { desk.mouse(.scrollUp, 10, 5) }
        #expect(desk.tab.sessionTop == SessionTop())
    }

    @Test func whatIsCutHasASign() {
        var desk = Desk(80, 24)
        desk.connect(proto: nil)
        desk.server(long + "END\n")
        desk.command("wrap off")
        desk.press("Escape")
        #expect(desk.rows.contains { $0.contains("◂ xabcdefghij") && $0.contains("…") })
        desk.press("l")
        #expect(desk.rows.contains { $0.contains("◂ …") })
        for _ in 0..<40 { desk.press("l") }
        #expect(desk.rows.contains { $0.contains("◂ …") })
        for _ in 0..<60 { desk.press("h") }
        #expect(desk.rows.contains { $0.contains("◂ xabcdefghij") })
    }
}
