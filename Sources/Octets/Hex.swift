/// Hexadecimal digits, two to an octet (RFC 4648 §8), in lower case.
public enum Hex {
    /// Appends two digits for every octet.
    public static func encode(_ bytes: Span<UInt8>, into text: inout [UInt8]) {
        text.reserveCapacity(text.count + 2 * bytes.count)
        for index in bytes.indices {
            text.append(digit(bytes[index] >> 4))
            text.append(digit(bytes[index] & 0x0F))
        }
    }

    public static func encode(_ bytes: Span<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        encode(bytes, into: &text)
        return text
    }

    /// The octets that `text` stands for, in either case. Strict: digits only, two to an octet.
    public static func decode(_ text: Span<UInt8>) throws(ParseError) -> [UInt8] {
        guard text.count % 2 == 0 else {
            throw failure((text.count - 1)..<text.count, "the last octet has only one hexadecimal digit")
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2)
        for index in stride(from: 0, to: text.count, by: 2) {
            bytes.append(try checkedValue(text, index) << 4 | checkedValue(text, index + 1))
        }
        return bytes
    }

    /// The digit of `value`, which must be below 16.
    public static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
    }

    /// What a hexadecimal digit of either case stands for, or nil.
    public static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func checkedValue(_ text: Span<UInt8>, _ index: Int) throws(ParseError) -> UInt8 {
        guard let value = value(of: text[index]) else {
            throw failure(index..<(index + 1), "this octet is not a hexadecimal digit")
        }
        return value
    }

    private static func failure(_ range: Range<Int>, _ reason: String) -> ParseError {
        ParseError(.peer, at: range, reason, "RFC 4648 §8")
    }
}
