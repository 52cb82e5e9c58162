import Octets

/// A word of a master file or of a record's presentation form, its escapes still in it.
package struct PresentationToken: Hashable, Sendable {
    /// Without the quotes.
    package var text: [UInt8]
    package var isQuoted: Bool
    /// Where it lies in the text that it came from, quotes included.
    package var range: Range<Int>

    package init(text: [UInt8], isQuoted: Bool = false, range: Range<Int>) {
        self.text = text
        self.isQuoted = isQuoted
        self.range = range
    }

    /// The words of one line: between spaces and tabs, or between quotes. It knows no comments and no parentheses, which
    /// belong to master files.
    package static func split(_ line: Span<UInt8>) throws(ParseError) -> [PresentationToken] {
        var tokens: [PresentationToken] = []
        var offset = 0
        while offset < line.count {
            if line[offset] == 0x20 || line[offset] == 0x09 {
                offset += 1
            } else if line[offset] == Escapes.quote {
                tokens.append(try quoted(line, at: &offset))
            } else {
                tokens.append(plain(line, at: &offset))
            }
        }
        return tokens
    }

    /// The quoted word that begins at `offset`, which moves behind its closing quote.
    package static func quoted(_ line: Span<UInt8>, at offset: inout Int) throws(ParseError) -> PresentationToken {
        let start = offset
        offset += 1
        while offset < line.count, line[offset] != Escapes.quote {
            offset += line[offset] == Escapes.backslash ? 2 : 1
        }
        guard offset < line.count else {
            throw ParseError(.peer, at: start..<line.count, "a quote is not closed", "RFC 1035 §5.1")
        }
        offset += 1
        return PresentationToken(
            text: line.bytes(in: (start + 1)..<(offset - 1)), isQuoted: true, range: start..<offset)
    }

    private static func plain(_ line: Span<UInt8>, at offset: inout Int) -> PresentationToken {
        let start = offset
        while offset < line.count, line[offset] != 0x20, line[offset] != 0x09, line[offset] != Escapes.quote {
            offset += line[offset] == Escapes.backslash ? 2 : 1
        }
        offset = min(offset, line.count)
        return PresentationToken(text: line.bytes(in: start..<offset), range: start..<offset)
    }
}

/// Hands out the words of a record's data one after the other, read as the fields want them.
package struct PresentationReader: Sendable {
    /// What a name without a last dot is below, and what `@` stands for.
    package let origin: DomainName
    private let tokens: [PresentationToken]
    private var index = 0

    package init(_ tokens: [PresentationToken], origin: DomainName = .root) {
        self.tokens = tokens
        self.origin = origin
    }

    package var isAtEnd: Bool { index >= tokens.count }

    package func peek() -> PresentationToken? { isAtEnd ? nil : tokens[index] }

    /// Throws where there is no word more; `what` says what it should have been.
    package mutating func next(_ what: String) throws(ParseError) -> PresentationToken {
        guard let token = peek() else {
            let end = tokens.last?.range.upperBound ?? 0
            throw ParseError(.peer, at: end..<end, "\(what) is missing", "RFC 1035 §5.1")
        }
        index += 1
        return token
    }

    package func checkAtEnd() throws(ParseError) {
        guard let token = peek() else { return }
        throw ParseError(.peer, at: token.range, "a word follows behind the record's data", "RFC 1035 §5.1")
    }

    package mutating func name(_ what: String) throws(ParseError) -> DomainName {
        let token = try next(what)
        if token.text == [UInt8(ascii: "@")], !token.isQuoted { return origin }
        return try PresentationReader.placed(token) { text throws(ParseError) in
            try DomainName.parse(text, in: 0..<text.count, origin: origin)
        }
    }

    /// A word with its escapes undone.
    package mutating func octets(_ what: String) throws(ParseError) -> (octets: [UInt8], token: PresentationToken) {
        let token = try next(what)
        let octets = try PresentationReader.placed(token) { text throws(ParseError) in
            try Escapes.read(text, in: 0..<text.count)
        }
        return (octets, token)
    }

    /// A decimal number up to `maximum`.
    package mutating func number(_ what: String, upTo maximum: UInt64) throws(ParseError) -> UInt64 {
        let token = try next(what)
        guard let number = token.text.span.decimal(in: 0..<token.text.count).value, number <= maximum else {
            throw ParseError(
                .peer, at: token.range, "\(what) is a number up to \(maximum)", "RFC 1035 §5.1")
        }
        return number
    }

    /// Runs `read` on the word's text, and moves the range of its error to where the word lies.
    package static func placed<Value>(
        _ token: PresentationToken, _ read: (Span<UInt8>) throws(ParseError) -> Value
    ) throws(ParseError) -> Value {
        do throws(ParseError) {
            return try read(token.text.span)
        } catch {
            var error = error
            let start = token.range.lowerBound + (token.isQuoted ? 1 : 0)
            error.range = (start + error.range.lowerBound)..<(start + error.range.upperBound)
            throw error
        }
    }
}
