import Sockets
import Transcripts

/// A server of the lab: what it is called, whose part it plays, and where it listens.
package struct LabService: Hashable, Sendable {
    /// `web`, `smtp`, `pop3`, `upper`, `dns`.
    package var name: String
    /// The host of the lectures whose part it plays.
    package var host: String
    /// What a person may open it by: `lab://web`.
    package var aliases: [String]
    package var transport: Transport
    /// Where it listens: always loopback.
    package var address: Address
    /// The port that it should have had.
    package var wantedPort: Int

    package var port: Int { address.port ?? 0 }

    /// Why it listens elsewhere than wanted: `port 8080 is taken; 8081 is used instead`.
    package var portNote: String? {
        guard wantedPort != 0, wantedPort != port else { return nil }
        return "port \(wantedPort) is taken; \(port) is used instead"
    }
}

/// The ports that the lab's servers want. Zero stands for any free one.
package struct LabPorts: Hashable, Sendable {
    package var web: Int
    package var smtp: Int
    package var pop3: Int
    /// Of the upper-case server, over TCP and UDP.
    package var upper: Int
    /// Of all name servers, over UDP and TCP; nil for a lab without any, which saves some fifty sockets.
    package var names: Int?

    package static let usualNames = 5300

    package init(web: Int = 8080, smtp: Int = 2525, pop3: Int = 1110, upper: Int = 12000, names: Int? = usualNames) {
        self.web = web
        self.smtp = smtp
        self.pop3 = pop3
        self.upper = upper
        self.names = names
    }

    /// Any that are free, and no name servers.
    package static let free = LabPorts(web: 0, smtp: 0, pop3: 0, upper: 0, names: nil)
}

extension LabService {
    /// The local resolver, over UDP and TCP.
    static func names(at port: Int, wanted: Int) -> [LabService] {
        [(Transport.udp, "lab://dns"), (.tcp, "lab://dns-tcp")].map { transport, alias in
            LabService(
                name: "dns", host: LabZones.localName, aliases: [alias], transport: transport,
                address: Address(host: LabZones.localAddress, port: port), wantedPort: wanted)
        }
    }
}
