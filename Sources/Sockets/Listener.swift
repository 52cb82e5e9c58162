import Glibc
import NIOCore
import NIOPosix
import Synchronization
import Transcripts

/// Waits for peers at one address and hands each connection to a closure, a bounded number at a time.
///
/// Over UDP a peer's first datagram begins its connection, and the peer that has been silent longest gives way to a new one.
package final class Listener: Sendable {
    /// How a listener chooses its place and how much it takes on.
    package struct Options: Sendable {
        /// How many ports after a taken one are tried.
        package static let nextPortLimit = 32
        /// Connections at the same time; further ones wait in the system's backlog.
        package static let defaultConnectionLimit = 256

        /// Refuses every address but 127.0.0.0/8 and `::1`.
        package var loopbackOnly: Bool
        /// Whether the next free port is used when the wanted one is taken.
        package var takesNextPort: Bool
        package var connectionLimit: Int

        package init(
            loopbackOnly: Bool = true, takesNextPort: Bool = false, connectionLimit: Int = defaultConnectionLimit
        ) {
            self.loopbackOnly = loopbackOnly
            self.takesNextPort = takesNextPort
            self.connectionLimit = max(connectionLimit, 1)
        }
    }

    package typealias Handler = @Sendable (Connection) async -> Void

    package let transport: Transport
    /// Where it listens, with the port that it got.
    package let endpoint: Endpoint
    /// That port; nil for a unix socket.
    package let port: Int?
    /// The port that was asked for, where it was taken and another is used.
    package let takenPort: Int?

    private let channel: any Channel
    private let crowd: Crowd

    private init(transport: Transport, wanted: Address, channel: any Channel, crowd: Crowd) {
        self.transport = transport
        self.channel = channel
        self.crowd = crowd
        endpoint = Endpoint(channel.localAddress)
        port = channel.localAddress?.port
        takenPort = wanted.port == port || wanted.port == 0 ? nil : wanted.port
    }

    /// Begins to listen. The closure runs in a task of its own for each connection, which is closed when it returns.
    ///
    /// Port 0 stands for any free one. Throws `.notLoopback`, `.portTaken`, `.notAllowed` or `.badAddress`.
    package static func listen(
        at address: Address, transport: Transport, options: Options = Options(), handler: @escaping Handler
    ) async throws(SocketError) -> Listener {
        var candidates = [address]
        if options.takesNextPort, let host = address.host, let port = address.port, port > 0 {
            candidates += (1...Options.nextPortLimit).map { Address(host: host, port: port + $0) }
        }
        var failure = SocketError(.portTaken, "\(address) is taken; stop the other server or choose another port")
        for candidate in candidates where (candidate.port ?? 0) <= 65535 {
            let crowd = Crowd(limit: options.connectionLimit, handler: handler)
            do throws(SocketError) {
                let channel = try await bind(candidate, transport: transport, options: options, crowd: crowd)
                return Listener(transport: transport, wanted: address, channel: channel, crowd: crowd)
            } catch {
                if error.kind != .portTaken { throw error }
                failure = candidate == address ? error : failure
            }
        }
        throw failure
    }

    /// Connections at this moment.
    package var connectionCount: Int { crowd.count }

    /// Stops listening, cuts the connections off, and returns when every handler has returned.
    package func stop() async {
        try? await channel.close().get()
        await crowd.disperse()
        if let path = channel.localAddress?.pathname, !path.isEmpty { _ = unlink(path) }
    }
}

extension Listener {
    private static func bind(
        _ address: Address, transport: Transport, options: Options, crowd: Crowd
    ) async throws(SocketError) -> any Channel {
        let candidates = try await Resolver.addresses(of: address)
        guard let candidate = candidates.first else {
            throw SocketError(.badAddress, "\(address) is no address to listen on")
        }
        if options.loopbackOnly, candidate.pathname == nil, !candidates.allSatisfy(\.isLoopback) {
            throw SocketError(
                .notLoopback, "\(address) is not a loopback address; only 127.0.0.0/8 and ::1 may be listened on here")
        }
        let future = transport == .udp ? bindDatagrams(candidate, crowd) : bindStreams(candidate, crowd)
        do {
            return try await future.get()
        } catch {
            throw SocketError(error, while: .listen, at: address.description)
        }
    }

    private static func bindStreams(_ address: SocketAddress, _ crowd: Crowd) -> EventLoopFuture<any Channel> {
        ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 128)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: address.pathname == nil ? 1 : 0)
            .serverChannelOption(.maxMessagesPerRead, value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptGate(crowd: crowd))
                }
            }
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.socketOption(.so_rcvbuf), value: .init(Connection.systemBufferBytes))
            .childChannelOption(
                .recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: Connection.pieceLimit)
            )
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try receive(channel, into: crowd) }
            }
            .bind(to: address)
    }

    private static func receive(_ channel: any Channel, into crowd: Crowd) throws {
        let queue = InboundQueue(eventLoop: channel.eventLoop)
        let transport: Transport = channel.remoteAddress?.ipAddress == nil ? .unix : .tcp
        let remote = Endpoint(channel.remoteAddress)
        let intake = StreamIntake(queue: queue, peerName: remote.address) { channel in
            let connection = Connection(
                transport: transport, local: Endpoint(channel.localAddress), remote: remote, queue: queue,
                outlet: Outlet(channel: channel, peerName: remote.address))
            crowd.admit(connection, from: channel)
        }
        try channel.pipeline.syncOperations.addHandler(intake)
    }

    private static func bindDatagrams(_ address: SocketAddress, _ crowd: Crowd) -> EventLoopFuture<any Channel> {
        DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 65536))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(DatagramPeers(crowd: crowd))
                }
            }
            .bind(to: address)
    }
}
