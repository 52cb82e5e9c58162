import Cells

/// A list of rows with one selected, a sign before it and a scroll bar. What stands in a row is the caller's to draw.
package struct ListView: Sendable {
    package struct Styles: Hashable, Sendable {
        /// Laid over the selected row: its colours where it has some, its attributes in any case.
        package var selected: Style
        /// The same while the focus is elsewhere.
        package var selectedUnfocused: Style
        package var scrollBar: Style

        package init(
            selected: Style = Style(attributes: .reverse), selectedUnfocused: Style = Style(attributes: .bold),
            scrollBar: Style = .plain
        ) {
            self.selected = selected
            self.selectedUnfocused = selectedUnfocused
            self.scrollBar = scrollBar
        }
    }

    package var count: Int
    package var scroll: Scroll
    package var styles: Styles
    package var focused: Bool

    package init(count: Int, scroll: Scroll, styles: Styles = Styles(), focused: Bool = true) {
        self.count = count
        self.scroll = scroll
        self.styles = styles
        self.focused = focused
    }

    /// Draws the rows that show. `row` gets the buffer, the item's index and the rectangle of one row, right of the
    /// column for the selection's sign; it must not draw outside, and `write(… within:)` sees to that.
    package func draw(
        into buffer: inout Buffer, in area: Rect, row: (inout Buffer, _ index: Int, _ area: Rect) -> Void
    ) {
        let thumb = scroll.thumb(count: count, page: area.rows)
        let inner = contents(of: area)
        for index in scroll.visible(count: count, page: area.rows) {
            let line = area.row(index - scroll.top)
            row(&buffer, index, Rect(x: inner.x, y: line.y, columns: inner.columns, rows: 1))
            if index == scroll.selection { mark(line, in: &buffer) }
        }
        if let thumb { drawBar(thumb, into: &buffer, area) }
    }

    /// The item under a place on the screen.
    package func index(atX x: Int, y: Int, in area: Rect) -> Int? {
        guard area.contains(x: x, y: y) else { return nil }
        let index = scroll.top + y - area.y
        return index < count ? index : nil
    }

    /// The part of `area` that rows are drawn in: without the sign at the left and the scroll bar at the right.
    private func contents(of area: Rect) -> Rect {
        let bar = scroll.thumb(count: count, page: area.rows) == nil || area.columns < 3 ? 0 : 1
        let sign = area.columns < 3 ? 0 : 1
        return Rect(x: area.x + sign, y: area.y, columns: area.columns - sign - bar, rows: area.rows)
    }

    private func mark(_ line: Rect, in buffer: inout Buffer) {
        let inner = contents(of: line)
        if inner.x > line.x { buffer.write(String(buffer.symbols.selected), x: line.x, y: line.y) }
        let over = focused ? styles.selected : styles.selectedUnfocused
        buffer.restyle(Rect(x: line.x, y: line.y, columns: inner.right - line.x, rows: 1)) { $0.lay(over) }
    }

    private func drawBar(_ thumb: Range<Int>, into buffer: inout Buffer, _ area: Rect) {
        guard area.columns >= 3 else { return }
        for row in 0..<area.rows {
            let sign = thumb.contains(row) ? buffer.symbols.scrollThumb : buffer.symbols.scrollTrack
            buffer.write(String(sign), x: area.right - 1, y: area.y + row, style: styles.scrollBar, within: area)
        }
    }
}

extension Style {
    /// Lays `over` on this style: its colours where it names some, and its attributes beside those that were there.
    package mutating func lay(_ over: Style) {
        if over.foreground != .standard { foreground = over.foreground }
        if over.background != .standard { background = over.background }
        attributes.formUnion(over.attributes)
    }
}
