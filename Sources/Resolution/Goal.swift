import DNS

/// One name that a resolver is after: the person's, or that of a server whose address is missing.
struct Goal: Sendable {
    /// Where an address came from.
    enum Source: Sendable {
        case hints(isChosen: Bool)
        case glue(step: Int?)
        case answer(step: Int?)
    }

    /// Where a zone's servers came from.
    enum Origin: Sendable {
        case hints(isChosen: Bool)
        case referral(step: Int)
        case cache(step: Int?)
    }

    struct Server: Sendable {
        var name: DomainName
        var addresses: [ServerAddress] = []
        var source = Source.hints(isChosen: false)
    }

    struct Delegation: Sendable {
        var zone: DomainName
        var origin: Origin
        var servers: [Server]
    }

    var question: Question
    /// The aliases that led from the first name to that of the question.
    var aliases: [ResourceRecord] = []
    /// The name server that the address is for.
    var server: DomainName?
    var delegation: Delegation?
    /// What of this zone's servers failed, and how often.
    var failures: [ServerAddress: (outcome: Outcome, count: Int)] = [:]
    var unresolvable: Set<DomainName> = []
    var repeatedOverTCP: Resolver.Ask?
    /// What led here, for the next question's `why`.
    var reasons: [String] = []

    init(question: Question) { self.question = question }

    /// The first server that failed less than `tries` times, and of those that failed only by silence.
    func candidate(tries: Int) -> (Server, ServerAddress)? {
        for server in delegation?.servers ?? [] {
            for address in server.addresses {
                guard let failure = failures[address] else { return (server, address) }
                if failure.outcome == .timeout, failure.count < tries { return (server, address) }
            }
        }
        return nil
    }

    mutating func note(_ outcome: Outcome, of ask: Resolver.Ask) {
        failures[ask.address] = (outcome, (failures[ask.address]?.count ?? 0) + 1)
        reasons.append("\(ask.serverName.textWithoutFinalDot) (\(ask.address)) \(outcome.meaning)")
    }

    /// An address was looked up, for every delegation that names the server.
    mutating func found(_ addresses: [ServerAddress], of server: DomainName, step: Int) {
        guard var delegation else { return }
        for index in delegation.servers.indices where delegation.servers[index].name == server {
            delegation.servers[index].addresses = addresses
            delegation.servers[index].source = .answer(step: step)
        }
        self.delegation = delegation
    }

    /// Why there is nobody left to ask.
    var despair: String {
        let zone = Words.zone(delegation?.zone ?? .root)
        let places = (delegation?.servers ?? []).flatMap(\.addresses)
        guard let first = places.first else { return "no server of \(zone) has an address that can be found" }
        guard places.count == 1, let failure = failures[first] else { return "all servers of \(zone) failed" }
        return "the only server of \(zone) \(failure.outcome.meaning)"
    }
}

// MARK: - Reasons

extension Goal {
    /// Why this question, and why this server.
    func why(_ server: Server) -> String {
        (reasons + [whyZone, whyServer(server)]).joined(separator: "; ")
    }

    private var whyZone: String {
        let name = question.name.textWithoutFinalDot
        guard let delegation else { return "" }
        let zone = Words.zone(delegation.zone)
        switch delegation.origin {
        case .hints(let isChosen):
            return
                "nothing nearer to \(name) is known, so it begins at \(isChosen ? "the server that was named" : "the root")"
        case .referral(let step):
            return "\(zone) is the nearest zone to \(name) that is known, by the referral of step \(step)"
        case .cache(let step):
            let from = step.map { "from step \($0)" } ?? "from an earlier question"
            return "\(zone) is the nearest zone to \(name) that the cache has, \(from)"
        }
    }

    private func whyServer(_ server: Server) -> String {
        let count = delegation?.servers.count ?? 0
        let which = count == 1 ? "it has one server" : "of its \(count) servers this one is asked"
        switch server.source {
        case .hints(isChosen: true): return "its address was given"
        case .hints: return "\(which), whose address every resolver is told beforehand (a hint)"
        case .glue(let step): return "\(which), whose address came as glue\(Words.inStep(step))"
        case .answer(let step): return "\(which), whose address was answered\(Words.inStep(step))"
        }
    }
}

/// Words that several sentences share.
enum Words {
    static func zone(_ name: DomainName) -> String { name.isRoot ? "the root" : name.textWithoutFinalDot }

    static func inStep(_ step: Int?) -> String { step.map { " in step \($0)" } ?? " earlier" }

    /// The CNAME records that lead on from the question's name, in their order; none where they are what was asked for.
    static func aliases(of question: Question, _ answers: [ResourceRecord]) -> [ResourceRecord] {
        guard question.type != .cname, question.type != .any else { return [] }
        var chain: [ResourceRecord] = []
        var name = question.name
        while let alias = answers.first(where: { $0.name == name && $0.type == .cname }),
            let target = alias.data.canonicalName, !chain.contains(where: { $0.name == name })
        {
            chain.append(alias)
            name = target
        }
        return chain
    }
}
