import Octets

/// Where the rows of a run of data begin: after every LF, and after `limit` bytes without one.
struct RowCutter: Sendable {
    /// Bytes of one row at most.
    static let limit = 4096

    /// Bytes so far of a row that has not ended; 0 where the next byte begins a row.
    private(set) var openLength = 0

    /// Goes over the next bytes of the run: how many of them end a row begun before, and how many rows begin after those.
    mutating func advance(over bytes: Span<UInt8>) -> (skip: Int, rows: Int) {
        var skip = 0
        if openLength > 0 { skip = advance(over: bytes, from: 0) }
        var rows = 0
        var position = skip
        while position < bytes.count {
            position = advance(over: bytes, from: position)
            rows += 1
        }
        return (skip, rows)
    }

    /// Ends the run, and with it the row.
    mutating func endRun() { openLength = 0 }

    /// Goes to the end of the row or of the bytes.
    private mutating func advance(over bytes: Span<UInt8>, from start: Int) -> Int {
        let end = Self.end(of: bytes, from: start, after: openLength)
        openLength = end.isWhole ? 0 : openLength + end.offset - start
        return end.offset
    }

    /// Where the row ends that goes on at `start` and had `length` bytes before; `isWhole` where it does not reach further
    /// than the bytes that are there.
    static func end(of bytes: Span<UInt8>, from start: Int, after length: Int = 0) -> (offset: Int, isWhole: Bool) {
        let farthest = Swift.min(bytes.count, start + limit - length)
        if let feed = bytes.firstOffset(of: UInt8(ascii: "\n"), from: start, upTo: farthest) { return (feed + 1, true) }
        return (farthest, farthest - start + length == limit)
    }
}
