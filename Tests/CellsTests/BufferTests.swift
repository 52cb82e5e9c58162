import Testing

@testable import Cells

@Suite struct BufferTests {
    @Test func writesAndClips() {
        var buffer = Buffer(columns: 6, rows: 2)
        #expect(buffer.write("abc", x: 1, y: 0) == 3)
        #expect(buffer.write("abcdefgh", x: 2, y: 1) == 4)
        #expect(buffer.rows == [" abc  ", "  abc…"])
        #expect(buffer.write("x", x: 6, y: 0) == 0)
        #expect(buffer.write("x", x: 0, y: 2) == 0)
        #expect(buffer.write("x", x: 0, y: -1) == 0)
        #expect(buffer.rows == [" abc  ", "  abc…"])
    }

    @Test func cutsWithoutASignWhenAsked() {
        var buffer = Buffer(columns: 6, rows: 1)
        #expect(buffer.write("abcdefgh", x: 0, y: 0, columns: 3, overflow: .cut) == 3)
        #expect(buffer.write("abcd", x: 4, y: 0, columns: 1) == 1)
        #expect(buffer.rows == ["abc … "])
    }

    @Test func scrollsOutOfTheLeftEdge() {
        var buffer = Buffer(columns: 8, rows: 1)
        let area = Rect(x: 2, y: 0, columns: 4, rows: 1)
        #expect(buffer.write("abcdefghij", x: 0, y: 0, overflow: .cut, within: area) == 6)
        #expect(buffer.rows == ["  cdef  "])
        #expect(buffer.write("漢字漢", x: 1, y: 0, overflow: .cut, within: area) == 5)
        #expect(buffer.rows == ["   字   "])
    }

    @Test func replacesAWideGlyphAtTheEdge() {
        var buffer = Buffer(columns: 5, rows: 1)
        buffer.fill(buffer.bounds, character: ".")
        #expect(buffer.write("漢字漢", x: 0, y: 0, overflow: .cut) == 5)
        #expect(buffer.rows == ["漢字 "])
        #expect(buffer.write("漢字漢", x: 0, y: 0) == 5)
        #expect(buffer.rows == ["漢字…"])
        #expect(buffer.write("漢字漢", x: 0, y: 0, columns: 4) == 4)
        #expect(buffer.rows == ["漢 ……"])
        buffer[4, 0] = Cell(Glyph("漢"))
        #expect(buffer.rows == ["漢 … "])
    }

    @Test func keepsNoHalfOfAWideGlyph() {
        var buffer = Buffer(columns: 4, rows: 1)
        buffer.write("漢字", x: 0, y: 0)
        buffer.write("x", x: 1, y: 0)
        #expect(buffer.rows == [" x字"])
        buffer.write("y", x: 2, y: 0)
        #expect(buffer.rows == [" xy "])
        buffer.write("漢", x: 1, y: 0)
        #expect(buffer.rows == [" 漢 "])
        buffer[2, 0] = buffer[2, 0]
        #expect(buffer.rows.joined().count == 4)
    }

    @Test func standsEmptyAndTinySizes() {
        for size in [
            Size(columns: 0, rows: 0), Size(columns: 1, rows: 1), Size(columns: 0, rows: 5), Size(columns: 3, rows: 1),
        ] {
            var buffer = Buffer(size: size)
            buffer.write("text", x: 0, y: 0)
            buffer.write("漢", x: 0, y: 0)
            buffer.fill(Rect(x: -2, y: -2, columns: 9, rows: 9), character: "漢")
            buffer.box(buffer.bounds, title: "title", trailing: "note", focused: true)
            buffer.rule(buffer.bounds, row: 0, title: "title")
            #expect(buffer.rows.count == size.rows)
            #expect(buffer.rows.allSatisfy { DisplayWidth.of($0) == size.columns })
            #expect(buffer.changes(from: nil).count == (size.columns == 0 ? 0 : size.rows))
        }
        #expect(Buffer(columns: -3, rows: 1 << 40).size == Size(columns: 0, rows: Buffer.rowsLimit))
    }

    @Test func restylesAndLeavesTheText() {
        var buffer = Buffer(columns: 3, rows: 1)
        buffer.write("abc", x: 0, y: 0, style: Style(foreground: .indexed(1)))
        buffer.restyle(Rect(x: 1, y: 0, columns: 5, rows: 1)) { $0.attributes.insert(.reverse) }
        #expect(buffer.rows == ["abc"])
        #expect(buffer[0, 0].style.attributes == [])
        #expect(buffer[2, 0].style == Style(foreground: .indexed(1), attributes: .reverse))
        buffer.style(buffer.bounds, .plain)
        #expect(buffer[2, 0].style == .plain)
    }

    @Test func drawsFrames() {
        var buffer = Buffer(columns: 24, rows: 4)
        #expect(buffer.box(buffer.bounds, title: "Session", trailing: "9") == Rect(x: 1, y: 1, columns: 22, rows: 2))
        buffer.rule(buffer.bounds, row: 2, title: "Inspector of the selected message")
        #expect(
            buffer.rows == [
                "┌ Session ────────── 9 ┐",
                "│                      │",
                "├ Inspector of the se… ┤",
                "└──────────────────────┘",
            ])
        buffer.box(Rect(x: 0, y: 0, columns: 24, rows: 2), title: "a", focused: true)
        #expect(buffer.rows[0] == "┏ a ━━━━━━━━━━━━━━━━━━━┓")
    }

    @Test func drawsFramesOfASCII() {
        var buffer = Buffer(columns: 8, rows: 2, symbols: .ascii)
        buffer.box(buffer.bounds, title: "abcdefgh")
        #expect(buffer.rows == ["+ abc~ +", "+------+"])
        buffer.box(buffer.bounds, title: "a", focused: true)
        #expect(buffer.rows == ["# a ===#", "#======#"])
    }

    @Test func findsChangedRuns() {
        var old = Buffer(columns: 10, rows: 2)
        old.write("漢 abc", x: 0, y: 0)
        var new = old
        #expect(new.changes(from: old) == [])
        new.write("B", x: 4, y: 0)
        new.write("x", x: 0, y: 1)
        #expect(new.changes(from: old) == [.init(x: 4, y: 0, columns: 1), .init(x: 0, y: 1, columns: 1)])
        new = old
        new.write("y", x: 1, y: 0)
        #expect(new.changes(from: old) == [.init(x: 0, y: 0, columns: 2)])
        #expect(old.changes(from: new) == [.init(x: 0, y: 0, columns: 2)])
        #expect(new.changes(from: Buffer(columns: 9, rows: 2)).count == 2)
    }

    /// Applying the runs to the old buffer gives the new one, whatever was written: nothing stale stays on a screen.
    @Test func changesAreComplete() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let texts = ["a", "漢", "bc字d", "e\u{301}", "\u{202E}"]
        var old = Buffer(columns: 12, rows: 3)
        for _ in 0..<2_000 {
            var new = old
            for _ in 0..<next(4) { new.write(texts[next(texts.count)], x: next(14) - 1, y: next(3), overflow: .cut) }
            var replayed = old
            for run in new.changes(from: old) {
                for x in run.x..<run.x + run.columns where new[x, run.y].width > 0 {
                    replayed[x, run.y] = new[x, run.y]
                }
            }
            #expect(replayed == new, "seed \(seed)")
            #expect(new.rows.allSatisfy { DisplayWidth.of($0) == 12 }, "seed \(seed)")
            old = new
        }
    }

    @Test func cutsRectangles() {
        let area = Rect(x: 2, y: 3, columns: 10, rows: 5)
        #expect(area.cut(top: 2).rest == Rect(x: 2, y: 5, columns: 10, rows: 3))
        #expect(area.cut(bottom: 9).bottom == area)
        #expect(area.cut(bottom: 1).bottom == Rect(x: 2, y: 7, columns: 10, rows: 1))
        #expect(area.cut(left: -1).left.isEmpty)
        #expect(area.cut(right: 4).right == Rect(x: 8, y: 3, columns: 4, rows: 5))
        #expect(
            area.inset().intersection(Rect(x: 0, y: 0, columns: 4, rows: 9)) == Rect(x: 3, y: 4, columns: 1, rows: 3))
        #expect(area.row(5).isEmpty)
        #expect(area.intersection(Rect(x: 40, y: 0, columns: 1, rows: 1)).isEmpty)
    }
}
