import Cells
import Dissection
import Octets
import TestKit
import Testing
import Transcripts
import Widgets

@testable import Workbench

@Suite struct PaneTests {
    @Test func tabGoesRoundThePanes() {
        var desk = Desk.smtp()
        #expect(desk.state.isTyping)
        desk.press("Escape")
        #expect(!desk.state.isTyping && desk.tab.focus == .session)
        for pane in [Pane.messages, .fields, .bytes, .session, .messages] {
            desk.press("Tab")
            #expect(desk.tab.focus == pane)
        }
        for pane in [Pane.session, .bytes, .fields] {
            desk.press("Shift-Tab")
            #expect(desk.tab.focus == pane)
        }
        desk.press("Escape")
        #expect(desk.tab.focus == .session && !desk.state.isTyping)
        desk.press("i")
        #expect(desk.state.isTyping)
        desk.press("Ctrl-]")
        desk.press("Enter")
        #expect(desk.state.isTyping)
    }

    @Test func onePaneFillsTheScreenAndEscapeGivesAllBack() {
        var desk = Desk.smtp()
        desk.press("Escape", "Tab", "\\")
        #expect(Layout(desk.state).panes.map(\.key) == [.messages])
        desk.press("Escape")
        #expect(Layout(desk.state).panes.count == 4 && desk.tab.focus == .messages)
        desk.press("Escape")
        #expect(desk.tab.focus == .session)
    }

    /// Below 100 columns one place under the session has three faces.
    @Test func theLowerPaneHasThreeFaces() {
        var desk = Desk.smtp(80, 24)
        desk.press("Escape")
        for (pane, title) in [
            (Pane.messages, "Tab: [messages] fields bytes"), (.fields, "Tab: messages [fields] bytes"),
            (.bytes, "Tab: messages fields [bytes]"),
        ] {
            desk.press("Tab")
            #expect(Set(Layout(desk.state).panes.keys) == [.session, pane])
            #expect(desk.rows.contains { $0.contains(title) })
        }
        // The face stays when the focus goes back to the session.
        desk.press("Escape")
        #expect(Set(Layout(desk.state).panes.keys) == [.session, .bytes])
    }

    @Test func choosingAFieldLightsItsBytesAndAByteFindsItsField() {
        var desk = Desk.smtp()
        desk.command("message 4")
        #expect(desk.tab.focus == .messages)
        desk.press("Enter", "j")
        let verb = desk.tab.inspector
        #expect(verb.node(at: verb.path)?.label == "verb" && verb.lit == 0..<4 && verb.byte == 0)
        desk.press("Tab", "l", "l", "l", "l", "l", "l", "l", "l", "l", "l", "l", "l")
        #expect(desk.tab.inspector.byte == 12)
        #expect(desk.tab.inspector.lit.contains(12) && !desk.tab.inspector.lit.contains(0))
        desk.press("g")
        #expect(desk.tab.inspector.byte == 0)
        desk.press("G")
        #expect(desk.tab.inspector.byte == (desk.tab.inspector.inspected?.bytes.count ?? 0) - 1)
        desk.press("Enter")
        #expect(desk.tab.focus == .fields)
    }

    @Test func fieldsOpenAndClose() {
        var desk = Desk.http()
        desk.command("message 1")
        desk.press("Enter", "j", "l", "j")
        let inner = desk.tab.inspector.path
        desk.press("h")
        #expect(desk.tab.inspector.path == Array(inner.dropLast()))
        let open = desk.tab.inspector.rows(showingSecrets: false, .unicode).count
        desk.press("h")
        #expect(desk.tab.inspector.rows(showingSecrets: false, .unicode).count < open)
        desk.press("Enter")
        #expect(desk.tab.inspector.rows(showingSecrets: false, .unicode).count == open)
    }

    @Test func readingMovesTheCursor() {
        var desk = Desk.smtp(100, 12)
        desk.press("Escape")
        #expect(desk.tab.session.selection == 9)
        for (key, selection) in [
            ("k", 8), ("Up", 7), ("g", 0), ("j", 1), ("Down", 2), ("G", 9), ("Home", 0), ("End", 9),
        ] {
            desk.press(key)
            #expect(desk.tab.session.selection == selection, "after \(key)")
        }
        desk.press("PageUp")
        #expect(desk.tab.session.selection < 9)
        // New rows leave a cursor that is not at the end where it is.
        let before = desk.tab.session.selection
        desk.server("250 more\n")
        #expect(desk.tab.session.selection == before)
        desk.press("G")
        desk.server("250 and more\n")
        #expect(desk.tab.session.selection == desk.tab.visibleRows - 1)
    }

    // MARK: The recorder

    @Test func theRecorderIsToldWhatToDo() {
        var desk = Desk.smtp()
        desk.press("F4")
        #expect(desk.notice == "the recorder is off; F3 starts it")
        desk.press("F3", gives: [.record(Desk.id, .start(path: nil))])
        desk.act(.engine(.recorder(Desk.id, RecorderState(mode: .on, file: "a", events: 1))), gives: [])
        #expect(desk.rows.first?.contains("● rec 1 event") == true)
        desk.press("F4", gives: [.record(Desk.id, .pause)])
        desk.act(.engine(.recorder(Desk.id, RecorderState(mode: .paused, file: "a", events: 2))), gives: [])
        desk.press("F4", gives: [.record(Desk.id, .resume)])
        desk.press("F5")
        desk.type("a note")
        desk.press("Enter", gives: [.record(Desk.id, .note("a note"))])
        desk.press("F5", "Enter")
        desk.press("F6")
        desk.type("here")
        desk.press("Enter", gives: [.record(Desk.id, .mark("here"))])
        desk.press("Escape", "m", "Enter", gives: [.record(Desk.id, .mark("mark"))])
        desk.press("F3", gives: [.record(Desk.id, .stop)])
        var blank = Desk()
        blank.press("F3")
        #expect(blank.notice == "there is nothing to record here; :open URL starts a session")
    }

    // MARK: Leaving

    @Test func quitAsksOnlyWhereSomethingIsOpen() {
        var blank = Desk()
        blank.press("q", gives: [.quit])
        var closed = Desk.http()
        closed.close()
        closed.press("Escape")
        closed.press("q", gives: [.quit])
        for (keys, effects) in [
            (["q"], [Effect.quit]), (["y"], [.quit]), (["Enter"], [.quit]), (["Ctrl-C"], [.quit]),
            (["Escape"], []), (["n"], []),
        ] {
            var desk = Desk.http()
            desk.press("Escape", "q")
            #expect(desk.rows.last == " gaia.cs.umass.edu is open; quit?  q quits   Esc stays")
            desk.press(keys[0], gives: effects)
            if effects.isEmpty { #expect(desk.state.overlays.isEmpty) }
        }
    }

    @Test func controlCStopsThenClearsThenAsks() {
        var desk = Desk.http()
        desk.type("half a line")
        desk.press("Ctrl-C")
        #expect(desk.line.isEmpty && desk.state.overlays.isEmpty)
        desk.press("Ctrl-C")
        guard case .quit = desk.state.overlays.last else { return #expect(Bool(false)) }
        desk.press("Ctrl-C", gives: [.quit])
        // The same from outside.
        var other = Desk.http()
        other.act(.input(.interrupt), gives: [])
        other.act(.input(.interrupt), gives: [.quit])
        other.act(.input(.terminate), gives: [.quit])
        other.act(.input(.hangup), gives: [.quit])
        // Help and prompts are closed first.
        for key in ["F1", "Ctrl-P"] {
            var over = Desk.http()
            over.press(key, "Ctrl-C")
            #expect(over.state.overlays.isEmpty)
        }
        var playing = Desk.replayed()
        playing.press("Space")
        #expect(playing.tab.replay?.isPlaying == true)
        playing.press("Ctrl-C")
        #expect(playing.tab.replay?.isPlaying == false && playing.state.overlays.isEmpty)
    }

    // MARK: The mouse

    @Test func theMouseChoosesAndScrolls() throws {
        var desk = Desk.smtp()
        let layout = Layout(desk.state)
        let messages = try #require(layout.panes[.messages])
        desk.mouse(.press, messages.x + 3, messages.y + 2)
        #expect(desk.tab.focus == .messages)
        let chosen = desk.tab.messages.selection
        #expect(chosen == desk.tab.messages.top + 1)
        desk.mouse(.scrollUp, messages.x + 3, messages.y + 2)
        #expect(desk.tab.messages.top < chosen)
        let session = try #require(layout.panes[.session])
        let hello = try #require(desk.screen.row(holding: "▸ HELO crepes.fr"))
        desk.mouse(.press, session.x + 5, hello)
        #expect(desk.tab.focus == .session && desk.tab.session.selection == 2 && !desk.state.isTyping)
        desk.mouse(.press, session.x + 5, session.bottom - 2)
        #expect(desk.state.isTyping)
        let bytes = try #require(layout.panes[.bytes])
        desk.mouse(.press, Layout.inside(bytes).x + 6, Layout.inside(bytes).y)
        #expect(desk.tab.focus == .bytes && desk.tab.inspector.byte == 0)
        let fields = try #require(layout.panes[.fields])
        desk.mouse(.press, fields.x + 6, fields.y + 2)
        #expect(desk.tab.focus == .fields && desk.tab.inspector.path.count == 2)
        desk.press("F9", gives: [.mouse(false)])
        desk.mouse(.press, session.x + 5, session.y + 3)
        #expect(desk.tab.focus == .fields)
        desk.press("F9", gives: [.mouse(true)])
    }

    @Test func theMouseChoosesAmongTabsAndPlaces() throws {
        var desk = Desk()
        let first = try #require(desk.screen.row(holding: "lab://smtp"))
        desk.mouse(.press, 5, first)
        #expect(desk.tab.destination == 1)
        desk.mouse(.press, 5, first, gives: [.connect(Desk.id, url: "lab://smtp")])
        desk.command("open tcp://b:2", gives: [.connect(TabID(1), url: "tcp://b:2")])
        #expect(desk.state.active == 1)
        desk.mouse(.press, 14, 0)
        #expect(desk.state.active == 0)
        desk.press("F1")
        let top = desk.rows
        desk.mouse(.scrollDown, 10, 10)
        #expect(desk.rows != top)
        desk.mouse(.scrollUp, 10, 10)
        #expect(desk.rows == top)
    }

    // MARK: Copying

    @Test func copyTakesTextBytesOrAField() {
        var desk = Desk.smtp()
        desk.press("Escape", "g", "j")
        desk.press("y", gives: [.copy(Array("220 hamburger.edu\r\n".utf8))])
        #expect(desk.notice == "copied 19 bytes")
        desk.press("Y", gives: [.copy(Array("32 32 30 20 68 61 6d 62 75 72 67 65 72 2e 65 64 75 0d 0a".utf8))])
        desk.command("message 2")
        desk.press("y", gives: [.copy(Array("HELO crepes.fr\r\n".utf8))])
        desk.press("Enter", "j")
        desk.press("y", gives: [.copy(Array("HELO".utf8))])
        desk.press("Y", gives: [.copy(Array("48 45 4c 4f".utf8))])
        var empty = Desk()
        empty.connect()
        empty.press("Escape", "Tab", "Tab")
        empty.press("y")
        #expect(empty.notice == "nothing is chosen to copy")
    }

    @Test func aCopyIsCapped() {
        var desk = Desk()
        desk.connect()
        let long = "POST / HTTP/1.1\nHost: x\nContent-Length: 90000\n\n" + String(repeating: "x", count: 90_000)
        desk.client(long)
        desk.command("message 1")
        let effects = desk.act(.command(.copyText))
        guard case .copy(let bytes)? = effects.first else { return #expect(Bool(false)) }
        #expect(effects.count == 1 && bytes.count == copyLimit)
        #expect(desk.notice == "copied the first 74994 bytes of \(90_000 + 51)")
        #expect(desk.state.notice?.severity == .warning)
    }

    // MARK: Tabs

    @Test func tabsOpenTurnAndClose() {
        var desk = Desk.http()
        desk.command("open tcp://b:2", gives: [.connect(TabID(1), url: "tcp://b:2")])
        desk.act(.engine(.connection(TabID(1), .failed("refused"))), gives: [])
        // A tab in which nothing ever happened is used again.
        desk.command("open tcp://c:3", gives: [.connect(TabID(1), url: "tcp://c:3")])
        #expect(desk.state.tabs.count == 2)
        desk.act(.engine(.connection(TabID(1), .failed("refused"))), gives: [])
        desk.press("{")
        #expect(desk.state.active == 0)
        desk.press("Escape", "}")
        #expect(desk.state.active == 1)
        desk.press("Ctrl-X", gives: [.close(TabID(1))])
        #expect(desk.state.active == 0 && desk.tab.title == "gaia.cs.umass.edu")
        desk.press("Ctrl-X", gives: [.close(TabID(0))])
        #expect(desk.tab.isBlank && desk.state.tabs.count == 1)
    }

    @Test func thereIsALimitOfTabs() {
        var desk = Desk()
        for number in 0..<State.tabLimit {
            desk.command("open tcp://x:\(number + 1)", gives: [.connect(TabID(number), url: "tcp://x:\(number + 1)")])
        }
        desk.command("open tcp://x:10")
        #expect(desk.notice == "9 tabs are open; Ctrl-X closes one")
    }

    @Test func looksAndTheProgram() {
        var desk = Desk.smtp()
        desk.press("F8", gives: [.theme(name: "dark")])
        desk.press("Ctrl-L", gives: [.redraw])
        desk.press("Ctrl-Z", gives: [.suspend])
        desk.act(.input(.resumed), gives: [.redraw])
        desk.press("Escape", "x", "w", "t")
        #expect(desk.state.options.bytes && !desk.state.options.wrap && desk.state.options.times == .absolute)
        desk.press("Tab", "Tab", "s")
        #expect(desk.state.options.secrets)
        desk.press("r")
        #expect(desk.notice == "still connected; :close ends it")
        desk.close()
        desk.press("r", gives: [.reopen(Desk.id, thenSend: [])])
    }
}
