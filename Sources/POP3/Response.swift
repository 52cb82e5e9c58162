import Octets

/// How a response begins (RFC 1939 §3). Open: what a server makes up survives.
package struct StatusIndicator: RawRepresentable, Hashable, Sendable {
    package var rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    package static let ok = StatusIndicator(rawValue: "+OK")
    package static let error = StatusIndicator(rawValue: "-ERR")
    /// A challenge within an authentication (RFC 5034 §4).
    package static let challenge = StatusIndicator(rawValue: "+")

    package var meaning: String {
        switch self {
        case .ok: "it was done"
        case .error: "it was not done"
        case .challenge: "a challenge: the client is to answer it"
        default: "not an indicator that RFC 1939 knows"
        }
    }
}

/// The first line of a server's response (RFC 1939 §3), and what a server says. Offsets are those of the line.
///
/// ```
/// S: +OK 498 octets
/// S: -ERR [IN-USE] the mailbox is being read by another session
/// ```
package struct Response: Hashable, Sendable {
    package var indicator: StatusIndicator
    package var indicatorRange: Range<Int>
    /// Behind the indicator and its space, without the line's end.
    package var textRange: Range<Int>
    /// A code in brackets at the text's beginning, brackets included (RFC 2449 §8).
    package var codeRange: Range<Int>?
    /// The line with its end.
    package var range: Range<Int>
    package var peculiarities: Peculiarities = []

    /// Reads the line at `start`; nil while its end has not come.
    package static func parse(_ bytes: Span<UInt8>, from start: Int = 0) throws(ParseError) -> Response? {
        guard let lineFeed = bytes.firstOffset(of: 0x0A, from: start) else { return nil }
        return try parse(bytes, line: start..<(lineFeed + 1))
    }

    /// Reads `line`, with or without its end.
    package static func parse(_ bytes: Span<UInt8>, line: Range<Int>) throws(ParseError) -> Response {
        let end = LineEnd(of: bytes, from: line.lowerBound, upTo: line.upperBound)
        guard let word = indicator(bytes, line.lowerBound..<end.content) else {
            throw ParseError(.peer, at: line, "the line does not begin with +OK or -ERR", "RFC 1939 §3")
        }
        let text = min(word.upperBound + 1, end.content)..<end.content
        var response = Response(
            indicator: StatusIndicator(rawValue: bytes.upperCaseText(in: word)), indicatorRange: word, textRange: text,
            codeRange: code(bytes, text), range: line)
        if !bytes.equals("+OK", in: word), !bytes.equals("-ERR", in: word), word.count > 1 {
            response.peculiarities.insert(.lowerCaseIndicator)
        }
        if end.isBareLineFeed { response.peculiarities.insert(.bareLineFeed) }
        if line.count > Limits.responseOfTheRFC { response.peculiarities.insert(.longLine) }
        return response
    }

    private static func indicator(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int>? {
        var end = range.lowerBound
        while end < range.upperBound, bytes[end] != 0x20 { end += 1 }
        let word = range.lowerBound..<end
        let isKnown =
            bytes.equalsIgnoringCase("+OK", in: word) || bytes.equalsIgnoringCase("-ERR", in: word)
            || bytes.equals("+", in: word)
        return isKnown ? word : nil
    }

    private static func code(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int>? {
        guard !range.isEmpty, bytes[range.lowerBound] == UInt8(ascii: "["),
            let close = bytes.firstOffset(of: UInt8(ascii: "]"), from: range.lowerBound, upTo: range.upperBound)
        else { return nil }
        return range.lowerBound..<(close + 1)
    }
}

extension Response {
    /// A response of one line with CRLF. Line ends in `text` become spaces: they would begin another response.
    package static func line(_ indicator: StatusIndicator, _ text: String = "") -> [UInt8] {
        let words = text.map { $0.isNewline ? " " : String($0) }.joined()
        return Array((words.isEmpty ? indicator.rawValue : "\(indicator.rawValue) \(words)").utf8) + [0x0D, 0x0A]
    }

    /// A response of many lines: `+OK`, the content with dots stuffed, and the line of one dot.
    package static func multiline(_ text: String, _ content: [UInt8]) -> [UInt8] {
        var output = line(.ok, text)
        var stuffer = DotStuffer()
        stuffer.stuff(content.span, into: &output)
        stuffer.finish(into: &output)
        return output
    }
}
