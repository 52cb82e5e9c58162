import Octets

/// The escapes of master files: `\.` for a character that would mean something, `\DDD` in decimal for any octet
/// (RFC 1035 §5.1).
enum Escapes {
    static let dot = UInt8(ascii: ".")
    static let backslash = UInt8(ascii: "\\")
    static let quote = UInt8(ascii: "\"")

    /// What means something in a master file outside quotes.
    static let special: [UInt8] = Array("\".;\\()@$".utf8)
    /// What means something between quotes.
    static let quoted: [UInt8] = [quote, backslash]

    /// Appends `octet` as one character, behind a backslash if it is one of `escaping`, or as `\DDD` if it leaves no ink.
    static func append(_ octet: UInt8, escaping: [UInt8], keepingSpace: Bool = false, to text: inout [UInt8]) {
        if escaping.contains(octet) {
            text += [backslash, octet]
        } else if (0x21...0x7E).contains(octet) || (keepingSpace && octet == 0x20) {
            text.append(octet)
        } else {
            text += [backslash, 0x30 + octet / 100, 0x30 + octet / 10 % 10, 0x30 + octet % 10]
        }
    }

    /// The octet that the character or escape at `offset` stands for; `offset` moves behind it and must be below `end`.
    static func read(_ text: Span<UInt8>, at offset: inout Int, upTo end: Int) throws(ParseError) -> UInt8 {
        let start = offset
        offset += 1
        guard text[start] == backslash else { return text[start] }
        guard offset < end else { throw failure(start..<end, "a backslash ends the text") }
        guard isDigit(text[offset]) else {
            offset += 1
            return text[offset - 1]
        }
        guard offset + 3 <= end, case .value(let number) = text.decimal(in: offset..<(offset + 3)), number <= 255 else {
            throw failure(start..<min(end, offset + 3), "an escape in digits is a backslash and three digits up to 255")
        }
        offset += 3
        return UInt8(number)
    }

    /// The octets that `range` stands for with all escapes undone.
    static func read(_ text: Span<UInt8>, in range: Range<Int>) throws(ParseError) -> [UInt8] {
        var octets: [UInt8] = []
        var offset = range.lowerBound
        while offset < range.upperBound { octets.append(try read(text, at: &offset, upTo: range.upperBound)) }
        return octets
    }

    private static func isDigit(_ octet: UInt8) -> Bool { octet >= 0x30 && octet <= 0x39 }

    private static func failure(_ range: Range<Int>, _ reason: String) -> ParseError {
        ParseError(.peer, at: range, reason, "RFC 1035 §5.1")
    }
}
