import Testing

@testable import Workbench

@Suite struct WordWrapTests {
    @Test(arguments: [
        ("", 5, [""]),
        ("one two", 7, ["one two"]),
        ("one two", 6, ["one ", "two"]),
        ("one two three", 8, ["one two ", "three"]),
        ("one two", 3, ["one", "two"]),
        ("a  b", 2, ["a ", "b"]),
        ("wordwithoutend", 5, ["wordw", "ithou", "tend"]),
        ("an unbreakable", 6, ["an ", "unbrea", "kable"]),
        ("ab 世界 cd", 6, ["ab ", "世界 ", "cd"]),
    ])
    func wordsBreakBehindSpaces(text: String, columns: Int, pieces: [Substring]) {
        #expect(wrapped(text[...], columns, atWords: true) == pieces)
    }

    @Test func bytesAreCutWhereThePaneEnds() {
        #expect(wrapped("one two three", 8) == ["one two ", "three"])
        #expect(wrapped("one two", 6) == ["one tw", "o"])
    }

    @Test(arguments: [
        ("end it with a dot (RFC 5321 §4.5.2)", 35, "end it with a dot (RFC 5321 §4.5.2)"),
        ("end it with a dot (RFC 5321 §4.5.2)", 34, "end it with a dot"),
        ("end it with a dot (RFC 5321 §4.5.2)", 5, "end it with a dot"),
        ("no section here", 5, "no section here"),
    ])
    func aHintLosesItsSectionFirst(hint: String, columns: Int, shown: String) {
        #expect(fitted(hint: hint, columns: columns) == shown)
    }
}
