import Catalog
import Cells
import Dissection
import Octets
import Transcripts
import Widgets

/// All messages of a capture in the order of time, each with who said it to whom; below them all about the chosen one.
struct CaptureMessages {
    let state: State
    let inside: Rect
    private let capture: CaptureView

    init(_ state: State, _ inside: Rect) {
        self.state = state
        self.inside = inside
        capture = state.tab.capture ?? CaptureView(CaptureListing(conversations: ConversationIndex(), wallStart: 0))
    }

    private static func detailRows(_ inside: Rect) -> Int { inside.rows >= 10 ? 3 : 0 }

    /// Rows of messages in a pane.
    static func page(_ inside: Rect) -> Int { max(1, inside.rows - detailRows(inside)) }

    private var area: Rect { inside.cut(top: Self.page(inside)).top }

    /// The row under a place on the screen.
    func row(atX x: Int, y: Int) -> Int? {
        ListView(count: capture.all.count(messages: capture.messages.count), scroll: capture.all.scroll)
            .index(atX: x, y: y, in: area)
    }

    func draw(into buffer: inout Buffer) {
        guard capture.messages.count > 0 else {
            buffer.write(
                "no message in this capture", x: inside.x + 1, y: inside.y, style: state.theme[.muted],
                columns: inside.columns - 1)
            return
        }
        var rows = GroupedMessages(state, capture.all, capture.messages)
        let symbols = buffer.symbols
        if inside.columns >= 110 { rows.ends = { ends(of: $0, symbols) } }
        rows.draw(into: &buffer, area, focused: state.overlays.isEmpty)
        let detail = inside.cut(bottom: Self.detailRows(inside)).bottom
        if !detail.isEmpty { drawDetail(detail, &buffer) }
    }

    /// Client and server in columns of one width, as wide as IPv4 can need.
    private func ends(of record: MessageRecord, _ symbols: Symbols) -> String {
        guard let conversation = capture.index[connection: record.connection] else { return "" }
        return [conversation.client, conversation.server].map { text in
            let cut = text.count > 21 ? "\(symbols.ellipsis)\(text.suffix(20))" : text
            return cut + String(repeating: " ", count: 21 - cut.count)
        }.joined(separator: " ")
    }

    private func drawDetail(_ rect: Rect, _ buffer: inout Buffer) {
        guard let record = capture.chosenMessage else { return }
        buffer.fill(rect.row(0), style: state.theme[.border], character: buffer.symbols.light.horizontal)
        let lines = wrap(detail(record, buffer.symbols), columns: rect.columns)
        for (index, text) in lines.prefix(rect.rows - 1).enumerated() {
            let isCut = index == rect.rows - 2 && lines.count > rect.rows - 1
            buffer.write(
                isCut ? "\(text) \(buffer.symbols.ellipsis)" : text, x: rect.x, y: rect.y + 1 + index,
                style: state.theme[.fieldMeaning], columns: rect.columns)
        }
    }

    private func detail(_ record: MessageRecord, _ symbols: Symbols) -> String {
        let conversation = capture.index[connection: record.connection]
        let sign = record.direction == .clientToServer ? symbols.client : symbols.server
        var words = conversation.map { "\($0.client) \(sign) \($0.server): " } ?? ""
        words += "\(record.proto.rawValue) \(record.kind.name), \(record.length) B"
        if let question = record.answers, question >= 0, question < capture.messages.count {
            let waited = ResponseTime.passed(capture.messages[question].time, record.began)
            words += ", answers \(question + 1) after \(lengthText(waited, symbols.showsPictures))"
        }
        if let rule = capture.rule(of: record) { words += ", taken for the page's by \(rule.rawValue)" }
        return words + (capture.chosenSummary.isEmpty ? "" : ". \(capture.chosenSummary)")
    }
}

extension CaptureView {
    /// The message under the cursor of the list of all.
    var chosenMessage: MessageRecord? {
        guard let number = all.message(atRow: all.scroll.selection), number < messages.count else { return nil }
        return messages[number]
    }

    /// By what a message is listed under its page, where pages show and it is no page's own.
    func rule(of record: MessageRecord) -> PageRule? {
        guard all.grouping == .pages, let grouper = all.grouper, let place = grouper.exchange(of: record.number) else {
            return nil
        }
        return grouper.exchanges[place].rule
    }

    var chosenSummary: String { chosenMessage.flatMap { all.summaries[$0.number] } ?? "" }
}

extension Tab {
    /// What is copied of a rung.
    var ladderText: String {
        switch chosenRung {
        case .message(let number): ladder?.summaries[number] ?? ""
        case .event(let number): words(ofEvent: number)
        case nil: ""
        }
    }
}
