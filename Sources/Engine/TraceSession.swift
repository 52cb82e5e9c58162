import Dissection
import Lab
import Octets
import Resolution
import Synchronization
import Transcripts
import Workbench

/// A resolution for a tab: runs it, records it where sessions are recorded, and gives what a recording of it would give.
struct TraceSession: Sendable {
    let request: TraceRequest
    let switchboard: Switchboard
    let recordings: Recordings

    /// Runs it to its end; cancelling the task ends it early, with what there is until then.
    func run(in id: TabID, mailbox: Mailbox) async throws(Failure) -> (TabHost, Report) {
        guard request.place != .lab || switchboard.lab?.names != nil else {
            throw Failure(
                .unavailable, "the lab is not running, so that no name server is here; --world asks the network's")
        }
        let start = SystemClock.now
        let recorder = try recorder(start)
        let log = Mutex<[Event]>([])
        let title = request.title
        let run = TraceRun(request, names: switchboard.lab?.names, link: switchboard.link)
        try await run.run(start: start.monotonic) { event in
            recorder?.append(event)
            let count = log.withLock { events in
                if events.count < Self.eventLimit { events.append(event) }
                return events.count
            }
            if case .open(let opening) = event.body {
                let server = opening.server.name ?? opening.server.address
                mailbox.post(.progress(id, "resolving \(title): asking \(server), \(count) events so far …"))
            }
        }
        recorder?.finish()
        var file = try OpenedRecording(log.withLock { $0 }, title: "trace \(title)", wallStart: start.wall)
        file.notice = Task.isCancelled ? "stopped before its end" : recorder?.failure
        let report = Report.opened(
            id, title: file.title, file.snapshot, wallStart: file.wallStart, notice: file.notice)
        return (TabHost(spool: file.spool, path: recorder?.path), report)
    }

    /// Events that are kept of a run; it has budgets of its own that end it long before.
    private static let eventLimit = 20_000

    private func recorder(_ start: Clock) throws(Failure) -> Recorder? {
        guard recordings.startsBySelf else { return nil }
        do {
            return try Recordings.create(
                path: nil, folder: recordings.folder, title: "trace \(request.title)", start: start,
                lab: request.place == .lab)
        } catch {
            throw Failure(.inputOutput, error.sentence)
        }
    }
}
