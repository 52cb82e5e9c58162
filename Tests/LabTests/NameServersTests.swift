import DNS
import Octets
import Resolution
import Sockets
import Synchronization
import Testing
import Transcripts

@testable import Lab

/// The lab's name servers for the time of a test.
func withNames(_ body: (NameServers) async throws -> Void) async throws {
    let names = try await NameServers.start(port: 0)
    do {
        try await body(names)
    } catch {
        await names.stop()
        throw error
    }
    await names.stop()
}

func query(
    _ name: String, _ type: RecordType = .a, rd: Bool = false, edns: EDNS? = nil, id: UInt16 = 4711
) throws -> Message {
    try Message(asking: Question(DomainName(name), type), id: id, recursionDesired: rd, edns: edns)
}

extension NameServers {
    func ask(
        _ address: String, _ query: Message, over transport: Transcripts.Transport = .udp,
        timeout: Duration = .seconds(20), port: Int? = nil
    ) async throws -> Message {
        try await NameExchange(
            asker: "test", server: Party(name: address, address: "\(address):\(port ?? self.port)"),
            transport: transport,
            asking: Asking(mode: "iterated", zone: nil, why: ""), isLab: true, timeout: timeout
        ).ask(query)
    }

    /// Sends octets as they are and gives what comes back first.
    fileprivate func send(_ octets: [UInt8], to address: String) async throws -> Message? {
        let connection = try await Dialer().connect(to: Address(host: address, port: port), transport: .udp)
        try await connection.send(octets)
        let inbound = try await connection.next(within: .seconds(20))
        await connection.close()
        guard case .data(let bytes)? = inbound else { return nil }
        return try Message.parse(bytes.span)
    }
}

let rootAddress = "127.0.0.11"
let umassAddress = "127.0.0.41"

/// One hierarchy at a time: each has more than fifty sockets, and a process may have a thousand.
@Suite(.serialized) enum HierarchyTests {}

extension HierarchyTests {
    @Suite(.timeLimit(.minutes(2))) struct NameServersTests {
        @Test func withoutRDAServerRefersAndWithItFindsOut() async throws {
            try await withNames { names in
                let referral = try await names.ask(rootAddress, query("gaia.cs.umass.edu"))
                #expect(referral.header.setFlags == ["qr", "ra"] && referral.answers.isEmpty)
                #expect(referral.authorities.map(\.description) == ["edu. 172800 IN NS a.edu-servers.net."])
                #expect(referral.additionals.map(\.description) == ["a.edu-servers.net. 172800 IN A 127.0.0.31"])
                let whole = try await names.ask(rootAddress, query("gaia.cs.umass.edu", rd: true))
                #expect(whole.header.setFlags == ["qr", "rd", "ra"])
                #expect(whole.answers.map(\.description) == ["gaia.cs.umass.edu. 86400 IN A 128.119.245.12"])
                let own = try await names.ask(umassAddress, query("gaia.cs.umass.edu"))
                #expect(own.header.setFlags == ["qr", "aa", "ra"] && own.answers == whole.answers)
            }
        }

        @Test func absencesComeWithTheirSOA() async throws {
            try await withNames { names in
                let none = try await names.ask(umassAddress, query("nosuch.umass.edu"))
                #expect(none.responseCode == .nameError && none.authorities.map(\.type) == [.soa])
                let empty = try await names.ask(umassAddress, query("gaia.cs.umass.edu", .mx))
                #expect(empty.responseCode == .noError && empty.authorities.map(\.ttl) == [3600])
            }
        }

        @Test func whatIsNotAnsweredIsRefusedByName() async throws {
            try await withNames { names in
                #expect(try await names.ask(umassAddress, query("www.amazon.com")).responseCode == .refused)
                #expect(try await names.ask(umassAddress, query("umass.edu", .axfr)).responseCode == .notImplemented)
                var version = EDNS()
                version.version = 1
                #expect(
                    try await names.ask(umassAddress, query("umass.edu", edns: version)).responseCode == .badVersion)
                var notify = try query("umass.edu")
                notify.header.opcode = Opcode(rawValue: 4)
                #expect(
                    try await names.send(notify.serialise().octets, to: umassAddress)?.responseCode == .notImplemented)
                var two = try query("umass.edu")
                two.questions += two.questions
                #expect(try await names.send(two.serialise().octets, to: umassAddress)?.responseCode == .formatError)
                let cut = Array(try query("umass.edu").serialise().octets.dropLast(3))
                #expect(try await names.send(cut, to: umassAddress)?.responseCode == .formatError)
            }
        }

        @Test func aResponseIsAnsweredByNothing() async throws {
            try await withNames { names in
                let connection = try await Dialer().connect(
                    to: Address(host: umassAddress, port: names.port), transport: .udp)
                var response = try query("umass.edu")
                response.header.isResponse = true
                try await connection.send(response.serialise().octets)
                try await connection.send([1, 2, 3])
                try await connection.send(query("umass.edu", .soa, id: 99).serialise().octets)
                guard case .data(let bytes)? = try await connection.next(within: .seconds(20)) else {
                    return #expect(Bool(false), "nothing came")
                }
                #expect(try Message.parse(bytes.span).header.id == 99, "the first answer is to the question")
                await connection.close()
            }
        }

        @Test func whatADatagramDoesNotHoldIsCutAndWholeOverTCP() async throws {
            try await withNames { names in
                let cut = try await names.ask(umassAddress, query("long.umass.edu", .txt))
                #expect(cut.header.isTruncated && cut.answers.count < 5)
                let large = try await names.ask(
                    umassAddress, query("long.umass.edu", .txt, edns: EDNS(payloadSize: 1232)))
                #expect(!large.header.isTruncated && large.answers.count == 5 && large.edns != nil)
                let small = try await names.ask(
                    umassAddress, query("long.umass.edu", .txt, edns: EDNS(payloadSize: 100)))
                #expect(small.header.isTruncated, "less than 512 counts as 512")
                let whole = try await names.ask(umassAddress, query("long.umass.edu", .txt), over: .tcp)
                #expect(!whole.header.isTruncated && whole.answers.count == 5)
            }
        }

        @Test func aStreamCarriesQuestionAfterQuestion() async throws {
            try await withNames { names in
                let connection = try await Dialer().connect(
                    to: Address(host: umassAddress, port: names.port), transport: .tcp)
                let all = try (1...3).flatMap {
                    MessageStream.framed(try query("umass.edu", .soa, id: $0).serialise().octets)
                }
                for octet in all { try await connection.send([octet]) }
                var stream = MessageStream()
                var ids: [UInt16] = []
                while ids.count < 3, case .data(let bytes)? = try await connection.next(within: .seconds(20)) {
                    ids += try stream.take(bytes).map { try Message.parse($0.span).header.id }
                }
                #expect(ids == [1, 2, 3])
                await connection.close()
            }
        }

        @Test func whatServersAskOneAnotherIsToldToWhoWatches() async throws {
            try await withNames { names in
                let notes = Mutex<[NameExchange.Note]>([])
                let watching = names.watch { note in notes.withLock { $0.append(note) } }
                _ = try await names.ask(rootAddress, query("gaia.cs.umass.edu", rd: true))
                names.unwatch(watching)
                _ = try await names.ask(rootAddress, query("gaia.cs.umass.edu", rd: true))
                let opened = notes.withLock { $0 }.compactMap { note -> Opening? in
                    if case .open(let opening) = note.body { opening } else { nil }
                }
                #expect(opened.map { $0.client.name } == ["a.root-servers.net", "a.edu-servers.net"])
                #expect(opened.map { $0.server.name } == ["a.edu-servers.net", "dns.umass.edu"])
                #expect(opened.map { $0.asking?.zone } == ["edu.", "umass.edu."])
                let causes = notes.withLock { $0 }.compactMap(\.cause)
                #expect(
                    Set(causes).count == 2 && causes.contains(opened[0].client.address),
                    "each names whose question it serves")
            }
        }

        @Test func aTakenPortMovesTheWholeHierarchy() async throws {
            let first = try await NameServers.start(port: 0)
            let second = try await NameServers.start(port: first.port)
            #expect(second.port > first.port)
            #expect(try await second.ask(rootAddress, query("edu", .soa, rd: true)).answers.count == 1)
            await second.stop()
            await first.stop()
            await #expect(throws: NameExchange.Failure.self) {
                try await first.ask(rootAddress, query("edu", .soa), over: .tcp)
            }
        }

        /// One address of fifty is enough: a hierarchy with a server elsewhere would lead nowhere.
        @Test func aPortTakenAtOneAddressMovesTheWholeHierarchy() async throws {
            let blocker = try await Listener.listen(
                at: Address(host: LabZones.localAddress, port: 0), transport: .tcp, handler: { _ in })
            let taken = try #require(blocker.port)
            let names = try await NameServers.start(port: taken)
            #expect(names.port > taken)
            #expect(try await names.ask(LabZones.localAddress, query("edu", .soa, rd: true)).answers.count == 1)
            await #expect(throws: NameExchange.Failure.self, "what had started there is stopped") {
                try await names.ask(rootAddress, query("edu", .soa), over: .tcp, port: taken)
            }
            await names.stop()
            await blocker.stop()
        }

        @Test func afterStoppingNobodyListens() async throws {
            let names = try await NameServers.start(port: 0)
            await names.stop()
            for address in names.servers.map(\.address.description) + [LabZones.localAddress] {
                let failure = await #expect(throws: NameExchange.Failure.self) {
                    try await names.ask(address, query("edu", .soa), over: .tcp)
                }
                #expect(failure?.outcome == .unreachable, "\(address)")
                // Both places are free to take again.
                let next = try await NameService.listen(at: address, port: names.port) { query, _ in query }
                for listener in next { await listener.stop() }
            }
        }
    }
}
