import Cells
import TestKit
import Transcripts
import Workbench

@testable import Engine

/// A recording on the workbench's panes at 100×30, without colours: driven by a clock of its own.
final class Playback {
    /// Steps after which a replay that has not ended never will.
    private static let stepLimit = 10_000

    private(set) var state: State
    /// What was asked on the way; each question was answered, and left behind.
    private(set) var asked: [String] = []
    private let recording: OpenedRecording
    private var clock = Clock(monotonic: 0, wall: 0)

    init(_ sample: Sample) throws {
        recording = try OpenedRecording(path: sample.path)
        state = State(size: Size(columns: 100, rows: 30), clock: clock)
        // The path would differ from one machine to the next; opening is the engine's report anyway.
        take(.replay(path: sample.name))
        take(
            .engine(
                .opened(
                    state.tab.id, title: recording.title, recording.snapshot, wallStart: recording.wallStart,
                    notice: recording.notice)))
    }

    /// Lets the clock run to the replay's end, waking when the replay asks for it.
    func playToEnd() {
        // A trace waits to be run, and its TTLs count down for ever.
        let isTrace = state.tab.showsTrace
        if isTrace { take(.command(.play)) }
        for _ in 0..<Self.stepLimit {
            answer()
            if isTrace, state.tab.trace?.isRunning == false, state.tab.question == nil { return }
            guard let wait = nextWake(state) else { return }
            clock.monotonic += wait
            take(.clock(clock))
        }
    }

    /// Steps to the end, event by event.
    func stepToEnd() {
        // A trace does not run by itself at first, as every other replay does.
        if !state.tab.showsTrace { take(.command(.play)) }
        for _ in 0..<Self.stepLimit where state.tab.replay?.isAtEnd == false {
            take(.command(.stepForward))
            answer()
        }
    }

    /// Sees the answer to what is asked, if something is, and goes on.
    private func answer() {
        guard let question = state.tab.question?.mark.question else { return }
        asked.append(question)
        take(.command(.answer))
        take(.command(.answer))
    }

    var rows: [String] { render(state).trimmedRows }

    /// Reduces an action, and answers what the panes ask for from the recording, as the desk does.
    private func take(_ action: Action) {
        var waiting = [action]
        while let next = waiting.popLast() {
            for effect in reduce(&state, next) {
                guard case .load(let id, let request) = effect else { continue }
                let loader = Loader(snapshot: recording.snapshot, read: recording.spool.read)
                waiting.append(.engine(.loaded(id, loader.load(request))))
            }
        }
    }
}
