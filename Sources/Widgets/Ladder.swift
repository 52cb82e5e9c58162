import Cells

/// Lines from top to bottom, one for each who takes part, on which a ladder's arrows begin and end.
package struct Lifelines: Hashable, Sendable {
    /// The column of each line.
    package var columns: [Int]
    package var style: Style

    package init(columns: [Int], style: Style = .plain) {
        self.columns = columns
        self.style = style
    }

    /// Draws the lines' part of one row; `sign` stands in their place where time was left out.
    package func draw(into buffer: inout Buffer, row: Rect, sign: Character? = nil) {
        let character = sign ?? buffer.symbols.light.vertical
        for column in columns {
            buffer.write(String(character), x: column, y: row.y, style: style, within: row)
        }
    }
}

/// An arrow of a ladder: one row between two lifelines, with words on it.
package struct LadderArrow: Hashable, Sendable {
    /// Where its words stand: beside the end that it comes from, or in the middle.
    package enum Place: Hashable, Sendable { case start, middle }

    /// The columns of the lifelines that it leaves and comes to.
    package var from: Int
    package var to: Int
    package var style: Style
    package var words: String
    /// What stands in place of the words where there is no room for them; nil where they are cut.
    package var short: String?
    package var place: Place
    /// Words at the end that it comes from, such as when; left out where there is no room.
    package var origin: String

    package init(
        from: Int, to: Int, style: Style, words: String, short: String? = nil, place: Place = .start,
        origin: String = ""
    ) {
        (self.from, self.to, self.style, self.words, self.short) = (from, to, style, words, short)
        (self.place, self.origin) = (place, origin)
    }

    /// Columns of line that stay on either side of the words, so that it is seen to be an arrow.
    private static let stub = 2

    /// Draws it with `line` as its shaft; nothing where the lifelines leave no room for it.
    package func draw(into buffer: inout Buffer, row: Rect, line: Character) {
        let (left, right) = (min(from, to), max(from, to))
        guard right > left + 1 else { return }
        var inner = Rect(x: left + 1, y: row.y, columns: right - left - 1, rows: 1).intersection(row)
        buffer.fill(inner, style: style, character: line)
        let pointsRight = to > from
        let head = pointsRight ? buffer.symbols.client : buffer.symbols.server
        buffer.write(String(head), x: pointsRight ? right - 1 : left + 1, y: row.y, style: style, within: row)
        inner = pointsRight ? inner.cut(right: 1).rest : inner.cut(left: 1).rest
        inner = drawOrigin(in: inner, pointsRight, &buffer)
        place == .start ? drawAtStart(in: inner, pointsRight, &buffer) : drawInMiddle(in: inner, &buffer)
    }

    private func drawOrigin(in inner: Rect, _ pointsRight: Bool, _ buffer: inout Buffer) -> Rect {
        let columns = DisplayWidth.of(origin) + 2
        guard !origin.isEmpty, columns + 12 <= inner.columns else { return inner }
        let area = pointsRight ? inner.cut(left: columns).left : inner.cut(right: columns).right
        buffer.write(" \(origin) ", x: area.x, y: area.y, style: style, columns: area.columns, within: area)
        return pointsRight ? inner.cut(left: columns).rest : inner.cut(right: columns).rest
    }

    private func drawAtStart(in inner: Rect, _ pointsRight: Bool, _ buffer: inout Buffer) {
        let whole = " \(words) "
        let text = DisplayWidth.of(whole) + 1 <= inner.columns ? whole : short ?? whole
        let columns = DisplayWidth.of(text)
        guard columns <= inner.columns else { return }
        let start = pointsRight ? inner.x + 1 : inner.right - 1 - columns
        buffer.write(text, x: max(inner.x, start), y: inner.y, style: style, columns: columns, within: inner)
    }

    private func drawInMiddle(in inner: Rect, _ buffer: inout Buffer) {
        let room = inner.columns - 2 * Self.stub - 2
        guard room >= 1, !words.isEmpty else { return }
        let columns = min(DisplayWidth.of(words), room)
        let start = inner.x + Self.stub + (room - columns) / 2
        buffer.write(" ", x: start, y: inner.y, style: style, within: inner)
        let used = buffer.write(words, x: start + 1, y: inner.y, style: style, columns: columns, within: inner)
        buffer.write(" ", x: start + 1 + used, y: inner.y, style: style, within: inner)
    }
}
