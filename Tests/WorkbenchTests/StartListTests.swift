import Cells
import Dissection
import Octets
import TestKit
import Testing
import Transcripts
import Widgets

@testable import Workbench

/// What a blank tab offers, narrowed by search; and tabs beside each other.
@Suite struct StartListTests {
    private func chosen(_ desk: Desk) -> String? {
        desk.rows.first { $0.contains("▌") }.map { row in
            String(row.drop { $0 != "▌" }.dropFirst(2).prefix { $0 != " " && $0 != "┃" })
        }
    }

    private func shown(_ desk: Desk) -> [String] {
        desk.state.shownDestinations.map { desk.state.destinations[$0].title }
    }

    @Test func theLabComesFirstThenOnesOwnThenTheSamples() {
        var desk = Desk()
        let text = desk.rows.joined(separator: "\n")
        let places = [
            "the lab, on this machine", "lab://web", "your recordings", "mail to bob", "sample recordings", "hello",
        ]
        let found = places.map { text.firstRange(of: $0)?.lowerBound }
        #expect(found.allSatisfy { $0 != nil } && found.compactMap { $0 } == found.compactMap { $0 }.sorted())
        for title in ["lab://web", "lab://smtp", "mail", "hello", "hello"] {
            #expect(chosen(desk) == title)
            desk.press("j")
        }
        desk.press("Enter", gives: [.openFile(Desk.id, path: "/s/hello.session")])
    }

    @Test func aSearchNarrowsTheListAsItIsTyped() {
        var desk = Desk()
        desk.press("/")
        let steps: [(String, [String])] = [
            ("s", ["lab://web", "lab://smtp", "mail to bob", "hello"]), ("m", ["lab://smtp", "mail to bob"]),
            ("Backspace", ["lab://web", "lab://smtp", "mail to bob", "hello"]), ("m", ["lab://smtp", "mail to bob"]),
            ("t", ["lab://smtp", "mail to bob"]), ("Space", ["lab://smtp", "mail to bob"]), ("2", ["mail to bob"]),
        ]
        for (key, titles) in steps {
            desk.press(key)
            #expect(shown(desk) == titles, "after \(key)")
        }
        #expect(chosen(desk) == "mail" && desk.rows.contains { $0.contains("1 of 4 with \"smt 2\"") })
        desk.press("Enter")
        #expect(desk.state.overlays.isEmpty && desk.tab.filter == "smt 2")
        desk.press("Enter", gives: [.openFile(Desk.id, path: "/s/mine.session")])
    }

    @Test func arrowsChooseWhileOneTypes() {
        var desk = Desk()
        desk.press("/")
        desk.type("LAB")
        desk.press("Down", "Down")
        #expect(chosen(desk) == "lab://smtp")
        desk.press("Up")
        #expect(chosen(desk) == "lab://web")
        desk.press("Enter", "n")
        #expect(chosen(desk) == "lab://smtp")
        desk.press("N")
        #expect(chosen(desk) == "lab://web")
    }

    /// Escape shows all again, in the prompt and in the list; what was chosen stays so.
    @Test func escapeShowsAll() {
        for keys in [["Escape"], ["Enter", "Escape"], ["Ctrl-C"]] {
            var desk = Desk()
            desk.press("/")
            desk.type("hello")
            #expect(shown(desk) == ["hello"])
            for key in keys { desk.press(key) }
            #expect(desk.tab.filter == "" && shown(desk).count == 4 && chosen(desk) == "hello")
        }
    }

    @Test func whatIsNotFoundIsSaid() {
        var desk = Desk()
        desk.press("/")
        desk.type("nothing of this")
        #expect(desk.rows.contains { $0.contains("none of 4 has \"nothing of this\"; Escape shows all") })
        desk.press("Down", "Enter", "j", "Enter")
        #expect(desk.state.overlays.isEmpty && desk.tab.isBlank)
        desk.press("Escape")
        #expect(shown(desk).count == 4)
    }

    /// A list that comes later, or anew, does not move the choice to another place.
    @Test func theChoiceStaysWhenTheListChanges() {
        var desk = Desk()
        desk.press("G")
        let old = desk.state.destinations
        let new = Destination(.own, target: "/s/new.session", title: "new", detail: "")
        desk.act(.engine(.destinations(old.prefix(2) + [new] + old.dropFirst(2))), gives: [])
        #expect(chosen(desk) == "hello" && desk.tab.destination == 4)
        desk.act(.engine(.destinations(Array(old.prefix(2)))), gives: [])
        #expect(desk.tab.destination == 1)
        desk.act(.engine(.destinations([])), gives: [])
        desk.press("j", "Enter")
        #expect(desk.rows.contains { $0.contains("the lab is starting") })
    }

    /// More than fits has a scroll bar, and the chosen row always shows.
    @Test func aLongListScrolls() {
        for (columns, rows) in [(100, 30), (80, 24), (40, 10), (20, 6)] {
            var desk = Desk(columns, rows)
            let many = (0..<200).map {
                Destination(.own, target: "/s/\($0).session", title: "number\($0)", detail: "smtp")
            }
            desk.act(.engine(.destinations(many)), gives: [])
            #expect(desk.rows.contains { $0.contains("█") })
            for _ in 0..<30 {
                desk.press("j")
                #expect(chosen(desk)?.hasPrefix("num") == true)
            }
            desk.press("G")
            #expect(chosen(desk)?.hasPrefix("num") == true)
            let row = desk.rows.firstIndex { $0.contains("▌") } ?? 0
            desk.mouse(.press, 5, row, gives: [.openFile(Desk.id, path: "/s/199.session")])
        }
    }

    // MARK: Tabs

    private func tabs(_ count: Int, _ columns: Int = 100) -> Desk {
        var desk = Desk(columns, 30)
        for number in 1...count {
            desk.command(
                "open tcp://host\(number):1", gives: [.connect(TabID(number - 1), url: "tcp://host\(number):1")])
        }
        return desk
    }

    @Test func altAndADigitGoToTheTab() {
        var desk = tabs(3)
        for (key, active) in [("Alt-1", 0), ("Alt-3", 2), ("Alt-2", 1)] {
            desk.press(key)
            #expect(desk.state.active == active && desk.notice == nil && desk.line == "")
        }
        desk.press("Alt-4")
        #expect(desk.state.active == 1 && desk.notice == "no tab 4")
        desk.press("Escape", "Alt-1")
        #expect(desk.state.active == 0)
    }

    /// Of nine tabs the chosen one shows whole, with a sign where others go on.
    @Test func manyTabsAreCutWithASign() {
        var desk = tabs(9, 80)
        desk.command("new")
        #expect(desk.notice == "9 tabs are open; Ctrl-X closes one")
        for number in 1...9 {
            desk.press("Alt-\(number)")
            let header = desk.rows[0]
            #expect(header.contains("[\(number) tcp://host\(number):1]"), "\(header)")
            #expect(header.contains("…"), "\(header)")
        }
        // Closing leaves the one behind, at the end the one before, and numbers stay those of the places.
        desk.press("Alt-2", "Ctrl-X", gives: [.close(TabID(1))])
        #expect(desk.state.active == 1 && desk.rows[0].contains("[2 tcp://host3:1]"))
        desk.press("Alt-8", "Ctrl-X", gives: [.close(TabID(8))])
        #expect(desk.state.active == 6 && desk.state.tabs.count == 7)
    }

    @Test func aNewTabOffersTheList() {
        var desk = tabs(2)
        desk.press("Ctrl-N", gives: [.destinations])
        #expect(desk.state.active == 2 && desk.tab.isBlank && desk.rows[0].contains("[3 start]"))
        desk.press("Alt-1", "Ctrl-N", gives: [.destinations])
        #expect(desk.state.active == 2 && desk.state.tabs.count == 3, "there is one already")
        desk.press("G", "Enter", gives: [.openFile(TabID(2), path: "/s/hello.session")])
    }

    @Test func aTitleIsShownWhenItIsThere() {
        var desk = Desk.smtp()
        desk.command("title mail to bob", gives: [.title(Desk.id, "mail to bob")])
        #expect(desk.rows[0].contains("hamburger.edu"))
        desk.act(.engine(.titled(Desk.id, title: "mail to bob")), gives: [])
        #expect(desk.rows[0].contains("[1 mail to bob]"))
        desk.act(.engine(.titled(TabID(7), title: "gone")), gives: [])
    }
}
