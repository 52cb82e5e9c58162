import Cells

/// One row of short notes at the left and at the right; where room is short the least important go first.
package struct StatusLine: Hashable, Sendable {
    package struct Segment: Hashable, Sendable {
        package var text: String
        package var style: Style
        /// Higher ones stay longer.
        package var importance: Int

        package init(_ text: String, style: Style = .plain, importance: Int = 0) {
            self.text = text
            self.style = style
            self.importance = importance
        }
    }

    package var left: [Segment]
    package var right: [Segment]
    /// Of the row itself.
    package var style: Style
    /// Blanks between two segments.
    package var gap: Int

    package init(left: [Segment] = [], right: [Segment] = [], style: Style = .plain, gap: Int = 3) {
        self.left = left
        self.right = right
        self.style = style
        self.gap = max(0, gap)
    }

    /// Draws the row with a blank at each end. The most important segment is cut rather than dropped.
    package func draw(into buffer: inout Buffer, in area: Rect) {
        let line = area.row(0)
        guard !line.isEmpty else { return }
        buffer.fill(line, style: style)
        let margin = line.columns > 2 ? 1 : 0
        let inner = line.inset(columns: margin, rows: 0)
        let kept = kept(in: inner.columns)
        var x = inner.x
        for (index, segment) in left.enumerated() where kept.contains(index) {
            x += buffer.write(segment.text, x: x, y: line.y, style: segment.style, within: inner) + gap
        }
        var end = inner.right
        for (index, segment) in right.enumerated().reversed() where kept.contains(left.count + index) {
            end = buffer.write(segment.text, endingAt: end, y: line.y, style: segment.style, within: inner) - gap
        }
    }

    /// The places in `left` and then `right` of what fits: taken by importance, and among equals from the left. An empty
    /// segment is none.
    private func kept(in columns: Int) -> Set<Int> {
        let all = left + right
        let order = all.indices.filter { !all[$0].text.isEmpty }.sorted {
            (-all[$0].importance, $0) < (-all[$1].importance, $1)
        }
        var kept: Set<Int> = []
        var used = 0
        for index in order {
            let width = DisplayWidth.of(all[index].text) + (kept.isEmpty ? 0 : gap)
            guard kept.isEmpty || used + width <= columns else { continue }
            kept.insert(index)
            used += width
        }
        return kept
    }
}
