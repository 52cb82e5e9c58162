import DNS
import Resolution
import Sockets
import Synchronization
import Transcripts

/// The name server that hosts ask: it finds out, by asking one server after the other or by having another find out, and
/// remembers what it learned (RFC 1034 §5).
package final class LocalResolver: Sendable {
    /// Aliases followed when others find out.
    static let aliasLimit = 12

    package let name: String
    private let mode: Mode
    private let hints: Hints
    private let port: Int
    private let isLab: Bool
    private let link: Link?
    private let timeout: Duration
    private let watch: NameExchange.Watch?
    private let cache = Mutex(Cache())
    /// The number that the next host's question has among all that it takes part in.
    private let nextStep = Mutex(1)
    private let start = ContinuousClock.now

    /// - Parameters:
    ///   - port: of all servers that it hears of.
    ///   - timeout: for one question.
    package init(
        name: String, mode: Mode, hints: Hints, port: Int, isLab: Bool, link: Link? = nil,
        timeout: Duration = NameExchange.timeout, watch: NameExchange.Watch? = nil
    ) {
        self.name = name
        self.mode = mode
        self.hints = hints
        self.port = port
        self.isLab = isLab
        self.link = link
        self.timeout = timeout
        self.watch = watch
    }

    /// What to answer to a query. Without RD only the cache is asked (RFC 1034 §4.3.2).
    package func answer(_ query: Message, from client: NameService.Client) async -> Message {
        if let refusal = NameServer.refusal(of: query) { return refusal }
        guard let question = query.questions.first else { return Message(answering: query, .formatError) }
        guard query.header.recursionDesired else {
            return fromCache(question, query) ?? NameServer.finish(Message(answering: query, .refused), query)
        }
        return mode == .iterated
            ? await iterate(question, query, client) : await haveFound(question, query, client)
    }

    /// `127.0.0.1:53`, `[::1]:53`.
    package static func place(_ address: ServerAddress, _ port: Int) -> String {
        Address(host: address.description, port: port).description
    }

    private var now: Moment {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return Moment(nanoseconds: seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    /// What the cache alone answers, along aliases too; nil where somebody would have to be asked.
    private func fromCache(_ question: Question, _ query: Message) -> Message? {
        var resolver = Resolver(question, hints: Hints(servers: []), cache: cache.withLock { $0 })
        guard case .finish(let result) = resolver.next(at: now), result.outcome == .cached else { return nil }
        return response(result, query)
    }

    // MARK: Asking one after the other

    private func iterate(_ question: Question, _ query: Message, _ client: NameService.Client) async -> Message {
        // The host's own question is a step too, the one before.
        let first = nextStep.withLock { $0 } + 1
        var last = first - 1
        defer { nextStep.withLock { $0 = last + 1 } }
        var resolver = Resolver(question, hints: hints, cache: cache.withLock { $0 }, firstStep: first)
        while true {
            switch resolver.next(at: now) {
            case .finish(let result): return response(result, query)
            case .ask(let ask):
                last = ask.step
                do throws(NameExchange.Failure) {
                    let response = try await put(ask, client)
                    let now = now
                    cache.withLock { $0.learn(response, to: ask.question, from: ask.zone, at: now, step: ask.step) }
                    resolver.receive(response, at: now)
                } catch {
                    if Task.isCancelled { return NameServer.finish(Message(answering: query, .serverFailure), query) }
                    resolver.fail(error.outcome)
                }
            }
        }
    }

    private func put(_ ask: Resolver.Ask, _ client: NameService.Client) async throws(NameExchange.Failure) -> Message {
        let server = Party(
            name: ask.serverName.textWithoutFinalDot, address: Self.place(ask.address, port))
        return try await self.ask(
            ask.question, server, ask.isOverTCP ? .tcp : .udp,
            Asking(mode: mode.rawValue, zone: ask.zone.description, why: ask.why), recursionDesired: false, client)
    }

    private func ask(
        _ question: Question, _ server: Party, _ transport: Transport, _ asking: Asking, recursionDesired: Bool,
        _ client: NameService.Client
    ) async throws(NameExchange.Failure) -> Message {
        let exchange = NameExchange(
            asker: name, server: server, transport: transport, asking: asking, cause: client.address, isLab: isLab,
            link: link, timeout: timeout, watch: watch)
        do {
            return try await exchange.ask(
                Message(
                    asking: question, id: UInt16.random(in: 0...UInt16.max), recursionDesired: recursionDesired))
        } catch let failure as NameExchange.Failure {
            throw failure
        } catch {
            throw NameExchange.Failure(outcome: .malformed, reason: "\(error)")
        }
    }

    private func response(_ result: Resolver.Result, _ query: Message) -> Message {
        let code: ResponseCode =
            result.outcome == .servfail ? .serverFailure : result.isNameError ? .nameError : .noError
        var response = Message(answering: query, code)
        response.answers = result.answers
        response.authorities = result.authorities
        return NameServer.finish(response, query)
    }

    // MARK: Having another find out

    /// Asks the servers in turn with RD until one gives an answer, and again for the name that an alias leads to.
    private func haveFound(_ question: Question, _ query: Message, _ client: NameService.Client) async -> Message {
        if let known = fromCache(question, query) { return known }
        var question = question
        var aliases: [ResourceRecord] = []
        for _ in 0..<Self.aliasLimit {
            guard let found = await pass(question, aliases.last, client) else { break }
            let now = now
            cache.withLock { $0.learn(found, to: question, from: .root, at: now) }
            let verdict = Verdict(found, to: question, from: .root)
            var response = NameServers.passedOn(found, query)
            response.answers = aliases + found.answers
            guard verdict.outcome == .cname, !aliases.contains(where: { $0.name == verdict.finalName }) else {
                return NameServer.finish(response, query)
            }
            aliases = response.answers
            question.name = verdict.finalName
        }
        return NameServer.finish(Message(answering: query, .serverFailure), query)
    }

    private func pass(
        _ question: Question, _ alias: ResourceRecord?, _ client: NameService.Client
    ) async -> Message? {
        var failed = ""
        for root in hints.servers.prefix(NameServers.serverLimit) {
            guard let address = root.addresses.first else { continue }
            let server = Party(name: root.name.textWithoutFinalDot, address: Self.place(address, port))
            let lead = alias.map { "\($0.name.textWithoutFinalDot) is an alias; " } ?? ""
            let why =
                "\(lead)\(failed)the question is passed on with RD: \(server.name) is to find out, and to give the whole answer"
            let asking = Asking(mode: mode.rawValue, zone: DomainName.root.description, why: why)
            do throws(NameExchange.Failure) {
                return try await ask(question, server, client.transport, asking, recursionDesired: true, client)
            } catch {
                failed += "\(server.name) \(error.outcome.meaning); "
            }
        }
        return nil
    }
}
