/// What was accepted although the RFC has it otherwise. A set in one number, since a frame is kept in the index.
package struct Peculiarities: OptionSet, Hashable, Sendable {
    package var rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let bareLineFeed = Peculiarities(rawValue: 1 << 0)
    package static let longLine = Peculiarities(rawValue: 1 << 1)
    package static let bareLineFeedInBody = Peculiarities(rawValue: 1 << 2)
    package static let assumedAccepted = Peculiarities(rawValue: 1 << 3)
    package static let unasked = Peculiarities(rawValue: 1 << 4)
    package static let encrypted = Peculiarities(rawValue: 1 << 5)
    package static let lowerCaseIndicator = Peculiarities(rawValue: 1 << 6)
    package static let missingIndicator = Peculiarities(rawValue: 1 << 7)

    /// The sentences for what is in the set, each with its section.
    package var explanations: [(text: String, reference: String)] {
        Peculiarities.table.filter { contains($0.0) }.map { ($0.1, $0.2) }
    }

    private static let table: [(Peculiarities, String, String)] = [
        (bareLineFeed, "the line ends with LF alone and should end with CRLF", "RFC 1939 §3"),
        (longLine, "the line is longer than every peer has to accept", "RFC 2449 §4"),
        (bareLineFeedInBody, "lines of the response end with LF alone and should end with CRLF", "RFC 1939 §3"),
        (
            assumedAccepted, "the server's response has not been seen; it is assumed that it said to go on",
            "RFC 5034 §4"
        ),
        (unasked, "no command was waiting for this response", "RFC 1939 §3"),
        (encrypted, "the rest is encrypted by TLS and cannot be read here", "RFC 2595 §4"),
        (missingIndicator, "the response begins without +OK, which stands before its lines", "RFC 1939 §3"),
        (lowerCaseIndicator, "the status indicator should be in capitals", "RFC 1939 §3"),
    ]
}
