import DNS
import Resolution
import Sockets
import Synchronization
import Transcripts

/// The name servers of the small internet, each on its own address, all on one port, so that a referral leads on.
///
/// Asked without RD they refer, as name servers do; with RD each finds out by asking on, which the real ones above the
/// last do not do for strangers.
package final class NameServers: Sendable {
    /// Ports tried after a taken one.
    static let nextPortLimit = 32
    /// Servers of a zone that are tried one after the other.
    static let serverLimit = 3

    package let servers: [NameServer]
    /// The port of all of them.
    package let port: Int
    /// The roots.
    package let hints: Hints
    private let link: Link?
    private let listeners = Mutex<[Listener]>([])
    private let watchers = Mutex<(next: Int, all: [Int: NameExchange.Watch])>((0, [:]))

    private init(_ servers: [NameServer], hints: Hints, port: Int, link: Link?) {
        self.servers = servers
        self.hints = hints
        self.port = port
        self.link = link
    }

    /// Starts all servers and the local resolver at the first port that is free at every address.
    ///
    /// - Parameter link: what is modelled between the servers when they ask one another.
    package static func start(port: Int, link: Link? = nil) async throws(SocketError) -> NameServers {
        var failure = SocketError(.portTaken, "port \(port) is taken")
        let candidates =
            port == 0
            ? (0..<nextPortLimit).map { _ in Int.random(in: 20000...59999) } : Array(port...(port + nextPortLimit))
        for candidate in candidates where candidate <= 65535 {
            let names = NameServers(LabZones.servers, hints: LabZones.hints, port: candidate, link: link)
            do throws(SocketError) {
                try await names.listen()
                return names
            } catch {
                await names.stop()
                if error.kind != .portTaken { throw error }
                failure = error
            }
        }
        throw failure
    }

    private func listen() async throws(SocketError) {
        for server in servers {
            let started = try await NameService.listen(at: server.address.description, port: port) {
                [weak self] query, client in
                await self?.answer(query, by: server, from: client) ?? Message(answering: query, .serverFailure)
            }
            listeners.withLock { $0 += started }
        }
        let local = localResolver(LabZones.localName, mode: .iterated, watch: nil)
        let started = try await NameService.listen(at: LabZones.localAddress, port: port) {
            await local.answer($0, from: $1)
        }
        listeners.withLock { $0 += started }
    }

    package func stop() async {
        let all = listeners.withLock { listeners in
            defer { listeners = [] }
            return listeners
        }
        for listener in all { await listener.stop() }
    }

    /// A resolver that begins at these roots.
    package func localResolver(_ name: String, mode: Mode, watch: NameExchange.Watch?) -> LocalResolver {
        LocalResolver(
            name: name, mode: mode, hints: hints, port: port, isLab: true, link: link, watch: watch)
    }

    // MARK: Watching

    /// Has `watch` told of all questions that servers ask one another, until `unwatch`.
    package func watch(_ watch: @escaping NameExchange.Watch) -> Int {
        watchers.withLock { watchers in
            watchers.next += 1
            watchers.all[watchers.next] = watch
            return watchers.next
        }
    }

    package func unwatch(_ number: Int) {
        watchers.withLock { _ = $0.all.removeValue(forKey: number) }
    }

    private func tell(_ note: NameExchange.Note) {
        for watch in watchers.withLock({ Array($0.all.values) }) { watch(note) }
    }

    // MARK: Answering

    /// The response of one of the servers, found out by asking on where the query says RD and a zone below has the name.
    private func answer(_ query: Message, by server: NameServer, from client: NameService.Client) async -> Message {
        let own = server.respond(to: query)
        guard query.header.recursionDesired, let question = query.questions.first, NameServer.refusal(of: query) == nil,
            let delegation = server.delegation(for: question)
        else { return own }
        for next in delegation.servers.prefix(Self.serverLimit) {
            var known = next.address
            if known == nil { known = await address(of: next.name, for: delegation.zone, server, client) }
            guard let address = known else { continue }
            let why =
                "\(server.name) was told to find out (RD) and has delegated \(delegation.zone.textWithoutFinalDot): it asks that zone's server in its turn"
            let found = await ask(
                question, of: next.name, at: address, zone: delegation.zone, asker: server.name, client, why)
            if let found { return NameServer.finish(Self.passedOn(found, query), query) }
        }
        return NameServer.finish(Message(answering: query, .serverFailure), query)
    }

    /// The answer of another server, which is not this one's own: without AA.
    static func passedOn(_ found: Message, _ query: Message) -> Message {
        var response = Message(answering: query, found.responseCode)
        response.header.isTruncated = found.header.isTruncated
        response.answers = found.answers
        response.authorities = found.authorities
        response.additionals = found.additionals.filter { $0.type != .opt }
        return response
    }

    private func address(
        of name: DomainName, for zone: DomainName, _ server: NameServer, _ client: NameService.Client
    ) async -> ServerAddress? {
        guard let root = hints.servers.first, let address = root.addresses.first else { return nil }
        let why =
            "\(server.name) knows the server of \(zone.textWithoutFinalDot) by name only, so it asks the root for the address of \(name.textWithoutFinalDot)"
        let found = await ask(
            Question(name, .a), of: root.name, at: address, zone: .root, asker: server.name, client, why)
        return found?.answers.lazy.compactMap { ServerAddress($0.data) }.first
    }

    /// Asks the way that this server was asked: what was cut short is passed on so, and who minds asks again over TCP. Nil
    /// where nothing of use came back.
    private func ask(
        _ question: Question, of name: DomainName, at address: ServerAddress, zone: DomainName, asker: String,
        _ client: NameService.Client, _ why: String
    ) async -> Message? {
        let exchange = NameExchange(
            asker: asker, server: Party(name: name.textWithoutFinalDot, address: "\(address):\(port)"),
            transport: client.transport,
            asking: Asking(mode: Mode.recursive.rawValue, zone: zone.description, why: why), cause: client.address,
            isLab: true, link: link, watch: { [weak self] in self?.tell($0) })
        let id = UInt16.random(in: 0...UInt16.max)
        guard let query = try? Message(asking: question, id: id, recursionDesired: true) else { return nil }
        return try? await exchange.ask(query)
    }
}
