import Cells
import Testing

@testable import Terminal

@Suite struct PaletteTests {
    @Test(arguments: [
        (Color.standard, ColorDepth.indexed, -1, false), (.indexed(200), .indexed, 200, false),
        (.indexed(9), .sixteen, 9, false), (.indexed(9), .eight, 1, true), (.indexed(1), .eight, 1, false),
        (.indexed(196), .sixteen, 9, false), (.indexed(196), .eight, 1, true), (.indexed(196), .none, -1, false),
        (.rgb(255, 0, 0), .indexed, 196, false), (.rgb(255, 0, 0), .sixteen, 9, false),
        (.rgb(0, 0, 0), .indexed, 16, false), (.rgb(128, 128, 128), .indexed, 244, false),
        (.rgb(255, 0, 0), .rgb, 0xFF0000, false), (.rgb(0, 0, 3), .rgb, 8, false), (.indexed(3), .rgb, 3, false),
        (.indexed(196), .rgb, 0xFF0000, false), (.indexed(244), .rgb, 0x808080, false),
        (.indexed(231), .rgb, 0xFFFFFF, false),
    ]) func quantises(color: Color, depth: ColorDepth, number: Int32, bright: Bool) {
        let result = Palette.number(of: color, depth: depth)
        #expect(result.number == number)
        #expect(result.bright == bright)
    }

    @Test(arguments: [
        (ScreenOptions.Colors.auto, 0, false, ColorDepth.none), (.auto, 8, false, .eight), (.auto, 16, false, .sixteen),
        (.auto, 256, false, .indexed), (.auto, 1 << 24, true, .rgb), (.none, 256, false, .none),
        (.sixteen, 256, false, .sixteen), (.sixteen, 8, false, .eight), (.rgb, 256, false, .indexed),
        (.indexed, 8, false, .eight), (.auto, -1, false, .none),
    ]) func takesNoMoreThanTheTerminalHas(wanted: ScreenOptions.Colors, colors: Int, direct: Bool, depth: ColorDepth) {
        #expect(ColorDepth(wanted: wanted, colors: colors, direct: direct) == depth)
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ]) func encodesBase64(text: String, encoded: String) {
        #expect(ControlSequences.base64(Array(text.utf8)[...]) == Array(encoded.utf8))
    }

    @Test func capsClipboardAndTitle() {
        let clipboard = ControlSequences.clipboard([UInt8](repeating: 0xFF, count: Step.clipboardLimit + 100))
        #expect(clipboard.count == 7 + Step.clipboardLimit / 3 * 4 + 1)
        #expect(ControlSequences.title("a\u{1B}]0;evil\u{07}b") == Array("\u{1B}]2;a␛]0;evil␇b\u{07}".utf8))
        let long = ControlSequences.title(String(repeating: "x", count: 500))
        #expect(long.count == 4 + Step.titleColumnsLimit + 1)
    }
}
