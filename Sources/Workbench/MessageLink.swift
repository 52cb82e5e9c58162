import Dissection
import Octets
import Transcripts
import Widgets

// The session pane and the list of messages show the same conversation: who chooses a message sees where in the session it
// was said, and who moves in the session has the message that each line belongs to in the inspector. The pane with the keys
// leads; while a line is typed, both follow what comes.

extension Tab {
    private var isTypedInto: Bool { hasLine && typing && focus == .session }

    /// Messages that are looked at to find the one that a row belongs to, where those of other connections lie between.
    private static let searched = 256

    /// Brings the chosen message into view in the session, once it is known where it lies.
    mutating func showMessageInSession(_ shape: RowShape, page: Int) {
        guard focus != .session else { return }
        guard !messages.followsTail else {
            session.followsTail = true
            link = MessageLink()
            return
        }
        guard let inspected = inspector.inspected, inspected.record.number == messages.selection,
            link.message != messages.selection, let first = inspected.rows.first, let last = inspected.rows.last
        else { return }
        link = MessageLink(row: first, message: messages.selection)
        session = Scroll(selection: first, top: session.top)
        session.followsOnceAtEnd = true
        if !shows(first...last, shape, page: page) { sessionTop = SessionTop(row: max(0, first - 1)) }
    }

    /// Chooses the message that the chosen row belongs to.
    mutating func chooseMessageOfRow(page: Int) {
        guard focus == .session, !isTypedInto, visibleRows > 0 else { return }
        guard !session.followsTail else {
            messages.followsTail = true
            link = MessageLink()
            return
        }
        guard link.row != session.selection, let row = chosenRow else { return }
        let message = message(of: row) ?? 0
        link = MessageLink(row: session.selection, message: message)
        guard visibleMessages > 0 else { return }
        messages.move(.to(message), count: visibleMessages, page: page)
    }

    private var chosenRow: DisplayRow? {
        let index = session.selection - rows.lowerBound
        return loadedRows.indices.contains(index) ? loadedRows[index] : nil
    }

    /// The message that a row belongs to, or for a row that is no data the last one that was complete before it.
    private func message(of row: DisplayRow) -> Int? {
        let list = snapshot.messages
        let first = min(list.partitionPoint { $0.event < row.event }, visibleMessages)
        for number in first..<min(first + Self.searched, visibleMessages) where row.belongs(to: list[number]) {
            return number
        }
        return first > 0 ? first - 1 : nil
    }
}

/// Which row of the session and which message were last brought together.
struct MessageLink: Sendable, Equatable {
    var row: Int?
    var message: Int?
}

extension DisplayRow {
    /// The row shows bytes of that message.
    func belongs(to record: MessageRecord) -> Bool {
        guard kind == .data(record.direction), connection == record.connection else { return false }
        if record.range.isEmpty { return event == record.event }
        return offset < record.range.upperBound && offset + UInt64(bytes.count) > record.range.lowerBound
    }
}

extension Loader {
    /// The rows of the session that show a message, from its first to its last: others may lie between.
    func rows(of record: MessageRecord) -> Range<Int> {
        let transcript = snapshot.transcript
        func row(_ offset: UInt64) -> Int? {
            transcript.row(connection: record.connection, record.direction, offset: offset, read: read)
        }
        guard !record.range.isEmpty, let first = row(record.range.lowerBound) else {
            guard record.event >= 0, record.event < transcript.events.count else { return 0..<0 }
            let row = transcript.row(ofEvent: record.event)
            return row..<(row + 1)
        }
        let last = row(record.range.upperBound - 1) ?? first
        return first..<(max(first, last) + 1)
    }
}
