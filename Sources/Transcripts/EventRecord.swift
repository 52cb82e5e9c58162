import Octets

/// An event's row in the index: numbers only, 48 bytes whatever the event holds.
package struct EventRecord: Sendable, Hashable, BitwiseCopyable {
    package let time: Moment
    /// Rows of the session pane that begin before this event.
    package let firstRow: Int
    let place: UInt64
    let spoolStart: UInt64
    private let length32: UInt32
    private let connection32: Int32
    private let packet32: UInt32
    private let skip16: UInt16
    package let kind: EventKind
    private let directionTag: UInt8

    /// `place` is the offset in the stream for data, and the number of the body kept out of line for all else. `skip` is
    /// at most `TranscriptIndex.rowLimit`.
    init(
        _ event: Event, length: Int, firstRow: Int, skip: Int, place: UInt64, spoolStart: UInt64, packet: Int? = nil
    ) {
        time = event.time
        self.firstRow = firstRow
        self.place = place
        self.spoolStart = spoolStart
        length32 = UInt32(clamping: length)
        connection32 = Int32(clamping: event.connection)
        packet32 = UInt32(clamping: packet ?? 0)
        skip16 = UInt16(clamping: skip)
        kind = event.body.kind
        directionTag = event.body.direction?.rawValue ?? UInt8.max
    }

    package var connection: Int { Int(connection32) }
    /// In a capture the number, from 1, of the packet that brought it; nil elsewhere.
    package var packet: Int? { packet32 == 0 ? nil : Int(packet32) }
    /// Of data and of redactions; nil for all else.
    package var direction: Direction? { Direction(rawValue: directionTag) }
    /// Bytes of data.
    package var length: Int { Int(length32) }
    /// Leading bytes that belong to a row begun by an earlier event.
    package var skip: Int { Int(skip16) }
    /// Where the bytes of data lie in the spool.
    package var spoolRange: Range<UInt64> { spoolStart..<(spoolStart + UInt64(length)) }
    /// Where they lie in the stream of their connection and direction; empty for events that are no data.
    package var streamRange: Range<UInt64> { kind == .data ? place..<(place + UInt64(length)) : 0..<0 }
}

extension Event.Body {
    var direction: Direction? {
        switch self {
        case .data(let direction, _), .redact(let direction, _, _): direction
        default: nil
        }
    }
}
