import Catalog
import Cells
import Dissection
import Transcripts
import Widgets

/// Takes in what the engine reports. A report for a tab that is gone is dropped.
func receive(_ state: inout State, _ report: Report) {
    switch report {
    case .destinations(let list): state.take(list)
    case .titled(let id, let title): change(&state, id) { $0.title = title }
    case .theme(let theme): state.theme = theme
    case .said(let notice): state.notice = notice
    case .grew(let id, let snapshot): change(&state, id) { $0.snapshot = snapshot }
    case .connection(let id, let connection): change(&state, id) { $0.take(connection) }
    case .began(let id, let title, let wallStart):
        change(&state, id) {
            $0.title = title
            $0.wallStart = wallStart
        }
    case .loaded(let id, let loaded): change(&state, id) { $0.take(loaded) }
    case .recorder(let id, let recorder): change(&state, id) { $0.recorder = recorder }
    case .found(let id, let hit): found(&state, id, hit)
    case .opened(let id, let title, let snapshot, let wallStart, let notice):
        change(&state, id) { $0.open(title: title, snapshot, wallStart: wallStart) }
        if let notice { state.notice = Notice(.warning, notice) }
    case .progress(let id, let words): change(&state, id) { if $0.isBlank { $0.reading = words } }
    case .unread(let id, let notice):
        change(&state, id) {
            $0.reading = nil
            $0.isTracing = false
        }
        state.notice = notice
    case .capture(let id, let title, let listing):
        change(&state, id) { $0.take(listing, title: title) }
        if let notice = listing.notice { state.notice = Notice(.warning, notice) }
    case .conversation(let id, let connection, let snapshot):
        change(&state, id) { tab in
            guard tab.capture?.awaited == connection, tab.showsConversations || tab.showsAllMessages else { return }
            tab.take(conversation: snapshot, connection)
        }
        showAwaitedLadder(&state, id)
    case .filtering(let id, let words):
        guard let index = state.index(of: id), state.tabs[index].capture?.isFiltering == true else { return }
        state.notice = Notice(.note, "\(words); \(state.name(of: .interrupt, or: "Ctrl-C")) stops it")
    case .filtered(let id, let found):
        change(&state, id) { $0.capture?.narrow(to: found, page: 1) }
        let messages = found.messages == 1 ? "1 message" : "\(found.messages) messages"
        state.notice = Notice(.note, "\(messages) in \(found.places.count) conversations")
    case .summaries(let id, let place, let lines): take(&state, id, place, lines)
    case .grouped(let id, let request, let grouper):
        change(&state, id) { tab in
            switch request.place {
            case .conversation: tab.grouped.take(grouper, for: request)
            case .capture: tab.capture?.all.take(grouper, for: request)
            }
        }
    }
}

/// Lines of messages go to whatever shows them: the list, the ladder.
private func take(_ state: inout State, _ id: TabID, _ place: MessagePlace, _ lines: [Int: String]) {
    guard let index = state.index(of: id) else { return }
    switch place {
    case .conversation:
        if state.tabs[index].showsLadder { return state.takeLadderSummaries(lines, tab: index) }
        let tab = state.tabs[index]
        state.tabs[index].grouped.take(lines, messages: tab.visibleMessages, page: state.size.rows)
    case .capture:
        let count = state.tabs[index].capture?.messages.count ?? 0
        state.tabs[index].capture?.all.take(lines, messages: count, page: state.size.rows)
    }
}

/// The conversation that was opened to be drawn.
private func showAwaitedLadder(_ state: inout State, _ id: TabID) {
    guard let index = state.index(of: id), state.tabs[index].capture?.opensLadder == true,
        state.tabs[index].capture?.shown != nil
    else { return }
    state.tabs[index].capture?.opensLadder = false
    let active = state.active
    state.active = index
    showLadder(&state)
    state.active = active
}

private func change(_ state: inout State, _ id: TabID, _ body: (inout Tab) -> Void) {
    guard let index = state.index(of: id) else { return }
    body(&state.tabs[index])
}

private func found(_ state: inout State, _ id: TabID, _ hit: SearchHit?) {
    guard let hit else {
        state.notice = Notice(.note, "not found: \(state.index(of: id).map { state.tabs[$0].search } ?? "")")
        return
    }
    var words = hit.wrapped ? ["search went round the end"] : []
    change(&state, id) { tab in
        if let time = tab.replay(to: hit) { words.append("the replay went on to \(seconds(time.nanoseconds)) s") }
        tab.choose(hit)
    }
    if !words.isEmpty { state.notice = Notice(.note, words.joined(separator: "; ")) }
}

extension Tab {
    fileprivate mutating func take(_ connection: ConnectionState) {
        self.connection = connection
        if case .failed = connection, snapshot.transcript.events.count == 0 { typing = false }
    }

    /// A replay stops at what a search has found, and goes on to it where it had not come so far: then its time is given.
    fileprivate mutating func replay(to hit: SearchHit) -> Moment? {
        replay?.pause()
        guard let clock = replay, hit.events > clock.position.events else { return nil }
        replay?.jump(toEvents: hit.events)
        followReplay()
        return replay?.position.time
    }

    fileprivate mutating func choose(_ hit: SearchHit) {
        switch hit.place {
        case .session:
            session = Scroll(selection: hit.index, top: session.top)
            session.followsOnceAtEnd = true
        case .messages:
            messages = Scroll(selection: hit.index, top: messages.top)
            messages.followsOnceAtEnd = true
            if let ladder, showsLadder {
                self.ladder?.list = Scroll(selection: ladder.place(ofMessage: hit.index), top: ladder.list.top)
            }
        case .capture:
            guard let capture else { return }
            self.capture?.all.choose(message: hit.index, messages: capture.messages.count, page: 1)
        }
    }

    fileprivate mutating func take(_ loaded: Loaded) {
        rows = loaded.request.rows
        loadedRows = loaded.rows
        summaries = loaded.request.messages
        loadedSummaries = loaded.summaries
        guard let inspected = loaded.inspected, inspected.record.number == inspector.message else { return }
        inspector.inspected = inspected
        // One row a field, and the first one open: what a message is, at a glance.
        inspector.tree = TreeState(openDepth: 1)
        inspector.tree.expand([0, 0])
    }

    fileprivate mutating func open(title: String, _ snapshot: Snapshot, wallStart: Int64) {
        self.title = title
        self.snapshot = snapshot
        self.wallStart = wallStart
        connection = .none
        (capture, reading, isTracing, ladder) = (nil, nil, false, nil)
        grouped = MessageList(.conversation)
        // Of a trace that was asked again, what was seen already shows.
        let seen = tracedMessages
        replay = ReplayClock(index: snapshot.transcript)
        trace = TraceView(snapshot.trace, events: snapshot.transcript.events.count)
        if let trace, seen > 0, trace.stops.count >= seen { replay?.jump(toEvents: trace.stops[seen - 1] + 1) }
        // A trace waits for who looks at it: its time is counted in milliseconds.
        if trace == nil { replay?.play() }
        typing = false
        focus = .session
        lastRequest = nil
        inspector = InspectorState()
        followReplay()
    }
}
