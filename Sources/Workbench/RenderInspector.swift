import Cells
import Dissection
import Octets
import Transcripts
import Widgets

// MARK: Messages

func drawMessages(_ state: State, _ inside: Rect, _ focused: Bool, _ buffer: inout Buffer) {
    let tab = state.tab
    if tab.grouped.isGrouped {
        return GroupedMessages(state, tab.grouped, tab.snapshot.messages).draw(into: &buffer, inside, focused: focused)
    }
    guard tab.visibleMessages > 0 else { return drawEmpty("no message yet", state, inside, &buffer) }
    let view = ListView(
        count: tab.visibleMessages, scroll: tab.messages, styles: state.listStyles, focused: focused)
    view.draw(into: &buffer, in: inside) { buffer, index, line in drawMessage(state, index, line, &buffer) }
}

extension State {
    var listStyles: ListView.Styles {
        ListView.Styles(
            selected: theme[.selection], selectedUnfocused: theme[.unfocusedSelection], scrollBar: theme[.border])
    }
}

private func drawEmpty(_ words: String, _ state: State, _ inside: Rect, _ buffer: inout Buffer) {
    buffer.write(words, x: inside.x + 1, y: inside.y, style: state.theme[.muted], columns: inside.columns - 1)
}

private func drawMessage(_ state: State, _ index: Int, _ rect: Rect, _ buffer: inout Buffer) {
    let tab = state.tab
    let record = tab.snapshot.messages[index]
    let style = state.theme[record.direction == .clientToServer ? .client : .server]
    var x = rect.x
    func put(_ text: String, _ style: Style) {
        x += buffer.write(text, x: x, y: rect.y, style: style, columns: rect.right - x, within: rect)
    }
    put(padLeft(String(record.number + 1), rect.columns >= 30 ? 3 : 1) + " ", state.theme[.muted])
    if rect.columns >= 44, state.options.times != .none {
        let before = index > 0 ? tab.snapshot.messages[index - 1].time : .zero
        put(padLeft(state.timeText(record.time, previous: before), state.timeColumns) + " ", state.theme[.time])
    }
    put("\(record.direction == .clientToServer ? buffer.symbols.client : buffer.symbols.server) ", style)
    if let severity = record.severity, severity > .note {
        put("! ", state.theme[severity == .error ? .error : .warning])
    }
    if rect.columns >= 40 { put(record.proto.rawValue + " ", state.theme[.muted]) }
    let summary = index - tab.summaries.lowerBound
    put(tab.loadedSummaries.indices.contains(summary) ? tab.loadedSummaries[summary] : "…", style)
}

func padLeft(_ text: String, _ columns: Int) -> String {
    String(repeating: " ", count: max(0, columns - text.count)) + text
}

// MARK: Fields

func drawFields(_ state: State, _ inside: Rect, _ focused: Bool, _ buffer: inout Buffer) {
    let inspector = state.tab.inspector
    guard inspector.inspected != nil else {
        return drawEmpty("choose a message to take it apart", state, inside, &buffer)
    }
    let below = Tab.meaningRows(inside.rows)
    let (tree, rest) = inside.cut(top: inside.rows - below)
    TreeView(
        rows: inspector.rows(showingSecrets: state.options.secrets, buffer.symbols), scroll: inspector.fields,
        styles: state.treeStyles, focused: focused
    ).draw(into: &buffer, in: tree)
    drawMeaning(state, rest, &buffer)
}

extension State {
    fileprivate var treeStyles: TreeViewStyles {
        TreeViewStyles(
            list: listStyles, sign: theme[.muted], label: theme[.fieldName], value: theme[.fieldValue],
            note: theme[.fieldReference])
    }
}

private func scope(of severity: Severity) -> Scope {
    switch severity {
    case .note: .note
    case .warning: .warning
    case .error: .error
    }
}

/// The sentence under the tree: what is odd about the field first, then what it means and where that is written.
private func drawMeaning(_ state: State, _ rect: Rect, _ buffer: inout Buffer) {
    guard !rect.isEmpty, let node = state.tab.inspector.node(at: state.tab.inspector.path) else { return }
    var area = rect
    if rect.rows >= 3 {
        buffer.fill(rect.row(0), style: state.theme[.border], character: buffer.symbols.light.horizontal)
        area = rect.cut(top: 1).rest
    }
    var lines: [(String, Scope)] = []
    for remark in node.remarks {
        lines += wrap("\(remark.text).", columns: area.columns).map { ($0, scope(of: remark.severity)) }
    }
    let lecture = node.definition.lectureReference.map { ", in the lecture \($0)" } ?? ""
    let reference = node.definition.reference.isEmpty ? "" : " (\(node.definition.reference)\(lecture))"
    lines += wrap("\(node.definition.meaning)\(reference)", columns: area.columns).map { ($0, .fieldMeaning) }
    for (index, line) in lines.enumerated() where index < area.rows {
        let cut = index == area.rows - 1 && lines.count > area.rows
        let text = cut ? line.0 + " \(buffer.symbols.ellipsis)" : line.0
        buffer.write(text, x: area.x, y: area.y + index, style: state.theme[line.1], columns: area.columns)
    }
}

// MARK: Bytes

func drawBytes(_ state: State, _ inside: Rect, _ focused: Bool, _ buffer: inout Buffer) {
    guard let inspected = state.tab.inspector.inspected else { return }
    let masked = state.options.secrets ? [] : inspected.root.secretRanges
    state.tab.hexView(state).draw(into: &buffer, in: inside) { index in
        guard inspected.bytes.indices.contains(index), !masked.contains(where: { $0.contains(index) }) else {
            return nil
        }
        return inspected.bytes[index]
    }
}

extension FieldNode {
    /// The bytes of the secrets in this node and those below.
    var secretRanges: [Range<Int>] {
        var ranges: [Range<Int>] = []
        var waiting = [self]
        while let node = waiting.popLast() {
            if node.definition.secret { ranges.append(node.range) } else { waiting += node.children }
        }
        return ranges
    }
}

extension Tab {
    /// The bytes of the chosen message, the chosen field lit.
    func hexView(_ state: State) -> HexView {
        let theme = state.theme
        let lit = HexView.Highlight(inspector.lit, style: theme[.litByte], brackets: true)
        return HexView(
            count: inspector.inspected?.bytes.count ?? 0, topRow: inspector.bytesTop,
            highlights: inspector.path.count > 1 ? [lit] : [], cursor: focus == .bytes ? inspector.byte : nil,
            styles: HexView.Styles(
                offset: theme[.hexOffset], hex: theme[.hexByte], text: theme[.text], control: theme[.control],
                cursor: theme[.hexCursor]))
    }
}
