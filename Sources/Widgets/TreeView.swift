import Cells

/// Draws the rows of a tree: sign, label, value in a column of its own, note at the right where there is room.
package struct TreeView<Component: Hashable & Sendable>: Sendable {
    package typealias Styles = TreeViewStyles

    package var rows: [TreeRow<Component>]
    package var scroll: Scroll
    package var styles: Styles
    package var focused: Bool

    package init(rows: [TreeRow<Component>], scroll: Scroll, styles: Styles = Styles(), focused: Bool = true) {
        self.rows = rows
        self.scroll = scroll
        self.styles = styles
        self.focused = focused
    }

    package var list: ListView {
        ListView(count: rows.count, scroll: scroll, styles: styles.list, focused: focused)
    }

    package func draw(into buffer: inout Buffer, in area: Rect) {
        let labels = labelColumns(in: area)
        list.draw(into: &buffer, in: area) { buffer, index, line in
            draw(rows[index], labels, into: &buffer, line)
        }
    }

    /// The row under a place on the screen.
    package func index(atX x: Int, y: Int, in area: Rect) -> Int? { list.index(atX: x, y: y, in: area) }

    /// How wide the labels of the visible rows are with their indent, but no more than two fifths of the area.
    private func labelColumns(in area: Rect) -> Int {
        let visible = scroll.visible(count: rows.count, page: area.rows)
        let widest = rows[visible].filter { !$0.value.isEmpty }.map { indent($0) + DisplayWidth.of($0.label) }.max()
        return min(widest ?? 0, area.columns * 2 / 5)
    }

    private func indent(_ row: TreeRow<Component>) -> Int { min(row.depth, TreeViewStyles.depthLimit) * 2 + 2 }

    private func draw(_ row: TreeRow<Component>, _ labels: Int, into buffer: inout Buffer, _ line: Rect) {
        let left = line.x + min(indent(row), max(0, line.columns - 1))
        if row.isExpandable {
            let sign = row.isExpanded ? buffer.symbols.expanded : buffer.symbols.collapsed
            buffer.write(String(sign), x: max(line.x, left - 2), y: line.y, style: styles.sign, within: line)
        }
        let room = row.value.isEmpty ? nil : max(1, line.x + labels - left)
        var x = left + buffer.write(row.label, x: left, y: line.y, style: styles.label, columns: room, within: line)
        if !row.value.isEmpty {
            x = max(x, line.x + labels) + 2
            x += buffer.write(row.value, x: x, y: line.y, style: styles.value, within: line)
        }
        let note = DisplayWidth.of(row.note)
        guard note > 0, x + 2 + note <= line.right else { return }
        buffer.write(row.note, endingAt: line.right, y: line.y, style: styles.note, within: line)
    }
}

package struct TreeViewStyles: Hashable, Sendable {
    /// Deeper nodes are not indented further.
    static let depthLimit = 16

    package var list: ListView.Styles
    package var sign: Style
    package var label: Style
    package var value: Style
    package var note: Style

    package init(
        list: ListView.Styles = ListView.Styles(), sign: Style = .plain, label: Style = .plain, value: Style = .plain,
        note: Style = Style(attributes: .dim)
    ) {
        self.list = list
        self.sign = sign
        self.label = label
        self.value = value
        self.note = note
    }
}
