import Octets

/// A server's reply of one or more lines (RFC 5321 §4.2). Offsets are those of the bytes that were parsed.
package struct Reply: Hashable, Sendable {
    /// Of the last line, which is the one that counts.
    package var code: ReplyCode
    /// Of the first line that has one.
    package var enhancedStatusCode: EnhancedStatusCode?
    package var enhancedStatusCodeRange: Range<Int>?
    package var lines: [Line]
    /// All of it, line ends included.
    package var range: Range<Int>
    package var peculiarities: Peculiarities = []

    package struct Line: Hashable, Sendable {
        package var code: ReplyCode
        /// Behind the code and its space or hyphen, without the line's end.
        package var text: String
        package var textRange: Range<Int>
        /// With the line's end.
        package var range: Range<Int>
        /// The line has no code of its own: `code` is that of the line before, and all of the line is text.
        package var isMalformed = false
    }

    /// A reply to be sent. Line ends in `lines` become lines of their own.
    package init(_ code: ReplyCode, _ enhancedStatusCode: EnhancedStatusCode? = nil, lines: [String]) {
        self.code = code
        self.enhancedStatusCode = enhancedStatusCode
        let separate = lines.flatMap { line in
            line.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { String($0) }
        }
        self.lines = (separate.isEmpty ? [""] : separate).map {
            Line(code: code, text: $0, textRange: 0..<0, range: 0..<0)
        }
        range = 0..<0
    }

    package init(_ code: ReplyCode, _ enhancedStatusCode: EnhancedStatusCode, _ text: String) {
        self.init(code, enhancedStatusCode, lines: [text])
    }

    package init(_ code: ReplyCode, _ text: String) { self.init(code, nil, lines: [text]) }

    /// The reply's lines with CRLF. The enhanced code is put before the text of each (RFC 2034 §4).
    package func serialize(into output: inout [UInt8]) {
        for (number, line) in lines.enumerated() {
            output.append(contentsOf: code.description.utf8)
            output.append(number + 1 < lines.count ? UInt8(ascii: "-") : UInt8(ascii: " "))
            if let enhancedStatusCode { output.append(contentsOf: "\(enhancedStatusCode) ".utf8) }
            output.append(contentsOf: line.text.utf8)
            output.append(contentsOf: [0x0D, 0x0A])
        }
    }

    package var bytes: [UInt8] {
        var output: [UInt8] = []
        serialize(into: &output)
        return output
    }
}

extension Reply {
    /// The reply at `start`; nil while its last line has not come.
    package static func parse(_ bytes: Span<UInt8>, from start: Int = 0) throws(ParseError) -> Reply? {
        var reply = Reply(.completed, lines: [])
        reply.lines = []
        var position = start
        while let lineFeed = bytes.firstOffset(of: 0x0A, from: position) {
            let isLast = try reply.append(bytes, position..<(lineFeed + 1))
            position = lineFeed + 1
            if isLast {
                reply.range = start..<position
                return reply
            }
        }
        return nil
    }

    /// All lines of a frame that is a reply, for showing them: a line without a code is kept as text, and the last one may
    /// lack its end. nil where no line has a code.
    package static func parseTolerantly(_ bytes: Span<UInt8>) -> Reply? {
        var reply = Reply(.completed, lines: [])
        reply.lines = []
        var position = 0
        var hasCode = false
        while position < bytes.count {
            let end = bytes.firstOffset(of: 0x0A, from: position).map { $0 + 1 } ?? bytes.count
            do throws(ParseError) {
                _ = try reply.append(bytes, position..<end)
                hasCode = true
            } catch {
                reply.appendMalformed(bytes, position..<end)
            }
            position = end
        }
        reply.range = 0..<bytes.count
        return hasCode ? reply : nil
    }

    private mutating func appendMalformed(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        let end = LineEnd(of: bytes, from: range.lowerBound, upTo: range.upperBound)
        let textRange = range.lowerBound..<end.content
        lines.append(
            Line(code: code, text: bytes.text(in: textRange), textRange: textRange, range: range, isMalformed: true))
    }

    /// Reads one line more, and says whether it is the last.
    private mutating func append(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(ParseError) -> Bool {
        let end = LineEnd(of: bytes, from: range.lowerBound, upTo: range.upperBound)
        guard let head = ReplyHead(bytes, range.lowerBound..<end.content) else {
            throw ParseError(.peer, at: range, "the line does not begin with a reply code", "RFC 5321 §4.2")
        }
        if end.isBareLineFeed { peculiarities.insert(.bareLineFeed) }
        if range.count > Limits.lineOfTheRFC { peculiarities.insert(.longLine) }
        if let first = lines.first, !first.isMalformed, first.code != head.code {
            peculiarities.insert(.differingCodes)
        }
        code = head.code
        let textRange = min(range.lowerBound + 4, end.content)..<end.content
        lines.append(Line(code: head.code, text: bytes.text(in: textRange), textRange: textRange, range: range))
        if enhancedStatusCode == nil, let found = EnhancedStatusCode.read(bytes, textRange) {
            enhancedStatusCode = found.code
            enhancedStatusCodeRange = found.range
        }
        return head.isLast
    }
}

/// The first four octets of a reply line.
struct ReplyHead: Hashable {
    var code: ReplyCode
    var isLast: Bool

    /// `range` is the line's content. nil where it does not begin with three digits and a space, a hyphen or its end.
    init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        let start = range.lowerBound
        guard range.count >= 3, let number = bytes.decimal(in: start..<(start + 3)).value else { return nil }
        let separator = range.count > 3 ? bytes[start + 3] : 0x20
        guard separator == 0x20 || separator == UInt8(ascii: "-") else { return nil }
        code = ReplyCode(rawValue: Int(number))
        isLast = separator == 0x20
    }
}
