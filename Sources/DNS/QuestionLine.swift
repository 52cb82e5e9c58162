import Octets

/// A question as a person types it, in the words of `dig`: `gaia.cs.umass.edu`, `umass.edu MX`, `128.119.245.12`,
/// `a.root-servers.net A +norecurse +edns=4096`.
package enum QuestionLine {
    /// What a line may end in, and what each does.
    package static let switches: [(word: String, meaning: String)] = [
        ("+recurse", "find out, if it is somebody else's (RD); this is usual"),
        ("+norecurse", "say what you know yourself"),
        ("+edns", "room for 1232 octets, or as many as +edns=N says (RFC 6891)"),
        ("+dnssec", "signatures too (DO)"), ("+cd", "do not check signatures (CD)"),
    ]

    /// The query that the words mean.
    ///
    /// - Parameter id: what the answer is known by; take one that cannot be guessed.
    /// - Throws: a sentence for a word that is no name, type, class or switch, and for a line without any.
    package static func query(_ line: String, id: UInt16) throws(ParseError) -> Message {
        var question: Question?
        var hasType = false
        var hasClass = false
        var options = Options()
        for word in line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init) {
            if word.hasPrefix("+") {
                try options.take(word.dropFirst())
            } else if question == nil {
                question = try Self.question(word)
            } else if !hasType, let type = RecordType(mnemonic: word.uppercased()), type != .opt {
                question?.type = type
                hasType = true
            } else if !hasClass, let recordClass = RecordClass(mnemonic: word.uppercased()) {
                question?.recordClass = recordClass
                hasClass = true
            } else {
                throw fault("\(word) is no type and no class; write a type such as A, NS, MX or TXT behind the name")
            }
        }
        guard let question else { throw fault("write a question: a name, and behind it a type if it is not A") }
        var query = try Message(asking: question, id: id, recursionDesired: options.recurses, edns: options.edns)
        query.header.checkingDisabled = options.checkingDisabled
        return query
    }

    /// An address asks for the name that it has (RFC 1035 §3.5, RFC 3596 §2.5).
    private static func question(_ word: String) throws(ParseError) -> Question {
        if let address = IPv4Address(word) { return Question(address.reverseName, .ptr) }
        if let address = IPv6Address(word) { return Question(address.reverseName, .ptr) }
        do throws(ParseError) {
            return Question(try DomainName(word), .a)
        } catch {
            throw fault("\(word) is no name: \(error.reason)")
        }
    }

    static func fault(_ reason: String) -> ParseError { ParseError(.misuse, at: 0..<0, reason, "RFC 1035 §4.1.2") }

    private struct Options {
        var recurses = true
        var edns: EDNS?
        var checkingDisabled = false

        mutating func take(_ word: Substring) throws(ParseError) {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            switch (parts[0].lowercased(), parts.count) {
            case ("recurse", 1), ("rec", 1): recurses = true
            case ("norecurse", 1), ("norec", 1): recurses = false
            case ("cd", 1): checkingDisabled = true
            case ("edns", 1): edns = edns ?? EDNS()
            case ("dnssec", 1):
                edns = edns ?? EDNS()
                edns?.dnssecOK = true
            case ("edns", 2):
                guard let size = UInt16(parts[1]) else { throw fault("+edns= wants octets up to 65535") }
                edns = edns ?? EDNS()
                edns?.payloadSize = size
            default:
                let known = switches.map(\.word).joined(separator: ", ")
                throw fault("+\(word) is not known here; these are: \(known)")
            }
        }
    }
}
