import Cells
import TestKit
import Testing

@testable import Widgets

@Suite struct LineEditorTests {
    /// Text with the cursor as `|`.
    private func shown(_ editor: LineEditor) -> String {
        String(editor.characters[..<editor.cursor]) + "|" + String(editor.characters[editor.cursor...])
    }

    private func editor(_ text: String) -> LineEditor {
        let parts = text.split(separator: "|", omittingEmptySubsequences: false)
        var editor = LineEditor(text: parts.joined())
        editor.cursor = parts[0].count
        return editor
    }

    @Test(
        arguments: [
            ("ab|", [.insert("c")], "abc|"),
            ("|ab", [.insert("c")], "c|ab"),
            ("a|b", [.insert("xyz")], "axyz|b"),
            ("ab|", [.deleteBackward], "a|"),
            ("|ab", [.deleteBackward], "|ab"),
            ("|ab", [.deleteForward], "|b"),
            ("ab|", [.deleteForward], "ab|"),
            ("e\u{301}x|", [.deleteBackward, .deleteBackward], "|"),
            ("e|", [.insert("\u{301}"), .deleteBackward], "|"),
            ("👨‍👩‍👧|", [.deleteBackward], "|"),
            ("GET /index.html|", [.deleteWordBackward], "GET /index.|"),
            ("GET /index.html|", [.deleteWordBackward, .deleteWordBackward], "GET /|"),
            ("|GET /index", [.deleteWordForward], "| /index"),
            ("ab|cd", [.deleteToStart], "|cd"),
            ("ab|cd", [.deleteToEnd], "ab|"),
            ("ab|cd", [.deleteToEnd, .start, .yank], "cd|ab"),
            ("ab|", [.left, .left, .left, .right], "a|b"),
            ("one two|", [.wordLeft, .wordLeft, .wordLeft], "|one two"),
            ("|one two", [.wordRight], "one| two"),
            ("one two|", [.start, .end, .left], "one tw|o"),
            ("a|", [.insert("b"), .insert("c"), .undo], "a|"),
            ("a|", [.insert("b"), .left, .insert("c"), .undo], "a|b"),
            ("a|", [.insert("b"), .undo, .redo], "ab|"),
            ("a|", [.insert("b"), .undo, .insert("c"), .redo], "ac|"),
            ("ab|cd", [.deleteToEnd, .deleteToStart, .undo, .undo], "ab|cd"),
        ] as [(String, [LineEditor.Edit], String)]) func edits(from: String, edits: [LineEditor.Edit], to: String)
    {
        var editor = editor(from)
        for edit in edits { editor.apply(edit) }
        #expect(shown(editor) == to)
        #expect(editor.bytes == Array(editor.text.utf8))
    }

    @Test func boundsItsLengthAndItsUndo() {
        var editor = LineEditor()
        editor.apply(.insert(String(repeating: "é", count: LineEditor.bytesLimit)))
        #expect(editor.bytes.count == LineEditor.bytesLimit)
        editor.apply(.insert("x"))
        #expect(editor.bytes.count == LineEditor.bytesLimit)
        editor.apply(.deleteBackward)
        editor.apply(.insert("x"))
        #expect(editor.bytes.count == LineEditor.bytesLimit - 1)
        editor.clear()
        for _ in 0..<(LineEditor.undoLimit + 10) { editor.apply(.insert("ab")) }
        for _ in 0..<(LineEditor.undoLimit + 10) { editor.apply(.undo) }
        #expect(editor.characters.count == 20)
    }

    @Test func recallsItsHistoryAndKeepsTheDraft() {
        var editor = LineEditor(history: LineHistory(["one", "two", "two", ""]))
        #expect(editor.history.entries == ["one", "two"])
        editor.apply(.insert("draft"))
        editor.apply(.left)
        editor.apply(.historyUp)
        #expect(shown(editor) == "two|")
        editor.apply(.historyUp)
        editor.apply(.historyUp)
        #expect(shown(editor) == "one|")
        editor.apply(.historyDown)
        editor.apply(.historyDown)
        #expect(shown(editor) == "draf|t")
        editor.apply(.historyDown)
        #expect(shown(editor) == "draf|t")
        #expect(editor.commit() == "draft")
        #expect(editor.isEmpty)
        editor.apply(.historyUp)
        #expect(shown(editor) == "draft|")
        #expect(LineHistory((0..<1_500).map { "\($0)" }).entries.count == LineHistory.entriesLimit)
    }

    @Test func searchesBackwards() {
        var editor = LineEditor(text: "draft", history: LineHistory(["GET /a", "HEAD /b", "GET /c"]))
        editor.searchNext()
        editor.searchInsert("get")
        #expect(editor.text == "GET /c")
        editor.searchNext()
        #expect(editor.text == "GET /a")
        editor.searchNext()
        #expect(editor.text == "GET /a")
        editor.searchInsert("x")
        #expect(editor.search?.match == nil)
        editor.searchDeleteBackward()
        #expect(editor.text == "GET /c")
        editor.searchCancel()
        #expect(editor.text == "draft")
        editor.searchNext()
        editor.searchInsert("head")
        editor.searchAccept()
        #expect(editor.search == nil)
        #expect(editor.text == "HEAD /b")
        editor.apply(.undo)
        #expect(editor.text == "draft")
    }

    @Test(
        arguments: [
            ("a|z", "bc", [], "abc|z"),
            ("a|z", "b\r\nc\nd\re", ["ab", "c", "d"], "e|z"),
            ("|", "EHLO x\r\n", ["EHLO x"], "|"),
            ("|", "\n\n.\n", ["", "", "."], "|"),
            ("|", "é\u{FFFD}", [], "é\u{FFFD}|"),
        ] as [(String, String, [String], String)]) func pastes(from: String, paste: String, sent: [String], to: String)
    {
        var editor = editor(from)
        #expect(editor.paste(Array(paste.utf8)) == sent)
        #expect(shown(editor) == to)
    }

    @Test func pastesWhatIsNoUTF8() {
        var editor = LineEditor()
        #expect(editor.paste([0x61, 0xFF, 0x0A, 0xC3]) == ["a\u{FFFD}"])
        #expect(editor.text == "\u{FFFD}")
    }

    @Test func keepsSecretsOutOfTheHistoryAndOffTheScreen() {
        var editor = LineEditor(text: "pässword", isSecret: true)
        #expect(screenRows(columns: 20, rows: 1) { editor.draw(into: &$0, in: $1, prefix: "> ") } == ["> ••••••••"])
        #expect(editor.commit() == "pässword")
        #expect(editor.history.entries.isEmpty)
    }

    @Test(arguments: [
        ("abc|", 12, "▸ abc", 5),
        ("abcdefghij|", 12, "▸ …cdefghij", 11),
        ("|abcdefghij", 12, "▸ abcdefghij", 2),
        ("|abcdefghijk", 12, "▸ abcdefghi…", 2),
        ("abcdefghijklm|nopqrstuvwxyz", 12, "▸ …hijklmno…", 9),
        ("漢字漢字漢字|", 10, "▸ …字漢字", 9),
        ("a\tb|", 10, "▸ a␉b", 5),
        ("abcdef|", 3, "…f", 2),
        ("abc|", 1, "", 0),
    ]) func drawsScrolled(text: String, columns: Int, row: String, cursor: Int) {
        var buffer = Buffer(columns: columns, rows: 1)
        editor(text).draw(into: &buffer, in: buffer.bounds, prefix: "▸ ")
        #expect(buffer.trimmedRows == [row])
        #expect(buffer.cursor == Buffer.Position(x: cursor, y: 0))
    }

    @Test func alwaysShowsItsCursor() {
        var editor = LineEditor(text: "wide 漢字 and \u{202E} controls \u{1B}[2J and e\u{301}")
        for size in awkwardSizes where size.columns > 0 {
            editor.apply(.start)
            for _ in 0...editor.characters.count {
                var buffer = Buffer(size: size)
                editor.draw(into: &buffer, in: buffer.bounds, prefix: "▸ ")
                #expect(buffer.cursor.map { buffer.bounds.contains(x: $0.x, y: $0.y) } == true)
                editor.apply(.right)
            }
        }
    }

    @Test func drawsItsSearch() {
        var editor = LineEditor(history: LineHistory(["GET /a"]))
        editor.searchNext()
        editor.searchInsert("ge")
        #expect(screenRows(columns: 40, rows: 1) { editor.draw(into: &$0, in: $1) } == ["search \"ge\": GET /a"])
        editor.searchInsert("x")
        #expect(
            screenRows(columns: 40, rows: 1) { editor.draw(into: &$0, in: $1) } == ["no line with \"gex\": GET /a"])
    }
}
