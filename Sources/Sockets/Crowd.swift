import NIOCore
import Synchronization

/// The connections of one listener with the tasks that serve them.
final class Crowd: Sendable {
    let limit: Int
    private let handler: Listener.Handler
    private let state = Mutex(State())

    private struct State {
        /// Accepted channels that do not serve yet.
        var arriving: Set<ObjectIdentifier> = []
        var members: [Int: (connection: Connection, task: Task<Void, Never>)] = [:]
        var nextNumber = 0
        var dispersed = false
        var onRoom: (@Sendable () -> Void)?
    }

    init(limit: Int, handler: @escaping Listener.Handler) {
        self.limit = limit
        self.handler = handler
    }

    var count: Int { state.withLock { $0.members.count } }
    var isFull: Bool { state.withLock { $0.members.count + $0.arriving.count >= limit } }

    /// What to call whenever a connection has gone.
    func onRoom(_ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.onRoom = action }
    }

    /// Keeps a place for a channel that was accepted, until it is admitted or closed.
    func expect(_ channel: any Channel) {
        let identifier = ObjectIdentifier(channel)
        state.withLock { _ = $0.arriving.insert(identifier) }
        channel.closeFuture.whenComplete { _ in
            let (left, onRoom) = self.state.withLock { ($0.arriving.remove(identifier) != nil, $0.onRoom) }
            if left { onRoom?() }
        }
    }

    /// Serves the connection in a task of its own, in the place that was kept for its channel.
    func admit(_ connection: Connection, from channel: (any Channel)? = nil) {
        let admitted = state.withLock { state in
            if let channel { state.arriving.remove(ObjectIdentifier(channel)) }
            guard !state.dispersed else { return false }
            state.nextNumber += 1
            let number = state.nextNumber
            state.members[number] = (connection, Task { await self.serve(connection, number) })
            return true
        }
        if !admitted { connection.abort() }
    }

    private func serve(_ connection: Connection, _ number: Int) async {
        await handler(connection)
        await connection.close()
        let onRoom = state.withLock { state in
            state.members[number] = nil
            return state.onRoom
        }
        onRoom?()
    }

    /// Cuts every connection off and returns when their tasks have ended. Later ones are cut off at once.
    func disperse() async {
        let members = state.withLock { state in
            state.dispersed = true
            return Array(state.members.values)
        }
        for member in members {
            member.task.cancel()
            member.connection.abort()
        }
        for member in members { await member.task.value }
    }
}

/// Holds back accepting while the crowd is full, so that further peers wait in the backlog.
final class AcceptGate: ChannelDuplexHandler {
    typealias InboundIn = any Channel
    typealias InboundOut = any Channel
    typealias OutboundIn = Never

    private let crowd: Crowd

    init(crowd: Crowd) { self.crowd = crowd }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        crowd.onRoom { channel.read() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        crowd.expect(unwrapInboundIn(data))
        context.fireChannelRead(data)
    }

    func read(context: ChannelHandlerContext) {
        if !crowd.isFull { context.read() }
    }
}
