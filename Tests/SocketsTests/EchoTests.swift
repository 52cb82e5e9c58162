import Testing
import Transcripts

@testable import Sockets

@Suite(.timeLimit(.minutes(1))) struct EchoTests {
    static let transports: [(Transport, Address)] = [
        (.tcp, loopback), (.tcp, Address(host: "::1", port: 0)), (.unix, freshPath("echo")), (.udp, loopback),
        (.udp, Address(host: "::1", port: 0)),
    ]

    @Test(arguments: transports)
    func whatIsSentComesBack(transport: Transport, place: Address) async throws {
        let listener = try await Listener.listen(at: place, transport: transport, handler: echo)
        let connection = try await Dialer().connect(to: listener.address, transport: transport)
        for text in ["hello\r\n", "\u{0}\u{FF}", "again"] {
            try await connection.send(Array(text.utf8))
            #expect(try await read(text.utf8.count, from: connection) == Array(text.utf8))
        }
        #expect(connection.transport == transport)
        #expect(connection.remote == listener.endpoint)
        #expect(connection.connectTime > 0)
        #expect(connection.attempts.map(\.address) == [listener.endpoint.address])
        await connection.close()
        await listener.stop()
    }

    @Test(arguments: [Transport.tcp, .unix])
    func halfCloseLetsTheAnswerStillCome(transport: Transport) async throws {
        let place = transport == .tcp ? loopback : freshPath("half")
        // This server says nothing until the client has finished: it needs the FIN, and its answer needs the other half.
        let listener = try await Listener.listen(at: place, transport: transport) { connection in
            guard let heard = try? await readAll(from: connection), heard.last == .end else { return }
            try? await connection.send(Array("\(heard.bytes.count) bytes heard".utf8))
        }
        let connection = try await Dialer().connect(to: listener.address, transport: transport)
        try await connection.send(Array(repeating: 7, count: 100_000))
        try await connection.finishSending()
        let answer = try await readAll(from: connection)
        #expect(String(decoding: answer.bytes, as: UTF8.self) == "100000 bytes heard")
        #expect(answer.last == .end)
        #expect(try await connection.next() == nil)
        await connection.close()
        await listener.stop()
    }

    @Test func oneDatagramIsOneEventEvenAnEmptyOne() async throws {
        let listener = try await Listener.listen(at: loopback, transport: .udp, handler: echo)
        let connection = try await Dialer().connect(to: listener.address, transport: .udp)
        let sizes = [1, 0, 1472, 9000, Connection.datagramLimit]
        for size in sizes {
            try await connection.send(Array(repeating: UInt8(ascii: "x"), count: size))
            #expect(try await connection.next(within: .seconds(20)) == .data(Array(repeating: 0x78, count: size)))
        }
        await #expect(throws: SocketError.self) {
            try await connection.send(Array(repeating: 0, count: Connection.datagramLimit + 1))
        }
        await connection.close()
        await listener.stop()
    }

    @Test func datagramPeersAreToldApart() async throws {
        let listener = try await Listener.listen(at: loopback, transport: .udp) { connection in
            var count = 0
            for await case .data in connection.inbound {
                count += 1
                try? await connection.send(Array("\(connection.remote.address) \(count)".utf8))
            }
        }
        let first = try await Dialer().connect(to: listener.address, transport: .udp)
        let second = try await Dialer().connect(to: listener.address, transport: .udp)
        for (connection, count) in [(first, 1), (second, 1), (first, 2), (first, 3), (second, 2)] {
            try await connection.send([1])
            let expected = Array("\(connection.local.address) \(count)".utf8)
            #expect(try await connection.next(within: .seconds(20)) == .data(expected))
        }
        await listener.stop()
    }

    @Test func theSilentestDatagramPeerGivesWay() async throws {
        let listener = try await Listener.listen(
            at: loopback, transport: .udp, options: Listener.Options(connectionLimit: 2), handler: echo)
        for _ in 0..<20 {
            let connection = try await Dialer().connect(to: listener.address, transport: .udp)
            try await connection.send([1])
            #expect(try await connection.next(within: .seconds(20)) == .data([1]))
            await connection.close()
        }
        #expect(await eventually { listener.connectionCount <= 2 })
        await listener.stop()
        #expect(listener.connectionCount == 0)
    }
}
