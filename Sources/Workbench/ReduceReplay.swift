import Dissection
import Transcripts
import Widgets

/// A command of the replay's: the clock does the arithmetic, the panes follow its position.
func replay(_ state: inout State, _ command: Command) {
    guard var clock = state.tab.replay else { return }
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
    case .idleCap:
        clock.idleCap = clock.idleCap == nil ? standardIdleCap : nil
        state.notice = Notice(.note, clock.idleCap == nil ? "waits are as they were" : "waits are cut to 2 s")
    default:
        if let tenths = command.seekTenths { clock.seek(toFraction: Double(tenths) / 10) }
    }
    state.tab.replay = clock
    state.tab.followReplay()
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
