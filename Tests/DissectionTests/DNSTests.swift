import DNS
import Octets
import Testing
import Transcripts

@testable import Dissection

@Suite struct DNSTests {
    private static func name(_ text: String) throws -> DomainName { try DomainName(text) }

    /// The walk of the lecture: asked of a root server, which refers to `edu`; then of the server in charge.
    static func dialogue() throws -> Dialogue {
        let gaia = try name("gaia.cs.umass.edu")
        let query = try Message(asking: Question(gaia, .a), id: 17, recursionDesired: true)
        var referral = Message(answering: query)
        let server = try name("a.edu-servers.net")
        referral.authorities = [ResourceRecord(name: try name("edu"), ttl: 172_800, data: .ns(server))]
        referral.additionals = [
            ResourceRecord(name: server, ttl: 172_800, data: .a(try #require(IPv4Address("192.5.6.30"))))
        ]
        var second = query
        second.header.id = 18
        var answer = Message(answering: second)
        answer.header.isAuthoritative = true
        answer.answers = [ResourceRecord(name: gaia, ttl: 300, data: .a(try #require(IPv4Address("128.119.245.12"))))]
        var third = query
        third.header.id = 19
        third.questions = [Question(try name("no.umass.edu"), .mx)]
        let missing = Message(answering: third, .nameError)
        let exchanges = [(query, referral), (second, answer), (third, missing)]
        return Dialogue(
            try exchanges.flatMap { exchange in
                [
                    Dialogue.Turn(direction: .clientToServer, bytes: try exchange.0.serialise().octets),
                    Dialogue.Turn(direction: .serverToClient, bytes: try exchange.1.serialise().octets),
                ]
            })
    }

    private static func prefixed(_ dialogue: Dialogue) -> Dialogue {
        Dialogue(
            dialogue.turns.map { turn in
                let length = [UInt8(turn.bytes.count >> 8), UInt8(turn.bytes.count & 255)]
                return Dialogue.Turn(direction: turn.direction, bytes: length + turn.bytes)
            })
    }

    private static let summaries = [
        "> message query A gaia.cs.umass.edu. rd",
        "< message response A gaia.cs.umass.edu.: referral to edu. (0)", "> message query A gaia.cs.umass.edu. rd",
        "< message response A gaia.cs.umass.edu.: 128.119.245.12, aa (2)", "> message query MX no.umass.edu. rd",
        "< message response MX no.umass.edu.: NXDOMAIN (4)",
    ]

    @Test func messagesOverUDPAndTCP() throws {
        let dialogue = try Self.dialogue()
        #expect(Dissected(dialogue.events(port: 53, transport: .udp)).summaries == Self.summaries)
        #expect(Dissected(dialogue.events(proto: "dns", transport: .udp)).summaries == Self.summaries)
        let stream = Self.prefixed(dialogue)
        #expect(Dissected(stream.events(port: 53)).summaries == Self.summaries)
        #expect(Dissected(stream.bytewise(port: 53)).summaries == Self.summaries)
        let local = Dissected(dialogue.events(port: 5353, transport: .udp))
        #expect(local.records.allSatisfy { $0.proto == .mdns })
    }

    @Test func theReferralsTree() throws {
        let golden = """
            message=response A gaia.cs.umass.edu.: referral to edu. [0..<82] dns.message
             header=qr rd, NOERROR [0..<12] dns.header
              id=17 [0..<2] dns.id
              flags=qr rd, NOERROR [2..<4] dns.flags
               qr=1, a response [2..<3] dns.qr
               opcode=QUERY [2..<3] dns.opcode
               aa=0 [2..<3] dns.aa
               tc=0 [2..<3] dns.tc
               rd=1 [2..<3] dns.rd
               ra=0 [3..<4] dns.ra
               z=0 [3..<4] dns.z
               ad=0 [3..<4] dns.ad
               cd=0 [3..<4] dns.cd
               rcode=NOERROR [3..<4] dns.rcode
              questions=1 [4..<6] dns.count
              answers=0 [6..<8] dns.count
              authorities=1 [8..<10] dns.count
              additionals=1 [10..<12] dns.count
             questions=1 [12..<35] dns.questions
              question=gaia.cs.umass.edu. A [12..<35] dns.question
               name=gaia.cs.umass.edu. [12..<31] dns.name
               type=A [31..<33] dns.type
               class=IN [33..<35] dns.class
             authorities=1 [35..<66] dns.authorities
              NS=edu. a.edu-servers.net. [35..<66] dns.record
               name=edu. [35..<37] dns.name
               type=NS [37..<39] dns.type
               class=IN [39..<41] dns.class
               ttl=172 800 s, 2 days [41..<45] dns.ttl
               length=19 [45..<47] dns.dataLength
               data=a.edu-servers.net. [47..<66] dns.data
                name server=a.edu-servers.net. [47..<66] dns.part
             additionals=1 [66..<82] dns.additionals
              A=a.edu-servers.net. 192.5.6.30 [66..<82] dns.record
               name=a.edu-servers.net. [66..<68] dns.name
               type=A [68..<70] dns.type
               class=IN [70..<72] dns.class
               ttl=172 800 s, 2 days [72..<76] dns.ttl
               length=4 [76..<78] dns.dataLength
               data=192.5.6.30 [78..<82] dns.data
                address=192.5.6.30 [78..<82] dns.part
            """
        let lines = Dissected(try Self.dialogue().events(port: 53, transport: .udp)).tree(1).lines()
        #expect(lines.joined(separator: "\n") == golden)
    }

    @Test func pointersAndGlueAreExplained() throws {
        let tree = Dissected(try Self.dialogue().events(port: 53, transport: .udp)).tree(1)
        let server = try #require(tree.children.last?.children.first)
        #expect(
            server.remarks.map(\.text) == [
                "glue: the address of a server named above, so that nobody has to ask for it"
            ])
        let owner = try #require(server.children.first)
        #expect(owner.value == "a.edu-servers.net.")
        #expect(owner.remarks.first?.text.hasPrefix("it ends with a pointer: the rest stands from octet ") == true)
    }

    /// Over TCP everything stands two octets later, behind the length.
    @Test func theLengthOverTCP() throws {
        let dialogue = try Self.dialogue()
        let plain = Dissected(dialogue.events(port: 53, transport: .udp)).tree(3)
        let stream = Dissected(Self.prefixed(dialogue).events(port: 53)).tree(3)
        #expect(stream.children.first?.lines() == ["length=\(plain.range.count) B [0..<2] dns.length"])
        #expect(stream.children[1].children.first?.range == 2..<4)
        #expect(stream.value == plain.value)
    }

    @Test func damageIsToldAndWhatCanBeHadIsShown() throws {
        let dialogue = try Self.dialogue()
        for cut in 1..<dialogue.turns[1].bytes.count {
            let turn = Dialogue.Turn(direction: .serverToClient, bytes: Array(dialogue.turns[1].bytes[..<cut]))
            let dissected = Dissected(Dialogue([turn]).events(port: 53, transport: .udp))
            #expect(dissected.records.map(\.kind) == [cut < 12 ? .unparsed : .message], "\(cut)")
            let remarks = dissected.tree(0).allRemarks
            #expect(remarks.contains { $0.severity == .error }, "\(cut)")
        }
    }
}

extension FieldNode {
    fileprivate var allRemarks: [Remark] { remarks + children.flatMap(\.allRemarks) }
}
