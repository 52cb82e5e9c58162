import Cells
import Resolution
import Widgets

/// How many messages each server of a trace had to deal with, as bars: a column for each lane.
struct TraceLoad {
    private let state: State
    private let lanes: [Lane]
    private let rect: Rect
    private let loads: [[(name: String, messages: Int)]]
    private let names: [String]
    private let labels: [String]

    init(_ state: State, _ view: TraceView, _ shown: Int, _ rect: Rect) {
        self.state = state
        self.rect = rect
        lanes = view.lanes
        loads = view.lanes.map { $0.handled(afterMessages: min(shown, $0.messages.count)) }
        var names: [String] = []
        for entry in loads.joined() where !names.contains(entry.name) { names.append(entry.name) }
        self.names = names
        labels = names.map { name in
            view.lanes.lazy.compactMap { TraceLadder.label(of: name, in: $0) }.first ?? name
        }
    }

    private var labelColumns: Int { min(labels.map(DisplayWidth.of).max() ?? 0, rect.columns / 3) }
    private var barColumns: Int { max(1, (rect.columns - labelColumns - 1) / max(1, loads.count)) }
    private var hasHead: Bool { lanes.count > 1 && rect.rows > names.count }

    func draw(into buffer: inout Buffer) {
        if hasHead { drawHead(&buffer) }
        let body = rect.cut(top: hasHead ? 1 : 0).rest
        let most = max(1, loads.joined().map(\.messages).max() ?? 1)
        for (row, name) in names.prefix(body.rows).enumerated() {
            let line = body.row(row)
            buffer.write(labels[row], x: line.x, y: line.y, style: state.theme[.text], columns: labelColumns)
            for (index, load) in loads.enumerated() {
                drawBar(load.first { $0.name == name }?.messages ?? 0, most, place(index, line), &buffer)
            }
        }
    }

    private func drawHead(_ buffer: inout Buffer) {
        for (index, lane) in lanes.enumerated() {
            let room = place(index, rect.row(0))
            buffer.write(lane.mode.rawValue, x: room.x, y: room.y, style: state.theme[.muted], columns: room.columns)
        }
    }

    private func place(_ lane: Int, _ line: Rect) -> Rect {
        Rect(x: line.x + labelColumns + 1 + lane * barColumns, y: line.y, columns: barColumns - 1, rows: 1)
    }

    private func drawBar(_ number: Int, _ most: Int, _ room: Rect, _ buffer: inout Buffer) {
        let text = " \(number)"
        let length = number * max(0, room.columns - text.count) / most
        let bar = String(repeating: String(buffer.symbols.scrollThumb), count: max(number > 0 ? 1 : 0, length))
        let used = buffer.write(
            bar, x: room.x, y: room.y, style: state.theme[.accent], columns: room.columns, within: room)
        buffer.write(text, x: room.x + used, y: room.y, style: state.theme[.muted], within: room)
    }
}
