/// A line that is being typed: text by grapheme, cursor, undo, history and search. A value: it draws nothing by itself.
///
/// Keys are the caller's: it applies an `Edit` for each. The text is kept as it was typed, controls and all; the screen
/// shows stand-ins.
package struct LineEditor: Hashable, Sendable {
    /// The most bytes that a line holds; what comes after is refused.
    package static let bytesLimit = 1 << 16
    package static let undoLimit = 200

    /// What can be done to a line.
    package enum Edit: Hashable, Sendable {
        case insert(String)
        case deleteBackward
        case deleteForward
        case deleteWordBackward
        case deleteWordForward
        case deleteToStart
        case deleteToEnd
        /// Inserts what was last deleted by word, to the start or to the end.
        case yank
        case left
        case right
        case wordLeft
        case wordRight
        case start
        case end
        case undo
        case redo
        /// The line of the history before this one, and after it; after the last the draft comes back.
        case historyUp
        case historyDown
    }

    struct Snapshot: Hashable, Sendable {
        var characters: [Character]
        var cursor: Int
    }

    package internal(set) var characters: [Character] = []
    /// Characters before the cursor.
    package internal(set) var cursor = 0
    /// Shows bullets, and stays out of the history.
    package var isSecret: Bool
    package var history: LineHistory
    /// The reverse search under way, if one is.
    package internal(set) var search: Search?

    var draft: Snapshot?
    var historyIndex: Int?
    private var byteCount = 0
    private var undone: [Snapshot] = []
    private var done: [Snapshot] = []
    private var joinsTyping = false
    private var killed: [Character] = []

    package init(text: String = "", history: LineHistory = LineHistory(), isSecret: Bool = false) {
        self.isSecret = isSecret
        self.history = history
        insert(text)
        done = []
        joinsTyping = false
    }

    package var text: String { String(characters) }
    package var bytes: [UInt8] { Array(text.utf8) }
    package var isEmpty: Bool { characters.isEmpty }

    /// Replaces the text, with the cursor at its end; can be undone.
    package mutating func replace(with text: String, cursor: Int? = nil) {
        remember()
        load(Snapshot(characters: [], cursor: 0))
        insert(text, remembering: false)
        if let cursor { self.cursor = min(max(0, cursor), characters.count) }
    }

    /// Takes the line as finished: gives its text, adds it to the history unless it is secret, and starts an empty one.
    package mutating func commit() -> String {
        let text = text
        if !isSecret { history.add(text) }
        clear()
        return text
    }

    /// Drops text, undo and draft, and keeps the history.
    package mutating func clear() {
        load(Snapshot(characters: [], cursor: 0))
        (done, undone) = ([], [])
        (draft, historyIndex, search) = (nil, nil, nil)
        joinsTyping = false
    }

    package mutating func apply(_ edit: Edit) {
        if case .insert(let text) = edit { return insert(text) }
        joinsTyping = false
        switch edit {
        case .insert: break
        case .deleteBackward: delete(cursor - 1..<cursor)
        case .deleteForward: delete(cursor..<cursor + 1)
        case .deleteWordBackward: delete(wordStart..<cursor, keeping: true)
        case .deleteWordForward: delete(cursor..<wordEnd, keeping: true)
        case .deleteToStart: delete(0..<cursor, keeping: true)
        case .deleteToEnd: delete(cursor..<characters.count, keeping: true)
        case .yank: insert(String(killed))
        case .left: cursor = max(0, cursor - 1)
        case .right: cursor = min(characters.count, cursor + 1)
        case .wordLeft: cursor = wordStart
        case .wordRight: cursor = wordEnd
        case .start: cursor = 0
        case .end: cursor = characters.count
        case .undo: step(back: true)
        case .redo: step(back: false)
        case .historyUp: historyUp()
        case .historyDown: historyDown()
        }
    }

    func snapshot() -> Snapshot { Snapshot(characters: characters, cursor: cursor) }

    mutating func load(_ snapshot: Snapshot) {
        characters = snapshot.characters
        cursor = min(snapshot.cursor, characters.count)
        byteCount = characters.reduce(0) { $0 + $1.utf8.count }
    }

    /// Keeps the present text for undo.
    mutating func remember() {
        undone = []
        done.append(snapshot())
        if done.count > Self.undoLimit { done.removeFirst(done.count - Self.undoLimit) }
    }

    private mutating func insert(_ text: String, remembering: Bool = true) {
        guard !text.isEmpty else { return }
        let word = text.count == 1 && text != " "
        if remembering, !(joinsTyping && word) { remember() }
        joinsTyping = word
        // Through a string, so that a mark that was typed by itself joins the character before it.
        let before = String(characters[..<cursor])
        let after = String(characters[cursor...])
        let fitting = prefix(of: text, bytes: Self.bytesLimit - byteCount)
        let joined = before + fitting
        characters = Array(joined + after)
        byteCount += fitting.utf8.count
        cursor = min(joined.count, characters.count)
    }

    private func prefix(of text: String, bytes room: Int) -> String {
        guard text.utf8.count > room else { return text }
        var kept = ""
        var left = room
        for character in text {
            left -= character.utf8.count
            guard left >= 0 else { break }
            kept.append(character)
        }
        return kept
    }

    private mutating func delete(_ range: Range<Int>, keeping: Bool = false) {
        let range = range.clamped(to: 0..<characters.count)
        guard !range.isEmpty else { return }
        remember()
        if keeping { killed = Array(characters[range]) }
        var characters = characters
        characters.removeSubrange(range)
        load(Snapshot(characters: characters, cursor: range.lowerBound))
    }

    private mutating func step(back: Bool) {
        guard let snapshot = back ? done.popLast() : undone.popLast() else { return }
        if back { undone.append(self.snapshot()) } else { done.append(self.snapshot()) }
        load(snapshot)
    }

    /// Where the word before the cursor begins, with what is no word after it.
    private var wordStart: Int {
        var index = cursor
        while index > 0, !characters[index - 1].isWord { index -= 1 }
        while index > 0, characters[index - 1].isWord { index -= 1 }
        return index
    }

    private var wordEnd: Int {
        var index = cursor
        while index < characters.count, !characters[index].isWord { index += 1 }
        while index < characters.count, characters[index].isWord { index += 1 }
        return index
    }
}

extension Character {
    fileprivate var isWord: Bool { isLetter || isNumber || self == "_" }
}
