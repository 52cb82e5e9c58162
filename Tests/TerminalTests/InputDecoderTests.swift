import Cells
import Testing

@testable import Terminal

@Suite struct InputDecoderTests {
    /// The events of `text` when it comes whole and when it comes byte by byte; the same, or an issue.
    private func events(_ bytes: [UInt8], flushing: Bool = true) -> [InputEvent] {
        var whole = InputDecoder()
        var events: [InputEvent] = []
        whole.decode(bytes.span, into: &events)
        if flushing, whole.patience != nil { whole.flush(into: &events) }
        var dripped = InputDecoder()
        var dripEvents: [InputEvent] = []
        for byte in bytes { dripped.decode([byte].span, into: &dripEvents) }
        if flushing, dripped.patience != nil { dripped.flush(into: &dripEvents) }
        #expect(events == dripEvents)
        return events
    }

    private func keys(_ text: String) -> String {
        events(Array(text.utf8)).map { event in
            if case .key(let key) = event { key.description } else { "\(event)" }
        }.joined(separator: " ")
    }

    @Test(arguments: [
        ("a", "a"), ("aé漢😀", "a é 漢 😀"), ("\r", "Enter"), ("\n", "Enter"), ("\t", "Tab"), ("\u{7F}", "Backspace"),
        ("\u{8}", "Backspace"), ("\u{10}", "Ctrl-P"), ("\u{3}", "Ctrl-C"), ("\u{1A}", "Ctrl-Z"),
        ("\u{0}", "Ctrl-Space"),
        ("\u{1C}", "Ctrl-\\"), ("\u{1D}", "Ctrl-]"), ("\u{1F}", "Ctrl-_"), (" ", "Space"),
        ("\u{1B}", "Escape"), ("\u{1B}\u{1B}", "Escape Escape"), ("\u{1B}x", "Alt-x"), ("\u{1B}é", "Alt-é"),
        ("\u{1B}\r", "Alt-Enter"), ("\u{1B}\u{7F}", "Alt-Backspace"), ("\u{1B}[", "Alt-["), ("\u{1B}O", "Alt-O"),
        ("\u{1B}[A\u{1B}[B\u{1B}[C\u{1B}[D", "Up Down Right Left"), ("\u{1B}OA\u{1B}OD", "Up Left"),
        ("\u{1B}[1;5C", "Ctrl-Right"), ("\u{1B}[1;2A", "Shift-Up"), ("\u{1B}[1;3D", "Alt-Left"),
        ("\u{1B}[1;8B", "Ctrl-Alt-Shift-Down"), ("\u{1B}[H\u{1B}[F\u{1B}OH\u{1B}OF", "Home End Home End"),
        ("\u{1B}[1~\u{1B}[4~\u{1B}[7~\u{1B}[8~", "Home End Home End"),
        ("\u{1B}[2~\u{1B}[3~\u{1B}[5~\u{1B}[6~", "Insert Delete PageUp PageDown"),
        ("\u{1B}[3;5~", "Ctrl-Delete"), ("\u{1B}OP\u{1B}OQ\u{1B}OR\u{1B}OS", "F1 F2 F3 F4"),
        ("\u{1B}[11~\u{1B}[15~\u{1B}[17~\u{1B}[24~", "F1 F5 F6 F12"), ("\u{1B}[1;5P", "Ctrl-F1"),
        ("\u{1B}[15;2~", "Shift-F5"), ("\u{1B}[[A\u{1B}[[E", "F1 F5"), ("\u{1B}[Z", "Shift-Tab"),
        ("\u{1B}\u{1B}[A", "Alt-Up"),
        ("\u{1B}[a\u{1B}Oa\u{1B}[5^\u{1B}[5$", "Shift-Up Ctrl-Up Ctrl-PageUp Shift-PageUp"),
        ("\u{1B}OM", "Enter"), ("\u{1B}Oq", "1"), ("\u{1B}[27;5;46~", "Ctrl-."), ("\u{1B}[97;5u", "Ctrl-A"),
        ("\u{1B}[13;5u", "Ctrl-Enter"),
        // What means nothing here is dropped whole, and what follows is read.
        ("\u{1B}[?1;2cx", "x"), ("\u{1B}[99~x", "x"), ("\u{1B}[999999999999;5Ax", "Ctrl-Up x"), ("\u{1B}[M !!x", "x"),
        ("\u{1B}[I\u{1B}[Ox", "x"),
    ]) func readsKeys(text: String, expected: String) {
        #expect(keys(text) == expected)
    }

    @Test(
        arguments: [
            ([0xC3, 0x28], "� ("), ([0xFF, 0x61], "� a"), ([0xC3], "�"), ([0xE2, 0x82, 0x1B, 0x5B, 0x41], "� Up"),
            ([0xED, 0xA0, 0x80], "�"),
        ] as [([UInt8], String)]) func standsBrokenText(bytes: [UInt8], expected: String)
    {
        let keys = events(bytes).map { if case .key(let key) = $0 { key.description } else { "other" } }
        #expect(keys.joined(separator: " ") == expected)
    }

    @Test func waitsForTheRestOfASequence() {
        var decoder = InputDecoder()
        var events: [InputEvent] = []
        #expect(decoder.patience == nil)
        decoder.decode([0x1B, 0x5B].span, into: &events)
        #expect(events.isEmpty)
        #expect(decoder.patience == InputDecoder.sequencePatience)
        decoder.decode([0x41].span, into: &events)
        #expect(events == [.key(Key(.up))])
        #expect(decoder.patience == nil)
    }

    @Test func dropsASequenceWithoutEnd() {
        let endless =
            Array("\u{1B}[".utf8) + [UInt8](repeating: UInt8(ascii: "1"), count: InputDecoder.sequenceLimit - 2)
        #expect(events(endless + Array("x".utf8)) == [.key(Key("x"))])
    }

    @Test(arguments: [
        ("hello", "hello"), ("", ""), ("two\r\nlines", "two\r\nlines"), ("\u{1B}[A", "\u{1B}[A"),
        ("\u{1B}[201\u{1B}[201", "\u{1B}[201\u{1B}[201"), ("\u{1B}\u{1B}", "\u{1B}\u{1B}"),
    ]) func readsPastes(text: String, expected: String) {
        let bytes = Array("a\u{1B}[200~\(text)\u{1B}[201~b".utf8)
        #expect(events(bytes) == [.key(Key("a")), .paste(Paste(Array(expected.utf8))), .key(Key("b"))])
    }

    @Test func boundsAPasteAndTells() {
        var bytes = Array("\u{1B}[200~".utf8)
        bytes += [UInt8](repeating: 0x61, count: Paste.bytesLimit + 7)
        bytes += Array("\u{1B}[201~".utf8)
        var decoder = InputDecoder()
        var events: [InputEvent] = []
        decoder.decode(bytes.span, into: &events)
        guard case .paste(let paste) = events.first, events.count == 1 else {
            Issue.record("\(events.count) events")
            return
        }
        #expect(paste.bytes.count == Paste.bytesLimit)
        #expect(paste.dropped == 7)
        #expect(paste.wasCut)
    }

    @Test func finishesAPasteWhoseEndIsLost() {
        var decoder = InputDecoder()
        var events: [InputEvent] = []
        decoder.decode(Array("\u{1B}[200~abc".utf8).span, into: &events)
        #expect(decoder.patience == InputDecoder.pastePatience)
        decoder.flush(into: &events)
        decoder.decode(Array("x".utf8).span, into: &events)
        #expect(events == [.paste(Paste(Array("abc".utf8))), .key(Key("x"))])
    }

    @Test(arguments: [
        ("\u{1B}[<0;5;3M", Mouse(x: 4, y: 2, kind: .press)),
        ("\u{1B}[<0;5;3m", Mouse(x: 4, y: 2, kind: .release)),
        ("\u{1B}[<2;1;1M", Mouse(x: 0, y: 0, kind: .press, button: .right)),
        ("\u{1B}[<32;223;300M", Mouse(x: 222, y: 299, kind: .drag)),
        ("\u{1B}[<64;5;3M", Mouse(x: 4, y: 2, kind: .scrollUp, button: .none)),
        ("\u{1B}[<69;5;3M", Mouse(x: 4, y: 2, kind: .scrollDown, button: .none, modifiers: .shift)),
        ("\u{1B}[<16;0;0M", Mouse(x: 0, y: 0, kind: .press, modifiers: .control)),
    ]) func readsTheMouse(text: String, mouse: Mouse) {
        #expect(events(Array(text.utf8)) == [.mouse(mouse)])
    }

    @Test(arguments: ["\u{1B}[<0;5M", "\u{1B}[<66;1;1M", "\u{1B}[<0;1;1A", "\u{1B}[<128;1;1M"])
    func ignoresOtherReportsOfTheMouse(text: String) {
        #expect(events(Array(text.utf8)) == [])
    }

    /// Any bytes in any pieces: no crash, nothing kept for ever, and the next key is read.
    @Test func standsAnyBytes() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let likely = Array("\u{1B}\u{1B}[[O<;;0123456789~MmAuPZ^$@ax\u{0}\u{7F}".utf8) + [0xC3, 0xE2, 0xFF, 0xF0, 0x80]
        for _ in 0..<3_000 {
            var decoder = InputDecoder()
            var events: [InputEvent] = []
            for _ in 0..<next(40) { decoder.decode([likely[next(likely.count)]].span, into: &events) }
            decoder.flush(into: &events)
            events = []
            decoder.decode([0x78].span, into: &events)
            #expect(events == [.key(Key("x"))], "seed \(seed)")
        }
    }
}
