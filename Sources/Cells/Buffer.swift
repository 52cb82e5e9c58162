/// The cells of a screen, or of a part of it: what panes draw into and the terminal shows.
///
/// Text enters through the sanitiser only. Everything is clipped: a write outside the buffer does nothing. A wide glyph
/// takes two cells, and writing over one half blanks the other, so no half is ever left alone.
package struct Buffer: Hashable, Sendable {
    /// The largest buffer; a terminal that claims to be larger is drawn up to here.
    package static let columnsLimit = 2048
    package static let rowsLimit = 1024

    package let size: Size
    /// The signs to draw with.
    package let symbols: Symbols
    /// Where the terminal's cursor stands; hidden where nil.
    package var cursor: Position?
    private(set) var cells: [Cell]

    package struct Position: Hashable, Sendable {
        package var x: Int
        package var y: Int
        package init(x: Int, y: Int) {
            self.x = x
            self.y = y
        }
    }

    package init(size: Size, style: Style = .plain, symbols: Symbols = .unicode) {
        self.size = Size(
            columns: min(max(0, size.columns), Self.columnsLimit), rows: min(max(0, size.rows), Self.rowsLimit))
        self.symbols = symbols
        cells = Array(repeating: Cell(style: style), count: self.size.columns * self.size.rows)
    }

    package init(columns: Int, rows: Int, symbols: Symbols = .unicode) {
        self.init(size: Size(columns: columns, rows: rows), symbols: symbols)
    }

    package var bounds: Rect { Rect(size) }

    /// The cell at a place. Outside, reading gives a blank and writing does nothing; a wide glyph in the last column
    /// becomes a blank.
    package subscript(x: Int, y: Int) -> Cell {
        get { index(x, y).map { cells[$0] } ?? Cell() }
        set { place(newValue, x: x, y: y) }
    }

    /// The text of each row, all columns of it.
    package var rows: [String] {
        (0..<size.rows).map { y in
            (0..<size.columns).map { cells[y * size.columns + $0].text }.joined()
        }
    }

    /// Gives every cell of `area` one look, and leaves the text.
    package mutating func style(_ area: Rect, _ style: Style) {
        restyle(area) { $0 = style }
    }

    /// Changes the look of every cell of `area`, as a selection does that keeps the colours of the text.
    package mutating func restyle(_ area: Rect, _ change: (inout Style) -> Void) {
        forEachIndex(in: area) { change(&$0[$1].style) }
    }

    /// Fills `area` with one character.
    package mutating func fill(_ area: Rect, style: Style = .plain, character: Character = " ") {
        let glyph = Glyph(character)
        let step = max(1, Int(glyph.width))
        let area = area.intersection(bounds)
        for y in area.y..<area.bottom {
            for x in stride(from: area.x, to: area.right, by: step) {
                let fits = x + step <= area.right
                place(Cell(fits ? glyph : .blank, style: style), x: x, y: y)
            }
        }
    }

    /// Copies all of `other` into this buffer, its upper left corner at the place given.
    package mutating func draw(_ other: Buffer, x: Int, y: Int) {
        for row in 0..<other.size.rows {
            for column in 0..<other.size.columns {
                let cell = other.cells[row * other.size.columns + column]
                if cell.width > 0 { place(cell, x: x + column, y: y + row) }
            }
        }
    }

    func index(_ x: Int, _ y: Int) -> Int? {
        x >= 0 && x < size.columns && y >= 0 && y < size.rows ? y * size.columns + x : nil
    }

    private mutating func forEachIndex(in area: Rect, _ body: (inout [Cell], Int) -> Void) {
        let area = area.intersection(bounds)
        for y in area.y..<area.bottom {
            for x in area.x..<area.right { body(&cells, y * size.columns + x) }
        }
    }

    /// Puts one cell in its place and keeps wide glyphs whole.
    mutating func place(_ cell: Cell, x: Int, y: Int) {
        guard let at = index(x, y) else { return }
        let wide = cell.glyph.width == 2 && x + 1 < size.columns
        breakWide(at: at, x: x)
        if wide { breakWide(at: at + 1, x: x + 1) }
        let whole = cell.glyph.width == 1 || wide
        cells[at] = Cell(whole ? cell.glyph : .blank, style: cell.style)
        if wide { cells[at + 1] = Cell(.rightHalf, style: cell.style) }
    }

    /// Blanks the other half of the wide glyph that the cell at `at` belongs to, if it does.
    private mutating func breakWide(at: Int, x: Int) {
        switch cells[at].glyph.width {
        case 0 where x > 0: cells[at - 1].glyph = .blank
        case 2 where x + 1 < size.columns: cells[at + 1].glyph = .blank
        default: break
        }
    }
}
