import Cells

/// A row of titles of which one is selected, scrolled so that the selected one shows.
package struct Tabs: Hashable, Sendable {
    package struct Styles: Hashable, Sendable {
        package var title: Style
        package var selected: Style
        package init(title: Style = .plain, selected: Style = Style(attributes: .bold)) {
            self.title = title
            self.selected = selected
        }
    }

    package var titles: [String]
    package var selected: Int
    package var styles: Styles

    package init(titles: [String], selected: Int, styles: Styles = Styles()) {
        self.titles = titles
        self.selected = selected
        self.styles = styles
    }

    /// Draws the tabs, the selected one in brackets, and returns the columns used.
    @discardableResult
    package func draw(into buffer: inout Buffer, in area: Rect) -> Int {
        let line = area.row(0)
        guard !line.isEmpty else { return 0 }
        var used = 0
        for place in places(in: line) {
            let isSelected = place.index == selected
            let text = isSelected ? "[" + titles[place.index] + "]" : " " + titles[place.index] + " "
            let style = isSelected ? styles.selected : styles.title
            used =
                place.x - line.x
                + buffer.write(text, x: place.x, y: line.y, style: style, columns: place.columns, within: line)
        }
        let sign = String(buffer.symbols.ellipsis)
        let shown = places(in: line).map(\.index)
        if let first = shown.first, leadingSign(first, line) > 0 {
            buffer.write(sign, x: line.x, y: line.y, style: styles.title)
        }
        if let last = shown.last, last < titles.count - 1, used < line.columns {
            used += buffer.write(sign, x: line.x + used, y: line.y, style: styles.title, within: line)
        }
        return used
    }

    /// The tab under a place on the screen.
    package func index(atX x: Int, y: Int, in area: Rect) -> Int? {
        let line = area.row(0)
        guard line.contains(x: x, y: y) else { return nil }
        return places(in: line).first { ($0.x..<$0.x + $0.columns).contains(x) }?.index
    }

    private struct Place {
        var index: Int
        var x: Int
        var columns: Int
    }

    /// Where the tabs stand: as many before the selected one as leave it room.
    private func places(in line: Rect) -> [Place] {
        guard titles.indices.contains(selected) else { return places(from: 0, in: line) }
        var first = selected
        // The sign that tabs go on takes a column at each side.
        var room = line.columns - width(selected) - 2
        while first > 0, width(first - 1) <= room {
            first -= 1
            room -= width(first)
        }
        return places(from: first, in: line)
    }

    private func places(from first: Int, in line: Rect) -> [Place] {
        var places: [Place] = []
        var x = line.x + leadingSign(first, line)
        for index in titles.indices.dropFirst(first) where x < line.right {
            places.append(Place(index: index, x: x, columns: min(width(index), line.right - x)))
            x += width(index)
        }
        return places
    }

    /// The column for the sign that there are tabs before; none where the selected one needs it more.
    private func leadingSign(_ first: Int, _ line: Rect) -> Int { first > 0 && line.columns > 3 ? 1 : 0 }

    private func width(_ index: Int) -> Int { DisplayWidth.of(titles[index]) + 2 }
}
