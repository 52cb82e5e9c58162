import Octets
import Testing

@testable import POP3

@Suite struct LineTests {
    func command(_ text: String) -> Command { Command.parse(Array(text.utf8).span) }

    @Test(arguments: [
        ("retr 1\r\n", "RETR", 1, nil as Int?), ("TOP 2 10\r\n", "TOP", 2, 10), ("list", "LIST", nil, nil),
        ("LIST 3\n", "LIST", 3, nil), ("XYZZY a b\r\n", "XYZZY", nil, nil),
    ])
    func commandsAreRead(text: String, verb: String, message: Int?, lines: Int?) {
        let command = command(text)
        #expect(command.verb.rawValue == verb)
        #expect(command.messageNumber == message)
        #expect(command.lineCount == lines)
        #expect(command.error == nil)
        #expect(command.peculiarities.contains(.bareLineFeed) == (text.hasSuffix("\n") && !text.hasSuffix("\r\n")))
    }

    @Test(arguments: [
        ("\r\n", "the line is empty", 0..<0), ("RETR\r\n", "RETR wants an argument", 0..<4),
        ("RETR one\r\n", "one is not the number of a letter", 5..<8),
        ("DELE 0\r\n", "0 is not the number of a letter", 5..<6), ("TOP 1\r\n", "TOP wants 2 arguments", 4..<5),
        ("TOP 1 -1\r\n", "-1 is not a number of lines", 6..<8), ("STAT 1\r\n", "STAT takes no argument", 5..<6),
        ("LIST 1 2\r\n", "LIST takes at most 1 argument", 5..<8), ("PASS\r\n", "PASS gives no password", 0..<4),
        ("RETR 99999999999999999999\r\n", "99999999999999999999 is not the number of a letter", 5..<25),
        (" RETR 1\r\n", "the line does not begin with a keyword", 0..<7),
    ])
    func whatIsWrongIsSaidWithItsPlace(text: String, reason: String, range: Range<Int>) {
        let error = command(text).error
        #expect(error?.reason == reason)
        #expect(error?.range == range)
        #expect(error?.fault == .peer)
    }

    @Test func secretsHaveTheirPlace() {
        #expect(command("PASS two words \r\n").secretRange == 5..<15)
        #expect(command("APOP bob c4c9334bac560ecc979e58001b3e22fb\r\n").secretRange == 9..<41)
        #expect(command("AUTH PLAIN AGJvYg==\r\n").secretRange == 11..<19)
        #expect(command("USER bob\r\n").secretRange == nil)
        #expect(command("PASS\r\n").secretRange == nil)
    }

    @Test func aResponseHasItsParts() throws {
        let bytes = Array("-ERR [IN-USE] busy\r\n+OK".utf8)
        let response = try #require(try Response.parse(bytes.span))
        #expect(response.indicator == .error)
        #expect(response.indicatorRange == 0..<4)
        #expect(response.textRange == 5..<18)
        #expect(response.codeRange == 5..<13)
        #expect(response.range == 0..<20)
        #expect(try Response.parse(bytes.span, from: 20) == nil, "the end of the line has not come")
    }

    @Test func everyKnownWordSaysWhatItMeansAndWhere() {
        for verb in Verb.known {
            #expect(verb.meaning?.isEmpty == false)
            #expect(verb.reference?.hasPrefix("RFC ") == true)
        }
        #expect(ResponseCode(rawValue: "IN-USE").reference == "RFC 2449 §8.1.2")
        #expect(ResponseCode(rawValue: "XYZ").meaning == nil)
        let line = Array("sasl PLAIN LOGIN".utf8)
        #expect(Capability(line.span, 0..<line.count)?.keyword == "SASL")
        #expect(Capability(line.span, 0..<line.count)?.reference == "RFC 2449 §6.3")
        #expect(Capability(line.span, 0..<0) == nil)
    }

    @Test func linesCannotBeSmuggledIntoALine() {
        #expect(throws: ParseError.self) { try Command.line(.user, "bob\r\nDELE 1") }
        #expect(Response.line(.ok, "two\nlines") == Array("+OK two lines\r\n".utf8))
    }

    @Test func aResponseOfManyLinesIsStuffed() {
        let response = Response.multiline("3 octets", Array(".a".utf8))
        #expect(response == Array("+OK 3 octets\r\n..a\r\n.\r\n".utf8))
    }

    @Test func aReaderGivesCommandsAndSkipsWhatIsTooLong() throws {
        var reader = CommandReader(limits: Limits(line: 16))
        try reader.append(Array("NOOP\r\n\(String(repeating: "x", count: 40))\r\nQU".utf8).span)
        #expect(try reader.next()?.command.verb == .noop)
        #expect(throws: ParseError.self) { try reader.next() }
        #expect(try reader.next() == nil)
        try reader.append(Array("IT\r\n".utf8).span)
        #expect(try reader.next()?.command.verb == .quit)
        #expect(throws: ParseError.self) { try reader.append([UInt8](repeating: 120, count: 2 << 20).span) }
    }
}
