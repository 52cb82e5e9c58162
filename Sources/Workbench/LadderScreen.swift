import Cells
import Dissection
import Transcripts
import Widgets

/// A conversation as a ladder: client and server as lines from top to bottom, time going down between them, an arrow for each
/// message. Beside the arrows stands what they cost, and below them all about the chosen one.
struct LadderScreen {
    let state: State
    let inside: Rect
    let view: LadderView
    let times: LadderTimes
    let count: Int

    init(_ state: State, _ inside: Rect) {
        self.state = state
        self.inside = inside
        view = state.tab.ladder ?? LadderView()
        times = LadderTimes(state.tab)
        count = state.tab.ladderCount
    }

    /// One row of the screen.
    enum Line: Hashable {
        /// Time passes; where the row says how much, with words.
        case silence(isShortened: Bool, String)
        case synchronize(Moment)
        case acknowledge(connection: Int, Moment)
        case message(Int)
        case event(Int)
        /// Goes on with what stands beside the row above.
        case remark(String)
    }

    // MARK: Places

    static func headRows(_ inside: Rect) -> Int { inside.rows >= 4 ? 1 : 0 }
    static func detailRows(_ inside: Rect) -> Int { inside.rows >= 14 ? 5 : inside.rows >= 8 ? 3 : 0 }

    /// Rows of the ladder itself.
    static func page(_ inside: Rect) -> Int { max(1, inside.rows - headRows(inside) - detailRows(inside)) }

    var body: Rect { inside.cut(top: Self.headRows(inside)).rest.cut(top: Self.page(inside)).top }

    /// Columns beside the ladder, for what its rungs cost; none where the screen is narrow.
    var remarkColumns: Int { inside.columns >= 84 ? min(46, inside.columns * 40 / 100) : 0 }

    /// The columns of the two lines.
    var lifelines: (client: Int, server: Int) {
        (inside.x + min(2, max(0, inside.columns - 1)), max(inside.x, inside.right - remarkColumns - 3))
    }

    // MARK: Rows

    /// The rows of a rung, and whether each is its own rather than time before it.
    func lines(of place: Int) -> [Line] {
        silence(before: place) + lines(of: view.rung(at: place))
    }

    private func silence(before place: Int) -> [Line] {
        let silence = times.silence(before: place)
        let (rows, isShortened) = times.rows(of: silence, most: body.rows < 12 ? 1 : LadderTimes.mostRows)
        let words = lengthText(silence, !state.options.ascii)
        return (0..<rows).map { .silence(isShortened: isShortened, $0 == rows / 2 && isShortened ? words : "") }
    }

    private func lines(of rung: Rung) -> [Line] {
        let span = times.span(rung)
        switch rung {
        case .event(let number):
            let record = times.snapshot.transcript.events[number]
            guard record.kind == .open, view.connects[record.connection] != nil else { return [.event(number)] }
            return [
                .synchronize(span.start),
                .acknowledge(connection: record.connection, span.end),
            ]
        case .message(let number):
            guard remarkColumns > 0 else { return [.message(number)] }
            let remarks = LadderWords(state.tab, symbols).remarks(times.snapshot.messages[number])
            return [.message(number)] + remarks.dropFirst().map { .remark($0) }
        }
    }

    var symbols: Symbols { state.options.ascii ? .ascii : .unicode }

    /// The first rung that shows: the list's own, moved on until the chosen one shows too, since time takes rows.
    var top: Int {
        let (selection, page) = (view.list.selection, body.rows)
        guard count > 0, selection < count else { return 0 }
        var used = 0
        var place = selection
        while place >= view.list.top {
            used += lines(of: place).count
            if used > page { return min(selection, place + 1) }
            place -= 1
        }
        return min(view.list.top, selection)
    }

    /// The rows that show, from the top down, each with its rung.
    var visible: [(place: Int, line: Line)] {
        var rows: [(place: Int, line: Line)] = []
        var place = top
        while place < count, rows.count < body.rows {
            // What passed before the first rung that shows is not seen, unless that rung is taller than the screen.
            let lines = place == top ? lines(of: view.rung(at: place)) : lines(of: place)
            rows += lines.map { (place, $0) }
            place += 1
        }
        return Array(rows.prefix(body.rows))
    }

    /// The rung under a place on the screen.
    func place(atX x: Int, y: Int) -> Int? {
        let rows = visible
        guard body.contains(x: x, y: y), rows.indices.contains(y - body.y) else { return nil }
        return rows[y - body.y].place
    }

    /// Messages whose words show.
    var shownMessages: [Int] {
        var numbers = visible.compactMap { row in if case .message(let number) = row.line { number } else { nil } }
        // The one that is told all about below.
        if case .message(let number) = state.tab.chosenRung, !numbers.contains(number) { numbers.append(number) }
        return numbers
    }
}
