import Sockets
import Transcripts

/// Says where the lectures' hosts are to be found in the lab, so that a name that a person types leads to a lab server.
///
/// It answers an asker: who asks may matter (two hosts may be sent to different servers), and most entries are for all.
package struct AddressBook: Sendable {
    /// What a lookup found.
    package struct Entry: Hashable, Sendable {
        /// The name of the service: `web`.
        package var service: String
        /// Where it listens: loopback.
        package var address: Address
    }

    private struct Key: Hashable {
        var asker: String?
        var host: String
        var port: Int
        var transport: Transport
    }

    /// How many entries a book holds.
    package static let entryLimit = 4096

    private var entries: [Key: Entry] = [:]

    package init() {}

    /// Enters an address for a host; `asker` nil is for all who have no entry of their own.
    ///
    /// Returns false, and enters nothing, where the address is not loopback or the book is full.
    @discardableResult
    package mutating func add(
        _ host: String, port: Int, transport: Transport, asker: String? = nil, leadsTo address: Address, service: String
    ) -> Bool {
        guard address.isLoopback, entries.count < Self.entryLimit else { return false }
        let key = Key(asker: asker, host: Self.canonical(host), port: port, transport: transport)
        entries[key] = Entry(service: service, address: address)
        return true
    }

    /// Where `asker` finds the host at the port, or nil where the lab does not know it.
    package func entry(
        for host: String, port: Int, transport: Transport, asker: String? = nil
    ) -> Entry? {
        var key = Key(asker: asker, host: Self.canonical(host), port: port, transport: transport)
        if let own = entries[key] { return own }
        key.asker = nil
        return entries[key]
    }

    /// The hosts that have an entry, in order.
    package var hosts: [String] { Set(entries.keys.map(\.host)).sorted() }

    /// Names have no letter case, and a final dot changes nothing (RFC 1035 §2.3.3, §3.1).
    private static func canonical(_ host: String) -> String {
        let lower = host.lowercased()
        return lower.hasSuffix(".") && lower.utf8.count > 1 ? String(lower.dropLast()) : lower
    }
}

extension AddressBook {
    /// The hosts of the lectures that a service of this name stands for, and their well-known port.
    ///
    /// `www.networkutopia.com` is at 212.212.212.1 in the lecture, `gaia.cs.umass.edu` at 128.119.245.12.
    static func lectureHosts(of service: String) -> (hosts: [String], port: Int) {
        switch service {
        case "web":
            (
                [
                    "gaia.cs.umass.edu", "128.119.245.12", "www.someschool.edu", "www-net.cs.umass.edu",
                    "www.networkutopia.com", "networkutopia.com", "212.212.212.1",
                ], 80
            )
        case "smtp": (["hamburger.edu", "mail.hamburger.edu", "crepes.fr", "mail.crepes.fr"], 25)
        case "pop3": (["hamburger.edu", "mail.hamburger.edu", "crepes.fr", "mail.crepes.fr"], 110)
        case "upper": (["hostname", "servername"], 12000)
        default: ([], 0)
        }
    }

    /// Enters every host that the services stand for, and their own loopback addresses' names (`lab://web` is for URLs).
    init(services: [LabService]) {
        for service in services {
            let (hosts, port) = Self.lectureHosts(of: service.name)
            for host in hosts {
                add(host, port: port, transport: service.transport, leadsTo: service.address, service: service.name)
            }
        }
    }
}
