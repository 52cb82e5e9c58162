import Catalog
import Dissection
import Testing
import Transcripts

@testable import Workbench

/// The filter of a capture's list, and the page of its statistics.
@Suite struct FilterPromptTests {
    @Test func aFilterNarrowsTheListAndEscapeClearsIt() throws {
        var desk = Desk.captured(120, 40)
        desk.press("f")
        #expect(desk.rows.contains { $0.contains("as in: http.status >= 400 and waited > 200ms") })
        desk.type("http")
        desk.press("Enter", gives: [.filter(Desk.id, try Filter("http"), text: "http")])
        desk.act(.engine(.filtered(Desk.id, AppliedFilter(text: "http", places: [0], messages: 2))), gives: [])
        #expect(desk.tab.capture?.rows == [0])
        #expect(desk.rows.contains { $0.contains("Conversations ─ 4 ─ 1 with http ─ by start") })
        desk.press("s", "s")
        #expect(desk.tab.capture?.rows == [0])
        desk.press("Escape")
        #expect(desk.tab.capture?.rows.count == 4 && desk.tab.capture?.filter == nil)
    }

    @Test func whatIsWrongIsToldWhileItIsTyped() {
        var desk = Desk.captured(120, 40)
        desk.press("f")
        desk.type("htp.status")
        #expect(desk.rows.contains { $0.contains("there is no field htp.status; did you mean http.status?") })
        desk.press("Enter")
        #expect(desk.state.notice?.text == "filter: there is no field htp.status; did you mean http.status?")
        #expect(desk.tab.capture?.rows.count == 4)
    }

    @Test func tabCompletesNamesAndListsThem() throws {
        var desk = Desk.captured(120, 40)
        desk.press("f")
        desk.type("dns.rc")
        desk.press("Tab")
        #expect(desk.rows.last?.contains("filter: dns.rcode") == true)
        desk.type("!= NX")
        desk.press("Tab")
        #expect(desk.rows.contains { $0.contains("NXDOMAIN") })
        desk.press("Escape")
        desk.command("filter http", gives: [.filter(Desk.id, try Filter("http"), text: "http")])
        desk.command("filter")
    }

    @Test func statisticsAreAPage() {
        var desk = Desk.captured(100, 40)
        desk.press("=")
        let text = desk.rows.joined(separator: "\n")
        for words in ["Statistics", "lab.pcap", "4 conversations", "protocol", "http", "server"] {
            #expect(text.contains(words), "\(words)")
        }
        desk.press("j", "G", "g", "Escape")
        #expect(desk.state.overlays.isEmpty)
        var other = Desk()
        other.command("statistics")
        #expect(other.state.notice?.text.contains("statistics are of captures") == true)
    }
}
