import NIOCore
import Transcripts

/// Tells the peers of a listening datagram socket apart and gives each a connection of its own.
final class DatagramPeers: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private struct Peer {
        var connection: Connection
        /// The count of all datagrams when this peer last sent one.
        var lastHeard: UInt64
    }

    private let crowd: Crowd
    private var peers: [SocketAddress: Peer] = [:]
    private var heard: UInt64 = 0

    init(crowd: Crowd) { self.crowd = crowd }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        heard += 1
        if peers[envelope.remoteAddress] == nil { greet(envelope.remoteAddress, context: context) }
        peers[envelope.remoteAddress]?.lastHeard = heard
        peers[envelope.remoteAddress]?.connection.queue.put(datagram: envelope.data)
    }

    /// A complaint about one peer's address (nobody listens there any more) must not stop the others.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {}

    func channelInactive(context: ChannelHandlerContext) {
        for peer in peers.values { peer.connection.queue.finish() }
        peers = [:]
    }

    private func greet(_ address: SocketAddress, context: ChannelHandlerContext) {
        makeRoom()
        let queue = InboundQueue(eventLoop: context.eventLoop)
        let remote = Endpoint(address)
        let leave = NIOLoopBound(self, eventLoop: context.eventLoop)
        let loop = context.eventLoop
        let outlet = Outlet(
            channel: context.channel, peerName: remote.address, datagramPeer: address, ownsChannel: false,
            onClose: { loop.execute { leave.value.forget(address, queue: queue) } })
        let connection = Connection(
            transport: .udp, local: Endpoint(context.channel.localAddress), remote: remote, queue: queue, outlet: outlet
        )
        peers[address] = Peer(connection: connection, lastHeard: heard)
        crowd.admit(connection)
    }

    private func forget(_ address: SocketAddress, queue: InboundQueue) {
        if peers[address]?.connection.queue === queue { peers[address] = nil }
    }

    /// The peer that has been silent longest gives way.
    private func makeRoom() {
        guard peers.count >= crowd.limit, let oldest = peers.min(by: { $0.value.lastHeard < $1.value.lastHeard })
        else { return }
        peers[oldest.key] = nil
        oldest.value.connection.queue.finish()
    }
}
