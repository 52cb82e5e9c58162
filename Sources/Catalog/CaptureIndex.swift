import Dissection
import Octets
import Transcripts

/// The events of a capture of any size: a record of numbers for each, linked into conversations, so that one conversation is
/// found without a look at the others. Records leave memory where a spill is given.
package struct CaptureIndex: Sendable {
    /// Different words of events that are kept: notes, errors and ways to close. There are few; an event whose words would be
    /// more is left out.
    package static let wordLimit = 4_096

    package private(set) var events: ChunkedList<CapturedRecord>
    package private(set) var conversations: ConversationIndex
    private var words: [Event.Body] = []
    private var numberOfWords: [Event.Body: Int] = [:]
    /// The time of the last event.
    package private(set) var duration = Moment.zero

    package init(spill: Spill<CapturedRecord>? = nil, conversationLimit: Int = ConversationIndex.conversationLimit) {
        events = ChunkedList(spill: spill)
        conversations = ConversationIndex(limit: conversationLimit)
    }

    /// The number that the next event gets.
    package var nextNumber: Int { events.count }

    /// Takes an opening.
    package mutating func open(
        connection: Int, _ transport: Transport, client: Party, server: Party, proto: String? = nil, at time: Moment,
        packet: Int?
    ) {
        duration = time
        conversations.open(connection, transport, client: client, server: server, proto: proto, at: time)
        append(connection) { previous in
            CapturedRecord(words: Self.opening, time: time, connection: connection, packet: packet, previous: previous)
        }
    }

    /// Takes data whose octets lie at `place`.
    package mutating func data(
        connection: Int, _ direction: Direction, place: UInt64, length: Int, at time: Moment, packet: Int?
    ) {
        duration = time
        let offset = conversations.streamOffset(direction, connection)
        conversations.note(octets: length, direction, connection, at: time)
        append(connection) { previous in
            CapturedRecord(
                data: direction, place: place, length: length, time: time, connection: connection, packet: packet,
                previous: previous, offset: offset)
        }
    }

    /// Takes whatever else happened.
    package mutating func other(connection: Int, _ body: Event.Body, at time: Moment, packet: Int?) {
        duration = time
        conversations.take(body, connection, at: time)
        guard let number = number(of: body) else { return }
        append(connection) { previous in
            CapturedRecord(words: number, time: time, connection: connection, packet: packet, previous: previous)
        }
    }

    /// Connecting took so many nanoseconds.
    package mutating func noteHandshake(_ took: Int64, connection: Int) {
        conversations.noteHandshake(took, connection)
    }

    /// Takes a message that an event completed.
    ///
    /// - Parameter line: the message in one line; only that of a conversation's first is kept.
    package mutating func receive(_ message: MessageRecord, line: String?) {
        conversations.receive(message, line: line)
    }

    /// Numbers of a conversation's events, in their order.
    package func events(ofConnection number: Int) -> [Int] {
        var found: [Int] = []
        var next = conversations[connection: number]?.lastEvent
        // A record that cannot be read back could lead round; each step must go back.
        while let event = next, events.indices.contains(event), found.last.map({ event < $0 }) ?? true {
            found.append(event)
            next = events[event].previous
        }
        return found.reversed()
    }

    /// Where the first octets of a message lie, `limit` at most, in their order. Found from its end backward: it costs as many
    /// steps as its conversation had events while the message passed, however long the conversation is.
    package func places(of message: MessageRecord, limit: Int) -> [Range<UInt64>] {
        let range = message.range
        let wanted = range.lowerBound..<min(range.upperBound, range.lowerBound + UInt64(max(0, limit)))
        var found: [Range<UInt64>] = []
        var start: UInt64?
        var next = lastEvent(of: message)
        while let number = next, events.indices.contains(number), start.map({ $0 > wanted.lowerBound }) ?? true {
            let record = events[number]
            if record.direction == message.direction {
                let first = start.map { $0 - min($0, UInt64(record.length)) } ?? record.offset(near: range.upperBound)
                let here = (first..<(first + UInt64(record.length))).clamped(to: wanted)
                if !here.isEmpty {
                    let place = record.range.lowerBound + (here.lowerBound - first)
                    found.append(place..<(place + UInt64(here.count)))
                }
                start = first
            }
            next = record.previous.flatMap { $0 < number ? $0 : nil }
        }
        return found.reversed()
    }

    /// The event that completed a message; where that was another conversation's, as at the end of a capture, its own last one.
    private func lastEvent(of message: MessageRecord) -> Int? {
        if events.indices.contains(message.event), events[message.event].connection == message.connection {
            return message.event
        }
        return conversations[connection: message.connection]?.lastEvent
    }

    /// What event `number` says, if it is no data.
    package func body(ofEvent number: Int) -> Event.Body? {
        let record = events[number]
        guard record.direction == nil else { return nil }
        if record.place == UInt64(Self.opening) {
            return conversations[connection: record.connection].map { .open($0.opening) }
        }
        return words.indices.contains(Int(record.place)) ? words[Int(record.place)] : nil
    }

    private static let opening = Int(UInt32.max)

    private mutating func append(_ connection: Int, _ make: (Int?) -> CapturedRecord) {
        guard conversations.conversations.indices.contains(connection) else { return }
        events.append(make(conversations.link(connection, to: events.count)))
    }

    private mutating func number(of body: Event.Body) -> Int? {
        if let number = numberOfWords[body] { return number }
        guard words.count < Self.wordLimit else { return nil }
        words.append(body)
        numberOfWords[body] = words.count - 1
        return words.count - 1
    }
}
