/// One line of bytes: its content, and how it ended.
public struct Line: Hashable, Sendable {
    /// How a line ended. Protocols of the Internet want CRLF; a bare LF is accepted by most and worth telling.
    public enum Terminator: UInt8, Hashable, Sendable {
        case crlf, lf

        /// In octets.
        @inlinable public var count: Int { self == .crlf ? 2 : 1 }
    }

    /// Without the terminator.
    public var content: Range<Int>
    public var terminator: Terminator

    @inlinable
    public init(content: Range<Int>, terminator: Terminator) {
        self.content = content
        self.terminator = terminator
    }

    /// The offset after the terminator, where the next line begins.
    @inlinable public var end: Int { content.upperBound + terminator.count }
    /// With the terminator.
    @inlinable public var range: Range<Int> { content.lowerBound..<end }
    @inlinable public var isEmpty: Bool { content.isEmpty }
}

extension Span where Element == UInt8 {
    /// The line that begins at `start`, or nil while its LF has not come (or stands at or after `end`).
    @inlinable
    public func line(from start: Int = 0, upTo end: Int? = nil) -> Line? {
        guard let lineFeed = firstOffset(of: 0x0A, from: start, upTo: end) else { return nil }
        if lineFeed > start, self[lineFeed - 1] == 0x0D {
            return Line(content: start..<(lineFeed - 1), terminator: .crlf)
        }
        return Line(content: start..<lineFeed, terminator: .lf)
    }
}
