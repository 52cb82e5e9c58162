import Catalog
import Cells
import Dissection
import Transcripts
import Widgets

/// Draws a state: pure, and the same for a live session, a replay and a capture.
package func render(_ state: State) -> Buffer {
    var buffer = Buffer(size: state.size, symbols: state.options.ascii ? .ascii : .unicode)
    buffer.fill(buffer.bounds, style: state.theme[.text])
    let layout = Layout(state)
    if let header = layout.header { drawHeader(state, header, &buffer) }
    for pane in Pane.allCases {
        guard let rect = layout.panes[pane] else { continue }
        drawPane(state, pane, rect, layout, &buffer)
    }
    if let rect = layout.question { drawQuestion(state, rect, &buffer) }
    if let rect = layout.replay { drawReplay(state, rect, &buffer) }
    if let rect = layout.footer { drawFooter(state, rect, &buffer) }
    for overlay in state.overlays { draw(overlay, state, layout, &buffer) }
    return buffer
}

private func drawPane(_ state: State, _ pane: Pane, _ rect: Rect, _ layout: Layout, _ buffer: inout Buffer) {
    if state.tab.showsTrace { return TraceScreen(state, rect).draw(into: &buffer) }
    let focused = state.tab.focus == pane && state.overlays.isEmpty && state.tab.question?.hasKeys != true
    var inside = rect
    if Layout.hasBorder(rect) {
        let title = PaneTitle(state, pane, layout)
        inside = buffer.box(
            rect, title: title.text, trailing: title.fits(in: rect) ? title.trailing : "",
            style: state.theme[focused ? .focusedBorder : .border],
            titleStyle: state.theme[focused ? .focusedTitle : .title], focused: focused,
            lines: state.options.ascii ? .ascii : .light)
    }
    guard !inside.isEmpty else { return }
    if state.tab.isBlank { return StartList(state, inside).draw(into: &buffer) }
    if state.tab.showsConversations { return ConversationList(state, inside).draw(into: &buffer) }
    if state.tab.showsAllMessages { return CaptureMessages(state, inside).draw(into: &buffer) }
    if state.tab.showsLadder { return LadderScreen(state, inside).draw(into: &buffer) }
    switch pane {
    case .session: drawSession(state, inside, layout, &buffer)
    case .messages: drawMessages(state, inside, focused, &buffer)
    case .fields: drawFields(state, inside, focused, &buffer)
    case .bytes: drawBytes(state, inside, focused, &buffer)
    }
}

/// What a pane's frame says.
struct PaneTitle {
    var text: String
    var trailing = ""

    /// What is said at the right gives way to what is said at the left.
    func fits(in rect: Rect) -> Bool { DisplayWidth.of(text) + DisplayWidth.of(trailing) + 7 <= rect.columns }

    init(_ state: State, _ pane: Pane, _ layout: Layout) {
        let tab = state.tab
        if tab.isBlank {
            text = "Start"
            return
        }
        if let capture = tab.capture, tab.showsConversations {
            text = Self.conversations(capture)
            if state.options.ascii { text = text.replacing("─", with: "-") }
            return
        }
        if let whole = Self.wholeScreen(tab) {
            text = state.options.ascii ? whole.replacing("─", with: "-") : whole
            return
        }
        switch pane {
        case .session:
            text = ["Session", tab.connectionTitle].filter { !$0.isEmpty }.joined(separator: " ─ ")
            // The name of the pane says less than what it is connected to.
            let room = (layout.panes[.session]?.columns ?? 0) - 4
            if DisplayWidth.of(text) > room, !tab.connectionTitle.isEmpty { text = tab.connectionTitle }
            if tab.hasLine { trailing = tab.typing && tab.focus == .session ? "typing" : "reading" }
        case .messages:
            text = "Messages ─ \(tab.visibleMessages)\(tab.grouped.titleEnd)"
        case .fields:
            text = "Inspector" + (tab.inspectedTitle.map { " ─ \($0)" } ?? "")
        case .bytes:
            let lit = tab.inspector.lit
            text =
                "Bytes"
                + (lit.isEmpty
                    ? "" : lit.count == 1 ? " ─ \(lit.lowerBound)" : " ─ \(lit.lowerBound)–\(lit.upperBound - 1)")
        }
        if layout.shape == .stacked, pane != .session { trailing = Self.faces(pane, state) }
        if state.options.ascii {
            text = text.replacing("─", with: "-").replacing("–", with: "-")
        }
    }
}

extension PaneTitle {
    /// How many there are, and how they are sorted.
    private static func conversations(_ capture: CaptureView) -> String {
        let others = capture.index.leftOut > 0 ? " and \(capture.index.leftOut) more" : ""
        let wanted = capture.filter.map { " ─ \(capture.rows.count) with \($0.text)" } ?? ""
        let way = capture.isDescending ? (capture.order.beginsWithLargest ? ", largest first" : ", backward") : ""
        let reading = capture.progress.map { " ─ reading \($0.words)" } ?? ""
        return "Conversations ─ \(capture.index.count)\(others)\(wanted) ─ by \(capture.order.rawValue)\(way)\(reading)"
    }

    /// What all messages of a capture, and a ladder, are called.
    private static func wholeScreen(_ tab: Tab) -> String? {
        if tab.showsAllMessages, let capture = tab.capture {
            let reading = capture.progress.map { " ─ reading \($0.words)" } ?? ""
            return "All messages ─ \(capture.messages.count)\(capture.all.titleEnd)\(reading)"
        }
        guard tab.showsLadder else { return nil }
        let cut = tab.ladder?.isCut == true ? "later notes left out" : ""
        return ["Ladder", tab.connectionTitle, cut].filter { !$0.isEmpty }.joined(separator: " ─ ")
    }

    /// The panes that share the place below the session, the one that shows in brackets, after the key that turns to the next.
    private static func faces(_ shown: Pane, _ state: State) -> String {
        let names = Pane.allCases.filter { $0 != .session }.map { $0 == shown ? "[\($0.title)]" : $0.title }
        let key = state.keymap.key(for: .nextPane).map { "\($0): " } ?? ""
        return key + names.joined(separator: " ")
    }
}

extension Tab {
    var connectionTitle: String {
        switch connection {
        case .none: captureTitle ?? (replay == nil ? "" : "recorded")
        case .connecting(let place): "connecting to \(place)"
        case .open(let detail, _): detail
        case .closed(let detail, _): detail
        case .failed: "not connected"
        }
    }

    /// Who talks to whom in the conversation of a capture that shows.
    private var captureTitle: String? {
        capture?.shownConversation.map { "\($0.transport.rawValue) \($0.client) to \($0.server)" }
    }

    var inspectedTitle: String? {
        guard let record = inspector.inspected?.record, record.number == inspector.message else { return nil }
        let events = snapshot.transcript.events
        let packet = events.indices.contains(record.event) ? events[record.event].packet : nil
        return "\(record.number + 1) \(record.proto.rawValue) \(record.kind.name)"
            + (packet.map { " ─ packet \($0)" } ?? "")
    }

    /// The lab is at the other end.
    package var isLab: Bool {
        switch connection {
        case .open(_, let lab), .closed(_, let lab): lab
        default: snapshot.transcript.lastConnection?.opening?.lab ?? false
        }
    }
}

// MARK: Top and bottom

private func drawHeader(_ state: State, _ rect: Rect, _ buffer: inout Buffer) {
    let theme = state.theme
    buffer.fill(rect, style: theme[.status])
    let right = drawSigns(state, rect, &buffer)
    buffer.write(TabBar.name, x: rect.x, y: rect.y, style: theme[.accent], columns: right - rect.x)
    let bar = TabBar(state, rect)
    let used = bar.tabs.draw(into: &buffer, in: bar.room)
    drawRecordingFile(state, bar.room.cut(left: used).rest, &buffer)
}

/// The name of the file that is recorded into, between the tabs and the sign, where there is room to read it.
private func drawRecordingFile(_ state: State, _ room: Rect, _ buffer: inout Buffer) {
    let recorder = state.tab.recorder
    guard recorder.mode != .off, let name = recorder.file.split(separator: "/").last else { return }
    let whole = DisplayWidth.of(String(name))
    let columns = min(whole, room.columns - 3)
    guard columns >= min(whole, 12) else { return }
    buffer.write(
        String(name), x: room.right - columns - 1, y: room.y, style: state.theme[.recordOff], columns: columns,
        within: room)
}

/// The tabs in the top line, between the program's name and the signs at the right.
struct TabBar {
    static let name = " Wireside "

    let tabs: Tabs
    let room: Rect

    init(_ state: State, _ rect: Rect) {
        // The signs tell their width by being drawn.
        var scratch = Buffer(
            size: Size(columns: rect.right, rows: rect.bottom), symbols: state.options.ascii ? .ascii : .unicode)
        let right = drawSigns(state, rect, &scratch)
        let used = min(DisplayWidth.of(Self.name), max(0, right - rect.x))
        room = Rect(x: rect.x + used, y: rect.y, columns: right - rect.x - used, rows: 1)
        tabs = Tabs(
            titles: state.tabs.enumerated().map { "\($0 + 1) \($1.title)" }, selected: state.active,
            styles: Tabs.Styles(title: state.theme[.tab], selected: state.theme[.activeTab]))
    }
}

/// `lab` and the recorder's sign, at the right. Returns the column where they begin.
private func drawSigns(_ state: State, _ rect: Rect, _ buffer: inout Buffer) -> Int {
    let recorder = state.tab.recorder
    let events = recorder.events == 1 ? "1 event" : "\(recorder.events) events"
    let (sign, scope): (String, Scope) =
        switch recorder.mode {
        case .on: ("\(buffer.symbols.recording) rec \(events)", .recordOn)
        case .paused: ("\(buffer.symbols.pause) rec paused", .recordPaused)
        case .off:
            (state.tab.capture != nil ? "capture" : state.tab.replay == nil ? "not recording" : "replay", .recordOff)
        }
    var x = buffer.write(" \(sign) ", endingAt: rect.right, y: rect.y, style: state.theme[scope], within: rect)
    if state.tab.isLab {
        x = buffer.write(" lab ", endingAt: x - 1, y: rect.y, style: state.theme[.lab], within: rect)
    }
    return x - 1
}

private func drawFooter(_ state: State, _ rect: Rect, _ buffer: inout Buffer) {
    buffer.fill(rect, style: state.theme[.status])
    if case .quit = state.overlays.last { return drawQuit(state, rect, &buffer) }
    if let notice = state.notice { return draw(notice, state, rect, &buffer) }
    var x = rect.x + 1
    for hint in FooterHints(state).hints {
        let width = DisplayWidth.of(hint.key) + 1 + DisplayWidth.of(hint.words)
        guard x + width <= rect.right else { continue }
        x += buffer.write(hint.key, x: x, y: rect.y, style: state.theme[.statusKey])
        x += buffer.write(" \(hint.words)", x: x, y: rect.y, style: state.theme[.status]) + 3
    }
}

private func draw(_ notice: Notice, _ state: State, _ rect: Rect, _ buffer: inout Buffer) {
    let (sign, scope): (String, Scope) =
        switch notice.severity {
        case .note: ("", .status)
        case .warning: ("! ", .warning)
        case .error: ("!! ", .error)
        }
    buffer.write(" \(sign)\(notice.text)", x: rect.x, y: rect.y, style: state.theme[scope], columns: rect.columns)
}

private func drawQuit(_ state: State, _ rect: Rect, _ buffer: inout Buffer) {
    let open = state.tabs.filter { $0.connection.isOpen }.map(\.title)
    let recording = state.tabs.contains { $0.recorder.mode != .off } ? "   (recordings are kept)" : ""
    let what = open.isEmpty ? "" : "\(open.joined(separator: ", ")) \(open.count == 1 ? "is" : "are") open; "
    let answers = "quit?  q quits   Esc stays"
    // The question may not be pushed off the line by a long name.
    let room = max(0, rect.columns - 1 - answers.count)
    let x = 1 + buffer.write(what, x: rect.x + 1, y: rect.y, style: state.theme[.warning], columns: room)
    buffer.write(answers + recording, x: rect.x + x, y: rect.y, style: state.theme[.warning], within: rect)
}

/// The keys that matter here and now, for the bottom line.
struct FooterHints {
    var hints: [(key: String, words: String)] = []

    init(_ state: State) {
        let contexts = state.contexts
        for (command, words) in Self.wanted(state) {
            if let key = state.keymap.key(for: command, in: contexts) { hints.append((key.description, words)) }
        }
    }

    private static func wanted(_ state: State) -> [(Command, String)] {
        switch state.contexts.first {
        case .typing:
            [
                (.send, state.tab.connection.isOpen ? "send" : "connect again"), (.leave, "read"), (.help, "help"),
                (.complete, "complete"), (.commandLine, "commands"), (.record, "record"),
                (.recordNote, "note"), (.historyOlder, "older"), (.interrupt, "clear, quit"),
            ]
        case .start:
            [
                (.select, "open"), (.down, "next"), (.search, "search"), (.commandLine, "commands"), (.help, "help"),
                (.quit, "quit"),
            ]
        case .help: [(.back, "close"), (.down, "down"), (.pageDown, "page")]
        case .question:
            [
                (.answer, state.tab.question?.isAnswered == true ? "go on" : "answer"),
                (.nextPane, "look around"), (.back, "leave it"), (.help, "help"), (.stepForward, "step"),
                (.commandLine, "commands"), (.quit, "quit"),
            ]
        case .conversations: listing
        case .allMessages: allMessages
        case .ladder: ladder(state)
        case .trace: tracing
        case .session where state.tab.trace != nil: reading(state, first: [])
        case .session: state.tab.replay == nil ? reading(state, first: [(.type, "type")]) : replaying
        case .messages: reading(state, first: [(.select, "fields"), (.group, "group"), (.ladder, "ladder")])
        case .fields: reading(state, first: [(.select, "open, close"), (.showSecrets, "secrets")])
        default: reading(state, first: [(.select, "its field")])
        }
    }

    private static let listing: [(Command, String)] = [
        (.select, "open"), (.allMessages, "all messages"), (.filter, "filter"), (.statistics, "statistics"),
        (.ladder, "ladder"), (.sortNext, "sort"), (.search, "search"), (.sortReverse, "turn round"), (.help, "help"),
        (.commandLine, "commands"),
        (.closeTab, "close"), (.quit, "quit"),
    ]

    private static let allMessages: [(Command, String)] = [
        (.select, "open"), (.allMessages, "conversations"), (.group, "group"), (.ladder, "ladder"),
        (.search, "search"), (.showTimes, "times"), (.help, "help"), (.commandLine, "commands"), (.quit, "quit"),
    ]

    private static func ladder(_ state: State) -> [(Command, String)] {
        [(.select, "inspect"), (.ladder, "panes")]
            + (state.tab.replay == nil ? [] : [(.stepForward, "step"), (.stepBack, "back")])
            + (state.tab.capture == nil ? [] : [(.conversations, "list")]) + [
                (.down, "next"), (.search, "search"), (.showTimes, "times"), (.help, "help"),
                (.commandLine, "commands"), (.quit, "quit"),
            ]
    }

    private static let tracing: [(Command, String)] = [
        (.stepForward, "next"), (.stepBack, "back"), (.play, "run"), (.select, "inspect"), (.nextPane, "lane"),
        (.cache, "cache"), (.help, "help"), (.reopen, "ask again"), (.commandLine, "commands"), (.quit, "quit"),
    ]

    private static let replaying: [(Command, String)] = [
        (.play, "play"), (.stepForward, "step"), (.stepBack, "back"), (.nextMessage, "message"), (.nextMark, "mark"),
        (.help, "help"), (.nextPane, "pane"), (.faster, "faster"), (.quit, "quit"),
    ]

    private static func capture(_ first: [(Command, String)]) -> [(Command, String)] {
        first + [
            (.conversations, "list"), (.nextPane, "next pane"), (.search, "search"), (.help, "help"),
            (.commandLine, "commands"), (.showBytes, "bytes"), (.showTimes, "times"), (.copyText, "copy"),
            (.zoom, "zoom"), (.quit, "quit"),
        ]
    }

    private static func reading(_ state: State, first: [(Command, String)]) -> [(Command, String)] {
        if state.tab.capture != nil { return capture(first.filter { $0.0 != .type }) }
        if state.tab.trace != nil {
            return [(.conversations, "trace")] + capture(first).filter { $0.0 != .conversations && $0.0 != .type }
        }
        let ended = state.tab.replay == nil && !state.tab.connection.isOpen
        return first + (ended ? [(.reopen, "connect again")] : [])
            + (state.tab.replay == nil ? [] : replaying.prefix(3)) + [
                (.nextPane, "next pane"), (.search, "search"), (.help, "help"), (.commandLine, "commands"),
                (.showBytes, "bytes"), (.showTimes, "times"), (.copyText, "copy"), (.zoom, "zoom"), (.quit, "quit"),
            ]
    }
}
