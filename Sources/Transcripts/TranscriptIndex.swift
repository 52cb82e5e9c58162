import Octets

/// All of a transcript but its bytes: a record for every event, and for every connection, and where in the spool the bytes
/// lie. A copy is a cheap snapshot, which the screen can hold while the owner goes on appending.
///
/// The session pane shows the transcript as **rows**. An event that is no data is one row. Data is cut into lines: a row ends
/// with its LF (a bare CR does not end it), after `rowLimit` bytes, or where the run of data ends. A run is data of one
/// connection and direction with no other event in between, so a line split over two segments is one row. A datagram is a
/// run of its own, and an empty one is an empty row; an empty event of a stream has no row, and ends the run before it.
package struct TranscriptIndex: Sendable {
    /// Bytes of one row at most.
    package static var rowLimit: Int { RowCutter.limit }

    package private(set) var events: ChunkedList<EventRecord>
    package private(set) var connections = ConnectionList()
    /// Numbers of the `mark` events.
    package private(set) var marks = ChunkedList<Int>()
    /// Numbers of those that ask something.
    package private(set) var questions = ChunkedList<Int>()
    /// Rows of the session pane in all.
    package private(set) var rowCount = 0

    private var bodies = BodyList()
    private var cutter = RowCutter()
    /// Whose run of data goes on, if one does.
    private var run: Run?

    private struct Run: Hashable, Sendable {
        var connection: Int
        var direction: Direction
    }

    /// - Parameter spill: where records of events go when there are many; memory where nil.
    package init(spill: Spill<EventRecord>? = nil) { events = ChunkedList(spill: spill) }

    /// The time of the last event.
    package var duration: Moment { events.last?.time ?? .zero }

    /// Appends an event. Data must already lie in the spool, from `spoolStart` on; data longer than 4 GiB is not for here.
    ///
    /// - Parameter packet: in a capture, the number of the packet that brought the event.
    package mutating func append(_ event: Event, spoolStart: UInt64 = 0, packet: Int? = nil) {
        switch event.body {
        case .data(let direction, let bytes): append(event, direction, bytes.span, spoolStart, packet)
        default: appendOther(event, packet)
        }
    }

    /// What event `number` says; nil for data, and for one whose body was not kept (past `BodyList`'s bounds).
    package func body(ofEvent number: Int) -> Event.Body? {
        let record = events[number]
        switch record.kind {
        case .data: return nil
        case .pause: return .pause
        case .resume: return .resume
        case .open: return connections[record.connection]?.opening.map { .open($0) }
        default: return bodies[record.place]
        }
    }
}

extension TranscriptIndex {
    private mutating func append(
        _ event: Event, _ direction: Direction, _ bytes: Span<UInt8>, _ spoolStart: UInt64, _ packet: Int?
    ) {
        var streamOffset: UInt64 = 0
        var isDatagram = false
        var isOctets = false
        let number = UInt32(clamping: events.count)
        connections.update(event.connection, at: event.time) { connection in
            isDatagram = connection.isDatagrams
            isOctets = connection.isOctets
            streamOffset = connection[direction].byteCount
            connection[direction].byteCount += UInt64(bytes.count)
            connection[direction].events.append(number)
        }
        continueRun(Run(connection: event.connection, direction: direction), isDatagram || isOctets || bytes.isEmpty)
        let (skip, rows) = isOctets ? (0, 1) : cutter.advance(over: bytes)
        events.append(
            EventRecord(
                event, length: bytes.count, firstRow: rowCount, skip: skip, place: streamOffset, spoolStart: spoolStart,
                packet: packet)
        )
        rowCount += isDatagram ? Swift.max(rows, 1) : rows
        if isDatagram || isOctets || bytes.isEmpty { endRun() }
    }

    /// Begins another run unless this one goes on.
    private mutating func continueRun(_ next: Run, _ standsAlone: Bool) {
        if standsAlone || run != next { cutter.endRun() }
        run = next
    }

    private mutating func endRun() {
        cutter.endRun()
        run = nil
    }

    private mutating func appendOther(_ event: Event, _ packet: Int?) {
        endRun()
        if case .mark(let mark) = event.body {
            marks.append(events.count)
            if mark.question != nil { questions.append(events.count) }
        }
        events.append(
            EventRecord(
                event, length: 0, firstRow: rowCount, skip: 0, place: keep(event), spoolStart: 0,
                packet: packet))
        rowCount += 1
    }

    /// Puts what the event says where it belongs; gives the number of its body.
    private mutating func keep(_ event: Event) -> UInt64 {
        switch event.body {
        case .open(let opening):
            connections.update(event.connection, at: event.time) { connection in
                connection.opening = opening
                connection.opened = event.time
            }
            return BodyList.none
        case .close(let closing):
            connections.update(event.connection, at: event.time) { connection in
                guard !closing.half else { return }
                connection.closing = closing
                connection.closed = event.time
            }
            return bodies.append(event.body)
        case .data, .pause, .resume: return BodyList.none
        case .mark, .note, .redact, .error, .unknown: return bodies.append(event.body)
        }
    }
}
