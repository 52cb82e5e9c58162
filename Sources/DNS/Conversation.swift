import Octets

/// Both directions of a DNS dialogue, cut into messages as the bytes come: over UDP one datagram is one message
/// (RFC 1035 §4.2.1), over a stream each message has its length before it, in two octets (§4.2.2).
///
/// Which response belongs to which query is told by the identifier. Messages are not kept: whatever their size, only their
/// first octets cost memory here.
package struct Conversation: Sendable {
    /// Queries whose responses are awaited at most; the oldest is forgotten for a new one.
    package static let outstandingLimit = 4_096

    package let isDatagrams: Bool
    private var sides = [Side(), Side()]
    private var outstanding: [Query] = []
    private var nextOrdinal = 0

    private struct Query: Sendable, Hashable {
        var id: UInt16
        var ordinal: Int
        var direction: Direction
    }

    package init(isDatagrams: Bool) { self.isDatagrams = isDatagrams }

    /// How many queries wait for a response.
    package var outstandingCount: Int { outstanding.count }

    package mutating func receive(_ bytes: Span<UInt8>, _ direction: Direction, emit: (Frame) -> Void) {
        if isDatagrams {
            receiveDatagram(bytes, direction, emit)
        } else {
            var offset = 0
            while offset < bytes.count {
                if sides[direction].take(bytes, from: &offset) { emitMessage(direction, complete: true, emit) }
            }
        }
    }

    /// The direction has ended: a message that is not whole is emitted as such.
    package mutating func finish(_ direction: Direction, emit: (Frame) -> Void) {
        guard sides[direction].position > sides[direction].start else { return }
        emitMessage(direction, complete: false, emit)
    }

    /// So many octets are missing: of the message in hand, or of those behind it.
    package mutating func skip(_ octets: Int, _ direction: Direction, emit: (Frame) -> Void) {
        guard !isDatagrams else { return }
        // Nothing tells where a message begins behind a gap that is longer than the one in hand.
        if sides[direction].skip(octets) { emitMessage(direction, complete: true, emit) }
    }

    private mutating func receiveDatagram(_ bytes: Span<UInt8>, _ direction: Direction, _ emit: (Frame) -> Void) {
        sides[direction].position += UInt64(bytes.count)
        for offset in 0..<min(bytes.count, Side.headLength) { sides[direction].head.append(bytes[offset]) }
        emitMessage(direction, complete: true, emit)
    }

    private mutating func emitMessage(_ direction: Direction, complete: Bool, _ emit: (Frame) -> Void) {
        let side = sides[direction]
        sides[direction].begin()
        let range = side.start..<side.position
        let prefix = isDatagrams ? 0 : 2
        var frame = Frame(
            direction: direction, range: range, ordinal: nextOrdinal, prefixLength: prefix, isComplete: complete)
        nextOrdinal += 1
        let length = Int(clamping: side.position - side.start) - prefix
        if complete, length < Header.length {
            frame.error = ParseError(
                .peer, at: 0..<max(0, length + prefix),
                "a message is \(Header.length) octets long at least, and this one \(max(0, length))", "RFC 1035 §4.1.1")
        }
        frame.responseCode = side.isResponse == true ? side.responseCode : 0
        if frame.error == nil, let id = side.id, let isResponse = side.isResponse {
            if isResponse { frame.answers = answered(id, direction) } else { remember(id, frame.ordinal, direction) }
        }
        emit(frame)
    }

    private mutating func remember(_ id: UInt16, _ ordinal: Int, _ direction: Direction) {
        if outstanding.count >= Self.outstandingLimit { outstanding.removeFirst() }
        outstanding.append(Query(id: id, ordinal: ordinal, direction: direction))
    }

    private mutating func answered(_ id: UInt16, _ direction: Direction) -> Int? {
        guard let index = outstanding.firstIndex(where: { $0.id == id && $0.direction != direction }) else {
            return nil
        }
        return outstanding.remove(at: index).ordinal
    }
}

/// One message of a conversation: where it stands, and what an index needs of it.
package struct Frame: Sendable, Hashable {
    package var direction: Direction
    /// Octets of that direction's stream, the length before the message included.
    package var range: Range<UInt64>
    /// From 0, in the order in which frames are emitted, both directions together.
    package var ordinal: Int
    /// The ordinal of the query that a response answers.
    package var answers: Int?
    /// Octets of the length before the message: 2 over a stream, 0 in a datagram.
    package var prefixLength: Int
    /// The low four bits of a response's code (RFC 1035 §4.1.1); 0 of a query.
    package var responseCode: UInt8 = 0
    /// False where the stream ended within.
    package var isComplete: Bool
    /// Why it is no message. The range counts from the frame's first octet.
    package var error: ParseError?
}

/// One direction of a conversation.
private struct Side: Sendable {
    /// The length of the message and its first four octets.
    static let headLength = 6

    /// The octet of the stream that is read next, and the one at which the message in hand began.
    var position: UInt64 = 0
    var start: UInt64 = 0
    /// The first octets of the message in hand. Over a stream the first two are its length.
    var head: [UInt8] = []
    var isStream = false
    /// Octets of the message in hand that did not come.
    var missing: UInt64 = 0

    /// Takes octets of the message in hand, and says whether they complete it.
    mutating func take(_ bytes: Span<UInt8>, from offset: inout Int) -> Bool {
        isStream = true
        while head.count < 2, offset < bytes.count { step(bytes, &offset) }
        guard head.count >= 2 else { return false }
        let length = UInt64(head[0]) << 8 | UInt64(head[1])
        while head.count < Self.headLength, position - start < length + 2, offset < bytes.count { step(bytes, &offset) }
        let taken = min(length + 2 - min(length + 2, position - start + missing), UInt64(bytes.count - offset))
        position += taken
        offset += Int(taken)
        return position - start + missing >= length + 2
    }

    /// Passes over octets of the message in hand that are missing, and says whether they complete it.
    mutating func skip(_ octets: Int) -> Bool {
        guard head.count >= Self.headLength else { return false }
        missing += UInt64(octets)
        return position + missing >= start + 2 + (UInt64(head[0]) << 8 | UInt64(head[1]))
    }

    private mutating func step(_ bytes: Span<UInt8>, _ offset: inout Int) {
        head.append(bytes[offset])
        offset += 1
        position += 1
    }

    /// The message in hand is done.
    mutating func begin() {
        start = position
        missing = 0
        head.removeAll(keepingCapacity: true)
    }

    var responseCode: UInt8 { head.count >= prefix + 4 ? head[prefix + 3] & 0x0F : 0 }

    private var prefix: Int { isStream ? 2 : 0 }
    var id: UInt16? { head.count >= prefix + 2 ? UInt16(head[prefix]) << 8 | UInt16(head[prefix + 1]) : nil }
    var isResponse: Bool? { head.count >= prefix + 3 ? head[prefix + 2] & 0x80 != 0 : nil }
}

extension Array where Element == Side {
    fileprivate subscript(direction: Direction) -> Side {
        get { self[Int(direction.rawValue)] }
        _modify { yield &self[Int(direction.rawValue)] }
    }
}
