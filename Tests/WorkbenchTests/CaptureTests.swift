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
    /// Four conversations: a page, a letter with a gap, a long name server's datagram, and one that was refused.
    static let conversations: [Event] = {
        var events: [Event] = []
        func happen(_ connection: Int, _ milliseconds: Int64, _ body: Event.Body) {
            events.append(
                Event(time: Moment(nanoseconds: milliseconds * 1_000_000), connection: connection, body: body))
        }
        func open(
            _ connection: Int, _ milliseconds: Int64, _ client: String, _ server: String, _ transport: Transport = .tcp
        ) {
            let ends = (Endpoint(address: client), Endpoint(address: server))
            let opening = Opening(role: "observer", transport: transport, client: ends.0, server: ends.1)
            happen(connection, milliseconds, .open(opening))
        }
        func say(_ connection: Int, _ milliseconds: Int64, _ direction: Direction, _ text: String) {
            happen(connection, milliseconds, .data(direction, Array(text.utf8)))
        }
        open(0, 0, "10.0.0.1:40000", "128.119.245.12:80")
        open(1, 3, "10.0.0.7:41000", "10.0.0.2:25")
        say(0, 20, .clientToServer, "GET /index.html HTTP/1.1\r\nHost: gaia.cs.umass.edu\r\n\r\n")
        say(1, 30, .serverToClient, "220 hamburger.edu\r\n")
        open(2, 31, "[2001:db8::a1b2:c3d4]:5353", "[2001:db8:0:1:2:3:4:5]:9953", .udp)
        say(2, 31, .clientToServer, "who is it")
        say(
            0, 40, .serverToClient,
            "HTTP/1.1 200 OK\r\nContent-Length: 12000\r\n\r\n" + String(repeating: "x", count: 12_000))
        happen(1, 50, .error("3 octets of the client's are missing in the capture"))
        say(1, 51, .clientToServer, "QUIT\r\n")
        happen(0, 60, .close(Closing(by: .clientToServer, half: true)))
        happen(0, 61, .close(Closing(by: .serverToClient)))
        open(3, 1_300, "10.0.0.1:40001", "128.119.245.12:81")
        happen(3, 1_301, .close(Closing(by: .serverToClient, reason: "reset")))
        return events
    }()

    static func captured(_ columns: Int = 100, _ rows: Int = 30) -> Desk {
        var desk = Desk(columns, rows)
        desk.capture(conversations)
        return desk
    }

    /// In the first of them.
    static func inConversation(_ columns: Int = 100, _ rows: Int = 30) -> Desk {
        var desk = captured(columns, rows)
        desk.press("Enter", gives: [.conversation(id, connection: 0)])
        desk.conversation(0, of: conversations)
        return desk
    }
}

/// A capture in a tab: its conversations in a list, and one of them in the panes.
@Suite struct CaptureTests {
    private func listed(_ desk: Desk) -> [Int] {
        desk.tab.capture?.rows.map { desk.tab.capture?.index.conversations[$0].connection ?? -1 } ?? []
    }

    private func chosen(_ desk: Desk) -> Int? { desk.tab.capture?.chosen?.connection }

    @Test func conversationsShowInAList() {
        let desk = Desk.captured(120, 40)
        #expect(desk.state.contexts == [.conversations, .reading, .everywhere])
        #expect(desk.tab.title == "lab.pcap" && !desk.tab.isBlank && !desk.tab.hasLine)
        let text = desk.rows.joined(separator: "\n")
        for words in [
            "Conversations ─ 4 ─ by start", "10.0.0.7:41000", "128.119.245.12:80", "http", "smtp", "text", "reset",
            "12.0 kB", "! open", "0.061", "GET /index.html HTTP/1.1", "220 hamburger.edu", "Enter open", "capture",
        ] {
            #expect(text.contains(words), "\(words)")
        }
    }

    @Test func enterLeadsInAndEscapeOut() {
        var desk = Desk.captured()
        desk.press("j", "Enter", gives: [.conversation(Desk.id, connection: 1)])
        #expect(desk.tab.showsConversations, "the list stays until the conversation has been read")
        desk.conversation(1, of: Desk.conversations)
        #expect(!desk.tab.showsConversations)
        let text = desk.rows.joined(separator: "\n")
        #expect(text.contains("tcp 10.0.0.7:41000 to 10.0.0.2:25"))
        #expect(text.contains("220 hamburger.edu") && text.contains("QUIT") && !text.contains("GET /index.html"))
        #expect(text.contains("Messages ─ 2") && text.contains("Inspector ─ 1 smtp reply ─ packet 4"))
        #expect(desk.rows.last?.contains("Backspace list") == true)
        desk.press("Tab", "Enter", "Tab")
        desk.press("Escape")
        #expect(desk.tab.focus == .session && !desk.tab.showsConversations)
        desk.press("Escape")
        #expect(desk.tab.showsConversations && chosen(desk) == 1)
        desk.press("Enter", gives: [.conversation(Desk.id, connection: 1)])
        desk.conversation(1, of: Desk.conversations)
        desk.press("Tab", "\\", "Backspace")
        #expect(desk.tab.showsConversations && !desk.tab.zoomed)
    }

    /// What was asked for and is not wanted any more changes nothing.
    @Test func aConversationThatComesTooLateIsDropped() {
        var desk = Desk.captured()
        desk.press("Enter", gives: [.conversation(Desk.id, connection: 0)])
        desk.press("j", "Enter", gives: [.conversation(Desk.id, connection: 1)])
        desk.conversation(0, of: Desk.conversations)
        #expect(desk.tab.showsConversations)
        desk.conversation(1, of: Desk.conversations)
        #expect(desk.tab.capture?.shown == 1)
        desk.conversation(0, of: Desk.conversations)
        #expect(desk.tab.capture?.shown == 1)
    }

    @Test func theListIsSortedAndTheChosenStaysChosen() {
        var desk = Desk.captured()
        desk.press("j")
        let orders: [(String, [Int])] = [
            ("client", [2, 0, 3, 1]), ("server", [2, 1, 0, 3]), ("protocol", [0, 1, 3, 2]),
            ("messages, largest first", [0, 1, 2, 3]), ("bytes, largest first", [0, 1, 2, 3]),
            ("duration, largest first", [0, 1, 3, 2]),
        ]
        for (name, order) in orders {
            desk.press("s")
            let title = name == "protocol" ? "by protocol" : "by \(name)"
            #expect(desk.rows.contains { $0.contains(title) }, "\(name)")
            #expect(chosen(desk) == 1, "\(name)")
            if name != "protocol" { #expect(listed(desk) == order, "\(name): \(listed(desk))") }
        }
        desk.press("S")
        #expect(desk.rows.contains { $0.contains("by duration ") } && listed(desk).last == 0)
    }

    @Test func aSearchGoesThroughTheList() {
        var desk = Desk.captured()
        desk.press("/")
        desk.type("hamburger")
        desk.press("Enter")
        #expect(chosen(desk) == 1)
        desk.press("n")
        #expect(chosen(desk) == 1 && desk.notice == "search went round the end")
        desk.press("/")
        desk.type("128.119")
        desk.press("Enter")
        #expect(chosen(desk) == 3)
        desk.press("N")
        #expect(chosen(desk) == 0)
        desk.press("/")
        desk.type("nowhere")
        desk.press("Enter")
        #expect(desk.notice == "not found: nowhere")
    }

    @Test func theMouseChoosesAndOpens() {
        var desk = Desk.captured(80, 24)
        desk.mouse(.press, 10, 4)
        #expect(chosen(desk) == 1)
        desk.mouse(.press, 10, 4, gives: [.conversation(Desk.id, connection: 1)])
        desk.mouse(.scrollDown, 10, 4)
        desk.mouse(.press, 10, 20)
        #expect(chosen(desk) == 1, "below the list nothing is chosen")
    }

    @Test func nothingIsRecordedOrConnectedThere() {
        var desk = Desk.captured()
        desk.press("F3")
        #expect(desk.notice?.hasPrefix("there is nothing to record here") == true)
        desk.press("r")
        #expect(desk.notice?.hasPrefix("there is nothing to connect to again") == true)
        desk.command("title x")
        #expect(desk.notice?.hasPrefix("there is no session here") == true)
        desk.press("i", "Tab", "\\")
        #expect(desk.tab.showsConversations)
        desk.press("y", gives: [.copy(Array("10.0.0.1:40000 128.119.245.12:80 http GET /index.html HTTP/1.1".utf8))])
    }

    @Test func filesAreOpenedByCommands() {
        var desk = Desk()
        for line in ["decode a.pcap", "open a.pcap", "replay a.pcap"] {
            desk.command(line, gives: [.openFile(Desk.id, path: "a.pcap")])
        }
        desk.command("open ./dump", gives: [.openFile(Desk.id, path: "./dump")])
        desk.command("open nothing", gives: [.connect(Desk.id, url: "nothing")])
    }

    @Test func theStartListOffersCaptures() {
        var desk = Desk(100, 40)
        desk.state.destinations.insert(
            Destination(.capture, target: "/s/lab.pcap", title: "lab.pcap", detail: "yours, 99 B"), at: 3)
        let text = desk.rows.joined(separator: "\n")
        #expect(text.contains("captures of packets") && text.contains("yours, 99 B"))
        desk.press("j", "j", "j", "Enter", gives: [.openFile(Desk.id, path: "/s/lab.pcap")])
    }

    @Test func aFileThatIsBeingReadIsSaid() {
        var desk = Desk()
        desk.command("decode big.pcap", gives: [.openFile(Desk.id, path: "big.pcap")])
        #expect(desk.rows.contains { $0.contains("reading big.pcap …") })
        desk.act(.engine(.unread(Desk.id, Notice(.error, "cannot open big.pcap"))), gives: [])
        #expect(desk.notice == "cannot open big.pcap" && !desk.rows.contains { $0.contains("reading") })
        desk.command("decode a.pcap", gives: [.openFile(Desk.id, path: "a.pcap")])
        desk.capture(Desk.conversations)
        #expect(desk.tab.reading == nil)
    }

    @Test func atTheTopSortingShowsWhatComesFirst() {
        var desk = Desk.captured()
        desk.press("s")
        #expect(chosen(desk) == 2 && desk.tab.capture?.list.selection == 0)
    }

    @Test func severalFilesAreTabsOfTheirOwn() {
        var desk = Desk()
        let ids = (0..<3).map { TabID($0) }
        desk.act(.files(["a", "b", "c"]), gives: zip(ids, ["a", "b", "c"]).map { .openFile($0, path: $1) })
        #expect(desk.state.tabs.count == 3 && desk.state.active == 0)
    }

    @Test func whatWasWrongIsSaidAndAnEmptyCaptureToo() {
        var desk = Desk()
        desk.capture([], notice: "at octet 24, before the first packet: the file is cut short")
        #expect(desk.notice?.contains("cut short") == true)
        #expect(desk.rows.contains { $0.contains("no conversation of TCP or UDP in this capture") })
        desk.press("Enter", "j", "s", "n")
        #expect(desk.tab.showsConversations)
    }

    /// At every size nothing is cut without a sign: a row that shows the first line in part ends in one.
    @Test(arguments: [(80, 24), (120, 40), (67, 17), (46, 11), (20, 6), (9, 3)])
    func whatIsCutHasASign(columns: Int, rows: Int) {
        let desk = Desk.captured(columns, rows)
        #expect(desk.screen.size == Size(columns: columns, rows: rows))
        for row in desk.rows where row.contains("10.0.0.1:4") && row.contains("http") && !row.contains("▸") {
            #expect(row.contains("GET /index.html HTTP/1.1") || row.contains("…") || !row.contains("GET"), "\(row)")
        }
    }

    @Test(
        arguments: [
            (0, "0 B"), (9_999, "9999 B"), (10_000, "10.0 kB"), (12_345, "12.3 kB"), (999_999, "999.9 kB"),
            (1_000_000, "1.0 MB"), (25_000_000_000, "25.0 GB"), (.max, "18446 PB"),
        ] as [(UInt64, String)])
    func sizesAreShort(octets: UInt64, text: String) {
        #expect(sizeText(octets) == text)
        #expect(text.count <= 8)
    }
}
