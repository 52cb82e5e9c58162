import Cells
import Dissection
import Octets
import Widgets

/// A key in the line that no binding took: a character to insert.
func type(_ state: inout State, _ key: Key) -> [Effect] {
    guard let character = key.typed else { return [] }
    if state.tab.line.search == nil {
        state.tab.line.apply(.insert(String(character)))
    } else {
        state.tab.line.searchInsert(String(character))
    }
    return []
}

/// An editing command of the line.
func edit(_ state: inout State, _ command: Command) -> [Effect] {
    guard state.tab.hasLine else { return [] }
    if state.tab.line.search != nil { return editSearch(&state, command) }
    switch command {
    case .send: return send(&state)
    case .complete: complete(&state)
    case .finishSending: return finishSending(&state)
    case .reverseSearch: state.tab.line.searchNext()
    default:
        if let edit = command.edit { state.tab.line.apply(edit) }
    }
    return []
}

/// While older lines are searched, Enter takes the one found, and anything but the search itself ends it.
private func editSearch(_ state: inout State, _ command: Command) -> [Effect] {
    switch command {
    case .reverseSearch: state.tab.line.searchNext()
    case .deleteBack: state.tab.line.searchDeleteBackward()
    case .leave: state.tab.line.searchCancel()
    case .send: state.tab.line.searchAccept()
    default:
        state.tab.line.searchAccept()
        return edit(&state, command)
    }
    return []
}

extension Command {
    /// What an editing command does to a line, the tab's or a prompt's.
    var edit: LineEditor.Edit? {
        switch self {
        case .historyOlder: .historyUp
        case .historyNewer: .historyDown
        case .lineStart: .start
        case .lineEnd: .end
        case .charLeft: .left
        case .charRight: .right
        case .wordLeft: .wordLeft
        case .wordRight: .wordRight
        case .deleteBack: .deleteBackward
        case .deleteForward: .deleteForward
        case .deleteWord: .deleteWordBackward
        case .deleteToStart: .deleteToStart
        case .deleteToEnd: .deleteToEnd
        case .yank: .yank
        case .undo: .undo
        case .redo: .redo
        default: nil
        }
    }
}

/// Enter: the line and CRLF, to the server. Where the connection has ended it is opened again first.
private func send(_ state: inout State) -> [Effect] {
    let text = state.tab.line.commit()
    let bytes = Array(text.utf8) + [0x0D, 0x0A]
    state.tab.session.followsTail = true
    switch state.tab.connection {
    case .open: return [.send(state.tab.id, bytes)]
    case .connecting:
        state.tab.line.replace(with: text)
        state.notice = Notice(.note, state.notYet)
        return []
    case .none, .closed, .failed: return reopen(&state, thenSend: text.isEmpty ? [] : bytes)
    }
}

extension State {
    /// What is said where something wants a connection that is still being made.
    var notYet: String { "not connected yet; \(name(of: .interrupt, or: ":close")) gives up" }
}

private func finishSending(_ state: inout State) -> [Effect] {
    guard state.tab.line.text.isEmpty else {
        state.tab.line.apply(.deleteForward)
        return []
    }
    guard state.tab.connection.isOpen else { return [] }
    state.notice = Notice(.note, "your side of the connection is ended; the server may still send")
    return [.finishSending(state.tab.id)]
}

/// Completes from what the protocol expects next and from lines sent before.
private func complete(_ state: inout State) {
    let text = state.tab.line.text
    var candidates = state.tab.snapshot.standing.completions.filter { $0.lowercased().hasPrefix(text.lowercased()) }
    if candidates.isEmpty, !text.isEmpty {
        var seen: Set<String> = [text]
        candidates = state.tab.line.history.entries.reversed().filter { $0.hasPrefix(text) && seen.insert($0).inserted }
    }
    guard !candidates.isEmpty else {
        state.notice = Notice(.note, "nothing to complete here")
        return
    }
    let folded = candidates.map { text + $0.dropFirst(text.count) }
    let completion = Completion(prefix: "", word: text, candidates: folded, closing: "")
    state.tab.line.replace(with: completion.text)
    if candidates.count > 1 { state.notice = Notice(.note, candidates.prefix(12).joined(separator: "   ")) }
}

/// A paste goes where typing goes. In the line every finished line of it is sent, the last one stays to be edited.
func paste(_ state: inout State, _ paste: Paste) -> [Effect] {
    if paste.wasCut {
        state.notice = Notice(.warning, "the paste was too long: its last \(paste.dropped) bytes are left out")
    }
    if case .prompt(var prompt) = state.overlays.last {
        let text = String(decoding: paste.bytes, as: UTF8.self)
        prompt.line.apply(.insert(String(text.prefix { !$0.isNewline })))
        state.overlays[state.overlays.count - 1] = .prompt(prompt)
        return []
    }
    guard state.isTyping else {
        let key = state.name(of: .type, or: "the mouse")
        state.notice = Notice(.note, "pasted text goes into the line; \(key) leads there")
        return []
    }
    if case .connecting = state.tab.connection, paste.bytes.contains(where: { $0 == 0x0A || $0 == 0x0D }) {
        state.notice = Notice(.note, "\(state.notYet); nothing was pasted")
        return []
    }
    state.tab.line.searchAccept()
    let lines = state.tab.line.paste(paste.bytes)
    guard !lines.isEmpty else { return [] }
    var bytes: [UInt8] = []
    for line in lines { bytes += Array(line.utf8) + [0x0D, 0x0A] }
    return state.tab.connection.isOpen ? [.send(state.tab.id, bytes)] : reopen(&state, thenSend: bytes)
}
