import DNS
import Octets
import Resolution

/// What a person wants to see resolved, and by whom.
package struct TraceRequest: Sendable, Hashable {
    /// Whose name servers are asked.
    package enum Place: Sendable, Hashable {
        /// The lab's, on loopback.
        case lab
        /// Those of the network, beginning at a server or, without one, at the roots.
        case world(server: ServerAddress?)
    }

    package var question: Question
    package var modes: [Mode]
    package var place: Place
    /// Of the network's servers.
    package var port: Int
    /// How often the host asks: from the second time on the local server has a cache.
    package var times = 1

    package static let usualPort = 53
    package static let timesLimit = 5

    package init(question: Question, modes: [Mode], place: Place, port: Int = TraceRequest.usualPort) {
        self.question = question
        self.modes = modes
        self.place = place
        self.port = port
    }

    /// Why words are no request: one sentence.
    package struct Failure: Error, Sendable, Hashable {
        package var sentence: String
    }

    /// `gaia.cs.umass.edu A`.
    package var title: String { "\(question.name.textWithoutFinalDot) \(question.type)" }

    /// Reads `NAME [TYPE] [@SERVER]`, in which an address in place of the name asks for the name that it has.
    ///
    /// - Parameters:
    ///   - mode: `iterated`, `recursive` or `both`; nil for what suits the place.
    ///   - isLab: the lab's servers are asked unless a server is named.
    package init(words: [String], mode: String? = nil, isLab: Bool, port: Int? = nil) throws(Failure) {
        var name: DomainName?
        var type: RecordType?
        var server: ServerAddress?
        for word in words {
            if word.hasPrefix("@") {
                server = try Self.server(word.dropFirst())
            } else if name == nil {
                (name, type) = try Self.name(word)
            } else if let known = RecordType(mnemonic: word.uppercased()), !known.isMeta || known == .any {
                type = known
            } else {
                throw Failure(
                    sentence: "\(word) is no type of record; write A, AAAA, NS, MX, TXT, PTR, CNAME, SOA or the like")
            }
        }
        guard let name else { throw Failure(sentence: "name what to look up: trace NAME [TYPE] [@SERVER]") }
        place = isLab && server == nil ? .lab : .world(server: server)
        question = Question(name, type ?? .a)
        self.port = port ?? Self.usualPort
        modes = try Self.modes(mode ?? (place == .lab ? "both" : "iterated"))
    }

    private static func server(_ text: Substring) throws(Failure) -> ServerAddress {
        guard let address = ServerAddress(String(text)) else {
            throw Failure(sentence: "@\(text) is no address; write @ and the server's IPv4 or IPv6 address")
        }
        return address
    }

    private static func name(_ word: String) throws(Failure) -> (DomainName, RecordType) {
        if let address = IPv4Address(word) { return (address.reverseName, .ptr) }
        if let address = IPv6Address(word) { return (address.reverseName, .ptr) }
        do {
            return (try DomainName(word), .a)
        } catch {
            throw Failure(sentence: "\(word) is no name: \(error.reason)")
        }
    }

    private static func modes(_ word: String) throws(Failure) -> [Mode] {
        switch word {
        case "iterated": return [.iterated]
        case "recursive": return [.recursive]
        case "both": return [.iterated, .recursive]
        default: throw Failure(sentence: "\(word) is no mode; write iterated, recursive or both")
        }
    }
}
