import DNS
import Octets
import Resolution
import Testing

@testable import Lab

private func name(_ text: String) throws -> DomainName { try DomainName(text) }

private func zone(_ apex: String, _ text: String) throws -> Zone {
    let octets = Array(text.utf8)
    let file = MasterFile(octets.span, origin: try name(apex), ttl: 60)
    try #require(file.errors == [])
    return Zone(apex: try name(apex), records: file.records)
}

@Suite struct ZoneTests {
    private static let text = """
        @ SOA ns h 1 2 3 4 30
        @ NS ns
        ns A 192.0.2.1
        www CNAME host
        host A 192.0.2.2
        host A 192.0.2.3
        away CNAME www.example.org.
        round CNAME square
        square CNAME round
        sub NS ns.sub
        sub NS ns.elsewhere.
        ns.sub A 192.0.2.4
        sub DS \\# 4 00010802
        a.deep A 192.0.2.5
        *.wild TXT any
        """

    private func find(_ text: String, _ type: RecordType = .a) throws -> Zone.Finding {
        try zone("x.", Self.text).find(Question(name(text), type))
    }

    private func records(_ finding: Zone.Finding) -> [String] {
        switch finding {
        case .answer(let records), .absence(let records, _): records.map(\.description)
        case .referral(let servers, let glue): (servers + glue).map(\.description)
        }
    }

    @Test func answersAndAliasesWithinTheZone() throws {
        #expect(try records(find("host.x")).count == 2)
        #expect(
            try records(find("www.x")) == [
                "www.x. 60 IN CNAME host.x.", "host.x. 60 IN A 192.0.2.2", "host.x. 60 IN A 192.0.2.3",
            ])
        #expect(try records(find("www.x", .cname)) == ["www.x. 60 IN CNAME host.x."])
        #expect(try records(find("HOST.X")).count == 2, "letter case means nothing")
        #expect(try records(find("away.x")) == ["away.x. 60 IN CNAME www.example.org."])
        #expect(try records(find("round.x")).count == 2, "a circle ends")
    }

    @Test func aCutRefersAllBelowIt() throws {
        for name in ["sub.x", "a.sub.x", "ns.sub.x", "a.b.c.sub.x"] {
            guard case .referral(let servers, let glue) = try find(name) else {
                Issue.record("\(name) is not referred")
                continue
            }
            #expect(servers.map(\.data.description) == ["ns.sub.x.", "ns.elsewhere."])
            #expect(glue.map(\.description) == ["ns.sub.x. 60 IN A 192.0.2.4"])
        }
        guard case .answer(let records) = try find("sub.x", .ds) else {
            return #expect(Bool(false), "DS is the parent's")
        }
        #expect(records.count == 1)
    }

    @Test func whatIsNotThere() throws {
        #expect(try find("host.x", .mx) == .absence([], isNameError: false))
        #expect(try find("nosuch.x") == .absence([], isNameError: true))
        #expect(try find("deep.x") == .absence([], isNameError: false), "a name with others below it exists")
        #expect(try zone("x.", Self.text).authority.map(\.ttl) == [30])
    }

    @Test func aWildcardStandsForNamesThatAreNotThere() throws {
        #expect(try records(find("b.wild.x", .txt)) == ["b.wild.x. 60 IN TXT \"any\""])
        #expect(try find("b.wild.x", .a) == .absence([], isNameError: false))
        #expect(try find("wild.x", .txt) == .absence([], isNameError: false))
    }

    /// RFC 4592 §3.3.1: a wildcard stands for nothing below a name that is there.
    @Test func aWildcardEndsAtTheNearestNameThatIsThere() throws {
        let zone = try zone("x.", "*.wild TXT any\n*.alias CNAME host\nhost A 192.0.2.2\nb.a.wild TXT own\n")
        #expect(try records(zone.find(Question(name("c.d.wild.x"), .txt))) == ["c.d.wild.x. 60 IN TXT \"any\""])
        #expect(try zone.find(Question(name("a.wild.x"), .txt)) == .absence([], isNameError: false))
        #expect(try zone.find(Question(name("c.a.wild.x"), .txt)) == .absence([], isNameError: true))
        #expect(
            try records(zone.find(Question(name("any.alias.x"), .a))) == [
                "any.alias.x. 60 IN CNAME host.x.", "host.x. 60 IN A 192.0.2.2",
            ])
    }

    @Test func theHighestOfTwoCutsRefers() throws {
        let zone = try zone("x.", "sub NS ns.one.\nlow.sub NS ns.two.\nin CNAME a.sub\nnone CNAME nosuch\n")
        for name in ["low.sub.x", "a.low.sub.x"] {
            #expect(try records(zone.find(Question(DomainName(name), .a))) == ["sub.x. 60 IN NS ns.one."])
        }
        #expect(try records(zone.find(Question(name("in.x"), .a))) == ["in.x. 60 IN CNAME a.sub.x."])
        guard case .absence(let chain, isNameError: true) = try zone.find(Question(name("none.x"), .a)) else {
            return #expect(Bool(false), "an alias of a name that is not there")
        }
        #expect(chain.map(\.description) == ["none.x. 60 IN CNAME nosuch.x."])
    }

    /// RFC 4035 §3.1.4.1: who has both zones answers from the one above.
    @Test func dsIsTheParentsEvenForWhoHasBothZones() throws {
        let parent = try zone("x.", "@ SOA ns h 1 2 3 4 30\nsub NS ns.one.\nsub DS \\# 4 00010802\nbare NS ns.one.\n")
        let zones = [parent] + (try ["sub.x.", "bare.x."].map { try zone($0, "@ SOA ns h 1 2 3 4 30\n") })
        let server = NameServer(name: "ns.one", address: try #require(ServerAddress("127.0.0.1")), zones: zones)
        func ask(_ text: String, _ type: RecordType) throws -> Message {
            server.respond(to: try Message(asking: Question(name(text), type), id: 1, recursionDesired: false))
        }
        let (there, none) = (try ask("sub.x", .ds), try ask("bare.x", .ds))
        #expect(there.header.isAuthoritative && there.answers.map(\.type) == [.ds])
        #expect(none.header.isAuthoritative && none.answers.isEmpty)
        #expect(none.authorities.map { "\($0.name) \($0.type)" } == ["x. SOA"])
        #expect(try ask("sub.x", .soa).answers.map { "\($0.name)" } == ["sub.x."])
    }

    @Test func recordsFromOutsideAreLeftOut() throws {
        let zone = try zone("x.", Self.text + "\nwww.y. A 192.0.2.9\n")
        #expect(try zone.find(Question(name("www.y"), .a)) == .absence([], isNameError: true))
    }
}

/// The zones of the lab hang together.
@Suite struct LabZonesTests {
    @Test func everyMasterFileIsRead() {
        for origin in LabZones.origins {
            #expect(LabZones.zoneFile(origin).errors == [], "\(origin)")
            #expect(!LabZones.zoneFile(origin).records.isEmpty)
        }
    }

    @Test func everyServerHasItsOwnLoopbackAddress() {
        let addresses = LabZones.servers.map(\.address.description) + [LabZones.localAddress]
        #expect(Set(addresses).count == addresses.count)
        #expect(addresses.allSatisfy { $0.hasPrefix("127.0.0.") })
        #expect(LabZones.hints.servers.count == 13)
    }

    /// Who is named for a zone has it, and the address that is given out is the right one.
    @Test func everyDelegationLeadsToAServerThatHasTheZone() throws {
        var delegations = 0
        for origin in LabZones.origins {
            let apex = try name(origin)
            for record in LabZones.zoneFile(origin).records where record.type == .ns && record.name != apex {
                delegations += 1
                let wanted = try #require(record.data.nameServer).textWithoutFinalDot
                let server = try #require(LabZones.servers.first { $0.name == wanted }, "\(record)")
                #expect(server.zones.contains { $0.apex == record.name }, "\(record)")
            }
        }
        #expect(delegations >= 18)
        for origin in LabZones.origins {
            for record in LabZones.zoneFile(origin).records where record.type == .a {
                guard let server = LabZones.servers.first(where: { $0.name == record.name.textWithoutFinalDot }) else {
                    continue
                }
                #expect(record.data.description == server.address.description, "\(origin): \(record)")
            }
        }
    }
}
