import Cells
import DNS
import Resolution
import Transcripts
import Widgets

/// A resolution on the screen: who asked whom, in two lanes, and why.
struct TraceScreen {
    let state: State
    let view: TraceView
    let places: TracePlaces
    let shown: Int

    init(_ state: State, _ body: Rect) {
        self.state = state
        // The caller has seen that there is one.
        view = state.tab.trace ?? TraceView(empty: ())
        places = TracePlaces(view, body)
        shown = state.tab.tracedMessages
    }

    func draw(into buffer: inout Buffer) {
        for (index, rect) in places.lanes.enumerated() {
            guard let rect, view.lanes.indices.contains(index) else { continue }
            drawLane(index, rect, &buffer)
        }
        if let why = places.why { drawWhy(frame(why, "why", &buffer), &buffer) }
        if let cache = places.cache { drawCache(cache, &buffer) }
        if let load = places.load {
            let title = "load: messages that pass each"
            TraceLoad(state, view, shown, frame(load, title, &buffer)).draw(into: &buffer)
        }
    }

    /// Draws a frame and gives what is inside; all of it where there is no room for one.
    func frame(
        _ rect: Rect, _ title: String, trailing: String = "", focused: Bool = false, _ buffer: inout Buffer
    ) -> Rect {
        guard Layout.hasBorder(rect) || rect.rows == 3 && rect.columns >= 12 else { return rect }
        return buffer.box(
            rect, title: title, trailing: trailing, style: state.theme[focused ? .focusedBorder : .border],
            titleStyle: state.theme[focused ? .focusedTitle : .title], focused: focused,
            lines: state.options.ascii ? .ascii : .light)
    }

    private func drawLane(_ index: Int, _ rect: Rect, _ buffer: inout Buffer) {
        let lane = view.lanes[index]
        let alone = places.lanes.compactMap { $0 }.count == 1
        let how =
            lane.mode == .iterated ? "the local server asks each in turn" : "each server asks the next"
        let dash = state.options.ascii ? "-" : "─"
        let key = state.keymap.key(for: .nextPane).map { "\($0): " } ?? ""
        let other = alone && view.lanes.count > 1 ? "\(key)the other" : ""
        let count = min(shown, lane.messages.count)
        let trailing = other.isEmpty ? "\(count) of \(lane.messages.count)" : other
        let inside = frame(
            rect, "\(lane.mode) \(dash) \(how)", trailing: trailing,
            focused: index == view.lane && view.lanes.count > 1 && state.overlays.isEmpty, &buffer)
        // Rows that the whole ladder leaves go to what the latest message says.
        let spare = inside.rows - 1 - lane.messages.count
        let detailRows = inside.rows >= 7 ? min(max(spare, 3), 5) : inside.rows >= 5 ? 1 : 0
        let cut = inside.cut(bottom: detailRows)
        TraceLadder(state, lane, count, cut.rest).draw(into: &buffer)
        drawDetail(lane, count, cut.bottom, &buffer)
    }

    /// What the latest message says, in as many lines as there are.
    private func drawDetail(_ lane: Lane, _ count: Int, _ rect: Rect, _ buffer: inout Buffer) {
        guard rect.rows > 0 else { return }
        guard count > 0, let step = lane.step(ofMessage: count - 1) else {
            let key = state.keymap.key(for: .stepForward, in: state.contexts).map { "\($0)" } ?? "."
            let words = "\(key) lets the first message go: what will it be, and to whom?"
            return put(wrap(words, columns: rect.columns), .hint, rect, &buffer)
        }
        let isResponse = lane.messages[count - 1].isResponse
        let words = TraceWords(step, symbols: buffer.symbols)
        let lines = isResponse ? words.response : words.query
        put(lines.flatMap { wrap($0, columns: max(1, rect.columns)) }, isResponse ? .server : .client, rect, &buffer)
    }

    /// Lines of text; the last that fits ends in a sign where more would follow.
    func put(_ lines: [String], _ scope: Scope, _ rect: Rect, _ buffer: inout Buffer) {
        for (row, line) in lines.prefix(rect.rows).enumerated() {
            let isCut = row == rect.rows - 1 && lines.count > rect.rows
            buffer.write(
                isCut ? "\(line) \(buffer.symbols.ellipsis)" : line, x: rect.x, y: rect.y + row,
                style: state.theme[scope],
                columns: rect.columns)
        }
    }
}

extension Lane {
    /// The step that a message of the lane belongs to.
    func step(ofMessage index: Int) -> Step? {
        guard messages.indices.contains(index), steps.indices.contains(messages[index].step) else { return nil }
        return steps[messages[index].step]
    }
}

// MARK: - Why, cache, load

extension TraceScreen {
    private func drawWhy(_ rect: Rect, _ buffer: inout Buffer) {
        let visible = zip(view.lanes, places.lanes).filter { $0.1 != nil }.map(\.0)
        let lanes = visible.filter { shown > 0 && shown <= $0.messages.count }
        guard !lanes.isEmpty else {
            let words =
                shown == 0
                ? "A host wants to know an address. Who is asked first, and who asks whom then?"
                : "The last answer is there: both ways lead to the same."
            return put(wrap(words, columns: rect.columns), .fieldMeaning, rect, &buffer)
        }
        var texts = lanes.map { (mode: $0.mode, text: TraceWords.why($0, message: shown - 1)) }
        if texts.count == 2, texts[0].text == texts[1].text { texts.removeLast() }
        var rest = rect
        for (index, entry) in texts.enumerated() {
            // Both lanes may have the same reason, or one be over.
            let isBoth = lanes.count > 1 && texts.count == 1
            let name = view.lanes.count == 1 ? "" : isBoth ? "both: " : "\(entry.mode): "
            let lines = wrap(name + entry.text, columns: rect.columns)
            let share = index == texts.count - 1 ? rest.rows : max(1, rest.rows / (texts.count - index))
            let cut = rest.cut(top: min(lines.count, share))
            put(lines, .fieldMeaning, cut.top, &buffer)
            rest = cut.rest
        }
    }

    private func drawCache(_ area: Rect, _ buffer: inout Buffer) {
        let lane = view.lanes.first { $0.mode == .iterated } ?? view.lanes.first
        let rect = frame(area, "cache of the local server, \(lane?.mode.rawValue ?? "")", &buffer)
        guard let lane else { return }
        let count = min(shown, lane.messages.count)
        let last = count > 0 ? lane.messages[count - 1].time.nanoseconds : 0
        // Time goes on while somebody looks.
        let now = Moment(nanoseconds: last + view.waited)
        let entries = lane.cache(afterMessages: count).entries(at: now)
        guard !entries.isEmpty else {
            return put(wrap("empty: nothing has been learned yet", columns: rect.columns), .muted, rect, &buffer)
        }
        for (row, entry) in entries.reversed().prefix(rect.rows).enumerated() {
            drawEntry(entry, now, rect.row(row), row == rect.rows - 1 && entries.count > rect.rows, &buffer)
        }
    }

    private func drawEntry(_ entry: Cache.Entry, _ now: Moment, _ row: Rect, _ isCut: Bool, _ buffer: inout Buffer) {
        let origin = entry.step.map { "step \($0)\(entry.trust == .glue ? ", glue" : "")" } ?? ""
        let right = "\(TraceWords.grouped(entry.secondsLeft(at: now))) s  \(origin)"
        let columns = max(0, row.columns - right.count - 1)
        let data = entry.absence?.rawValue ?? entry.data.map { TraceWords.plain("\($0)") }.joined(separator: ", ")
        let text = "\(entry.question.name.textWithoutFinalDot) \(entry.question.type) \(data)"
        buffer.write(
            isCut ? "\(buffer.symbols.ellipsis) \(text)" : text, x: row.x, y: row.y, style: state.theme[.text],
            columns: columns)
        buffer.write(right, endingAt: row.right, y: row.y, style: state.theme[.muted], within: row)
    }
}
