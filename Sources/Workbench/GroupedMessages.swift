import Catalog
import Cells
import Dissection
import Octets
import Transcripts
import Widgets

/// A list of messages: one by one, or in groups that open and close.
struct GroupedMessages {
    let state: State
    let list: MessageList
    let messages: ChunkedList<MessageRecord>
    /// Who sent a message to whom, where that is to be said; nil where it goes without saying.
    var ends: ((MessageRecord) -> String)?

    init(_ state: State, _ list: MessageList, _ messages: ChunkedList<MessageRecord>) {
        self.state = state
        self.list = list
        self.messages = messages
    }

    func view(count: Int, focused: Bool) -> ListView {
        ListView(count: count, scroll: list.scroll, styles: state.listStyles, focused: focused)
    }

    func draw(into buffer: inout Buffer, _ inside: Rect, focused: Bool) {
        let count = list.count(messages: messages.count)
        view(count: count, focused: focused).draw(into: &buffer, in: inside) { buffer, index, line in
            guard list.isGrouped else { return drawMessage(index, 0, line, &buffer) }
            draw(list.rows[index], line, &buffer)
        }
    }

    private func draw(_ row: MessageRow, _ line: Rect, _ buffer: inout Buffer) {
        guard messages.indices.contains(row.message), let grouper = list.grouper else { return }
        switch row.body {
        case .message(let number): drawMessage(number, row.depth, line, &buffer)
        case .exchange(let place): drawExchange(grouper.exchanges[place], place, row, line, &buffer)
        case .unit(let place): drawUnit(grouper.units[place], row, line, &buffer)
        }
    }

    /// A message's words, once they have been read.
    private func summary(_ number: Int, _ buffer: Buffer) -> String {
        list.summaries[number] ?? String(buffer.symbols.ellipsis)
    }
}

// MARK: Rows

extension GroupedMessages {
    /// Writes from left to right within a row.
    private struct Pen {
        var x: Int
        let line: Rect

        mutating func put(_ text: String, _ style: Style, _ buffer: inout Buffer) {
            x += buffer.write(text, x: x, y: line.y, style: style, columns: line.right - x, within: line)
        }
    }

    /// Number, time and indent: the columns that all rows begin with.
    private func begin(
        _ record: MessageRecord, at time: Moment, _ depth: Int, _ line: Rect, _ buffer: inout Buffer
    ) -> Pen {
        var pen = Pen(x: line.x, line: line)
        pen.put(padLeft(String(record.number + 1), numberColumns(line)) + " ", state.theme[.muted], &buffer)
        if line.columns >= 44, state.options.times != .none {
            let before = record.number > 0 ? messages[record.number - 1].time : .zero
            pen.put(
                padLeft(state.timeText(time, previous: before), state.timeColumns) + " ", state.theme[.time], &buffer)
        }
        pen.x += list.isGrouped ? depth * 2 : 0
        return pen
    }

    /// As wide as the greatest number that there is needs it.
    private func numberColumns(_ line: Rect) -> Int {
        line.columns < 30 ? 1 : max(3, String(messages.count).count)
    }

    private func style(_ record: MessageRecord) -> Style {
        state.theme[record.direction == .clientToServer ? .client : .server]
    }

    private func drawMessage(_ number: Int, _ depth: Int, _ line: Rect, _ buffer: inout Buffer) {
        let record = messages[number]
        var pen = begin(record, at: record.time, depth, line, &buffer)
        if list.isGrouped { pen.x += 2 }
        if let ends, !list.isGrouped { pen.put(ends(record) + " ", state.theme[.muted], &buffer) }
        putArrow(record, &pen, &buffer)
        putTrouble(record, &pen, &buffer)
        if line.columns >= 40 { pen.put(record.proto.rawValue + " ", state.theme[.muted], &buffer) }
        pen.put(summary(number, buffer), style(record), &buffer)
    }

    private func putArrow(_ record: MessageRecord, _ pen: inout Pen, _ buffer: inout Buffer) {
        let sign = record.direction == .clientToServer ? buffer.symbols.client : buffer.symbols.server
        pen.put("\(sign) ", style(record), &buffer)
    }

    private func putTrouble(_ record: MessageRecord, _ pen: inout Pen, _ buffer: inout Buffer) {
        guard let severity = record.severity, severity > .note else { return }
        pen.put("! ", state.theme[severity == .error ? .error : .warning], &buffer)
    }

    /// What asks, what answers and the time between in one row; while it is open its messages have their own.
    private func drawExchange(
        _ exchange: Exchange, _ place: Int, _ row: MessageRow, _ line: Rect, _ buffer: inout Buffer
    ) {
        let record = messages[row.message]
        var pen = begin(record, at: exchange.began, row.depth, line, &buffer)
        putSign(row, &pen, &buffer)
        var room = line
        if let waited = exchange.waited {
            let words = lengthText(waited, !state.options.ascii)
            let start = buffer.write(
                words, endingAt: line.right, y: line.y, style: state.theme[.time],
                within: line.cut(left: pen.x - line.x).rest)
            room = Rect(x: line.x, y: line.y, columns: start - 1 - line.x, rows: 1)
        }
        putTrouble(record, &pen, &buffer)
        guard let answer = list.answer(of: place), !row.isExpanded, room.right - pen.x >= 24 else {
            return put(summary(record.number, buffer), style(record), from: pen.x, to: room.right, line, &buffer)
        }
        // What asks has what it needs, up to three fifths; the answer has the rest.
        let left = summary(record.number, buffer)
        let share = min(DisplayWidth.of(left), (room.right - pen.x) * 3 / 5)
        put(left, style(record), from: pen.x, to: pen.x + share, line, &buffer)
        let reply = messages[answer]
        put(
            "\(buffer.symbols.server) \(summary(answer, buffer))", style(reply), from: pen.x + share + 1,
            to: room.right, line, &buffer)
    }

    /// What it is, how it began, how many exchanges it has and how long it took.
    private func drawUnit(_ unit: ExchangeUnit, _ row: MessageRow, _ line: Rect, _ buffer: inout Buffer) {
        let record = messages[row.message]
        var pen = begin(record, at: unit.began, row.depth, line, &buffer)
        putSign(row, &pen, &buffer)
        pen.put(unit.kind.rawValue + " ", state.theme[.title], &buffer)
        let words = unitWords(unit)
        let room = line.right - pen.x
        let isWide = room >= DisplayWidth.of(words) + 16
        let end = isWide ? line.right - DisplayWidth.of(words) - 1 : line.right
        put(summary(record.number, buffer), style(record), from: pen.x, to: end, line, &buffer)
        if isWide { buffer.write(words, endingAt: line.right, y: line.y, style: state.theme[.muted], within: line) }
    }

    private func unitWords(_ unit: ExchangeUnit) -> String {
        let others = unit.exchanges.count - (unit.kind == .page ? 1 : 0)
        let noun = unit.kind == .page ? "object" : "exchange"
        let rules = unit.rules.map(\.rawValue).joined(separator: ", ")
        return "\(others) \(noun)\(others == 1 ? "" : "s")\(rules.isEmpty ? "" : " by \(rules)"), "
            + lengthText(unit.duration, !state.options.ascii)
    }

    private func putSign(_ row: MessageRow, _ pen: inout Pen, _ buffer: inout Buffer) {
        let sign = row.isExpanded ? buffer.symbols.expanded : buffer.symbols.collapsed
        pen.put("\(sign) ", state.theme[.muted], &buffer)
    }

    private func put(
        _ text: String, _ style: Style, from x: Int, to right: Int, _ line: Rect, _ buffer: inout Buffer
    ) {
        buffer.write(text, x: x, y: line.y, style: style, columns: max(0, right - x), within: line)
    }
}

extension MessageList {
    /// How the list is grouped, for its title.
    var titleEnd: String {
        switch grouping {
        case .flat: ""
        case _ where !isGrouped: " ─ grouping …"
        case .exchanges: " ─ \(grouper?.exchanges.count ?? 0) exchanges\(leftOut)"
        case .pages: " ─ by page and transaction\(leftOut)"
        }
    }

    private var leftOut: String {
        guard let grouper, grouper.leftOut > 0 else { return "" }
        return ", \(grouper.leftOut) messages left out"
    }
}
