import DNS
import Resolution

/// The names of the lab's small internet, as master files.
package enum LabZones {
    /// A server with the zones that it has authority over, by their origin.
    private struct Plan {
        var name: String
        var address: String
        var zones: [String]
    }

    /// What the local resolver of `columbia.edu` is called, and where it listens.
    package static let localName = "dns.columbia.edu"
    package static let localAddress = "127.0.0.53"

    /// Every server with authority, the roots first.
    package static let servers: [NameServer] = plans.compactMap { plan in
        guard let address = ServerAddress(plan.address) else { return nil }
        return NameServer(name: plan.name, address: address, zones: plan.zones.compactMap(zone))
    }

    /// The root servers, as every resolver is told beforehand.
    package static let hints = Hints(zoneFile(".").records)

    /// The zone of that origin, read from its master file.
    private static func zone(_ origin: String) -> Zone? {
        guard let apex = try? DomainName(origin) else { return nil }
        return Zone(apex: apex, records: zoneFile(origin).records)
    }

    /// The master file of an origin; without records where there is none.
    package static func zoneFile(_ origin: String) -> MasterFile {
        let text = Array((texts[origin] ?? "").utf8)
        return MasterFile(text.span, origin: (try? DomainName(origin)) ?? .root)
    }

    /// The origins of all master files, in order.
    package static var origins: [String] { texts.keys.sorted() }

    private static let roots = "abcdefghijklm".enumerated().map { index, letter in
        Plan(name: "\(letter).root-servers.net", address: "127.0.0.\(11 + index)", zones: ["."])
    }

    private static let plans =
        roots + [
            Plan(name: "a.edu-servers.net", address: "127.0.0.31", zones: ["edu"]),
            Plan(
                name: "a.gtld-servers.net", address: "127.0.0.32",
                zones: ["com", "net", "root-servers.net", "edu-servers.net", "gtld-servers.net"]),
            Plan(name: "a0.org-servers.org", address: "127.0.0.33", zones: ["org"]),
            Plan(name: "d.nic.fr", address: "127.0.0.34", zones: ["fr"]),
            Plan(name: "dns.umass.edu", address: "127.0.0.41", zones: ["umass.edu", "119.128.in-addr.arpa"]),
            Plan(name: "ns.columbia.edu", address: "127.0.0.42", zones: ["columbia.edu"]),
            Plan(name: "dns1.amazon.com", address: "127.0.0.43", zones: ["amazon.com"]),
            Plan(name: "ns.ibm.com", address: "127.0.0.44", zones: ["ibm.com"]),
            Plan(name: "dns1.networkutopia.com", address: "127.0.0.45", zones: ["networkutopia.com"]),
            Plan(name: "dns2.networkutopia.com", address: "127.0.0.46", zones: ["networkutopia.com"]),
            Plan(name: "dns.hamburger.edu", address: "127.0.0.47", zones: ["hamburger.edu", "crepes.fr"]),
            Plan(name: "dns.foo.com", address: "127.0.0.48", zones: ["foo.com"]),
        ]

    private static let texts: [String: String] = [
        ".": """
        $TTL 518400
        @ 86400 SOA a.root-servers.net. hostmaster.root-servers.net. 2026112400 1800 900 604800 86400
        \("abcdefghijklm".map { "@ NS \($0).root-servers.net." }.joined(separator: "\n"))
        \("abcdefghijklm".enumerated().map { "\($1).root-servers.net. A 127.0.0.\(11 + $0)" }.joined(separator: "\n"))
        $TTL 172800
        edu NS a.edu-servers.net.
        com NS a.gtld-servers.net.
        net NS a.gtld-servers.net.
        org NS a0.org-servers.org.
        fr NS d.nic.fr.
        119.128.in-addr.arpa NS dns.umass.edu.
        a.edu-servers.net A 127.0.0.31
        a.gtld-servers.net A 127.0.0.32
        a0.org-servers.org A 127.0.0.33
        d.nic.fr A 127.0.0.34
        dns.umass.edu A 127.0.0.41
        """,
        "edu": """
        $TTL 172800
        @ 86400 SOA a.edu-servers.net. hostmaster.edu-servers.net. 1 1800 900 604800 86400
        @ NS a.edu-servers.net.
        umass NS dns.umass
        dns.umass A 127.0.0.41
        columbia NS ns.columbia
        ns.columbia A 127.0.0.42
        hamburger NS dns.hamburger
        dns.hamburger A 127.0.0.47
        """,
        "com": """
        $TTL 172800
        @ 900 SOA a.gtld-servers.net. hostmaster.gtld-servers.net. 1 1800 900 604800 900
        @ NS a.gtld-servers.net.
        amazon NS dns1.amazon
        dns1.amazon A 127.0.0.43
        ibm NS ns.ibm
        ns.ibm A 127.0.0.44
        ; The two records that a new company's registrar puts here.
        networkutopia NS dns1.networkutopia
        networkutopia NS dns2.networkutopia
        dns1.networkutopia A 127.0.0.45
        dns2.networkutopia A 127.0.0.46
        foo NS dns.foo
        dns.foo A 127.0.0.48
        """,
        "net": """
        $TTL 172800
        @ 900 SOA a.gtld-servers.net. hostmaster.gtld-servers.net. 1 1800 900 604800 900
        @ NS a.gtld-servers.net.
        root-servers NS a.gtld-servers
        edu-servers NS a.gtld-servers
        gtld-servers NS a.gtld-servers
        a.gtld-servers A 127.0.0.32
        """,
        "root-servers.net": """
        $TTL 3600000
        @ SOA a.root-servers.net. hostmaster.root-servers.net. 1 1800 900 604800 3600
        @ NS a.gtld-servers.net.
        \("abcdefghijklm".enumerated().map { "\($1) A 127.0.0.\(11 + $0)" }.joined(separator: "\n"))
        """,
        "edu-servers.net": """
        $TTL 172800
        @ SOA a.gtld-servers.net. hostmaster.gtld-servers.net. 1 1800 900 604800 3600
        @ NS a.gtld-servers.net.
        a A 127.0.0.31
        """,
        "gtld-servers.net": """
        $TTL 172800
        @ SOA a.gtld-servers.net. hostmaster.gtld-servers.net. 1 1800 900 604800 3600
        @ NS a.gtld-servers.net.
        a A 127.0.0.32
        """,
        "org": """
        $TTL 172800
        @ 900 SOA a0.org-servers hostmaster.org-servers 1 1800 900 604800 900
        @ NS a0.org-servers
        a0.org-servers A 127.0.0.33
        """,
        "fr": """
        $TTL 172800
        @ 5400 SOA d.nic hostmaster.nic 1 1800 900 604800 5400
        @ NS d.nic
        d.nic A 127.0.0.34
        ; Without glue: its server is named in another zone, and has to be looked up first.
        crepes NS dns.hamburger.edu.
        """,
        "umass.edu": """
        $TTL 86400
        @ SOA dns hostmaster 2026112400 10800 3600 604800 3600
        @ NS dns
        @ MX 10 mail
        dns A 127.0.0.41
        mail A 127.0.0.1
        www A 127.0.0.1
        gaia.cs A 128.119.245.12
        www-net.cs CNAME gaia.cs
        ; More than a datagram of 512 octets holds.
        long TXT "the first of many strings that together do not fit into a datagram of 512 octets ........................."
        long TXT "the second of many strings that together do not fit into a datagram of 512 octets ........................"
        long TXT "the third of many strings that together do not fit into a datagram of 512 octets ........................."
        long TXT "the fourth of many strings that together do not fit into a datagram of 512 octets ........................"
        long TXT "the fifth of many strings that together do not fit into a datagram of 512 octets ........................."
        """,
        "119.128.in-addr.arpa": """
        $TTL 86400
        @ SOA dns.umass.edu. hostmaster.umass.edu. 1 10800 3600 604800 3600
        @ NS dns.umass.edu.
        12.245 PTR gaia.cs.umass.edu.
        """,
        "columbia.edu": """
        $TTL 86400
        @ SOA ns hostmaster 1 10800 3600 604800 3600
        @ NS ns
        ns A 127.0.0.42
        dns A 127.0.0.53
        www A 127.0.0.1
        """,
        "amazon.com": """
        $TTL 900
        @ SOA dns1 hostmaster 1 180 60 604800 60
        @ NS dns1
        @ MX 5 mail
        dns1 A 127.0.0.43
        mail A 127.0.0.1
        www 60 A 127.0.0.1
        """,
        "ibm.com": """
        $TTL 3600
        @ SOA ns hostmaster 1 10800 3600 604800 600
        @ NS ns
        ns A 127.0.0.44
        www CNAME servereast.backup2
        servereast.backup2 A 127.0.0.1
        """,
        "networkutopia.com": """
        $TTL 86400
        @ SOA dns1 hostmaster 1 10800 3600 604800 3600
        @ NS dns1
        @ NS dns2
        @ MX 10 mail
        dns1 A 127.0.0.45
        dns2 A 127.0.0.46
        mail A 127.0.0.1
        www A 212.212.212.1
        """,
        "hamburger.edu": """
        $TTL 86400
        @ SOA dns hostmaster 1 10800 3600 604800 3600
        @ NS dns
        @ MX 10 mail
        dns A 127.0.0.47
        mail A 127.0.0.1
        """,
        "crepes.fr": """
        $TTL 86400
        @ SOA dns.hamburger.edu. hostmaster 1 10800 3600 604800 3600
        @ NS dns.hamburger.edu.
        @ MX 10 mail
        mail A 127.0.0.1
        www A 127.0.0.1
        """,
        "foo.com": """
        $TTL 86400
        @ SOA dns hostmaster 1 10800 3600 604800 3600
        @ NS dns
        @ MX 10 mail.bar
        dns A 127.0.0.48
        mail.bar A 127.0.0.1
        relay1.bar A 127.0.0.1
        """,
    ]
}
