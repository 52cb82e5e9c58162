import Cells
import Transcripts
import Widgets

/// The question of a recording as lines, above the bar of the replay.
struct QuestionView {
    /// Characters of a question, a choice or an answer that are shown.
    static let textLimit = 1000
    /// Columns that are pleasant to read.
    static let columnLimit = 96

    let question: QuestionState
    let inside: Rect
    let lines: [Line]

    init(_ question: QuestionState, _ inside: Rect) {
        self.question = question
        self.inside = inside
        lines = Self.lines(question, columns: inside.columns)
    }

    /// What is asked now, where it stands on the screen.
    init(_ state: State) {
        let area = Layout(state).question ?? Rect(x: 0, y: 0, columns: 0, rows: 0)
        self.init(state.tab.question ?? QuestionState(event: -1, mark: ""), Layout.inside(area))
    }

    /// Lines above the first that shows: the choice that is chosen is always to be seen.
    var top: Int {
        let top = min(max(0, question.scroll), max(0, lines.count - inside.rows))
        guard !question.isAnswered, let choice = question.choice,
            let first = lines.firstIndex(where: { $0.choice == choice }),
            let last = lines.lastIndex(where: { $0.choice == choice })
        else { return top }
        return min(max(top, last - inside.rows + 1), first)
    }

    struct Line: Equatable {
        var text: String
        var scope: Scope
        /// The choice that it belongs to.
        var choice: Int?
        /// That choice's first line.
        var isFirst = false
    }

    /// Rows with the frame, in so many columns.
    static func rows(_ question: QuestionState, columns: Int) -> Int {
        guard columns >= 12 else { return lines(question, columns: columns).count }
        return lines(question, columns: columns - 2).count + 2
    }

    static func lines(_ question: QuestionState, columns: Int) -> [Line] {
        let columns = max(1, min(columns - 2, columnLimit))
        var lines = wrapped(question.mark.question ?? "", columns).map { Line(text: $0, scope: .text) }
        for (number, choice) in question.mark.choices.enumerated() {
            lines += self.lines(question, number, choice, columns)
        }
        guard question.isAnswered else { return lines + [Line(text: advice(question), scope: .hint)] }
        let answer = question.mark.answer ?? (question.mark.correct == nil ? "the recording shows it" : "")
        return lines + (answer.isEmpty ? [] : wrapped(answer, columns).map { Line(text: $0, scope: .note) })
    }

    private static func lines(_ question: QuestionState, _ number: Int, _ choice: String, _ columns: Int) -> [Line] {
        let verdict = verdict(question, number)
        return wrapped("\(number + 1) \(choice)\(verdict)", columns - 2).enumerated().map { index, text in
            Line(
                text: index == 0 ? text : "  " + text, scope: verdict.isEmpty ? .text : .note, choice: number,
                isFirst: index == 0)
        }
    }

    /// What is said behind a choice once the answer shows.
    private static func verdict(_ question: QuestionState, _ number: Int) -> String {
        guard question.isAnswered else { return "" }
        switch (question.mark.correct == number + 1, question.choice == number) {
        case (true, true): return "  ─ right, as you said"
        case (true, false): return "  ─ right"
        case (false, true): return question.mark.correct == nil ? "  ─ as you said" : "  ─ as you said, but no"
        case (false, false): return ""
        }
    }

    private static func advice(_ question: QuestionState) -> String {
        question.mark.choices.isEmpty ? "think, then see the answer" : "choose by its number, then see the answer"
    }

    private static func wrapped(_ text: String, _ columns: Int) -> [String] {
        let shown = text.prefix(textLimit)
        return wrap(shown.endIndex < text.endIndex ? shown + "…" : String(shown), columns: columns)
    }
}

func drawQuestion(_ state: State, _ area: Rect, _ buffer: inout Buffer) {
    guard let question = state.tab.question else { return }
    let focused = question.hasKeys && state.overlays.isEmpty
    var inside = area
    if Layout.hasBorder(area) {
        inside = buffer.box(
            area, title: question.title, trailing: trailing(state, question),
            style: state.theme[focused ? .focusedBorder : .border],
            titleStyle: state.theme[focused ? .focusedTitle : .title], focused: focused,
            lines: state.options.ascii ? .ascii : .light)
    }
    let view = QuestionView(question, inside)
    let top = view.top
    for (row, line) in view.lines.dropFirst(top).prefix(inside.rows).enumerated() {
        let isCut = row == 0 && top > 0 || row == inside.rows - 1 && top + inside.rows < view.lines.count
        draw(line, isCut, state, question, inside.row(row), &buffer)
    }
}

private func draw(
    _ line: QuestionView.Line, _ isCut: Bool, _ state: State, _ question: QuestionState, _ rect: Rect,
    _ buffer: inout Buffer
) {
    let style = state.theme[line.scope]
    let isChosen = line.choice != nil && line.choice == question.choice
    let sign = isChosen && line.isFirst ? String(buffer.symbols.selected) : " "
    buffer.write(sign, x: rect.x, y: rect.y, style: style, within: rect)
    let text = state.options.ascii ? line.text.replacing("─", with: "-").replacing("…", with: "~") : line.text
    let indent = line.choice == nil ? 1 : 2
    buffer.write(text, x: rect.x + indent, y: rect.y, style: style, columns: rect.columns - indent, within: rect)
    if isChosen {
        let selection = state.theme[question.hasKeys ? .selection : .unfocusedSelection]
        buffer.restyle(rect) { $0 = $0.selected(by: selection) }
    }
    if isCut { buffer.write(String(buffer.symbols.ellipsis), x: rect.right - 1, y: rect.y, style: style, within: rect) }
}

extension QuestionState {
    fileprivate var title: String {
        let what = isAnswered ? "Answer" : "Question"
        return mark.text.isEmpty || mark.text == "question" ? what : "\(what): \(mark.text)"
    }
}

/// What leads on from here, for the frame.
private func trailing(_ state: State, _ question: QuestionState) -> String {
    guard question.hasKeys else { return state.keymap.key(for: .back, in: [.reading]).map { "\($0) leads back" } ?? "" }
    let key = state.keymap.key(for: .answer, in: [.question])?.description ?? ":"
    return question.isAnswered ? "\(key) goes on" : "\(key) shows the answer"
}
