import Octets

/// A server's side of reading: bytes go in as they come, commands come out.
package struct CommandReader: Sendable {
    private let limits: Limits
    private var buffer: LineBuffer

    package init(limits: Limits = .standard) {
        self.limits = limits
        buffer = LineBuffer(limit: limits.buffered, reference: "RFC 2449 §4")
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
}
