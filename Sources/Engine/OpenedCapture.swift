import Captures
import Catalog
import Dissection
import Octets
import Synchronization
import Transcripts
import Workbench

/// A file for a tab, whatever it is: its content says.
enum OpenedFile {
    /// Opens it and says so, with what is to stand behind the tab, when there is something to show; of a capture again and again while
    /// it is read. It comes back when all is read, or when the reading was stopped.
    static func open(
        _ path: String, in id: TabID, hints: InputHints = InputHints(), report: (TabHost, Report) -> Void
    ) throws(Failure) {
        let source: ByteSource
        let kind: InputFile.Kind
        do {
            source = try ByteSource(path)
            kind = try InputFile.kind(of: source, hints)
        } catch {
            throw SessionFile.failure(error)
        }
        guard kind != .session else {
            let file = try OpenedRecording(path: path)
            return report(
                TabHost(spool: file.spool, path: path),
                .opened(id, title: file.title, file.snapshot, wallStart: file.wallStart, notice: file.notice))
        }
        let reading = try CaptureReading(source, kind: kind, hints: hints)
        let host = TabHost(capture: reading)
        let name = path.split(separator: "/").last.map(String.init) ?? path
        try reading.run { report(host, .capture(id, title: name, $0)) }
    }
}

/// The reading of a capture, a hex dump or raw octets for the panes. Conversations can be taken from what is read while the rest is
/// being read.
final class CaptureReading: Sendable {
    /// Nanoseconds between two looks at what is read, and until the first: short, so that the first screen comes at once.
    static let interval: Int64 = 100_000_000
    static let firstInterval: Int64 = 30_000_000

    let bytes: CaptureBytes
    private let source: ByteSource
    private let kind: InputFile.Kind
    private let hints: InputHints
    private let published: Mutex<ConversationSource>
    private let isStopped = Atomic(false)

    init(_ source: ByteSource, kind: InputFile.Kind, hints: InputHints) throws(Failure) {
        self.source = source
        self.kind = kind
        self.hints = hints
        do {
            bytes = try CaptureBytes(source: source)
        } catch {
            throw Failure(.inputOutput, "\(error)")
        }
        published = Mutex(
            ConversationSource(
                index: CaptureIndex(), bytes: bytes, hints: Dissector.Hints(proto: hints.proto)))
    }

    /// The conversations that are read so far.
    var conversations: ConversationSource { published.withLock { $0 } }

    /// Ends the reading early; what is read stays.
    func stop() {
        isStopped.store(true, ordering: .relaxed)
        source.cancel()
    }

    /// Reads all of it, and shows what is read so far from time to time, and at the end.
    func run(show: (CaptureListing) -> Void) throws(Failure) {
        do {
            try withoutActuallyEscaping(show) { show in
                let taker = PanesTaker(
                    contents: try CaptureContents(hints, bytes: bytes), source: source, isStopped: { self.hasStopped },
                    publish: { contents, progress, notice in
                        self.published.withLock { $0 = contents.source }
                        show(contents.listing(progress, notice))
                    })
                source.whenDry = { taker.runsDry() }
                defer { source.whenDry = nil }
                do {
                    let outcome = try InputFile.read(source, kind: kind, hints: hints, into: taker)
                    taker.finish(outcome)
                } catch is Stopped {
                    taker.finish(nil)
                }
            }
        } catch {
            throw SessionFile.failure(error)
        }
    }

    private var hasStopped: Bool { isStopped.load(ordering: .relaxed) }
}

/// A person stopped it.
private struct Stopped: Error {}

/// Fills the contents of a capture, and publishes them now and then.
private final class PanesTaker: CaptureTaker {
    /// Packets between two looks at the clock.
    private static let stride = 128

    var contents: CaptureContents
    let source: ByteSource
    let isStopped: () -> Bool
    let publish: (CaptureContents, ReadingProgress?, String?) -> Void
    private let start = SystemClock.monotonic
    private var next = SystemClock.monotonic + CaptureReading.firstInterval
    private var steps = 0

    init(
        contents: CaptureContents, source: ByteSource, isStopped: @escaping () -> Bool,
        publish: @escaping (CaptureContents, ReadingProgress?, String?) -> Void
    ) {
        self.contents = contents
        self.source = source
        self.isStopped = isStopped
        self.publish = publish
    }

    func begin(at epoch: Int64) { contents.begin(at: epoch) }
    func take(_ event: CapturedEvent, _ bytes: Span<UInt8>) { contents.take(event, bytes) }
    func take(_ event: Event, packet: Int?) { contents.take(event) }

    func settle() throws {
        if let failure = contents.failure { throw failure }
        steps += 1
        guard steps % Self.stride == 0 else { return }
        if isStopped() { throw Stopped() }
        let now = SystemClock.monotonic
        if now >= next { show(now) }
    }

    func runsDry() { show(SystemClock.monotonic) }

    private func show(_ now: Int64) {
        next = now + CaptureReading.interval
        publish(contents, ReadingProgress(done: source.consumed, total: source.size, took: now - start), nil)
    }

    /// - Parameter outcome: nil where the reading was stopped.
    func finish(_ outcome: InputFile.Outcome?) {
        contents.finish(
            outcome?.tally ?? Tally(), octets: outcome == nil ? source.consumed : source.size ?? source.consumed,
            notes: outcome?.notes ?? [])
        let words = outcome.map { [$0.complaint].compactMap { $0 } + $0.remarks } ?? ["the reading was stopped here"]
        publish(contents, nil, words.isEmpty ? nil : words.joined(separator: "; "))
    }
}
