import Cells

/// The bar of a replay: where it stands and where the marks are.
package struct Timeline: Hashable, Sendable {
    package struct Styles: Hashable, Sendable {
        package var text: Style
        package var bar: Style
        package var played: Style
        package var mark: Style
        package var position: Style
        package init(
            text: Style = .plain, bar: Style = Style(attributes: .dim), played: Style = .plain, mark: Style = .plain,
            position: Style = Style(attributes: .bold)
        ) {
            self.text = text
            self.bar = bar
            self.played = played
            self.mark = mark
            self.position = position
        }
    }

    /// Nanoseconds since the start, all three.
    package var position: Int64
    package var duration: Int64
    package var marks: [Int64]
    package var isPlaying: Bool
    /// What stands before the bar after the sign, as `1.0x`, and after it, as `12.4 s of 31.0 s`.
    package var leading: String
    package var trailing: String
    package var styles: Styles

    package init(
        position: Int64, duration: Int64, marks: [Int64] = [], isPlaying: Bool = false, leading: String = "",
        trailing: String = "", styles: Styles = Styles()
    ) {
        self.position = position
        self.duration = duration
        self.marks = marks
        self.isPlaying = isPlaying
        self.leading = leading
        self.trailing = trailing
        self.styles = styles
    }

    package func draw(into buffer: inout Buffer, in area: Rect) {
        let line = area.row(0)
        guard !line.isEmpty else { return }
        let sign = String(isPlaying ? buffer.symbols.play : buffer.symbols.pause)
        buffer.write(sign, x: line.x + (line.columns > 4 ? 1 : 0), y: line.y, style: styles.text, within: line)
        guard let bar = bar(in: line) else { return }
        buffer.write(leading, x: line.x + 3, y: line.y, style: styles.text, within: line)
        drawBar(bar, into: &buffer)
        let rest = Rect(x: bar.right + 2, y: line.y, columns: line.right - bar.right - 2, rows: 1)
        buffer.write(trailing, x: rest.x, y: line.y, style: styles.text, within: rest)
    }

    /// The time under a place on the screen, if the bar is there.
    package func position(atX x: Int, y: Int, in area: Rect) -> Int64? {
        guard let bar = bar(in: area.row(0)), bar.contains(x: x, y: y) else { return nil }
        let steps = Int64(max(1, bar.columns - 3))
        let step = Int64(min(max(0, x - bar.x - 1), bar.columns - 3))
        let (whole, part) = max(0, duration).quotientAndRemainder(dividingBy: steps)
        return whole * step + part * step / steps
    }

    private func drawBar(_ bar: Rect, into buffer: inout Buffer) {
        let lines = buffer.symbols.light
        buffer.fill(bar, style: styles.bar, character: lines.horizontal)
        let at = column(of: position, in: bar)
        buffer.style(Rect(x: bar.x, y: bar.y, columns: at - bar.x, rows: 1), styles.played)
        buffer.write(String(lines.teeRight), x: bar.x, y: bar.y, style: styles.bar)
        buffer.write(String(lines.teeLeft), x: bar.right - 1, y: bar.y, style: styles.bar)
        for mark in marks {
            buffer.write(
                String(buffer.symbols.mark), x: column(of: mark, in: bar), y: bar.y, style: styles.mark, within: bar)
        }
        buffer.write(String(buffer.symbols.position), x: at, y: bar.y, style: styles.position, within: bar)
    }

    /// The bar between the two texts; the trailing one goes when the bar would have fewer than ten columns, and below six
    /// there is no bar.
    private func bar(in line: Rect) -> Rect? {
        let left = line.x + 3 + (leading.isEmpty ? 0 : DisplayWidth.of(leading) + 2)
        let trailingColumns = trailing.isEmpty ? 0 : DisplayWidth.of(trailing) + 3
        var right = line.right - trailingColumns
        if right - left < 10 { right = line.right }
        return right - left < 6 ? nil : Rect(x: left, y: line.y, columns: right - left, rows: line.rows)
    }

    /// The column of a time, between the two ends of the bar.
    private func column(of time: Int64, in bar: Rect) -> Int {
        let share = duration > 0 ? Double(min(max(0, time), duration)) / Double(duration) : 0
        return bar.x + 1 + Int((share * Double(bar.columns - 3)).rounded())
    }
}
