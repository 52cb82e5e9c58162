import Octets

/// One line of the reply to EHLO: a keyword and its parameters (RFC 5321 §4.1.1.1). Open: any keyword survives.
package struct ServiceExtension: Hashable, Sendable {
    /// In capitals.
    package var keyword: String
    package var parameters: [String]
    /// The line's text in the bytes of the reply.
    package var range: Range<Int>

    /// What it offers in one sentence, if it is known.
    package var meaning: String? { ServiceExtension.known[keyword]?.meaning }
    /// The RFC that defines it, if it is known.
    package var reference: String? { ServiceExtension.known[keyword]?.reference }

    private static let known: [String: (meaning: String, reference: String)] = [
        "8BITMIME": ("letters may have octets above 127", "RFC 6152"),
        "AUTH": ("the client may authenticate by one of these mechanisms", "RFC 4954 §3"),
        "BINARYMIME": ("letters may have any octets, with BDAT", "RFC 3030 §3"),
        "CHUNKING": ("the letter may be sent in counted chunks with BDAT", "RFC 3030 §2"),
        "DSN": ("the client may say which delivery reports it wants", "RFC 3461"),
        "ENHANCEDSTATUSCODES": ("replies bear a code of three parts too", "RFC 2034 §3"),
        "ETRN": ("the client may ask for what is held for a host", "RFC 1985"),
        "EXPN": ("mailing lists may be expanded", "RFC 5321 §4.1.1.7"),
        "HELP": ("there is help", "RFC 5321 §4.1.1.8"),
        "LIMITS": ("how many letters and recipients the server takes", "RFC 9422"),
        "PIPELINING": ("commands may be sent without waiting for each reply", "RFC 2920 §3"),
        "SIZE": ("the largest letter in octets that the server takes", "RFC 1870 §3"),
        "SMTPUTF8": ("addresses and header may be in UTF-8", "RFC 6531 §3.1"),
        "STARTTLS": ("the session may go on under TLS", "RFC 3207 §2"),
        "VRFY": ("mailboxes may be verified", "RFC 5321 §4.1.1.6"),
    ]
}

extension Reply {
    /// The extensions that a reply to EHLO offers: all lines but the first.
    package var serviceExtensions: [ServiceExtension] {
        lines.dropFirst().compactMap { line in
            // Some servers write AUTH=LOGIN for clients of long ago.
            let words = line.text.split { $0 == " " || $0 == "\t" || $0 == "=" }.map { String($0) }
            guard let keyword = words.first else { return nil }
            return ServiceExtension(
                keyword: keyword.uppercased(), parameters: Array(words.dropFirst()), range: line.textRange)
        }
    }
}
