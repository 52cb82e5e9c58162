import Testing
import Transcripts

@testable import Sockets

@Suite(.timeLimit(.minutes(2))) struct BackPressureTests {
    static let flood = 64 * 1024 * 1024

    @Sendable static func pour(_ connection: Connection) async {
        let block = Array(repeating: UInt8(ascii: "f"), count: 256 * 1024)
        for _ in 0..<(flood / block.count) {
            guard (try? await connection.send(block)) != nil else { return }
        }
        try? await connection.finishSending()
    }

    @Test(arguments: [Transport.tcp, .unix])
    func aFloodWaitsWhileNobodyReadsAndThenComesWhole(transport: Transport) async throws {
        let place = transport == .tcp ? loopback : freshPath("flood")
        let listener = try await Listener.listen(at: place, transport: transport, handler: Self.pour)
        let connection = try await Dialer().connect(to: listener.address, transport: transport)
        #expect(await eventually { connection.queuedBytes >= Connection.inboundBytesLimit })
        var total = 0
        for await event in connection.inbound {
            guard case .data(let bytes) = event else { break }
            total += bytes.count
        }
        #expect(total == Self.flood)
        #expect(connection.peakQueuedBytes <= Connection.queuedBytesBound)
        #expect(connection.queuedBytes == 0)
        await connection.close()
        await listener.stop()
    }

    @Test func manyTinyPiecesAreBoundedByTheirNumber() {
        var state = InboundQueueState(line: nil)
        for count in 1...Connection.inboundEventsLimit {
            state.append(.data([1]), bytes: 1, at: 0)
            #expect(state.hasRoom == (count < Connection.inboundEventsLimit))
        }
        #expect(state.takeDue(at: 0) == .data([1]))
        #expect(state.hasRoom)
    }

    @Test func readingIsResumedOnceAfterAPause() {
        var state = InboundQueueState(line: nil)
        state.resumeReading = {}
        state.append(.data([1]), bytes: Connection.inboundBytesLimit, at: 0)
        state.readingPaused = true
        #expect(state.resumption() == nil)
        #expect(state.takeDue(at: 0) == .data([1]))
        #expect(state.resumption() != nil)
        #expect(state.resumption() == nil)
    }

    @Test func aPeerThatTakesNothingIsCutOff() async throws {
        let listener = try await Listener.listen(at: loopback, transport: .tcp) { connection in
            // Takes nothing: once its queue is full the system's buffers fill too.
            _ = await eventually { Task.isCancelled && connection.queuedBytes == 0 }
        }
        let connection = try await Dialer().connect(to: listener.address, transport: .tcp)
        do {
            while true { try await connection.send(Array(repeating: 0, count: 1 << 20), within: .milliseconds(300)) }
        } catch {
            #expect(error.kind == .timedOut)
        }
        await connection.close()
        await listener.stop()
    }

    @Test func datagramsWithoutRoomAreDroppedNotKept() async throws {
        let listener = try await Listener.listen(at: loopback, transport: .udp) { connection in
            guard case .data? = try? await connection.next() else { return }
            for _ in 0..<200 { try? await connection.send(Array(repeating: 1, count: 8000)) }
        }
        let connection = try await Dialer().connect(to: listener.address, transport: .udp)
        try await connection.send([1])
        #expect(await eventually { connection.queuedBytes > 0 && listener.connectionCount == 0 })
        #expect(connection.peakQueuedBytes <= Connection.queuedBytesBound)
        await connection.close()
        await listener.stop()
    }
}
