import Octets

/// One or more character-strings up to the end of the RDATA, each behind an octet with its length (RFC 1035 §3.3).
struct CharacterStringsField: FieldFormat {
    /// Octets of a character-string at most.
    static let limit = 255

    func end(of bytes: Span<UInt8>, from start: Int, upTo end: Int) throws(ParseError) -> Int {
        guard start < end else { throw .cut(start..<start, 1) }
        var offset = start
        while offset < end { offset = try fixedEnd(Int(bytes[offset]), from: offset + 1, upTo: end) }
        return end
    }

    func write(_ bytes: Span<UInt8>, _ range: Range<Int>, to text: inout [UInt8]) {
        for (index, string) in CharacterStringsField.strings(bytes, range).enumerated() {
            if index > 0 { text.append(0x20) }
            text.append(Escapes.quote)
            for offset in string {
                Escapes.append(bytes[offset], escaping: Escapes.quoted, keepingSpace: true, to: &text)
            }
            text.append(Escapes.quote)
        }
    }

    func read(_ reader: inout PresentationReader, _ name: String, to octets: inout [UInt8]) throws(ParseError) {
        repeat {
            let (string, token) = try reader.octets(name)
            try CharacterStringsField.append(string, at: token.range, to: &octets)
        } while !reader.isAtEnd
    }

    func parts(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [RecordPart] {
        CharacterStringsField.strings(bytes, range).map { string in
            var text: [UInt8] = []
            write(bytes, (string.lowerBound - 1)..<string.upperBound, to: &text)
            return RecordPart(
                name: "string", range: (string.lowerBound - 1)..<string.upperBound,
                value: String(decoding: text, as: UTF8.self))
        }
    }

    /// Each string's range without its length octet, of octets in which `end` found no fault.
    static func strings(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [Range<Int>] {
        var strings: [Range<Int>] = []
        var offset = range.lowerBound
        while offset < range.upperBound {
            let stop = min(range.upperBound, offset + 1 + Int(bytes[offset]))
            strings.append((offset + 1)..<stop)
            offset = stop
        }
        return strings
    }

    static func append(_ string: [UInt8], at range: Range<Int>, to octets: inout [UInt8]) throws(ParseError) {
        guard string.count <= limit else {
            throw ParseError(
                .limit(name: "octets of a character-string", actual: string.count, allowed: limit), at: range,
                "a character-string is longer than 255 octets", "RFC 1035 §3.3")
        }
        octets.append(UInt8(string.count))
        octets += string
    }
}
