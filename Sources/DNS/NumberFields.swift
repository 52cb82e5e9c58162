import Octets

/// A number of one to four octets without sign, the high octet first, written in decimal.
struct NumberField: FieldFormat {
    let width: Int

    func end(of bytes: Span<UInt8>, from start: Int, upTo end: Int) throws(ParseError) -> Int {
        try fixedEnd(width, from: start, upTo: end)
    }

    func write(_ bytes: Span<UInt8>, _ range: Range<Int>, to text: inout [UInt8]) {
        text.append(decimal: range.reduce(0) { $0 << 8 | UInt64(bytes[$1]) })
    }

    func read(_ reader: inout PresentationReader, _ name: String, to octets: inout [UInt8]) throws(ParseError) {
        append(try reader.number(name, upTo: 1 << UInt64(8 * width) - 1), to: &octets)
    }

    fileprivate func append(_ number: UInt64, to octets: inout [UInt8]) {
        for octet in (0..<width).reversed() { octets.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * octet))) }
    }
}

/// A time of four octets in seconds. Text in decimal; with the units of master files (`1h30m`) it is read as well.
struct SecondsField: FieldFormat {
    private let number = NumberField(width: 4)

    func end(of bytes: Span<UInt8>, from start: Int, upTo end: Int) throws(ParseError) -> Int {
        try number.end(of: bytes, from: start, upTo: end)
    }

    func write(_ bytes: Span<UInt8>, _ range: Range<Int>, to text: inout [UInt8]) {
        number.write(bytes, range, to: &text)
    }

    func read(_ reader: inout PresentationReader, _ name: String, to octets: inout [UInt8]) throws(ParseError) {
        let token = try reader.next(name)
        guard let seconds = SecondsField.seconds(of: token.text) else {
            throw ParseError(
                .peer, at: token.range, "\(name) is a number of seconds, or numbers with w d h m s behind them",
                "RFC 1035 §5.1")
        }
        number.append(UInt64(seconds), to: &octets)
    }

    /// `3600`, `1h`, `1w2d3h4m5s` in either letter case; nil for anything else and for more than 32 bits hold. The units
    /// are a custom of name servers, not of an RFC.
    static func seconds(of text: [UInt8]) -> UInt32? {
        var total: UInt64 = 0
        var start = 0
        for index in text.indices where digitValue(of: text[index]).map({ $0 > 9 }) ?? true {
            guard let unit = unit(text[index]), let number = text.span.decimal(in: start..<index).value,
                number <= UInt64(UInt32.max)
            else { return nil }
            total += number * unit
            guard total <= UInt64(UInt32.max) else { return nil }
            start = index + 1
        }
        guard start < text.count else { return text.isEmpty ? nil : UInt32(exactly: total) }
        guard let rest = text.span.decimal(in: start..<text.count).value, rest <= UInt64(UInt32.max) else { return nil }
        return UInt32(exactly: total + rest)
    }

    private static func unit(_ octet: UInt8) -> UInt64? {
        switch lowercasedASCII(octet) {
        case UInt8(ascii: "s"): 1
        case UInt8(ascii: "m"): 60
        case UInt8(ascii: "h"): 3600
        case UInt8(ascii: "d"): 86400
        case UInt8(ascii: "w"): 604_800
        default: nil
        }
    }
}
