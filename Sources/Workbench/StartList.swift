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

    private var lines: [Line] {
        var lines: [Line] = []
        if inside.rows >= 12 {
            lines = [
                .words("Talk to a server by hand, and see every byte that passes, decoded.", .text),
                .words("", .text),
            ]
        }
        lines += section(.url, "the lab, on this machine: choose a server with the arrows and press Enter")
        lines += section(.recording, "recordings, to replay")
        if inside.rows >= 12 {
            lines += [
                .words("", .text),
                .words("Any other server: press : and type  open tcp://host:port", .hint),
            ]
        }
        return lines
    }

    private func section(_ kind: Destination.Kind, _ heading: String) -> [Line] {
        let indices = state.destinations.indices.filter { state.destinations[$0].kind == kind }
        guard !indices.isEmpty else { return kind == .url ? [.words("the lab is starting", .muted)] : [] }
        let gap: [Line] = kind == .recording && inside.rows >= 12 ? [.words("", .text)] : []
        return gap + [.words(heading, .title)] + indices.map(Line.destination)
    }

    /// The lines that fit, so that the chosen one shows.
    private var shown: ArraySlice<Line> {
        let lines = lines
        let chosen = lines.firstIndex { if case .destination(state.tab.destination) = $0 { true } else { false } } ?? 0
        var scroll = Scroll(selection: chosen)
        scroll.settle(count: lines.count, page: inside.rows)
        return lines[scroll.visible(count: lines.count, page: inside.rows)]
    }

    /// The place that a row of the pane offers.
    func destination(atRow row: Int) -> Int? {
        let shown = Array(shown)
        guard shown.indices.contains(row), case .destination(let index) = shown[row] else { return nil }
        return index
    }

    func draw(into buffer: inout Buffer) {
        for (row, line) in shown.enumerated() {
            let rect = inside.row(row)
            switch line {
            case .words(let text, let scope):
                buffer.write(text, x: rect.x + 1, y: rect.y, style: state.theme[scope], columns: rect.columns - 1)
            case .destination(let index): draw(state.destinations[index], index == state.tab.destination, rect, &buffer)
            }
        }
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
