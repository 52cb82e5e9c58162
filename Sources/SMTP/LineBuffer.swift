import Octets

/// Bytes that have come and are not read yet, with a bound.
struct LineBuffer: Sendable {
    let limits: Limits
    private var bytes: [UInt8] = []
    private var start = 0
    /// Up to where an unfinished reply has been looked at.
    private var looked = 0
    /// The rest of a line that was too long is thrown away up to its LF.
    private var skipping = false

    init(limits: Limits) { self.limits = limits }

    var count: Int { bytes.count - start }

    mutating func append(_ new: Span<UInt8>) throws(ParseError) {
        guard count + new.count <= limits.buffered else {
            throw ParseError(
                .limit(name: "octets that wait to be read", actual: count + new.count, allowed: limits.buffered),
                at: 0..<new.count, "more has come than is kept unread", "RFC 5321 §4.5.3.1")
        }
        compact()
        new.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
        if skipping { skipLine() }
    }

    /// The next line with its end, or nil. Throws for a line over `limit`, which is skipped.
    mutating func nextLine(limit: Int) throws(ParseError) -> [UInt8]? {
        guard !skipping else { return nil }
        let lineFeed = bytes.span.firstOffset(of: 0x0A, from: start)
        let length = lineFeed.map { $0 + 1 - start } ?? count
        guard length <= limit else {
            skipLine()
            throw ParseError(
                .limit(name: "octets of a line", actual: length, allowed: limit), at: 0..<length,
                "the line is longer than the limit", "RFC 5321 §4.5.3.1.4")
        }
        guard let lineFeed else { return nil }
        defer { start = lineFeed + 1 }
        return Array(bytes[start...lineFeed])
    }

    /// The next reply, whose offsets begin at 0, or nil.
    mutating func nextReply() throws(ParseError) -> Reply? {
        // A reply is looked at again only when a line more has come.
        guard !skipping, bytes.span.firstOffset(of: 0x0A, from: max(start, looked)) != nil || count > limits.reply
        else { return nil }
        if let end = try Reply.parse(bytes.span, from: start)?.range.upperBound {
            let reply = try Reply.parse(bytes[start..<end].span)
            start = end
            return reply
        }
        guard count <= limits.reply else {
            throw ParseError(
                .limit(name: "octets of a reply", actual: count, allowed: limits.reply), at: 0..<count,
                "the reply is longer than the limit", "RFC 5321 §4.5.3.1.5")
        }
        looked = bytes.count
        return nil
    }

    /// Throws the next line away, now or as it comes.
    mutating func skipLine() {
        guard let lineFeed = bytes.span.firstOffset(of: 0x0A, from: start) else {
            start = bytes.count
            skipping = true
            return
        }
        start = lineFeed + 1
        skipping = false
    }

    mutating func take(_ wanted: Int) -> [UInt8]? {
        guard wanted >= 0, count >= wanted else { return nil }
        defer { start += wanted }
        return Array(bytes[start..<(start + wanted)])
    }

    /// `reader` gets the bytes and the offset of the first unread one, and gives the offset up to which it has read.
    mutating func consume(_ reader: (Span<UInt8>, Int) -> Int) {
        start = max(start, min(bytes.count, reader(bytes.span, start)))
    }

    private mutating func compact() {
        guard start > 0 else { return }
        bytes.removeFirst(start)
        looked = max(0, looked - start)
        start = 0
    }
}
