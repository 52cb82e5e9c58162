extension LineEditor {
    /// Pastes bytes at the cursor as if they were typed: each line end finishes a line.
    ///
    /// - Returns: the lines that are to be sent, the first with what stood before the cursor. What follows the last line
    ///   end stays in the editor, before what stood after the cursor. Bytes that are no UTF-8 become U+FFFD; a line is cut
    ///   at `bytesLimit`.
    package mutating func paste(_ bytes: [UInt8]) -> [String] {
        var parts = Self.lines(bytes)
        let rest = parts.popLast() ?? ""
        guard !parts.isEmpty else {
            apply(.insert(rest))
            return []
        }
        let after = String(characters[cursor...])
        apply(.deleteToEnd)
        var sent: [String] = []
        for part in parts {
            apply(.insert(part))
            sent.append(commit())
        }
        replace(with: rest + after, cursor: rest.count)
        return sent
    }

    /// Splits at LF, CR and CRLF; the last part is what follows the last of them.
    private static func lines(_ bytes: [UInt8]) -> [String] {
        var lines: [String] = []
        var start = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            guard byte == 10 || byte == 13 else {
                index += 1
                continue
            }
            lines.append(String(decoding: bytes[start..<index], as: UTF8.self))
            index += byte == 13 && index + 1 < bytes.count && bytes[index + 1] == 10 ? 2 : 1
            start = index
        }
        return lines + [String(decoding: bytes[start...], as: UTF8.self)]
    }
}
