import Cells
import Dissection
import Octets
import TestKit
import Testing
import Transcripts
import Widgets

@testable import Workbench

/// Going to a time, and to what a search finds.
@Suite struct SeekTests {
    static let targets: [(String, SeekTarget?)] = [
        ("12.5", .time(Moment(nanoseconds: 12_500_000_000))), ("0", .time(.zero)), (".5", .time(seconds(0.5))),
        ("1:02", .time(seconds(62))), ("1:02.25", .time(seconds(62.25))), ("1:02:03", .time(seconds(3723))),
        ("90:00", .time(seconds(5400))), ("+3", .step(3_000_000_000)), ("-3", .step(-3_000_000_000)),
        ("-1:00", .step(-60_000_000_000)), ("50%", .part(0.5)), ("100%", .part(1)), ("250%", .part(1)),
        ("99999999999999999999", .time(seconds(1e9))),
        ("", nil), ("+", nil), ("%", nil), ("1:", nil), (":1", nil), ("1:60", nil), ("1:2:3:4", nil), ("1.5:00", nil),
        ("1e3", nil), ("nan", nil), ("inf", nil), ("0x10", nil), ("+-3", nil), ("-50%", nil), ("1..2", nil), ("٣", nil),
    ]

    private static func seconds(_ value: Double) -> Moment { Moment(nanoseconds: Int64((value * 1e9).rounded())) }

    @Test(arguments: targets) func theForms(_ text: String, _ target: SeekTarget?) {
        #expect(SeekTarget(text) == target)
    }

    /// Of `Desk.replayed`: the times are 0.02, 0.04, 1.04, 1.06, 2.06, 2.08, 3.08, 3.1, 4.1, 4.12 and so on to 6.14.
    @Test func seekingMovesTheClock() {
        var desk = Desk.replayed()
        let steps: [(line: String, events: Int, time: Double)] = [
            ("2.07", 5, 2.07), ("+1", 6, 3.07), ("+0.02", 7, 3.09), ("-2", 4, 1.09), ("-1:00", 0, 0), ("0:03", 6, 3),
            ("100%", 15, 6.14), ("0%", 0, 0),
        ]
        for step in steps {
            desk.command("seek \(step.line)")
            let position = desk.tab.replay?.position
            #expect(position?.events == step.events, "after \(step.line)")
            #expect(position?.time == Self.seconds(step.time), "after \(step.line)")
            #expect(desk.notice == nil)
        }
        desk.command("seek 5:00")
        #expect(desk.tab.replay?.isAtEnd == true && desk.notice == "the recording ends at 6.140 s")
    }

    @Test func aKeyAsksForTheTime() {
        var desk = Desk.replayed()
        desk.press("@")
        #expect(desk.rows.last == ":seek")
        desk.type("1.05")
        desk.press("Enter")
        #expect(desk.tab.visibleEvents == 3)
    }

    @Test func aClickOnTheBarGoesThere() {
        var desk = Desk.replayed(100, 30)
        let row = desk.rows.count - 2
        let bar = desk.rows[row]
        let start = bar.distance(from: bar.startIndex, to: bar.firstIndex(of: "├") ?? bar.startIndex)
        let end = bar.distance(from: bar.startIndex, to: bar.firstIndex(of: "┤") ?? bar.startIndex)
        desk.mouse(.press, (start + end) / 2, row)
        let time = desk.tab.replay?.position.time.nanoseconds ?? 0
        #expect((2_900_000_000..<3_200_000_000).contains(time))
        desk.mouse(.press, end - 1, row)
        #expect(desk.tab.replay?.isAtEnd == true)
        desk.mouse(.press, start + 1, row)
        #expect(desk.tab.replay?.position.time == .zero)
        // Beside the bar, and with another button of the mouse, nothing moves.
        desk.mouse(.scrollUp, end - 1, row)
        desk.mouse(.press, 1, row)
        #expect(desk.tab.replay?.position.time == .zero)
    }

    // MARK: Search

    private func find(_ desk: inout Desk, _ key: String, _ place: SourceLocation = #_sourceLocation) {
        guard let key = try? Key(parsing: key) else { return }
        for effect in desk.act(.input(.key(key))) {
            guard case .search(let id, let request) = effect else { continue }
            let hit = desk.loader(desk.snapshot).search(request)
            desk.act(.engine(.found(id, hit)), gives: [], place)
        }
    }

    private func search(_ desk: inout Desk, _ text: String) {
        desk.press("/")
        desk.type(text)
        find(&desk, "Enter")
    }

    @Test func aHitThatHasNotHappenedYetMovesTheReplay() {
        var desk = Desk.replayed()
        desk.press("Space")
        search(&desk, "ketchup")
        #expect(desk.tab.visibleEvents == 12 && desk.tab.replay?.isPlaying == false)
        #expect(desk.tab.session.selection == 11)
        #expect(desk.notice == "the replay went on to 5.120 s")
        // What has happened is gone to without the clock.
        search(&desk, "HELO")
        #expect(desk.tab.session.selection == 2 && desk.tab.visibleEvents == 12)
        #expect(desk.notice == "search went round the end")
        find(&desk, "N")
        #expect(desk.tab.session.selection == 2 && desk.notice == "search went round the end")
        search(&desk, "250")
        find(&desk, "N")
        #expect(desk.notice == "search went round the end; the replay went on to 6.140 s")
        #expect(desk.tab.replay?.isAtEnd == true && desk.tab.session.selection == 14)
        // A step goes on from there, and the panes follow again.
        desk.press(",")
        #expect(desk.tab.visibleEvents == 14 && desk.tab.session.followsTail)
        search(&desk, "no such thing")
        #expect(desk.notice == "not found: no such thing" && desk.tab.visibleEvents == 14)
    }

    @Test func messagesAreSearchedToTheEndToo() {
        var desk = Desk.replayed()
        desk.press("Tab")
        search(&desk, "354")
        #expect(desk.tab.visibleEvents == 10 && desk.tab.messages.selection == 8)
        #expect(desk.tab.inspector.inspected?.record.number == 8)
        #expect(desk.notice == "the replay went on to 4.120 s")
        search(&desk, "220")
        #expect(desk.tab.visibleEvents == 10 && desk.tab.messages.selection == 0)
    }

    /// A row in pieces: the piece that brings the hit about is enough, and the next one is not shown.
    @Test func theReplayGoesNoFurtherThanTheHit() {
        var desk = Desk()
        desk.connect(proto: nil)
        desk.server("hal")
        desk.server("f a l")
        desk.server("ine\nnext\n")
        desk.replay()
        search(&desk, "half")
        #expect(desk.tab.visibleEvents == 3)
        #expect(desk.tab.loadedRows.last.map { String(decoding: $0.bytes, as: UTF8.self) } == "half a l")
        desk.press("0")
        search(&desk, "a li")
        #expect(desk.tab.visibleEvents == 4)
    }
}
