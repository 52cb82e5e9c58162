import NIOCore
import NIOPosix
import Transcripts

/// One address that was tried, and how that went.
package struct ConnectAttempt: Hashable, Sendable {
    /// `address:port` with numbers, or `unix:PATH`.
    package var address: String
    /// Nanoseconds that the attempt took, by the monotonic clock.
    package var took: Int64
    /// Nil where it answered.
    package var failure: SocketError?
}

/// Opens connections: looks the name up, tries its addresses one after the other, and keeps what came of each.
package struct Dialer: Sendable {
    /// How long one address may take to answer.
    package static let connectTimeout: Duration = .seconds(10)

    /// How long one address may take to answer.
    package var timeout = Dialer.connectTimeout
    /// What to model between us and the peer; nil for the network as it is, at no cost.
    package var link: Link?

    package init(link: Link? = nil) {
        self.link = link
    }

    /// Connects, or throws the error of the last address that was tried.
    ///
    /// - Parameters:
    ///   - name: what the person asked for, where an address book led elsewhere; it becomes the remote endpoint's name.
    ///   - onAttempt: is told of each address once it has answered or failed.
    package func connect(
        to address: Address, transport: Transport, name: String? = nil,
        onAttempt: @Sendable (ConnectAttempt) -> Void = { _ in }
    ) async throws(SocketError) -> Connection {
        let start = NIODeadline.now()
        let candidates = try await Resolver.addresses(of: address)
        var attempts: [ConnectAttempt] = []
        for candidate in candidates {
            let begin = NIODeadline.now()
            let shown = Address(candidate)?.description ?? address.description
            do throws(SocketError) {
                let dialled = try await dial(candidate, transport: transport, shown: shown)
                attempts.append(ConnectAttempt(address: shown, took: (NIODeadline.now() - begin).nanoseconds))
                onAttempt(attempts[attempts.count - 1])
                return dialled.connection(
                    transport: transport, remote: Endpoint(candidate, name: name ?? address.nameOnly), link: link,
                    connectTime: (NIODeadline.now() - start).nanoseconds, attempts: attempts)
            } catch {
                attempts.append(
                    ConnectAttempt(address: shown, took: (NIODeadline.now() - begin).nanoseconds, failure: error))
                onAttempt(attempts[attempts.count - 1])
                if error.kind == .cancelled { throw error }
            }
        }
        throw failure(of: attempts, to: address)
    }

    private func failure(of attempts: [ConnectAttempt], to address: Address) -> SocketError {
        guard let last = attempts.last, let error = last.failure else {
            return SocketError(.unresolvable, "no address found for \(address)")
        }
        guard attempts.count > 1 else { return error }
        return SocketError(error.kind, "\(error.reason) (\(attempts.count) addresses of \(address) were tried)")
    }
}

extension Address {
    /// The host, where it is a name and not a number.
    fileprivate var nameOnly: String? {
        guard let host, (try? SocketAddress(ipAddress: host, port: 0)) == nil else { return nil }
        return host
    }
}

/// A channel that has just been connected, with its queue.
private struct Dialled {
    var channel: any Channel
    var queue: InboundQueue

    func connection(
        transport: Transport, remote: Endpoint, link: Link?, connectTime: Int64, attempts: [ConnectAttempt]
    ) -> Connection {
        let outlet = Outlet(
            channel: channel, peerName: remote.address,
            datagramPeer: transport == .udp ? channel.remoteAddress : nil, link: link)
        return Connection(
            transport: transport, local: Endpoint(channel.localAddress), remote: remote, link: link,
            connectTime: connectTime, attempts: attempts, queue: queue, outlet: outlet)
    }
}

extension Dialer {
    private func dial(
        _ address: SocketAddress, transport: Transport, shown: String
    ) async throws(SocketError) -> Dialled {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let isStream = transport != .udp
        // A stream's first byte comes a round trip after the handshake, which costs one itself.
        let floor = isStream ? NIODeadline.now().uptimeNanoseconds &+ 2 * UInt64(link?.roundTrip ?? 0) : 0
        let queue = InboundQueue(eventLoop: loop, link: link, floor: floor)
        let future =
            isStream
            ? connectStream(address, on: loop, queue: queue, shown: shown)
            : connectDatagram(address, on: loop, queue: queue, shown: shown)
        do {
            let channel = try await arrival(of: future, after: isStream ? link?.roundTrip ?? 0 : 0)
            return Dialled(channel: channel, queue: queue)
        } catch {
            throw SocketError(error, while: .connect, at: shown)
        }
    }

    /// The connected channel after the modelled round trip. A channel that comes after the task was cancelled is closed.
    private func arrival(of future: EventLoopFuture<any Channel>, after roundTrip: Int64) async throws -> any Channel {
        do {
            let channel = try await future.value()
            if roundTrip > 0 {
                try await channel.eventLoop.scheduleTask(in: .nanoseconds(roundTrip)) {}.futureResult.value()
            }
            return channel
        } catch {
            future.whenSuccess { $0.close(promise: nil) }
            throw error
        }
    }

    private func connectStream(
        _ address: SocketAddress, on loop: any EventLoop, queue: InboundQueue, shown: String
    ) -> EventLoopFuture<any Channel> {
        ClientBootstrap(group: loop)
            .connectTimeout(TimeAmount(timeout))
            .streamOptions()
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(StreamIntake(queue: queue, peerName: shown))
                }
            }
            .connect(to: address)
    }

    private func connectDatagram(
        _ address: SocketAddress, on loop: any EventLoop, queue: InboundQueue, shown: String
    ) -> EventLoopFuture<any Channel> {
        DatagramBootstrap(group: loop)
            .channelOption(.autoRead, value: false)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 65536))
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(DatagramIntake(queue: queue, peerName: shown))
                }
            }
            .connect(to: address)
    }
}

extension ClientBootstrap {
    /// Reading only when asked, in pieces of a known size, and a peer's FIN told apart from a close.
    fileprivate func streamOptions() -> ClientBootstrap {
        channelOption(.autoRead, value: false)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.socketOption(.so_rcvbuf), value: .init(Connection.systemBufferBytes))
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: Connection.pieceLimit))
            .channelOption(.maxMessagesPerRead, value: 1)
    }
}
