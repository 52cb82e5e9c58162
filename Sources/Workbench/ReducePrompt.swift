import Cells
import Dissection
import Transcripts
import Widgets

/// A key in the `:` or `/` line, or where a note or a mark is asked for.
func press(_ state: inout State, _ key: Key, in prompt: PromptState) -> [Effect] {
    var prompt = prompt
    switch key.code {
    case .escape: return close(&state)
    case .enter:
        state.overlays.removeLast()
        return finish(&state, prompt)
    case .up where prompt.purpose == .filter: moveDestination(&state, .up)
    case .down where prompt.purpose == .filter: moveDestination(&state, .down)
    case .tab where prompt.purpose == .command:
        let completion = Completion(of: prompt.line.text, in: state)
        prompt.line.replace(with: completion.text)
        prompt.candidates = completion.candidates.count > 1 ? completion.candidates : []
    case .tab where prompt.purpose == .wanted: complete(&prompt)
    case .backspace where prompt.line.text.isEmpty: return close(&state)
    case .character("c") where key.modifiers.contains(.control): return close(&state)
    case .character(let character) where key.typed != nil:
        prompt.line.apply(.insert(String(character)))
        prompt.candidates = []
    default:
        if let edit = state.keymap.command(for: key, in: [.typing])?.edit {
            prompt.line.apply(edit)
            prompt.candidates = []
        }
    }
    state.overlays[state.overlays.count - 1] = .prompt(prompt)
    if prompt.purpose == .filter, prompt.line.text != state.tab.filter { state.narrow(to: prompt.line.text) }
    return []
}

private func close(_ state: inout State) -> [Effect] {
    if case .prompt(let prompt) = state.overlays.removeLast(), prompt.purpose == .filter { state.narrow(to: "") }
    return []
}

private func finish(_ state: inout State, _ prompt: PromptState) -> [Effect] {
    let text = prompt.line.text
    switch prompt.purpose {
    case .command: return run(&state, line: text)
    case .search:
        if !text.isEmpty { state.tab.search = text }
        return searchAgain(&state, forward: true)
    case .filter: return []
    case .wanted: return filterConversations(&state, text)
    case .note: return text.isEmpty ? [] : [.record(state.tab.id, .note(text))]
    case .mark: return [.record(state.tab.id, .mark(Mark(text.isEmpty ? "mark" : text)))]
    case .answer(var mark):
        mark.answer = text.isEmpty ? nil : text
        return [.record(state.tab.id, .mark(mark))]
    }
}

// MARK: Search

func searchAgain(_ state: inout State, forward: Bool) -> [Effect] {
    let tab = state.tab
    guard !tab.search.isEmpty else {
        state.notice = Notice(.note, "nothing to search for yet; \(state.name(of: .search, or: ":")) asks")
        return []
    }
    if tab.showsConversations {
        searchConversations(&state, forward: forward)
        return []
    }
    if tab.showsAllMessages, let capture = tab.capture {
        let here = capture.all.message(atRow: capture.all.scroll.selection)
        return find(tab, .capture, from: here, count: capture.messages.count, forward: forward)
    }
    if tab.showsLadder { return searchLadder(tab, forward: forward) }
    switch tab.focus {
    case .session:
        let here = tab.visibleRows > 0 ? tab.session.selection : nil
        return find(tab, .session, from: here, count: tab.snapshot.transcript.rowCount, forward: forward)
    case .messages:
        let here = tab.visibleMessages > 0 ? tab.messages.selection : nil
        return find(tab, .messages, from: here, count: tab.snapshot.messages.count, forward: forward)
    case .fields, .bytes:
        searchFields(&state, forward: forward)
        return []
    }
}

/// From the chosen rung, or the last message before it.
private func searchLadder(_ tab: Tab, forward: Bool) -> [Effect] {
    guard let ladder = tab.ladder else { return [] }
    let place = ladder.list.selection
    let rungs = stride(from: place, through: max(0, place - LadderView.searched), by: -1).lazy.map(ladder.rung)
    let here = rungs.compactMap { if case .message(let number) = $0 { number } else { nil } }.first
    return find(tab, .messages, from: here, count: tab.snapshot.messages.count, forward: forward)
}

/// Begins behind `from`, or at the start where a replay shows nothing yet, and goes through all that there is.
private func find(_ tab: Tab, _ place: SearchRequest.Place, from: Int?, count: Int, forward: Bool) -> [Effect] {
    guard count > 0 else { return [] }
    let start = ((from ?? -1) + (forward ? 1 : count - 1) + count) % count
    return [.search(tab.id, SearchRequest(place: place, text: tab.search, from: start, forward: forward, limit: count))]
}

private func searchFields(_ state: inout State, forward: Bool) {
    let wanted = state.tab.search.lowercased()
    let paths = state.tab.inspector.allPaths.filter { path in
        guard let node = state.tab.inspector.node(at: path) else { return false }
        return node.label.lowercased().contains(wanted) || node.value.lowercased().contains(wanted)
    }
    guard let first = paths.first, let last = paths.last else {
        state.notice = Notice(.note, "not found in this message: \(state.tab.search)")
        return
    }
    let here = state.tab.inspector.path
    let next =
        forward
        ? paths.first { here.lexicographicallyPrecedes($0) } ?? first
        : paths.last { $0.lexicographicallyPrecedes(here) } ?? last
    state.tab.inspector.choose(path: next)
}

// MARK: The `:` line

private func run(_ state: inout State, line: String) -> [Effect] {
    let trimmed = line.drop { $0 == " " }
    let name = String(trimmed.prefix { $0 != " " })
    let argument = String(trimmed.dropFirst(name.count).drop { $0 == " " })
    guard !name.isEmpty else { return [] }
    let matches = LineCommand.table.filter { $0.name == name || $0.name.hasPrefix(name) }
    guard let command = LineCommand.named(name) ?? (matches.count == 1 ? matches.first : nil) else {
        let known = matches.isEmpty ? "; Tab lists those there are" : ": \(matches.map(\.name).joined(separator: ", "))"
        state.notice = Notice(.error, "no command \(name)\(known)")
        return []
    }
    if !argument.isEmpty, command.argument == .none {
        state.notice = Notice(.error, "\(command.name) takes nothing after it")
        return []
    }
    if argument.isEmpty, command.argument != .none, command.argument != .optional, command.argument != .onOff {
        state.notice = Notice(.error, "\(command.name) wants more: :\(command.usage)")
        return []
    }
    return run(&state, command, argument)
}

private func run(_ state: inout State, _ command: LineCommand, _ argument: String) -> [Effect] {
    switch command.name {
    case "open" where isFile(argument): return openFile(&state, path: argument)
    case "open": return open(&state, url: argument)
    case "replay", "decode": return openFile(&state, path: argument)
    case "trace": return trace(&state, words: argument)
    case "close": return perform(&state, .disconnect)
    case "again": return reopen(&state, thenSend: [])
    case "send": return sendRaw(&state, argument)
    case "record", "stop", "pause", "resume", "note", "mark", "question":
        return runRecorder(&state, command.name, argument)
    case "message", "tab", "seek", "speed", "idle": runNumber(&state, command.name, argument)
    case "times", "bytes", "wrap", "secrets", "mouse", "questions": return runView(&state, command.name, argument)
    case "theme": return [.theme(name: argument)]
    case "title": return call(&state, argument)
    case "ladder": return perform(&state, .ladder)
    case "all": return perform(&state, .allMessages)
    case "statistics": return perform(&state, .statistics)
    case "filter": return filterConversations(&state, argument)
    case "group": runGroup(&state, argument)
    case "new": return newTab(&state)
    case "help": return perform(&state, .help)
    case "quit": return perform(&state, .quit)
    default: break
    }
    return []
}

/// A path and no URL: something with a slash, or with an ending that files of ours have.
private func isFile(_ text: String) -> Bool {
    guard !text.contains("://") else { return false }
    return text.contains("/") || [".session", ".pcap", ".pcapng", ".cap"].contains { text.hasSuffix($0) }
}

private func call(_ state: inout State, _ title: String) -> [Effect] {
    guard !state.tab.isBlank, !state.tab.hasOnlyFailed, state.tab.capture == nil else {
        state.notice = Notice(.note, "there is no session here to give a title to")
        return []
    }
    return [.title(state.tab.id, title)]
}

private func sendRaw(_ state: inout State, _ text: String) -> [Effect] {
    guard state.tab.connection.isOpen else {
        state.notice = Notice(.error, "not connected: nothing was sent; :again connects")
        return []
    }
    guard let bytes = unescaped(text) else {
        state.notice = Notice(.error, #"a backslash wants r, n, t, 0, \ or xNN after it; nothing was sent"#)
        return []
    }
    return [.send(state.tab.id, bytes)]
}

/// The bytes of text in which `\r \n \t \0 \xNN \\` stand for bytes; nil where a backslash starts none of these.
package func unescaped(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "\\") else {
            bytes.append(byte)
            continue
        }
        switch rest.popFirst() {
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "0"): bytes.append(0)
        case UInt8(ascii: "\\"): bytes.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "x"):
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard digits.utf8.count == 2, let value = UInt8(digits, radix: 16) else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        default: return nil
        }
    }
    return bytes
}

private func runRecorder(_ state: inout State, _ name: String, _ argument: String) -> [Effect] {
    let tab = state.tab
    guard tab.hasLine else {
        state.notice = Notice(.note, "there is nothing to record here; :open URL starts a session")
        return []
    }
    guard tab.recorder.mode != .off || !["stop", "pause", "resume"].contains(name) else {
        state.notice = Notice(.note, state.recorderIsOff)
        return []
    }
    switch name {
    case "record": return [.record(tab.id, .start(path: argument.isEmpty ? nil : argument))]
    case "stop": return [.record(tab.id, .stop)]
    case "pause": return [.record(tab.id, .pause)]
    case "resume": return [.record(tab.id, .resume)]
    case "note": return [.record(tab.id, .note(argument))]
    case "question": return askForAnswer(&state, argument)
    default: return [.record(tab.id, .mark(Mark(argument.isEmpty ? "mark" : argument)))]
    }
}

private func runNumber(_ state: inout State, _ name: String, _ argument: String) {
    switch name {
    case "message", "tab":
        guard let number = Int(argument), number >= 1 else {
            state.notice = Notice(.error, "\(name) wants a number from 1")
            return
        }
        goTo(&state, name, number)
    default:
        guard state.tab.replay != nil else {
            state.notice = Notice(.error, "\(name) works in a replay; :replay FILE opens one")
            return
        }
        changeReplay(&state, name, argument)
    }
}

private func goTo(_ state: inout State, _ name: String, _ number: Int) {
    if name == "tab" { return goToTab(&state, number) }
    guard number <= state.tab.visibleMessages else {
        state.notice = Notice(.error, "there are \(state.tab.visibleMessages) messages, no number \(number)")
        return
    }
    let page = state.tab.height(of: .messages, Layout(state))
    state.tab.messages.move(.to(number - 1), count: state.tab.visibleMessages, page: page)
    state.tab.focus = .messages
}

private func runView(_ state: inout State, _ name: String, _ argument: String) -> [Effect] {
    if name == "times" {
        guard let times = Options.Times.allCases.first(where: { $0.name == argument }) else {
            state.notice = Notice(.error, "times wants one of since-start, absolute, since-last, none")
            return []
        }
        state.options.times = times
        return []
    }
    guard let path = Options.switches[name], ["on", "off", ""].contains(argument) else {
        state.notice = Notice(.error, "\(name) wants on or off")
        return []
    }
    let value = argument.isEmpty ? !state.options[keyPath: path] : argument == "on"
    state.options[keyPath: path] = value
    return name == "mouse" ? [.mouse(value)] : []
}

extension Options {
    /// The switches that the `:` line knows by name.
    static var switches: [String: WritableKeyPath<Options, Bool>] {
        ["bytes": \.bytes, "wrap": \.wrap, "secrets": \.secrets, "mouse": \.mouse, "questions": \.questions]
    }
}
