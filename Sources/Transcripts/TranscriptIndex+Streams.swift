import Octets

extension TranscriptIndex {
    /// The octets of `range` of a stream, fewer where the stream or the spool does not reach so far.
    package func streamBytes(
        connection: Int, _ direction: Direction, _ range: Range<UInt64>, read: (Range<UInt64>) -> [UInt8]
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        for piece in spoolRanges(connection: connection, direction, range) {
            let part = read(piece)
            bytes.append(contentsOf: part)
            // A hole would shift what follows to wrong offsets.
            if part.count < piece.count { break }
        }
        return bytes
    }

    /// Where in the spool those octets lie, in their order; neighbours are joined.
    package func spoolRanges(connection: Int, _ direction: Direction, _ range: Range<UInt64>) -> [Range<UInt64>] {
        guard let stream = connections[connection]?[direction] else { return [] }
        let range = range.clamped(to: 0..<stream.byteCount)
        guard !range.isEmpty else { return [] }
        var ranges: [Range<UInt64>] = []
        var position = place(in: stream, of: range.lowerBound)
        while position < stream.events.count {
            let record = events[Int(stream.events[position])]
            guard record.place < range.upperBound else { break }
            let part = record.streamRange.clamped(to: range)
            let start = record.spoolStart + (part.lowerBound - record.place)
            ranges.join(start..<(start + UInt64(part.count)))
            position += 1
        }
        return ranges
    }

    /// The event that carried the octet at `offset` of a stream; nil where the stream does not reach so far.
    package func event(connection: Int, _ direction: Direction, offset: UInt64) -> Int? {
        guard let stream = connections[connection]?[direction], offset < stream.byteCount else { return nil }
        return Int(stream.events[place(in: stream, of: offset)])
    }

    /// The place in the stream's list of the event that holds `offset`, which the stream must reach: the last that begins
    /// at or before it, since empty events come before the one that holds the octet at their offset.
    private func place(in stream: StreamRecord, of offset: UInt64) -> Int {
        stream.events.partitionPoint { events[Int($0)].place <= offset } - 1
    }
}
