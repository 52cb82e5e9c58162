/// The three digits of a reply (RFC 5321 §4.2). Open: any number from 0 to 999 survives.
package struct ReplyCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package var rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let serviceReady = ReplyCode(rawValue: 220)
    package static let closing = ReplyCode(rawValue: 221)
    package static let authenticated = ReplyCode(rawValue: 235)
    package static let completed = ReplyCode(rawValue: 250)
    package static let willForward = ReplyCode(rawValue: 251)
    package static let cannotVerify = ReplyCode(rawValue: 252)
    package static let authenticationChallenge = ReplyCode(rawValue: 334)
    package static let startMailInput = ReplyCode(rawValue: 354)
    package static let serviceNotAvailable = ReplyCode(rawValue: 421)
    package static let commandUnrecognized = ReplyCode(rawValue: 500)
    package static let argumentError = ReplyCode(rawValue: 501)
    package static let notImplemented = ReplyCode(rawValue: 502)
    package static let badSequence = ReplyCode(rawValue: 503)
    package static let mailboxUnavailable = ReplyCode(rawValue: 550)
    package static let exceededStorage = ReplyCode(rawValue: 552)
    package static let transactionFailed = ReplyCode(rawValue: 554)

    /// What the first digit says (RFC 5321 §4.2.1).
    package enum Severity: Int, Sendable, Hashable {
        case positiveCompletion = 2
        case positiveIntermediate = 3
        case transientNegative = 4
        case permanentNegative = 5

        package var meaning: String {
            switch self {
            case .positiveCompletion: "done"
            case .positiveIntermediate: "accepted so far; the server waits for more"
            case .transientNegative: "not done now; the same may work later"
            case .permanentNegative: "not done; the same will fail again"
            }
        }
    }

    /// What the second digit says (RFC 5321 §4.2.1).
    package enum Category: Int, Sendable, Hashable {
        case syntax = 0
        case information = 1
        case connections = 2
        case mailSystem = 5
    }

    package var severity: Severity? { Severity(rawValue: rawValue / 100) }
    package var category: Category? { Category(rawValue: rawValue / 10 % 10) }
    package var isPositiveCompletion: Bool { severity == .positiveCompletion }

    /// Always three digits.
    package var description: String {
        let digits = String(rawValue)
        return String(repeating: "0", count: max(0, 3 - digits.utf8.count)) + digits
    }

    /// What it says in one sentence, if it is known.
    package var meaning: String? { entry?.meaning }
    /// The section that defines it, if it is known.
    package var reference: String? { entry?.reference }

    private var entry: (code: Int, meaning: String, reference: String)? {
        ReplyCode.meanings.first { $0.code == rawValue }
    }

    private static let meanings: [(code: Int, meaning: String, reference: String)] = [
        (211, "system status or help", "RFC 5321 §4.2.2"),
        (214, "help for people", "RFC 5321 §4.2.2"),
        (220, "the server is ready", "RFC 5321 §4.2.2"),
        (221, "the server closes the connection", "RFC 5321 §4.2.2"),
        (235, "the client has proved who it is", "RFC 4954 §6"),
        (250, "done", "RFC 5321 §4.2.2"),
        (251, "the user is elsewhere and the server will forward", "RFC 5321 §3.4"),
        (252, "the server cannot tell whether the user exists, but takes the letter", "RFC 5321 §3.5.3"),
        (334, "the server's part of the authentication; the client's follows", "RFC 4954 §4"),
        (354, "send the letter and end it with a line of one dot", "RFC 5321 §4.2.2"),
        (421, "the server is not available and closes the connection", "RFC 5321 §3.8"),
        (432, "the password has to be changed first", "RFC 4954 §6"),
        (450, "the mailbox cannot be used now", "RFC 5321 §4.2.2"),
        (451, "given up because of an error at the server", "RFC 5321 §4.2.2"),
        (452, "the server has too little room now", "RFC 5321 §4.2.2"),
        (454, "authentication or TLS is not to be had now", "RFC 4954 §6"),
        (455, "the server cannot do what a parameter asks now", "RFC 5321 §4.2.2"),
        (500, "the command is not known, or its line is too long", "RFC 5321 §4.2.2"),
        (501, "the argument is wrong", "RFC 5321 §4.2.2"),
        (502, "the command is known but not implemented", "RFC 5321 §4.2.4"),
        (503, "the command comes at the wrong place", "RFC 5321 §4.2.2"),
        (504, "the parameter is not implemented", "RFC 5321 §4.2.2"),
        (521, "the host takes no mail", "RFC 7504 §3"),
        (530, "the client has to authenticate or start TLS first", "RFC 4954 §6"),
        (534, "the mechanism is too weak", "RFC 4954 §6"),
        (535, "the credentials are not right", "RFC 4954 §6"),
        (538, "the mechanism needs encryption", "RFC 4954 §6"),
        (550, "the mailbox does not exist or cannot be used", "RFC 5321 §4.2.2"),
        (551, "the user is elsewhere and the client is to try there", "RFC 5321 §3.4"),
        (552, "the letter is larger than the room there is", "RFC 5321 §4.2.2"),
        (553, "the mailbox's name is not allowed", "RFC 5321 §4.2.2"),
        (554, "the transaction failed, or there is no mail service here", "RFC 5321 §4.2.2"),
        (555, "a parameter of MAIL or RCPT is not known", "RFC 5321 §4.1.1.11"),
        (556, "the domain takes no mail", "RFC 7504 §4"),
    ]
}
