import Cells

extension LineEditor {
    package struct Styles: Hashable, Sendable {
        package var prefix: Style
        package var text: Style
        /// The words that a search puts before the line.
        package var search: Style

        package init(prefix: Style = .plain, text: Style = .plain, search: Style = Style(attributes: .dim)) {
            self.prefix = prefix
            self.text = text
            self.search = search
        }
    }

    /// Draws the line in the first row of `area` after `prefix`, scrolled so that the cursor shows, with a sign at an edge
    /// where text goes on. Puts the buffer's cursor there if `focused`.
    package func draw(
        into buffer: inout Buffer, in area: Rect, prefix: String = "", styles: Styles = Styles(), focused: Bool = true
    ) {
        let line = area.row(0)
        guard !line.isEmpty else { return }
        buffer.fill(line, style: styles.text)
        let used = drawPrefix(prefix, into: &buffer, line, styles)
        let room = line.cut(left: used).rest
        guard !room.isEmpty else { return }
        let cursorColumn = columns(upTo: cursor)
        let total = columns(upTo: characters.count)
        let offset = Self.offset(cursor: cursorColumn, total: total, room: room.columns)
        let end = min(total, offset + room.columns)
        let visible = shown(bullet: buffer.symbols.bullet)
        buffer.write(visible, x: room.x - offset, y: room.y, style: styles.text, overflow: .cut, within: room)
        let sign = String(buffer.symbols.ellipsis)
        if offset > 0, room.columns > 1 { buffer.write(sign, x: room.x, y: room.y, style: styles.text) }
        if end < total, room.columns > 2 { buffer.write(sign, x: room.right - 1, y: room.y, style: styles.text) }
        if focused { buffer.cursor = Buffer.Position(x: room.x + cursorColumn - offset, y: room.y) }
    }

    /// The prefix takes what leaves a column for the cursor; nothing where it would take nearly all.
    private func drawPrefix(_ prefix: String, into buffer: inout Buffer, _ line: Rect, _ styles: Styles) -> Int {
        let width = DisplayWidth.of(prefix)
        var used = 0
        if width + 2 <= line.columns {
            used = buffer.write(prefix, x: line.x, y: line.y, style: styles.prefix, within: line)
        }
        guard let search else { return used }
        let failed = search.match == nil && !search.query.isEmpty
        let words = (failed ? "no line with \"" : "search \"") + search.query + "\": "
        return used
            + buffer.write(
                words, x: line.x + used, y: line.y, style: styles.search, columns: (line.columns - used) / 2,
                within: line)
    }

    private func shown(bullet: Character) -> String {
        isSecret && search == nil ? String(repeating: bullet, count: characters.count) : text
    }

    private func columns(upTo end: Int) -> Int {
        isSecret && search == nil ? end : DisplayWidth.of(String(characters[..<end]))
    }

    /// How many columns are scrolled out at the left: none if all fits, else so that some text after the cursor shows.
    static func offset(cursor: Int, total: Int, room: Int) -> Int {
        guard total + 1 > room else { return 0 }
        return min(max(0, cursor - room * 3 / 4), total + 1 - room)
    }
}
