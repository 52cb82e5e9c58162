import DNS
import Foundation
import Lab
import Octets
import Resolution
import Sockets
import Synchronization
import Transcripts
import Workbench

/// Carries out a resolution in each mode that was asked for, and hands on what crossed the wires as a transcript's events.
///
/// The host's question, too, goes over a socket: to a resolver of our own that listens on loopback for as long as this
/// takes, and plays the local name server.
struct TraceRun: Sendable {
    /// How long the host waits: longer than all the questions that a resolver may ask take.
    static let hostPatience: Duration = .seconds(180)
    /// How long it waits for a server of somebody's that is to find out.
    static let strangersPatience: Duration = .seconds(10)

    let request: TraceRequest
    /// The lab's name servers; nil where the network's are asked.
    let names: NameServers?
    /// Where to begin in the network.
    let hints: Hints
    /// What is modelled between the host, its local server and the lab.
    let link: Link?

    init(_ request: TraceRequest, names: NameServers?, hints: Hints? = nil, link: Link? = nil) {
        self.request = request
        self.names = request.place == .lab ? names : nil
        self.link = request.place == .lab ? link : nil
        self.hints = hints ?? .internet
    }

    /// What a run is recorded by: events in order, their connections numbered from 0.
    private final class Log: Sendable {
        struct State {
            var numbers: [Int: Int] = [:]
            /// Where questions of this run come from: what servers ask because of them belongs to it.
            var clients: Set<String> = []
        }

        let state = Mutex(State())
        let start: Int64
        let take: @Sendable (Event) -> Void

        init(start: Int64, take: @escaping @Sendable (Event) -> Void) {
            self.start = start
            self.take = take
        }

        /// Takes what belongs to the run: what the host does, and what is done because of it.
        func receive(_ note: NameExchange.Note) {
            state.withLock { state in
                if case .open(let opening) = note.body {
                    if let cause = note.cause, !state.clients.contains(cause) { return }
                    state.numbers[note.exchange] = state.numbers.count
                    if !opening.client.address.isEmpty { state.clients.insert(opening.client.address) }
                }
                guard let number = state.numbers[note.exchange] else { return }
                let time = Moment(nanoseconds: SystemClock.monotonic - start)
                take(Event(time: time, connection: number, body: note.body))
            }
        }
    }

    /// Runs to the end. Cancelling the task ends it early; what happened until then has been handed on.
    ///
    /// - Parameter start: the transcript's time zero, by the monotonic clock.
    func run(start: Int64, take: @escaping @Sendable (Event) -> Void) async throws(Failure) {
        let log = Log(start: start, take: take)
        let watching = names?.watch { log.receive($0) }
        defer { if let watching { names?.unwatch(watching) } }
        for mode in request.modes where !Task.isCancelled { try await run(mode, log) }
    }

    private func run(_ mode: Mode, _ log: Log) async throws(Failure) {
        if names == nil, mode == .recursive {
            let server = try recursiveServer()
            let party = Party(name: server, address: server)
            for _ in 0..<request.times { await askAsHost(party, mode, log, why: Self.whyServer) }
            return
        }
        let local = LocalResolver(
            name: Trace.localName, mode: mode, hints: startingPoint, port: names?.port ?? request.port,
            isLab: names != nil,
            link: link, watch: { log.receive($0) })
        let listeners: [Listener]
        do {
            listeners = try await NameService.listen(at: "127.0.0.1", port: 0) { await local.answer($0, from: $1) }
        } catch {
            throw Failure(.unavailable, "no local server could be started: \(error.reason)")
        }
        let address = "127.0.0.1:\(listeners.first?.port ?? 0)"
        let party = Party(name: Trace.localName, address: address)
        for time in 0..<request.times {
            await askAsHost(party, mode, log, why: time == 0 ? Self.whyLocal : Self.whyAgain)
        }
        for listener in listeners { await listener.stop() }
    }

    private static let whyLocal =
        "a host asks one server for everything, its local one, and leaves the rest to it (RD)"
    private static let whyAgain =
        "the host asks the same once more: what its local server learned the first time is in the cache now"
    private static let whyServer =
        "this server is asked to find out (RD); what it asks others in its turn cannot be seen from here"

    private var startingPoint: Hints {
        if let names { return names.hints }
        guard case .world(let server?) = request.place, let name = try? DomainName("\(server)") else { return hints }
        return Hints(servers: [Hints.Server(name: name, addresses: [server])], isChosen: true)
    }

    /// The server that finds out for us: the one that was named, or the system's.
    private func recursiveServer() throws(Failure) -> String {
        if case .world(let server?) = request.place { return LocalResolver.place(server, request.port) }
        guard let text = try? String(contentsOfFile: "/etc/resolv.conf", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("nameserver ") }),
            let address = ServerAddress(line.dropFirst("nameserver ".count).trimmingCharacters(in: .whitespaces))
        else {
            throw Failure(.usage, "this system names no server that finds out for us: name one, as @ADDRESS")
        }
        return LocalResolver.place(address, request.port)
    }

    /// Puts the question as a host does, over TCP again where the answer was cut short.
    private func askAsHost(_ server: Party, _ mode: Mode, _ log: Log, why: String) async {
        for transport in [Transport.udp, .tcp] {
            let again = transport == .tcp ? "the answer was cut short (TC): the same question goes over TCP" : why
            let exchange = NameExchange(
                asker: Trace.hostName, server: server, transport: transport,
                asking: Asking(mode: mode.rawValue, zone: nil, why: again), isLab: names != nil, link: link,
                timeout: server.name == Trace.localName ? Self.hostPatience : Self.strangersPatience,
                watch: { log.receive($0) })
            let id = UInt16.random(in: 0...UInt16.max)
            guard let query = try? Message(asking: request.question, id: id, recursionDesired: true),
                let response = try? await exchange.ask(query), response.header.isTruncated
            else { return }
        }
    }
}
