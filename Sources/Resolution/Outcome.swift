import DNS

/// What a question to a server came to.
package struct Outcome: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package var rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    package var description: String { rawValue }

    package static let answer = Outcome(rawValue: "answer")
    /// The server knows who knows more: a zone below, and its servers (RFC 1034 §4.3.1).
    package static let referral = Outcome(rawValue: "referral")
    /// The name is another name for something (RFC 1034 §3.6.2).
    package static let cname = Outcome(rawValue: "cname")
    /// The name is there, and has nothing of the type (RFC 2308 §2.2).
    package static let nodata = Outcome(rawValue: "nodata")
    /// There is no such name (RFC 2308 §2.1).
    package static let nxdomain = Outcome(rawValue: "nxdomain")
    package static let servfail = Outcome(rawValue: "servfail")
    package static let refused = Outcome(rawValue: "refused")
    package static let formerr = Outcome(rawValue: "formerr")
    package static let notimp = Outcome(rawValue: "notimp")
    /// The server is named for the zone and knows nothing of it (RFC 1912 §2.8).
    package static let lame = Outcome(rawValue: "lame")
    /// TC: not all fitted into a datagram; the question is put again over TCP (RFC 7766 §5).
    package static let truncated = Outcome(rawValue: "truncated")
    package static let timeout = Outcome(rawValue: "timeout")
    /// The system says that nobody listens there, or that there is no way there.
    package static let unreachable = Outcome(rawValue: "unreachable")
    /// What came back was no answer to the question: another id, another question, or no message at all.
    package static let malformed = Outcome(rawValue: "malformed")
    /// Answered from what earlier answers left in the cache: nobody else was asked.
    package static let cached = Outcome(rawValue: "cached")
    /// No reply yet.
    package static let pending = Outcome(rawValue: "pending")

    /// The question is settled by it, one way or another: there is an answer, or surely none.
    package var isFinal: Bool { [.answer, .nodata, .nxdomain, .cached].contains(self) }

    /// The server failed at it: another one is to be asked.
    package var isFailure: Bool {
        [.servfail, .refused, .formerr, .notimp, .lame, .timeout, .unreachable, .malformed].contains(self)
    }

    /// What that means, as part of a sentence: `did not answer in time`.
    package var meaning: String {
        switch self {
        case .answer: "had the answer"
        case .referral: "knew who knows more"
        case .cname: "said that the name is an alias"
        case .nodata: "said that the name has nothing of that type"
        case .nxdomain: "said that there is no such name"
        case .servfail: "said that it failed"
        case .refused: "refused"
        case .formerr: "did not understand the question"
        case .notimp: "does not do what was asked for"
        case .lame: "does not know the zone that it is named for"
        case .truncated: "had more to say than a datagram holds"
        case .timeout: "did not answer in time"
        case .unreachable: "was not to be reached"
        case .malformed: "sent what is no answer to the question"
        case .cached: "had the answer in its cache"
        default: "has not answered yet"
        }
    }
}

/// What a response says to a question that was put to a server of a zone (RFC 1034 §5.3.3, step 4).
package struct Verdict: Sendable {
    package var outcome: Outcome
    /// The zone that a referral is for.
    package var delegatedZone: DomainName?
    /// The last name of the aliases that the answer leads along; the question's own name where there are none.
    package var finalName: DomainName

    /// - Parameter zone: what the server was asked as a server of; nil for one that was asked to find out for us.
    package init(_ response: Message, to question: Question, from zone: DomainName?) {
        // What lies outside of the server's zone is not its business (RFC 5452 §6).
        let answers = response.answers.filter { zone.map($0.name.isSubdomain) ?? true }
        finalName = Verdict.end(of: question, answers)
        let name = finalName
        let found = answers.contains {
            $0.name == name && ($0.type == question.type || question.type == .any)
        }
        outcome = .lame
        if let failure = Verdict.failures[response.responseCode] {
            outcome = failure
        } else if finalName != question.name, let zone, !finalName.isSubdomain(of: zone) {
            // Whatever else it says of a name outside of its zone is not its business.
            outcome = .cname
        } else if response.responseCode == .nameError {
            outcome = .nxdomain
        } else if response.responseCode != .noError {
            outcome = .servfail
        } else if response.header.isTruncated {
            outcome = .truncated
        } else if found {
            outcome = .answer
        } else if finalName != question.name {
            outcome = .cname
        } else if let cut = Verdict.delegation(response, question, zone) {
            outcome = .referral
            delegatedZone = cut
        } else if Verdict.pointsUp(response, zone) {
            outcome = .lame
        } else if response.header.isAuthoritative || response.authorities.contains(where: { $0.type == .soa })
            || zone == nil
        {
            outcome = .nodata
        }
    }

    private static let failures: [ResponseCode: Outcome] = [
        .serverFailure: .servfail, .refused: .refused, .formatError: .formerr, .notImplemented: .notimp,
    ]

    /// Follows CNAME records from the question's name, each at most once.
    private static func end(of question: Question, _ answers: [ResourceRecord]) -> DomainName {
        var name = question.name
        guard question.type != .cname, question.type != .any else { return name }
        var seen: Set<DomainName> = [name]
        while let next = answers.first(where: { $0.name == name && $0.type == .cname })?.data.canonicalName,
            seen.insert(next).inserted
        {
            name = next
        }
        return name
    }

    /// The server names those of a zone above its own: it does not have it, whatever AA says (RFC 1912 §2.8).
    private static func pointsUp(_ response: Message, _ zone: DomainName?) -> Bool {
        guard let zone, !response.authorities.contains(where: { $0.type == .soa }) else { return false }
        return response.authorities.contains { $0.type == .ns && $0.name != zone && zone.isSubdomain(of: $0.name) }
    }

    /// A zone below the one asked for, and above the name: anything else would lead in a circle.
    private static func delegation(_ response: Message, _ question: Question, _ zone: DomainName?) -> DomainName? {
        guard let zone, response.answers.isEmpty, !response.authorities.contains(where: { $0.type == .soa }) else {
            return nil
        }
        let cut = response.authorities.first { $0.type == .ns }?.name
        guard let cut, cut != zone, cut.isSubdomain(of: zone), question.name.isSubdomain(of: cut) else { return nil }
        return cut
    }
}
