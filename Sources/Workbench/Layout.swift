import Cells

/// Which rectangle each part of the screen has, for a state's size, focus and zoom.
package struct Layout: Sendable, Equatable {
    package enum Shape: Sendable, Equatable {
        /// Session to the left; messages, fields and bytes to the right.
        case columns
        /// Session above one pane that shows messages, fields or bytes.
        case stacked
        /// One pane.
        case single
    }

    package var shape: Shape
    package var header: Rect?
    package var panes: [Pane: Rect]
    package var replay: Rect?
    /// What the recording asks, above the bar of the replay.
    package var question: Rect?
    package var footer: Rect?

    /// From here on there is room for two columns.
    static let columnsFrom = 100
    /// With fewer rows than these, two panes one above the other would show next to nothing each.
    static let stackedFrom = 14
    /// Below either of these the focused pane fills the screen.
    static let smallestColumns = 40
    static let smallestRows = 10

    package init(_ state: State) {
        let tab = state.tab
        let size = state.size
        let small = size.columns < Self.smallestColumns || size.rows < Self.smallestRows
        var body = Rect(x: 0, y: 0, columns: size.columns, rows: size.rows)
        header = small ? nil : Self.cutTop(&body)
        footer = size.rows >= 2 ? Self.cutBottom(&body) : nil
        replay = tab.replay != nil && size.rows >= 6 ? Self.cutBottom(&body) : nil
        question = Self.cutQuestion(tab, &body)
        panes = [:]
        let single = size.columns < Self.columnsFrom && size.rows < Self.stackedFrom
        if small || single || tab.zoomed || tab.isBlank || tab.fillsScreen {
            shape = .single
            panes[tab.isBlank || tab.fillsScreen ? .session : tab.focus] = body
        } else if size.columns >= Self.columnsFrom {
            shape = .columns
            placeColumns(body)
        } else {
            shape = .stacked
            placeStacked(body, face: tab.face)
        }
    }

    /// As many rows as the question needs, but no more than leave the panes a few; where that is too little to read it, it
    /// has all the room while it has the keys, and none while a pane has them.
    private static func cutQuestion(_ tab: Tab, _ body: inout Rect) -> Rect? {
        guard let question = tab.question else { return nil }
        let wanted = QuestionView.rows(question, columns: body.columns)
        let room = body.rows - paneRowsBesideQuestion
        var rows = min(wanted, room)
        if rows < min(wanted, questionRows) { rows = question.hasKeys ? body.rows : 0 }
        guard rows > 0 else { return nil }
        let (area, rest) = body.cut(bottom: rows)
        body = rest
        return area
    }

    /// Rows that a question leaves to the panes, and rows of it without which it cannot be read.
    private static let paneRowsBesideQuestion = 5
    private static let questionRows = 5

    /// What is inside a pane's border; the whole of it where it is too small to have one.
    package static func inside(_ rect: Rect) -> Rect {
        guard hasBorder(rect) else { return rect }
        return Rect(x: rect.x + 1, y: rect.y + 1, columns: rect.columns - 2, rows: rect.rows - 2)
    }

    package static func hasBorder(_ rect: Rect) -> Bool { rect.columns >= 12 && rect.rows >= 4 }

    private mutating func placeColumns(_ body: Rect) {
        let left = body.columns * 56 / 100
        let right = body.columns - left
        let messages = max(4, body.rows * 32 / 100)
        let bytes = max(4, body.rows * 28 / 100)
        let fields = body.rows - messages - bytes
        panes[.session] = Rect(x: body.x, y: body.y, columns: left, rows: body.rows)
        panes[.messages] = Rect(x: body.x + left, y: body.y, columns: right, rows: messages)
        panes[.fields] = Rect(x: body.x + left, y: body.y + messages, columns: right, rows: fields)
        panes[.bytes] = Rect(x: body.x + left, y: body.y + messages + fields, columns: right, rows: bytes)
    }

    private mutating func placeStacked(_ body: Rect, face: Pane) {
        let lower = max(4, body.rows * 45 / 100)
        let upper = body.rows - lower
        panes[.session] = Rect(x: body.x, y: body.y, columns: body.columns, rows: upper)
        panes[face] = Rect(x: body.x, y: body.y + upper, columns: body.columns, rows: lower)
    }

    private static func cutTop(_ body: inout Rect) -> Rect {
        let line = Rect(x: body.x, y: body.y, columns: body.columns, rows: 1)
        body = Rect(x: body.x, y: body.y + 1, columns: body.columns, rows: body.rows - 1)
        return line
    }

    private static func cutBottom(_ body: inout Rect) -> Rect {
        body = Rect(x: body.x, y: body.y, columns: body.columns, rows: body.rows - 1)
        return Rect(x: body.x, y: body.y + body.rows, columns: body.columns, rows: 1)
    }
}

extension Tab {
    /// Which pane shows below the session where there is room for two.
    package var face: Pane { focus == .session ? lowerFace : focus }
}
