import Catalog
import Dissection
import Widgets

// What a filter does to the list of a capture's conversations, and the page of its statistics.

func showStatistics(_ state: inout State) {
    guard state.tab.capture != nil else {
        state.notice = Notice(.note, "statistics are of captures; :decode FILE opens one")
        return
    }
    state.overlays.append(.statistics(top: 0))
}

func askForFilter(_ state: inout State) {
    guard state.tab.capture != nil else { return }
    state.overlays.append(.prompt(PromptState(.wanted, text: state.tab.capture?.filter?.text ?? "")))
}

/// Empty text shows all conversations again.
func filterConversations(_ state: inout State, _ text: String) -> [Effect] {
    guard state.tab.capture != nil else {
        state.notice = Notice(.note, "filters are for captures; :decode FILE opens one")
        return []
    }
    guard text.contains(where: { !$0.isWhitespace }) else {
        clearFilter(&state)
        return []
    }
    do {
        let filter = try Filter(text)
        state.notice = Notice(.note, "looking for messages with \(text)")
        state.tab.capture?.isFiltering = true
        return [.filter(state.tab.id, filter, text: text)]
    } catch {
        state.notice = Notice(.error, "filter: \(error.sentence)")
        return []
    }
}

func clearFilter(_ state: inout State) {
    let page = state.conversationPage
    state.tab.capture?.narrow(to: nil, page: page)
}

/// Completes the word before the cursor as far as all offers agree, and lists them where there are several.
func complete(_ prompt: inout PromptState) {
    let text = prompt.line.text
    let completion = FilterCompletion(text, cursor: prompt.line.cursor)
    let names = completion.offers.map(\.text)
    prompt.candidates = names.count > 1 ? names : []
    guard let first = names.first else { return }
    let common = names.reduce(first) { $0.commonPrefix(with: $1) }
    guard common.count > completion.range.count || names.count == 1 else { return }
    let whole = completion.applied(names.count == 1 ? "\(common) " : common, to: text)
    prompt.line.replace(with: whole.text, cursor: whole.cursor)
}

extension String {
    fileprivate func commonPrefix(with other: String) -> String {
        String(zip(self, other).prefix { $0 == $1 }.map(\.0))
    }
}
