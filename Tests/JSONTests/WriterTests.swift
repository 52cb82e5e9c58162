import Testing

@testable import JSON

@Suite struct WriterTests {
    @Test func anEventLineHasItsMembersInOrder() {
        var writer = Writer()
        writer.beginObject()
        writer.key("t")
        writer.seconds(nanoseconds: 4_102_000_000)
        writer.key("c")
        writer.integer(0)
        writer.key("k")
        writer.string("data")
        writer.key(String("extra"))
        writer.beginArray()
        writer.null()
        writer.bool(true)
        writer.beginObject()
        writer.endObject()
        writer.raw("1.50")
        writer.raw(utf8: Array(#"{"kept" : 1}"#.utf8).span)
        writer.endArray()
        writer.endObject()
        writer.endLine()
        writer.integer(Int64.min)
        let expected =
            #"{"t":4.102,"c":0,"k":"data","extra":[null,true,{},1.50,{"kept" : 1}]}"# + "\n-9223372036854775808"
        #expect(text(writer) == expected)
        writer.removeAll()
        #expect(writer.bytes.isEmpty)
        writer.bool(false)
        #expect(text(writer) == "false")
    }

    @Test(arguments: [
        ("", #""""#),
        ("plain", #""plain""#),
        ("a\"b\\c/d", #""a\"b\\c/d""#),
        ("\u{8}\t\n\u{C}\r", #""\b\t\n\f\r""#),
        ("\u{0}\u{1}\u{B}\u{1F}\u{7F}", "\"\\u0000\\u0001\\u000b\\u001f\u{7F}\""),
        ("crêpes \u{2028}\u{2029} 🥞", "\"crêpes \u{2028}\u{2029} 🥞\""),
        ("\n", #""\n""#),
    ])
    func aStringHasOneSpelling(value: String, expected: String) {
        var writer = Writer()
        writer.string(value)
        #expect(text(writer) == expected)
        var fromBytes = Writer()
        fromBytes.string(utf8: Array(value.utf8).span)
        #expect(fromBytes.bytes == writer.bytes)
    }

    @Test func illFormedBytesAreToldAndNeverWritten() {
        let bytes: [UInt8] = [0x61, 0xC3, 0x28, 0xED, 0xA0, 0x80]
        let wellFormed = isWellFormedUTF8(bytes.span)
        #expect(!wellFormed)
        var writer = Writer()
        writer.string(utf8: bytes.span)
        let written = isWellFormedUTF8(writer.bytes.span)
        #expect(written)
        #expect(text(writer).hasPrefix("\"a\u{FFFD}("))
    }

    @Test(arguments: [
        (0, "0"), (1, "0.000000001"), (-1, "-0.000000001"), (4_102_000_000, "4.102"), (1_000_000_000, "1"),
        (12_410_000_001, "12.410000001"), (Int64.max, "9223372036.854775807"), (Int64.min, "-9223372036.854775808"),
    ])
    func secondsAreExact(nanoseconds: Int64, expected: String) throws {
        var writer = Writer()
        writer.seconds(nanoseconds: nanoseconds)
        #expect(text(writer) == expected)
        let value = try parse(line: writer.bytes.span)
        #expect(value.nanoseconds == nanoseconds)
    }

    private func text(_ writer: Writer) -> String { String(decoding: writer.bytes, as: UTF8.self) }
}
