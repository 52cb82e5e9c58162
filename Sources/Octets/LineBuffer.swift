/// Bytes that have come and are not read yet, with a bound: what a server or a client reads lines from.
package struct LineBuffer: Sendable {
    /// Octets that are kept unread at most.
    private let limit: Int
    /// The section that an error about too long a line names.
    private let reference: String
    private var bytes: [UInt8] = []
    private var start = 0
    /// Up to where an unfinished message has been looked at.
    private var looked = 0
    /// The rest of a line that was too long is thrown away up to its LF.
    private var skipping = false

    package init(limit: Int, reference: String) {
        self.limit = limit
        self.reference = reference
    }

    package var count: Int { bytes.count - start }

    /// Throws, and keeps nothing of it, where more than the limit would lie here unread.
    package mutating func append(_ new: Span<UInt8>) throws(ParseError) {
        guard count + new.count <= limit else {
            throw ParseError(
                .limit(name: "octets that wait to be read", actual: count + new.count, allowed: limit),
                at: 0..<new.count, "more has come than is kept unread", reference)
        }
        compact()
        new.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
        if skipping { skipLine() }
    }

    /// The next line with its end, or nil. Throws for a line over `limit`, which is skipped.
    package mutating func nextLine(limit: Int) throws(ParseError) -> [UInt8]? {
        guard !skipping else { return nil }
        let lineFeed = bytes.span.firstOffset(of: 0x0A, from: start)
        let length = lineFeed.map { $0 + 1 - start } ?? count
        guard length <= limit else {
            skipLine()
            throw ParseError(
                .limit(name: "octets of a line", actual: length, allowed: limit), at: 0..<length,
                "the line is longer than the limit", reference)
        }
        guard let lineFeed else { return nil }
        defer { start = lineFeed + 1 }
        return Array(bytes[start...lineFeed])
    }

    /// The next message of several lines, whose octets begin at 0; nil while it is not whole. `length` gives how long the
    /// message is that begins at the offset, or nil, and is asked again only when a line more has come. Throws where it
    /// throws, and for a message over `limit`.
    package mutating func nextMessage(
        limit: Int, _ name: String, length: (Span<UInt8>, Int) throws(ParseError) -> Int?
    ) throws(ParseError) -> [UInt8]? {
        guard !skipping, bytes.span.firstOffset(of: 0x0A, from: max(start, looked)) != nil || count > limit
        else { return nil }
        if let length = try length(bytes.span, start) {
            defer { start += length }
            return Array(bytes[start..<(start + length)])
        }
        guard count <= limit else {
            throw ParseError(
                .limit(name: "octets of a \(name)", actual: count, allowed: limit), at: 0..<count,
                "the \(name) is longer than the limit", reference)
        }
        looked = bytes.count
        return nil
    }

    /// Throws the next line away, now or as it comes.
    package mutating func skipLine() {
        guard let lineFeed = bytes.span.firstOffset(of: 0x0A, from: start) else {
            start = bytes.count
            skipping = true
            return
        }
        start = lineFeed + 1
        skipping = false
    }

    /// The next `wanted` octets, or nil while they have not all come.
    package mutating func take(_ wanted: Int) -> [UInt8]? {
        guard wanted >= 0, count >= wanted else { return nil }
        defer { start += wanted }
        return Array(bytes[start..<(start + wanted)])
    }

    /// `reader` gets the bytes and the offset of the first unread one, and gives the offset up to which it has read.
    package mutating func consume(_ reader: (Span<UInt8>, Int) -> Int) {
        start = max(start, min(bytes.count, reader(bytes.span, start)))
    }

    private mutating func compact() {
        guard start > 0 else { return }
        bytes.removeFirst(start)
        looked = max(0, looked - start)
        start = 0
    }
}
