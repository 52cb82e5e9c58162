import DNS

/// Where a resolver begins: servers of the root, or of the zone that it is told to begin at (RFC 8109).
package struct Hints: Sendable, Hashable {
    package struct Server: Sendable, Hashable {
        package var name: DomainName
        package var addresses: [ServerAddress]

        package init(name: DomainName, addresses: [ServerAddress]) {
            self.name = name
            self.addresses = addresses
        }
    }

    package var servers: [Server]
    /// Somebody chose the server that it begins at.
    package var isChosen = false

    /// Servers taken from a file at most.
    package static let serverLimit = 64

    package init(servers: [Server], isChosen: Bool = false) {
        self.servers = servers
        self.isChosen = isChosen
    }

    /// The NS records of the root and the addresses of what they name; empty where there are none.
    package init(_ records: [ResourceRecord]) {
        let names = records.filter { $0.name.isRoot }.compactMap(\.data.nameServer)
        var servers: [Server] = []
        for name in names.prefix(Self.serverLimit) where !servers.contains(where: { $0.name == name }) {
            let addresses = records.filter { $0.name == name }.compactMap { ServerAddress($0.data) }
            servers.append(Server(name: name, addresses: addresses))
        }
        self.servers = servers.filter { !$0.addresses.isEmpty }
    }

    /// The thirteen root servers of the internet, as IANA lists them (IPv4 before IPv6).
    package static let internet = Hints(MasterFile(internetText.span).records)

    private static let internetText = Array(
        """
        $TTL 3600000
        . NS a.root-servers.net.
        . NS b.root-servers.net.
        . NS c.root-servers.net.
        . NS d.root-servers.net.
        . NS e.root-servers.net.
        . NS f.root-servers.net.
        . NS g.root-servers.net.
        . NS h.root-servers.net.
        . NS i.root-servers.net.
        . NS j.root-servers.net.
        . NS k.root-servers.net.
        . NS l.root-servers.net.
        . NS m.root-servers.net.
        $ORIGIN root-servers.net.
        a A 198.41.0.4
        b A 170.247.170.2
        c A 192.33.4.12
        d A 199.7.91.13
        e A 192.203.230.10
        f A 192.5.5.241
        g A 192.112.36.4
        h A 198.97.190.53
        i A 192.36.148.17
        j A 192.58.128.30
        k A 193.0.14.129
        l A 199.7.83.42
        m A 202.12.27.33
        a AAAA 2001:503:ba3e::2:30
        b AAAA 2801:1b8:10::b
        c AAAA 2001:500:2::c
        d AAAA 2001:500:2d::d
        e AAAA 2001:500:a8::e
        f AAAA 2001:500:2f::f
        g AAAA 2001:500:12::d0d
        h AAAA 2001:500:1::53
        i AAAA 2001:7fe::53
        j AAAA 2001:503:c27::2:30
        k AAAA 2001:7fd::1
        l AAAA 2001:500:9f::42
        m AAAA 2001:dc3::35

        """.utf8)
}
