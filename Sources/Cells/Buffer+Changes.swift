extension Buffer {
    /// Cells of one row, from `x` on, that are to be shown anew. Never begins or ends inside a wide glyph.
    package struct Run: Hashable, Sendable {
        package var x: Int
        package var y: Int
        package var columns: Int
    }

    /// The runs of cells that differ from `previous`; every row where the sizes differ.
    package func changes(from previous: Buffer?) -> [Run] {
        guard let previous, previous.size == size else {
            return size.columns == 0 ? [] : (0..<size.rows).map { Run(x: 0, y: $0, columns: size.columns) }
        }
        var runs: [Run] = []
        for y in 0..<size.rows { changes(from: previous, row: y, into: &runs) }
        return runs
    }

    private func changes(from previous: Buffer, row y: Int, into runs: inout [Run]) {
        let first = y * size.columns
        var x = 0
        while x < size.columns {
            guard cells[first + x] != previous.cells[first + x] else {
                x += 1
                continue
            }
            var start = x
            // Back to the left half, on either side: a half that stays may belong to a glyph that goes.
            while start > 0, cells[first + start].width == 0 { start -= 1 }
            while x < size.columns, cells[first + x] != previous.cells[first + x] || cells[first + x].width == 0 {
                x += 1
            }
            runs.append(Run(x: start, y: y, columns: x - start))
        }
    }
}
