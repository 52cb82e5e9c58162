import Catalog
import Dissection
import Octets
import Transcripts
import Widgets

/// Whose messages a list shows: those of the conversation in the panes, or all of a capture.
package enum MessagePlace: Sendable, Hashable { case conversation, capture }

/// Messages that are to be put together: the first so many of a list.
package struct GroupRequest: Sendable, Hashable {
    package var place: MessagePlace
    package var grouping: Grouping
    package var messages: Int

    package init(_ place: MessagePlace, _ grouping: Grouping, messages: Int) {
        (self.place, self.grouping, self.messages) = (place, grouping, messages)
    }
}

/// One row of a list of messages.
package struct MessageRow: Hashable, Sendable {
    package enum Body: Hashable, Sendable {
        /// Places in the grouper.
        case unit(Int), exchange(Int)
        /// The message's number.
        case message(Int)
    }

    package var body: Body
    package var depth: Int
    /// The message that choosing the row chooses.
    package var message: Int
    package var isExpandable = false
    package var isExpanded = false
}

/// A list of messages, one by one or grouped, and what of it is held.
package struct MessageList: Sendable {
    package let place: MessagePlace
    /// How the person wants it.
    package private(set) var grouping = Grouping.flat
    package private(set) var grouper: Grouper?
    /// Grouping that was asked for and has not come.
    package var awaited: GroupRequest?
    /// The rows of the groups, as far as they are open; empty in a flat list, whose rows are its messages.
    package private(set) var rows: [MessageRow] = []
    package var scroll = Scroll()
    /// Messages in one line each, those that show.
    package private(set) var summaries: [Int: String] = [:]
    var asked: [Int] = []
    private var tree = TreeState<Int>(openDepth: 1)
    /// Messages that the rows are made of.
    private var shown = 0

    package init(_ place: MessagePlace) { self.place = place }

    /// Groups show; until they have come the list is flat.
    package var isGrouped: Bool { grouping != .flat && grouper?.grouping == grouping }

    package func count(messages: Int) -> Int { isGrouped ? rows.count : messages }

    /// The message that a row chooses.
    package func message(atRow row: Int) -> Int? {
        guard isGrouped else { return row }
        return rows.indices.contains(row) ? rows[row].message : nil
    }

    /// Groups another way; until the groups have come the list is flat, and what was chosen stays chosen.
    mutating func group(by grouping: Grouping, messages: Int, page: Int) {
        let chosen = message(atRow: scroll.selection)
        self.grouping = grouping
        if grouper?.grouping != grouping { grouper = nil }
        tree = TreeState(openDepth: 1)
        (awaited, shown) = (nil, 0)
        rows = []
        if let chosen { scroll.move(.to(chosen), count: messages, page: page) }
    }

    /// What is to be grouped, where the list has grown beyond what was.
    mutating func neededGroups(messages: Int) -> GroupRequest? {
        guard grouping != .flat, awaited == nil, messages > (grouper?.count ?? 0) || grouper == nil else { return nil }
        awaited = GroupRequest(place, grouping, messages: messages)
        return awaited
    }

    /// Takes groups, unless something else is wanted by now.
    mutating func take(_ grouper: Grouper, for request: GroupRequest) {
        guard awaited == request else { return }
        awaited = nil
        self.grouper = grouper
        shown = 0
    }

    /// Makes the rows of the first so many messages; what was chosen stays chosen.
    mutating func show(messages: Int, page: Int) {
        guard isGrouped, shown != messages else { return }
        // Of a list that was flat the row is the message.
        let chosen = rows.isEmpty ? scroll.selection : message(atRow: scroll.selection)
        shown = messages
        rows = makeRows()
        if let chosen { choose(message: chosen, messages: messages, page: page) }
    }

    mutating func take(_ lines: [Int: String], messages: Int, page: Int) {
        let wanted = Set(shownMessages(messages: messages, page: page))
        summaries = summaries.filter { wanted.contains($0.key) }.merging(lines) { $1 }
        asked = []
    }

    /// Messages that show and whose lines are not held.
    func neededSummaries(messages: Int, page: Int) -> [Int] {
        shownMessages(messages: messages, page: page).filter { summaries[$0] == nil }
    }

    private func shownMessages(messages: Int, page: Int) -> [Int] {
        let visible = scroll.visible(count: count(messages: messages), page: page)
        return isGrouped ? visible.flatMap { members(of: rows[$0]) } : Array(visible)
    }

    /// The messages whose words a row shows: of an exchange what asks and the last that answers.
    private func members(of row: MessageRow) -> [Int] {
        guard case .exchange(let place) = row.body, let last = answer(of: place) else { return [row.message] }
        return [row.message, last]
    }

    /// The last answer of an exchange that has come.
    func answer(of exchange: Int) -> Int? {
        guard let all = grouper?.exchanges[exchange].messages, let last = all.last(where: { $0 < shown }) else {
            return nil
        }
        return last == all.first ? nil : last
    }
}

// Opening and closing groups.
extension MessageList {
    /// Opens the chosen group, or goes to what is first in it.
    mutating func open(page: Int) {
        guard rows.indices.contains(scroll.selection), rows[scroll.selection].isExpandable else { return }
        if rows[scroll.selection].isExpanded { return scroll.move(.down, count: rows.count, page: page) }
        tree.expand(path(of: rows[scroll.selection]))
        rows = makeRows()
    }

    /// Closes the chosen group, or goes to the one that the row is in.
    mutating func close(page: Int) {
        guard rows.indices.contains(scroll.selection) else { return }
        let row = rows[scroll.selection]
        if row.isExpandable, row.isExpanded {
            tree.collapse(path(of: row))
            rows = makeRows()
        } else if let above = rows[..<scroll.selection].lastIndex(where: { $0.depth < row.depth }) {
            scroll.move(.to(above), count: rows.count, page: page)
        }
    }

    /// Chooses the row of a message, or of the group that hides it.
    mutating func choose(message: Int, messages: Int, page: Int) {
        guard isGrouped else { return scroll.move(.to(message), count: messages, page: page) }
        guard !stands(at: scroll.selection, for: message) else { return }
        guard let row = rows.indices.last(where: { stands(at: $0, for: message) }) else { return }
        scroll.move(.to(row), count: rows.count, page: page)
    }

    /// The row is the message's own, or that of a closed group that has it.
    private func stands(at row: Int, for message: Int) -> Bool {
        guard rows.indices.contains(row), let grouper else { return false }
        if rows[row].message == message { return true }
        guard !rows[row].isExpanded, let exchange = grouper.exchange(of: message) else { return false }
        switch rows[row].body {
        case .exchange(let place): return place == exchange
        case .unit(let place): return grouper.unit(of: exchange) == place
        case .message: return false
        }
    }

    private func path(of row: MessageRow) -> [Int] {
        switch row.body {
        case .unit(let place): [place]
        case .exchange(let place): [grouper?.unit(of: place) ?? -1, place]
        case .message: []
        }
    }

    private func makeRows() -> [MessageRow] {
        guard let grouper else { return [] }
        guard grouping == .pages else {
            return grouper.exchanges.indices.flatMap { rows(ofExchange: $0, depth: 0, grouper) }
        }
        return grouper.units.indices.flatMap { rows(ofUnit: $0, grouper) }
    }

    private func rows(ofUnit place: Int, _ grouper: Grouper) -> [MessageRow] {
        let unit = grouper.units[place]
        // What is alone needs no heading.
        guard unit.kind != .exchange, unit.exchanges.count > 1 else {
            return unit.exchanges.flatMap { rows(ofExchange: $0, depth: 0, grouper) }
        }
        guard let first = unit.exchanges.first.flatMap({ grouper.exchanges[$0].messages.first }), first < shown else {
            return []
        }
        let isExpanded = tree.isExpanded([place])
        let head = MessageRow(
            body: .unit(place), depth: 0, message: first, isExpandable: true, isExpanded: isExpanded)
        return [head] + (isExpanded ? unit.exchanges.flatMap { rows(ofExchange: $0, depth: 1, grouper) } : [])
    }

    private func rows(ofExchange place: Int, depth: Int, _ grouper: Grouper) -> [MessageRow] {
        let messages = grouper.exchanges[place].messages.filter { $0 < shown }
        guard let first = messages.first else { return [] }
        guard messages.count > 1 else { return [MessageRow(body: .message(first), depth: depth, message: first)] }
        let isExpanded = tree.isExpanded([grouper.unit(of: place) ?? -1, place])
        let head = MessageRow(
            body: .exchange(place), depth: depth, message: first, isExpandable: true, isExpanded: isExpanded)
        guard isExpanded else { return [head] }
        return [head] + messages.map { MessageRow(body: .message($0), depth: depth + 1, message: $0) }
    }
}
