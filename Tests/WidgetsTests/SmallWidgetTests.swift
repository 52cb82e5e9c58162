import Cells
import TestKit
import Testing

@testable import Widgets

@Suite struct SmallWidgetTests {
    @Test(arguments: [
        (60, 1, " 1 smtp [2 http gaia] 3 trace"),
        (16, 1, "…[2 http gaia] …"),
        (16, 0, "[1 smtp] 2 http…"),
        (10, 2, "…[3 trace]"),
        (1, 1, "…"),
        (60, 9, " 1 smtp  2 http gaia  3 trace"),
    ]) func drawsTabs(columns: Int, selected: Int, row: String) {
        let tabs = Tabs(titles: ["1 smtp", "2 http gaia", "3 trace"], selected: selected)
        #expect(screenRows(columns: columns, rows: 1) { tabs.draw(into: &$0, in: $1) } == [row])
    }

    @Test func findsTheTabUnderTheMouse() {
        let tabs = Tabs(titles: ["one", "two", "three"], selected: 1)
        let area = Rect(x: 2, y: 0, columns: 30, rows: 1)
        let found = [1, 2, 6, 7, 11, 12, 18, 19].map { tabs.index(atX: $0, y: 0, in: area) }
        #expect(found == [nil, 0, 0, 1, 1, 2, 2, nil])
    }

    @Test(arguments: [
        ("", 5, [""]), ("one two three", 7, ["one two", "three"]), ("one  two", 20, ["one two"]),
        ("longword", 3, ["lon", "gwo", "rd"]), ("a\n\nb", 5, ["a", "", "b"]), ("漢字漢", 4, ["漢字", "漢"]),
        ("ab longword", 4, ["ab", "long", "word"]), ("x", 0, ["x"]),
    ]) func wraps(text: String, columns: Int, lines: [String]) {
        #expect(wrap(text, columns: columns) == lines)
    }

    @Test func drawsHelp() {
        let help = HelpView(entries: [
            .heading("session"), .binding(keys: "Enter", meaning: "sends the line and begins another"),
            .binding(keys: "?", meaning: "help"), .text("more"),
        ])
        #expect(
            screenRows(columns: 28, rows: 6) { help.draw(into: &$0, in: $1) } == [
                "session", "  Enter  sends the line and", "         begins another", "  ?      help", "more", "",
            ])
        #expect(help.rows(columns: 28) == 5)
        #expect(help.lastTop(in: Rect(x: 0, y: 0, columns: 28, rows: 3)) == 2)
        let narrow = screenRows(columns: 10, rows: 4) { help.draw(into: &$0, in: $1) }
        #expect(narrow == ["session", "Enter", "sends the", "line and"])
    }

    @Test func drawsAPromptWithCandidates() {
        let prompt = Prompt(
            prefix: ":", editor: LineEditor(text: "re"),
            candidates: [.init("record", note: "start or stop"), .init("replay"), .init("resume")], selected: 1)
        var buffer = Buffer(columns: 30, rows: 5)
        prompt.draw(into: &buffer, in: buffer.bounds)
        #expect(buffer.trimmedRows == ["", " record  start or stop", "▌replay", " resume", ":re"])
        #expect(buffer.cursor == Buffer.Position(x: 3, y: 4))
        #expect(screenRows(columns: 8, rows: 3) { prompt.draw(into: &$0, in: $1) } == [" record", "▌replay", ":re"])
    }

    @Test func drawsATimeline() {
        let line = Timeline(
            position: 5_000_000_000, duration: 10_000_000_000, marks: [0, 8_000_000_000], isPlaying: true,
            leading: "1.0x", trailing: "5.0 s of 10.0 s")
        #expect(
            screenRows(columns: 50, rows: 1) { line.draw(into: &$0, in: $1) } == [
                " ▶ 1.0x  ├◆─────────●─────◆────┤  5.0 s of 10.0 s"
            ])
        #expect(screenRows(columns: 20, rows: 1) { line.draw(into: &$0, in: $1) } == [" ▶ 1.0x  ├◆───●─◆──┤"])
        let area = Rect(x: 0, y: 0, columns: 50, rows: 1)
        #expect(line.position(atX: 0, y: 0, in: area) == nil)
        #expect(line.position(atX: 9, y: 0, in: area) == 0)
        #expect(line.position(atX: 31, y: 0, in: area) == 10_000_000_000)
    }

    /// Nothing is drawn outside its rectangle, nothing crashes, whatever the size.
    @Test(arguments: awkwardSizes) func standsAnySize(size: Size) {
        let list = ListAndTreeTests.list(9, selection: 4)
        let rows = ListAndTreeTests.rows(TreeState(openDepth: 3))
        let lit = HexView.Highlight(3..<70, style: .plain, brackets: true)
        let widgets: [(inout Buffer, Rect) -> Void] = [
            { list.draw(into: &$0, in: $1) { $0.write("漢字漢字", x: $2.x, y: $2.y, within: $2) } },
            { TreeView(rows: rows, scroll: Scroll()).draw(into: &$0, in: $1) },
            { Tabs(titles: ["漢字", "two"], selected: 1).draw(into: &$0, in: $1) },
            { HelpView(entries: [.heading("h"), .binding(keys: "k", meaning: "m m m")]).draw(into: &$0, in: $1) },
            { Prompt(prefix: ":", candidates: [.init("a", note: "b")], selected: 0).draw(into: &$0, in: $1) },
            { Timeline(position: 9, duration: 0, marks: [5], leading: "1.0x").draw(into: &$0, in: $1) },
            { LineEditor(text: "漢字").draw(into: &$0, in: $1, prefix: "▸ ") },
            { HexView(count: 99, highlights: [lit], cursor: 4).draw(Array(0..<99), into: &$0, in: $1) },
        ]
        for (index, draw) in widgets.enumerated() {
            var buffer = Buffer(columns: size.columns + 4, rows: size.rows + 2)
            buffer.fill(buffer.bounds, character: "#")
            let area = Rect(x: 2, y: 1, columns: size.columns, rows: size.rows)
            draw(&buffer, area)
            for y in 0..<buffer.size.rows {
                for x in 0..<buffer.size.columns where !area.contains(x: x, y: y) && buffer[x, y].text != "#" {
                    Issue.record("widget \(index) drew at \(x),\(y) of \(size)")
                }
            }
        }
    }
}
