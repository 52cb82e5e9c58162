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

extension Desk {
    /// A page and, on the connection that was kept, an object of it; both answers come in pieces.
    static func page(_ columns: Int = 118, _ rows: Int = 36) -> Desk {
        var desk = Desk(columns, rows)
        desk.connect()
        desk.client("GET /index.html HTTP/1.1\nHost: gaia.cs.umass.edu\nAccept: text/html\n\n", after: 80)
        desk.server("HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: 4\n\n", after: 22)
        desk.server("page", after: 5)
        desk.client(
            "GET /a.png HTTP/1.1\nHost: gaia.cs.umass.edu\nReferer: http://gaia.cs.umass.edu/index.html\n\n",
            after: 2500)
        desk.server("HTTP/1.1 200 OK\nContent-Type: image/png\nContent-Length: 4\n\n", after: 25)
        desk.server("dots", after: 40)
        desk.happen(.close(Closing(by: .serverToClient)), after: 10)
        return desk
    }
}

/// A conversation drawn in time.
@Suite struct LadderTests {
    private func text(_ desk: Desk) -> String { desk.rows.joined(separator: "\n") }

    @Test func theKeyOpensItAndLeavesItAtTheMessageThatIsChosen() {
        var desk = Desk.page()
        desk.press("Escape", "L")
        #expect(desk.state.contexts == [.ladder, .reading, .everywhere])
        #expect(desk.tab.showsLadder && desk.tab.ladderCount == 6)
        desk.press("g", "j", "j")
        #expect(desk.tab.chosenRung == .message(1))
        desk.press("L")
        #expect(!desk.tab.showsLadder && desk.tab.ladder == nil)
        #expect(desk.tab.messages.selection == 1 && desk.tab.focus == .messages)
        desk.command("ladder")
        #expect(desk.tab.showsLadder && desk.tab.chosenRung == .message(1))
        desk.press("Escape")
        #expect(!desk.tab.showsLadder)
    }

    @Test func enterOpensTheMessageAndEscapeComesBack() {
        var desk = Desk.page()
        desk.press("Escape", "L", "g", "j", "Enter")
        #expect(!desk.tab.showsLadder && desk.tab.focus == .messages && desk.tab.messages.selection == 0)
        #expect(desk.tab.inspector.inspected?.record.number == 0)
        desk.press("Escape", "Escape")
        #expect(desk.tab.showsLadder && desk.tab.chosenRung == .message(0))
        desk.press("G", "Enter")
        #expect(desk.tab.focus == .session && !desk.tab.showsLadder)
        #expect(desk.tab.session.selection == desk.tab.visibleRows - 1)
        desk.press("L")
        #expect(desk.tab.showsLadder)
    }

    /// Connect, request, first byte, last byte; and the lecture's reckoning beside the measured time.
    @Test func roundTripsAndTheLecturesEstimateAreSaid() {
        var desk = Desk.page(118, 44)
        desk.press("Escape", "L")
        let screen = text(desk)
        #expect(screen.contains("SYN, ACK") && screen.contains("connect 20.3 ms = 1 RTT"))
        #expect(screen.contains("first byte 22.0 ms, then 5.0 ms"))
        #expect(screen.contains("2 RTT + file = 45.6 ms, took 47.3 ms"))
        #expect(screen.contains("1 RTT + file = 60.3 ms, took 65.0 ms"))
        #expect(screen.contains("2.500 s pass"), "a long wait is shortened, and says so")
        desk.press("g", "j", "j")
        #expect(
            text(desk).replacing("\n", with: " ").contains("The lecture reckons 2 RTT (one to connect, one to ask)"))
    }

    @Test func waitsTakeRowsInProportion() {
        let times = LadderTimes(
            { () -> Tab in
                var desk = Desk.page()
                desk.press("Escape", "L")
                return desk.tab
            }())
        #expect(times.unit == 20_310_000)
        #expect(times.rows(of: 9_000_000) == (0, false))
        #expect(times.rows(of: 22_000_000) == (1, false))
        #expect(times.rows(of: 61_000_000) == (3, false))
        #expect(times.rows(of: 3_000_000_000) == (3, true))
        #expect(times.rows(of: .max, most: 1) == (1, true))
    }

    @Test func shortRoundTripsAreToldInMicrosecondsAndWhatCameBeforeTheStartBelowZero() {
        var desk = Desk(80, 24)
        let opening = Opening(
            transport: .tcp, client: Endpoint(address: "127.0.0.1:4"), server: Endpoint(address: "127.0.0.1:80"),
            took: 140_000)
        desk.happen(.open(opening))
        desk.client("GET / HTTP/1.1\nHost: h\n\n", after: 1)
        desk.press("Escape", "L")
        #expect(text(desk).contains("-0.000140") && text(desk).contains("0.001000"))
        let far = LadderTimes(desk.tab).secondsText(Moment(nanoseconds: .min))
        #expect(far == "-9223372036.854775", "no time is so wrong that it stops the program")
    }

    @Test func withoutAHandshakeTheShortestWaitIsTheBound() {
        var desk = Desk.inConversation(118, 36)
        desk.press("L")
        #expect(text(desk).contains("RTT at most 20.0 ms"))
        #expect(desk.tab.chosenRung == .event(0))
        desk.press("j", "j")
        #expect(text(desk).contains("How long a round trip takes is not known here"))
        desk.press("Backspace")
        #expect(desk.tab.showsConversations && desk.tab.ladder == nil)
    }

    @Test(
        arguments: [
            ("handshake: 20.3 ms from SYN to SYN, ACK", 20_300_000), ("handshake 1 s", 1_000_000_000),
            ("Handshake: round trip 340 µs", 340_000), ("handshake", nil), ("a handshake of 3 ms", nil),
            ("handshake: -1 ms", nil), ("handshake: nan ms, 1e300 s", nil),
        ] as [(String, Int64?)])
    func aNoteOfACaptureTellsTheHandshake(note: String, expected: Int64?) {
        #expect(Handshake.roundTrip(inNote: note) == expected)
    }

    /// A capture's opening is its SYN; the note gives the round trip. Notes and errors are marks between the lines.
    @Test func aCaptureShowsItsHandshakeAndWhatTCPDid() {
        var desk = Desk(118, 36)
        var events = Desk.conversations
        events.insert(
            Event(time: Moment(nanoseconds: 25_000_000), connection: 0, body: .note("handshake: 15.0 ms")), at: 4)
        desk.capture(events)
        desk.press("L", gives: [.conversation(Desk.id, connection: 0)])
        desk.conversation(0, of: events)
        #expect(text(desk).contains("connect 15.0 ms = 1 RTT") && text(desk).contains("\" handshake: 15.0 ms"))
        #expect(text(desk).contains("FIN"))
        desk.press("Backspace", "j", "L", gives: [.conversation(Desk.id, connection: 1)])
        desk.conversation(1, of: events)
        #expect(text(desk).contains("! 3 octets of the client's are missing in the capture"))
    }

    /// Only the end of the connection tells that the answer is whole, yet it was said before that.
    @Test func anAnswerThatTheEndCompletesStandsBeforeIt() {
        var desk = Desk(80, 24)
        desk.connect()
        desk.client("GET / HTTP/1.0\n\n")
        desk.server("HTTP/1.0 200 OK\n\npage")
        desk.close()
        desk.press("Escape", "L")
        let rungs = (0..<desk.tab.ladderCount).map { desk.tab.ladder?.rung(at: $0) }
        #expect(rungs == [.event(0), .message(0), .message(1), .event(3)])
    }

    @Test func ofALongConversationTheLateNotesAreLeftOutAndThatIsSaid() {
        var desk = Desk(80, 24)
        let notes = (0..<5000).map { number in
            Event(time: Moment(nanoseconds: Int64(number)), connection: 0, body: .note("\(number)"))
        }
        let snapshot = desk.snapshot(of: notes, Trace())
        desk.state.tab.capture = CaptureView(CaptureListing(conversations: ConversationIndex(), wallStart: 0))
        desk.state.tab.capture?.awaited = 0
        desk.act(.engine(.conversation(Desk.id, connection: 0, snapshot)), gives: [])
        desk.press("L", "G")
        #expect(desk.tab.ladderCount == LadderView.eventLimit)
        #expect(text(desk).contains("later notes left out"))
    }

    @Test func itGrowsWithTheSessionAndWithAReplay() {
        var desk = Desk.smtp(118, 36)
        desk.press("Escape", "L")
        let before = desk.tab.ladderCount
        desk.client("Do you like ketchup?\n.\n")
        desk.server("250 Message accepted for delivery\n")
        #expect(desk.tab.ladderCount == before + 2 && desk.tab.chosenRung == .message(10))
        desk.press("L")
        desk.replay()
        desk.press("L")
        #expect(desk.tab.ladderCount < before)
        desk.press("9", ".")
        #expect(desk.tab.ladderCount >= before - 1 && desk.state.contexts == [.ladder, .reading, .replay, .everywhere])
    }

    @Test func searchGoesFromRungToRung() {
        var desk = Desk.page()
        desk.press("Escape", "L", "g", "/")
        desk.type("200 ok")
        let wanted = SearchRequest(place: .messages, text: "200 ok", from: 0, forward: true, limit: 4)
        desk.press("Enter", gives: [.search(Desk.id, wanted)])
        let hit = SearchHit(place: .messages, index: 1, wrapped: false, events: 9)
        desk.act(.engine(.found(Desk.id, hit)), gives: [])
        #expect(desk.tab.chosenRung == .message(1))
        desk.press("y", gives: [.copy(Array("200 OK text/html 4 B".utf8))])
    }

    @Test func theMouseChoosesAndOpens() throws {
        var desk = Desk.page()
        desk.press("Escape", "L")
        let row = try #require(desk.rows.firstIndex { $0.contains("GET /index.html") })
        desk.mouse(.press, 20, row)
        #expect(desk.tab.chosenRung == .message(0))
        desk.mouse(.press, 20, try #require(desk.rows.firstIndex { $0.contains("GET /index.html") }))
        #expect(!desk.tab.showsLadder && desk.tab.messages.selection == 0)
    }

    @Test func whereNothingIsThereIsNothingToDraw() {
        var desk = Desk()
        desk.command("ladder")
        #expect(desk.notice == "there is no conversation here to draw" && !desk.tab.showsLadder)
    }

    /// Messages and events between them stand in the order in which they happened, and each is found again.
    @Test func rungsAndMessagesAreFoundFromOneAnother() {
        var desk = Desk.smtp()
        desk.happen(.note("a note"))
        desk.client("QUIT\n")
        desk.happen(.mark("a mark"))
        desk.press("Escape", "L")
        let view = desk.tab.ladder ?? LadderView()
        let rungs = (0..<desk.tab.ladderCount).map { view.rung(at: $0) }
        let events = rungs.map { rung in
            switch rung {
            case .event(let number): number
            case .message(let number): desk.tab.snapshot.messages[number].event
            }
        }
        #expect(events == events.sorted())
        for (place, rung) in rungs.enumerated() {
            if case .message(let number) = rung { #expect(view.place(ofMessage: number) == place) }
        }
        #expect(rungs.count == desk.tab.visibleMessages + 3)
    }

    /// At every size the chosen rung shows.
    @Test(arguments: [(80, 24), (120, 40), (67, 17), (46, 11), (20, 6), (9, 3)])
    func theChosenRungShows(columns: Int, rows: Int) {
        var desk = Desk.page(columns, rows)
        desk.press("Escape", "L", "g")
        for _ in 0..<desk.tab.ladderCount {
            let inside = Layout.inside(Layout(desk.state).panes[.session] ?? Rect(x: 0, y: 0, columns: 0, rows: 0))
            let screen = LadderScreen(desk.state, inside)
            #expect(screen.visible.contains { $0.place == desk.tab.ladder?.list.selection })
            desk.press("j")
        }
    }
}
