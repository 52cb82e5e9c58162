import Octets

/// A mailbox as it stands in a path: `alice@crepes.fr`.
package struct Mailbox: Hashable, Sendable, CustomStringConvertible {
    /// As written, with quotes if it has them. Its case counts (RFC 5321 §2.4).
    package var localPart: String
    /// A domain or an address literal in brackets; empty for `<Postmaster>` (RFC 5321 §4.1.1.3).
    package var domain: String

    package init(localPart: String, domain: String) {
        self.localPart = localPart
        self.domain = domain
    }

    package var description: String { domain.isEmpty ? localPart : "\(localPart)@\(domain)" }
}

/// Where failures are reported: the path of MAIL (RFC 5321 §4.1.1.2). The null path `<>` has no mailbox.
package struct ReversePath: Hashable, Sendable {
    package var mailbox: Mailbox?
    package var place: PathPlace
    package var isNull: Bool { mailbox == nil }
}

/// A recipient: the path of RCPT (RFC 5321 §4.1.1.3).
package struct ForwardPath: Hashable, Sendable {
    package var mailbox: Mailbox
    package var place: PathPlace
}

/// Offsets in the command line.
package struct PathPlace: Hashable, Sendable {
    /// With the brackets where there are any.
    package var path: Range<Int>
    package var localPart: Range<Int>
    package var domain: Range<Int>
}

/// A path as it was read, before the command says of which kind it is.
struct PathReading {
    var mailbox: Mailbox?
    var place: PathPlace
    var peculiarities: Peculiarities = []
}

/// Reads `<localpart@domain>` with its variants from a line.
struct PathParser {
    let end: Int
    var position: Int

    /// The path that begins at `start`; `end` is the end of the line's content.
    static func read(_ line: Span<UInt8>, from start: Int, upTo end: Int) throws(ParseError) -> PathReading {
        var parser = PathParser(end: end, position: start)
        return try parser.path(line)
    }

    private mutating func path(_ line: Span<UInt8>) throws(ParseError) -> PathReading {
        let start = position
        let bracketed = take(UInt8(ascii: "<"), line)
        var peculiarities: Peculiarities = bracketed ? [] : .missingAngleBrackets
        if bracketed, take(UInt8(ascii: ">"), line) {
            let inside = (start + 1)..<(start + 1)
            return PathReading(
                mailbox: nil, place: PathPlace(path: start..<position, localPart: inside, domain: inside))
        }
        if bracketed, try skipSourceRoute(line) { peculiarities.insert(.sourceRoute) }
        let localPart = try localPart(line)
        let domain = try domain(line)
        guard !bracketed || take(UInt8(ascii: ">"), line) else {
            throw error("the path has no closing >", "RFC 5321 §4.1.2")
        }
        if position - start > Limits.pathOfTheRFC { peculiarities.insert(.longPath) }
        let mailbox = Mailbox(localPart: line.text(in: localPart), domain: line.text(in: domain))
        let place = PathPlace(path: start..<position, localPart: localPart, domain: domain)
        return PathReading(mailbox: mailbox, place: place, peculiarities: peculiarities)
    }

    /// `@one,@two:` before the mailbox.
    private mutating func skipSourceRoute(_ line: Span<UInt8>) throws(ParseError) -> Bool {
        guard peek(line) == UInt8(ascii: "@") else { return false }
        guard let colon = line.firstOffset(of: UInt8(ascii: ":"), from: position, upTo: end) else {
            throw error("the source route has no colon", "RFC 5321 §4.1.2")
        }
        position = colon + 1
        return true
    }

    private mutating func localPart(_ line: Span<UInt8>) throws(ParseError) -> Range<Int> {
        let start = position
        if take(UInt8(ascii: "\""), line) {
            try skipQuoted(line)
        } else {
            while let byte = peek(line), isAtomText(byte) || byte == UInt8(ascii: ".") { position += 1 }
        }
        guard position > start else { throw error("expected a mailbox", "RFC 5321 §4.1.2") }
        return start..<position
    }

    private mutating func skipQuoted(_ line: Span<UInt8>) throws(ParseError) {
        while let byte = peek(line) {
            position += 1
            if byte == UInt8(ascii: "\"") { return }
            if byte == UInt8(ascii: "\\"), position < end { position += 1 }
        }
        throw error("the quoted local part has no closing quote", "RFC 5321 §4.1.2")
    }

    /// What follows the `@`; empty where there is none.
    private mutating func domain(_ line: Span<UInt8>) throws(ParseError) -> Range<Int> {
        guard take(UInt8(ascii: "@"), line) else { return position..<position }
        let start = position
        if take(UInt8(ascii: "["), line) {
            while let byte = peek(line), byte > 0x20, byte != 0x7F, byte != UInt8(ascii: "]") { position += 1 }
            guard take(UInt8(ascii: "]"), line) else {
                throw error("the address literal has no closing ]", "RFC 5321 §4.1.3")
            }
        } else {
            while let byte = peek(line), isDomainText(byte) { position += 1 }
        }
        guard position > start else { throw error("expected a domain after the @", "RFC 5321 §4.1.2") }
        return start..<position
    }

    private func peek(_ line: Span<UInt8>) -> UInt8? { position < end ? line[position] : nil }

    private mutating func take(_ byte: UInt8, _ line: Span<UInt8>) -> Bool {
        guard peek(line) == byte else { return false }
        position += 1
        return true
    }

    private func error(_ reason: String, _ reference: String) -> ParseError {
        ParseError(.peer, at: position..<max(position, end), reason, reference)
    }
}

/// `atext` (RFC 5322 §3.2.3), with UTF-8 as RFC 6531 §3.3 has it.
private func isAtomText(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "["),
        UInt8(ascii: "]"), UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "@"), UInt8(ascii: "\\"),
        UInt8(ascii: ","), UInt8(ascii: "."), UInt8(ascii: "\""):
        false
    default: byte > 0x20 && byte != 0x7F
    }
}

/// Letters, digits, hyphens and dots, underscores that are met, and UTF-8 (RFC 6531 §3.3).
private func isDomainText(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
        || byte >= 0x80
}
