extension Span where Element == UInt8 {
    /// The octets of `range` as text with the ASCII letters in capitals; what is not UTF-8 becomes U+FFFD.
    package func upperCaseText(in range: Range<Int>) -> String {
        var upper: [UInt8] = []
        upper.reserveCapacity(range.count)
        for offset in range {
            let byte = self[offset]
            upper.append(byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") ? byte - 0x20 : byte)
        }
        return String(decoding: upper, as: UTF8.self)
    }

    /// Words between spaces and tabs.
    package func words(in range: Range<Int>) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var start = range.lowerBound
        for offset in range where self[offset] == 0x20 || self[offset] == 0x09 {
            if offset > start { words.append(start..<offset) }
            start = offset + 1
        }
        if range.upperBound > start { words.append(start..<range.upperBound) }
        return words
    }
}

/// A line's content without its end, and how it ended.
package struct LineEnd {
    /// Octets before CRLF, LF or the end of the bytes.
    package var content: Int
    package var isBareLineFeed: Bool

    /// `line` holds one line, with or without its end.
    package init(of line: Span<UInt8>, from start: Int = 0, upTo end: Int? = nil) {
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
