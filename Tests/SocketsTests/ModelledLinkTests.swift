import Testing
import Transcripts

@testable import Sockets

/// Lower bounds only: a busy machine may be slower than the model, but never quicker.
@Suite(.timeLimit(.minutes(1))) struct ModelledLinkTests {
    let link = Link(roundTrip: 60_000_000)

    func elapsed(_ work: () async throws -> Void) async rethrows -> Duration {
        try await ContinuousClock().measure(work)
    }

    @Test func connectingCostsARoundTripAndAnAnswerAnother() async throws {
        let listener = try await Listener.listen(at: loopback, transport: .tcp, handler: echo)
        let connection = try await Dialer(link: link).connect(to: listener.address, transport: .tcp)
        #expect(connection.connectTime >= link.roundTrip)
        let answering = try await elapsed {
            try await connection.send([1])
            #expect(try await read(1, from: connection) == [1])
        }
        #expect(answering >= .nanoseconds(link.roundTrip))
        await connection.close()
        await listener.stop()
    }

    @Test func aGreetingComesTwoRoundTripsAfterTheStart() async throws {
        let listener = try await Listener.listen(at: loopback, transport: .tcp) { try? await $0.send([1]) }
        let all = try await elapsed {
            let connection = try await Dialer(link: link).connect(to: listener.address, transport: .tcp)
            #expect(try await read(1, from: connection) == [1])
            await connection.close()
        }
        #expect(all >= .nanoseconds(2 * link.roundTrip))
        await listener.stop()
    }

    @Test func orderIsKeptWithARateAndTheEndComesLast() async throws {
        let listener = try await Listener.listen(at: loopback, transport: .tcp, handler: echo)
        let slow = Link(roundTrip: 10_000_000, rate: 200_000)
        let connection = try await Dialer(link: slow).connect(to: listener.address, transport: .tcp)
        let sent = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
        var heard: (bytes: [UInt8], last: Inbound?) = ([], nil)
        let took = try await elapsed {
            for start in stride(from: 0, to: sent.count, by: 1000) {
                try await connection.send(Array(sent[start..<start + 1000]))
            }
            try await connection.finishSending()
            heard = try await readAll(from: connection)
        }
        #expect(heard.bytes == sent)
        #expect(heard.last == .end)
        // 10,000 bytes at 200,000 a second take 50 ms, and the last piece then crosses both ways.
        #expect(took >= .milliseconds(60))
        await connection.close()
        await listener.stop()
    }

    @Test func closingWaitsForWhatIsUnderWay() async throws {
        let (heard, tell) = AsyncStream.makeStream(of: Int.self)
        let listener = try await Listener.listen(at: loopback, transport: .tcp) { connection in
            tell.yield((try? await readAll(from: connection).bytes.count) ?? -1)
        }
        let connection = try await Dialer(link: link).connect(to: listener.address, transport: .tcp)
        try await connection.send(Array(repeating: 1, count: 3000))
        await connection.close()
        #expect(await heard.first { _ in true } == 3000)
        await listener.stop()
    }

    @Test func aLossOfAllLosesAllDatagramsAndNoStream() async throws {
        let dead = Link(roundTrip: 0, loss: 1)
        let listener = try await Listener.listen(at: loopback, transport: .udp, handler: echo)
        let connection = try await Dialer(link: dead).connect(to: listener.address, transport: .udp)
        try await connection.send([1])
        await #expect(throws: SocketError.self) { try await connection.next(within: .milliseconds(50)) }
        await connection.close()
        await listener.stop()
        let stream = try await Listener.listen(at: loopback, transport: .tcp, handler: echo)
        let sure = try await Dialer(link: dead).connect(to: stream.address, transport: .tcp)
        try await sure.send([1])
        #expect(try await read(1, from: sure) == [1])
        await sure.close()
        await stream.stop()
    }

    @Test func noLinkMeansNoDelayLine() async throws {
        var state = InboundQueueState(line: nil)
        state.append(.end, bytes: 0, at: 5)
        #expect(state.takeDue(at: 0) == .end)
    }
}
