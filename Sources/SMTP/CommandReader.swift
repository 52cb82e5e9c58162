import Octets

/// A server's side of reading: bytes go in as they come, and commands, lines of credentials, letters and chunks come out in
/// the order in which the server asks for them.
package struct CommandReader: Sendable {
    private let limits: Limits
    private var buffer: LineBuffer

    package init(limits: Limits = .standard) {
        self.limits = limits
        buffer = LineBuffer(limits)
    }

    /// Octets that have come and have not been asked for.
    package var bufferedCount: Int { buffer.count }

    /// Takes what has come. Throws, and keeps nothing of it, where more than the limit would lie here unread.
    package mutating func append(_ bytes: Span<UInt8>) throws(ParseError) { try buffer.append(bytes) }

    /// The next command with its line; nil while its end has not come. A line over the limit throws once and is skipped;
    /// the next call goes on behind it.
    package mutating func next() throws(ParseError) -> (command: Command, line: [UInt8])? {
        guard let line = try buffer.nextLine(limit: limits.line) else { return nil }
        return (Command.parse(line.span), line)
    }

    /// The next line without its end, as the client's part of an authentication (RFC 4954 §4); nil while it has not come.
    package mutating func nextCredentials() throws(ParseError) -> [UInt8]? {
        guard let line = try buffer.nextLine(limit: limits.credentialsLine) else { return nil }
        let end = LineEnd(of: line.span)
        return Array(line[..<end.content])
    }

    /// Hands what is here to `content`, and says whether the line of one dot has been read.
    package mutating func readContent(_ content: inout ContentReader) -> Bool {
        buffer.consume { bytes, start in content.receive(bytes, from: start) }
        return content.isComplete
    }

    /// The next `count` octets (a chunk of BDAT); nil while they have not all come. A server should refuse a size that does
    /// not fit the buffer.
    package mutating func nextChunk(_ count: Int) -> [UInt8]? { buffer.take(count) }
}

/// A client's side of reading: bytes go in as they come, replies come out.
package struct ReplyReader: Sendable {
    private let limits: Limits
    private var buffer: LineBuffer

    package init(limits: Limits = .standard) {
        self.limits = limits
        buffer = LineBuffer(limits)
    }

    /// Octets that have come and have not been asked for.
    package var bufferedCount: Int { buffer.count }

    /// Takes what has come. Throws, and keeps nothing of it, where more than the limit would lie here unread.
    package mutating func append(_ bytes: Span<UInt8>) throws(ParseError) { try buffer.append(bytes) }

    /// The next reply; nil while its last line has not come. What is no reply throws once and its line is skipped.
    package mutating func next() throws(ParseError) -> Reply? {
        do throws(ParseError) {
            return try nextWhole()
        } catch {
            buffer.skipLine()
            throw error
        }
    }

    private mutating func nextWhole() throws(ParseError) -> Reply? {
        let bytes = try buffer.nextMessage(limit: limits.reply, "reply") { (bytes, start) throws(ParseError) in
            try Reply.parse(bytes, from: start).map { $0.range.count }
        }
        return try bytes.flatMap { (bytes) throws(ParseError) in try Reply.parse(bytes.span) }
    }
}

extension LineBuffer {
    fileprivate init(_ limits: Limits) { self.init(limit: limits.buffered, reference: "RFC 5321 §4.5.3.1") }
}
