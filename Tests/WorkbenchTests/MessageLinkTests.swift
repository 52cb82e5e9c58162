import Cells
import Dissection
import Octets
import TestKit
import Testing
import Transcripts
import Widgets

@testable import Workbench

/// The session pane and the list of messages lead to each other.
@Suite struct MessageLinkTests {
    private func text(_ desk: Desk) -> String? {
        let index = desk.tab.session.selection - desk.tab.rows.lowerBound
        guard desk.tab.loadedRows.indices.contains(index) else { return nil }
        return String(decoding: desk.tab.loadedRows[index].bytes, as: UTF8.self)
    }

    /// The lines of the session pane that carry the sign of the chosen message.
    private func signed(_ desk: Desk) -> [String] {
        let left = Layout(desk.state).panes[.session] ?? Rect(x: 0, y: 0, columns: 0, rows: 0)
        return desk.rows.map { String($0.prefix(left.columns)) }.compactMap { row in
            row.firstMatch(of: #/\d│[▸◂] (.+?) *[│┃]$/#).map { String($0.1) }
        }
    }

    @Test func choosingAMessageShowsItInTheSession() {
        var desk = Desk.smtp()
        desk.press("Escape", "Tab", "g")
        #expect(text(desk) == "220 hamburger.edu\r\n" && signed(desk) == ["220 hamburger.edu"])
        desk.press("j", "j", "j")
        #expect(text(desk) == "MAIL FROM: <alice@crepes.fr>\r\n" && signed(desk) == ["MAIL FROM: <alice@crepes.fr>"])
        // At the end both follow what comes.
        desk.press("G")
        #expect(desk.tab.session.followsTail)
        desk.client("Do you like ketchup?\n.\n")
        #expect(desk.tab.session.followsTail && desk.tab.messages.selection == 9)
        #expect(signed(desk) == ["Do you like ketchup?", "."])
    }

    @Test func movingInTheSessionChoosesTheMessage() {
        var desk = Desk.smtp()
        desk.press("Escape")
        let expected = [8, 7, 6, 5]
        for message in expected {
            #expect(desk.tab.messages.selection == message && desk.tab.inspector.inspected?.record.number == message)
            desk.press("k")
        }
        desk.press("g")
        #expect(desk.tab.messages.selection == 0, "before the first message stands the first")
        desk.press("G")
        #expect(desk.tab.messages.selection == 8 && desk.tab.messages.followsTail)
        desk.client("x\n")
        desk.server("500 what\n")
        #expect(desk.tab.session.followsTail && desk.tab.messages.followsTail)
    }

    /// Every line of a message of many leads to it, and choosing it leads to its first.
    @Test func aMessageOfManyLines() {
        var desk = Desk.http()
        desk.press("Escape")
        #expect(desk.tab.messages.selection == 1)
        desk.press("g", "j")
        for _ in 0..<3 {
            #expect(desk.tab.messages.selection == 0)
            desk.press("j")
        }
        #expect(signed(desk).count == 4 && signed(desk).first == "GET /index.html HTTP/1.1")
        desk.press("j")
        #expect(desk.tab.messages.selection == 1 && signed(desk).first == "HTTP/1.1 200 OK")
        desk.press("Tab", "k")
        #expect(text(desk) == "GET /index.html HTTP/1.1\r\n")
    }

    /// Going back to the session changes nothing; only moving there does.
    @Test func goingBackKeepsTheMessage() {
        var desk = Desk.http()
        desk.press("Escape", "Tab", "k")
        desk.press("Tab", "Tab", "Tab")
        #expect(desk.tab.focus == .session && desk.tab.messages.selection == 0)
        desk.press("Tab", "Tab", "Escape")
        #expect(desk.tab.messages.selection == 0)
    }

    /// The end followed in between makes no difference.
    @Test func theSameMessageIsShownAgain() {
        var desk = Desk.http()
        desk.press("Escape", "g", "j", "G", "Tab", "k")
        #expect(text(desk) == "GET /index.html HTTP/1.1\r\n" && !desk.tab.session.followsTail)
        desk.press("Escape")
        #expect(desk.tab.messages.selection == 0)
    }

    /// A message out of view comes to the top, with the row before it; one in view stays where it is.
    @Test func aMessageOutOfViewIsBroughtIn() {
        var desk = Desk(100, 30)
        desk.connect(port: 7, proto: nil)
        for number in 0..<100 { desk.server("line \(number)\n") }
        desk.press("Escape", "Tab", "g")
        #expect(desk.tab.sessionTop.row == 0 && text(desk) == "line 0\r\n")
        for _ in 0..<5 { desk.press("j") }
        #expect(desk.tab.sessionTop.row == 0 && text(desk) == "line 5\r\n")
        desk.command("message 61")
        #expect(desk.tab.sessionTop.row == 60 && text(desk) == "line 60\r\n")
        #expect(signed(desk) == ["line 60"])
    }

    /// Lines of two connections and of both directions belong to their own messages.
    @Test func connectionsAndDirectionsAreToldApart() {
        var desk = Desk()
        desk.connect(port: 7, proto: nil)
        desk.client("same\n")
        desk.server("same\n")
        desk.happen(.note("a note"))
        desk.connect(port: 7, proto: nil)
        desk.client("same\n")
        desk.press("Escape", "g")
        let expected = [0, 0, 1, 1, 1, 2]
        for message in expected {
            #expect(desk.tab.messages.selection == message, "row \(desk.tab.session.selection)")
            desk.press("j")
        }
    }

    @Test func emptyDatagramsHaveTheirRow() {
        var desk = Desk()
        desk.happen(
            .open(
                Opening(
                    transport: .udp, client: Endpoint(address: "127.0.0.1:4"), server: Endpoint(address: "127.0.0.1:7"))
            ))
        desk.client("a")
        desk.client("")
        desk.server("")
        desk.press("Escape", "Tab", "g", "j")
        #expect(desk.tab.session.selection == 2)
        desk.press("j")
        #expect(desk.tab.session.selection == 3)
    }

    /// While a line is typed the session stays at its end, whatever message was looked at.
    @Test func typingFollowsTheEnd() {
        var desk = Desk.smtp()
        desk.press("Escape", "Tab", "g", "i")
        #expect(desk.state.isTyping && desk.tab.session.followsTail)
        desk.client("x\n")
        #expect(desk.tab.session.followsTail)
    }

    /// A step takes both panes to its event again.
    @Test func aStepFollowsInAReplay() {
        var desk = Desk.replayed()
        desk.press("]", "k", "k", "k")
        #expect(desk.tab.messages.selection == 6)
        desk.press(".")
        #expect(desk.tab.session.followsTail && desk.tab.messages.followsTail)
    }

    @Test func theSignIsInEveryWidth() {
        var desk = Desk.smtp(100, 30)
        desk.state.options.ascii = true
        #expect(desk.rows.contains { $0.contains("|< 354 Enter mail") })
        for (columns, rows) in [(100, 30), (20, 8)] {
            var desk = Desk.smtp(columns, rows)
            desk.state.options.times = .none
            let screen = desk.screen
            let y = screen.row(holding: "◂ 354 Enter") ?? 0
            let x = (0..<columns).first { screen[$0, y].text == "◂" } ?? 0
            #expect(screen[x, y].style.attributes.contains(.reverse) && x <= 1)
            let other = screen.row(holding: "▸ DATA") ?? 0
            #expect(!screen[x, other].style.attributes.contains(.reverse))
        }
    }
}
