import Dissection
import Octets
import Synchronization
import Transcripts
import Workbench

/// What stands behind one tab: the bytes of its transcript, and the live session if it has one.
final class TabHost: Sendable {
    /// Requests of the person's that may wait for a session; more are refused.
    static let requestLimit = 1024

    enum Request: Sendable {
        case connect(url: String, thenSend: [UInt8])
        case send([UInt8])
        case finishSending
        case disconnect
        case record(RecorderRequest)
        case title(String)
    }

    /// Gives octets of the transcript's data, fewer where it cannot.
    let read: @Sendable (Range<UInt64>) -> [UInt8]
    /// The file of a recording.
    let path: String?
    /// The reading of a capture, and where its conversations come from.
    let capture: CaptureReading?
    /// The last URL, for connecting again.
    private let url = Mutex<String?>(nil)
    private let requests: AsyncStream<Request>.Continuation?
    private let worker: Task<Void, Never>?
    private let session: LiveSession?

    /// A host for a live session.
    init(session: LiveSession) {
        read = { [spool = session.spool] in spool.read($0) }
        path = nil
        capture = nil
        let (stream, continuation) = AsyncStream.makeStream(
            of: Request.self, bufferingPolicy: .bufferingOldest(Self.requestLimit))
        requests = continuation
        self.session = session
        // One task, so that what a person asked for first is done first.
        worker = Task { for await request in stream { await Self.carryOut(request, session) } }
    }

    /// A host for a recording.
    ///
    /// - Parameter path: nil where it was not written to a file.
    init(spool: Spool, path: String?) {
        read = { spool.read($0) }
        self.path = path
        capture = nil
        requests = nil
        worker = nil
        session = nil
    }

    /// A host for a capture.
    init(capture: CaptureReading) {
        read = { [bytes = capture.bytes] in bytes.read($0) }
        path = nil
        self.capture = capture
        requests = nil
        worker = nil
        session = nil
    }

    /// Behind the tab is a session, not a recording.
    var isLive: Bool { session != nil }

    /// False where too many requests wait already.
    func submit(_ request: Request) -> Bool {
        if case .connect(let url, _) = request { self.url.withLock { $0 = url } }
        guard let requests, let session else { return false }
        if case .dropped = requests.yield(request) { return false }
        if case .disconnect = request { Task { await session.leave() } }
        return true
    }

    func reopen(thenSend bytes: [UInt8]) -> Bool {
        guard let url = url.withLock({ $0 }) else { return false }
        return submit(.connect(url: url, thenSend: bytes))
    }

    /// Closes the session after all that was asked before, and waits for it.
    func close() async {
        capture?.stop()
        guard let requests, let worker, let session else { return }
        requests.finish()
        let leaving = Task { await session.leave() }
        await worker.value
        await session.close()
        leaving.cancel()
        await leaving.value
    }

    private static func carryOut(_ request: Request, _ session: LiveSession) async {
        switch request {
        case .connect(let url, let bytes): await session.connect(url: url, thenSend: bytes)
        case .send(let bytes): await session.send(bytes)
        case .finishSending: await session.finishSending()
        case .disconnect: await session.disconnect()
        case .record(let request): await session.record(request)
        case .title(let text): await session.call(text)
        }
    }
}
