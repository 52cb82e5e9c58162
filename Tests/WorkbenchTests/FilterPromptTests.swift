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

    @Test func aLongSearchShowsHowFarItIsAndStops() throws {
        var desk = Desk.captured(120, 40)
        desk.press("f")
        desk.type("dns")
        desk.press("Enter", gives: [.filter(Desk.id, try Filter("dns"), text: "dns")])
        desk.act(.engine(.filtering(Desk.id, "40 % of the messages looked at, 7 found so far")), gives: [])
        #expect(desk.rows.last?.contains("40 % of the messages looked at, 7 found so far; Ctrl-C stops it") == true)
        desk.press("Ctrl-C", gives: [.stopFilter(Desk.id)])
        #expect(desk.tab.capture?.isFiltering == false && desk.tab.capture?.filter == nil)
        desk.act(.engine(.filtering(Desk.id, "60 %")), gives: [])
        #expect(desk.state.notice?.text == "the filter was stopped")
    }

    /// A capture that is still being read shows how far, and stops as well.
    @Test func theReadingShowsHowFarItIsAndStops() throws {
        let capture = try #require(Desk.captured(120, 40).tab.capture)
        var other = Desk(120, 40)
        let progress = ReadingProgress(done: 340_000_000, total: 1_000_000_000, took: 1_000_000_000)
        var listing = CaptureListing(conversations: capture.index, wallStart: 0, progress: progress)
        other.act(.engine(.capture(Desk.id, title: "a.pcap", listing)), gives: [])
        #expect(
            other.rows.contains { $0.contains("Conversations ─ 4 ─ by start ─ reading 34 %, 340.0 MB/s, 1 s left") })
        other.press("j", "s")
        other.press("Ctrl-C", gives: [.stopReading(Desk.id)])
        listing.progress = nil
        listing.notice = "the reading was stopped here"
        other.act(.engine(.capture(Desk.id, title: "a.pcap", listing)), gives: [])
        #expect(other.tab.capture?.rows.count == 4 && other.tab.capture?.order == .client)
        #expect(other.state.notice?.text == "the reading was stopped here")
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
