import Cells
import Dissection
import Octets
import Transcripts
import Widgets

/// How rows of the session pane become lines of the screen.
struct RowShape {
    /// Columns for the time and the arrow.
    let gutter: Int
    /// Columns for the text, at least one.
    let room: Int
    let wraps: Bool
    let showsEnds: Bool

    init(_ state: State, columns: Int) {
        gutter = Self.gutterColumns(state, columns)
        room = max(1, columns - gutter)
        wraps = state.options.wrap
        showsEnds = state.options.bytes
    }

    init(_ state: State, _ layout: Layout) {
        self.init(state, columns: layout.panes[.session].map { Layout.inside($0).columns } ?? 0)
    }

    /// Times go first where it is narrow, then the arrow.
    private static func gutterColumns(_ state: State, _ columns: Int) -> Int {
        guard columns >= 24, state.options.times != .none else { return columns >= 8 ? 2 : 0 }
        return state.timeColumns + 3
    }

    /// How many lines a row takes.
    func height(of row: DisplayRow) -> Int {
        guard wraps else { return 1 }
        let bytes = row.shownBytes(showingEnds: showsEnds)
        // Nearly all rows are plain text, one column a byte.
        guard row.isWords || !bytes.isPlainText else { return max(1, (bytes.count + room - 1) / room) }
        return wrapped(Substring(String(decoding: bytes, as: UTF8.self)), room, atWords: row.isWords).count
    }

    /// The text of each line of a row. Without wrapping there is one line, which begins `left` columns into the text.
    func pieces(of row: DisplayRow, left: Int) -> [Substring] {
        let text = Substring(String(decoding: row.shownBytes(showingEnds: showsEnds), as: UTF8.self))
        return wraps ? wrapped(text, room, atWords: row.isWords) : [text.dropColumns(left)]
    }
}

/// Where the session pane begins: a row, and how many of its lines are above the pane.
struct SessionTop: Sendable, Equatable {
    var row = 0
    var line = 0
}

// MARK: Scrolling by lines

extension Tab {
    /// Lines of a row; 1 as long as it has not been loaded.
    private func height(ofRow row: Int, _ shape: RowShape) -> Int {
        let index = row - rows.lowerBound
        return loadedRows.indices.contains(index) ? shape.height(of: loadedRows[index]) : 1
    }

    /// The place to begin at so that a row ends at the pane's last line.
    private func top(endingAt row: Int, page: Int, _ shape: RowShape) -> SessionTop {
        var missing = page
        var row = row
        while row >= 0 {
            let height = height(ofRow: row, shape)
            if height >= missing { return SessionTop(row: row, line: height - missing) }
            missing -= height
            row -= 1
        }
        return SessionTop()
    }

    /// Lines from the top to the end of a row, counted no further than past the page.
    private func lines(toEndOf row: Int, page: Int, _ shape: RowShape) -> Int {
        var lines = -sessionTop.line
        for index in sessionTop.row..<max(sessionTop.row, row + 1) {
            lines += height(ofRow: index, shape)
            if lines > page { break }
        }
        return lines
    }

    /// All of those rows are in the pane, from the first to the end of the last.
    func shows(_ range: ClosedRange<Int>, _ shape: RowShape, page: Int) -> Bool {
        let begins = (sessionTop.row, sessionTop.line) <= (range.lowerBound, 0)
        return begins && lines(toEndOf: range.upperBound, page: page, shape) <= page
    }

    /// Keeps the chosen row in the pane, the newest at its end while the tail is followed, and no empty lines below the
    /// last row while there are rows above.
    mutating func settleSession(_ shape: RowShape, page: Int) {
        let count = visibleRows
        session.settle(count: count, page: page)
        guard count > 0, page > 0 else {
            sessionTop = SessionTop()
            return
        }
        guard !session.followsTail else {
            sessionTop = top(endingAt: count - 1, page: page, shape)
            return
        }
        sessionTop.row = min(sessionTop.row, count - 1)
        sessionTop.line = min(sessionTop.line, height(ofRow: sessionTop.row, shape) - 1)
        showSelection(shape, page: page)
        if lines(toEndOf: count - 1, page: page, shape) < page {
            sessionTop = top(endingAt: count - 1, page: page, shape)
        }
    }

    private mutating func showSelection(_ shape: RowShape, page: Int) {
        let chosen = session.selection
        let height = height(ofRow: chosen, shape)
        if chosen < sessionTop.row {
            // Coming from below, a row that is taller than the pane is entered at its end.
            let enters = height > page && chosen == sessionTop.row - 1
            sessionTop = SessionTop(row: chosen, line: enters ? height - page : 0)
        } else if chosen == sessionTop.row {
            if height <= page { sessionTop.line = 0 }
        } else if lines(toEndOf: chosen, page: page, shape) > page {
            sessionTop = height > page ? SessionTop(row: chosen) : top(endingAt: chosen, page: page, shape)
        }
    }

    /// Moves within a chosen row that is taller than the pane; false where the move leads out of it.
    mutating func moveWithinRow(_ move: Scroll.Move, _ shape: RowShape, page: Int) -> Bool {
        guard sessionTop.row == session.selection else { return false }
        let hidden = height(ofRow: session.selection, shape) - page - sessionTop.line
        switch move {
        case .down where hidden > 0: sessionTop.line += 1
        case .pageDown where hidden > 0: sessionTop.line += min(page, hidden)
        case .up where sessionTop.line > 0: sessionTop.line -= 1
        case .pageUp where sessionTop.line > 0: sessionTop.line -= min(page, sessionTop.line)
        default: return false
        }
        session.followsTail = false
        return true
    }

    /// Scrolls by lines as a wheel does: the chosen row changes no more than it must.
    mutating func scrollSession(by lines: Int, _ shape: RowShape, page: Int) {
        let count = visibleRows
        guard count > 0, page > 0 else { return }
        for _ in 0..<abs(lines) { stepSession(lines > 0, shape) }
        let end = top(endingAt: count - 1, page: page, shape)
        if (sessionTop.row, sessionTop.line) >= (end.row, end.line) {
            sessionTop = end
            session.move(.last, count: count, page: page)
        } else {
            session.move(.to(chosenInView(shape, page: page)), count: count, page: page)
        }
    }

    private mutating func stepSession(_ down: Bool, _ shape: RowShape) {
        if down, sessionTop.line + 1 < height(ofRow: sessionTop.row, shape) {
            sessionTop.line += 1
        } else if down {
            sessionTop = SessionTop(row: min(sessionTop.row + 1, max(0, visibleRows - 1)))
        } else if sessionTop.line > 0 {
            sessionTop.line -= 1
        } else if sessionTop.row > 0 {
            let row = sessionTop.row - 1
            sessionTop = SessionTop(row: row, line: height(ofRow: row, shape) - 1)
        }
    }

    /// The row nearest to the chosen one that is wholly in the pane, or the one at its top where none is.
    private func chosenInView(_ shape: RowShape, page: Int) -> Int {
        var first = sessionTop.row
        var used = height(ofRow: first, shape) - sessionTop.line
        if sessionTop.line > 0, used < page, first + 1 < visibleRows {
            first += 1
            used += height(ofRow: first, shape)
        }
        var last = first
        while last + 1 < visibleRows, used + height(ofRow: last + 1, shape) <= page {
            last += 1
            used += height(ofRow: last, shape)
        }
        return min(max(session.selection, first), last)
    }
}

// MARK: The lines that show

/// The rows of the session pane as screen lines: each row one line, or as many as it wraps to.
struct SessionRows {
    struct Line {
        var row: Int
        /// Which part of the row's text.
        var text: Substring
        var isFirst: Bool
    }

    let state: State
    let lines: [Line]
    let shape: RowShape

    init(_ state: State, _ inside: Rect) {
        self.state = state
        let tab = state.tab
        shape = RowShape(state, columns: inside.columns)
        let height = tab.sessionHeight(Layout(state))
        var lines: [Line] = []
        var index = tab.sessionTop.row
        while lines.count < height, index < tab.visibleRows, tab.rows.contains(index),
            tab.loadedRows.indices.contains(index - tab.rows.lowerBound)
        {
            let pieces = shape.pieces(of: tab.loadedRows[index - tab.rows.lowerBound], left: tab.sessionLeft)
            let skipped = index == tab.sessionTop.row ? tab.sessionTop.line : 0
            for number in pieces.indices.dropFirst(skipped) {
                lines.append(Line(row: index, text: pieces[number], isFirst: number == 0))
            }
            index += 1
        }
        self.lines = Array(lines.prefix(height))
    }

    /// The row that a line of the pane shows.
    func row(atLine line: Int) -> Int? { lines.indices.contains(line) ? lines[line].row : nil }

    func draw(in area: Rect, into buffer: inout Buffer) {
        for (index, line) in lines.enumerated() where index < area.rows {
            draw(line, isTop: index == 0, area.row(index), &buffer)
        }
    }

    private func draw(_ line: Line, isTop: Bool, _ rect: Rect, _ buffer: inout Buffer) {
        let row = state.tab.loadedRows[line.row - state.tab.rows.lowerBound]
        let style = state.theme[row.scope]
        if line.isFirst {
            drawGutter(row, rect, style, &buffer)
        } else if isTop, shape.gutter > 0 {
            // The row began above the pane.
            buffer.write(
                String(buffer.symbols.ellipsis), x: rect.x + shape.gutter - 2, y: rect.y, style: style, within: rect)
        }
        if let record = state.tab.inspector.inspected?.record, row.belongs(to: record) { sign(rect, &buffer) }
        drawText(line.text, row, rect, style, &buffer)
        if line.row == state.tab.session.selection, !state.isTyping, state.tab.focus == .session {
            let selection = state.theme[.selection]
            buffer.restyle(rect) { $0 = $0.selected(by: selection) }
        }
    }

    /// The sign of the chosen message: a bar between time and arrow, or the arrow in reverse where there are no times.
    private func sign(_ rect: Rect, _ buffer: inout Buffer) {
        let bar = String(buffer.symbols.light.vertical)
        if shape.gutter > 3 {
            buffer.write(bar, x: rect.x + shape.gutter - 3, y: rect.y, style: state.theme[.accent], within: rect)
        } else if shape.gutter > 0 {
            let arrow = Rect(x: rect.x, y: rect.y, columns: 1, rows: 1).intersection(rect)
            buffer.restyle(arrow) { $0.attributes.formSymmetricDifference(.reverse) }
        }
    }

    private func drawText(
        _ text: Substring, _ row: DisplayRow, _ rect: Rect, _ style: Style, _ buffer: inout Buffer
    ) {
        var room = rect.cut(left: shape.gutter).rest
        if !shape.wraps, state.tab.sessionLeft > 0, !row.shownBytes(showingEnds: shape.showsEnds).isEmpty {
            room =
                room.cut(
                    left: buffer.write(
                        String(buffer.symbols.ellipsis), x: room.x, y: room.y, style: style, within: room)
                ).rest
        }
        buffer.write(String(text), x: room.x, y: room.y, style: style, columns: room.columns, within: room)
        lightStandIns(text, room, &buffer)
    }

    private func drawGutter(_ row: DisplayRow, _ rect: Rect, _ style: Style, _ buffer: inout Buffer) {
        guard shape.gutter > 0 else { return }
        if shape.gutter > 3 {
            let time = state.timeText(row.time, previous: row.previous)
            buffer.write(time, endingAt: rect.x + shape.gutter - 3, y: rect.y, style: state.theme[.time], within: rect)
        }
        let sign = row.sign(buffer.symbols)
        buffer.write(sign, x: rect.x + shape.gutter - 2, y: rect.y, style: style, within: rect)
    }

    /// Stand-ins of control bytes and their like look different from the same characters sent as text.
    private func lightStandIns(_ text: Substring, _ room: Rect, _ buffer: inout Buffer) {
        guard !text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return }
        var x = room.x
        for character in text {
            guard x < room.right else { return }
            let width = DisplayWidth.of(String(character))
            if character.isShownByStandIn(width) {
                let cells = Rect(x: x, y: room.y, columns: width, rows: 1).intersection(room)
                buffer.style(cells, state.theme[.control])
            }
            x += width
        }
    }
}

extension Character {
    /// A control, or something that takes more columns than any character does: its stand-in is what shows.
    fileprivate func isShownByStandIn(_ width: Int) -> Bool {
        let first = unicodeScalars.first?.value ?? 0x20
        return first < 0x20 || first == 0x7F || width > 2
    }
}

extension Collection<UInt8> {
    /// Printable ASCII only, so that bytes, characters and columns are the same.
    fileprivate var isPlainText: Bool { allSatisfy { (0x20..<0x7F).contains($0) } }
}

/// The pieces of a text that each fit in `columns`; one empty piece for an empty text. `atWords` breaks behind a space
/// where a piece has one, and begins no line with one: for words to be read, while bytes are cut wherever the pane ends.
func wrapped(_ text: Substring, _ columns: Int, atWords: Bool = false) -> [Substring] {
    var pieces: [Substring] = []
    var start = text.startIndex
    var used = 0
    var word = start
    var wordUsed = 0
    var index = start
    while index < text.endIndex {
        let width = DisplayWidth.of(String(text[index]))
        if used + width > columns, index > start {
            let cut = atWords && word > start && text[index] != " " ? word : index
            used = cut == index ? 0 : used - wordUsed
            pieces.append(text[start..<cut])
            start = cut
        }
        let isSpace = text[index] == " "
        // A space that would begin a line is left out.
        if atWords, isSpace, index == start, index > text.startIndex {
            start = text.index(after: start)
        } else {
            used += width
        }
        index = text.index(after: index)
        if isSpace { (word, wordUsed) = (index, used) }
    }
    pieces.append(text[start...])
    return pieces
}

extension Substring {
    /// Without the first `columns` columns.
    func dropColumns(_ columns: Int) -> Substring {
        var dropped = 0
        return drop { character in
            guard dropped < columns else { return false }
            dropped += DisplayWidth.of(String(character))
            return true
        }
    }
}
