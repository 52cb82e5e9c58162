import Octets

extension Parser {
    /// The text of a number: `-? (0 | 1-9 digits) (. digits)? (e [+-] digits)?`.
    mutating func number(_ line: Span<UInt8>) throws(ParseError) -> String {
        let start = position
        _ = take(UInt8(ascii: "-"), line)
        if !take(UInt8(ascii: "0"), line) { try digits(line) }
        if take(UInt8(ascii: "."), line) { try digits(line) }
        if take(UInt8(ascii: "e"), line) || take(UInt8(ascii: "E"), line) {
            if !take(UInt8(ascii: "+"), line) { _ = take(UInt8(ascii: "-"), line) }
            try digits(line)
        }
        return text(line, start..<position)
    }

    private mutating func digits(_ line: Span<UInt8>) throws(ParseError) {
        let start = position
        while let byte = peek(line), byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
        guard position > start else { throw error(line, "expected a digit", "RFC 8259 §6") }
    }
}
