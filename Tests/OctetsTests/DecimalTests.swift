import Octets
import Testing

@Suite struct DecimalTests {
    @Test(arguments: [
        ("0", ParsedNumber.value(0)), ("007", .value(7)), ("2652", .value(2652)),
        ("18446744073709551615", .value(.max)), ("18446744073709551616", .overflow),
        ("99999999999999999999999", .overflow), ("", .malformed(at: 0)), ("+1", .malformed(at: 0)),
        ("-1", .malformed(at: 0)), ("1 ", .malformed(at: 1)), ("12a", .malformed(at: 2)),
        ("99999999999999999999x", .malformed(at: 20)),
    ])
    func decimal(text: String, expected: ParsedNumber) {
        let bytes = Array(text.utf8)
        #expect(bytes.span.decimal(in: 0..<bytes.count) == expected)
    }

    @Test(arguments: [
        ("0", ParsedNumber.value(0)), ("fF", .value(255)), ("ffffffffffffffff", .value(.max)),
        ("10000000000000000", .overflow), ("0x1", .malformed(at: 1)), ("g", .malformed(at: 0)), ("", .malformed(at: 0)),
    ])
    func hexadecimal(text: String, expected: ParsedNumber) {
        let bytes = Array(text.utf8)
        #expect(bytes.span.hexadecimal(in: 0..<bytes.count) == expected)
    }

    @Test(arguments: [(UInt64(0), "0", "0"), (255, "255", "ff"), (.max, "18446744073709551615", "ffffffffffffffff")])
    func written(number: UInt64, decimal: String, hexadecimal: String) {
        var bytes = Array("x".utf8)
        bytes.append(decimal: number)
        #expect(bytes == Array(("x" + decimal).utf8))
        bytes = []
        bytes.append(hexadecimal: number)
        #expect(bytes == Array(hexadecimal.utf8))
    }
}
