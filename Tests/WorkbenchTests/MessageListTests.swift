import Catalog
import Cells
import Dissection
import Octets
import TestKit
import Testing
import Transcripts
import Widgets

@testable import Workbench

extension Desk {
    /// A page and its picture, which came on a connection of its own.
    static let twoConnections: [Event] = {
        func event(_ connection: Int, _ milliseconds: Int64, _ body: Event.Body) -> Event {
            Event(time: Moment(nanoseconds: milliseconds * 1_000_000), connection: connection, body: body)
        }
        func open(_ connection: Int) -> Event {
            let opening = Opening(
                role: "observer", transport: .tcp, client: Endpoint(address: "10.0.0.1:4000\(connection)"),
                server: Endpoint(address: "10.0.0.2:80"))
            return event(connection, 0, .open(opening))
        }
        func say(_ connection: Int, _ milliseconds: Int64, _ direction: Direction, _ text: String) -> Event {
            event(connection, milliseconds, .data(direction, Array(text.utf8)))
        }
        let get = "GET /a.png HTTP/1.1\r\nHost: h\r\nReferer: http://h/\r\n\r\n"
        let page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n"
        return [
            open(0), open(1), say(0, 10, .clientToServer, "GET / HTTP/1.1\r\nHost: h\r\n\r\n"),
            say(0, 20, .serverToClient, page), say(1, 25, .clientToServer, get),
            say(1, 50, .serverToClient, "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 0\r\n\r\n"),
        ]
    }()
}

/// Messages in groups, and all messages of a capture.
@Suite struct MessageListTests {
    private func text(_ desk: Desk) -> String { desk.rows.joined(separator: "\n") }

    @Test func theKeyGoesFromOneGroupingToTheNext() {
        var desk = Desk.smtp()
        desk.answersGroups = false
        desk.press("Escape", "Tab")
        desk.press("e", gives: [.group(Desk.id, GroupRequest(.conversation, .exchanges, messages: 9))])
        #expect(!desk.tab.grouped.isGrouped && text(desk).contains("grouping …"))
        desk.press("e", gives: [.group(Desk.id, GroupRequest(.conversation, .pages, messages: 9))])
        desk.press("e")
        #expect(desk.tab.grouped.grouping == .flat)
        desk.command("group exchanges", gives: [.group(Desk.id, GroupRequest(.conversation, .exchanges, messages: 9))])
        desk.command("group x")
        #expect(desk.notice == "group wants one of flat, exchanges, pages")
    }

    @Test func groupsThatAreNotWantedAnyMoreAreDropped() throws {
        var desk = Desk.smtp()
        desk.answersGroups = false
        let request = GroupRequest(.conversation, .exchanges, messages: 9)
        desk.press("Escape", "Tab")
        desk.press("e", gives: [.group(Desk.id, request)])
        let grouper = try #require(desk.loader(desk.tab.snapshot).group(request))
        desk.press("e", gives: [.group(Desk.id, GroupRequest(.conversation, .pages, messages: 9))])
        desk.act(.engine(.grouped(Desk.id, request, grouper)), gives: [])
        #expect(!desk.tab.grouped.isGrouped)
    }

    @Test func anExchangeIsARowThatOpensAndCloses() {
        var desk = Desk.smtp()
        desk.press("Escape", "Tab", "e", "g")
        #expect(desk.tab.grouped.rows.map(\.message) == [0, 1, 3, 5, 7])
        #expect(text(desk).contains("exchanges"))
        desk.press("j", "l")
        #expect(desk.tab.grouped.rows.map(\.message) == [0, 1, 1, 2, 3, 5, 7])
        desk.press("l", "j")
        #expect(desk.tab.messages.selection == 2 && desk.tab.inspector.inspected?.record.number == 2)
        desk.press("h", "h")
        #expect(desk.tab.grouped.rows.count == 5 && desk.tab.messages.selection == 1)
        desk.press("Enter")
        #expect(desk.tab.focus == .fields)
    }

    /// The session leads: what is said in the chosen row is chosen in the groups as well.
    @Test func theGroupOfWhatIsChosenInTheSessionIsChosen() {
        var desk = Desk.smtp()
        desk.press("Escape", "Tab", "e", "Escape", "g")
        desk.press("j", "j", "j")
        #expect(desk.tab.messages.selection == 2)
        #expect(desk.tab.grouped.message(atRow: desk.tab.grouped.scroll.selection) == 1)
    }

    @Test func aSessionThatGrowsIsGroupedOn() {
        var desk = Desk.smtp()
        desk.press("Escape", "Tab", "e", "e")
        desk.client("Do you like ketchup?\n.\n")
        desk.server("250 Message accepted for delivery\n")
        desk.client("QUIT\n")
        #expect(desk.tab.grouped.grouper?.count == 12)
        #expect(desk.tab.grouped.grouper?.units.map(\.kind) == [.session, .transaction, .session])
    }

    @Test func aReplayShowsGroupsAsFarAsItHasCome() {
        var desk = Desk.replayed()
        desk.press("Tab", "e", "]")
        let shown = desk.tab.grouped.rows.count
        #expect(shown == 5 && desk.tab.visibleMessages == 9)
        desk.press("9", "9", "]")
        #expect(desk.tab.grouped.rows.count > shown)
    }

    @Test func allMessagesOfACaptureShowInTheOrderOfTime() {
        var desk = Desk.captured(120, 30)
        desk.press("a")
        #expect(desk.state.contexts == [.allMessages, .reading, .everywhere])
        #expect(desk.tab.capture?.messages.map(\.connection) == [0, 1, 2, 0, 1])
        #expect(text(desk).contains("All messages ─ 5") && text(desk).contains("GET /index.html HTTP/1.1"))
        #expect(text(desk).contains("10.0.0.7:41000        10.0.0.2:25"))
        desk.press("a")
        #expect(desk.tab.showsConversations)
        desk.command("all")
        desk.press("Escape")
        #expect(desk.tab.showsConversations)
    }

    @Test func enterOpensTheConversationAtTheMessageAndBackIsTheList() {
        var desk = Desk.captured()
        desk.press("a", "j", "j", "j", "Enter", gives: [.conversation(Desk.id, connection: 0)])
        desk.conversation(0, of: Desk.conversations)
        #expect(desk.tab.messages.selection == 1 && desk.tab.focus == .messages)
        #expect(desk.tab.inspector.inspected?.record.number == 1)
        desk.press("Backspace")
        #expect(desk.tab.showsAllMessages && desk.tab.capture?.all.scroll.selection == 3)
        desk.press("L", gives: [.conversation(Desk.id, connection: 0)])
        desk.conversation(0, of: Desk.conversations)
        #expect(desk.tab.showsLadder && desk.tab.chosenRung == .message(1))
    }

    @Test func pagesOfACaptureAreFoundAcrossItsConnections() {
        var desk = Desk(120, 30)
        desk.capture(Desk.twoConnections)
        desk.press("a", "e", "e")
        #expect(text(desk).contains("by page and transaction"))
        #expect(text(desk).contains("page GET / HTTP/1.1") && text(desk).contains("1 object by Referer, 40.0 ms"))
        desk.press("G")
        #expect(text(desk).contains("taken for the page's by Referer"))
        desk.press("g", "l", "l")
        #expect(desk.tab.capture?.all.rows.map(\.depth) == [0, 1, 2, 2, 1])
        desk.press("h", "h", "h")
        #expect(desk.tab.capture?.all.rows.map(\.isExpanded) == [false])
    }

    @Test func searchingAllMessagesChoosesTheHit() {
        var desk = Desk.captured()
        desk.press("a", "/")
        desk.type("quit")
        let request = SearchRequest(place: .capture, text: "quit", from: 1, forward: true, limit: 5)
        desk.press("Enter", gives: [.search(Desk.id, request)])
        let hit = SearchHit(place: .capture, index: 4, wrapped: false, events: 9)
        desk.act(.engine(.found(Desk.id, hit)), gives: [])
        #expect(desk.tab.capture?.all.scroll.selection == 4)
        desk.press("y", gives: [.copy(Array("QUIT".utf8))])
    }

    @Test func theMouseChoosesAndOpens() {
        var desk = Desk.captured()
        desk.press("a")
        desk.mouse(.press, 20, 3)
        #expect(desk.tab.capture?.all.scroll.selection == 1)
        desk.mouse(.press, 20, 3, gives: [.conversation(Desk.id, connection: 1)])
        desk.mouse(.scrollDown, 20, 3)
    }

    @Test func elsewhereThereIsNothingToList() {
        var desk = Desk.smtp()
        desk.command("all")
        #expect(desk.notice == "all messages are those of a capture; :decode FILE opens one")
        var blank = Desk()
        blank.command("group pages")
        #expect(blank.notice == "there are no messages here to group")
    }

    /// Only what shows is read, and only that is kept.
    @Test func noMoreWordsAreHeldThanShow() {
        var desk = Desk(80, 24)
        let many = (0..<500).map { number in
            Event(
                time: Moment(nanoseconds: Int64(number)), connection: 0,
                body: .data(.clientToServer, Array("NOOP \(number)\r\n".utf8)))
        }
        let opening = Opening(
            role: "observer", transport: .tcp, client: Endpoint(address: "10.0.0.1:4"),
            server: Endpoint(address: "10.0.0.2:25"))
        desk.capture([Event(time: .zero, connection: 0, body: .open(opening))] + many)
        desk.press("a")
        for _ in 0..<40 { desk.press("PageDown") }
        #expect(desk.tab.capture?.all.scroll.selection == 499)
        #expect((desk.tab.capture?.all.summaries.count ?? 0) <= 48)
    }
}
