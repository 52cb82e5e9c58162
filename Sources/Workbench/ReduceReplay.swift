import Dissection
import Transcripts
import Widgets

/// A command of the replay's: the clock does the arithmetic, the panes follow its position.
func replay(_ state: inout State, _ command: Command) {
    guard var clock = state.tab.replay else { return }
    if state.tab.showsTrace, replayTrace(&state, command) { return }
    if command == .seek { return state.overlays.append(.prompt(PromptState(.command, text: "seek "))) }
    switch command {
    case .play: clock.isPlaying ? clock.pause() : clock.play()
    case .stepForward: clock.stepForward()
    case .stepBack: clock.stepBack()
    case .nextMessage: clock.stepForward(among: state.tab.messageEnds)
    case .previousMessage: clock.stepBack(among: state.tab.messageEnds)
    case .nextMark: clock.stepForwardToMark()
    case .previousMark: clock.stepBackToMark()
    case .faster: clock.speed = clock.speed.faster
    case .slower: clock.speed = clock.speed.slower
    case .askAgain:
        if !clock.askAgain() { state.notice = Notice(.note, "no question has been passed yet") }
    case .answer: clock.goOn()
    case .idleCap:
        clock.idleCap = clock.idleCap == nil ? standardIdleCap : nil
        state.notice = Notice(.note, clock.idleCap == nil ? "waits are as they were" : "waits are cut to 2 s")
    default:
        if let tenths = command.seekTenths { clock.seek(toFraction: Double(tenths) / 10) }
    }
    state.tab.replay = clock
    state.tab.followReplay()
}

/// What the `:` line changes about a replay: `seek`, `speed` and `idle`.
func changeReplay(_ state: inout State, _ name: String, _ argument: String) {
    switch name {
    case "seek": seek(&state, argument)
    case "speed":
        let quarters = Double(argument).map { $0 * 4 }
        guard let speed = ReplaySpeed.steps.first(where: { Double($0.quarters) == quarters }) else {
            state.notice = Notice(.error, "speed wants one of 0.25, 0.5, 1, 2, 4, 8, 16")
            return
        }
        state.tab.replay?.speed = speed
    default:
        let value = Double(argument) ?? 0
        guard argument == "off" || value > 0 && value <= 1e6 else {
            state.notice = Notice(.error, "idle wants seconds, as 2, or off")
            return
        }
        state.tab.replay?.idleCap = argument == "off" ? nil : Int64(value * 1e9)
    }
}

private func seek(_ state: inout State, _ argument: String) {
    guard let target = SeekTarget(argument) else {
        state.notice = Notice(.error, "seek wants a time, as 12.5 or 1:02, a step, as +3 or -3, or a part, as 40%")
        return
    }
    state.tab.replay?.seek(to: target)
    state.tab.followReplay()
    let end = state.tab.replay?.index.duration ?? .zero
    if case .time(let time) = target, time > end {
        state.notice = Notice(.note, "the recording ends at \(seconds(end.nanoseconds)) s")
    }
}

/// What the idle-cap key shortens waits to.
package let standardIdleCap: Int64 = 2_000_000_000

extension Tab {
    /// The panes of a replay show its newest event, until a person scrolls away.
    package mutating func followReplay() {
        session.followsTail = true
        messages.followsTail = true
    }

    /// The numbers of the events that complete messages.
    var messageEnds: MessageEnds { MessageEnds(messages: snapshot.messages) }
}

/// The events of a list of messages, as a collection that copies none of them.
struct MessageEnds: RandomAccessCollection {
    var messages: ChunkedList<MessageRecord>
    var startIndex: Int { 0 }
    var endIndex: Int { messages.count }
    subscript(position: Int) -> Int { messages[position].event }
}
