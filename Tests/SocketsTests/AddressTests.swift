import Testing

@testable import Sockets

@Suite struct AddressTests {
    @Test(arguments: [
        ("127.0.0.1:80", "127.0.0.1", 80), ("[::1]:8080", "::1", 8080),
        ("gaia.cs.umass.edu:80", "gaia.cs.umass.edu", 80),
        ("localhost:0", "localhost", 0), ("h:65535", "h", 65535),
    ])
    func hostsAndPorts(text: String, host: String, port: Int) throws {
        let address = try Address(parsing: text)
        #expect(address == Address(host: host, port: port))
        #expect(address.description == text)
    }

    @Test func paths() throws {
        let address = try Address(parsing: "unix:/run/a b.sock")
        #expect(address == Address(path: "/run/a b.sock"))
        #expect(address.description == "unix:/run/a b.sock")
        #expect(address.port == nil)
    }

    @Test(arguments: [
        ("", "no port"), ("host", "no port"), ("host:", "0 to 65535"), ("host:65536", "0 to 65535"),
        ("host:-1", "0 to 65535"), ("host:8o", "0 to 65535"), ("host:000080", "0 to 65535"), (":80", "names no host"),
        ("[]:80", "names no host"), ("::1:80", "[ADDRESS]:PORT"), ("a b:80", "names no host"),
        ("[::1:80", "[ADDRESS]:PORT"),
        ("unix:", "names no socket"), ("a\u{1B}[2J", "\"a?[2J\""),
        ("unix:/" + String(repeating: "x", count: 107), "108 octets; 107 is the most"),
    ])
    func refused(text: String, reason: String) {
        #expect(throws: SocketError.self) { try Address(parsing: text) }
        do {
            _ = try Address(parsing: text)
        } catch {
            #expect(error.kind == .badAddress)
            #expect(error.reason.contains(reason), "\(error.reason)")
        }
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.255.255.254", true), ("::1", true), ("0:0:0:0:0:0:0:1", true), ("0.0.0.0", false),
        ("::", false), ("128.119.245.12", false), ("::ffff:127.0.0.1", false), ("localhost", false),
        ("127.evil.example", false),
    ])
    func loopbackIsTheTwoBlocksOnly(host: String, expected: Bool) {
        #expect(Address(host: host, port: 80).isLoopback == expected)
    }
}
