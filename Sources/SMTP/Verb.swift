/// The first word of a command, in capitals (RFC 5321 §2.4: verbs are not case-sensitive). Open: any word survives.
package struct Verb: RawRepresentable, Hashable, Sendable {
    package var rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    package static let helo = Verb(rawValue: "HELO")
    package static let ehlo = Verb(rawValue: "EHLO")
    package static let mail = Verb(rawValue: "MAIL")
    package static let rcpt = Verb(rawValue: "RCPT")
    package static let data = Verb(rawValue: "DATA")
    package static let bdat = Verb(rawValue: "BDAT")
    package static let rset = Verb(rawValue: "RSET")
    package static let noop = Verb(rawValue: "NOOP")
    package static let quit = Verb(rawValue: "QUIT")
    package static let vrfy = Verb(rawValue: "VRFY")
    package static let expn = Verb(rawValue: "EXPN")
    package static let help = Verb(rawValue: "HELP")
    package static let auth = Verb(rawValue: "AUTH")
    package static let startTLS = Verb(rawValue: "STARTTLS")
    package static let etrn = Verb(rawValue: "ETRN")
    package static let turn = Verb(rawValue: "TURN")

    /// The verbs that have a meaning here, for completion.
    package static var known: [Verb] { meanings.map(\.verb) }

    /// What it asks for in one sentence, if it is known.
    package var meaning: String? { entry?.meaning }
    /// The section that defines it, if it is known.
    package var reference: String? { entry?.reference }

    private var entry: (verb: Verb, meaning: String, reference: String)? { Verb.meanings.first { $0.verb == self } }

    private static let meanings: [(verb: Verb, meaning: String, reference: String)] = [
        (helo, "greets the server and names the client's host, without extensions", "RFC 5321 §4.1.1.1"),
        (ehlo, "greets the server, names the client's host and asks which extensions there are", "RFC 5321 §4.1.1.1"),
        (mail, "begins a letter and says where failures are to be reported", "RFC 5321 §4.1.1.2"),
        (rcpt, "names one recipient of the letter", "RFC 5321 §4.1.1.3"),
        (
            data, "asks to send the letter; the server answers 354 and then reads to a line of one dot",
            "RFC 5321 §4.1.1.4"
        ),
        (bdat, "sends the next octets of the letter, counted and without dot-stuffing", "RFC 3030 §2"),
        (rset, "gives up the letter that was begun and keeps the session", "RFC 5321 §4.1.1.5"),
        (vrfy, "asks whether a mailbox exists", "RFC 5321 §4.1.1.6"),
        (expn, "asks who is on a mailing list", "RFC 5321 §4.1.1.7"),
        (help, "asks for help", "RFC 5321 §4.1.1.8"),
        (noop, "does nothing but ask for a reply", "RFC 5321 §4.1.1.9"),
        (quit, "ends the session", "RFC 5321 §4.1.1.10"),
        (auth, "proves who the client is by the mechanism it names", "RFC 4954 §4"),
        (startTLS, "asks to go on under TLS on the same connection", "RFC 3207 §4"),
        (etrn, "asks the server to deliver what it holds for a host", "RFC 1985"),
        (turn, "asks to change roles; no longer in use", "RFC 5321 §F.1"),
    ]
}
