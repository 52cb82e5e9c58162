/// What was accepted although the RFC has it otherwise. A set in one number, since a frame is kept in the index.
package struct Peculiarities: OptionSet, Hashable, Sendable {
    package var rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let bareLineFeed = Peculiarities(rawValue: 1 << 0)
    package static let longLine = Peculiarities(rawValue: 1 << 1)
    package static let spaceBeforePath = Peculiarities(rawValue: 1 << 2)
    package static let missingAngleBrackets = Peculiarities(rawValue: 1 << 3)
    package static let sourceRoute = Peculiarities(rawValue: 1 << 4)
    package static let longPath = Peculiarities(rawValue: 1 << 5)
    package static let differingCodes = Peculiarities(rawValue: 1 << 6)
    package static let bareLineFeedInContent = Peculiarities(rawValue: 1 << 7)
    package static let assumedAccepted = Peculiarities(rawValue: 1 << 8)
    package static let unasked = Peculiarities(rawValue: 1 << 9)
    package static let chunk = Peculiarities(rawValue: 1 << 10)
    package static let encrypted = Peculiarities(rawValue: 1 << 11)

    /// The sentences for what is in the set, each with its section.
    package var explanations: [(text: String, reference: String)] {
        Peculiarities.table.filter { contains($0.0) }.map { ($0.1, $0.2) }
    }

    private static let table: [(Peculiarities, String, String)] = [
        (bareLineFeed, "the line ends with LF alone and should end with CRLF", "RFC 5321 §2.3.8"),
        (longLine, "the line is longer than the 512 octets that every peer has to accept", "RFC 5321 §4.5.3.1"),
        (spaceBeforePath, "a space stands after the colon, which the grammar does not have", "RFC 5321 §3.3"),
        (missingAngleBrackets, "the path stands without angle brackets", "RFC 5321 §4.1.2"),
        (sourceRoute, "the path has a source route, which is ignored", "RFC 5321 §F.2"),
        (longPath, "the path is longer than 256 octets", "RFC 5321 §4.5.3.1.3"),
        (differingCodes, "the lines of the reply bear different codes", "RFC 5321 §4.2.1"),
        (bareLineFeedInContent, "the letter has LF without CR, which no letter may have", "RFC 5321 §2.3.8"),
        (
            assumedAccepted, "the server's reply has not been seen; it is assumed that it said to go on",
            "RFC 5321 §4.1.1.4"
        ),
        (unasked, "no command was waiting for this reply", "RFC 5321 §4.2"),
        (chunk, "the octets were counted by BDAT and are not dot-stuffed", "RFC 3030 §2"),
        (encrypted, "the rest is encrypted by TLS and cannot be read here", "RFC 3207 §4"),
    ]
}
