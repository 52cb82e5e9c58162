import Synchronization
import Testing
import Transcripts

@testable import Sockets

@Suite(.timeLimit(.minutes(1))) struct ListenerTests {
    @Test(arguments: ["0.0.0.0", "::", "128.119.245.12", "::ffff:127.0.0.1", "192.168.0.1"])
    func loopbackOnlyRefusesTheRest(host: String) async {
        for transport in [Transport.tcp, .udp] {
            do {
                let listener = try await Listener.listen(
                    at: Address(host: host, port: 0), transport: transport, handler: echo)
                Issue.record("listens on \(listener.endpoint.address)")
                await listener.stop()
            } catch {
                #expect(error.kind == .notLoopback)
            }
        }
    }

    @Test func anyAddressIsAllowedWhenAsked() async throws {
        let listener = try await Listener.listen(
            at: Address(host: "0.0.0.0", port: 0), transport: .tcp, options: Listener.Options(loopbackOnly: false),
            handler: echo)
        #expect(listener.endpoint.address.hasPrefix("0.0.0.0:"))
        await listener.stop()
    }

    @Test(arguments: [Transport.tcp, .udp])
    func aTakenPortIsToldAndTheNextIsUsed(transport: Transport) async throws {
        let first = try await Listener.listen(at: loopback, transport: transport, handler: echo)
        let address = try first.address
        do {
            let again = try await Listener.listen(at: address, transport: transport, handler: echo)
            Issue.record("took \(again.endpoint.address) twice")
        } catch {
            #expect(error.kind == .portTaken)
            #expect(error.reason == "\(address) is taken; stop the other server or choose another port")
        }
        let second = try await Listener.listen(
            at: address, transport: transport, options: Listener.Options(takesNextPort: true), handler: echo)
        let (wanted, got) = (try #require(address.port), try #require(second.port))
        #expect(second.takenPort == wanted)
        #expect(first.takenPort == nil)
        #expect((wanted + 1...wanted + Listener.Options.nextPortLimit).contains(got))
        await first.stop()
        await second.stop()
    }

    @Test func noMoreConnectionsThanTheLimitAreServedAtOnce() async throws {
        let peak = Mutex((now: 0, most: 0))
        let listener = try await Listener.listen(
            at: loopback, transport: .tcp, options: Listener.Options(connectionLimit: 3)
        ) { connection in
            peak.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            await echo(connection)
            peak.withLock { $0.now -= 1 }
        }
        let address = try listener.address
        let served = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<20 {
                group.addTask {
                    guard let connection = try? await Dialer().connect(to: address, transport: .tcp) else {
                        return false
                    }
                    try? await connection.send([UInt8(number)])
                    let answer = try? await connection.next(within: .seconds(20))
                    await connection.close()
                    return answer == .data([UInt8(number)])
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(served == 20)
        #expect(peak.withLock { $0.most } <= 3)
        await listener.stop()
    }

    @Test func stoppingCutsConnectionsOffAndFreesThePort() async throws {
        let listener = try await Listener.listen(at: loopback, transport: .tcp, handler: echo)
        let address = try listener.address
        let connection = try await Dialer().connect(to: address, transport: .tcp)
        try await connection.send([1])
        #expect(try await read(1, from: connection) == [1])
        #expect(listener.connectionCount == 1)
        await listener.stop()
        #expect(listener.connectionCount == 0)
        #expect(try await readAll(from: connection).bytes.isEmpty)
        let again = try await Listener.listen(at: address, transport: .tcp, handler: echo)
        #expect(again.port == address.port)
        await again.stop()
        await connection.close()
    }
}
