import Synchronization
import TestKit
import Testing
import Transcripts

@testable import Sockets

@Suite(.timeLimit(.minutes(1))) struct FailureTests {
    func failure(_ address: Address, _ transport: Transport = .tcp) async -> SocketError? {
        do throws(SocketError) {
            await (try Dialer().connect(to: address, transport: transport)).close()
            return nil
        } catch {
            return error
        }
    }

    @Test func nobodyListens() async throws {
        let port = try QuietPort()
        let address = Address(host: "127.0.0.1", port: port.number)
        let error = await failure(address)
        #expect(error?.kind == .refused)
        #expect(error?.reason == "no answer from \(address): connection refused; is a server listening there?")
    }

    @Test func noSuchSocket() async {
        let error = await failure(freshPath("nobody"), .unix)
        #expect(error?.kind == .refused)
        #expect(error?.reason.hasSuffix("there is no such socket; is its server running?") == true)
    }

    @Test(arguments: ["no-such-host.invalid", "two..dots"])
    func noSuchName(name: String) async {
        let error = await failure(Address(host: name, port: 80))
        #expect(error?.kind == .unresolvable)
        #expect(error?.reason.hasPrefix("no address found for \(name)") == true)
    }

    @Test func everyAddressOfANameIsTriedAndToldOf() async throws {
        let listener = try await Listener.listen(at: loopback, transport: .tcp, handler: echo)
        let port = try #require(listener.port)
        let told = Mutex<[ConnectAttempt]>([])
        let connection = try await Dialer().connect(
            to: Address(host: "localhost", port: port), transport: .tcp,
            onAttempt: { attempt in told.withLock { $0.append(attempt) } })
        #expect(connection.attempts.last?.address == "127.0.0.1:\(port)")
        #expect(connection.attempts.dropLast().allSatisfy { $0.failure?.kind == .refused })
        #expect(told.withLock { $0 } == connection.attempts)
        #expect(connection.remote == Endpoint(address: "127.0.0.1:\(port)", name: "localhost"))
        await connection.close()
        await listener.stop()
    }

    @Test func aDatagramThatNobodyWantsIsAComplaintAndTalkGoesOn() async throws {
        let port = try QuietPort(datagrams: true)
        let address = Address(host: "127.0.0.1", port: port.number)
        let connection = try await Dialer().connect(to: address, transport: .udp)
        #expect(try await complaint(to: connection)?.kind == .refused)
        port.release()
        let again = try await Listener.listen(at: address, transport: .udp, handler: echo)
        try await connection.send([2])
        #expect(try await connection.next(within: .seconds(20)) == .data([2]))
        await connection.close()
        await again.stop()
    }

    /// What comes back to datagrams that nobody wants. The system sends only so many complaints a second, to all of its
    /// sockets together, so one may be left out.
    private func complaint(to connection: Connection) async throws -> SocketError? {
        for _ in 0..<40 {
            try await connection.send([1])
            if case .failed(let error)? = try? await connection.next(within: .milliseconds(500)) { return error }
        }
        return nil
    }

    @Test func aResetIsToldApartFromAnEnd() async throws {
        let listener = try await Listener.listen(at: loopback, transport: .tcp) { connection in
            _ = try? await read(1, from: connection)
            connection.abort()
        }
        let connection = try await Dialer().connect(to: listener.address, transport: .tcp)
        try await connection.send([1])
        let heard = try await readAll(from: connection)
        guard case .failed(let error)? = heard.last else {
            Issue.record("the reset arrived as \(String(describing: heard.last))")
            return
        }
        #expect(error.kind == .reset)
        #expect(error.reason == "the connection was reset by \(listener.endpoint.address)")
        #expect(try await connection.next() == nil)
        await #expect(throws: SocketError.self) { try await connection.send([2]) }
        await connection.close()
        await listener.stop()
    }

    @Test func nothingWithinTheLimitLeavesTheConnectionUsable() async throws {
        let listener = try await Listener.listen(at: loopback, transport: .tcp, handler: echo)
        let connection = try await Dialer().connect(to: listener.address, transport: .tcp)
        await #expect(throws: SocketError.self) { try await connection.next(within: .milliseconds(5)) }
        try await connection.send([9])
        #expect(try await connection.next(within: .seconds(20)) == .data([9]))
        await connection.close()
        await listener.stop()
    }

    @Test func aCancelledTaskStopsWaiting() async throws {
        let listener = try await Listener.listen(at: loopback, transport: .tcp, handler: echo)
        let connection = try await Dialer().connect(to: listener.address, transport: .tcp)
        let waiting = Task { try await connection.next() }
        waiting.cancel()
        #expect(try await waiting.value == nil)
        try await connection.send([9])
        #expect(try await connection.next(within: .seconds(20)) == .data([9]))
        await connection.close()
        await listener.stop()
    }

    @Test func aCancelledTaskStopsConnecting() async throws {
        let listener = try await Listener.listen(at: loopback, transport: .tcp, handler: echo)
        let address = try listener.address
        let dialling = Task { () -> SocketError.Kind? in
            do throws(SocketError) {
                await (try Dialer(link: Link(roundTrip: 50_000_000_000)).connect(to: address, transport: .tcp)).close()
                return nil
            } catch {
                return error.kind
            }
        }
        // The handshake is over; what is left is the modelled round trip of 50 s.
        #expect(await eventually { listener.connectionCount == 1 })
        dialling.cancel()
        #expect(await dialling.value == .cancelled)
        #expect(await eventually { listener.connectionCount == 0 })
        await listener.stop()
    }

    @Test func aCancelledTaskStopsSending() async throws {
        let listener = try await Listener.listen(at: loopback, transport: .tcp) { connection in
            _ = await eventually { Task.isCancelled && connection.queuedBytes == 0 }
        }
        let connection = try await Dialer().connect(to: listener.address, transport: .tcp)
        let sending = Task { () -> SocketError.Kind? in
            do throws(SocketError) {
                while true { try await connection.send(Array(repeating: 0, count: 1 << 20)) }
            } catch {
                return error.kind
            }
        }
        #expect(await eventually { listener.connectionCount == 1 })
        sending.cancel()
        #expect(await sending.value == .cancelled)
        await connection.close()
        await listener.stop()
    }

    @Test func sendingAfterCloseIsAnError() async throws {
        let listener = try await Listener.listen(at: loopback, transport: .tcp, handler: echo)
        let connection = try await Dialer().connect(to: listener.address, transport: .tcp)
        await connection.close()
        await connection.close()
        #expect(try await connection.next() == nil)
        do {
            try await connection.send([1])
            Issue.record("sent after close")
        } catch {
            #expect(error.kind == .closed)
        }
        await listener.stop()
    }
}
