import Cells

/// Keys and what they do, in two columns under headings, wrapped to the width and scrolled by line.
package struct HelpView: Hashable, Sendable {
    package enum Entry: Hashable, Sendable {
        case heading(String)
        case binding(keys: String, meaning: String)
        case text(String)
        /// A row of a table, which is cut and not wrapped.
        case row(String, isHeading: Bool = false)
    }

    package struct Styles: Hashable, Sendable {
        package var heading: Style
        package var keys: Style
        package var meaning: Style
        package init(
            heading: Style = Style(attributes: .bold), keys: Style = Style(attributes: .bold), meaning: Style = .plain
        ) {
            self.heading = heading
            self.keys = keys
            self.meaning = meaning
        }
    }

    package var entries: [Entry]
    package var top: Int
    package var styles: Styles

    package init(entries: [Entry], top: Int = 0, styles: Styles = Styles()) {
        self.entries = entries
        self.top = max(0, top)
        self.styles = styles
    }

    /// How many rows all of it takes in so many columns.
    package func rows(columns: Int) -> Int { lines(columns).count }

    /// The highest `top` that still fills the area.
    package func lastTop(in area: Rect) -> Int { max(0, rows(columns: area.columns) - area.rows) }

    package func draw(into buffer: inout Buffer, in area: Rect) {
        let keyColumns = keyColumns(area.columns)
        for (row, line) in lines(area.columns).dropFirst(top).prefix(area.rows).enumerated() {
            let y = area.y + row
            switch line {
            case .heading(let text): buffer.write(text, x: area.x, y: y, style: styles.heading, within: area)
            case .text(let text): buffer.write(text, x: area.x, y: y, style: styles.meaning, within: area)
            case .row(let text, let isHeading):
                buffer.write(
                    text, x: area.x, y: y, style: isHeading ? styles.heading : styles.meaning, columns: area.columns,
                    within: area)
            case .binding(let keys, let meaning):
                buffer.write(keys, x: area.x + 2, y: y, style: styles.keys, columns: keyColumns, within: area)
                let x = area.x + keyColumns + 4
                buffer.write(meaning, x: x, y: y, style: styles.meaning, within: area)
            }
        }
    }

    /// The entries broken to rows. Below 20 columns a meaning goes under its keys.
    private func lines(_ columns: Int) -> [Entry] {
        let keyColumns = keyColumns(columns)
        return entries.flatMap { entry -> [Entry] in
            switch entry {
            case .heading(let text): return wrap(text, columns: columns).map(Entry.heading)
            case .text(let text): return wrap(text, columns: columns).map(Entry.text)
            case .row: return [entry]
            case .binding(let keys, let meaning) where columns < 20:
                return wrap(keys, columns: columns).map(Entry.heading) + wrap(meaning, columns: columns).map(Entry.text)
            case .binding(let keys, let meaning):
                let left = wrap(keys, columns: keyColumns)
                let right = wrap(meaning, columns: columns - keyColumns - 4)
                return (0..<max(left.count, right.count)).map { index in
                    .binding(
                        keys: index < left.count ? left[index] : "", meaning: index < right.count ? right[index] : "")
                }
            }
        }
    }

    private func keyColumns(_ columns: Int) -> Int {
        let widest = entries.map { entry in
            if case .binding(let keys, _) = entry { DisplayWidth.of(keys) } else { 0 }
        }.max()
        return min(widest ?? 0, max(1, columns / 3))
    }
}
