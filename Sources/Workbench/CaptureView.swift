import Catalog
import Dissection
import Transcripts
import Widgets

/// A capture as a tab shows it: its conversations in a list, and one of them in the panes once it was chosen.
package struct CaptureView: Sendable {
    package private(set) var index: ConversationIndex
    /// Of all conversations, in the order in which they were completed.
    package private(set) var messages: ChunkedList<MessageRecord>
    package private(set) var statistics: Statistics
    /// What the file says about itself.
    package private(set) var notes: [String]
    /// What the list is narrowed to; nil where it shows all conversations.
    package private(set) var filter: AppliedFilter?
    /// Messages are being looked at for another filter.
    package var isFiltering = false
    /// How far the reading has come; nil where it has ended.
    package private(set) var progress: ReadingProgress?
    package private(set) var order = ConversationOrder.start
    package private(set) var isDescending = false
    /// Places in `index.conversations`, in the order in which the list shows them.
    package private(set) var rows: [Int]
    package var list = Scroll()
    /// The connection that was chosen and is still being read.
    package var awaited: Int?
    /// The connection that the panes show; nil while the list shows.
    package var shown: Int?
    /// All messages show in place of the conversations.
    package var showsMessages = false
    package var all = MessageList(.capture)
    /// The message that the awaited conversation is opened at.
    var awaitedMessage: MessageRecord?
    /// The awaited conversation is to be drawn as a ladder.
    var opensLadder = false

    package init(_ listing: CaptureListing) {
        index = listing.conversations
        messages = listing.messages
        statistics = listing.statistics
        notes = listing.notes
        progress = listing.progress
        rows = Array(index.conversations.indices)
    }

    /// A conversation has been asked for, to be opened at that message if there is one.
    mutating func expect(_ connection: Int?, at message: MessageRecord? = nil) {
        awaited = connection
        awaitedMessage = message
        opensLadder = false
    }

    /// More was read. New conversations come last; in another order than that of their beginnings they find their places when all
    /// is read, so that rows do not move under the cursor.
    mutating func grow(_ listing: CaptureListing, page: Int) {
        let known = index.count
        index = listing.conversations
        messages = listing.messages
        statistics = listing.statistics
        notes = listing.notes
        progress = listing.progress
        // A filter has looked at what was read then.
        guard filter == nil else { return }
        let isForward = order == .start && !isDescending
        if progress == nil, !isForward {
            sort(by: order, descending: isDescending, page: page)
        } else if index.count > known {
            rows.append(contentsOf: known..<index.count)
        }
    }

    /// Shows the conversations that a filter found, or all again.
    mutating func narrow(to filter: AppliedFilter?, page: Int) {
        self.filter = filter
        isFiltering = false
        list = Scroll()
        sort(by: order, descending: isDescending, page: page)
    }

    /// The conversation under the cursor.
    package var chosen: ConversationRecord? {
        rows.indices.contains(list.selection) ? index.conversations[rows[list.selection]] : nil
    }

    package var shownConversation: ConversationRecord? { shown.flatMap { index[connection: $0] } }

    /// Sorts the list anew; what was chosen stays chosen, but for the top row.
    mutating func sort(by order: ConversationOrder, descending: Bool, page: Int) {
        let kept = rows.indices.contains(list.selection) ? rows[list.selection] : nil
        self.order = order
        isDescending = descending
        rows = index.sorted(by: order, descending: descending)
        if let filter { rows = rows.filter { filter.places.contains($0) } }
        // Who stands at the top wants to see what comes first.
        guard list.selection > 0, let kept, let row = rows.firstIndex(of: kept) else { return }
        list.move(.to(row), count: rows.count, page: page)
    }
}

/// A filter, and what it found.
package struct AppliedFilter: Hashable, Sendable {
    package var text: String
    /// Connections with a message that it wants.
    package var places: Set<Int>
    /// Messages that it wants.
    package var messages: Int

    package init(text: String, places: Set<Int>, messages: Int) {
        (self.text, self.places, self.messages) = (text, places, messages)
    }
}

extension ConversationRecord {
    /// What is copied of a row.
    var copyText: String { "\(client) \(server) \(protocolText) \(firstLine)" }
}

extension Tab {
    /// The list of conversations has the screen.
    package var showsConversations: Bool { capture.map { $0.shown == nil && !$0.showsMessages } ?? false }

    /// All messages of a capture have the screen.
    package var showsAllMessages: Bool { capture.map { $0.shown == nil && $0.showsMessages } ?? false }

    /// A capture was read, or more of it: its conversations show.
    mutating func take(_ listing: CaptureListing, title: String) {
        guard capture?.progress == nil || self.title != title else {
            wallStart = listing.wallStart
            capture?.grow(listing, page: 1)
            return
        }
        reading = nil
        self.title = title
        wallStart = listing.wallStart
        capture = CaptureView(listing)
        connection = .none
        replay = nil
        showConversation(Snapshot(), nil)
    }

    /// The panes show a conversation from its beginning, or none.
    mutating func showConversation(_ snapshot: Snapshot, _ connection: Int?) {
        capture?.awaited = nil
        capture?.shown = connection
        self.snapshot = snapshot
        typing = false
        zoomed = false
        focus = .session
        session = Scroll()
        sessionTop = SessionTop()
        messages = Scroll()
        link = MessageLink()
        lastRequest = nil
        rows = 0..<0
        loadedRows = []
        summaries = 0..<0
        loadedSummaries = []
        inspector = InspectorState()
        ladder = nil
        grouped = MessageList(.conversation)
    }

    /// A conversation that was asked for has come: it shows at the message that it was opened at, if there was one.
    mutating func take(conversation snapshot: Snapshot, _ connection: Int) {
        let wanted = capture?.awaitedMessage
        showConversation(snapshot, connection)
        capture?.awaitedMessage = nil
        guard let number = wanted.flatMap({ snapshot.number(of: $0) }) else { return }
        choose(message: number)
        focus = .messages
    }
}

extension Snapshot {
    /// The message of this conversation that is the same as one of the capture's, whose numbers differ.
    fileprivate func number(of wanted: MessageRecord) -> Int? {
        var number = messages.partitionPoint { $0.time < wanted.time }
        while number < messages.count, messages[number].time == wanted.time {
            let record = messages[number]
            if record.direction == wanted.direction, record.range == wanted.range { return number }
            number += 1
        }
        return nil
    }
}
