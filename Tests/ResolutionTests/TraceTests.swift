import DNS
import Octets
import Resolution
import Testing
import Transcripts

/// A transcript in the making: connections of a trace, and what passes on them.
private struct Wire {
    var trace = Trace()
    private var number = 0
    private var time: Int64 = 0

    mutating func happen(_ connection: Int, _ body: Event.Body, after nanoseconds: Int64 = 1_000_000) {
        time += nanoseconds
        trace.receive(Event(time: Moment(nanoseconds: time), connection: connection, body: body), number: number)
        number += 1
    }

    mutating func open(
        _ connection: Int, _ asker: String, _ server: String, zone: String? = nil, mode: String = "iterated",
        _ transport: Transport = .udp
    ) {
        happen(
            connection,
            .open(
                Opening(
                    transport: transport, client: Endpoint(address: "127.0.0.1:1", name: asker),
                    server: Endpoint(address: "127.0.0.2:53", name: server), proto: "dns",
                    asking: Asking(mode: mode, zone: zone, why: "because"))))
    }

    mutating func ask(_ connection: Int, _ text: String = "a.x") {
        happen(connection, .data(.clientToServer, Wire.query(text)))
    }

    mutating func answer(
        _ connection: Int, _ text: String = "a.x", answer: String = "", authority: String = "", additional: String = "",
        aa: Bool = false, tc: Bool = false, rcode: ResponseCode = .noError
    ) {
        happen(connection, .data(.serverToClient, Wire.response(text, answer, authority, additional, aa, tc, rcode)))
    }

    static func query(_ text: String) -> [UInt8] {
        let message = try? Message(asking: Question(name(text), .a), id: 7, recursionDesired: false)
        return (try? message?.serialise().octets) ?? []
    }

    static func response(
        _ text: String, _ answer: String = "", _ authority: String = "", _ additional: String = "", _ aa: Bool = false,
        _ tc: Bool = false, _ rcode: ResponseCode = .noError
    ) -> [UInt8] {
        var header = Header(id: 7)
        header.isResponse = true
        header.isAuthoritative = aa
        header.isTruncated = tc
        header.responseCode = rcode
        let message = Message(
            header: header, questions: [Question(name(text), .a)], answers: records(answer),
            authorities: records(authority), additionals: records(additional))
        return (try? message.serialise().octets) ?? []
    }

    static func framed(_ octets: [UInt8]) -> [UInt8] { [UInt8(octets.count >> 8), UInt8(octets.count & 255)] + octets }

    var steps: [Step] { trace.lanes.first?.steps ?? [] }
}

@Suite struct TraceTests {
    private func walk() -> Wire {
        var wire = Wire()
        wire.open(0, "host", "local")
        wire.ask(0)
        wire.open(1, "local", "root", zone: ".")
        wire.ask(1)
        wire.answer(1, authority: "x. NS ns.x.", additional: "ns.x. A 192.0.2.1")
        wire.happen(1, .close(Closing(by: .clientToServer)))
        wire.open(2, "local", "ns.x", zone: "x.")
        wire.ask(2)
        wire.answer(2, answer: "a.x. A 192.0.2.7", aa: true)
        wire.answer(0, answer: "a.x. A 192.0.2.7")
        return wire
    }

    @Test func stepsAndMessagesComeOutOfEvents() {
        let wire = walk()
        #expect(wire.steps.map(\.number) == [1, 2, 3])
        #expect(wire.steps.map(\.outcome) == [.answer, .referral, .answer])
        #expect(wire.steps.map(\.zone?.description) == [nil, ".", "x."])
        #expect(wire.steps.map { $0.server.name } == ["local", "root", "ns.x"])
        #expect(wire.steps.map(\.roundTrip) == [8_000_000, 1_000_000, 1_000_000])
        #expect(wire.steps[1].queryEvent == 3 && wire.steps[1].responseEvent == 4 && wire.steps[1].why == "because")
        let lane = wire.trace.lane(.iterated)
        #expect(lane?.messages.map(\.step) == [0, 1, 1, 2, 2, 0])
        #expect(lane?.messages.map(\.isResponse) == [false, false, true, false, true, true])
        #expect(lane?.hostStep?.number == 1 && lane?.hostTime == 8_000_000 && lane?.local == "local")
        #expect(wire.trace.question == Question(name("a.x"), .a))
    }

    @Test func theCacheHoldsWhatTheLocalServerHeardSoFar() throws {
        let lane = try #require(walk().trace.lanes.first)
        let counts = (0...6).map { lane.cache(afterMessages: $0).count }
        #expect(counts == [0, 0, 0, 2, 2, 3, 3], "what the host heard is not the local server's")
        let entry = lane.cache(afterMessages: 6).entry(name("a.x"), .a, at: .zero)
        #expect(entry?.step == 3 && entry?.trust == .authority)
    }

    @Test func theLoadCountsWhatPassesEachServer() throws {
        let lane = try #require(walk().trace.lanes.first)
        #expect(lane.handled(afterMessages: 2).map { "\($0.name) \($0.messages)" } == ["local 2", "root 1"])
        #expect(lane.handled(afterMessages: 99).map { "\($0.name) \($0.messages)" } == ["local 6", "root 2", "ns.x 2"])
    }

    @Test func messagesOverTCPAreTakenOutOfTheirFrames() {
        for whole in [true, false] {
            var wire = Wire()
            wire.open(0, "local", "root", zone: ".", .tcp)
            let pieces = [
                (Direction.clientToServer, Wire.framed(Wire.query("a.x"))),
                (.serverToClient, Wire.framed(Wire.response("a.x", "a.x. A 192.0.2.7"))),
            ]
            for (direction, octets) in pieces {
                for piece in whole ? [octets] : octets.map({ [$0] }) { wire.happen(0, .data(direction, piece)) }
            }
            #expect(wire.steps.map(\.outcome) == [.answer] && wire.trace.lanes.first?.messages.count == 2)
        }
    }

    @Test func failuresAreToldByTheirFirstWord() {
        let cases: [(String, Outcome)] = [
            ("timeout: no answer", .timeout), ("unreachable: refused", .unreachable), ("malformed: no", .malformed),
            ("the moon", .unreachable),
        ]
        for (text, outcome) in cases {
            var wire = Wire()
            wire.open(0, "local", "root", zone: ".")
            wire.ask(0)
            #expect(wire.steps.map(\.outcome) == [.pending])
            wire.happen(0, .error(text))
            #expect(wire.steps.map(\.outcome) == [outcome] && wire.steps[0].failure == text)
            #expect(wire.steps[0].roundTrip == nil)
        }
        var wire = Wire()
        wire.open(0, "local", "root", zone: ".")
        wire.ask(0)
        wire.happen(0, .data(.serverToClient, [1, 2, 3]))
        var forged = Wire.response("a.x", "a.x. A 6.6.6.6")
        forged[1] ^= 1
        wire.happen(0, .data(.serverToClient, forged))
        wire.happen(0, .data(.serverToClient, Wire.response("b.x", "b.x. A 6.6.6.6")))
        wire.happen(0, .data(.serverToClient, Wire.query("a.x")))
        #expect(wire.steps.map(\.outcome) == [.malformed], "what is no answer is passed over")
        wire.answer(0, answer: "a.x. A 192.0.2.7")
        #expect(wire.steps[0].response?.answers.map(\.data.description) == ["192.0.2.7"])
    }

    @Test func whatTheLocalServerKnewIsCached() {
        var wire = walk()
        wire.open(3, "host", "local")
        wire.ask(3)
        wire.answer(3, answer: "a.x. A 192.0.2.7")
        #expect(wire.steps.map(\.outcome) == [.answer, .referral, .answer, .cached])
        // A datagram cut short and the same over TCP are one question.
        var cut = Wire()
        cut.open(0, "host", "local")
        cut.ask(0)
        cut.open(1, "local", "ns.x", zone: "x.")
        cut.ask(1)
        cut.answer(1, answer: "a.x. A 192.0.2.7", aa: true)
        cut.answer(0, tc: true)
        cut.open(2, "host", "local", .tcp)
        cut.happen(2, .data(.clientToServer, Wire.framed(Wire.query("a.x"))))
        cut.happen(2, .data(.serverToClient, Wire.framed(Wire.response("a.x", "a.x. A 192.0.2.7"))))
        #expect(cut.steps.map(\.outcome) == [.truncated, .answer, .answer])
    }

    @Test func lanesAreToldApartAndStrangersPassedOver() {
        var wire = walk()
        wire.open(9, "host", "local", mode: "recursive")
        wire.ask(9)
        wire.happen(77, .data(.clientToServer, [1]))
        wire.happen(
            78,
            .open(
                Opening(transport: .udp, client: Endpoint(address: "a"), server: Endpoint(address: "b"), proto: "dns")))
        wire.happen(78, .data(.clientToServer, Wire.query("b.x")))
        wire.happen(9, .note("words"))
        #expect(wire.trace.lanes.map(\.mode) == [.iterated, .recursive])
        #expect(wire.trace.lanes.map(\.steps.count) == [3, 1])
        #expect(Trace().isEmpty && Trace().question == nil)
    }

    @Test func oddOrdersHurtNobody() {
        var wire = Wire()
        wire.open(0, "host", "local")
        wire.answer(0, answer: "a.x. A 192.0.2.7")
        #expect(wire.steps.map(\.outcome) == [.pending], "no answer without a question")
        wire.ask(0)
        wire.ask(0, "b.x")
        wire.answer(0, answer: "a.x. A 192.0.2.7")
        wire.answer(0, rcode: .nameError)
        wire.happen(0, .error("timeout: late"))
        #expect(wire.steps.map(\.outcome) == [.cached] && wire.trace.lanes.first?.messages.count == 2)
        for connection in 1...(Trace.stepLimit + 5) { wire.open(connection, "local", "s", zone: ".") }
        #expect(wire.steps.count == Trace.stepLimit)
        wire.ask(Trace.stepLimit + 3)
        for number in 0..<50 { wire.open(number + 5000, "host", "local", mode: "mode \(number)") }
        #expect(wire.trace.lanes.count == Trace.laneLimit)
    }

    /// What is no answer to the question is passed over, as who asked passed it over (RFC 5452 §9).
    @Test func aStrangersReplyIsNoAnswer() throws {
        var wrongID = Wire.response("a.x", "a.x. A 192.0.2.66", "", "", true)
        wrongID[1] ^= 1
        let strangers = [wrongID, Wire.response("b.x", "b.x. A 192.0.2.66"), Wire.query("a.x"), [1, 2, 3]]
        for stranger in strangers {
            var wire = Wire()
            wire.open(0, "host", "local")
            wire.ask(0)
            wire.open(1, "local", "root", zone: ".")
            wire.ask(1)
            wire.happen(1, .data(.serverToClient, stranger))
            #expect(wire.steps.map(\.outcome) == [.pending, .malformed] && wire.steps[1].response == nil)
            var silent = wire
            silent.happen(1, .error("timeout: no answer"))
            #expect(silent.steps[1].outcome == .timeout, "what came of it in the end counts")
            wire.answer(1, answer: "a.x. A 192.0.2.7", aa: true)
            #expect(wire.steps[1].outcome == .answer && wire.steps[1].responseEvent == 5)
            #expect(wire.steps[1].roundTrip == 2_000_000 && wire.steps[1].failure == nil)
            let lane = try #require(wire.trace.lanes.first)
            #expect(lane.messages.map(\.event) == [1, 3, 5])
            #expect(lane.cache(afterMessages: 3).entries(at: .zero).map(\.data.first?.description) == ["192.0.2.7"])
        }
    }

    @Test func aConnectionThatBreaksIsToldByItsReason() {
        var wire = Wire()
        wire.open(0, "local", "root", zone: ".", .tcp)
        wire.ask(0)
        wire.happen(0, .close(Closing(by: .serverToClient, half: true)))
        #expect(wire.steps[0].outcome == .pending && wire.steps[0].failure == nil)
        var broken = Wire()
        broken.open(0, "local", "root", zone: ".")
        broken.ask(0)
        broken.happen(0, .close(Closing(by: .serverToClient, reason: "reset")))
        broken.happen(0, .error("timeout: late"))
        #expect(broken.steps[0].outcome == .unreachable && broken.steps[0].failure == "reset", "the first counts")
    }

    @Test func theHostsTimeIsThatOfAllItsQuestions() throws {
        var wire = Wire()
        wire.open(0, "host", "local")
        wire.ask(0)
        #expect(wire.trace.lanes.first?.hostTime == nil)
        wire.answer(0, tc: true)
        wire.open(1, "host", "local", .tcp)
        wire.happen(1, .data(.clientToServer, Wire.framed(Wire.query("a.x"))))
        #expect(wire.trace.lanes.first?.hostStep?.outcome == .pending && wire.trace.lanes.first?.hostTime == 1_000_000)
        wire.happen(1, .data(.serverToClient, Wire.framed(Wire.response("a.x", "a.x. A 192.0.2.7"))), after: 5_000_000)
        let lane = try #require(wire.trace.lanes.first)
        #expect(lane.hostTime == 6_000_000 && lane.hostStep?.number == 2 && lane.hostStep?.transport == .tcp)
    }

    @Test func anyOctetsAreRead() {
        var random = SystemRandomNumberGenerator()
        var seed = random.next()
        let first = seed
        func next() -> UInt8 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: seed >> 33)
        }
        for _ in 0..<200 {
            var wire = Wire()
            wire.open(0, "host", "local", next() % 2 == 0 ? .tcp : .udp)
            for _ in 0..<6 {
                let octets = (0..<Int(next() % 60)).map { _ in next() }
                wire.happen(0, .data(next() % 2 == 0 ? .clientToServer : .serverToClient, octets))
            }
            let lane = wire.trace.lanes.first
            _ = lane?.cache(afterMessages: 99)
            #expect(lane?.steps.count == 1, "seed \(first)")
        }
    }
}

@Suite struct VerdictTests {
    @Test func whatAServerStatesComesBeforeItsRecords() throws {
        let cases: [(ResponseCode, Bool, Outcome)] = [
            (.noError, true, .truncated), (.nameError, false, .nxdomain), (.nameError, true, .nxdomain),
            (.serverFailure, false, .servfail), (.refused, false, .refused), (.formatError, false, .formerr),
            (.notImplemented, true, .notimp), (ResponseCode(rawValue: 9), false, .servfail),
        ]
        for (code, isCut, outcome) in cases {
            let octets = Wire.response("a.x", "a.x. A 192.0.2.1", "", "", true, isCut, code)
            let message = try Message.parse(octets.span)
            let verdict = Verdict(message, to: Question(name("a.x"), .a), from: .root)
            #expect(verdict.outcome == outcome, "\(code)")
        }
        let final: [Outcome] = [.answer, .nodata, .nxdomain, .cached]
        let failures: [Outcome] = [
            .servfail, .refused, .formerr, .notimp, .lame, .timeout, .unreachable, .malformed,
        ]
        let others: [Outcome] = [.referral, .cname, .truncated, .pending, Outcome(rawValue: "new")]
        for outcome in final + failures + others {
            #expect(outcome.isFinal == final.contains(outcome) && outcome.isFailure == failures.contains(outcome))
        }
    }

    private func verdict(
        _ answer: String = "", _ authority: String = "", aa: Bool = false, zone: String? = ".", type: RecordType = .a
    ) throws -> Outcome {
        let octets = Wire.response("a.b.x", answer, authority, "", aa)
        return Verdict(try Message.parse(octets.span), to: Question(name("a.b.x"), type), from: zone.map(name)).outcome
    }

    @Test func aResponseIsWhatItIsToItsQuestion() throws {
        #expect(try verdict("a.b.x. A 192.0.2.1") == .answer)
        #expect(try verdict("a.b.x. CNAME c.x.") == .cname)
        #expect(try verdict("a.b.x. CNAME c.x.", type: .cname) == .answer)
        #expect(try verdict("a.b.x. CNAME c.x.; c.x. A 192.0.2.1") == .answer)
        #expect(try verdict("a.b.x. CNAME c.y.; c.y. A 192.0.2.1", zone: "x") == .cname, "y is not x's business")
        #expect(try verdict("", "x. NS ns.x.") == .referral)
        #expect(try verdict("", "x. NS ns.x.", zone: "x") == .lame)
        #expect(try verdict("", ". NS root.", zone: "x") == .lame)
        #expect(try verdict("", "c.x. NS ns.x.", zone: "x") == .lame)
        #expect(try verdict("", "x. SOA ns.x. h.x. 1 2 3 4 5") == .nodata)
        #expect(try verdict("", "", aa: true) == .nodata)
        #expect(try verdict("", ". NS root.", aa: true, zone: "x") == .lame, "AA or not")
        #expect(try verdict("", "") == .lame)
        #expect(try verdict("", "", zone: nil) == .nodata, "who finds out for us may say no more")
        #expect(try verdict("other.x. A 192.0.2.1", "", aa: true) == .nodata)
        var absent = try Message.parse(
            Wire.response("a.b.x", "a.b.x. CNAME c.y.", "", "", true, false, .nameError).span)
        let question = Question(name("a.b.x"), .a)
        #expect(Verdict(absent, to: question, from: name("x")).outcome == .cname, "y is not x's to deny")
        absent.answers = records("a.b.x. CNAME c.x.")
        #expect(Verdict(absent, to: question, from: name("x")).outcome == .nxdomain)
    }
}

@Suite struct HintsTests {
    @Test func theInternetHasThirteenRootsInBothFamilies() {
        let servers = Hints.internet.servers
        #expect(servers.map { $0.name.description.first } == Array("abcdefghijklm").map { $0 })
        #expect(servers.allSatisfy { $0.addresses.count == 2 })
    }

    @Test func namesWithoutAddressesAreLeftOut() {
        #expect(Hints(records(". NS a.; . NS b.; b. A 192.0.2.1; c. A 192.0.2.2")).servers.map(\.name) == [name("b")])
        #expect(Hints([]).servers.isEmpty)
    }
}
