import Cells
import Dissection
import Transcripts
import Widgets

// What keys do in the ladder of a conversation.

extension State {
    fileprivate var ladderInside: Rect? { Layout(self).panes[.session].map { Layout.inside($0) } }

    fileprivate var ladderPage: Int { ladderInside.map { LadderScreen.page($0) } ?? 1 }
}

/// The ladder of the conversation in the panes, at the message that is chosen there; from the ladder back to the panes.
/// In the list of a capture it opens the chosen conversation first.
func turnLadder(_ state: inout State) -> [Effect] {
    if state.tab.showsConversations || state.tab.showsAllMessages {
        let effects = state.tab.showsConversations ? openConversation(&state) : openCaptureMessage(&state)
        if !effects.isEmpty { state.tab.capture?.opensLadder = true }
        return effects
    }
    if state.tab.showsLadder {
        leaveLadder(&state)
    } else if !state.tab.isBlank, !state.tab.showsTrace {
        showLadder(&state)
    } else {
        state.notice = Notice(.note, "there is no conversation here to draw")
    }
    return []
}

func showLadder(_ state: inout State) {
    let chosen = state.tab.messages
    let isNew = state.tab.ladder == nil
    var ladder = state.tab.ladder ?? LadderView()
    ladder.isLeft = false
    ladder.follow(state.tab.snapshot)
    state.tab.ladder = ladder
    state.tab.typing = false
    let (count, page) = (state.tab.ladderCount, state.ladderPage)
    let grows = state.tab.capture == nil
    if chosen.followsTail, grows {
        state.tab.ladder?.list = .following
    } else if state.tab.visibleMessages > 0 {
        state.tab.ladder?.list.move(.to(ladder.place(ofMessage: chosen.selection)), count: count, page: page)
    }
    // Who has just opened a conversation sees how it began.
    if isNew, chosen.selection == 0, !chosen.followsTail {
        state.tab.ladder?.list.move(.first, count: count, page: page)
    }
    state.tab.ladder?.list.followsOnceAtEnd = grows
}

/// The panes show as they were, at the message that the ladder stands at.
private func leaveLadder(_ state: inout State) {
    let rung = state.tab.chosenRung
    if case .message(let number) = rung { state.tab.choose(message: number) }
    state.tab.ladder = nil
    if state.tab.focus == .session { state.tab.focus = .messages }
}

extension Tab {
    /// Chooses a message in the list, which the other panes follow.
    mutating func choose(message: Int) {
        let follows = messages.followsOnceAtEnd
        messages = Scroll(selection: message, top: messages.top)
        messages.followsOnceAtEnd = follows
        link = MessageLink()
    }
}

func moveLadder(_ state: inout State, _ move: Scroll.Move?) {
    guard let move else { return }
    let (count, page) = (state.tab.ladderCount, state.ladderPage)
    state.tab.ladder?.list.move(move, count: count, page: page)
}

/// Opens the panes at what is chosen: a message in the inspector, all else in the session.
func inspectRung(_ state: inout State) {
    guard let rung = state.tab.chosenRung else { return }
    state.tab.ladder?.isLeft = true
    switch rung {
    case .message(let number):
        state.tab.choose(message: number)
        state.tab.focus = .messages
    case .event(let number):
        let row = state.tab.snapshot.transcript.row(ofEvent: number)
        state.tab.session = Scroll(selection: row)
        state.tab.focus = .session
    }
}

/// A click chooses a rung, another on the same opens it.
func clickLadder(_ state: inout State, _ inside: Rect, _ mouse: Mouse) {
    guard let place = LadderScreen(state, inside).place(atX: mouse.x, y: mouse.y) else { return }
    let again = state.tab.ladder?.list.selection == place
    moveLadder(&state, .to(place))
    if again { inspectRung(&state) }
}

/// Keeps the ladder at what there is, and asks for the words that show.
func settleLadder(_ state: inout State) -> [Effect] {
    let snapshot = state.tab.snapshot
    state.tab.ladder?.follow(snapshot)
    let (count, page) = (state.tab.ladderCount, state.ladderPage)
    state.tab.ladder?.list.settle(count: count, page: page)
    guard let inside = state.ladderInside, let ladder = state.tab.ladder else { return [] }
    let needed = LadderScreen(state, inside).shownMessages.filter { ladder.summaries[$0] == nil }
    guard !needed.isEmpty, needed != ladder.asked else { return [] }
    state.tab.ladder?.asked = needed
    return [.summaries(state.tab.id, .conversation, needed)]
}

extension State {
    /// Takes lines that were asked for, and lets go of those that show no more.
    mutating func takeLadderSummaries(_ lines: [Int: String], tab index: Int) {
        guard tabs[index].ladder != nil else { return }
        var looked = self
        looked.active = index
        let wanted = looked.ladderInside.map { LadderScreen(looked, $0).shownMessages } ?? []
        tabs[index].ladder?.take(lines, keeping: Set(wanted))
    }
}
