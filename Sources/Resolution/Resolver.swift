import DNS
import Transcripts

/// Finds an answer by asking one server after the other, from the root down (RFC 1034 §5.3.3), as a value without any I/O:
/// `next` says whom to ask what and why, `receive` and `fail` take what came of it. Time is an argument.
package struct Resolver: Sendable {
    package struct Limits: Sendable, Hashable {
        /// Questions asked in all.
        package var questions = 60
        /// Questions that are open within one another: the address of a server that is needed for the address of a server …
        package var depth = 6
        /// Aliases followed from the first name on.
        package var aliases = 12
        /// How often a server that does not answer is asked the same.
        package var tries = 2

        package init() {}
    }

    /// One question to one server.
    package struct Ask: Sendable, Hashable {
        package var question: Question
        package var serverName: DomainName
        package var address: ServerAddress
        /// The zone that the server is asked as a server of.
        package var zone: DomainName
        package var isOverTCP: Bool
        /// Why this question, and why this server: sentences for a person.
        package var why: String
        /// The number of the question, from the resolver's first step on.
        package var step: Int
    }

    package enum Action: Sendable, Hashable {
        case ask(Ask)
        case finish(Result)
    }

    /// What it all came to.
    package struct Result: Sendable, Hashable {
        /// `answer`, `nodata`, `nxdomain` or `servfail`; `cached` where no server was asked.
        package var outcome: Outcome
        /// The aliases that were followed, and what the last name has.
        package var answers: [ResourceRecord] = []
        /// Of an absence: the SOA that says how long it holds.
        package var authorities: [ResourceRecord] = []
        /// Why it failed, where it did.
        package var reason: String?
        /// It is known that the name is not there (RFC 2308 §2.1), whether that came from a server or the cache.
        package var isNameError = false
    }

    package private(set) var cache: Cache
    package let limits: Limits

    private let hints: Hints
    private let firstStep: Int
    private var asked = 0
    private var goals: [Goal]
    private var outstanding: Ask?
    private var result: Result?

    /// - Parameter firstStep: the number of its first question, for the words of `why` and for the cache.
    package init(
        _ question: Question, hints: Hints, cache: Cache = Cache(), limits: Limits = Limits(), firstStep: Int = 1
    ) {
        self.hints = hints
        self.cache = cache
        self.limits = limits
        self.firstStep = firstStep
        goals = [Goal(question: question)]
    }

    /// What to do now. Asked again before the answer to a question has come, it says the same.
    package mutating func next(at now: Moment) -> Action {
        if let outstanding { return .ask(outstanding) }
        while result == nil {
            if let ask = step(at: now) {
                outstanding = ask
                return .ask(ask)
            }
        }
        return .finish(result ?? Result(outcome: .servfail))
    }

    /// Takes the response to the question that `next` gave.
    package mutating func receive(_ response: Message, at now: Moment) {
        guard let ask = outstanding, !goals.isEmpty else { return }
        outstanding = nil
        let verdict = Verdict(response, to: ask.question, from: ask.zone)
        cache.learn(response, to: ask.question, from: ask.zone, at: now, step: ask.step)
        switch verdict.outcome {
        case .answer: complete(answered(response, ask, verdict))
        case .nodata, .nxdomain: complete(absent(response, ask, verdict))
        case .cname: followAliases(response, ask, verdict)
        case .referral: refer(response, ask, verdict)
        case .truncated where !ask.isOverTCP: goals[goals.count - 1].repeatedOverTCP = ask
        default: failed(ask, verdict.outcome)
        }
    }

    /// The question that `next` gave came to nothing: `timeout`, `unreachable`, `malformed`.
    package mutating func fail(_ outcome: Outcome) {
        guard let ask = outstanding, !goals.isEmpty else { return }
        outstanding = nil
        failed(ask, outcome)
    }
}

// MARK: - One step

extension Resolver {
    /// Moves the goal in hand on: a question to ask, or nil where the goals have changed.
    private mutating func step(at now: Moment) -> Ask? {
        guard let goal = goals.last else {
            result = Result(outcome: .servfail, reason: "nothing was asked")
            return nil
        }
        if let again = goal.repeatedOverTCP { return askOverTCP(again) }
        if goal.delegation == nil {
            if takeFromCache(goal, at: now) { return nil }
            // DS is the business of the zone above (RFC 4035 §4.2).
            let name = goal.question.type == .ds ? goal.question.name.parent ?? .root : goal.question.name
            goals[goals.count - 1].delegation = delegation(for: name, at: now)
            return nil
        }
        guard asked < limits.questions else {
            giveUp("it took more than \(limits.questions) questions")
            return nil
        }
        return chooseServer(at: now)
    }

    /// True where the cache settled the goal or led it on.
    private mutating func takeFromCache(_ goal: Goal, at now: Moment) -> Bool {
        let (name, type) = (goal.question.name, goal.question.type)
        if let entry = cache.entry(name, type, at: now), entry.trust >= .answer {
            var result = Result(outcome: entry.absence ?? .answer, answers: goal.aliases + entry.records(at: now))
            result.authorities = entry.authorities(at: now)
            result.isNameError = entry.absence == .nxdomain
            complete(result)
            return true
        }
        guard type != .cname, let alias = cache.entry(name, .cname, at: now), alias.trust >= .answer else {
            return false
        }
        follow(alias.records(at: now))
        return true
    }

    private func delegation(for name: DomainName, at now: Moment) -> Goal.Delegation {
        guard let entry = cache.nearestZone(to: name, at: now), !entry.question.name.isRoot || hints.servers.isEmpty
        else {
            return Goal.Delegation(
                zone: .root, origin: .hints(isChosen: hints.isChosen),
                servers: hints.servers.map {
                    Goal.Server(name: $0.name, addresses: $0.addresses, source: .hints(isChosen: hints.isChosen))
                })
        }
        let servers = entry.data.compactMap(\.nameServer).map { name in
            known(Goal.Server(name: name), at: now)
        }
        return Goal.Delegation(zone: entry.question.name, origin: .cache(step: entry.step), servers: servers)
    }

    /// The server with the addresses that the cache has for it.
    private func known(_ server: Goal.Server, at now: Moment) -> Goal.Server {
        var server = server
        for type in [RecordType.a, .aaaa] {
            guard let entry = cache.entry(server.name, type, at: now), !entry.data.isEmpty else { continue }
            server.addresses += entry.data.compactMap(ServerAddress.init)
            server.source = entry.trust == .glue ? .glue(step: entry.step) : .answer(step: entry.step)
        }
        return server
    }

    /// A server with an address that was not asked yet; else the address of one without is looked up; else one that was
    /// silent is asked once more.
    private mutating func chooseServer(at now: Moment) -> Ask? {
        guard var goal = goals.last, var delegation = goal.delegation else { return nil }
        for index in delegation.servers.indices where delegation.servers[index].addresses.isEmpty {
            delegation.servers[index] = known(delegation.servers[index], at: now)
        }
        goal.delegation = delegation
        goals[goals.count - 1] = goal
        if let (server, address) = goal.candidate(tries: 1) { return ask(goal, server, address) }
        if let server = nameless(goal, delegation) {
            lookUp(server, for: goal)
            return nil
        }
        if let (server, address) = goal.candidate(tries: limits.tries) { return ask(goal, server, address) }
        if case .cache = delegation.origin, let parent = delegation.zone.parent {
            // What the cache knew of the zone leads nowhere: the zone above may know it better by now.
            goals[goals.count - 1].reasons.append(goal.despair)
            goals[goals.count - 1].delegation = self.delegation(for: parent, at: now)
            return nil
        }
        giveUp(goal.despair)
        return nil
    }

    /// A server whose address nobody gave, and which can be found without itself.
    private func nameless(_ goal: Goal, _ delegation: Goal.Delegation) -> Goal.Server? {
        guard goals.count < limits.depth else { return nil }
        return delegation.servers.first { server in
            server.addresses.isEmpty && !goal.unresolvable.contains(server.name)
                && !server.name.isSubdomain(of: delegation.zone)
                && !goals.contains { $0.question.name == server.name }
        }
    }

    private mutating func lookUp(_ server: Goal.Server, for goal: Goal) {
        var inner = Goal(question: Question(server.name, .a))
        inner.server = server.name
        inner.reasons = [
            "the servers of \(Words.zone(goal.delegation?.zone ?? .root)) are known by name only, so the address of "
                + "\(server.name.textWithoutFinalDot) has to be found first"
        ]
        goals.append(inner)
    }

    private mutating func ask(_ goal: Goal, _ server: Goal.Server, _ address: ServerAddress) -> Ask {
        let why = goal.why(server)
        goals[goals.count - 1].reasons = []
        return numbered(
            Ask(
                question: goal.question, serverName: server.name, address: address,
                zone: goal.delegation?.zone ?? .root,
                isOverTCP: false, why: why, step: 0))
    }

    private mutating func askOverTCP(_ ask: Ask) -> Ask {
        goals[goals.count - 1].repeatedOverTCP = nil
        var again = ask
        again.isOverTCP = true
        again.why = "the answer was cut short (TC): the same question goes over TCP, which has room for all of it"
        return numbered(again)
    }

    private mutating func numbered(_ ask: Ask) -> Ask {
        var ask = ask
        ask.step = firstStep + asked
        asked += 1
        return ask
    }
}

// MARK: - What came back

extension Resolver {
    private func business(_ records: [ResourceRecord], _ ask: Ask) -> [ResourceRecord] {
        records.filter { $0.name.isSubdomain(of: ask.zone) }
    }

    private func answered(_ response: Message, _ ask: Ask, _ verdict: Verdict) -> Result {
        let chain = Words.aliases(of: ask.question, business(response.answers, ask))
        let found = business(response.answers, ask).filter {
            $0.name == verdict.finalName && ($0.type == ask.question.type || ask.question.type == .any)
        }
        return Result(outcome: .answer, answers: (goals.last?.aliases ?? []) + chain + found)
    }

    private func absent(_ response: Message, _ ask: Ask, _ verdict: Verdict) -> Result {
        let chain = Words.aliases(of: ask.question, business(response.answers, ask))
        return Result(
            outcome: verdict.outcome, answers: (goals.last?.aliases ?? []) + chain,
            authorities: business(response.authorities, ask).filter { $0.type == .soa },
            isNameError: verdict.outcome == .nxdomain)
    }

    private mutating func followAliases(_ response: Message, _ ask: Ask, _ verdict: Verdict) {
        follow(Words.aliases(of: ask.question, business(response.answers, ask)))
    }

    /// Begins anew with the name that the last alias stands for.
    private mutating func follow(_ aliases: [ResourceRecord]) {
        guard let goal = goals.last, let target = aliases.last?.data.canonicalName else {
            return giveUp("an alias leads nowhere")
        }
        let names = goal.aliases.map(\.name)
        guard names.count + aliases.count <= limits.aliases, !names.contains(target),
            !aliases.contains(where: { $0.name == target })
        else {
            return giveUp("the aliases of \(goal.question.name.textWithoutFinalDot) lead round in a circle, or too far")
        }
        goals[goals.count - 1].aliases += aliases
        goals[goals.count - 1].question.name = target
        goals[goals.count - 1].delegation = nil
        goals[goals.count - 1].failures = [:]
        goals[goals.count - 1].reasons = aliases.map {
            "\($0.name.textWithoutFinalDot) is an alias of \($0.data.canonicalName?.textWithoutFinalDot ?? "")"
        }
    }

    private mutating func refer(_ response: Message, _ ask: Ask, _ verdict: Verdict) {
        guard let cut = verdict.delegatedZone else { return failed(ask, .lame) }
        let names = response.authorities.filter { $0.type == .ns && $0.name == cut }.compactMap(\.data.nameServer)
        let servers = names.prefix(Hints.serverLimit).map { name in
            let glue = business(response.additionals, ask).filter { $0.name == name }.compactMap {
                ServerAddress($0.data)
            }
            return Goal.Server(name: name, addresses: glue, source: .glue(step: ask.step))
        }
        goals[goals.count - 1].delegation = Goal.Delegation(
            zone: cut, origin: .referral(step: ask.step), servers: Array(servers))
        goals[goals.count - 1].failures = [:]
    }

    private mutating func failed(_ ask: Ask, _ outcome: Outcome) {
        goals[goals.count - 1].note(outcome, of: ask)
    }

    private mutating func giveUp(_ reason: String) {
        complete(Result(outcome: .servfail, answers: goals.last?.aliases ?? [], reason: reason))
    }

    /// The goal in hand is reached, or never will be: the one that it was for goes on.
    private mutating func complete(_ result: Result) {
        guard let goal = goals.popLast() else { return }
        guard !goals.isEmpty, let server = goal.server else {
            var result = result
            if asked == 0, result.outcome != .servfail { result.outcome = .cached }
            self.result = result
            return
        }
        let addresses = result.answers.compactMap { ServerAddress($0.data) }
        goals[goals.count - 1].found(addresses, of: server, step: firstStep + asked - 1)
        if addresses.isEmpty { goals[goals.count - 1].unresolvable.insert(server) }
    }
}
