import Captures
import Dissection
import Octets
import Transcripts

/// The conversations of a capture, built as its events pass: a row for each up to a limit, and none for each packet or message.
/// Connections are numbered as they begin, so that a number is a row's place.
package struct ConversationIndex: Sendable {
    /// Conversations that have a row at most; the others are counted.
    package static let conversationLimit = 1 << 20
    /// Characters of a first line that are kept.
    package static let lineLimit = 80

    /// In the order in which they began.
    package private(set) var conversations = RowList<ConversationRecord>()
    /// Conversations past the limit.
    package private(set) var leftOut = 0
    private let limit: Int

    package init(limit: Int = ConversationIndex.conversationLimit) { self.limit = limit }

    package var count: Int { conversations.count }

    package subscript(connection number: Int) -> ConversationRecord? {
        conversations.indices.contains(number) ? conversations[number] : nil
    }

    /// Takes an event of a transcript.
    package mutating func receive(_ event: Event) {
        switch event.body {
        case .open(let opening):
            open(
                event.connection, opening.transport, client: .written(opening.client.address),
                server: .written(opening.server.address), proto: opening.proto, at: event.time)
        case .data(let direction, let bytes): note(octets: bytes.count, direction, event.connection, at: event.time)
        default: take(event.body, event.connection, at: event.time)
        }
    }

    /// Takes a message that an event completed.
    ///
    /// - Parameter line: the message in one line; only that of a conversation's first is kept.
    package mutating func receive(_ message: MessageRecord, line: String?) {
        guard conversations.indices.contains(message.connection) else { return }
        if conversations[message.connection].messages == 0 {
            conversations[message.connection].proto = message.proto
            conversations[message.connection].firstLine = String((line ?? "").prefix(Self.lineLimit))
        }
        conversations[message.connection].messages += 1
    }
}

extension ConversationIndex {
    mutating func open(
        _ connection: Int, _ transport: Transport, client: Party, server: Party, proto: String?, at time: Moment
    ) {
        guard let place = place(of: connection, at: time) else { return }
        conversations[place].transport = transport
        conversations[place].clientParty = client
        conversations[place].serverParty = server
        conversations[place].named = proto
    }

    mutating func note(octets: Int, _ direction: Direction, _ connection: Int, at time: Moment) {
        guard let place = place(of: connection, at: time) else { return }
        conversations[place].last = time
        conversations[place].octets += UInt64(octets)
        if direction == .clientToServer { conversations[place].clientOctets32 &+= UInt32(truncatingIfNeeded: octets) }
    }

    /// Octets that went that way so far, modulo 2^32.
    func streamOffset(_ direction: Direction, _ connection: Int) -> UInt32 {
        guard let record = self[connection: connection] else { return 0 }
        let client = record.clientOctets32
        return direction == .clientToServer ? client : UInt32(truncatingIfNeeded: record.octets) &- client
    }

    mutating func take(_ body: Event.Body, _ connection: Int, at time: Moment) {
        guard let place = place(of: connection, at: time) else { return }
        conversations[place].last = time
        switch body {
        case .close(let closing): conversations[place].state = Self.state(after: closing)
        case .error: conversations[place].troubles += 1
        default: break
        }
    }

    mutating func noteHandshake(_ took: Int64, _ connection: Int) {
        guard conversations.indices.contains(connection) else { return }
        conversations[connection].handshake = took
    }

    /// Notes the number of a conversation's newest event; gives that of the one before it.
    mutating func link(_ connection: Int, to event: Int) -> Int? {
        let previous = conversations[connection].lastEvent
        conversations[connection].lastEvent = event
        return previous
    }

    private mutating func place(of connection: Int, at time: Moment) -> Int? {
        if conversations.indices.contains(connection) { return connection }
        guard connection == conversations.count, connection < limit else {
            leftOut = max(leftOut, connection + 1 - conversations.count)
            return nil
        }
        conversations.append(ConversationRecord(connection: connection, at: time))
        return connection
    }

    private static func state(after closing: Closing) -> ConversationRecord.State {
        guard !closing.half else { return .halfOpen }
        return switch closing.reason {
        case nil: .closed
        case "reset"?: .reset
        case "idle"?: .idle
        default: .lost
        }
    }
}
