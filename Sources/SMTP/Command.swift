import Octets

/// One command line of a client, with the place of everything in it. Offsets are those of the line.
///
/// Nothing is refused: what cannot be read stands in `error`, and what could be read stands beside it, so that a server can
/// tell a bad verb (500) from a bad argument (501), and the screen can show both.
package struct Command: Hashable, Sendable {
    /// Empty where the line has none.
    package var verb: Verb
    package var verbRange: Range<Int>
    /// All behind the verb and the space after it, without the line's end. Empty where there is nothing.
    package var argumentRange: Range<Int>
    package var argument: Argument = .none
    /// Parameters of MAIL and RCPT.
    package var parameters: [Parameter] = []
    package var peculiarities: Peculiarities = []
    package var error: ParseError?

    package enum Argument: Hashable, Sendable {
        case none
        /// HELO and EHLO: the name or address literal of the client's host.
        case domain(String, Range<Int>)
        case reversePath(ReversePath)
        case forwardPath(ForwardPath)
        /// AUTH: the mechanism in capitals, and where the initial response stands. That is the secret.
        case authentication(mechanism: String, mechanismRange: Range<Int>, initialResponse: Range<Int>?)
        /// BDAT.
        case chunk(size: UInt64, isLast: Bool)
        /// What other commands have behind their verb.
        case text(Range<Int>)
    }

    /// An ESMTP parameter: `SIZE=1000` (RFC 5321 §4.1.2).
    package struct Parameter: Hashable, Sendable {
        /// In capitals.
        package var keyword: String
        package var value: String?
        package var range: Range<Int>
        package var valueRange: Range<Int>?
    }

    package var reversePath: ReversePath? { if case .reversePath(let path) = argument { path } else { nil } }
    package var forwardPath: ForwardPath? { if case .forwardPath(let path) = argument { path } else { nil } }

    /// The bytes that a recorder masks: the initial response of AUTH.
    package var secretRange: Range<Int>? {
        if case .authentication(_, _, let initialResponse) = argument { initialResponse } else { nil }
    }

    /// The line of a verb and an argument with CRLF. Refuses line ends within: they would be two commands.
    package static func line(_ verb: Verb, _ argument: String = "") throws(ParseError) -> [UInt8] {
        let text = argument.isEmpty ? verb.rawValue : "\(verb.rawValue) \(argument)"
        let bytes = Array(text.utf8)
        if let offset = bytes.firstIndex(where: { $0 == 0x0D || $0 == 0x0A }) {
            throw ParseError(.misuse, at: offset..<(offset + 1), "a command cannot hold a line end", "RFC 5321 §2.3.8")
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
        if line.count > Limits.lineOfTheRFC { command.peculiarities.insert(.longLine) }
        do throws(ParseError) {
            try command.readVerb(line, upTo: end.content)
            try command.readArgument(line)
        } catch {
            command.error = error
        }
        return command
    }

    private mutating func readVerb(_ line: Span<UInt8>, upTo end: Int) throws(ParseError) {
        var verbEnd = 0
        while verbEnd < end, isAlphanumeric(line[verbEnd]) || line[verbEnd] == UInt8(ascii: "-") { verbEnd += 1 }
        guard verbEnd > 0, verbEnd == end || line[verbEnd] == 0x20 || line[verbEnd] == 0x09 else {
            argumentRange = 0..<end
            let reason = end == 0 ? "the line is empty" : "the line does not begin with a verb"
            throw ParseError(.peer, at: 0..<end, reason, "RFC 5321 §4.1.1")
        }
        verb = Verb(rawValue: line.upperCaseText(in: 0..<verbEnd))
        verbRange = 0..<verbEnd
        var start = verbEnd
        var last = end
        while start < last, isBlank(line[start]) { start += 1 }
        while last > start, isBlank(line[last - 1]) { last -= 1 }
        argumentRange = start..<last
    }

    private mutating func readArgument(_ line: Span<UInt8>) throws(ParseError) {
        switch verb {
        case .helo, .ehlo: try readDomain(line)
        case .mail: try readReversePath(line)
        case .rcpt: try readForwardPath(line)
        case .auth: try readAuthentication(line)
        case .bdat: try readChunk(line)
        case .data, .rset, .quit, .startTLS: try refuseArgument()
        default: if !argumentRange.isEmpty { argument = .text(argumentRange) }
        }
    }

    private mutating func refuseArgument() throws(ParseError) {
        guard !argumentRange.isEmpty else { return }
        argument = .text(argumentRange)
        throw ParseError(.peer, at: argumentRange, "\(verb.rawValue) takes no argument", "RFC 5321 §4.3.2")
    }

    private mutating func readDomain(_ line: Span<UInt8>) throws(ParseError) {
        guard let word = line.words(in: argumentRange).first else {
            throw ParseError(.peer, at: argumentRange, "\(verb.rawValue) names no host", "RFC 5321 §4.1.1.1")
        }
        argument = .domain(line.text(in: word), word)
    }

    private mutating func readReversePath(_ line: Span<UInt8>) throws(ParseError) {
        let reading = try readPath(line, after: "FROM:", "RFC 5321 §4.1.1.2")
        argument = .reversePath(ReversePath(mailbox: reading.mailbox, place: reading.place))
        try readParameters(line, from: reading.place.path.upperBound)
    }

    private mutating func readForwardPath(_ line: Span<UInt8>) throws(ParseError) {
        let reading = try readPath(line, after: "TO:", "RFC 5321 §4.1.1.3")
        guard let mailbox = reading.mailbox else {
            throw ParseError(.peer, at: reading.place.path, "a recipient cannot be the null path", "RFC 5321 §4.1.1.3")
        }
        argument = .forwardPath(ForwardPath(mailbox: mailbox, place: reading.place))
        try readParameters(line, from: reading.place.path.upperBound)
    }

    private mutating func readPath(
        _ line: Span<UInt8>, after label: StaticString, _ reference: String
    ) throws(ParseError) -> PathReading {
        let labelEnd = argumentRange.lowerBound + label.utf8CodeUnitCount
        guard labelEnd <= argumentRange.upperBound,
            line.upperCaseText(in: argumentRange.lowerBound..<labelEnd) == "\(label)"
        else { throw ParseError(.peer, at: argumentRange, "expected \(label) and a path", reference) }
        var start = labelEnd
        while start < argumentRange.upperBound, isBlank(line[start]) { start += 1 }
        if start > labelEnd { peculiarities.insert(.spaceBeforePath) }
        let reading = try PathParser.read(line, from: start, upTo: argumentRange.upperBound)
        peculiarities.formUnion(reading.peculiarities)
        return reading
    }

    private mutating func readParameters(_ line: Span<UInt8>, from start: Int) throws(ParseError) {
        guard start == argumentRange.upperBound || isBlank(line[start]) else {
            throw ParseError(
                .peer, at: start..<argumentRange.upperBound, "unexpected text after the path", "RFC 5321 §4.1.2")
        }
        for word in line.words(in: start..<argumentRange.upperBound) {
            let equals = line.firstOffset(of: UInt8(ascii: "="), from: word.lowerBound, upTo: word.upperBound)
            let keyword = word.lowerBound..<(equals ?? word.upperBound)
            guard isKeyword(line, keyword) else {
                throw ParseError(.peer, at: word, "a parameter has no keyword", "RFC 5321 §4.1.2")
            }
            let value = equals.map { ($0 + 1)..<word.upperBound }
            parameters.append(
                Parameter(
                    keyword: line.upperCaseText(in: keyword), value: value.map { line.text(in: $0) }, range: word,
                    valueRange: value))
        }
    }

    private mutating func readAuthentication(_ line: Span<UInt8>) throws(ParseError) {
        let words = line.words(in: argumentRange)
        guard let mechanism = words.first else {
            throw ParseError(.peer, at: argumentRange, "AUTH names no mechanism", "RFC 4954 §4")
        }
        // All behind the mechanism is held secret, should it be one word or more.
        let response = words.count > 1 ? words[1].lowerBound..<argumentRange.upperBound : nil
        argument = .authentication(
            mechanism: line.upperCaseText(in: mechanism), mechanismRange: mechanism, initialResponse: response)
        if words.count > 2 {
            throw ParseError(.peer, at: argumentRange, "AUTH has more than one initial response", "RFC 4954 §4")
        }
    }

    private mutating func readChunk(_ line: Span<UInt8>) throws(ParseError) {
        let words = line.words(in: argumentRange)
        let isLast = words.count == 2 && line.upperCaseText(in: words[1]) == "LAST"
        guard let first = words.first, let size = line.decimal(in: first).value, words.count == 1 || isLast else {
            throw ParseError(.peer, at: argumentRange, "BDAT wants a number of octets and perhaps LAST", "RFC 3030 §2")
        }
        argument = .chunk(size: size, isLast: isLast)
    }

    private func isKeyword(_ line: Span<UInt8>, _ range: Range<Int>) -> Bool {
        for offset in range where !isAlphanumeric(line[offset]) && line[offset] != UInt8(ascii: "-") { return false }
        return !range.isEmpty
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
