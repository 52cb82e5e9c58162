import Glibc
import NIOCore
import NIOPosix
import Synchronization
import Transcripts

/// The sending side of a connection: a channel of its own, or one peer's part of a listening datagram channel.
final class Outlet: Sendable {
    private let channel: any Channel
    /// Where datagrams go; nil on a stream.
    private let datagramPeer: SocketAddress?
    /// The channel belongs to this connection alone and is closed with it.
    private let ownsChannel: Bool
    private let peerName: String
    private let onClose: @Sendable () -> Void
    private let state: Mutex<State>

    private struct State {
        var line: LinkLine?
        var bytesUnderWay = 0
        var lastArrival: UInt64 = 0
        var closed = false
        /// The peer took no bytes for too long.
        var cutOff = false
    }

    init(
        channel: any Channel, peerName: String, datagramPeer: SocketAddress? = nil, ownsChannel: Bool = true,
        link: Link? = nil, onClose: @escaping @Sendable () -> Void = {}
    ) {
        self.channel = channel
        self.peerName = peerName
        self.datagramPeer = datagramPeer
        self.ownsChannel = ownsChannel
        self.onClose = onClose
        state = Mutex(State(line: link.map { LinkLine($0) }))
    }

    func send(_ bytes: [UInt8], within limit: TimeAmount?) async throws(SocketError) {
        guard !state.withLock({ $0.closed }) else { throw closedError }
        if datagramPeer != nil {
            try await sendDatagram(bytes, within: limit)
        } else {
            try await sendStream(bytes, within: limit)
        }
    }

    func finishSending() async throws(SocketError) {
        guard datagramPeer == nil else { return }
        await waitForArrivals()
        do {
            try await channel.close(mode: .output).get()
        } catch ChannelError.outputClosed, ChannelError.alreadyClosed {
            return
        } catch {
            throw SocketError(error, while: .talk, at: peerName)
        }
    }

    /// Closes after what was sent has arrived; returns when the channel is closed, whoever closed it.
    func close() async {
        if markClosed() {
            await waitForArrivals()
            onClose()
            if ownsChannel { channel.close(promise: nil) }
        }
        if ownsChannel { try? await channel.closeFuture.get() }
    }

    func abort() {
        _ = markClosed()
        onClose()
        guard ownsChannel else { return }
        let channel = self.channel
        if datagramPeer == nil, let options = channel as? any SocketOptionProvider {
            // A linger of zero seconds makes close send a reset.
            options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
        } else {
            channel.close(promise: nil)
        }
    }

    private func markClosed() -> Bool {
        state.withLock { state in
            defer { state.closed = true }
            return !state.closed
        }
    }

    private var closedError: SocketError { SocketError(.closed, "the connection with \(peerName) is closed") }
}

extension Outlet {
    private func sendStream(_ bytes: [UInt8], within limit: TimeAmount?) async throws(SocketError) {
        let piece = state.withLock { $0.line?.link.pieceSize } ?? Connection.pieceLimit
        var start = 0
        while start < bytes.count {
            let end = min(start + piece, bytes.count)
            try await sendPiece(channel.allocator.buffer(bytes: bytes[start..<end]), within: limit)
            start = end
        }
    }

    private func sendDatagram(_ bytes: [UInt8], within limit: TimeAmount?) async throws(SocketError) {
        guard bytes.count <= Connection.datagramLimit else {
            throw SocketError(
                .tooLarge,
                "a datagram holds \(Connection.datagramLimit) octets at most, and this is \(bytes.count); send less at once"
            )
        }
        guard !state.withLock({ $0.line?.loses() ?? false }) else { return }
        try await sendPiece(channel.allocator.buffer(bytes: bytes), within: limit)
    }

    /// One piece, given to the system now or, on a modelled link, when it would arrive.
    private func sendPiece(_ buffer: ByteBuffer, within limit: TimeAmount?) async throws(SocketError) {
        let now = NIODeadline.now().uptimeNanoseconds
        let count = buffer.readableBytes
        let times = state.withLock { state -> (leaves: UInt64, arrives: UInt64, crowded: Bool)? in
            guard let times = state.line?.admit(count, at: now) else { return nil }
            state.bytesUnderWay += count
            state.lastArrival = times.arrives
            return (times.leaves, times.arrives, state.bytesUnderWay > Connection.outboundBytesLimit)
        }
        guard let times else { return try await settle(write(buffer), within: limit) }
        let arrival = channel.eventLoop.scheduleTask(deadline: .uptimeNanoseconds(times.arrives)) {
            self.write(buffer).whenComplete { _ in self.state.withLock { $0.bytesUnderWay -= count } }
        }
        try await settle(times.crowded ? arrival.futureResult : reached(times.leaves), within: nil)
    }

    private func write(_ buffer: ByteBuffer) -> EventLoopFuture<Void> {
        if let datagramPeer {
            channel.writeAndFlush(AddressedEnvelope(remoteAddress: datagramPeer, data: buffer))
        } else {
            channel.writeAndFlush(buffer)
        }
    }

    /// Waits for a write. A cancelled task stops waiting; a peer that takes nothing within the limit is cut off.
    private func settle(_ future: EventLoopFuture<Void>, within limit: TimeAmount?) async throws(SocketError) {
        let timer = limit.map { limit in channel.eventLoop.scheduleTask(in: limit) { self.cutOff() } }
        // By the event loop itself, too: the task that waits may be woken much later, when all threads are busy.
        if let timer { future.whenComplete { _ in timer.cancel() } }
        defer { timer?.cancel() }
        do {
            try await future.value()
        } catch {
            guard let limit, state.withLock({ $0.cutOff }) else {
                throw SocketError(error, while: .talk, at: peerName)
            }
            throw SocketError(.timedOut, "\(peerName) took no bytes for \(limit.nanoseconds / 1_000_000_000) s")
        }
    }

    private func cutOff() {
        state.withLock { $0.cutOff = true }
        abort()
    }

    private func reached(_ time: UInt64) -> EventLoopFuture<Void> {
        channel.eventLoop.scheduleTask(deadline: .uptimeNanoseconds(time)) {}.futureResult
    }

    /// On a modelled link, waits until all that was sent has arrived.
    private func waitForArrivals() async {
        let last = state.withLock { $0.bytesUnderWay > 0 ? $0.lastArrival : nil }
        guard let last else { return }
        try? await reached(last &+ 1).value()
    }
}

extension EventLoopFuture where Value: Sendable {
    /// The value, or `CancellationError` as soon as the task is cancelled, whatever becomes of the future.
    func value() async throws -> Value {
        let promise = eventLoop.makePromise(of: Value.self)
        cascade(to: promise)
        return try await withTaskCancellationHandler {
            try await promise.futureResult.get()
        } onCancel: {
            promise.fail(CancellationError())
        }
    }
}
