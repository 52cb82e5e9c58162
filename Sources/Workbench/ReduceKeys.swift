import Cells
import Octets
import Transcripts
import Widgets

/// An input event, wherever it lands: an overlay, the line, or the panes.
func receive(_ state: inout State, _ event: InputEvent) -> [Effect] {
    switch event {
    case .key(let key): return press(&state, key)
    case .paste(let pasted): return paste(&state, pasted)
    case .mouse(let mouse): return state.options.mouse ? point(&state, mouse) : []
    case .resize(let size):
        state.size = size
        return []
    case .resumed: return [.redraw]
    case .interrupt: return perform(&state, .interrupt)
    case .hangup, .terminate: return [.quit]
    }
}

private func press(_ state: inout State, _ key: Key) -> [Effect] {
    state.notice = nil
    switch state.overlays.last {
    case .prompt(let prompt): return press(&state, key, in: prompt)
    case .quit: return answerQuit(&state, key)
    case .help, .statistics:
        guard let command = state.keymap.command(for: key, in: [.help, .everywhere]) else { return [] }
        return perform(&state, command)
    case nil: break
    }
    if let command = state.keymap.command(for: key, in: state.contexts) { return perform(&state, command) }
    if state.isTyping { return type(&state, key) }
    if state.tab.question?.hasKeys == true { choose(&state, key) }
    return []
}

extension State {
    /// How a sentence names the way to a command: the key that reaches it, here if there is one, else `fallback`.
    func name(of command: Command, or fallback: String) -> String {
        (keymap.key(for: command, in: contexts) ?? keymap.key(for: command))?.description ?? fallback
    }

    /// The line has the keys.
    package var isTyping: Bool { overlays.isEmpty && tab.hasLine && tab.focus == .session && tab.typing }

    /// The contexts in force, the innermost first.
    package var contexts: [Context] {
        if overlays.last?.pageTop != nil { return [.help, .everywhere] }
        if isTyping { return [.typing, .everywhere] }
        if tab.isBlank { return [.start, .reading, .everywhere] }
        if tab.showsConversations { return [.conversations, .reading, .everywhere] }
        if tab.showsAllMessages { return [.allMessages, .reading, .everywhere] }
        if tab.question?.hasKeys == true { return [.question, .everywhere] }
        if tab.showsTrace { return [.trace, .reading, .replay, .everywhere] }
        let pane: Context =
            switch tab.focus {
            case _ where tab.showsLadder: .ladder
            case .session: .session
            case .messages: .messages
            case .fields: .fields
            case .bytes: .bytes
            }
        if tab.capture != nil { return [pane, .reading, .capture, .everywhere] }
        if tab.trace != nil { return [pane, .reading, .capture, .replay, .everywhere] }
        return tab.replay == nil ? [pane, .reading, .everywhere] : [pane, .reading, .replay, .everywhere]
    }
}

private func answerQuit(_ state: inout State, _ key: Key) -> [Effect] {
    switch key.code {
    case .character("q"), .character("y"), .enter: return [.quit]
    case .character("c") where key.modifiers.contains(.control): return [.quit]
    default:
        state.overlays.removeLast()
        return []
    }
}

private func point(_ state: inout State, _ mouse: Mouse) -> [Effect] {
    if state.overlays.last?.pageTop != nil { return scrollHelp(&state, mouse) }
    guard state.overlays.isEmpty else { return [] }
    let layout = Layout(state)
    if let header = layout.header, header.contains(x: mouse.x, y: mouse.y) { return clickTab(&state, mouse, header) }
    if let question = layout.question, question.contains(x: mouse.x, y: mouse.y) {
        clickQuestion(&state, mouse, question)
        return []
    }
    if let bar = layout.replay, bar.contains(x: mouse.x, y: mouse.y) { return seek(&state, mouse, bar) }
    guard let (pane, rect) = layout.panes.first(where: { $0.value.contains(x: mouse.x, y: mouse.y) }) else { return [] }
    switch mouse.kind {
    case .scrollUp: scroll(&state, pane, by: -3)
    case .scrollDown: scroll(&state, pane, by: 3)
    case .press: return click(&state, pane, Layout.inside(rect), mouse, layout)
    default: break
    }
    return []
}

private func scrollHelp(_ state: inout State, _ mouse: Mouse) -> [Effect] {
    switch mouse.kind {
    case .scrollUp: return perform(&state, .up)
    case .scrollDown: return perform(&state, .down)
    default: return []
    }
}

private func clickTab(_ state: inout State, _ mouse: Mouse, _ header: Rect) -> [Effect] {
    let bar = TabBar(state, header)
    if mouse.kind == .press, let index = bar.tabs.index(atX: mouse.x, y: mouse.y, in: bar.room) { state.active = index }
    return []
}

/// A click on the bar of a replay goes to the time that it shows there.
private func seek(_ state: inout State, _ mouse: Mouse, _ bar: Rect) -> [Effect] {
    guard mouse.kind == .press, let timeline = Timeline(state.tab, state.theme, columns: bar.columns),
        let time = timeline.position(atX: mouse.x, y: mouse.y, in: bar)
    else { return [] }
    if state.tab.showsTrace {
        goInTrace(&state, to: Int(time))
        return []
    }
    state.tab.replay?.seek(to: Moment(nanoseconds: time))
    state.tab.followReplay()
    return []
}

private func scroll(_ state: inout State, _ pane: Pane, by delta: Int) {
    if state.tab.isBlank { return moveDestination(&state, .by(delta.signum())) }
    if state.tab.showsConversations { return scrollConversations(&state, by: delta) }
    if state.tab.showsAllMessages { return scrollCaptureMessages(&state, by: delta) }
    if state.tab.showsTrace { return stepTrace(&state, by: delta.signum()) }
    if state.tab.showsLadder { return moveLadder(&state, .by(delta.signum())) }
    let layout = Layout(state)
    switch pane {
    case .session:
        let page = state.tab.sessionHeight(layout)
        state.tab.scrollSession(by: delta, RowShape(state, layout), page: page)
    case .messages where state.tab.grouped.isGrouped: scrollGroups(&state, by: delta, layout)
    case .messages:
        let page = state.tab.height(of: .messages, layout)
        state.tab.messages.scroll(by: delta, count: state.tab.visibleMessages, page: page)
    case .fields: state.tab.inspector.moveField(.by(delta), page: state.tab.fieldsHeight(layout))
    case .bytes: state.tab.inspector.choose(byte: state.tab.inspector.byte + delta * 16)
    }
}

private func click(_ state: inout State, _ pane: Pane, _ inside: Rect, _ mouse: Mouse, _ layout: Layout) -> [Effect] {
    if state.tab.isBlank { return clickStart(&state, inside, mouse) }
    if state.tab.showsConversations { return clickConversation(&state, inside, mouse) }
    if state.tab.showsAllMessages { return clickCaptureMessage(&state, inside, mouse) }
    if state.tab.showsTrace { return clickTrace(&state, mouse) }
    if state.tab.showsLadder {
        clickLadder(&state, inside, mouse)
        return []
    }
    state.tab.focus = pane
    state.tab.question?.hasKeys = false
    guard inside.contains(x: mouse.x, y: mouse.y) else { return [] }
    switch pane {
    case .session: clickSession(&state, inside, mouse.y - inside.y, layout)
    case .messages where state.tab.grouped.isGrouped: clickGroup(&state, inside, mouse)
    case .messages:
        let view = ListView(count: state.tab.visibleMessages, scroll: state.tab.messages)
        guard let index = view.index(atX: mouse.x, y: mouse.y, in: inside) else { return [] }
        state.tab.messages.move(.to(index), count: view.count, page: inside.rows)
    case .fields: clickField(&state, inside, mouse, layout)
    case .bytes:
        if let byte = state.tab.hexView(state).byte(atX: mouse.x, y: mouse.y, in: inside) {
            state.tab.inspector.choose(byte: byte)
        }
    }
    return []
}

private func clickStart(_ state: inout State, _ inside: Rect, _ mouse: Mouse) -> [Effect] {
    guard let index = StartList(state, inside).destination(atRow: mouse.y - inside.y) else { return [] }
    let again = state.tab.destination == index
    state.tab.destination = index
    return again ? perform(&state, .select) : []
}

private func clickSession(_ state: inout State, _ inside: Rect, _ row: Int, _ layout: Layout) {
    let height = state.tab.sessionHeight(layout)
    state.tab.typing = state.tab.hasLine && row >= height
    guard row < height, let chosen = SessionRows(state, inside).row(atLine: row) else { return }
    state.tab.session.move(.to(chosen), count: state.tab.visibleRows, page: height)
}

private func clickField(_ state: inout State, _ inside: Rect, _ mouse: Mouse, _ layout: Layout) {
    let rows = state.tab.inspector.rows(showingSecrets: false, .unicode)
    let tree = inside.cut(top: state.tab.fieldsHeight(layout)).top
    let view = ListView(count: rows.count, scroll: state.tab.inspector.fields)
    guard let index = view.index(atX: mouse.x, y: mouse.y, in: tree) else { return }
    if state.tab.inspector.path == rows[index].path {
        state.tab.inspector.toggleField()
    } else {
        state.tab.inspector.choose(path: rows[index].path)
    }
}
