import Cells
import Dissection
import Transcripts
import Widgets

/// The one way in which the state changes. Pure: the same state and action give the same state and effects.
package func reduce(_ state: inout State, _ action: Action) -> [Effect] {
    var effects: [Effect] = []
    switch action {
    case .clock(let clock): advance(&state, to: clock)
    case .input(let event): effects += receive(&state, event)
    case .command(let command): effects += perform(&state, command)
    case .engine(let report): receive(&state, report)
    case .open(let url): effects += open(&state, url: url)
    case .replay(let path): effects += openFile(&state, path: path)
    case .files(let paths): effects += openFiles(&state, paths)
    case .trace(let request): effects += trace(&state, request)
    }
    return effects + settle(&state)
}

/// Nanoseconds after which the clock should move again though nothing else happens; nil while nothing is played or counts down.
package func nextWake(_ state: State) -> Int64? {
    let due = state.tabs.compactMap { $0.replay?.nextDue }.min().map { min($0, replayTick) }
    return [due, state.tab.trace?.nextDue].compactMap { $0 }.min()
}

/// How often the bar of a replay moves while it plays.
private let replayTick: Int64 = 100_000_000

private func advance(_ state: inout State, to clock: Clock) {
    let passed = max(0, clock.monotonic - state.clock.monotonic)
    state.clock = clock
    for index in state.tabs.indices { state.tabs[index].replay?.advance(by: passed) }
    advanceTrace(&state, by: passed)
}

/// Keeps every cursor inside what there is, and asks for what the panes now show but the state does not hold.
private func settle(_ state: inout State) -> [Effect] {
    for index in state.tabs.indices { state.tabs[index].replay?.asksQuestions = state.options.questions }
    state.tab.settleQuestion()
    let layout = Layout(state)
    if state.tab.showsConversations { return settleConversations(&state) }
    if state.tab.showsAllMessages { return settleCaptureMessages(&state) }
    if state.tab.showsTrace { return [] }
    if state.tab.showsLadder { return settleLadder(&state) }
    state.tab.settle(layout, RowShape(state, layout))
    let effects = settleGroups(&state, layout)
    guard let request = state.tab.neededLoad(layout, octets: state.options.bytes), request != state.tab.lastRequest
    else { return effects }
    state.tab.lastRequest = request
    return effects + [.load(state.tab.id, request)]
}

/// The list asks for nothing: its rows are in the state.
private func settleConversations(_ state: inout State) -> [Effect] {
    let page = state.conversationPage
    if let count = state.tab.capture?.rows.count { state.tab.capture?.list.settle(count: count, page: page) }
    return []
}

extension Tab {
    mutating func settle(_ layout: Layout, _ shape: RowShape) {
        showMessageInSession(shape, page: sessionHeight(layout))
        settleSession(shape, page: sessionHeight(layout))
        chooseMessageOfRow(page: height(of: .messages, layout))
        messages.settle(count: visibleMessages, page: height(of: .messages, layout))
        chooseMessage()
        settleInspector(layout)
    }

    /// Rows of the session pane that are left for the conversation: the hint and the line take two.
    func sessionHeight(_ layout: Layout) -> Int {
        let inside = height(of: .session, layout)
        return hasLine ? max(1, inside - (inside > 3 ? 2 : 1)) : inside
    }

    /// A line to type into belongs to a live session only.
    package var hasLine: Bool { replay == nil && capture == nil && !isBlank }

    func height(of pane: Pane, _ layout: Layout) -> Int {
        layout.panes[pane].map { Layout.inside($0).rows } ?? 0
    }

    /// The inspector shows the message under the cursor.
    private mutating func chooseMessage() {
        let chosen = visibleMessages == 0 ? nil : messages.selection
        guard chosen != inspector.message else { return }
        inspector.message = chosen
        inspector.inspected = nil
        inspector.path = [0]
        inspector.byte = 0
        inspector.fields = Scroll()
        inspector.bytesTop = 0
    }

    func neededLoad(_ layout: Layout, octets: Bool) -> LoadRequest? {
        guard !snapshot.transcript.events.isEmpty else { return nil }
        let rows = neededRows(layout)
        let page = height(of: .messages, layout)
        let list = grouped.isGrouped ? 0..<0 : messages.visible(count: visibleMessages, page: page)
        let held = inspector.inspected?.record.number == inspector.message
        return LoadRequest(
            rows: rows, messages: list, inspect: held ? nil : inspector.message, events: events(behind: rows),
            octets: octets)
    }

    /// Every row that can be in the pane together with the chosen one, however rows wrap.
    private func neededRows(_ layout: Layout) -> Range<Int> {
        let (count, page) = (visibleRows, sessionHeight(layout))
        guard count > 0, page > 0, layout.panes[.session] != nil else { return 0..<0 }
        return max(0, session.selection - page)..<min(count, session.selection + page)
    }

    /// How many events, from the first on, have part in the rows or come before them: it grows as long as the last row does.
    private func events(behind rows: Range<Int>) -> Int {
        min(visibleEvents, snapshot.transcript.events.partitionPoint { $0.firstRow <= rows.upperBound })
    }
}
