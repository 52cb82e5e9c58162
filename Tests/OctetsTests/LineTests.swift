import Octets
import Testing

@Suite struct LineTests {
    @Test(arguments: [
        ("abc\r\ndef", 0, Line(content: 0..<3, terminator: .crlf), 5),
        ("abc\ndef", 0, Line(content: 0..<3, terminator: .lf), 4),
        ("\r\n", 0, Line(content: 0..<0, terminator: .crlf), 2),
        ("\n", 0, Line(content: 0..<0, terminator: .lf), 1),
        ("a\rb\r\n", 0, Line(content: 0..<3, terminator: .crlf), 5),
        ("a\r\r\n", 0, Line(content: 0..<2, terminator: .crlf), 4),
        ("one\r\ntwo\r\n", 5, Line(content: 5..<8, terminator: .crlf), 10),
        ("one\r\n\ntwo", 5, Line(content: 5..<5, terminator: .lf), 6),
    ])
    func complete(text: String, start: Int, expected: Line, end: Int) {
        let bytes = Array(text.utf8)
        let line = bytes.span.line(from: start)
        #expect(line == expected)
        #expect(line?.end == end)
    }

    @Test(arguments: ["", "abc", "abc\r", "\r"])
    func incomplete(text: String) {
        let bytes = Array(text.utf8)
        #expect(bytes.span.line() == nil)
    }

    @Test func anEndHidesWhatStandsBehindIt() {
        let bytes = Array("ab\r\n".utf8)
        #expect(bytes.span.line(upTo: 3) == nil)
        #expect(bytes.span.line(upTo: 4)?.end == 4)
    }

    @Test func aCarriageReturnBeforeTheStartIsNotTheLines() {
        let bytes = Array("\r\n".utf8)
        #expect(bytes.span.line(from: 1) == Line(content: 1..<1, terminator: .lf))
    }

    @Test(arguments: [
        ("Host: x", "Host", "x"), ("Host:x", "Host", "x"), ("Host :\t x \t", "Host", "x"), ("Empty:", "Empty", ""),
        ("Blank: \t ", "Blank", ""), (":v", "", "v"), ("a:b:c", "a", "b:c"), ("Date: Mon, 1", "Date", "Mon, 1"),
    ])
    func fieldLines(text: String, name: String, value: String) throws {
        let bytes = Array((text + "\r\n").utf8)
        let line = try #require(bytes.span.line() as Line?)
        let field = try #require(bytes.span.fieldLine(line) as FieldLine?)
        #expect(bytes.span.text(in: field.name) == name)
        #expect(bytes.span.text(in: field.value) == value)
        #expect(field.range == 0..<bytes.count)
    }

    @Test func aLineWithoutAColonIsNoFieldLine() throws {
        let bytes = Array("Host x\r\na:b\r\n".utf8)
        let line = try #require(bytes.span.line() as Line?)
        #expect(bytes.span.fieldLine(line) == nil)
    }
}
