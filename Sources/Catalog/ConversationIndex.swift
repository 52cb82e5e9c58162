import Dissection
import Octets
import Transcripts

/// The conversations of a capture, built as its events pass. Bounded: it keeps a row for each conversation up to a limit,
/// and none for each packet or message.
package struct ConversationIndex: Sendable {
    /// Conversations that have a row at most; the others are counted.
    package static let conversationLimit = 65_536
    /// Characters of a first line that are kept.
    package static let lineLimit = 160
    /// Events without data whose numbers are kept, of one conversation.
    package static let otherEventLimit = 64

    /// In the order in which they began.
    package private(set) var conversations: [ConversationRecord] = []
    /// Conversations past the limit.
    package private(set) var leftOut = 0
    private var places: [Int: Int] = [:]
    private let limit: Int

    package init(limit: Int = ConversationIndex.conversationLimit) { self.limit = limit }

    package var count: Int { conversations.count }

    package subscript(connection number: Int) -> ConversationRecord? { places[number].map { conversations[$0] } }

    /// Takes the event with that number in the transcript.
    package mutating func receive(_ event: Event, number: Int) {
        guard let place = place(of: event) else { return }
        conversations[place].last = event.time
        if case .data(_, let bytes) = event.body {
            conversations[place].octets += UInt64(bytes.count)
        } else {
            if conversations[place].otherEvents.count < Self.otherEventLimit {
                conversations[place].otherEvents.append(number)
            }
            conversations[place].take(event.body)
        }
    }

    /// Takes a message that an event completed.
    ///
    /// - Parameter line: the message in one line, asked for where it is the conversation's first.
    package mutating func receive(_ message: MessageRecord, line: () -> String) {
        guard let place = places[message.connection] else { return }
        if conversations[place].messages == 0 {
            conversations[place].proto = message.proto
            conversations[place].firstLine = String(line().prefix(Self.lineLimit))
        }
        conversations[place].messages += 1
    }

    private mutating func place(of event: Event) -> Int? {
        if let place = places[event.connection] { return place }
        guard conversations.count < limit else {
            if case .open = event.body { leftOut += 1 }
            return nil
        }
        places[event.connection] = conversations.count
        conversations.append(ConversationRecord(connection: event.connection, at: event.time))
        return conversations.count - 1
    }
}

extension ConversationRecord {
    fileprivate mutating func take(_ body: Event.Body) {
        switch body {
        case .open(let opening):
            transport = opening.transport
            client = opening.client.address
            server = opening.server.address
            state = .open
        case .close(let closing): state = closing.half ? .halfOpen : Self.state(after: closing)
        case .error: troubles += 1
        default: break
        }
    }

    private static func state(after closing: Closing) -> State {
        switch closing.reason {
        case nil: .closed
        case "reset"?: .reset
        case "idle"?: .idle
        default: .lost
        }
    }
}
