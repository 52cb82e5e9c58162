import Cells
import Widgets

/// What a blank tab shows: what this is, and where one can go from here.
struct StartList {
    let state: State
    let inside: Rect

    init(_ state: State, _ inside: Rect) {
        self.state = state
        self.inside = inside
    }

    private enum Line {
        case words(String, Scope)
        case destination(Int)
    }

    private var isRoomy: Bool { inside.rows >= 12 }

    private var lines: [Line] {
        guard state.tab.filter.isEmpty else { return found }
        var lines: [Line] = []
        if let words = state.tab.reading {
            lines.append(.words(state.tab.isTracing ? words : "reading \(words) …", .accent))
        }
        if isRoomy {
            lines += [
                .words("Talk to a server by hand, and see every byte that passes, decoded.", .text),
                .words("", .text),
            ]
        }
        for kind in Destination.Kind.allCases { lines += section(kind) }
        if isRoomy {
            lines += [
                .words("", .text),
                .words("Any other server: press : and type  open tcp://host:port", .hint),
            ]
        }
        return lines
    }

    private func section(_ kind: Destination.Kind) -> [Line] {
        let indices = state.shownDestinations.filter { state.destinations[$0].kind == kind }
        guard !indices.isEmpty else { return kind == .url ? [.words("the lab is starting", .muted)] : [] }
        let gap: [Line] = kind != .url && isRoomy ? [.words("", .text)] : []
        return gap + [.words(heading(kind), .title)] + indices.map(Line.destination)
    }

    private func heading(_ kind: Destination.Kind) -> String {
        let search = state.keymap.key(for: .search, in: [.reading]).map { "; \($0) searches" } ?? ""
        return switch kind {
        case .url: "the lab, on this machine: choose a server with the arrows and press Enter"
        case .trace: "names, resolved step by step by the lab's name servers"
        case .own: "your recordings, the newest first\(search)"
        case .capture: "captures of packets: each opens as a list of its conversations"
        case .sample: "sample recordings, to replay: lessons that ask what comes next"
        }
    }

    /// What the list is narrowed to.
    private var found: [Line] {
        let indices = state.shownDestinations
        let all = state.destinations.count
        let heading = "\(indices.count) of \(all) with \"\(state.tab.filter)\""
        guard !indices.isEmpty else {
            let back = state.keymap.key(for: .back, in: [.reading]).map { "; \($0) shows all" } ?? ""
            return [.words("none of \(all) has \"\(state.tab.filter)\"\(back)", .muted)]
        }
        return [.words(heading, .title)] + indices.map(Line.destination)
    }

    /// Where the list is scrolled to so that the chosen row shows, with the heading above it while that is possible.
    private func scroll(_ lines: [Line]) -> Scroll {
        let chosen = lines.firstIndex { if case .destination(state.tab.destination) = $0 { true } else { false } } ?? 0
        var scroll = Scroll(selection: chosen)
        scroll.settle(count: lines.count, page: inside.rows)
        return scroll
    }

    /// The place that a row of the pane offers.
    func destination(atRow row: Int) -> Int? {
        let lines = lines
        let index = scroll(lines).top + row
        guard row >= 0, row < inside.rows, lines.indices.contains(index), case .destination(let place) = lines[index]
        else {
            return nil
        }
        return place
    }

    func draw(into buffer: inout Buffer) {
        let lines = lines
        let scroll = scroll(lines)
        let thumb = inside.columns >= 12 ? scroll.thumb(count: lines.count, page: inside.rows) : nil
        for (row, line) in lines[scroll.visible(count: lines.count, page: inside.rows)].enumerated() {
            var rect = inside.row(row)
            if let thumb { drawBar(thumb.contains(row), &rect, &buffer) }
            switch line {
            case .words(let text, let scope):
                buffer.write(text, x: rect.x + 1, y: rect.y, style: state.theme[scope], columns: rect.columns - 1)
            case .destination(let index): draw(state.destinations[index], index == state.tab.destination, rect, &buffer)
            }
        }
    }

    /// One row of the scroll bar, at the right of the list; the rest is left for the row.
    private func drawBar(_ isThumb: Bool, _ rect: inout Rect, _ buffer: inout Buffer) {
        let sign = isThumb ? buffer.symbols.scrollThumb : buffer.symbols.scrollTrack
        buffer.write(String(sign), x: rect.right - 1, y: rect.y, style: state.theme[.border], within: rect)
        rect.columns -= 1
    }

    private func draw(_ place: Destination, _ chosen: Bool, _ rect: Rect, _ buffer: inout Buffer) {
        let sign = chosen ? String(buffer.symbols.selected) : " "
        let titles = min(36, max(12, rect.columns / 3))
        buffer.write(" \(sign) \(place.title)", x: rect.x, y: rect.y, style: state.theme[.text], columns: titles + 3)
        let x = rect.x + titles + 4
        buffer.write(place.detail, x: x, y: rect.y, style: state.theme[.muted], columns: rect.right - x)
        guard chosen else { return }
        let selection = state.theme[.selection]
        buffer.restyle(rect) { $0 = $0.selected(by: selection) }
    }
}

// MARK: The list

extension State {
    /// The places that the list shows: all, or those that have every word of what it is narrowed to, whatever the case.
    var shownDestinations: [Int] {
        let words = tab.filter.lowercased().split(separator: " ")
        guard !words.isEmpty else { return Array(destinations.indices) }
        return destinations.indices.filter { index in
            let place = destinations[index]
            let text = "\(place.title) \(place.detail) \(place.target)".lowercased()
            return words.allSatisfy { text.contains($0) }
        }
    }

    /// Narrows the list; the chosen place stays chosen while it shows, else the first that does is.
    mutating func narrow(to filter: String) {
        tab.filter = filter
        let shown = shownDestinations
        if !shown.contains(tab.destination), let first = shown.first { tab.destination = first }
    }

    /// Another list: in every blank tab the place that was chosen stays chosen, if it is still there.
    mutating func take(_ list: [Destination]) {
        let old = destinations
        destinations = list
        for index in tabs.indices where tabs[index].isBlank && old.indices.contains(tabs[index].destination) {
            let target = old[tabs[index].destination].target
            tabs[index].destination =
                list.firstIndex { $0.target == target } ?? min(tabs[index].destination, max(0, list.count - 1))
        }
    }
}

func moveDestination(_ state: inout State, _ move: Scroll.Move) {
    let shown = state.shownDestinations
    guard !shown.isEmpty else { return }
    var scroll = Scroll(selection: shown.firstIndex(of: state.tab.destination) ?? 0)
    scroll.move(move, count: shown.count, page: 10)
    state.tab.destination = shown[scroll.selection]
}
