/// The lines that were sent, oldest first.
package struct LineHistory: Hashable, Sendable {
    package static let entriesLimit = 1_000

    package private(set) var entries: [String] = []

    package init(_ entries: [String] = []) {
        for entry in entries { add(entry) }
    }

    /// Adds a line; an empty one, or the same as the last, is not added.
    package mutating func add(_ line: String) {
        guard !line.isEmpty, line != entries.last else { return }
        entries.append(line)
        if entries.count > Self.entriesLimit { entries.removeFirst(entries.count - Self.entriesLimit) }
    }

    /// The latest line before `end` that holds `text`, whatever the case.
    func latest(holding text: String, before end: Int) -> Int? {
        let text = text.lowercased()
        return entries[..<min(max(0, end), entries.count)].lastIndex { $0.lowercased().contains(text) }
    }
}

extension LineEditor {
    /// A reverse incremental search, as Ctrl-R opens it.
    package struct Search: Hashable, Sendable {
        package var query = ""
        /// The entry of the history that shows; nil where none holds the query.
        package var match: Int?
        /// The line as it was before, for cancelling.
        var before: Snapshot
    }

    /// Opens a search, or goes on to the next older match where one is open.
    package mutating func searchNext() {
        guard let search else {
            self.search = Search(before: snapshot())
            return
        }
        guard !search.query.isEmpty else { return }
        if let match = history.latest(holding: search.query, before: search.match ?? 0) { show(match) }
    }

    package mutating func searchInsert(_ text: String) {
        guard search != nil else { return }
        search?.query += text
        find()
    }

    package mutating func searchDeleteBackward() {
        guard search?.query.isEmpty == false else { return }
        search?.query.removeLast()
        find()
    }

    /// Ends the search with the line that it found.
    package mutating func searchAccept() {
        guard let search else { return }
        let found = snapshot()
        load(search.before)
        if found != search.before {
            remember()
            load(found)
        }
        self.search = nil
    }

    /// Ends the search with the line as it was.
    package mutating func searchCancel() {
        guard let search else { return }
        load(search.before)
        self.search = nil
    }

    private mutating func find() {
        guard let search else { return }
        let match = search.query.isEmpty ? nil : history.latest(holding: search.query, before: history.entries.count)
        self.search?.match = match
        if let match { show(match) } else if search.query.isEmpty { load(search.before) }
    }

    private mutating func show(_ match: Int) {
        search?.match = match
        let line = Array(history.entries[match])
        load(Snapshot(characters: line, cursor: line.count))
    }

    mutating func historyUp() {
        let index = (historyIndex ?? history.entries.count) - 1
        guard history.entries.indices.contains(index) else { return }
        if historyIndex == nil { draft = snapshot() }
        recall(index)
    }

    mutating func historyDown() {
        guard let index = historyIndex else { return }
        if history.entries.indices.contains(index + 1) { return recall(index + 1) }
        remember()
        load(draft ?? Snapshot(characters: [], cursor: 0))
        (historyIndex, draft) = (nil, nil)
    }

    private mutating func recall(_ index: Int) {
        remember()
        historyIndex = index
        let line = Array(history.entries[index])
        load(Snapshot(characters: line, cursor: line.count))
    }
}
