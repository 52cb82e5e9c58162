import Sockets
import Transcripts

/// The servers of the small internet, on loopback and nowhere else.
package final class Lab: Sendable {
    /// The servers that run, with where they listen.
    package let services: [LabService]
    /// Where the lectures' hosts are to be found.
    package let addressBook: AddressBook
    /// The mail that came in by SMTP, and what waited before.
    package let mailboxes: Mailboxes
    /// Roots, top-level domains, and what they delegate; nil where none were to be started.
    package let names: NameServers?

    private let listeners: [Listener]

    private init(services: [LabService], listeners: [Listener], mailboxes: Mailboxes, names: NameServers?) {
        self.names = names
        self.services = services
        self.listeners = listeners
        self.mailboxes = mailboxes
        addressBook = AddressBook(services: services)
    }

    /// Starts every server, each at the port that it wants or the next free one. If one cannot start, none does.
    ///
    /// - Parameter link: what is modelled between the name servers when they ask one another.
    package static func start(
        ports: LabPorts = LabPorts(), link: Link? = nil, now: @escaping @Sendable () -> Int64 = { WallClock.seconds }
    ) async throws(SocketError) -> Lab {
        var names: NameServers?
        if let port = ports.names { names = try await NameServers.start(port: port, link: link) }
        let mailboxes = Mailboxes(waiting: WaitingLetters.letters)
        let plans = plans(ports: ports, mailboxes: mailboxes, now: now)
        var services: [LabService] = []
        var listeners: [Listener] = []
        do throws(SocketError) {
            for plan in plans {
                let listener = try await plan.listen()
                listeners.append(listener)
                services.append(try plan.service(at: listener))
            }
        } catch {
            for listener in listeners { await listener.stop() }
            await names?.stop()
            throw error
        }
        if let names { services += LabService.names(at: names.port, wanted: ports.names ?? 0) }
        return Lab(services: services, listeners: listeners, mailboxes: mailboxes, names: names)
    }

    /// Stops every server; returns when their connections have ended.
    package func stop() async {
        for listener in listeners { await listener.stop() }
        await names?.stop()
    }

    /// The service of that name, or of that URL (`web`, `lab://web`), over the transport if one is given.
    package func service(_ name: String, transport: Transport? = nil) -> LabService? {
        services.first { service in
            (service.name == name || service.aliases.contains(name))
                && (transport ?? service.transport) == service.transport
        }
    }
}

/// A server that is to be started.
private struct Plan {
    var name: String
    var host: String
    var aliases: [String]
    var transport: Transport
    var port: Int
    var handler: Listener.Handler

    func listen() async throws(SocketError) -> Listener {
        try await Listener.listen(
            at: Address(host: "127.0.0.1", port: port), transport: transport,
            options: Listener.Options(loopbackOnly: true, takesNextPort: true), handler: handler)
    }

    func service(at listener: Listener) throws(SocketError) -> LabService {
        LabService(
            name: name, host: host, aliases: aliases, transport: transport,
            address: try Address(parsing: listener.endpoint.address), wantedPort: port)
    }
}

extension Lab {
    private static func plans(
        ports: LabPorts, mailboxes: Mailboxes, now: @escaping @Sendable () -> Int64
    ) -> [Plan] {
        let web = WebService(now: now)
        return [
            Plan(
                name: "web", host: "gaia.cs.umass.edu", aliases: ["lab://web"], transport: .tcp, port: ports.web,
                handler: { await web.serve($0) }),
            Plan(
                name: "smtp", host: "hamburger.edu", aliases: ["lab://smtp"], transport: .tcp, port: ports.smtp,
                handler: { await MailService.serve($0, mailboxes: mailboxes, now: now) }),
            Plan(
                name: "pop3", host: "hamburger.edu", aliases: ["lab://pop3"], transport: .tcp, port: ports.pop3,
                handler: { await DialogueService.serve($0, MaildropServer(mailboxes: mailboxes), now: now) }),
            Plan(
                name: "upper", host: "hostname", aliases: ["lab://upper", "lab://echo"], transport: .tcp,
                port: ports.upper, handler: UpperCaseServer.serveStream),
            Plan(
                name: "upper", host: "hostname", aliases: ["lab://upper-udp", "lab://echo-udp"], transport: .udp,
                port: ports.upper, handler: UpperCaseServer.serveDatagrams),
        ]
    }
}
