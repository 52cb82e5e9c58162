import Octets

extension Parser {
    /// A string without its quotes and escapes. The line was checked to be well-formed UTF-8.
    mutating func string(_ line: Span<UInt8>) throws(ParseError) -> String {
        position += 1
        let start = position
        try skipPlain(line)
        if peek(line) == UInt8(ascii: "\"") {
            position += 1
            return text(line, start..<(position - 1))
        }
        return try escapedString(line, from: start)
    }

    func text(_ line: Span<UInt8>, _ range: Range<Int>) -> String {
        line.withUnsafeBufferPointer { String(decoding: $0[range], as: UTF8.self) }
    }

    /// Moves on to the next quote or backslash.
    private mutating func skipPlain(_ line: Span<UInt8>) throws(ParseError) {
        while position < line.count {
            let byte = line[position]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return }
            guard byte >= 0x20 else { throw error(line, "a control character stands unescaped", "RFC 8259 §7") }
            position += 1
        }
        throw error(line, "the string has no closing quote", "RFC 8259 §7")
    }

    /// The rest of a string whose first part, from `start`, had no escape.
    private mutating func escapedString(_ line: Span<UInt8>, from start: Int) throws(ParseError) -> String {
        var bytes: [UInt8] = []
        var start = start
        while true {
            line.withUnsafeBufferPointer { bytes.append(contentsOf: $0[start..<position]) }
            if take(UInt8(ascii: "\""), line) { return String(decoding: bytes, as: UTF8.self) }
            try escape(line, into: &bytes)
            start = position
            try skipPlain(line)
        }
    }

    private mutating func escape(_ line: Span<UInt8>, into bytes: inout [UInt8]) throws(ParseError) {
        let start = position
        position += 1
        guard let byte = peek(line) else { throw error(line, "the string has no closing quote", "RFC 8259 §7") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(byte)
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "f"): bytes.append(0x0C)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "u"):
            bytes.append(contentsOf: String(try scalar(line, from: start)).utf8)
        default: throw ParseError(.peer, at: start..<position, "there is no such escape", "RFC 8259 §7")
        }
    }

    /// The scalar of `\uXXXX`, whose `\u` has been read, or of a pair of them.
    private mutating func scalar(_ line: Span<UInt8>, from start: Int) throws(ParseError) -> Unicode.Scalar {
        let unit = try codeUnit(line)
        if let scalar = Unicode.Scalar(unit) { return scalar }
        if unit < 0xDC00, take(UInt8(ascii: "\\"), line), take(UInt8(ascii: "u"), line) {
            let low = try codeUnit(line)
            if let scalar = combined(unit, low) { return scalar }
        }
        throw ParseError(.peer, at: start..<position, "half of a surrogate pair stands alone", "RFC 8259 §7")
    }

    private func combined(_ high: UInt32, _ low: UInt32) -> Unicode.Scalar? {
        guard (0xDC00...0xDFFF).contains(low) else { return nil }
        return Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    }

    private mutating func codeUnit(_ line: Span<UInt8>) throws(ParseError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek(line), let digit = hexadecimal(byte) else {
                throw error(line, "expected four hexadecimal digits", "RFC 8259 §7")
            }
            unit = unit << 4 | digit
            position += 1
        }
        return unit
    }

    private func hexadecimal(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}
