/// Base64 with the standard alphabet and padding (RFC 4648 §4).
public enum Base64 {
    /// Appends the encoded form of `bytes`, four octets for every three begun.
    public static func encode(_ bytes: Span<UInt8>, into text: inout [UInt8]) {
        text.reserveCapacity(text.count + (bytes.count + 2) / 3 * 4)
        var index = 0
        while index + 3 <= bytes.count {
            let group = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
            append(group, digits: 4, to: &text)
            index += 3
        }
        switch bytes.count - index {
        case 1: append(UInt32(bytes[index]) << 16, digits: 2, to: &text)
        case 2: append(UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8, digits: 3, to: &text)
        default: break
        }
    }

    public static func encode(_ bytes: Span<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        encode(bytes, into: &text)
        return text
    }

    /// The bytes that `text` stands for. Strict: no white space, whole groups of four, padding only at the end, and no stray
    /// bits under the padding, so that one sequence of bytes has one spelling.
    public static func decode(_ text: Span<UInt8>) throws(ParseError) -> [UInt8] {
        guard text.count % 4 == 0 else {
            throw failure(
                text.count..<text.count, "base64 comes in groups of four octets, and \(text.count) is not whole")
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        let padding = paddingCount(of: text)
        for group in stride(from: 0, to: text.count, by: 4) {
            let digits = group + 4 == text.count ? 4 - padding : 4
            try decodeGroup(text, at: group, digits: digits, into: &bytes)
        }
        return bytes
    }

    private static let alphabet: [UInt8] = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let pad = UInt8(ascii: "=")

    private static func append(_ group: UInt32, digits: Int, to text: inout [UInt8]) {
        for digit in 0..<4 {
            text.append(digit < digits ? alphabet[Int(group >> UInt32(18 - 6 * digit)) & 0x3F] : pad)
        }
    }

    private static func paddingCount(of text: Span<UInt8>) -> Int {
        guard text.count >= 4, text[text.count - 1] == pad else { return 0 }
        return text[text.count - 2] == pad ? 2 : 1
    }

    private static func decodeGroup(
        _ text: Span<UInt8>, at start: Int, digits: Int, into bytes: inout [UInt8]
    ) throws(ParseError) {
        var group: UInt32 = 0
        for index in start..<(start + digits) {
            guard let digit = value(of: text[index]) else {
                throw failure(index..<(index + 1), "this octet is not of the base64 alphabet")
            }
            group = group << 6 | digit
        }
        group <<= UInt32(6 * (4 - digits))
        guard group & (0x00FF_FFFF >> UInt32(8 * (digits - 1))) == 0 else {
            throw failure((start + digits - 1)..<(start + digits), "bits under the base64 padding are not zero")
        }
        for octet in 0..<(digits - 1) { bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(16 - 8 * octet))) }
    }

    private static func value(of octet: UInt8) -> UInt32? {
        switch octet {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(octet - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(octet - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(octet - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }

    private static func failure(_ range: Range<Int>, _ reason: String) -> ParseError {
        ParseError(.peer, at: range, reason, "RFC 4648 §4")
    }
}
