import Octets
import Testing

@Suite struct Base64Tests {
    /// RFC 4648 §10, and one that shows the last two digits of the alphabet.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"), ("~~~???", "fn5+Pz8/"),
    ])
    func vectors(plain: String, encoded: String) throws {
        #expect(Base64.encode(Array(plain.utf8).span) == Array(encoded.utf8))
        #expect(try Base64.decode(Array(encoded.utf8).span) == Array(plain.utf8))
    }

    @Test(arguments: [
        ("Zg=", 3..<3), ("Z", 1..<1), ("Zg==Zg==", 2..<3), ("Zm9v\n123", 4..<5), ("Zh==", 1..<2), ("Zm9=", 2..<3),
        ("Z===", 1..<2), ("====", 0..<1), ("Zm-_", 2..<3), ("=m9v", 0..<1),
    ])
    func refuses(text: String, at range: Range<Int>) {
        let error = #expect(throws: ParseError.self) { try Base64.decode(Array(text.utf8).span) }
        #expect(error?.range == range)
        #expect(error?.fault == .peer)
        #expect(error?.reference == "RFC 4648 §4")
    }

    @Test func roundTripsRandomBytes() throws {
        var random = SystemRandomNumberGenerator()
        let seed = UInt64.random(in: 0...UInt64.max, using: &random)
        var generator = SplitMix(state: seed)
        for length in 0..<200 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(try Base64.decode(Base64.encode(bytes.span).span) == bytes, "seed \(seed)")
            #expect(try Hex.decode(Hex.encode(bytes.span).span) == bytes, "seed \(seed)")
        }
    }
}

@Suite struct HexTests {
    @Test func vectors() throws {
        let bytes: [UInt8] = [0x00, 0x0F, 0xA5, 0xFF]
        #expect(Hex.encode(bytes.span) == Array("000fa5ff".utf8))
        #expect(try Hex.decode(Array("000Fa5fF".utf8).span) == bytes)
    }

    @Test(arguments: [("0", 0..<1), ("abc", 2..<3), ("0g", 1..<2), ("0x00", 1..<2), ("00 1", 2..<3)])
    func refuses(text: String, at range: Range<Int>) {
        let error = #expect(throws: ParseError.self) { try Hex.decode(Array(text.utf8).span) }
        #expect(error?.range == range)
        #expect(error?.reference == "RFC 4648 §8")
    }
}

@Suite struct EscapeTests {
    static let cases: [([UInt8], String)] = [
        (Array("220 hamburger.edu\r\n".utf8), #"220 hamburger.edu\r\n"#),
        (Array("a\tb\\c".utf8), #"a\tb\\c"#),
        ([0x00, 0x1B, 0x7F], #"\x00\x1b\x7f"#),
        (Array("œuf €5 🍔".utf8), "œuf €5 🍔"),
        // C1 (CSI), right-to-left override, line separator.
        (Array("\u{9B}2J".utf8), #"\xc2\x9b2J"#),
        (Array("a\u{202E}b".utf8), #"a\xe2\x80\xaeb"#),
        (Array("a\u{2028}b".utf8), #"a\xe2\x80\xa8b"#),
        // Not UTF-8: stray continuation, overlong, surrogate, beyond U+10FFFF, cut short.
        ([0x80, 0x41], #"\x80A"#),
        ([0xC0, 0xAF], #"\xc0\xaf"#),
        ([0xE0, 0x80, 0xAF], #"\xe0\x80\xaf"#),
        ([0xED, 0xA0, 0x80], #"\xed\xa0\x80"#),
        ([0xF4, 0x90, 0x80, 0x80], #"\xf4\x90\x80\x80"#),
        ([0xE2, 0x82], #"\xe2\x82"#),
        ([0xE2, 0x82, 0x41], #"\xe2\x82A"#),
    ]

    @Test(arguments: cases) func escapes(bytes: [UInt8], text: String) {
        #expect(Escape.text(of: bytes.span) == text)
    }

    @Test func everyOctetComesBack() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SplitMix(state: seed)
        for _ in 0..<500 {
            let length = Int.random(in: 0..<40, using: &generator)
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let text = Escape.text(of: bytes.span)
            #expect(unescaped(text) == bytes, "seed \(seed)")
            #expect(!text.unicodeScalars.contains(where: Escape.isUnsafe), "seed \(seed)")
        }
    }

    @Test func scalarsAgreeWithTheStandardLibrary() {
        for value in stride(from: UInt32(0), through: 0x10FFFF, by: 7) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let bytes = Array(String(scalar).utf8)
            let found = bytes.span.unicodeScalar(at: 0)
            guard found?.scalar == scalar, found?.length == bytes.count else {
                Issue.record("U+\(String(value, radix: 16))")
                return
            }
        }
    }

    /// The inverse, written the slow way.
    private func unescaped(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let octet = rest.popFirst() {
            guard octet == UInt8(ascii: "\\"), let letter = rest.popFirst() else {
                bytes.append(octet)
                continue
            }
            switch letter {
            case UInt8(ascii: "r"): bytes.append(0x0D)
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "x"):
                bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
                rest = rest.dropFirst(2)
            default: bytes.append(letter)
            }
        }
        return bytes
    }
}

/// A generator whose seed can be printed and used again.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
