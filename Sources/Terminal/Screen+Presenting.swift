import CNcurses
import Cells

extension Screen {
    /// Shows a buffer from the upper left corner on: only what differs from what shows already goes to ncurses.
    package func present(_ buffer: Buffer, title: String? = nil) {
        for run in buffer.changes(from: shown) where run.y < size.rows { put(run, of: buffer) }
        shown = buffer
        let cursor = buffer.cursor.flatMap { inside($0, buffer) ? $0 : nil }
        screen_refresh(Int32(cursor?.y ?? -1), Int32(cursor?.x ?? -1))
        if let title { show(title) }
    }

    /// Sets the window's title where the terminal has one; the old one comes back in the end.
    func show(_ title: String) {
        guard hasTitle, title != shownTitle else { return }
        shownTitle = title
        send(ControlSequences.title(title))
    }

    private func inside(_ place: Buffer.Position, _ buffer: Buffer) -> Bool {
        buffer.bounds.intersection(Rect(size)).contains(x: place.x, y: place.y)
    }

    private func put(_ run: Buffer.Run, of buffer: Buffer) {
        for x in run.x..<min(run.x + run.columns, size.columns) {
            let cell = buffer[x, run.y]
            guard cell.width > 0 else { continue }
            let fits = x + cell.width <= size.columns
            put(fits ? cell : Cell(style: cell.style), x: x, y: run.y)
        }
    }

    private func put(_ cell: Cell, x: Int, y: Int) {
        let look = pairs.look(of: cell.style)
        func put(_ scalars: [UInt32], _ columns: Int, at x: Int) -> Bool {
            screen_put(Int32(y), Int32(x), scalars, Int32(scalars.count), Int32(columns), look.attributes, look.pair)
        }
        let scalars = cell.glyph.hasMarks ? cell.glyph.scalars.map(\.value) : [cell.glyph.scalar.value]
        if put(scalars, cell.width, at: x) { return }
        // libc gives the character another width than our table, so ncurses would lay it out otherwise.
        _ = put([0xFFFD], 1, at: x)
        if cell.width == 2 { _ = put([0x20], 1, at: x + 1) }
    }
}
