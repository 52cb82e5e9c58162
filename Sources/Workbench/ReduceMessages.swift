import Catalog
import Cells
import Dissection
import Transcripts
import Widgets

// What keys do in lists of messages that are grouped, and in that of all messages of a capture.

// MARK: The messages of a conversation

/// Lists messages another way: the next one, or the one named.
func groupMessages(_ state: inout State, by grouping: Grouping?) {
    if state.tab.showsAllMessages, let capture = state.tab.capture {
        let (count, page) = (capture.messages.count, state.captureMessagePage)
        return state.tab.capture?.all.group(by: grouping ?? capture.all.grouping.next, messages: count, page: page)
            ?? ()
    }
    guard !state.tab.isBlank, !state.tab.showsConversations else {
        state.notice = Notice(.note, "there are no messages here to group")
        return
    }
    let (chosen, page) = (state.tab.messages.selection, state.tab.height(of: .messages, Layout(state)))
    let count = state.tab.visibleMessages
    state.tab.grouped.group(by: grouping ?? state.tab.grouped.grouping.next, messages: count, page: page)
    state.tab.grouped.scroll.move(.to(chosen), count: count, page: page)
}

func runGroup(_ state: inout State, _ argument: String) {
    guard let grouping = Grouping(rawValue: argument) else {
        state.notice = Notice(.error, "group wants one of flat, exchanges, pages")
        return
    }
    groupMessages(&state, by: grouping)
}

/// Moves over rows, opens and closes groups; the message of the row is the one that is inspected.
func moveGroups(_ state: inout State, _ command: Command, _ layout: Layout) {
    let page = state.tab.height(of: .messages, layout)
    state.tab.grouped.perform(command, messages: state.tab.visibleMessages, page: page)
    state.tab.followGroups(page: page)
}

func scrollGroups(_ state: inout State, by delta: Int, _ layout: Layout) {
    let page = state.tab.height(of: .messages, layout)
    state.tab.grouped.scroll.scroll(by: delta, count: state.tab.grouped.rows.count, page: page)
    state.tab.followGroups(page: page)
}

/// A click chooses a row, another on the same opens or closes its group.
func clickGroup(_ state: inout State, _ inside: Rect, _ mouse: Mouse) {
    let view = ListView(count: state.tab.grouped.rows.count, scroll: state.tab.grouped.scroll)
    guard let index = view.index(atX: mouse.x, y: mouse.y, in: inside) else { return }
    state.tab.grouped.click(index, messages: state.tab.visibleMessages, page: inside.rows)
    state.tab.followGroups(page: inside.rows)
}

extension MessageList {
    mutating func perform(_ command: Command, messages: Int, page: Int) {
        switch command {
        case .left: close(page: page)
        case .right: open(page: page)
        default: scroll.move(command.move ?? .by(0), count: count(messages: messages), page: page)
        }
    }

    mutating func click(_ row: Int, messages: Int, page: Int) {
        let again = scroll.selection == row
        scroll.move(.to(row), count: count(messages: messages), page: page)
        guard again, rows.indices.contains(row), rows[row].isExpandable else { return }
        rows[row].isExpanded ? close(page: page) : open(page: page)
    }
}

extension Tab {
    /// The row of the grouped list leads: its message is the chosen one.
    fileprivate mutating func followGroups(page: Int) {
        guard let message = grouped.message(atRow: grouped.scroll.selection) else { return }
        messages.move(.to(message), count: visibleMessages, page: page)
    }
}

/// Keeps the grouped list at the chosen message, and asks for groups and words.
func settleGroups(_ state: inout State, _ layout: Layout) -> [Effect] {
    guard state.tab.grouped.grouping != .flat else { return [] }
    let id = state.tab.id
    var effects: [Effect] = []
    // All are grouped, what a replay has not come to yet as well: it shows as far as it has come.
    if let request = state.tab.grouped.neededGroups(messages: state.tab.snapshot.messages.count) {
        effects.append(.group(id, request))
    }
    let (count, page) = (state.tab.visibleMessages, state.tab.height(of: .messages, layout))
    state.tab.grouped.show(messages: count, page: page)
    guard state.tab.grouped.isGrouped else { return effects }
    if count > 0 { state.tab.grouped.choose(message: state.tab.messages.selection, messages: count, page: page) }
    state.tab.grouped.scroll.settle(count: state.tab.grouped.rows.count, page: page)
    return effects + state.tab.grouped.loads(id, messages: count, page: page)
}

extension MessageList {
    /// Words that show and are not held, unless they have been asked for.
    fileprivate mutating func loads(_ id: TabID, messages: Int, page: Int) -> [Effect] {
        let needed = neededSummaries(messages: messages, page: page)
        guard !needed.isEmpty, needed != asked else { return [] }
        asked = needed
        return [.summaries(id, place, needed)]
    }
}

// MARK: All messages of a capture

extension State {
    /// Rows of messages that the list of all shows at once.
    var captureMessagePage: Int {
        Layout(self).panes[.session].map { CaptureMessages.page(Layout.inside($0)) } ?? 1
    }
}

/// From the conversations of a capture to all its messages, and back.
func turnAllMessages(_ state: inout State) {
    guard let capture = state.tab.capture else {
        state.notice = Notice(.note, "all messages are those of a capture; :decode FILE opens one")
        return
    }
    if capture.shown != nil { state.tab.showConversation(Snapshot(), nil) }
    state.tab.capture?.showsMessages = capture.shown != nil || !capture.showsMessages
    state.tab.capture?.expect(nil)
}

func moveCaptureMessages(_ state: inout State, _ command: Command) {
    let (count, page) = (state.tab.capture?.messages.count ?? 0, state.captureMessagePage)
    state.tab.capture?.all.perform(command, messages: count, page: page)
}

func scrollCaptureMessages(_ state: inout State, by delta: Int) {
    guard let capture = state.tab.capture else { return }
    let (count, page) = (capture.all.count(messages: capture.messages.count), state.captureMessagePage)
    state.tab.capture?.all.scroll.scroll(by: delta, count: count, page: page)
}

/// Opens the conversation of the chosen message, at that message.
func openCaptureMessage(_ state: inout State) -> [Effect] {
    guard let chosen = state.tab.capture?.chosenMessage else { return [] }
    state.tab.capture?.expect(chosen.connection, at: chosen)
    return [.conversation(state.tab.id, connection: chosen.connection)]
}

func clickCaptureMessage(_ state: inout State, _ inside: Rect, _ mouse: Mouse) -> [Effect] {
    guard let capture = state.tab.capture, let row = CaptureMessages(state, inside).row(atX: mouse.x, y: mouse.y)
    else { return [] }
    let again = capture.all.scroll.selection == row
    let isGroup = capture.all.rows.indices.contains(row) && capture.all.rows[row].isExpandable
    let page = state.captureMessagePage
    state.tab.capture?.all.click(row, messages: capture.messages.count, page: page)
    return again && !isGroup ? openCaptureMessage(&state) : []
}

/// Keeps the list at what there is, and asks for groups and words.
func settleCaptureMessages(_ state: inout State) -> [Effect] {
    guard let count = state.tab.capture?.messages.count else { return [] }
    let (id, page) = (state.tab.id, state.captureMessagePage)
    var effects: [Effect] = []
    if let request = state.tab.capture?.all.neededGroups(messages: count) { effects.append(.group(id, request)) }
    state.tab.capture?.all.show(messages: count, page: page)
    let rows = state.tab.capture?.all.count(messages: count) ?? 0
    state.tab.capture?.all.scroll.settle(count: rows, page: page)
    return effects + (state.tab.capture?.all.loads(id, messages: count, page: page) ?? [])
}
