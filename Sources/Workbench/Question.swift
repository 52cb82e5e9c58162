import Cells
import Dissection
import Transcripts
import Widgets

/// What a recording asks: it has stopped right after a mark, before what comes next.
package struct QuestionState: Sendable, Equatable {
    /// The number of the mark's event.
    package var event: Int
    package var mark: Mark
    /// The place of the choice that is chosen, if the question has choices and one is.
    package var choice: Int?
    /// The answer shows.
    package var isAnswered = false
    /// Keys go to the question, not to the panes.
    package var hasKeys = true
    /// Lines above the first that shows, where there is no room for all.
    package var scroll = 0

    package init(event: Int, mark: Mark) {
        self.event = event
        self.mark = mark
    }

    /// Chooses the next choice or the one before, round the end.
    mutating func move(by step: Int) {
        let count = mark.choices.count
        guard count > 0, !isAnswered else { return }
        choice = choice.map { ($0 + step + count) % count } ?? (step > 0 ? 0 : count - 1)
    }
}

extension Tab {
    /// Takes up the question that the replay has come to, and drops the one that it has left.
    mutating func settleQuestion() {
        guard question?.event != replay?.question else { return }
        guard let event = replay?.question, case .mark(let mark)? = replay?.index.body(ofEvent: event) else {
            question = nil
            return
        }
        question = QuestionState(event: event, mark: mark)
    }
}

// MARK: Keys

/// A command while a question has the keys; nil where it means what it means elsewhere.
func performInQuestion(_ state: inout State, _ command: Command) -> [Effect]? {
    guard state.overlays.isEmpty, var question = state.tab.question, question.hasKeys else { return nil }
    switch command {
    case .answer where question.isAnswered:
        state.tab.replay?.goOn()
        return []
    case .answer:
        question.isAnswered = true
        question.scroll = .max
    case .up, .down:
        let step = command == .up ? -1 : 1
        if question.mark.choices.isEmpty || question.isAnswered {
            question.scroll += step
        } else {
            question.move(by: step)
        }
    case .back:
        // Left without its answer, it does not let the replay run on: there may be something to look at.
        state.tab.replay?.goOn()
        state.tab.replay?.pause()
        return []
    case .nextPane, .previousPane:
        question.hasKeys = false
        state.tab.focus = command == .nextPane ? .session : .bytes
    default: return nil
    }
    state.tab.question = question
    let top = QuestionView(state).top
    state.tab.question?.scroll = top
    return []
}

/// From the last pane on, and from the first pane back, the keys go to the question.
func turnToQuestion(_ state: inout State, _ command: Command) -> Bool {
    guard state.tab.question != nil, state.tab.focus == (command == .nextPane ? .bytes : .session) else { return false }
    state.tab.question?.hasKeys = true
    return true
}

/// A digit chooses among the choices.
func choose(_ state: inout State, _ key: Key) {
    guard let question = state.tab.question, !question.isAnswered, case .character(let character) = key.code,
        let number = character.wholeNumberValue, question.mark.choices.indices.contains(number - 1)
    else { return }
    state.tab.question?.choice = number - 1
    let top = QuestionView(state).top
    state.tab.question?.scroll = top
}

func clickQuestion(_ state: inout State, _ mouse: Mouse, _ area: Rect) {
    guard mouse.kind == .press, let question = state.tab.question else { return }
    state.tab.question?.hasKeys = true
    let view = QuestionView(question, Layout.inside(area))
    let row = mouse.y - view.inside.y + view.top
    guard !question.isAnswered, view.lines.indices.contains(row), let choice = view.lines[row].choice else { return }
    state.tab.question?.choice = choice
}

// MARK: Asking by hand

/// `:question TEXT`, with choices behind `|`: the answer is asked for next.
func askForAnswer(_ state: inout State, _ text: String) -> [Effect] {
    let parts = text.split(separator: "|", omittingEmptySubsequences: false).map { part in
        String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    var mark = Mark("question", question: parts[0])
    for part in parts.dropFirst() where !part.isEmpty {
        if part.hasPrefix("*") { mark.correct = mark.choices.count + 1 }
        mark.choices.append(String(part.drop { $0 == "*" || $0 == " " }))
    }
    guard !parts[0].isEmpty, mark.choices.count <= Mark.choiceLimit else {
        state.notice = Notice(.error, "question wants a text, and at most \(Mark.choiceLimit) choices behind |")
        return []
    }
    state.overlays.append(.prompt(PromptState(.answer(mark))))
    return []
}
