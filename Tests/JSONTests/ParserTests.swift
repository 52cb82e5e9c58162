import Octets
import Testing

@testable import JSON

@Suite struct ParserTests {
    @Test func anEventLineIsReadWithTheTextOfEachMember() throws {
        let line = #" {"t": 4.102, "c":0,"k":"data","new":{"a":[1, 2]} } "#
        let value = try read(line)
        #expect(value.members?.map(\.name) == ["t", "c", "k", "new"])
        #expect(value["t"]?.number == "4.102")
        #expect(value["t"]?.nanoseconds == 4_102_000_000)
        #expect(value["c"]?.int64 == 0)
        #expect(value["k"]?.string == "data")
        #expect(value["absent"] == nil)
        let member = try #require(value.members?.last)
        #expect(slice(line, member.range) == #""new":{"a":[1, 2]}"#)
        #expect(slice(line, member.value.range) == #"{"a":[1, 2]}"#)
        #expect(slice(line, value.range).hasPrefix("{") && slice(line, value.range).hasSuffix("}"))
        #expect(member.value["a"]?.elements?.compactMap(\.int64) == [1, 2])
    }

    @Test(arguments: [
        ("null", Value.Content.null), ("true", .bool(true)), ("false", .bool(false)), ("{}", .object([])),
        ("[ ]", .array([])), ("-0", .number("-0")), ("1.50e+07", .number("1.50e+07")), ("\"\"", .string("")),
        (#""\"\\\/\b\f\n\r\t""#, .string("\"\\/\u{8}\u{C}\n\r\t")), (#""\u00e9\u0000""#, .string("é\u{0}")),
        (#""x\ud83e\uDD5Ey""#, .string("x🥞y")), (#""\uFFFF\ue000""#, .string("\u{FFFF}\u{E000}")),
        ("\"\u{2028}ü\"", .string("\u{2028}ü")),
    ])
    func aValueIsRead(line: String, expected: Value.Content) throws {
        #expect(try read(line).content == expected)
    }

    /// What is refused, and at which offset.
    @Test(arguments: [
        ("", 0), ("  ", 2), ("nul", 3), ("nulx", 3), ("True", 0), ("{", 1), ("[1", 2), ("[1,]", 3), ("[,1]", 1),
        (#"{"a"}"#, 4), (#"{"a":}"#, 5), (#"{"a":1,}"#, 7), (#"{"a":1 "b":2}"#, 7), ("{a:1}", 1), ("01", 1), ("-", 1),
        ("1.", 2), (".5", 0), ("1e", 2), ("1e+", 3), ("+1", 0), ("NaN", 0), ("1 2", 2), ("{} x", 3), (#""abc"#, 4),
        (#""a\"#, 3), (#""\x""#, 1), (#""\u12"#, 5), (#""\u12g4""#, 5), (#""\ud800""#, 1), (#""\ud800\n""#, 1),
        (#""\ud800\u0041""#, 1), (#""\udc00\ud800""#, 1), ("\"a\nb\"", 2), ("\"\u{1F}\"", 1),
        (#"{"a":1,"b":2,"a":3}"#, 13), ("'a'", 0), ("[1] // x", 4), ("\u{FEFF}1", 0),
    ])
    func whatIsNotJSONIsRefusedAtItsOffset(line: String, offset: Int) {
        let error = #expect(throws: ParseError.self) { try read(line) }
        #expect(error?.range.lowerBound == offset)
        #expect(error?.fault == .peer)
    }

    @Test func illFormedUTF8IsRefusedWhereItStands() {
        for (bytes, offset) in [
            ([0x22, 0x61, 0xFF, 0x22], 2), ([0x22, 0xC0, 0x80, 0x22], 1), ([0x22, 0xED, 0xA0, 0x80, 0x22], 1),
        ] {
            let error = #expect(throws: ParseError.self) { try read(bytes.map { UInt8($0) }) }
            #expect(error?.range.lowerBound == offset)
        }
    }

    @Test func aDuplicateIsFoundAmongManyMembersToo() throws {
        let names = (0..<100).map { "\"n\($0)\":0" }
        #expect(try read("{\(names.joined(separator: ","))}").members?.count == 100)
        #expect(throws: ParseError.self) { try read("{\(names.joined(separator: ",")),\"n7\":1}") }
        // One character composed and decomposed: equal strings to Swift, two names to JSON.
        #expect(try read("{\"\u{E9}\":1,\"e\u{301}\":2}").members?.count == 2)
    }

    @Test func limitsCarryTheActualAndTheAllowedFigure() throws {
        let deep = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
        let error = #expect(throws: ParseError.self) { try read(deep) }
        #expect(error?.fault == .limit(name: "depth of a JSON text", actual: 65, allowed: 64))
        _ = try read(String(deep.dropFirst().dropLast()))
        let long = Array("\"\(String(repeating: "x", count: 8))\"".utf8)
        #expect(try read(long, Limits(length: 10)).string?.count == 8)
        let tooLong = #expect(throws: ParseError.self) { try read(long, Limits(length: 9)) }
        #expect(tooLong?.fault == .limit(name: "length of a JSON text", actual: 10, allowed: 9))
        let megabyte = Array("\"\(String(repeating: "x", count: 1 << 20))\"".utf8)
        #expect(try read(megabyte).string?.utf8.count == 1 << 20)
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("0.000000001", 1), ("1.5", 1_500_000_000), ("1.000000000", 1_000_000_000),
            ("9223372036.854775807", Int64.max), ("-9223372036.854775808", Int64.min), ("-0.5", -500_000_000),
            ("9223372036.854775808", nil), ("-9223372036.854775809", nil), ("1.0000000000", nil), ("1e3", nil),
            ("99999999999999999999", nil), ("9223372037", nil),
        ] as [(String, Int64?)])
    func decimalSecondsAreNanosecondsExactlyOrNothing(text: String, expected: Int64?) throws {
        #expect(try read(text).nanoseconds == expected)
    }

    @Test(
        arguments: [
            ("7", 7), ("-9223372036854775808", Int64.min), ("9223372036854775808", nil), ("1.0", nil), ("1e2", nil),
            ("\"7\"", nil), ("true", nil),
        ] as [(String, Int64?)])
    func integersAreTakenFromTheirTextOnly(text: String, expected: Int64?) throws {
        #expect(try read(text).int64 == expected)
    }

    private func read(_ line: String) throws -> Value { try read(Array(line.utf8)) }

    private func read(_ bytes: [UInt8], _ limits: Limits = .standard) throws -> Value {
        try parse(line: bytes.span, limits: limits)
    }

    private func slice(_ line: String, _ range: Range<Int>) -> String {
        String(decoding: Array(line.utf8)[range], as: UTF8.self)
    }
}
