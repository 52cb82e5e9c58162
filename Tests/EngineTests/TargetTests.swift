import Sockets
import Testing
import Transcripts

@testable import Engine

@Suite struct TargetTests {
    /// A URL and what is read from it.
    struct Case: Sendable, CustomTestStringConvertible {
        var url: String
        var transport: Transport
        var address: String?
        var proto: String?
        var lab: String?
        var path = ""
        var testDescription: String { url }
    }

    static let good = [
        Case(url: "tcp://127.0.0.1:12000", transport: .tcp, address: "127.0.0.1:12000"),
        Case(url: "TCP://Host:1", transport: .tcp, address: "Host:1"),
        Case(url: "tcp://[::1]:65535", transport: .tcp, address: "[::1]:65535"),
        Case(url: "tcp://host:80/a?b", transport: .tcp, address: "host:80", path: "/a?b"),
        Case(url: "udp://127.0.0.1:53", transport: .udp, address: "127.0.0.1:53"),
        Case(url: "udp://[fe80::1%eth0]:53", transport: .udp, address: "[fe80::1%eth0]:53"),
        Case(url: "unix:///run/server.sock", transport: .unix, address: "unix:/run/server.sock"),
        Case(url: "unix://here.sock", transport: .unix, address: "unix:here.sock"),
        Case(url: "http://gaia.cs.umass.edu", transport: .tcp, address: "gaia.cs.umass.edu:80", proto: "http"),
        Case(url: "http://host:8080/x?y", transport: .tcp, address: "host:8080", proto: "http", path: "/x?y"),
        Case(url: "http://host?y", transport: .tcp, address: "host:80", proto: "http", path: "?y"),
        Case(url: "http://host#part", transport: .tcp, address: "host:80", proto: "http", path: "#part"),
        Case(url: "http://[::1]", transport: .tcp, address: "[::1]:80", proto: "http"),
        Case(url: "http://[::1]:8080/", transport: .tcp, address: "[::1]:8080", proto: "http", path: "/"),
        Case(url: "smtp://hamburger.edu", transport: .tcp, address: "hamburger.edu:25", proto: "smtp"),
        Case(url: "pop3://hamburger.edu", transport: .tcp, address: "hamburger.edu:110", proto: "pop3"),
        Case(url: "smtp://[::1]:2525", transport: .tcp, address: "[::1]:2525", proto: "smtp"),
        Case(url: "lab://web", transport: .tcp, lab: "web"),
        Case(url: "LAB://Web/index.html", transport: .tcp, lab: "web", path: "/index.html"),
    ]

    @Test(arguments: good) func reads(_ example: Case) throws {
        let target = try Target(parsing: example.url)
        #expect(target.transport == example.transport)
        #expect(target.address?.description == example.address)
        #expect(target.proto == example.proto)
        #expect(target.lab == example.lab)
        #expect(target.path == example.path)
    }

    static let malformed = [
        ("host:80", "host:80 is no URL; write it like tcp://host:port, http://host or lab://web"),
        ("", "\"\" is no URL; write it like tcp://host:port, http://host or lab://web"),
        ("gopher://x", "gopher:// is not known; these are: dns, dns-tcp, http, lab, pop3, smtp, tcp, udp, unix"),
        ("://x", ":// is not known; these are: dns, dns-tcp, http, lab, pop3, smtp, tcp, udp, unix"),
        ("tcp://host", "tcp://host names no port; write it like tcp://host:12000"),
        ("tcp://host/a", "tcp://host/a names no port; write it like tcp://host:12000"),
        ("udp://[::1]", "udp://[::1] names no port; write it like udp://[::1]:12000"),
        ("tcp://", "tcp:// names no host; write it like tcp://host:12000"),
        ("http:///x", "http:///x names no host; write it like http://host"),
        ("tcp://:80", "\":80\" names no host; write HOST:PORT"),
        ("tcp://host:", "\"host:\" has no port from 0 to 65535 after its last colon"),
        ("tcp://host:99999", "\"host:99999\" has no port from 0 to 65535 after its last colon"),
        ("tcp://host:0", "tcp://host:0 names port 0, where no server listens"),
        ("tcp://::1:80", "\"::1:80\" is ambiguous; write an IPv6 address as [ADDRESS]:PORT"),
        ("http://::1", "\"::1\" is ambiguous; write an IPv6 address as [ADDRESS]:PORT"),
        ("http://me:pw@host/", "http://me:pw@host/ holds a user name, which no URL here takes; type it to the server"),
        ("unix://", "unix:// wants a path after it, as unix:///run/server.sock"),
        ("lab://", "lab:// wants the name of a server after it, as lab://web"),
        ("x\u{1B}[31m", "x\\u{1B}[31m is no URL; write it like tcp://host:port, http://host or lab://web"),
    ]

    @Test(arguments: malformed) func saysWhatIsWrong(_ url: String, _ sentence: String) {
        #expect(throws: Target.Failure.malformed(sentence)) { try Target(parsing: url) }
    }

    @Test func aSocketPathHasALongest() {
        let error = #expect(throws: Target.Failure.self) {
            try Target(parsing: "unix:///" + String(repeating: "x", count: 107))
        }
        #expect(error?.sentence == "the socket's path has 108 octets; 107 is the most")
    }

    @Test(arguments: ["tls", "https", "smtps", "pop3s", "imaps", "HTTPS"]) func refusesTLS(_ scheme: String) async {
        let sentence =
            "\(scheme.lowercased()):// needs TLS, which this version does not speak; use a scheme without it, "
            + "such as tcp:// or http://"
        #expect(throws: Target.Failure.notYet(sentence)) { try Target(parsing: "\(scheme)://host") }
        let open = HeadlessOpen(url: "\(scheme)://host", record: nil, idle: 1, output: .standard)
        await #expect(throws: Failure(.usage, sentence)) { try await open.run() }
        #expect(Failure(.usage, sentence).status == 64)
    }

    @Test(arguments: ["imap", "ftp", "telnet"]) func refusesWhatIsToCome(_ scheme: String) {
        let sentence = "\(scheme):// is not decoded by this version; tcp://host:port opens it as lines of text"
        #expect(throws: Target.Failure.notYet(sentence)) { try Target(parsing: "\(scheme)://host:1") }
    }
}
