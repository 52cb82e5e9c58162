import Octets
import Transcripts

/// A row as its definition says, made from the whole transcript in memory.
struct NaiveRow: Equatable {
    var event: Int
    var time: Moment
    var previousTime: Moment?
    var connection: Int
    var direction: Direction?
    var bytes: [UInt8]
    var streamOffset: UInt64
}

/// The transcript's rows the slow way: first the runs, then byte after byte.
func naiveRows(_ events: [Event], datagramConnections: Set<Int> = []) -> [NaiveRow] {
    var rows: [NaiveRow] = []
    var isOpen = false
    var streamLengths: [String: UInt64] = [:]
    for (number, event) in events.enumerated() {
        guard case .data(let direction, let bytes) = event.body else {
            rows.append(row(number, event))
            isOpen = false
            continue
        }
        let isDatagram = datagramConnections.contains(event.connection)
        if isDatagram || bytes.isEmpty || !sameRun(events, number) { isOpen = false }
        if isDatagram && bytes.isEmpty { rows.append(row(number, event, streamLengths)) }
        for byte in bytes {
            if !isOpen { rows.append(row(number, event, streamLengths)) }
            rows[rows.count - 1].bytes.append(byte)
            isOpen = byte != 0x0A && rows[rows.count - 1].bytes.count < 4096
            streamLengths[key(event.connection, direction), default: 0] += 1
        }
        if isDatagram { isOpen = false }
    }
    for index in rows.indices.dropFirst() { rows[index].previousTime = rows[index - 1].time }
    return rows
}

private func sameRun(_ events: [Event], _ number: Int) -> Bool {
    guard number > 0, case .data(let before, _) = events[number - 1].body,
        case .data(let now, _) = events[number].body
    else { return false }
    return before == now && events[number - 1].connection == events[number].connection
}

private func row(_ number: Int, _ event: Event, _ streamLengths: [String: UInt64] = [:]) -> NaiveRow {
    var row = NaiveRow(
        event: number, time: event.time, connection: event.connection, direction: nil, bytes: [], streamOffset: 0)
    if case .data(let direction, _) = event.body {
        row.direction = direction
        row.streamOffset = streamLengths[key(event.connection, direction)] ?? 0
    }
    return row
}

private func key(_ connection: Int, _ direction: Direction) -> String { "\(connection) \(direction.code)" }

extension NaiveRow {
    init(_ row: Row) {
        self.init(
            event: row.event, time: row.time, previousTime: row.previousTime, connection: row.connection,
            direction: row.direction, bytes: row.bytes, streamOffset: row.streamOffset)
    }
}
