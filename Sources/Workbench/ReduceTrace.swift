import Cells
import Dissection
import Resolution
import Transcripts
import Widgets

// What keys do in a trace.

/// `:trace WORDS`, and a row of the start list.
func trace(_ state: inout State, words: String) -> [Effect] {
    var words = words.split(separator: " ").map(String.init)
    let isWorld = words.contains("--world")
    words.removeAll { $0 == "--world" || $0 == "--lab" }
    var mode: String?
    if let place = words.firstIndex(where: { ["iterated", "recursive", "both"].contains($0) }), place > 0 {
        mode = words.remove(at: place)
    }
    do {
        return trace(&state, try TraceRequest(words: words, mode: mode, isLab: !isWorld))
    } catch {
        state.notice = Notice(.error, error.sentence)
        return []
    }
}

func trace(_ state: inout State, _ request: TraceRequest) -> [Effect] {
    guard let id = state.freshTab() else { return [] }
    state.tab.reading = "resolving \(request.title) …"
    state.tab.isTracing = true
    state.tab.traceRequest = request
    return [.trace(id, request)]
}

/// The same once more, with what the cache of the local server holds by then.
func traceAgain(_ state: inout State) -> [Effect] {
    guard !state.tab.isTracing else {
        state.notice = Notice(.note, "it is being asked already; \(state.name(of: .interrupt, or: "Ctrl-C")) stops it")
        return []
    }
    guard var request = state.tab.traceRequest else {
        state.notice = Notice(.note, "a recording is not asked again; :trace NAME resolves a name")
        return []
    }
    guard request.times < TraceRequest.timesLimit else {
        state.notice = Notice(.note, "asked \(request.times) times; :trace NAME begins anew")
        return []
    }
    request.times += 1
    state.tab.traceRequest = request
    state.tab.isTracing = true
    return [.trace(state.tab.id, request)]
}

/// Moving keys step; left and right choose a lane.
func moveTrace(_ state: inout State, _ command: Command) {
    switch command {
    case .up: stepTrace(&state, by: -1)
    case .down: stepTrace(&state, by: 1)
    case .left, .right: turnTrace(&state)
    case .top: goInTrace(&state, to: 0)
    case .bottom: goInTrace(&state, to: .max)
    default: stepTrace(&state, by: command == .pageUp ? -4 : 4)
    }
}

func turnTrace(_ state: inout State) {
    guard let view = state.tab.trace, view.lanes.count > 1 else { return }
    state.tab.trace?.lane = (view.lane + 1) % view.lanes.count
}

func stepTrace(_ state: inout State, by count: Int) {
    guard let view = state.tab.trace else { return }
    if count == 1 {
        // A question on the way is stopped at.
        state.tab.replay?.stepForward(among: view.stops)
        if state.tab.tracedMessages == view.stops.count { state.tab.trace?.isRunning = false }
        state.tab.trace?.stepped()
        state.tab.followReplay()
    } else {
        goInTrace(&state, to: state.tab.tracedMessages + count)
    }
}

/// To where so many messages show, from 0 to all.
func goInTrace(_ state: inout State, to count: Int) {
    guard let view = state.tab.trace else { return }
    let count = min(max(0, count), view.stops.count)
    state.tab.replay?.jump(toEvents: count == 0 ? 0 : view.stops[count - 1] + 1)
    state.tab.trace?.stepped()
    state.tab.followReplay()
}

/// What commands of a replay mean in a trace; false for those that mean the same.
func replayTrace(_ state: inout State, _ command: Command) -> Bool {
    switch command {
    case .stepForward, .nextMessage: stepTrace(&state, by: 1)
    case .stepBack, .previousMessage: stepTrace(&state, by: -1)
    case .play:
        guard let view = state.tab.trace else { return true }
        if !view.isRunning, state.tab.tracedMessages == view.stops.count { goInTrace(&state, to: 0) }
        state.tab.trace?.isRunning.toggle()
        if !view.isRunning { stepTrace(&state, by: 1) }
    default:
        guard let tenths = command.seekTenths, let view = state.tab.trace else { return false }
        goInTrace(&state, to: view.stops.count * tenths / 10)
    }
    return true
}

/// Lets time pass: TTLs run down, and a trace that runs goes on.
func advanceTrace(_ state: inout State, by time: Int64) {
    guard state.tab.showsTrace, state.tab.question == nil, state.overlays.isEmpty else { return }
    state.tab.trace?.wait(time)
    if let view = state.tab.trace, view.isRunning, view.waited >= TraceView.pace { stepTrace(&state, by: 1) }
}

/// A click chooses a lane.
func clickTrace(_ state: inout State, _ mouse: Mouse) -> [Effect] {
    guard let view = state.tab.trace, let body = Layout(state).panes[.session] else { return [] }
    let places = TracePlaces(view, body)
    if let lane = places.lanes.firstIndex(where: { $0?.contains(x: mouse.x, y: mouse.y) == true }) {
        state.tab.trace?.lane = lane
    }
    return []
}

/// Opens the panes at the message of the chosen lane that showed last.
func inspectTrace(_ state: inout State) {
    guard let view = state.tab.trace, view.lanes.indices.contains(view.lane) else { return }
    let shown = min(state.tab.tracedMessages, view.lanes[view.lane].messages.count)
    guard shown > 0 else {
        state.notice = Notice(.note, "no message yet; \(state.name(of: .stepForward, or: ".")) sends the first")
        return
    }
    let event = view.lanes[view.lane].messages[shown - 1].event
    state.tab.trace?.isInspected = true
    state.tab.trace?.isRunning = false
    // The other lane's messages may come earlier: all are there to be looked at.
    let position = state.tab.replay?.position.events
    state.tab.trace?.left = position
    state.tab.replay?.jump(toEvents: .max)
    let messages = state.tab.snapshot.messages
    let message = messages.partitionPoint { $0.event < event }
    state.tab.messages = Scroll(selection: min(message, max(0, messages.count - 1)))
    state.tab.messages.followsOnceAtEnd = true
    state.tab.focus = .messages
}

/// Back from the panes, to where the trace was left.
func showTrace(_ state: inout State) {
    guard let view = state.tab.trace, view.isInspected else { return }
    state.tab.trace?.isInspected = false
    state.tab.zoomed = false
    if let events = view.left { state.tab.replay?.jump(toEvents: events) }
    state.tab.trace?.stepped()
}
