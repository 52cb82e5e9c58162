/// Visible escapes for text output, as in C: `\r`, `\n`, `\t`, `\\`, and `\xNN` for every other octet that must not reach
/// a terminal as it is.
///
/// Printable UTF-8 stands for itself. Control characters (C0, DEL, C1), characters that turn the direction of text or break
/// its lines, and octets that are not UTF-8 are escaped octet by octet, so the bytes can be had back from the text.
public enum Escape {
    public static func text(of bytes: Span<UInt8>) -> String {
        var text: [UInt8] = []
        append(bytes, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the escaped form, which is valid UTF-8.
    public static func append(_ bytes: Span<UInt8>, to text: inout [UInt8]) {
        text.reserveCapacity(text.count + bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] < 0x80 {
                append(ascii: bytes[index], to: &text)
                index += 1
            } else {
                index = append(beyondASCII: bytes, at: index, to: &text)
            }
        }
    }

    /// The character would move the cursor, hide, or turn the direction of what follows: C0, DEL, C1, bidirectional
    /// controls, and the line and paragraph separators.
    public static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0: true
        case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func append(ascii octet: UInt8, to text: inout [UInt8]) {
        switch octet {
        case UInt8(ascii: "\r"): append(letter: "r", to: &text)
        case UInt8(ascii: "\n"): append(letter: "n", to: &text)
        case UInt8(ascii: "\t"): append(letter: "t", to: &text)
        case UInt8(ascii: "\\"): append(letter: "\\", to: &text)
        case 0x20..<0x7F: text.append(octet)
        default: append(octet: octet, to: &text)
        }
    }

    /// Appends the character at `index`, or one octet that begins none, and gives the index after it.
    private static func append(beyondASCII bytes: Span<UInt8>, at index: Int, to text: inout [UInt8]) -> Int {
        guard let (scalar, length) = bytes.unicodeScalar(at: index) else {
            append(octet: bytes[index], to: &text)
            return index + 1
        }
        for position in index..<(index + length) {
            if isUnsafe(scalar) { append(octet: bytes[position], to: &text) } else { text.append(bytes[position]) }
        }
        return index + length
    }

    private static func append(letter: Unicode.Scalar, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "\\"))
        text.append(UInt8(ascii: letter))
    }

    private static func append(octet: UInt8, to text: inout [UInt8]) {
        append(letter: "x", to: &text)
        text.append(Hex.digit(octet >> 4))
        text.append(Hex.digit(octet & 0x0F))
    }
}

extension Span where Element == UInt8 {
    /// The character whose UTF-8 form begins at `index`, and how many octets it takes; nil where the octets there are not
    /// well-formed (RFC 3629 §4) or `index` is out of range.
    public func unicodeScalar(at index: Int) -> (scalar: Unicode.Scalar, length: Int)? {
        guard index >= 0, index < count else { return nil }
        let first = self[index]
        if first < 0x80 { return (Unicode.Scalar(first), 1) }
        guard let (length, least) = utf8Form(of: first), index + length <= count else { return nil }
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for position in (index + 1)..<(index + length) {
            guard self[position] & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(self[position] & 0x3F)
        }
        guard value >= least, let scalar = Unicode.Scalar(value) else { return nil }
        return (scalar, length)
    }

    /// How many octets a form takes that begins with `first`, and the least value that may be written so.
    private func utf8Form(of first: UInt8) -> (length: Int, least: UInt32)? {
        switch first {
        case 0xC2...0xDF: (2, 0x80)
        case 0xE0...0xEF: (3, 0x800)
        case 0xF0...0xF4: (4, 0x10000)
        default: nil
        }
    }
}
