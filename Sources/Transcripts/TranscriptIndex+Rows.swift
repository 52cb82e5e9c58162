import Octets

/// One line of the session pane.
package struct Row: Hashable, Sendable {
    /// From 0.
    package var number: Int
    /// The event in which the row begins.
    package var event: Int
    package var connection: Int
    /// nil for a row that is no data.
    package var direction: Direction?
    package var kind: EventKind
    package var time: Moment
    /// The time of the row before; nil for the first.
    package var previousTime: Moment?
    /// Data, with the LF where there is one; empty for a row that is no data.
    package var bytes: [UInt8]
    /// Where those bytes lie in the spool, in their order; neighbours are joined.
    package var spoolRanges: [Range<UInt64>]
    /// The offset of the first of them in the stream of its connection and direction.
    package var streamOffset: UInt64
    /// What the event says, where it is no data and its body was kept.
    package var body: Event.Body?
}

extension TranscriptIndex {
    /// Row `number`, or nil where there is none. `read` gives bytes of the spool, fewer where it cannot.
    package func row(at number: Int, read: (Range<UInt64>) -> [UInt8]) -> Row? {
        guard number >= 0, number < rowCount else { return nil }
        return rows(number..<(number + 1), read: read).first
    }

    /// The rows of `range`, clamped to those that there are, as the first `limit` events left them: what later ones add to
    /// the last row is not in it. Reads each event's bytes once: O(log n) to find the first, and then as long as the events
    /// are that hold them; events that lie side by side in the spool and make one row are read at once.
    package func rows(
        _ range: Range<Int>, events limit: Int = .max, read: (Range<UInt64>) -> [UInt8]
    ) -> [Row] {
        let range = range.clamped(to: 0..<rowCount)
        guard !range.isEmpty else { return [] }
        var rows: [Row] = []
        rows.reserveCapacity(range.count)
        var previous = range.lowerBound > 0 ? events[event(ofRow: range.lowerBound - 1)].time : nil
        var event = event(ofRow: range.lowerBound)
        while rows.count < range.count {
            let first = rows.count
            let wanted = (range.lowerBound + first)..<Swift.min(range.upperBound, firstRow(after: event))
            append(wanted, of: event, limit, to: &rows, read)
            for index in first..<rows.count {
                rows[index].previousTime = previous
                previous = rows[index].time
            }
            event += 1
        }
        return rows
    }

    /// The event in which row `number`, which must be there, begins.
    package func event(ofRow number: Int) -> Int {
        events.partitionPoint { $0.firstRow <= number } - 1
    }

    /// The row that shows the first byte of event `number`; the one before it for an event that has none.
    package func row(ofEvent number: Int) -> Int {
        let record = events[number]
        let isShown = firstRow(after: number) > record.firstRow && record.skip == 0
        return isShown ? record.firstRow : Swift.max(0, record.firstRow - 1)
    }

    /// The row that shows the octet at `offset` of a stream; nil where the stream does not reach so far.
    package func row(
        connection: Int, _ direction: Direction, offset: UInt64, read: (Range<UInt64>) -> [UInt8]
    ) -> Int? {
        guard let event = event(connection: connection, direction, offset: offset) else { return nil }
        let record = events[event]
        if connections[record.connection]?.isOctets == true { return record.firstRow }
        let within = Int(offset - record.place)
        if within < record.skip { return record.firstRow - 1 }
        let bytes = read((record.spoolStart + UInt64(record.skip))..<(record.spoolStart + UInt64(within + 1)))
        var cutter = RowCutter()
        return record.firstRow + Swift.max(0, cutter.advance(over: bytes.span).rows - 1)
    }

    private func firstRow(after event: Int) -> Int {
        event + 1 < events.count ? events[event + 1].firstRow : rowCount
    }

    /// Appends those rows, all of which begin in `event`.
    private func append(
        _ wanted: Range<Int>, of event: Int, _ limit: Int, to rows: inout [Row], _ read: (Range<UInt64>) -> [UInt8]
    ) {
        guard !wanted.isEmpty else { return }
        let record = events[event]
        guard record.kind == .data else { return rows.append(row(wanted.lowerBound, of: event)) }
        let bytes = read(record.spoolRange.dropFirst(record.skip))
        if connections[record.connection]?.isOctets == true {
            var row = row(record.firstRow, of: event)
            take(bytes, 0..<bytes.count, of: record.spoolRange.lowerBound, into: &row)
            return rows.append(row)
        }
        var start = 0
        for number in record.firstRow..<wanted.upperBound {
            let end = RowCutter.end(of: bytes.span, from: start)
            if number >= wanted.lowerBound {
                var row = row(number, of: event)
                row.streamOffset += UInt64(record.skip + start)
                take(bytes, start..<end.offset, of: record.spoolRange.dropFirst(record.skip).lowerBound, into: &row)
                if !end.isWhole { takeContinuation(after: event, limit, into: &row, read) }
                rows.append(row)
            }
            start = end.offset
        }
    }

    /// A row without its bytes.
    private func row(_ number: Int, of event: Int) -> Row {
        let record = events[event]
        return Row(
            number: number, event: event, connection: record.connection,
            direction: record.kind == .data ? record.direction : nil, kind: record.kind, time: record.time,
            bytes: [], spoolRanges: [], streamOffset: record.streamRange.lowerBound, body: body(ofEvent: event))
    }

    private func take(_ bytes: [UInt8], _ range: Range<Int>, of spoolStart: UInt64, into row: inout Row) {
        guard !range.isEmpty else { return }
        row.bytes.append(contentsOf: bytes[range])
        row.spoolRanges.append((spoolStart + UInt64(range.lowerBound))..<(spoolStart + UInt64(range.upperBound)))
    }

    /// Adds what following events begin with that belongs to the row: at most `rowLimit` events, since each adds a byte.
    private func takeContinuation(
        after event: Int, _ limit: Int, into row: inout Row, _ read: (Range<UInt64>) -> [UInt8]
    ) {
        let end = Swift.min(limit, events.count)
        let growing = Swift.max(0, row.spoolRanges.count - 1)
        let held = row.spoolRanges.last?.count ?? 0
        var next = event + 1
        while next < end {
            let record = events[next]
            guard record.skip > 0 else { break }
            row.spoolRanges.join(record.spoolRange.prefix(record.skip))
            guard record.skip == record.length else { break }
            next += 1
        }
        for (number, range) in row.spoolRanges.enumerated().dropFirst(growing) {
            let rest = number == growing ? range.dropFirst(held) : range
            if !rest.isEmpty { row.bytes.append(contentsOf: read(rest)) }
        }
    }
}

extension [Range<UInt64>] {
    /// Adds a range behind the others; one that begins where the last ends makes it longer.
    mutating func join(_ range: Range<UInt64>) {
        if let last, last.upperBound == range.lowerBound {
            self[count - 1] = last.lowerBound..<range.upperBound
        } else if !range.isEmpty {
            append(range)
        }
    }
}

extension Range<UInt64> {
    fileprivate func prefix(_ count: Int) -> Range<UInt64> {
        lowerBound..<Swift.min(upperBound, lowerBound + UInt64(count))
    }

    fileprivate func dropFirst(_ count: Int) -> Range<UInt64> {
        Swift.min(upperBound, lowerBound + UInt64(count))..<upperBound
    }
}
