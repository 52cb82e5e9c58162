import Octets

/// One line of the response to CAPA: a keyword and its parameters (RFC 2449 §5). Open: any keyword survives.
package struct Capability: Hashable, Sendable {
    /// In capitals.
    package var keyword: String

    /// Reads the content of a line, which lies in `range`; nil where that is empty.
    package init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        guard let first = bytes.words(in: range).first else { return nil }
        keyword = bytes.upperCaseText(in: first)
    }

    /// What it says in one sentence, if it is known.
    package var meaning: String? { Capability.known[keyword]?.meaning }
    /// The section that defines it, if it is known.
    package var reference: String? { Capability.known[keyword]?.reference }

    private static let known: [String: (meaning: String, reference: String)] = [
        "TOP": ("TOP is understood", "RFC 2449 §6.1"),
        "USER": ("one may log in by USER and PASS", "RFC 2449 §6.2"),
        "SASL": ("one may log in by AUTH with one of these mechanisms", "RFC 2449 §6.3"),
        "RESP-CODES": ("responses may have a code in square brackets", "RFC 2449 §6.4"),
        "LOGIN-DELAY": ("how many seconds to wait between two logins", "RFC 2449 §6.5"),
        "PIPELINING": ("commands may be sent without waiting for each response", "RFC 2449 §6.6"),
        "EXPIRE": ("how many days the server keeps what was read", "RFC 2449 §6.7"),
        "UIDL": ("UIDL is understood", "RFC 2449 §6.8"),
        "IMPLEMENTATION": ("what the server's program is called", "RFC 2449 §6.9"),
        "AUTH-RESP-CODE": ("the code AUTH is given for wrong credentials and for nothing else", "RFC 3206 §6"),
        "STLS": ("the session may go on under TLS", "RFC 2595 §4"),
        "LANG": ("the server speaks more than one language", "RFC 6856 §3"),
        "UTF8": ("the server can go on in UTF-8", "RFC 6856 §2"),
    ]
}
