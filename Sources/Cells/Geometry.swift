/// A size in columns and rows.
public struct Size: Hashable, Sendable {
    public var columns: Int
    public var rows: Int
    public init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }
}

/// A rectangle of cells; empty where a side is not above zero.
public struct Rect: Hashable, Sendable {
    public var x: Int
    public var y: Int
    public var columns: Int
    public var rows: Int

    public init(x: Int, y: Int, columns: Int, rows: Int) {
        self.x = x
        self.y = y
        self.columns = max(0, columns)
        self.rows = max(0, rows)
    }

    public var isEmpty: Bool { columns == 0 || rows == 0 }
    public func contains(x px: Int, y py: Int) -> Bool { px >= x && px < right && py >= y && py < bottom }
}

extension Rect {
    /// The whole of something of `size`, from its upper left corner.
    package init(_ size: Size) {
        self.init(x: 0, y: 0, columns: size.columns, rows: size.rows)
    }

    /// The first column to the right of the rectangle.
    package var right: Int { x + columns }
    /// The first row below the rectangle.
    package var bottom: Int { y + rows }
    package var size: Size { Size(columns: columns, rows: rows) }

    /// What both rectangles cover; empty where they do not meet.
    package func intersection(_ other: Rect) -> Rect {
        let left = max(x, other.x)
        let top = max(y, other.y)
        return Rect(
            x: left, y: top, columns: min(right, other.right) - left, rows: min(bottom, other.bottom) - top)
    }

    /// The rectangle without `columns` at the left and at the right, and without `rows` above and below.
    package func inset(columns inColumns: Int = 1, rows inRows: Int = 1) -> Rect {
        Rect(x: x + inColumns, y: y + inRows, columns: columns - 2 * inColumns, rows: rows - 2 * inRows)
    }

    /// One row of the rectangle, counted from its top; empty where it has no such row.
    package func row(_ index: Int) -> Rect {
        Rect(x: x, y: y + index, columns: columns, rows: index >= 0 && index < rows ? 1 : 0)
    }

    /// The upper `count` rows (or as many as there are), and the rest.
    package func cut(top count: Int) -> (top: Rect, rest: Rect) {
        let taken = min(max(0, count), rows)
        return (
            Rect(x: x, y: y, columns: columns, rows: taken),
            Rect(x: x, y: y + taken, columns: columns, rows: rows - taken)
        )
    }

    /// The lower `count` rows (or as many as there are), and the rest above.
    package func cut(bottom count: Int) -> (bottom: Rect, rest: Rect) {
        let (rest, bottom) = cut(top: rows - min(max(0, count), rows))
        return (bottom, rest)
    }

    /// The left `count` columns (or as many as there are), and the rest.
    package func cut(left count: Int) -> (left: Rect, rest: Rect) {
        let taken = min(max(0, count), columns)
        return (
            Rect(x: x, y: y, columns: taken, rows: rows),
            Rect(x: x + taken, y: y, columns: columns - taken, rows: rows)
        )
    }

    /// The right `count` columns (or as many as there are), and the rest to the left.
    package func cut(right count: Int) -> (right: Rect, rest: Rect) {
        let (rest, right) = cut(left: columns - min(max(0, count), columns))
        return (right, rest)
    }
}
