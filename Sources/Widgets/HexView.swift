import Cells

/// Bytes as offset, hex digits and text, with ranges of them lit and one under the cursor.
///
/// All offsets are counted from the first byte given; `baseOffset` is added only to what is shown.
package struct HexView: Sendable {
    package struct Styles: Hashable, Sendable {
        package var offset: Style
        package var hex: Style
        package var text: Style
        /// The text column of a byte that is no printable ASCII.
        package var control: Style
        /// Laid over the byte under the cursor.
        package var cursor: Style

        package init(
            offset: Style = Style(attributes: .dim), hex: Style = .plain, text: Style = .plain,
            control: Style = Style(attributes: .dim), cursor: Style = Style(attributes: .reverse)
        ) {
            self.offset = offset
            self.hex = hex
            self.text = text
            self.control = control
            self.cursor = cursor
        }
    }

    /// A range of bytes that is lit. Without colour, brackets around the digits say where it begins and ends.
    package struct Highlight: Hashable, Sendable {
        package var range: Range<Int>
        package var style: Style
        package var brackets: Bool

        package init(_ range: Range<Int>, style: Style, brackets: Bool = false) {
            self.range = range
            self.style = style
            self.brackets = brackets
        }
    }

    package var count: Int
    package var baseOffset: Int
    package var topRow: Int
    /// Later ones lie over earlier ones.
    package var highlights: [Highlight]
    package var cursor: Int?
    package var styles: Styles

    package init(
        count: Int, baseOffset: Int = 0, topRow: Int = 0, highlights: [Highlight] = [], cursor: Int? = nil,
        styles: Styles = Styles()
    ) {
        self.count = count
        self.baseOffset = baseOffset
        self.topRow = max(0, topRow)
        self.highlights = highlights
        self.cursor = cursor
        self.styles = styles
    }

    package func layout(in area: Rect) -> HexLayout {
        HexLayout(columns: area.columns, lastOffset: baseOffset + max(0, count - 1))
    }

    /// The bytes that show: what `draw` will ask for.
    package func visibleBytes(in area: Rect) -> Range<Int> {
        let layout = layout(in: area)
        let first = min(topRow * layout.bytesPerRow, count)
        return first..<min(count, first + area.rows * layout.bytesPerRow)
    }

    /// Draws the rows that show. `byte` gives the byte at an index below `count`, nil where it is not at hand.
    package func draw(into buffer: inout Buffer, in area: Rect, byte: (Int) -> UInt8?) {
        let layout = layout(in: area)
        let shown = visibleBytes(in: area)
        for first in stride(from: shown.lowerBound, to: shown.upperBound, by: layout.bytesPerRow) {
            let y = area.y + (first - shown.lowerBound) / layout.bytesPerRow
            drawOffset(first, layout, into: &buffer, area, y)
            for index in first..<min(first + layout.bytesPerRow, count) {
                draw(byte(index), index, layout, into: &buffer, area, y)
            }
            drawBrackets(first..<min(first + layout.bytesPerRow, count), layout, into: &buffer, area, y)
        }
    }

    /// Draws `bytes`, all of them being at hand.
    package func draw(_ bytes: [UInt8], into buffer: inout Buffer, in area: Rect) {
        draw(into: &buffer, in: area) { $0 < bytes.count ? bytes[$0] : nil }
    }

    /// The byte under a place on the screen.
    package func byte(atX x: Int, y: Int, in area: Rect) -> Int? {
        guard area.contains(x: x, y: y) else { return nil }
        let layout = layout(in: area)
        guard let column = layout.index(at: x - area.x) else { return nil }
        let index = (topRow + y - area.y) * layout.bytesPerRow + column
        return index < count ? index : nil
    }

    /// Where a byte stands: the first of its two digits, and its character; nil where it does not show.
    package func cells(ofByte index: Int, in area: Rect) -> (hex: Buffer.Position, text: Buffer.Position?)? {
        guard visibleBytes(in: area).contains(index) else { return nil }
        let layout = layout(in: area)
        let y = area.y + index / layout.bytesPerRow - topRow
        let column = index % layout.bytesPerRow
        let text = Buffer.Position(x: area.x + layout.textColumn(of: column), y: y)
        return (Buffer.Position(x: area.x + layout.hexColumn(of: column), y: y), layout.showsText ? text : nil)
    }

    /// Scrolls so that the byte at `index` shows.
    package mutating func reveal(_ index: Int, in area: Rect) {
        let row = max(0, index) / layout(in: area).bytesPerRow
        topRow = max(min(topRow, row), row - max(1, area.rows) + 1)
    }

    private func drawOffset(_ first: Int, _ layout: HexLayout, into buffer: inout Buffer, _ area: Rect, _ y: Int) {
        guard layout.offsetDigits > 0 else { return }
        let digits = String(baseOffset + first, radix: 16)
        let padding = String(repeating: "0", count: max(0, layout.offsetDigits - digits.count))
        buffer.write(padding + digits, x: area.x, y: y, style: styles.offset, within: area)
    }

    private func draw(
        _ byte: UInt8?, _ index: Int, _ layout: HexLayout, into buffer: inout Buffer, _ area: Rect, _ y: Int
    ) {
        let column = index % layout.bytesPerRow
        let hexX = area.x + layout.hexColumn(of: column)
        let hex = byte.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) } ?? "??"
        buffer.write(hex, x: hexX, y: y, style: look(index, styles.hex), overflow: .cut, within: area)
        if let lit = joint(after: index, column, layout) {
            buffer.restyle(Rect(x: hexX + 2, y: y, columns: 1, rows: 1).intersection(area)) { $0.lay(lit) }
        }
        guard layout.showsText else { return }
        let printable = byte.map { (0x20..<0x7F).contains($0) } ?? false
        let style = look(index, printable ? styles.text : styles.control)
        let textX = area.x + layout.textColumn(of: column)
        buffer.write(text(of: byte, buffer.symbols), x: textX, y: y, style: style, overflow: .cut, within: area)
    }

    private func text(of byte: UInt8?, _ symbols: Symbols) -> String {
        switch byte {
        case .some(0x20..<0x7F): String(UnicodeScalar(byte ?? 0x20))
        // The buffer shows a control as its picture.
        case .some(0..<0x20), .some(0x7F): symbols.showsPictures ? String(UnicodeScalar(byte ?? 0)) : "."
        default: String(symbols.noText)
        }
    }

    private func look(_ index: Int, _ base: Style) -> Style {
        var style = base
        for highlight in highlights where highlight.range.contains(index) { style.lay(highlight.style) }
        if index == cursor { style.lay(styles.cursor) }
        return style
    }

    /// The style of the blank between two bytes of one row that are lit together.
    private func joint(after index: Int, _ column: Int, _ layout: HexLayout) -> Style? {
        guard column + 1 < layout.bytesPerRow else { return nil }
        return highlights.last { $0.range.contains(index) && $0.range.contains(index + 1) }?.style
    }

    private func drawBrackets(
        _ row: Range<Int>, _ layout: HexLayout, into buffer: inout Buffer, _ area: Rect, _ y: Int
    ) {
        for highlight in highlights where highlight.brackets {
            let part = highlight.range.clamped(to: row)
            guard !part.isEmpty else { continue }
            let first = area.x + layout.hexColumn(of: part.lowerBound - row.lowerBound)
            let last = area.x + layout.hexColumn(of: part.upperBound - 1 - row.lowerBound) + 2
            if part.lowerBound == highlight.range.lowerBound, first > area.x {
                buffer.write("[", x: first - 1, y: y, style: styles.hex, overflow: .cut, within: area)
            }
            if part.upperBound == highlight.range.upperBound {
                buffer.write("]", x: last, y: y, style: styles.hex, overflow: .cut, within: area)
            }
        }
    }
}
