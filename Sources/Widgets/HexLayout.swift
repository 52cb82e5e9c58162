import Cells

/// Where the bytes of a hex view stand: which column has which byte, both ways.
package struct HexLayout: Hashable, Sendable {
    /// Bytes a row: 16, 8 or 4; 2 or 1 where there is no room for more.
    package let bytesPerRow: Int
    /// Digits of the offset; 0 where it does not fit.
    package let offsetDigits: Int
    /// Whether the text column fits.
    package let showsText: Bool

    /// The widest layout for `columns` columns, for offsets up to `lastOffset`.
    package init(columns: Int, lastOffset: Int) {
        let digits = max(4, String(max(0, lastOffset), radix: 16).count)
        for count in [16, 8, 4] {
            let layout = HexLayout(bytesPerRow: count, offsetDigits: digits, showsText: true)
            if layout.columns <= columns {
                self = layout
                return
            }
        }
        for (count, text) in [(4, true), (4, false), (2, true), (2, false), (1, true)] {
            let layout = HexLayout(bytesPerRow: count, offsetDigits: 0, showsText: text)
            if layout.columns <= columns {
                self = layout
                return
            }
        }
        self.init(bytesPerRow: 1, offsetDigits: 0, showsText: false)
    }

    private init(bytesPerRow: Int, offsetDigits: Int, showsText: Bool) {
        self.bytesPerRow = bytesPerRow
        self.offsetDigits = offsetDigits
        self.showsText = showsText
    }

    /// How many columns a full row takes.
    package var columns: Int { showsText ? textColumn(of: bytesPerRow - 1) + 1 : hexColumn(of: bytesPerRow - 1) + 2 }

    /// How many rows `count` bytes take.
    package func rows(of count: Int) -> Int { (max(0, count) + bytesPerRow - 1) / bytesPerRow }

    /// The first column of the two digits of the byte at `index` in its row. Sixteen are parted in the middle.
    package func hexColumn(of index: Int) -> Int {
        let gap = bytesPerRow == 16 && index >= 8 ? 1 : 0
        return (offsetDigits == 0 ? 0 : offsetDigits + 2) + index * 3 + gap
    }

    /// The column of the character of the byte at `index` in its row.
    package func textColumn(of index: Int) -> Int { hexColumn(of: bytesPerRow - 1) + 4 + index }

    /// The byte whose digits or character (or the blank after its digits) stand at `column`.
    package func index(at column: Int) -> Int? {
        (0..<bytesPerRow).first { index in
            let hex = hexColumn(of: index)
            return (hex...hex + 2).contains(column) && column < textColumn(of: 0) - 1
                || showsText && textColumn(of: index) == column
        }
    }
}
