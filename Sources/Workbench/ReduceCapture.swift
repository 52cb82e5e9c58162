import Catalog
import Cells
import Dissection
import Widgets

// What keys do in the list of a capture's conversations.

extension State {
    /// Rows of conversations that the list shows at once.
    var conversationPage: Int {
        let inside = Layout(self).panes[.session].map { Layout.inside($0) }
        return inside.map { ConversationList.page($0) } ?? 1
    }
}

/// Moves in the list; left and right mean nothing there.
func moveConversation(_ state: inout State, _ move: Scroll.Move?) {
    guard let move, let count = state.tab.capture?.rows.count else { return }
    let page = state.conversationPage
    state.tab.capture?.list.move(move, count: count, page: page)
}

/// As a wheel does: the chosen one changes no more than it must.
func scrollConversations(_ state: inout State, by rows: Int) {
    let page = state.conversationPage
    guard let count = state.tab.capture?.rows.count else { return }
    state.tab.capture?.list.scroll(by: rows, count: count, page: page)
}

func openConversation(_ state: inout State) -> [Effect] {
    guard let chosen = state.tab.capture?.chosen else { return [] }
    state.tab.capture?.expect(chosen.connection)
    return [.conversation(state.tab.id, connection: chosen.connection)]
}

/// Back from a conversation to the list.
func showConversations(_ state: inout State) {
    guard state.tab.capture?.shown != nil else { return }
    state.tab.showConversation(Snapshot(), nil)
}

func sortConversations(_ state: inout State, _ command: Command) {
    guard let capture = state.tab.capture else { return }
    let order = command == .sortNext ? capture.order.next : capture.order
    let descending = command == .sortNext ? order.beginsWithLargest : !capture.isDescending
    let page = state.conversationPage
    state.tab.capture?.sort(by: order, descending: descending, page: page)
}

func searchConversations(_ state: inout State, forward: Bool) {
    guard let capture = state.tab.capture, !capture.rows.isEmpty else { return }
    let (here, count) = (capture.list.selection, capture.rows.count)
    let start = (here + (forward ? 1 : count - 1)) % count
    guard let row = capture.index.search(state.tab.search, in: capture.rows, from: start, forward: forward) else {
        state.notice = Notice(.note, "not found: \(state.tab.search)")
        return
    }
    if forward ? row < start : row > start { state.notice = Notice(.note, "search went round the end") }
    moveConversation(&state, .to(row))
}

/// A click chooses a conversation, another on the same opens it.
func clickConversation(_ state: inout State, _ inside: Rect, _ mouse: Mouse) -> [Effect] {
    guard let capture = state.tab.capture,
        let row = ConversationList(state, inside).row(atX: mouse.x, y: mouse.y)
    else { return [] }
    let again = capture.list.selection == row
    moveConversation(&state, .to(row))
    return again ? openConversation(&state) : []
}
