import NIOCore

/// Reads a stream's bytes into a queue for as long as the queue has room.
final class StreamIntake: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let queue: InboundQueue
    private let peerName: String
    private let onActive: (any Channel) -> Void
    private var failed = false

    init(queue: InboundQueue, peerName: String, onActive: @escaping (any Channel) -> Void = { _ in }) {
        self.queue = queue
        self.peerName = peerName
        self.onActive = onActive
    }

    func channelActive(context: ChannelHandlerContext) {
        let channel = context.channel
        queue.onRoom { channel.read() }
        onActive(channel)
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        queue.put(stream: unwrapInboundIn(data))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if queue.hasRoomOrPauses() { context.read() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .inputClosed? = event as? ChannelEvent, !failed else { return }
        failed = true
        queue.put(.end)
        queue.finish()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if !failed {
            failed = true
            queue.put(.failed(SocketError(error, while: .talk, at: peerName)))
            queue.finish()
        }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if !failed { queue.put(.end) }
        queue.finish()
    }
}

/// Reads the datagrams of one connected peer into a queue. An error is a complaint (nobody listens there); talk goes on.
final class DatagramIntake: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let queue: InboundQueue
    private let peerName: String

    init(queue: InboundQueue, peerName: String) {
        self.queue = queue
        self.peerName = peerName
    }

    func channelActive(context: ChannelHandlerContext) {
        let channel = context.channel
        queue.onRoom { channel.read() }
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        queue.put(datagram: unwrapInboundIn(data).data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if queue.hasRoomOrPauses() { context.read() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        queue.put(.failed(SocketError(error, while: .talk, at: peerName)))
    }

    func channelInactive(context: ChannelHandlerContext) {
        queue.finish()
    }
}
