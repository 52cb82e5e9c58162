import NIOCore
import Synchronization

/// What arrives on a connection.
package enum Inbound: Hashable, Sendable {
    /// Bytes of a stream, or one datagram. Never empty on a stream.
    case data([UInt8])
    /// The peer has finished sending (a TCP FIN). The last thing that arrives; sending may go on.
    case end
    /// The connection broke, and nothing more arrives; on UDP it is a complaint, and the conversation may go on.
    case failed(SocketError)
}

/// What has arrived and nobody has taken yet, with the time at which it may be seen when a link is modelled.
///
/// The event loop puts, one task takes. When the queue is full the event loop stops reading, and taking starts it again.
final class InboundQueue: Sendable {
    enum Outcome: Sendable {
        case event(Inbound)
        case finished
        case timedOut
    }

    private let state: Mutex<InboundQueueState>
    private let eventLoop: any EventLoop

    init(eventLoop: any EventLoop, link: Link? = nil, floor: UInt64 = 0) {
        self.eventLoop = eventLoop
        state = Mutex(InboundQueueState(line: link.map { LinkLine($0, floor: floor, salt: 1) }))
    }

    var queuedBytes: Int { state.withLock { $0.queuedBytes } }
    var peakQueuedBytes: Int { state.withLock { $0.peakQueuedBytes } }

    /// What to call when there is room again after `hasRoomOrPauses` said no.
    func onRoom(_ resumeReading: @escaping @Sendable () -> Void) {
        state.withLock { $0.resumeReading = resumeReading }
    }
}

// MARK: - The event loop puts

extension InboundQueue {
    /// Whether more may be read. When not, `onRoom`'s closure is called once there is room.
    func hasRoomOrPauses() -> Bool {
        state.withLock { state in
            state.readingPaused = !state.hasRoom
            return state.hasRoom
        }
    }

    /// Takes bytes of a stream, cut into the link's pieces where one is modelled.
    func put(stream buffer: ByteBuffer) {
        var rest = buffer
        let now = Self.now
        state.withLock { state in
            let piece = state.line?.link.pieceSize ?? Connection.pieceLimit
            while let bytes = rest.readBytes(length: min(piece, rest.readableBytes)), !bytes.isEmpty {
                state.append(.data(bytes), bytes: bytes.count, at: now)
            }
        }
        settle()
    }

    /// Takes one datagram, unless the modelled link loses it or nobody has room for it.
    func put(datagram buffer: ByteBuffer) {
        let bytes = Array(buffer.readableBytesView)
        let now = Self.now
        state.withLock { state in
            guard state.line?.loses() != true, state.hasRoom else { return }
            state.append(.data(bytes), bytes: bytes.count, at: now)
        }
        settle()
    }

    func put(_ event: Inbound) {
        let now = Self.now
        state.withLock { $0.append(event, bytes: 0, at: now) }
        settle()
    }

    /// Nothing more will be put. What is queued can still be taken, unless it is discarded.
    func finish(discarding: Bool = false) {
        state.withLock { $0.finish(discarding: discarding) }
        settle()
    }
}

// MARK: - One task takes

extension InboundQueue {
    /// The next event, waiting for it at most `limit`. A second task that waits at the same time is told that all is over.
    func next(within limit: TimeAmount?) async -> Outcome {
        if let event = takeDue() { return .event(event) }
        guard let token = state.withLock({ $0.reserveWaiter() }) else { return .finished }
        let timer = limit.map { limit in
            eventLoop.scheduleTask(in: limit) { self.release(token, with: .timedOut) }
        }
        defer { timer?.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if let early = state.withLock({ $0.install(continuation, for: token) }) {
                    continuation.resume(returning: early)
                } else {
                    settle()
                }
            }
        } onCancel: {
            release(token, with: .finished)
        }
    }

    private func takeDue() -> Inbound? {
        let now = Self.now
        let (event, resume) = state.withLock { state in (state.takeDue(at: now), state.resumption()) }
        resume?()
        return event
    }

    /// Gives the waiter what is due, or sees to it that this is done when it is.
    private func settle() {
        let now = Self.now
        let (step, resume) = state.withLock { state in (state.step(at: now), state.resumption()) }
        resume?()
        switch step {
        case .nothing: break
        case .deliver(let continuation, let outcome): continuation.resume(returning: outcome)
        case .lookAgain(let due):
            eventLoop.scheduleTask(deadline: .uptimeNanoseconds(due)) {
                self.state.withLock { $0.wakeUpAt = nil }
                self.settle()
            }
        }
    }

    private func release(_ token: UInt64, with outcome: Outcome) {
        state.withLock { $0.release(token, with: outcome) }?.resume(returning: outcome)
    }

    private static var now: UInt64 { NIODeadline.now().uptimeNanoseconds }
}
