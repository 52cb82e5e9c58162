import Cells

/// The line that asks for a command or a search, with the candidates for its completion above it.
package struct Prompt: Hashable, Sendable {
    package struct Candidate: Hashable, Sendable {
        package var text: String
        /// What it does, beside it.
        package var note: String
        package init(_ text: String, note: String = "") {
            self.text = text
            self.note = note
        }
    }

    package struct Styles: Hashable, Sendable {
        package var line: LineEditor.Styles
        package var candidate: Style
        package var note: Style
        /// Laid over the candidate that is selected.
        package var selected: Style
        package init(
            line: LineEditor.Styles = LineEditor.Styles(), candidate: Style = .plain,
            note: Style = Style(attributes: .dim), selected: Style = Style(attributes: .reverse)
        ) {
            self.line = line
            self.candidate = candidate
            self.note = note
            self.selected = selected
        }
    }

    /// The most candidates that show at a time.
    package static let candidatesShown = 10

    /// `:` or `/`, or a question.
    package var prefix: String
    package var editor: LineEditor
    package var candidates: [Candidate]
    package var selected: Int?
    package var styles: Styles

    package init(
        prefix: String, editor: LineEditor = LineEditor(), candidates: [Candidate] = [], selected: Int? = nil,
        styles: Styles = Styles()
    ) {
        self.prefix = prefix
        self.editor = editor
        self.candidates = candidates
        self.selected = selected
        self.styles = styles
    }

    /// Draws the line in the last row of `area`, and over the rows above it as many candidates as there is room for. The
    /// rest of the area is left as it is.
    package func draw(into buffer: inout Buffer, in area: Rect) {
        let (line, above) = area.cut(bottom: 1)
        editor.draw(into: &buffer, in: line, prefix: prefix, styles: styles.line)
        let popup = popup(in: above)
        guard !popup.isEmpty else { return }
        let columns = candidates.map { DisplayWidth.of($0.text) }.max() ?? 0
        let first = first(showing: popup.rows)
        for (row, candidate) in candidates.dropFirst(first).prefix(popup.rows).enumerated() {
            draw(candidate, columns, isSelected: first + row == selected, into: &buffer, popup.row(row))
        }
    }

    private func draw(_ candidate: Candidate, _ columns: Int, isSelected: Bool, into buffer: inout Buffer, _ row: Rect)
    {
        buffer.fill(row, style: styles.candidate)
        if isSelected { buffer.write(String(buffer.symbols.selected), x: row.x, y: row.y, within: row) }
        buffer.write(candidate.text, x: row.x + 1, y: row.y, style: styles.candidate, within: row)
        let x = row.x + columns + 3
        if x < row.right { buffer.write(candidate.note, x: x, y: row.y, style: styles.note, within: row) }
        if isSelected { buffer.restyle(row) { $0.lay(styles.selected) } }
    }

    private func popup(in above: Rect) -> Rect {
        let widest = candidates.map { DisplayWidth.of($0.text) }.max() ?? 0
        let notes = candidates.map { DisplayWidth.of($0.note) }.max() ?? 0
        let columns = 2 + widest + (notes > 0 ? notes + 2 : 0)
        let rows = min(candidates.count, Self.candidatesShown)
        return above.cut(bottom: rows).bottom.cut(left: columns).left
    }

    /// The first candidate that shows, so that the selected one does.
    private func first(showing rows: Int) -> Int { max(0, min((selected ?? 0) - rows + 1, candidates.count - rows)) }
}
