/// Finds lines in a stream that comes in pieces, and keeps the beginning of an unfinished one, up to a limit.
package struct LineAssembler: Sendable {
    /// The line so far, where it did not lie in one piece; of a line that is too long, its first octets.
    package private(set) var kept: [UInt8] = []
    /// Octets of the line, or of the current stretch of a line that is too long.
    package private(set) var length = 0
    package private(set) var isOverlong = false

    package init() {}

    package enum Step: Hashable {
        /// A line that lies in the piece.
        case whole(Range<Int>)
        /// A line that came in several pieces.
        case assembled([UInt8])
        /// The piece is used up and the line goes on.
        case unfinished
        /// A stretch of a line that is too long: up to its end, or of `stretch` octets.
        case overlong(ended: Bool)
    }

    /// Enough to see a reply's code or status indicator.
    private static let headLength = 4

    /// Takes the next step at `offset`, which moves on. After `overlong` the caller calls `reset`.
    package mutating func take(_ bytes: Span<UInt8>, from offset: inout Int, limit: Int, stretch: Int) -> Step {
        let lineFeed = bytes.firstOffset(of: 0x0A, from: offset)
        let end = lineFeed.map { $0 + 1 } ?? bytes.count
        guard !isOverlong, length + (end - offset) <= limit else {
            return takeOverlong(
                bytes, from: &offset, upTo: end, ends: lineFeed != nil, stretch: max(stretch, limit + 1))
        }
        defer { offset = end }
        if lineFeed != nil, length == 0 { return .whole(offset..<end) }
        keep(bytes, offset..<end)
        length += end - offset
        guard lineFeed != nil else { return .unfinished }
        let line = kept
        reset()
        return .assembled(line)
    }

    package mutating func reset(afterEnd: Bool = true) {
        kept.removeAll(keepingCapacity: afterEnd)
        length = 0
        isOverlong = !afterEnd
    }

    private mutating func takeOverlong(
        _ bytes: Span<UInt8>, from offset: inout Int, upTo end: Int, ends: Bool, stretch: Int
    ) -> Step {
        if kept.count < LineAssembler.headLength, !isOverlong {
            keep(bytes, offset..<min(end, offset + LineAssembler.headLength))
        }
        isOverlong = true
        let stop = min(end, offset + stretch - length)
        length += stop - offset
        offset = stop
        let ended = ends && stop == end
        return ended || length >= stretch ? .overlong(ended: ended) : .unfinished
    }

    private mutating func keep(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        bytes.withUnsafeBufferPointer { kept.append(contentsOf: $0[range]) }
    }
}
