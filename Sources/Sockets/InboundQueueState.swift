/// The queue of `InboundQueue` as a plain value: time is an argument, and nothing is called while its lock is held.
struct InboundQueueState {
    typealias Continuation = CheckedContinuation<InboundQueue.Outcome, Never>

    enum Step {
        case nothing
        case deliver(Continuation, InboundQueue.Outcome)
        /// Something is queued that may be seen at this time.
        case lookAgain(UInt64)
    }

    private struct Entry {
        var event: Inbound
        var bytes: Int
        var due: UInt64
    }

    private enum Waiter {
        /// A task is about to wait; what happens meanwhile is kept for it.
        case reserved(UInt64, early: InboundQueue.Outcome?)
        case waiting(UInt64, Continuation)
    }

    var line: LinkLine?
    var readingPaused = false
    var resumeReading: (@Sendable () -> Void)?
    /// When `settle` will look again by itself.
    var wakeUpAt: UInt64?
    private(set) var queuedBytes = 0
    private(set) var peakQueuedBytes = 0
    private var entries: [Entry] = []
    /// How many of `entries` have been taken; they are dropped in bulk.
    private var taken = 0
    private var finished = false
    private var waiter: Waiter?
    private var lastToken: UInt64 = 0

    init(line: LinkLine?) { self.line = line }

    var hasRoom: Bool {
        queuedBytes < Connection.inboundBytesLimit && entries.count - taken < Connection.inboundEventsLimit
    }

    mutating func append(_ event: Inbound, bytes: Int, at now: UInt64) {
        guard !finished else { return }
        entries.append(Entry(event: event, bytes: bytes, due: line?.admit(bytes, at: now).arrives ?? 0))
        queuedBytes += bytes
        peakQueuedBytes = max(peakQueuedBytes, queuedBytes)
    }

    mutating func finish(discarding: Bool) {
        finished = true
        guard discarding else { return }
        entries = []
        taken = 0
        queuedBytes = 0
    }

    mutating func takeDue(at now: UInt64) -> Inbound? {
        guard taken < entries.count, entries[taken].due <= now else { return nil }
        let entry = entries[taken]
        // The bytes must not be held until the bulk is dropped.
        entries[taken].event = .end
        taken += 1
        queuedBytes -= entry.bytes
        dropTaken()
        return entry.event
    }

    private mutating func dropTaken() {
        if taken == entries.count {
            entries.removeAll(keepingCapacity: entries.capacity <= Connection.inboundEventsLimit)
            taken = 0
        } else if taken >= 64, taken * 2 >= entries.count {
            entries.removeFirst(taken)
            taken = 0
        }
    }

    /// The closure that starts reading again, once, when reading is paused and there is room.
    mutating func resumption() -> (@Sendable () -> Void)? {
        guard readingPaused, hasRoom, !finished else { return nil }
        readingPaused = false
        return resumeReading
    }
}

// MARK: - Waiting

extension InboundQueueState {
    /// A token for a task that is about to wait, or nil where another waits already.
    mutating func reserveWaiter() -> UInt64? {
        guard waiter == nil else { return nil }
        lastToken += 1
        waiter = .reserved(lastToken, early: nil)
        return lastToken
    }

    /// Lets the task wait; returns an outcome where it need not, having been cancelled or timed out meanwhile.
    mutating func install(_ continuation: Continuation, for token: UInt64) -> InboundQueue.Outcome? {
        guard case .reserved(token, let early) = waiter else { return .finished }
        waiter = early == nil ? .waiting(token, continuation) : nil
        return early
    }

    /// Ends the wait of `token`, if it still waits; the continuation is for the caller to resume.
    mutating func release(_ token: UInt64, with outcome: InboundQueue.Outcome) -> Continuation? {
        switch waiter {
        case .waiting(token, let continuation):
            waiter = nil
            return continuation
        case .reserved(token, nil):
            waiter = .reserved(token, early: outcome)
            return nil
        default:
            return nil
        }
    }

    mutating func step(at now: UInt64) -> Step {
        guard case .waiting(_, let continuation) = waiter else { return .nothing }
        if let event = takeDue(at: now) {
            waiter = nil
            return .deliver(continuation, .event(event))
        }
        guard taken < entries.count else {
            guard finished else { return .nothing }
            waiter = nil
            return .deliver(continuation, .finished)
        }
        guard wakeUpAt == nil else { return .nothing }
        wakeUpAt = entries[taken].due
        return .lookAgain(entries[taken].due)
    }
}
