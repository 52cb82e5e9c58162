import Catalog
import Cells
import Dissection
import Octets
import Widgets

/// The list of a capture's conversations: a row each under the names of the columns, and below it all about the chosen one,
/// since no screen has room for every column.
struct ConversationList {
    let state: State
    let inside: Rect
    private let capture: CaptureView

    init(_ state: State, _ inside: Rect) {
        self.state = state
        self.inside = inside
        capture = state.tab.capture ?? CaptureView(CaptureListing(conversations: ConversationIndex(), wallStart: 0))
    }

    /// Rows of conversations in a pane.
    static func page(_ inside: Rect) -> Int { max(1, inside.rows - headRows(inside) - detailRows(inside)) }

    private static func headRows(_ inside: Rect) -> Int { inside.rows >= 4 ? 1 : 0 }
    private static func detailRows(_ inside: Rect) -> Int { inside.rows >= 10 ? 4 : 0 }

    private var area: Rect {
        inside.cut(top: Self.headRows(inside)).rest.cut(top: Self.page(inside)).top
    }

    private var view: ListView {
        let theme = state.theme
        let styles = ListView.Styles(
            selected: theme[.selection], selectedUnfocused: theme[.unfocusedSelection], scrollBar: theme[.border])
        return ListView(
            count: capture.rows.count, scroll: capture.list, styles: styles, focused: state.overlays.isEmpty)
    }

    /// The row of the list under a place on the screen.
    func row(atX x: Int, y: Int) -> Int? { view.index(atX: x, y: y, in: area) }

    func draw(into buffer: inout Buffer) {
        guard !capture.rows.isEmpty else { return drawEmpty(&buffer) }
        let columns = columns
        if Self.headRows(inside) > 0 { drawHead(columns, inside.row(0), &buffer) }
        view.draw(into: &buffer, in: area) { buffer, index, rect in
            guard capture.rows.indices.contains(index) else { return }
            draw(capture.index.conversations[capture.rows[index]], columns, rect, &buffer)
        }
        if Self.detailRows(inside) > 0 {
            drawDetail(inside.cut(bottom: Self.detailRows(inside)).bottom, &buffer)
        }
    }

    private func drawEmpty(_ buffer: inout Buffer) {
        buffer.write(
            "no conversation of TCP or UDP in this capture", x: inside.x + 1, y: inside.y, style: state.theme[.muted],
            columns: inside.columns - 1)
    }
}

// MARK: Columns

extension ConversationList {
    struct Column {
        var order: ConversationOrder
        var heading: String
        var columns: Int
        /// Numbers stand at the right.
        var isNumber = false
        var text: (ConversationRecord) -> String
    }

    /// What there is room for: who first, then what, how much, the first line, how it ended and how long it took.
    private var columns: [Column] {
        let room = inside.columns - 2
        var chosen = ends(room)
        var left = room - chosen.reduce(0) { $0 + $1.columns + 1 }
        func add(_ column: Column, reserving reserve: Int = 0) {
            guard left >= column.columns + 1 + reserve else { return }
            chosen.append(column)
            left -= column.columns + 1
        }
        add(Column(order: .proto, heading: "proto", columns: 5) { $0.protocolText })
        add(Column(order: .messages, heading: "msgs", columns: 5, isNumber: true) { String($0.messages) })
        add(Column(order: .bytes, heading: "bytes", columns: 8, isNumber: true) { sizeText($0.octets) })
        let line = 18
        add(
            Column(order: .duration, heading: "seconds", columns: 9, isNumber: true) { seconds($0.duration) },
            reserving: line)
        add(Column(order: .state, heading: "state", columns: 9) { $0.stateText }, reserving: line)
        if left > 8 { chosen.append(Column(order: .first, heading: "first line", columns: left) { $0.firstLine }) }
        return chosen
    }

    /// Client and server, as wide as those that show need it; where it is narrow as wide as IPv4 can need.
    private func ends(_ room: Int) -> [Column] {
        let shown = capture.list.visible(count: capture.rows.count, page: area.rows).map {
            capture.index.conversations[capture.rows[$0]]
        }
        let most = max(6, min(room >= 140 ? 47 : 21, (room - 8) / 2))
        func column(_ order: ConversationOrder, _ text: @escaping (ConversationRecord) -> String) -> Column {
            let widest = shown.map { DisplayWidth.of(text($0)) }.max() ?? 0
            return Column(order: order, heading: order.rawValue, columns: min(most, max(6, widest)), text: text)
        }
        return [column(.client) { $0.client }, column(.server) { $0.server }]
    }

    private func drawHead(_ columns: [Column], _ rect: Rect, _ buffer: inout Buffer) {
        var x = rect.x + 1
        for column in columns {
            let style = state.theme[column.order == capture.order ? .title : .muted]
            let sign = column.order == capture.order ? (capture.isDescending ? "-" : "+") : ""
            put(sign + column.heading, column, x, rect, style, &buffer)
            x += column.columns + 1
        }
    }

    private func draw(_ record: ConversationRecord, _ columns: [Column], _ rect: Rect, _ buffer: inout Buffer) {
        var x = rect.x
        for column in columns {
            put(column.text(record), column, x, rect, style(of: column, record), &buffer)
            x += column.columns + 1
        }
    }

    private func style(of column: Column, _ record: ConversationRecord) -> Style {
        switch column.order {
        case .client: state.theme[.client]
        case .server: state.theme[.server]
        case .state where record.state == .reset || record.troubles > 0: state.theme[.warning]
        case .first: state.theme[.text]
        default: state.theme[.muted]
        }
    }

    private func put(
        _ text: String, _ column: Column, _ x: Int, _ rect: Rect, _ style: Style, _ buffer: inout Buffer
    ) {
        let indent = column.isNumber ? max(0, column.columns - DisplayWidth.of(text)) : 0
        buffer.write(
            text, x: x + indent, y: rect.y, style: style, columns: column.columns - indent, within: rect)
    }
}

// MARK: The chosen one

extension ConversationList {
    private func drawDetail(_ rect: Rect, _ buffer: inout Buffer) {
        guard let record = capture.chosen else { return }
        buffer.fill(rect.row(0), style: state.theme[.border], character: buffer.symbols.light.horizontal)
        let lines = wrap(detail(record, buffer.symbols), columns: rect.columns)
        for (index, text) in lines.prefix(rect.rows - 1).enumerated() {
            let isCut = index == rect.rows - 2 && lines.count > rect.rows - 1
            let whole = isCut ? "\(text) \(buffer.symbols.ellipsis)" : text
            buffer.write(
                whole, x: rect.x, y: rect.y + 1 + index, style: state.theme[.fieldMeaning], columns: rect.columns)
        }
    }

    private func detail(_ record: ConversationRecord, _ symbols: Symbols) -> String {
        let start = state.timeText(record.began, previous: record.began)
        let begins = start.isEmpty || start.hasPrefix("+") ? "" : "begins at \(start), "
        let messages = record.messages == 1 ? "1 message" : "\(record.messages) messages"
        var words =
            "\(record.client) \(symbols.client) \(record.server): \(record.protocolText), \(begins)"
            + "takes \(seconds(record.duration)) s, \(messages), \(record.octets) B, \(record.state.rawValue)"
        if record.troubles > 0 { words += ", \(record.troubles) \(record.troubles == 1 ? "gap" : "gaps") in it" }
        return record.firstLine.isEmpty ? words : "\(words). \(record.firstLine)"
    }
}

extension ConversationRecord {
    /// With a sign where octets are missing.
    fileprivate var stateText: String { troubles > 0 ? "! \(state.rawValue)" : state.rawValue }
}

/// `940 B`, `12.4 kB`, `3.1 MB`: never wider than eight columns.
func sizeText(_ octets: UInt64) -> String {
    guard octets >= 10_000 else { return "\(octets) B" }
    var value = octets / 100
    for unit in ["kB", "MB", "GB", "TB"] {
        if value < 10_000 { return "\(value / 10).\(value % 10) \(unit)" }
        value /= 1000
    }
    return "\(value / 10) PB"
}
