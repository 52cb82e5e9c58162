import Octets

/// Reads a session file as its bytes come, in chunks of any size.
///
/// `append` takes bytes in; `next` gives the header, then events, and nil when it needs more. After the last chunk comes
/// `finish`, and `next` again until nil. An error of `next` is about one line, which is left out: calling `next` again goes on
/// with the following one, except after a broken header, which ends it all.
package struct SessionParser: Sendable {
    /// Bytes of one line at most. The longest that `EventEncoder` writes is 65,536 control characters of six bytes each.
    package static let lineLimit = 1 << 20

    package enum Item: Hashable, Sendable {
        case header(SessionHeader)
        case event(Event)
    }

    /// A last line that was cut short (the recorder was killed in the middle of it, the disk was full): dropped, told here.
    package struct TornLine: Hashable, Sendable {
        package var line: Int
        /// Bytes of it that are there.
        package var byteCount: Int

        package init(line: Int, byteCount: Int) {
            self.line = line
            self.byteCount = byteCount
        }
    }

    /// The torn last line, known once `finish` was called and `next` gave nil.
    package private(set) var torn: TornLine?
    /// The number of the line that `next` gave last, from 1.
    package private(set) var line = 0

    private enum Stage { case header, events, over }

    private var stage = Stage.header
    private var order = SessionOrder()
    private var buffer: [UInt8] = []
    private var start = 0
    /// Up to here there is no LF after `start`.
    private var searched = 0
    private var isFinished = false
    /// A line passed the limit, was told, and is being skipped.
    private var isSkipping = false

    package init() {}

    package mutating func append(_ chunk: Span<UInt8>) {
        if start > 0 {
            buffer.removeSubrange(0..<start)
            searched -= start
            start = 0
        }
        chunk.withUnsafeBufferPointer { buffer.append(contentsOf: $0) }
    }

    /// No more bytes will come.
    package mutating func finish() { isFinished = true }

    package mutating func next() throws(SessionError) -> Item? {
        while stage != .over {
            if let range = try nextLine() {
                if let item = try item(range) { return item }
            } else if isFinished {
                return try lastItem()
            } else {
                return nil
            }
        }
        return nil
    }
}

extension SessionParser {
    /// The next line that ends in LF, without it.
    private mutating func nextLine() throws(SessionError) -> Range<Int>? {
        while true {
            guard let end = buffer.span.firstOffset(of: UInt8(ascii: "\n"), from: searched) else {
                searched = buffer.count
                return try noLine()
            }
            let range = start..<end
            start = end + 1
            searched = start
            line += isSkipping ? 0 : 1
            if isSkipping {
                isSkipping = false
            } else if range.count > Self.lineLimit {
                throw tooLong(range.count)
            } else {
                return range
            }
        }
    }

    /// There is no LF in the buffer: a line past the limit is given up, so that the buffer stays bounded.
    private mutating func noLine() throws(SessionError) -> Range<Int>? {
        let isTooLong = searched - start > Self.lineLimit
        guard isTooLong || isSkipping else { return nil }
        let length = searched - start
        start = searched
        if isSkipping { return nil }
        isSkipping = true
        line += 1
        throw tooLong(length)
    }

    private mutating func tooLong(_ count: Int) -> SessionError {
        if stage == .header { stage = .over }
        return SessionError(
            line: line, "the line has \(count) bytes or more, and \(Self.lineLimit) are allowed",
            "split its data over several lines")
    }

    /// What a whole line says; nil for a blank one.
    private mutating func item(_ range: Range<Int>) throws(SessionError) -> Item? {
        let range = trimmed(range)
        guard !range.isEmpty else { return nil }
        guard stage == .header else { return .event(try event(range)) }
        stage = .over
        let header = try EventDecoder.header(buffer.span.extracting(range), number: line)
        stage = .events
        return .header(header)
    }

    private mutating func event(_ range: Range<Int>) throws(SessionError) -> Event {
        let event = try EventDecoder.event(buffer.span.extracting(range), number: line, after: order.time)
        try order.admit(event, line: line)
        return event
    }

    /// What stands after the last LF: a whole event whose LF is missing (an editor left it out), or a torn one.
    private mutating func lastItem() throws(SessionError) -> Item? {
        let range = trimmed(start..<buffer.count)
        start = buffer.count
        let isHeader = stage == .header
        stage = .over
        guard !isSkipping else { return nil }
        line += range.isEmpty ? 0 : 1
        if isHeader { return .header(try onlyHeader(range)) }
        guard !range.isEmpty else { return nil }
        do {
            _ = try LineMembers(buffer.span.extracting(range), number: line)
        } catch {
            torn = TornLine(line: line, byteCount: range.count)
            return nil
        }
        return .event(try event(range))
    }

    private func onlyHeader(_ range: Range<Int>) throws(SessionError) -> SessionHeader {
        guard !range.isEmpty else {
            throw SessionError(line: 1, "the file is empty", "a session file begins with a header line")
        }
        return try EventDecoder.header(buffer.span.extracting(range), number: line)
    }

    /// Without blanks at either end, the CR of an editor's CRLF, or a byte order mark at the file's start.
    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        var lower = range.lowerBound
        var upper = range.upperBound
        if stage == .header, upper - lower >= 3, buffer[lower] == 0xEF, buffer[lower + 1] == 0xBB,
            buffer[lower + 2] == 0xBF
        {
            lower += 3
        }
        while lower < upper, isBlank(buffer[lower]) { lower += 1 }
        while lower < upper, isBlank(buffer[upper - 1]) { upper -= 1 }
        return lower..<upper
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
}
