import Lab
import Sockets
import Testing
import Transcripts
import Workbench

@testable import Engine

@Suite struct SwitchboardTests {
    private func route(_ board: Switchboard, _ url: String) throws -> Route { try board.route(Target(parsing: url)) }

    @Test func withoutALabAllRoutesLeadToTheWorld() throws {
        let route = try route(Switchboard(roundTrip: 5), "http://gaia.cs.umass.edu/")
        #expect(route.address == Address(host: "gaia.cs.umass.edu", port: 80))
        #expect(!route.isLab)
        #expect(route.link == nil)
        #expect(route.proto == "http")
        #expect(throws: Target.Failure.malformed("the lab is not running here; wireside lab starts it")) {
            try self.route(Switchboard(), "lab://web")
        }
    }

    /// URL, service, transport, protocol, name.
    static let routes: [(String, String, Transport, String?, String)] = [
        ("http://gaia.cs.umass.edu", "web", .tcp, "http", "gaia.cs.umass.edu:80"),
        ("http://GAIA.cs.umass.edu.", "web", .tcp, "http", "GAIA.cs.umass.edu.:80"),
        ("tcp://128.119.245.12:80", "web", .tcp, "http", "128.119.245.12:80"),
        ("smtp://hamburger.edu", "smtp", .tcp, "smtp", "hamburger.edu:25"),
        ("tcp://servername:12000", "upper", .tcp, nil, "servername:12000"),
        ("udp://hostname:12000", "upper", .udp, nil, "hostname:12000"),
        ("lab://web", "web", .tcp, "http", "gaia.cs.umass.edu"),
        ("pop3://hamburger.edu", "pop3", .tcp, "pop3", "hamburger.edu:110"),
        ("lab://pop3", "pop3", .tcp, "pop3", "hamburger.edu"),
        ("lab://smtp", "smtp", .tcp, "smtp", "hamburger.edu"),
        ("lab://upper", "upper", .tcp, nil, "hostname"),
        ("lab://echo", "upper", .tcp, nil, "hostname"),
        ("lab://upper-udp", "upper", .udp, nil, "hostname"),
        ("lab://upper-tcp", "upper", .tcp, nil, "hostname"),
    ]

    @Test func lectureNamesAndAliasesLeadToTheLab() async throws {
        try await withLab { lab throws in
            let board = Switchboard(lab: lab, roundTrip: 7_000_000)
            for (url, service, transport, proto, name) in Self.routes {
                let route = try self.route(board, url)
                let wanted = try #require(lab.service(service, transport: transport))
                #expect(route.address == wanted.address, "\(url)")
                #expect(route.transport == transport, "\(url)")
                #expect(route.proto == proto, "\(url)")
                #expect(route.name == name, "\(url)")
                #expect(route.isLab, "\(url)")
                #expect(route.link?.roundTrip == 7_000_000, "\(url)")
            }
        }
    }

    @Test func whatTheLabDoesNotHaveIsSaidOrLeadsOn() async throws {
        try await withLab { lab throws in
            let board = Switchboard(lab: lab)
            #expect(try !self.route(board, "http://gaia.cs.umass.edu:8080").isLab)
            #expect(try !self.route(board, "udp://gaia.cs.umass.edu:80").isLab)
            #expect(try self.route(board, "lab://web").link == nil)
            let error = #expect(throws: Target.Failure.self) { try self.route(board, "lab://nntp") }
            #expect(error?.sentence.hasPrefix("the lab has no server nntp; it has lab://web, lab://smtp, ") == true)
        }
    }

    /// What the start list and `lab` call a server leads to that server and no other.
    @Test func everyServersOwnAliasLeadsToIt() async throws {
        try await withLab { lab throws in
            let board = Switchboard(lab: lab)
            let list = Destinations(
                switchboard: board, paths: Paths(environment: ["HOME": "/nonexistent"], executable: "/nonexistent/x")
            ).list.filter { $0.kind == .url }
            #expect(list.count == lab.services.count)
            #expect(Set(list.map(\.target)).count == list.count)
            for (destination, service) in zip(list, lab.services) {
                let route = try self.route(board, destination.target)
                #expect(route.address == service.address)
                #expect(route.transport == service.transport)
            }
        }
    }
}

/// A lab on free ports for the time of a test.
func withLab(_ body: (Lab) async throws -> Void) async throws {
    let lab = try await Lab.start(ports: .free)
    do {
        try await body(lab)
    } catch {
        await lab.stop()
        throw error
    }
    await lab.stop()
}
