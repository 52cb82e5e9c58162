extension Buffer {
    /// Which lines a frame is drawn with.
    package enum Lines: Sendable {
        case light
        case heavy
        case double
        case ascii
    }

    /// Draws a frame on the edge of `area` with a title at the left of its upper line and a note at the right of it. A
    /// focused frame has heavy lines, so that the focus shows without colour. Returns the area inside.
    @discardableResult
    package mutating func box(
        _ area: Rect, title: String = "", trailing: String = "", style: Style = .plain, titleStyle: Style = .plain,
        focused: Bool = false, lines: Lines = .light
    ) -> Rect {
        let set = lineSet(focused ? (lines == .ascii ? .ascii : .heavy) : lines, focused: focused)
        guard !area.isEmpty else { return area }
        let (right, bottom) = (area.right - 1, area.bottom - 1)
        fill(Rect(x: area.x, y: area.y, columns: area.columns, rows: 1), style: style, character: set.horizontal)
        fill(Rect(x: area.x, y: bottom, columns: area.columns, rows: 1), style: style, character: set.horizontal)
        fill(Rect(x: area.x, y: area.y, columns: 1, rows: area.rows), style: style, character: set.vertical)
        fill(Rect(x: right, y: area.y, columns: 1, rows: area.rows), style: style, character: set.vertical)
        write(String(set.bottomLeft), x: area.x, y: bottom, style: style)
        write(String(set.bottomRight), x: right, y: bottom, style: style)
        write(String(set.topRight), x: right, y: area.y, style: style)
        write(String(set.topLeft), x: area.x, y: area.y, style: style)
        self.title(title, trailing, on: area.row(0), set, style, titleStyle)
        return area.inset()
    }

    /// Draws a line across `area`'s row `row`, joined to the frame that `area` is the edge of, with a title and a note.
    package mutating func rule(
        _ area: Rect, row: Int, title: String = "", trailing: String = "", style: Style = .plain,
        titleStyle: Style = .plain, lines: Lines = .light
    ) {
        let set = lineSet(lines, focused: false)
        let line = area.row(row)
        guard !line.isEmpty else { return }
        fill(line, style: style, character: set.horizontal)
        write(String(set.teeLeft), x: line.right - 1, y: line.y, style: style)
        write(String(set.teeRight), x: line.x, y: line.y, style: style)
        self.title(title, trailing, on: line, set, style, titleStyle)
    }

    private func lineSet(_ lines: Lines, focused: Bool) -> LineSet {
        switch lines {
        case .light: symbols.light
        case .heavy: symbols.heavy
        case .double: symbols.double
        case .ascii: focused ? .asciiHeavy : .ascii
        }
    }

    /// Writes ` title ` and ` trailing ` between the corners of a line; the trailing note goes first when room is short.
    private mutating func title(
        _ title: String, _ trailing: String, on line: Rect, _ set: LineSet, _ style: Style, _ titleStyle: Style
    ) {
        // A corner and a blank at each side; a title needs a column of its own besides.
        var room = line.columns - 4
        guard room > 0 else { return }
        let trailingColumns = DisplayWidth.of(trailing)
        let titleColumns = DisplayWidth.of(title)
        if trailingColumns > 0, trailingColumns + min(titleColumns, 8) + 3 <= room {
            let x = line.right - 2 - trailingColumns
            write(" " + trailing + " ", x: x - 1, y: line.y, style: style, within: line)
            room -= trailingColumns + 3
        }
        guard titleColumns > 0 else { return }
        write(" ", x: line.x + 1, y: line.y, style: style, within: line)
        let used = write(title, x: line.x + 2, y: line.y, style: titleStyle, columns: room, within: line)
        write(" ", x: line.x + 2 + used, y: line.y, style: style, within: line)
    }
}
