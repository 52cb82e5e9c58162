/// The keyword of a command, in capitals (RFC 1939 §3: keywords are not case-sensitive). Open: any word survives.
package struct Verb: RawRepresentable, Hashable, Sendable {
    package var rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    package static let user = Verb(rawValue: "USER")
    package static let pass = Verb(rawValue: "PASS")
    package static let apop = Verb(rawValue: "APOP")
    package static let auth = Verb(rawValue: "AUTH")
    package static let stls = Verb(rawValue: "STLS")
    package static let capa = Verb(rawValue: "CAPA")
    package static let stat = Verb(rawValue: "STAT")
    package static let list = Verb(rawValue: "LIST")
    package static let retr = Verb(rawValue: "RETR")
    package static let dele = Verb(rawValue: "DELE")
    package static let noop = Verb(rawValue: "NOOP")
    package static let rset = Verb(rawValue: "RSET")
    package static let top = Verb(rawValue: "TOP")
    package static let uidl = Verb(rawValue: "UIDL")
    package static let quit = Verb(rawValue: "QUIT")
    package static let utf8 = Verb(rawValue: "UTF8")
    package static let lang = Verb(rawValue: "LANG")

    /// The verbs that have a meaning here, for completion.
    package static var known: [Verb] { meanings.map(\.verb) }

    /// What it asks for in one sentence, if it is known.
    package var meaning: String? { entry?.meaning }
    /// The section that defines it, if it is known.
    package var reference: String? { entry?.reference }

    private var entry: (verb: Verb, meaning: String, reference: String)? { Verb.meanings.first { $0.verb == self } }

    private static let meanings: [(verb: Verb, meaning: String, reference: String)] = [
        (user, "names the mailbox that is to be read", "RFC 1939 §7"),
        (pass, "gives the password of the mailbox, in clear", "RFC 1939 §7"),
        (apop, "names the mailbox and proves the password by a digest of it and the greeting's stamp", "RFC 1939 §7"),
        (auth, "proves who the client is by the mechanism it names", "RFC 5034 §4"),
        (stls, "asks to go on under TLS on the same connection", "RFC 2595 §4"),
        (capa, "asks what the server can do beyond the least", "RFC 2449 §5"),
        (stat, "asks how many letters wait, and how many octets they are together", "RFC 1939 §5"),
        (list, "asks for the size of one letter, or of each", "RFC 1939 §5"),
        (retr, "fetches a letter; it stays where it is", "RFC 1939 §5"),
        (dele, "marks a letter to be deleted when the session ends with QUIT", "RFC 1939 §5"),
        (noop, "does nothing but ask for a response", "RFC 1939 §5"),
        (rset, "takes back every mark of deletion", "RFC 1939 §5"),
        (top, "fetches a letter's header and its first lines", "RFC 1939 §7"),
        (uidl, "asks for a name of one letter, or of each, that stays the same over sessions", "RFC 1939 §7"),
        (quit, "ends the session; marked letters are deleted now", "RFC 1939 §6"),
        (utf8, "asks for letters with UTF-8 in their headers", "RFC 6856 §2.1"),
        (lang, "asks for the language of the words for people", "RFC 6856 §3"),
    ]
}
