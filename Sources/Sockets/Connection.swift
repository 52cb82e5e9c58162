import NIOCore
import Synchronization
import Transcripts

/// One conversation with one peer over TCP, UDP or a unix socket, whichever side began it.
///
/// What arrives is read from `inbound` by one task; while nobody reads, the system's buffers fill and the peer has to wait.
/// Sending waits until the bytes are the system's. Both hold a bounded number of bytes. Whoever has a connection closes it:
/// letting go of it does not.
package final class Connection: Sendable {
    /// Bytes that may have arrived before reading stops.
    package static let inboundBytesLimit = 256 * 1024
    /// What the system is asked to hold of a stream that nobody reads. It may take twice as much, for its own bookkeeping.
    package static let systemBufferBytes = 256 * 1024
    /// The most that is ever queued: one read may pass the limit, and when the peer ends the stream all that the system holds
    /// is read at once, since it does not tell twice.
    package static let queuedBytesBound = inboundBytesLimit + pieceLimit + 2 * systemBufferBytes
    /// Events that may have arrived before reading stops.
    package static let inboundEventsLimit = 1024
    /// Bytes that are read, or given to the system, at once.
    package static let pieceLimit = 64 * 1024
    /// Bytes that may be under way on a modelled link before sending waits for their arrival.
    package static let outboundBytesLimit = 1024 * 1024
    /// The largest content of a UDP datagram over IPv4, in octets.
    package static let datagramLimit = 65507

    package let transport: Transport
    package let local: Endpoint
    package let remote: Endpoint
    /// What is modelled between us and the peer, if anything.
    package let link: Link?
    /// Nanoseconds that connecting took, by the monotonic clock, with the modelled round trip; zero where the peer began.
    package let connectTime: Int64
    /// The addresses that were tried, the last of which answered; empty where the peer began.
    package let attempts: [ConnectAttempt]

    /// Nanoseconds that the handshake with the address that answered took, with the modelled round trip; nil where there is
    /// none, as over UDP, or where the peer began.
    package var handshakeTime: Int64? { transport == .udp ? nil : attempts.last?.took }

    let queue: InboundQueue
    let outlet: Outlet

    init(
        transport: Transport, local: Endpoint, remote: Endpoint, link: Link? = nil, connectTime: Int64 = 0,
        attempts: [ConnectAttempt] = [], queue: InboundQueue, outlet: Outlet
    ) {
        self.transport = transport
        self.local = local
        self.remote = remote
        self.link = link
        self.connectTime = connectTime
        self.attempts = attempts
        self.queue = queue
        self.outlet = outlet
    }

    /// What has arrived, in order; for one task. It is over after `.end`, and on a stream after `.failed`.
    package var inbound: InboundSequence { InboundSequence(queue: queue) }

    /// Bytes that have arrived and were not taken yet.
    package var queuedBytes: Int { queue.queuedBytes }
    /// The most that `queuedBytes` has been.
    package var peakQueuedBytes: Int { queue.peakQueuedBytes }

    /// The next event, or nil when nothing more will arrive (or the task is cancelled).
    ///
    /// Throws `.timedOut` when nothing arrives within `limit`; the connection stays as it is.
    package func next(within limit: Duration? = nil) async throws(SocketError) -> Inbound? {
        switch await queue.next(within: limit.map(TimeAmount.init)) {
        case .event(let event): return event
        case .finished: return nil
        case .timedOut: throw SocketError(.timedOut, "\(remote.address) sent nothing for \(limit ?? .zero)")
        }
    }

    /// Sends bytes, or one datagram, and returns when the system has them; on a modelled link, when they have left.
    ///
    /// With a `limit`, a peer that takes no bytes for that long is cut off, and `.timedOut` thrown.
    package func send(_ bytes: [UInt8], within limit: Duration? = nil) async throws(SocketError) {
        try await outlet.send(bytes, within: limit.map(TimeAmount.init))
    }

    /// Tells the peer that nothing more will be sent (a TCP FIN); what it sends still arrives. UDP has no such thing.
    package func finishSending() async throws(SocketError) {
        try await outlet.finishSending()
    }

    /// Ends the connection after what was sent; returns when it is closed. Nothing more arrives.
    package func close() async {
        await outlet.close()
        queue.finish(discarding: true)
    }

    /// Ends the connection at once; a TCP peer is told by a reset.
    package func abort() {
        outlet.abort()
        queue.finish(discarding: true)
    }
}

/// What arrives on a connection, for one task.
package struct InboundSequence: AsyncSequence, Sendable {
    let queue: InboundQueue

    package struct AsyncIterator: AsyncIteratorProtocol {
        let queue: InboundQueue

        package mutating func next() async -> Inbound? {
            await next(isolation: nil)
        }

        package mutating func next(isolation actor: isolated (any Actor)?) async -> Inbound? {
            if case .event(let event) = await queue.next(within: nil) { event } else { nil }
        }
    }

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(queue: queue) }
}

extension TimeAmount {
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        self = .nanoseconds(overflow ? .max / 4 : nanoseconds &+ attoseconds / 1_000_000_000)
    }
}
