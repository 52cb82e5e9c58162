import Octets

/// The bytes as text; what is not UTF-8 becomes U+FFFD.
func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
    bytes.withUnsafeBufferPointer { String(decoding: $0[range], as: UTF8.self) }
}

/// Upper-case ASCII text of the bytes.
func upperCaseText(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
    var upper: [UInt8] = []
    upper.reserveCapacity(range.count)
    for offset in range {
        let byte = bytes[offset]
        upper.append(byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") ? byte - 0x20 : byte)
    }
    return String(decoding: upper, as: UTF8.self)
}

func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

func isAlphanumeric(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
}

/// The decimal number that the range is, or nil where it is none or does not fit.
func decimal(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
    var value: UInt64 = 0
    for offset in range {
        guard isDigit(bytes[offset]) else { return nil }
        let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
        let (sum, overflows) = product.addingReportingOverflow(UInt64(bytes[offset] - UInt8(ascii: "0")))
        guard !tooLarge, !overflows else { return nil }
        value = sum
    }
    return range.isEmpty ? nil : value
}

/// A line's content without its end, and how it ended.
struct LineEnd {
    /// Octets before CRLF, LF or the end of the bytes.
    var content: Int
    var isBareLineFeed: Bool

    /// `line` holds one line, with or without its end.
    init(of line: Span<UInt8>, from start: Int = 0, upTo end: Int? = nil) {
        let end = end ?? line.count
        guard end > start, line[end - 1] == 0x0A else {
            content = end > start && line[end - 1] == 0x0D ? end - 1 : end
            isBareLineFeed = false
            return
        }
        isBareLineFeed = !(end - 1 > start && line[end - 2] == 0x0D)
        content = isBareLineFeed ? end - 1 : end - 2
    }
}

/// Words between spaces and tabs.
func words(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var start = range.lowerBound
    for offset in range where bytes[offset] == 0x20 || bytes[offset] == 0x09 {
        if offset > start { words.append(start..<offset) }
        start = offset + 1
    }
    if range.upperBound > start { words.append(start..<range.upperBound) }
    return words
}
