import Cells

/// Draws into a buffer of a size and gives its rows, as tests of widgets and panes compare them.
///
/// - Returns: the text of each row without the blanks at its end.
package func screenRows(
    columns: Int, rows: Int, symbols: Symbols = .unicode, _ draw: (inout Buffer, Rect) -> Void
) -> [String] {
    var buffer = Buffer(columns: columns, rows: rows, symbols: symbols)
    draw(&buffer, buffer.bounds)
    return buffer.trimmedRows
}

extension Buffer {
    /// The text of each row without the blanks at its end.
    package var trimmedRows: [String] {
        rows.map { row in String(row.reversed().drop { $0 == " " }.reversed()) }
    }

    /// The first row that holds `text`.
    package func row(holding text: String) -> Int? { rows.firstIndex { $0.contains(text) } }

    /// Where in each row a look is found, `#` for a cell that has it and `.` for one that has not.
    package func map(_ hasLook: (Style) -> Bool) -> [String] {
        (0..<size.rows).map { y in
            (0..<size.columns).map { x in hasLook(self[x, y].style) ? "#" : "." }.joined()
        }
    }
}

/// The sizes that everything drawn must stand: none, one cell, a row, a column, a small and a usual screen.
package let awkwardSizes: [Size] = [
    Size(columns: 0, rows: 0), Size(columns: 1, rows: 1), Size(columns: 80, rows: 1), Size(columns: 1, rows: 24),
    Size(columns: 2, rows: 2), Size(columns: 5, rows: 3), Size(columns: 20, rows: 6), Size(columns: 80, rows: 24),
]
