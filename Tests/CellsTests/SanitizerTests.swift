import Testing

@testable import Cells

@Suite struct SanitizerTests {
    private func shown(_ text: String) -> String {
        var buffer = Buffer(columns: 80, rows: 1)
        let used = buffer.write(text, x: 0, y: 0)
        #expect(used == DisplayWidth.of(text))
        return String(buffer.rows[0].reversed().drop { $0 == " " }.reversed())
    }

    @Test(arguments: [
        ("plain", "plain"),
        ("a\tb\r\nc", "a␉b␍␊c"),
        ("\u{1B}[2J\u{0}\u{1F}", "␛[2J␀␟"),
        ("\u{7F}", "␡"),
        ("\u{80}\u{9B}", "<U+0080><U+009B>"),
        ("a\u{202E}b", "a<U+202E>b"),
        ("\u{2066}\u{2069}\u{200E}", "<U+2066><U+2069><U+200E>"),
        ("\u{61C}\u{2028}\u{2029}", "<U+061C><U+2028><U+2029>"),
        ("a\u{200B}\u{200D}\u{FEFF}", "a<U+200B><U+200D><U+FEFF>"),
        ("\u{AD}\u{3164}\u{FE0F}", "<U+00AD><U+3164><U+FE0F>"),
        ("\u{E000}\u{10FFFF}\u{378}", "<U+E000><U+10FFFF><U+0378>"),
        ("\u{1F1EB}", "<U+1F1EB>"),
        ("\u{1F44D}\u{1F3FD}", "\u{1F44D}<U+1F3FD>"),
        ("e\u{301}", "e\u{301}"),
        ("\u{301}e", "\u{25CC}\u{301}e"),
        ("a\u{202E}\u{301}", "a<U+202E>\u{25CC}\u{301}"),
        ("漢字", "漢字"),
        ("\u{1112}\u{1161}\u{11AB}", "\u{1112}\u{1161}\u{11AB}"),
    ]) func standsIn(text: String, expected: String) {
        #expect(shown(text).unicodeScalars.elementsEqual(expected.unicodeScalars))
    }

    @Test func boundsTheMarksOnOneBase() {
        var buffer = Buffer(columns: 8, rows: 1)
        #expect(buffer.write("a" + String(repeating: "\u{301}", count: 9), x: 0, y: 0) == 3)
        #expect(buffer[0, 0].glyph.scalars.count == 1 + Glyph.marksLimit)
        #expect(buffer[1, 0].glyph.scalars.first == "\u{25CC}")
        #expect(buffer[2, 0].glyph.scalars.count == 2)
    }

    /// No scalar leaves the sanitiser as something that a terminal could take for a command: all of the first two planes
    /// and of the tags, and some of the rest, which is alike.
    @Test func letsNothingHarmfulOut() {
        var checked = 0
        for value in 0...UInt32(0x10FFFF) {
            guard value < 0x20000 || 0xE0000...0xE0FFF ~= value || value % 257 == 0 else { continue }
            guard let scalar = Unicode.Scalar(value) else { continue }
            var glyphs = GlyphIterator([scalar].makeIterator())
            while let glyph = glyphs.next() {
                checked += 1
                let harmful = glyph.scalars.contains { ScalarKind($0) == .hidden }
                if harmful || glyph.width == 0 || glyph.width > 2 { Issue.record("U+\(String(value, radix: 16))") }
            }
        }
        #expect(checked > 0x20000)
    }

    @Test(
        arguments: [
            ([0x61, 0xFF, 0x62], "a�b"),
            ([0xC3], "�"),
            ([0xC3, 0xA9], "é"),
            ([0xC0, 0xAF], "��"),
            ([0xE2, 0x82], "�"),
            ([0xE2, 0x82, 0x41], "�A"),
            ([0xED, 0xA0, 0x80], "���"),
            ([0xF0, 0x9F, 0x98, 0x80], "😀"),
            ([0xF4, 0x90, 0x80, 0x80], "����"),
            ([0xF0, 0x80, 0x80], "���"),
            ([0x1B, 0x5D, 0x35, 0x32], "␛]52"),
            ([0xC2, 0x9B], "<U+009B>"),
        ] as [([UInt8], String)]) func decodesBytes(bytes: [UInt8], expected: String)
    {
        var buffer = Buffer(columns: 20, rows: 1)
        #expect(buffer.write(bytes: bytes, x: 0, y: 0) == DisplayWidth.of(expected))
        #expect(buffer.rows[0].hasPrefix(expected))
    }

    /// The decoder repairs as the standard library does.
    @Test func agreesWithTheStandardLibrary() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var state = seed
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        let likely: [UInt8] = [0x41, 0x80, 0xBF, 0xC2, 0xE0, 0xED, 0xF0, 0xF4, 0xA0, 0x9F, 0x90, 0xFF]
        for _ in 0..<20_000 {
            let bytes = (0..<Int(next() % 8)).map { _ in likely[Int(next() % UInt64(likely.count))] }
            let ours = UTF8Scalars.decode(bytes.span, limit: 100)
            if ours != Array(String(decoding: bytes, as: UTF8.self).unicodeScalars) {
                Issue.record("\(bytes), seed \(seed)")
                return
            }
        }
    }

    @Test(arguments: [
        ("", 0), ("abc", 3), ("é", 1), ("漢字", 4), ("😀", 2), ("ｱ", 1), ("Ａ", 2), ("\u{1100}", 2), ("─", 1), ("한", 2),
        ("\u{20000}", 2), ("⌚", 2), ("❤", 1), ("\u{3000}", 2), ("½", 1), ("\n", 1),
    ]) func knowsWidths(text: String, columns: Int) {
        #expect(DisplayWidth.of(text) == columns)
    }

    @Test func keepsItsRangesInOrder() {
        let bounds = WideRanges.bounds
        #expect(bounds.count.isMultiple(of: 2))
        for index in bounds.indices.dropFirst() {
            #expect(bounds[index - 1] <= bounds[index])
        }
    }
}
