/// A `name: value` line, as HTTP and mail write header fields: where its parts are.
public struct FieldLine: Hashable, Sendable {
    /// The whole line with its terminator, and with the lines that continue it.
    public var range: Range<Int>
    /// What stands before the colon, without whitespace at its end.
    public var name: Range<Int>
    /// What follows the colon, without spaces and tabs at both ends. A continued value holds its line ends.
    public var value: Range<Int>

    @inlinable
    public init(range: Range<Int>, name: Range<Int>, value: Range<Int>) {
        self.range = range
        self.name = name
        self.value = value
    }
}

extension Span where Element == UInt8 {
    /// Splits `line` at its first colon. Nil if there is none.
    ///
    /// Whitespace between name and colon belongs to neither; `name.upperBound` is then before the colon.
    @inlinable
    public func fieldLine(_ line: Line) -> FieldLine? {
        let content = line.content
        guard let colon = firstOffset(of: 0x3A, from: content.lowerBound, upTo: content.upperBound) else { return nil }
        return FieldLine(
            range: line.range,
            name: content.lowerBound..<trimmedEnd(of: content.lowerBound..<colon),
            value: trimmed((colon + 1)..<content.upperBound))
    }

    /// `range` without spaces and tabs at both ends (OWS of RFC 9110 §5.6.3).
    @inlinable
    public func trimmed(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        while start < range.upperBound, self[start] == 0x20 || self[start] == 0x09 { start += 1 }
        return start..<trimmedEnd(of: start..<range.upperBound)
    }

    /// Where `range` ends when spaces and tabs at its end are left off.
    @inlinable
    public func trimmedEnd(of range: Range<Int>) -> Int {
        var end = range.upperBound
        while end > range.lowerBound, self[end - 1] == 0x20 || self[end - 1] == 0x09 { end -= 1 }
        return end
    }
}
