import Octets

/// What is known of one connection so far.
package struct ConnectionRecord: Sendable {
    package let number: Int
    /// nil where an event named the connection before anything opened it.
    package internal(set) var opening: Opening? { didSet { isOctets = opening?.isOctets ?? false } }
    /// Its data are messages of octets and no lines of text: each event of data is one row.
    package private(set) var isOctets = false
    package internal(set) var opened: Moment?
    /// The end of the whole connection; half-closes are events only.
    package internal(set) var closing: Closing?
    package internal(set) var closed: Moment?
    /// The time of its latest event.
    package internal(set) var lastTime: Moment
    var client = StreamRecord()
    var server = StreamRecord()

    init(number: Int, time: Moment) {
        self.number = number
        lastTime = time
    }

    /// Bytes that went that way so far.
    package func byteCount(_ direction: Direction) -> UInt64 { self[direction].byteCount }
    /// Data events that went that way so far.
    package func eventCount(_ direction: Direction) -> Int { self[direction].events.count }
    package var isDatagrams: Bool { opening?.transport == .udp }

    subscript(direction: Direction) -> StreamRecord {
        get { direction == .clientToServer ? client : server }
        _modify {
            if direction == .clientToServer { yield &client } else { yield &server }
        }
    }
}

/// One direction of a connection: how long it is, and which events carried it.
struct StreamRecord: Sendable {
    var byteCount: UInt64 = 0
    /// Numbers of its data events, ascending, and so are their offsets in the stream.
    var events = ChunkedList<UInt32>()
}

/// Connections in the order in which they were first seen, found by number. Made of pages, so that changing one after a
/// snapshot copies one page.
package struct ConnectionList: Sendable {
    private static let pageSize = 64

    private var pages: [[ConnectionRecord]] = []
    /// Slots of connections whose number is not their slot, as in a file with connections left out.
    private var strays: [Int: Int] = [:]
    package private(set) var count = 0

    init() {}

    package subscript(slot slot: Int) -> ConnectionRecord {
        pages[slot / Self.pageSize][slot % Self.pageSize]
    }

    /// The connection of that number, or nil.
    package subscript(number: Int) -> ConnectionRecord? { slot(of: number).map { self[slot: $0] } }

    /// Changes the connection of that number, which is made where it is not there.
    mutating func update(_ number: Int, at time: Moment, _ change: (inout ConnectionRecord) -> Void) {
        let slot = slot(of: number) ?? append(ConnectionRecord(number: number, time: time))
        pages[slot / Self.pageSize][slot % Self.pageSize].lastTime = time
        change(&pages[slot / Self.pageSize][slot % Self.pageSize])
    }

    private func slot(of number: Int) -> Int? {
        if number >= 0, number < count, self[slot: number].number == number { return number }
        return strays[number]
    }

    private mutating func append(_ record: ConnectionRecord) -> Int {
        if count % Self.pageSize == 0 { pages.append([]) }
        pages[count / Self.pageSize].append(record)
        if record.number != count { strays[record.number] = count }
        count += 1
        return count - 1
    }
}

extension Opening {
    /// The protocol that is named, or else the port, is one that speaks in octets.
    fileprivate var isOctets: Bool {
        if let proto { return ["dns", "mdns", "llmnr"].contains(proto) }
        guard transport == .udp, let port = server.address.split(separator: ":").last else { return false }
        return ["53", "5353", "5355"].contains(port)
    }
}
