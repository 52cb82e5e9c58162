import Octets

/// One command line of a client, with the place of everything in it (RFC 1939 §3). Offsets are those of the line.
///
/// ```
/// C: RETR 1
/// ```
///
/// Nothing is refused: what cannot be read stands in `error`, and what could be read stands beside it.
package struct Command: Hashable, Sendable {
    /// Empty where the line has none.
    package var verb: Verb
    package var verbRange: Range<Int>
    /// All behind the verb and the space after it, without the line's end. Empty where there is nothing.
    package var argumentRange: Range<Int>
    /// The words of the argument.
    package var words: [Range<Int>] = []
    /// The letter that LIST, RETR, DELE, TOP or UIDL names.
    package var messageNumber: Int?
    /// How many lines of the body TOP asks for.
    package var lineCount: Int?
    package var peculiarities: Peculiarities = []
    package var error: ParseError?

    /// The bytes that a recorder masks: a password, a digest, an initial response.
    package var secretRange: Range<Int>? {
        switch verb {
        case .pass: argumentRange.isEmpty ? nil : argumentRange
        case .apop, .auth: words.count > 1 ? words[1].lowerBound..<argumentRange.upperBound : nil
        default: nil
        }
    }

    /// The line of a verb and an argument with CRLF. Refuses line ends within: they would be two commands.
    package static func line(_ verb: Verb, _ argument: String = "") throws(ParseError) -> [UInt8] {
        let text = argument.isEmpty ? verb.rawValue : "\(verb.rawValue) \(argument)"
        let bytes = Array(text.utf8)
        if let offset = bytes.firstIndex(where: { $0 == 0x0D || $0 == 0x0A }) {
            throw ParseError(.misuse, at: offset..<(offset + 1), "a command cannot hold a line end", "RFC 1939 §3")
        }
        return bytes + [0x0D, 0x0A]
    }
}

extension Command {
    /// Reads a line, with or without its end.
    package static func parse(_ line: Span<UInt8>) -> Command {
        let end = LineEnd(of: line)
        var command = Command(verb: Verb(rawValue: ""), verbRange: 0..<0, argumentRange: 0..<0)
        if end.isBareLineFeed { command.peculiarities.insert(.bareLineFeed) }
        if line.count > Limits.commandOfTheRFC { command.peculiarities.insert(.longLine) }
        do throws(ParseError) {
            try command.readVerb(line, upTo: end.content)
            try command.checkArguments(line)
        } catch {
            command.error = error
        }
        return command
    }

    private mutating func readVerb(_ line: Span<UInt8>, upTo end: Int) throws(ParseError) {
        var verbEnd = 0
        while verbEnd < end, line[verbEnd] > 0x20, line[verbEnd] < 0x7F { verbEnd += 1 }
        guard verbEnd > 0, verbEnd == end || line[verbEnd] == 0x20 || line[verbEnd] == 0x09 else {
            argumentRange = 0..<end
            let reason = end == 0 ? "the line is empty" : "the line does not begin with a keyword"
            throw ParseError(.peer, at: 0..<end, reason, "RFC 1939 §3")
        }
        verb = Verb(rawValue: line.upperCaseText(in: 0..<verbEnd))
        verbRange = 0..<verbEnd
        // A password may hold spaces, and may end with one: only the one behind the verb is not its own.
        argumentRange = min(verbEnd + 1, end)..<end
        words = line.words(in: argumentRange)
    }

    private mutating func checkArguments(_ line: Span<UInt8>) throws(ParseError) {
        switch verb {
        case .stat, .noop, .rset, .quit, .capa, .stls: try want(0...0)
        case .list, .uidl: try want(0...1)
        case .retr, .dele: try want(1...1)
        case .top: try want(2...2)
        case .user: try want(1...Int.max)
        case .apop: try want(2...2)
        case .pass where argumentRange.isEmpty:
            throw ParseError(.peer, at: verbRange, "PASS gives no password", "RFC 1939 §7")
        default: return
        }
        guard [.list, .uidl, .retr, .dele, .top].contains(verb), let first = words.first else { return }
        messageNumber = try number(line, first, least: 1, "the number of a letter")
        if words.count > 1 { lineCount = try number(line, words[1], least: 0, "a number of lines") }
    }

    private func want(_ counts: ClosedRange<Int>) throws(ParseError) {
        guard !counts.contains(words.count) else { return }
        let reason: String =
            switch (words.count, counts.lowerBound, counts.upperBound) {
            case (_, _, 0): "\(verb.rawValue) takes no argument"
            case (..<counts.lowerBound, 1, _): "\(verb.rawValue) wants an argument"
            case (..<counts.lowerBound, _, _): "\(verb.rawValue) wants \(counts.lowerBound) arguments"
            default: "\(verb.rawValue) takes at most \(counts.upperBound) argument\(counts.upperBound == 1 ? "" : "s")"
            }
        let place = argumentRange.isEmpty ? verbRange : argumentRange
        throw ParseError(.peer, at: place, reason, verb.reference ?? "RFC 1939 §3")
    }

    private func number(
        _ line: Span<UInt8>, _ range: Range<Int>, least: Int, _ what: String
    ) throws(ParseError) -> Int {
        guard let value = line.decimal(in: range).value, let number = Int(exactly: value), number >= least else {
            throw ParseError(
                .peer, at: range, "\(line.text(in: range)) is not \(what)", verb.reference ?? "RFC 1939 §3")
        }
        return number
    }
}
