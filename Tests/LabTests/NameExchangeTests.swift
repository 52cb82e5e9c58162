import DNS
import Octets
import Resolution
import Sockets
import Synchronization
import TestKit
import Testing
import Transcripts

@testable import Lab

/// One question over a socket, and what may come of it.
@Suite(.timeLimit(.minutes(2))) struct NameExchangeTests {
    private func exchange(
        _ port: Int, over transport: Transcripts.Transport = .udp, timeout: Duration = .seconds(20),
        watch: NameExchange.Watch? = nil
    ) -> NameExchange {
        NameExchange(
            asker: "test", server: Party(name: "x", address: "127.0.0.1:\(port)"), transport: transport,
            asking: Asking(mode: "iterated", zone: nil, why: ""), isLab: false, timeout: timeout, watch: watch)
    }

    private func withServer(
        over transport: Transcripts.Transport = .udp, _ handler: @escaping Listener.Handler,
        _ body: (Int) async throws -> Void
    ) async throws {
        let listener = try await Listener.listen(
            at: Address(host: "127.0.0.1", port: 0), transport: transport, handler: handler)
        do {
            try await body(try #require(listener.port))
        } catch {
            await listener.stop()
            throw error
        }
        await listener.stop()
    }

    /// Hears what comes for as long as something does, and says nothing.
    private static func listenOnly(_ connection: Connection) async {
        while case .data? = try? await connection.next() {}
    }

    @Test func aServerThatNeverAnswersIsATimeOut() async throws {
        try await withServer(Self.listenOnly) { port in
            await #expect(
                throws: NameExchange.Failure(outcome: .timeout, reason: "no answer from 127.0.0.1:\(port) in 0 s")
            ) {
                try await exchange(port, timeout: .milliseconds(50)).ask(query("a.x"))
            }
        }
    }

    /// Over TCP: the complaint about a datagram is one that the system may keep to itself when there are many.
    @Test func aPortWhereNobodyListensIsUnreachable() async throws {
        let port = try QuietPort()
        defer { port.release() }
        let failure = await #expect(throws: NameExchange.Failure.self) {
            try await exchange(port.number, over: .tcp).ask(query("a.x"))
        }
        #expect(failure?.outcome == .unreachable)
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

    /// A stream may come in any pieces: only whole messages count as answers of others.
    @Test func aReplyOverTCPMayComeOctetByOctet() async throws {
        let (arrivals, arrived) = AsyncStream<Void>.makeStream()
        let watch: NameExchange.Watch = { note in
            if case .data(.serverToClient, _) = note.body { arrived.yield() }
        }
        let handler: Listener.Handler = { connection in
            var stream = MessageStream()
            var asked: [[UInt8]] = []
            while asked.isEmpty, case .data(let bytes)? = try? await connection.next(within: .seconds(20)) {
                asked = stream.take(bytes)
            }
            guard let first = asked.first, let question = try? Message.parse(first.span),
                let reply = try? Message(answering: question, .refused).serialise().octets
            else { return }
            var each = arrivals.makeAsyncIterator()
            for octet in MessageStream.framed(reply) {
                guard (try? await connection.send([octet])) != nil else { return }
                await each.next()
            }
            await Self.listenOnly(connection)
        }
        try await withServer(over: .tcp, handler) { port in
            defer { arrived.finish() }
            let response = try await exchange(port, over: .tcp, watch: watch).ask(query("a.x"))
            #expect(response.responseCode == .refused && response.header.id == 4711)
        }
    }

    @Test func aServerThatClosesWithoutAnAnswerHasGivenNone() async throws {
        let handler: Listener.Handler = { connection in
            _ = try? await connection.next(within: .seconds(20))
            try? await connection.send([0, 40, 1, 2])
            await connection.close()
        }
        let bodies = Mutex<[Event.Body]>([])
        try await withServer(over: .tcp, handler) { port in
            let reason = "the server closed the connection without an answer"
            await #expect(throws: NameExchange.Failure(outcome: .malformed, reason: reason)) {
                try await exchange(port, over: .tcp, watch: { note in bodies.withLock { $0.append(note.body) } })
                    .ask(query("a.x"))
            }
            let told = bodies.withLock { $0 }
            #expect(told.suffix(2) == [.error("malformed: \(reason)"), .close(Closing(by: .clientToServer))])
            #expect(told.contains(.data(.serverToClient, [0, 40, 1, 2])), "what came is told, though it is no answer")
        }
    }

    @Test func nothingButStrangersAnswersIsNoAnswer() async throws {
        let handler: Listener.Handler = { connection in
            guard case .data(let bytes)? = try? await connection.next(within: .seconds(20)),
                let question = try? Message.parse(bytes.span)
            else { return }
            for number in 1...UInt16(NameExchange.strayLimit) {
                var stranger = Message(answering: question)
                stranger.header.id &+= number
                guard let octets = try? stranger.serialise().octets else { return }
                try? await connection.send(octets)
            }
            await Self.listenOnly(connection)
        }
        try await withServer(handler) { port in
            let reason = "what came back was no answer to the question"
            await #expect(throws: NameExchange.Failure(outcome: .malformed, reason: reason)) {
                try await exchange(port).ask(query("a.x"))
            }
        }
    }
}
