import DNS
import Octets
import Resolution
import Sockets
import Synchronization
import Testing
import Transcripts

@testable import Lab

/// The lab's name servers for the time of a test.
private func withNames(_ body: (NameServers) async throws -> Void) async throws {
    let names = try await NameServers.start(port: 0)
    do {
        try await body(names)
    } catch {
        await names.stop()
        throw error
    }
    await names.stop()
}

private func query(
    _ name: String, _ type: RecordType = .a, rd: Bool = false, edns: EDNS? = nil, id: UInt16 = 4711
) throws -> Message {
    try Message(asking: Question(DomainName(name), type), id: id, recursionDesired: rd, edns: edns)
}

extension NameServers {
    fileprivate func ask(
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

private let root = "127.0.0.11"
private let umass = "127.0.0.41"

/// One hierarchy at a time: each has more than fifty sockets, and a process may have a thousand.
@Suite(.serialized) enum HierarchyTests {}

extension HierarchyTests {
    @Suite(.timeLimit(.minutes(2))) struct NameServersTests {
        @Test func withoutRDAServerRefersAndWithItFindsOut() async throws {
            try await withNames { names in
                let referral = try await names.ask(root, query("gaia.cs.umass.edu"))
                #expect(referral.header.setFlags == ["qr", "ra"] && referral.answers.isEmpty)
                #expect(referral.authorities.map(\.description) == ["edu. 172800 IN NS a.edu-servers.net."])
                #expect(referral.additionals.map(\.description) == ["a.edu-servers.net. 172800 IN A 127.0.0.31"])
                let whole = try await names.ask(root, query("gaia.cs.umass.edu", rd: true))
                #expect(whole.header.setFlags == ["qr", "rd", "ra"])
                #expect(whole.answers.map(\.description) == ["gaia.cs.umass.edu. 86400 IN A 128.119.245.12"])
                let own = try await names.ask(umass, query("gaia.cs.umass.edu"))
                #expect(own.header.setFlags == ["qr", "aa", "ra"] && own.answers == whole.answers)
            }
        }

        @Test func absencesComeWithTheirSOA() async throws {
            try await withNames { names in
                let none = try await names.ask(umass, query("nosuch.umass.edu"))
                #expect(none.responseCode == .nameError && none.authorities.map(\.type) == [.soa])
                let empty = try await names.ask(umass, query("gaia.cs.umass.edu", .mx))
                #expect(empty.responseCode == .noError && empty.authorities.map(\.ttl) == [3600])
            }
        }

        @Test func whatIsNotAnsweredIsRefusedByName() async throws {
            try await withNames { names in
                #expect(try await names.ask(umass, query("www.amazon.com")).responseCode == .refused)
                #expect(try await names.ask(umass, query("umass.edu", .axfr)).responseCode == .notImplemented)
                var version = EDNS()
                version.version = 1
                #expect(try await names.ask(umass, query("umass.edu", edns: version)).responseCode == .badVersion)
                var notify = try query("umass.edu")
                notify.header.opcode = Opcode(rawValue: 4)
                #expect(try await names.send(notify.serialise().octets, to: umass)?.responseCode == .notImplemented)
                var two = try query("umass.edu")
                two.questions += two.questions
                #expect(try await names.send(two.serialise().octets, to: umass)?.responseCode == .formatError)
                let cut = Array(try query("umass.edu").serialise().octets.dropLast(3))
                #expect(try await names.send(cut, to: umass)?.responseCode == .formatError)
            }
        }

        @Test func aResponseIsAnsweredByNothing() async throws {
            try await withNames { names in
                let connection = try await Dialer().connect(to: Address(host: umass, port: names.port), transport: .udp)
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
                let cut = try await names.ask(umass, query("long.umass.edu", .txt))
                #expect(cut.header.isTruncated && cut.answers.count < 5)
                let large = try await names.ask(umass, query("long.umass.edu", .txt, edns: EDNS(payloadSize: 1232)))
                #expect(!large.header.isTruncated && large.answers.count == 5 && large.edns != nil)
                let small = try await names.ask(umass, query("long.umass.edu", .txt, edns: EDNS(payloadSize: 100)))
                #expect(small.header.isTruncated, "less than 512 counts as 512")
                let whole = try await names.ask(umass, query("long.umass.edu", .txt), over: .tcp)
                #expect(!whole.header.isTruncated && whole.answers.count == 5)
            }
        }

        @Test func aStreamCarriesQuestionAfterQuestion() async throws {
            try await withNames { names in
                let connection = try await Dialer().connect(to: Address(host: umass, port: names.port), transport: .tcp)
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
                _ = try await names.ask(root, query("gaia.cs.umass.edu", rd: true))
                names.unwatch(watching)
                _ = try await names.ask(root, query("gaia.cs.umass.edu", rd: true))
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
            #expect(try await second.ask(root, query("edu", .soa, rd: true)).answers.count == 1)
            await second.stop()
            await first.stop()
            await #expect(throws: NameExchange.Failure.self) { try await first.ask(root, query("edu", .soa)) }
        }
    }
}

/// One question over a socket, and what may come of it.
@Suite(.timeLimit(.minutes(2))) struct NameExchangeTests {
    private func exchange(
        _ port: Int, timeout: Duration = .seconds(20), over transport: Transcripts.Transport = .udp
    ) -> NameExchange {
        NameExchange(
            asker: "test", server: Party(name: "x", address: "127.0.0.1:\(port)"), transport: transport,
            asking: Asking(mode: "iterated", zone: nil, why: ""), isLab: false, timeout: timeout)
    }

    private func withServer(
        _ handler: @escaping Listener.Handler, _ body: (Int) async throws -> Void
    ) async throws {
        let listener = try await Listener.listen(
            at: Address(host: "127.0.0.1", port: 0), transport: .udp, handler: handler)
        try await body(try #require(listener.port))
        await listener.stop()
    }

    @Test func aServerThatNeverAnswersIsATimeOut() async throws {
        try await withServer({ _ in try? await Task.sleep(for: .seconds(30)) }) { port in
            await #expect(
                throws: NameExchange.Failure(outcome: .timeout, reason: "no answer from 127.0.0.1:\(port) in 0 s")
            ) {
                try await exchange(port, timeout: .milliseconds(50)).ask(query("a.x"))
            }
        }
    }

    /// Over TCP: the complaint about a datagram is one that the system may keep to itself when there are many.
    @Test func aPortWhereNobodyListensIsUnreachable() async throws {
        let listener = try await Listener.listen(
            at: Address(host: "127.0.0.1", port: 0), transport: .tcp, handler: { _ in })
        let port = try #require(listener.port)
        await listener.stop()
        do {
            _ = try await exchange(port, over: .tcp).ask(query("a.x"))
            Issue.record("nobody can have answered")
        } catch let failure as NameExchange.Failure {
            #expect(failure.outcome == .unreachable)
        }
    }

    @Test func strangersAnswersArePassedOver() async throws {
        let handler: Listener.Handler = { connection in
            guard case .data(let bytes)? = try? await connection.next(within: .seconds(20)),
                let question = try? Message.parse(bytes.span)
            else { return }
            var wrongID = Message(answering: question)
            wrongID.header.id &+= 1
            var wrongName = Message(answering: question)
            wrongName.questions = (try? [Question(DomainName("b.x"), .a)]) ?? []
            for reply in [question, wrongID, wrongName, Message(answering: question, .refused)] {
                guard let octets = try? reply.serialise().octets else { return }
                try? await connection.send(octets)
            }
            try? await connection.send([0])
            _ = try? await connection.next(within: .seconds(20))
        }
        try await withServer(handler) { port in
            let response = try await exchange(port).ask(query("a.x"))
            #expect(response.responseCode == .refused)
        }
    }
}

extension HierarchyTests {
    @Suite(.timeLimit(.minutes(2))) struct LocalResolverTests {
        private static let questions: [(String, RecordType, ResponseCode, Int)] = [
            ("gaia.cs.umass.edu", .a, .noError, 1), ("www.amazon.com", .a, .noError, 1),
            ("www.ibm.com", .a, .noError, 2),
            ("www.crepes.fr", .a, .noError, 1), ("networkutopia.com", .mx, .noError, 1),
            ("nosuch.umass.edu", .a, .nameError, 0),
            ("www.umass.edu", .mx, .noError, 0), ("12.245.119.128.in-addr.arpa", .ptr, .noError, 1),
        ]

        private let asker = NameService.Client(address: "127.0.0.1:1", transport: .udp)

        @Test func bothWaysGiveTheSameAnswer() async throws {
            try await withNames { names in
                for (name, type, code, count) in Self.questions {
                    var answers: [[String]] = []
                    for mode in [Mode.iterated, .recursive] {
                        let local = names.localResolver("local", mode: mode, watch: nil)
                        let response = await local.answer(try query(name, type, rd: true), from: asker)
                        #expect(
                            response.responseCode == code && response.answers.count == count, "\(mode) \(name) \(type)")
                        #expect(response.header.recursionAvailable && !response.header.isAuthoritative)
                        answers.append(response.answers.map { "\($0.name) \($0.data)" })
                    }
                    #expect(answers[0] == answers[1])
                }
            }
        }

        @Test func theSecondTimeNobodyIsAsked() async throws {
            try await withNames { names in
                for mode in [Mode.iterated, .recursive] {
                    let asked = Mutex(0)
                    let local = names.localResolver(
                        "local", mode: mode,
                        watch: { note in
                            if case .open = note.body { asked.withLock { $0 += 1 } }
                        })
                    let first = await local.answer(try query("gaia.cs.umass.edu", rd: true), from: asker)
                    let before = asked.withLock { $0 }
                    #expect(before == (mode == .iterated ? 3 : 1))
                    let second = await local.answer(try query("gaia.cs.umass.edu", rd: true), from: asker)
                    #expect(asked.withLock { $0 } == before)
                    #expect(second.answers.map(\.data) == first.answers.map(\.data))
                    #expect((second.answers.first?.ttl ?? 0) <= 86400)
                }
            }
        }

        @Test func withoutRDTheCacheAnswersOrNobody() async throws {
            try await withNames { names in
                let local = names.localResolver("local", mode: .iterated, watch: nil)
                #expect(try await local.answer(query("gaia.cs.umass.edu"), from: asker).responseCode == .refused)
                _ = await local.answer(try query("gaia.cs.umass.edu", rd: true), from: asker)
                _ = await local.answer(try query("www.ibm.com", rd: true), from: asker)
                #expect(try await local.answer(query("www.ibm.com"), from: asker).answers.count == 2, "along the alias")
                #expect(
                    try await local.answer(query("dns.umass.edu"), from: asker).responseCode == .refused,
                    "glue is no answer")
                #expect(try await local.answer(query("gaia.cs.umass.edu"), from: asker).answers.count == 1)
            }
        }

        /// dig, as a client of the lab and as the judge of what it says.
        @Test(.enabled(if: Tool.isPresent("dig"))) func digHearsWhatWeHear() async throws {
            try await withNames { names in
                for (name, type, _, _) in Self.questions {
                    for (address, flag) in [
                        (LabZones.localAddress, "+recurse"), (root, "+norecurse"), (root, "+recurse"),
                    ] {
                        let ran = try await Tool.run(
                            "dig",
                            [
                                "@\(address)", "-p", "\(names.port)", name, "\(type)", flag, "+noall", "+answer",
                                "+authority",
                                "+additional", "+tries=1", "+time=20",
                            ])
                        #expect(ran.status == 0, "\(ran.output)")
                        let ours = try await names.ask(address, query(name, type, rd: flag == "+recurse", edns: EDNS()))
                        let records = ours.answers + ours.authorities + ours.additionals.filter { $0.type != .opt }
                        #expect(
                            Self.words(ran.output) == Self.words(records.map(\.description).joined(separator: "\n")))
                    }
                }
            }
        }

        /// Records a line each, without their TTLs, which count down, in order.
        private static func words(_ text: String) -> [String] {
            text.split(separator: "\n").filter { !$0.hasPrefix(";") }.map { line in
                var words = line.split { $0 == " " || $0 == "\t" }.map(String.init)
                if words.count > 1 { words.remove(at: 1) }
                return words.joined(separator: " ")
            }.sorted()
        }
    }
}
