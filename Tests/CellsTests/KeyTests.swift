import Testing

@testable import Cells

@Suite struct KeyTests {
    @Test(arguments: [
        ("g", Key("g")), ("G", Key("G")), ("?", Key("?")), ("\\", Key("\\")), ("é", Key("é")), ("-", Key("-")),
        ("Space", Key(" ")), ("Enter", Key(.enter)), ("Tab", Key(.tab)), ("Shift-Tab", Key(.backTab)),
        ("Backspace", Key(.backspace)), ("Delete", Key(.delete)), ("Escape", Key(.escape)), ("Up", Key(.up)),
        ("PageDown", Key(.pageDown)), ("F3", Key(.function(3))), ("F12", Key(.function(12))),
        ("Ctrl-P", Key("p", .control)), ("Ctrl-Space", Key(" ", .control)), ("Ctrl-]", Key("]", .control)),
        ("Alt-f", Key("f", .alt)), ("Alt-F", Key("F", .alt)), ("Alt--", Key("-", .alt)),
        ("Ctrl-Alt-X", Key("x", [.control, .alt])), ("Ctrl-Left", Key(.left, .control)),
        ("Ctrl-Alt-Shift-Up", Key(.up, [.control, .alt, .shift])), ("Alt-Enter", Key(.enter, .alt)),
        ("Shift-F5", Key(.function(5), .shift)),
    ]) func hasATextFormBothWays(text: String, key: Key) throws {
        #expect(try Key(parsing: text) == key)
        #expect(key.description == text)
    }

    @Test(arguments: [
        ("ctrl-p", "Ctrl-P"), ("CTRL-P", "Ctrl-P"), ("esc", "Escape"), ("Return", "Enter"), ("pgup", "PageUp"),
        ("Shift-a", "A"), ("f3", "F3"), ("BackTab", "Shift-Tab"), ("Alt-Ctrl-x", "Ctrl-Alt-X"),
        ("Alt-Shift-f", "Alt-F"),
    ]) func understandsOtherSpellings(text: String, canonical: String) throws {
        #expect(try Key(parsing: text).description == canonical)
    }

    @Test(arguments: [
        ("", "is no key"), ("gg", "is no key"), (" ", "is no key"), ("F0", "is no key"), ("F64", "is no key"),
        ("F+3", "is no key"), ("Ctrl-", "is no key"), ("Hyper-x", "is no key"), ("\u{1B}", "is no key"),
        ("\u{202E}", "is no key"), ("Ctrl-Ctrl-x", "one modifier twice"), ("Ctrl-I", "sends Tab"),
        ("Ctrl-M", "sends Enter"), ("Ctrl-J", "sends Enter"), ("Ctrl-H", "sends Backspace"),
        ("Ctrl-[", "sends Escape"), ("Ctrl-1", "Control with letters"), ("Shift-1", "write that one"),
        ("Ctrl-Shift-P", "write that one"),
    ]) func saysWhatIsWrong(text: String, reason: String) {
        let error = #expect(throws: KeyTextError.self) { try Key(parsing: text) }
        #expect(error?.description.contains(reason) == true)
    }

    @Test func keysThatATerminalCannotTellApartAreEqual() {
        #expect(Key("P", .control) == Key("p", .control))
        #expect(Key(.tab, .shift) == Key(.backTab))
        #expect(Key("a", .shift) == Key("A"))
        #expect(Key("?", .shift) == Key("?"))
        #expect(Key("f", .alt) != Key("F", .alt))
        #expect(Key("x").typed == "x")
        #expect(Key("x", .alt).typed == nil)
    }
}
