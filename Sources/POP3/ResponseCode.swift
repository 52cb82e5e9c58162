/// What stands in square brackets before a response's text, so that programs can tell reasons apart: `[IN-USE]` (RFC 2449
/// §8). Open: any code survives.
package struct ResponseCode: RawRepresentable, Hashable, Sendable {
    /// In capitals, without the brackets; levels are parted by slashes.
    package var rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    /// What it says in one sentence, if it is known.
    package var meaning: String? { ResponseCode.known[rawValue]?.meaning }
    /// The section that defines it, if it is known.
    package var reference: String? { ResponseCode.known[rawValue]?.reference }

    private static let known: [String: (meaning: String, reference: String)] = [
        "IN-USE": ("another session has the mailbox open", "RFC 2449 §8.1.2"),
        "LOGIN-DELAY": ("the user was here a moment ago and has to wait", "RFC 2449 §8.1.1"),
        "AUTH": ("the credentials are not right", "RFC 3206 §5"),
        "SYS/TEMP": ("something at the server fails now and may work later", "RFC 3206 §4"),
        "SYS/PERM": ("something at the server fails until somebody mends it", "RFC 3206 §4"),
        "UTF8": ("the mailbox can be opened only once UTF8 was said", "RFC 6856 §5"),
    ]
}
