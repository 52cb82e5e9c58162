import Cells
import Dissection
import Octets
import Transcripts
import Widgets

/// What a bound command does.
func perform(_ state: inout State, _ command: Command) -> [Effect] {
    if let top = state.overlays.last?.pageTop { return performInHelp(&state, command, top: top) }
    if let effects = performInQuestion(&state, command) { return effects }
    switch command {
    case .up, .down, .left, .right, .pageUp, .pageDown, .top, .bottom: move(&state, command)
    case .leave where state.isTyping && state.tab.line.search != nil: return edit(&state, command)
    case .nextPane, .previousPane, .zoom, .back, .type, .leave: changePane(&state, command)
    case .nextTab, .previousTab, .closeTab, .newTab, .tab1, .tab2, .tab3, .tab4, .tab5, .tab6, .tab7, .tab8, .tab9:
        return changeTab(&state, command)
    case .select: return select(&state)
    case .search where state.tab.isBlank: state.overlays.append(.prompt(PromptState(.filter, text: state.tab.filter)))
    case .search: state.overlays.append(.prompt(PromptState(.search)))
    case .searchNext where state.tab.isBlank: moveDestination(&state, .down)
    case .searchPrevious where state.tab.isBlank: moveDestination(&state, .up)
    case .searchNext, .searchPrevious: return searchAgain(&state, forward: command == .searchNext)
    case .send, .complete, .historyOlder, .historyNewer, .reverseSearch, .lineStart, .lineEnd, .charLeft, .charRight,
        .wordLeft, .wordRight, .deleteBack, .deleteForward, .deleteWord, .deleteToStart, .deleteToEnd, .yank, .undo,
        .redo, .finishSending:
        return edit(&state, command)
    case .showBytes, .showTimes, .wrap, .showSecrets, .nextTheme, .mouse, .redraw: return changeView(&state, command)
    case .copyText, .copyBytes: return copy(&state, asBytes: command == .copyBytes)
    case .record, .recordPause, .recordNote, .recordMark: return changeRecorder(&state, command)
    case .sortNext, .sortReverse: sortConversations(&state, command)
    case .conversations: state.tab.trace == nil ? showConversations(&state) : showTrace(&state)
    case .allMessages: turnAllMessages(&state)
    case .statistics: showStatistics(&state)
    case .filter: askForFilter(&state)
    case .group: groupMessages(&state, by: nil)
    case .ladder: return turnLadder(&state)
    case .cache: state.tab.trace?.showsCache.toggle()
    case .reopen where state.tab.trace != nil: return traceAgain(&state)
    case .reopen: return reopen(&state, thenSend: [])
    case .disconnect: return disconnect(&state)
    case .play, .stepForward, .stepBack, .nextMessage, .previousMessage, .nextMark, .previousMark, .faster, .slower,
        .idleCap, .seek, .askAgain, .answer, .seek0, .seek1, .seek2, .seek3, .seek4, .seek5, .seek6, .seek7, .seek8,
        .seek9:
        replay(&state, command)
    case .help: state.overlays.append(.help(top: 0))
    case .commandLine: state.overlays.append(.prompt(PromptState(.command)))
    case .interrupt: return interrupt(&state)
    case .suspend: return [.suspend]
    case .quit: return quit(&state)
    }
    return []
}

// MARK: Moving

private func move(_ state: inout State, _ command: Command) {
    let layout = Layout(state)
    if state.tab.isBlank { return moveDestination(&state, command.move ?? .by(0)) }
    if state.tab.showsConversations { return moveConversation(&state, command.move) }
    if state.tab.showsAllMessages { return moveCaptureMessages(&state, command) }
    if state.tab.showsTrace { return moveTrace(&state, command) }
    if state.tab.showsLadder { return moveLadder(&state, command.move) }
    switch state.tab.focus {
    case .session:
        guard let move = command.move else { return shift(&state.tab, command) }
        let page = state.tab.sessionHeight(layout)
        let shape = RowShape(state, layout)
        guard !state.tab.moveWithinRow(move, shape, page: page) else { return }
        state.tab.session.move(move, count: state.tab.visibleRows, page: page)
    case .messages where state.tab.grouped.isGrouped: moveGroups(&state, command, layout)
    case .messages:
        guard let move = command.move else { return }
        let page = state.tab.height(of: .messages, layout)
        state.tab.messages.move(move, count: state.tab.visibleMessages, page: page)
    case .fields:
        switch command {
        case .left: state.tab.inspector.closeField()
        case .right: state.tab.inspector.openField()
        default: state.tab.inspector.moveField(command.move ?? .by(0), page: state.tab.fieldsHeight(layout))
        }
    case .bytes: moveByte(&state, command, layout)
    }
}

extension Command {
    /// What a moving command means for a list; nil for left and right, which mean something else in each pane.
    var move: Scroll.Move? {
        switch self {
        case .up: .up
        case .down: .down
        case .pageUp: .pageUp
        case .pageDown: .pageDown
        case .top: .first
        case .bottom: .last
        default: nil
        }
    }
}

private func shift(_ tab: inout Tab, _ command: Command) {
    tab.sessionLeft = max(0, min(tab.sessionLeft + (command == .left ? -8 : 8), TranscriptIndex.rowLimit))
}

private func moveByte(_ state: inout State, _ command: Command, _ layout: Layout) {
    let inside = layout.panes[.bytes].map(Layout.inside) ?? Rect(x: 0, y: 0, columns: 0, rows: 0)
    let perRow = state.tab.hexView(state).layout(in: inside).bytesPerRow
    let count = state.tab.inspector.inspected?.bytes.count ?? 0
    let delta =
        switch command {
        case .left: -1
        case .right: 1
        case .up: -perRow
        case .down: perRow
        case .pageUp: -perRow * max(1, inside.rows)
        case .pageDown: perRow * max(1, inside.rows)
        case .top: -count
        default: count
        }
    state.tab.inspector.choose(byte: state.tab.inspector.byte + delta)
}

// MARK: Panes and tabs

private func changePane(_ state: inout State, _ command: Command) {
    switch command {
    case .nextPane, .previousPane:
        if state.tab.showsTrace { return turnTrace(&state) }
        guard !state.tab.isBlank, !state.tab.fillsScreen, !turnToQuestion(&state, command) else { return }
        let all = Pane.allCases.count
        let next = (state.tab.focus.rawValue + (command == .nextPane ? 1 : all - 1)) % all
        state.tab.focus = Pane(rawValue: next) ?? .session
        if state.tab.focus == .session { state.tab.typing = false }
    case .zoom where state.tab.fillsScreen: break
    case .zoom: state.tab.zoomed.toggle()
    case .back where state.tab.isBlank: state.narrow(to: "")
    case .back where state.tab.showsTrace:
        if state.tab.question != nil { state.tab.question?.hasKeys = true }
    case .back where state.tab.showsConversations && state.tab.capture?.filter != nil: clearFilter(&state)
    case .back where state.tab.showsAllMessages: turnAllMessages(&state)
    case .back where state.tab.showsLadder: _ = turnLadder(&state)
    case .back:
        if state.tab.zoomed {
            state.tab.zoomed = false
        } else if state.tab.question != nil {
            state.tab.question?.hasKeys = true
        } else if state.tab.focus == .session, state.tab.ladder != nil {
            showLadder(&state)
        } else if state.tab.focus == .session {
            state.tab.trace == nil ? showConversations(&state) : showTrace(&state)
        } else {
            state.tab.focus = .session
        }
    case .type where state.tab.fillsScreen: break
    case .type:
        state.tab.focus = .session
        state.tab.typing = state.tab.hasLine
        state.tab.session.followsTail = true
    case .leave: state.tab.typing = false
    default: break
    }
}

private func changeTab(_ state: inout State, _ command: Command) -> [Effect] {
    switch command {
    case .nextTab: state.active = (state.active + 1) % state.tabs.count
    case .previousTab: state.active = (state.active + state.tabs.count - 1) % state.tabs.count
    case .closeTab: return closeTab(&state)
    case .newTab: return newTab(&state)
    default: goToTab(&state, command.tabNumber ?? 0)
    }
    return []
}

func goToTab(_ state: inout State, _ number: Int) {
    guard state.tabs.indices.contains(number - 1) else {
        state.notice = Notice(.error, "no tab \(number)")
        return
    }
    state.active = number - 1
}

/// The blank tab, if there is one, else a new one. What it offers is looked up anew.
func newTab(_ state: inout State) -> [Effect] {
    if let blank = state.tabs.firstIndex(where: { $0.isBlank && !$0.isTracing }) {
        state.active = blank
    } else if state.addTab() == nil {
        return []
    }
    return [.destinations]
}

private func closeTab(_ state: inout State) -> [Effect] {
    let closed = state.tab.id
    state.tabs.remove(at: state.active)
    if state.tabs.isEmpty { state.addTab() }
    state.active = max(0, min(state.active, state.tabs.count - 1))
    return [.close(closed)]
}

extension State {
    /// A new blank tab, in front. Nil, with a notice, where there are too many.
    @discardableResult
    package mutating func addTab() -> TabID? {
        guard tabs.count < State.tabLimit else {
            notice = Notice(
                .warning, "\(State.tabLimit) tabs are open; \(name(of: .closeTab, or: "Ctrl-X")) closes one")
            return nil
        }
        let id = TabID(nextTab)
        nextTab += 1
        tabs.append(Tab(id: id))
        active = tabs.count - 1
        return id
    }

    /// The tab in front if it is blank, else a new one.
    package mutating func freshTab() -> TabID? { tab.isBlank && !tab.isTracing ? tab.id : addTab() }
}

private func select(_ state: inout State) -> [Effect] {
    if state.tab.isBlank {
        guard state.shownDestinations.contains(state.tab.destination) else { return [] }
        let destination = state.destinations[state.tab.destination]
        switch destination.kind {
        case .url: return open(&state, url: destination.target)
        case .own, .capture, .sample: return openFile(&state, path: destination.target)
        case .trace: return trace(&state, words: destination.target)
        }
    }
    if state.tab.showsConversations { return openConversation(&state) }
    if state.tab.showsAllMessages { return openCaptureMessage(&state) }
    if state.tab.showsTrace {
        inspectTrace(&state)
        return []
    }
    if state.tab.showsLadder {
        inspectRung(&state)
        return []
    }
    switch state.tab.focus {
    case .messages: state.tab.focus = .fields
    case .fields: state.tab.inspector.toggleField()
    case .bytes: state.tab.focus = .fields
    case .session: state.tab.typing = state.tab.hasLine
    }
    return []
}

func open(_ state: inout State, url: String) -> [Effect] {
    guard let id = state.tab.hasOnlyFailed ? state.tab.id : state.freshTab() else { return [] }
    state.tab.url = url
    state.tab.title = url
    state.tab.connection = .connecting(to: url)
    state.tab.typing = true
    return [.connect(id, url: url)]
}

/// A recording or a capture: what it is, its content says.
func openFile(_ state: inout State, path: String) -> [Effect] {
    guard let id = state.freshTab() else { return [] }
    state.tab.reading = path
    return [.openFile(id, path: path)]
}

/// The first goes into the tab in front if that is blank, the others into new ones; the first is in front at the end.
func openFiles(_ state: inout State, _ paths: [String]) -> [Effect] {
    let first = state.freshTab().flatMap { state.index(of: $0) }
    var effects: [Effect] = []
    for (number, path) in paths.enumerated() {
        guard let id = number == 0 ? first.map({ state.tabs[$0].id }) : state.addTab() else { break }
        if let index = state.index(of: id) { state.tabs[index].reading = path }
        effects.append(.openFile(id, path: path))
    }
    if let first { state.active = first }
    return effects
}

func reopen(_ state: inout State, thenSend bytes: [UInt8]) -> [Effect] {
    guard let url = state.tab.url, state.tab.replay == nil else {
        state.notice = Notice(.note, "there is nothing to connect to again; :open URL connects")
        return []
    }
    guard !state.tab.connection.isOpen else {
        state.notice = Notice(.note, "still connected; :close ends it")
        return []
    }
    if case .connecting = state.tab.connection {
        state.notice = Notice(.note, state.notYet)
        return []
    }
    state.tab.connection = .connecting(to: url)
    return [.reopen(state.tab.id, thenSend: bytes)]
}

private func disconnect(_ state: inout State) -> [Effect] {
    switch state.tab.connection {
    case .open, .connecting: return [.disconnect(state.tab.id)]
    case .none, .closed, .failed:
        state.notice = Notice(.note, "there is no connection to close")
        return []
    }
}

// MARK: Looks

private func changeView(_ state: inout State, _ command: Command) -> [Effect] {
    switch command {
    case .showBytes: state.options.bytes.toggle()
    case .showTimes: state.options.times = state.options.times.next
    case .wrap: state.options.wrap.toggle()
    case .showSecrets: state.options.secrets.toggle()
    case .mouse:
        state.options.mouse.toggle()
        state.notice = Notice(.note, "mouse \(state.options.mouse ? "on" : "off")")
        return [.mouse(state.options.mouse)]
    case .nextTheme:
        guard !state.themes.isEmpty else { return [] }
        let current = state.themes.firstIndex(of: state.theme.name) ?? -1
        return [.theme(name: state.themes[(current + 1) % state.themes.count])]
    default: return [.redraw]
    }
    return []
}

extension Options.Times {
    var next: Options.Times {
        let all = Options.Times.allCases
        let index = all.firstIndex(of: self) ?? 0
        return all[(index + 1) % all.count]
    }

    /// As the `:times` command spells it.
    package var name: String {
        switch self {
        case .sinceStart: "since-start"
        case .absolute: "absolute"
        case .sinceLast: "since-last"
        case .none: "none"
        }
    }
}

// MARK: Recorder

private func changeRecorder(_ state: inout State, _ command: Command) -> [Effect] {
    let tab = state.tab
    guard tab.hasLine else {
        state.notice = Notice(.note, "there is nothing to record here; :open URL starts a session")
        return []
    }
    switch command {
    case .record: return [.record(tab.id, tab.recorder.mode == .off ? .start(path: nil) : .stop)]
    case .recordPause:
        guard tab.recorder.mode != .off else {
            state.notice = Notice(.note, state.recorderIsOff)
            return []
        }
        return [.record(tab.id, tab.recorder.mode == .paused ? .resume : .pause)]
    default:
        state.overlays.append(.prompt(PromptState(command == .recordNote ? .note : .mark)))
        return []
    }
}

extension State {
    var recorderIsOff: String { "the recorder is off; \(name(of: .record, or: ":record")) starts it" }
}

// MARK: Copying

/// The most bytes that a copy hands to the terminal: what common terminals take in one OSC 52.
package let copyLimit = 74_994

private func copy(_ state: inout State, asBytes: Bool) -> [Effect] {
    let bytes = asBytes ? hexText(state.tab.chosenBytes) : state.tab.chosenText
    guard !bytes.isEmpty else {
        state.notice = Notice(.note, "nothing is chosen to copy")
        return []
    }
    let cut = bytes.count > copyLimit
    state.notice = Notice(
        cut ? .warning : .note,
        cut ? "copied the first \(copyLimit) bytes of \(bytes.count)" : "copied \(bytes.count) bytes")
    return [.copy(Array(bytes.prefix(copyLimit)))]
}

private func hexText(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    for byte in bytes {
        if !text.isEmpty { text.append(0x20) }
        for digit in [byte >> 4, byte & 15] { text.append(digit < 10 ? 0x30 + digit : 0x57 + digit) }
    }
    return text
}

extension Tab {
    /// What `y` takes: the row, the message, the field's value, the field's bytes.
    var chosenText: [UInt8] {
        switch focus {
        case .session, .messages, .bytes: return chosenBytes
        case .fields:
            guard let node = inspector.node(at: inspector.path) else { return [] }
            return Array((node.value.isEmpty ? node.label : node.value).utf8)
        }
    }

    /// What `Y` takes.
    var chosenBytes: [UInt8] {
        switch focus {
        case .session:
            if showsConversations { return Array((capture?.chosen?.copyText ?? "").utf8) }
            if showsAllMessages { return Array(capture?.chosenSummary.utf8 ?? "".utf8) }
            if showsLadder { return Array(ladderText.utf8) }
            let index = session.selection - rows.lowerBound
            guard loadedRows.indices.contains(index) else { return [] }
            return loadedRows[index].bytes
        case .messages: return inspector.inspected?.bytes ?? []
        case .fields, .bytes: return Array(inspector.inspected?.bytes[inspector.lit] ?? [])
        }
    }
}

// MARK: Stopping

/// Ctrl-C: stops what runs, else clears the line, else asks how to quit.
private func interrupt(_ state: inout State) -> [Effect] {
    if case .quit = state.overlays.last { return [.quit] }
    if !state.overlays.isEmpty {
        state.overlays.removeLast()
        return []
    }
    if case .connecting = state.tab.connection { return [.disconnect(state.tab.id)] }
    if state.tab.isTracing { return [.stopTrace(state.tab.id)] }
    if state.tab.capture?.isFiltering == true {
        state.tab.capture?.isFiltering = false
        state.notice = Notice(.note, "the filter was stopped")
        return [.stopFilter(state.tab.id)]
    }
    if state.tab.capture?.progress != nil { return [.stopReading(state.tab.id)] }
    if state.tab.trace?.isRunning == true {
        state.tab.trace?.isRunning = false
        return []
    }
    if state.tab.replay?.isPlaying == true {
        state.tab.replay?.pause()
        return []
    }
    if state.isTyping, !state.tab.line.text.isEmpty {
        state.tab.line.clear()
        return []
    }
    state.overlays.append(.quit)
    return []
}

private func quit(_ state: inout State) -> [Effect] {
    guard state.tabs.contains(where: { $0.connection.isOpen }) else { return [.quit] }
    state.overlays.append(.quit)
    return []
}

// MARK: Help

private func performInHelp(_ state: inout State, _ command: Command, top: Int) -> [Effect] {
    let page = max(1, state.size.rows - 4)
    var isStatistics = false
    if case .statistics = state.overlays.last { isStatistics = true }
    let last = (isStatistics ? HelpPage(statistics: state) : HelpPage(state)).lastTop
    let moved: Int? =
        switch command {
        case .up: top - 1
        case .down: top + 1
        case .pageUp: top - page
        case .pageDown: top + page
        case .top: 0
        case .bottom: last
        default: nil
        }
    if let moved {
        let top = max(0, min(moved, last))
        state.overlays[state.overlays.count - 1] = isStatistics ? .statistics(top: top) : .help(top: top)
        return []
    }
    switch command {
    case .redraw, .nextTheme, .mouse: return changeView(&state, command)
    case .suspend: return [.suspend]
    default: state.overlays.removeLast()
    }
    return command == .back || command == .help || command == .interrupt ? [] : perform(&state, command)
}
