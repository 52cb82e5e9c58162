/// Makes text fit to be sent before a line of one dot: a line that begins with a dot gets one more (RFC 5321 §4.5.2,
/// RFC 1939 §3). Text may come in pieces, cut anywhere.
///
/// Lines begin after CRLF and nowhere else; text with bare LF is passed on as it is.
public struct DotStuffer: Sendable {
    @usableFromInline var atLineStart = true
    @usableFromInline var afterCarriageReturn = false

    @inlinable public init() {}

    /// Appends the stuffed form of `bytes` to `output`.
    @inlinable
    public mutating func stuff(_ bytes: Span<UInt8>, into output: inout [UInt8]) {
        var start = 0
        while start < bytes.count {
            if atLineStart, bytes[start] == DotUnstuffer.dot { output.append(DotUnstuffer.dot) }
            let end = bytes.firstOffset(of: DotUnstuffer.lineFeed, from: start).map { $0 + 1 } ?? bytes.count
            atLineStart = endsLine(bytes, start..<end)
            afterCarriageReturn = bytes[end - 1] == DotUnstuffer.carriageReturn
            bytes.withUnsafeBufferPointer { output.append(contentsOf: $0[start..<end]) }
            start = end
        }
    }

    /// Appends the line of one dot, and before it the CRLF that the text may lack.
    @inlinable
    public mutating func finish(into output: inout [UInt8]) {
        if !atLineStart { output.append(contentsOf: [DotUnstuffer.carriageReturn, DotUnstuffer.lineFeed]) }
        output.append(contentsOf: [DotUnstuffer.dot, DotUnstuffer.carriageReturn, DotUnstuffer.lineFeed])
        self = DotStuffer()
    }

    @inlinable
    func endsLine(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard bytes[range.upperBound - 1] == DotUnstuffer.lineFeed else { return false }
        return range.count > 1
            ? bytes[range.upperBound - 2] == DotUnstuffer.carriageReturn : afterCarriageReturn
    }
}

/// Takes dot-stuffed text apart up to the line of one dot, holding nothing but its place within a line.
///
/// Ask `next` for runs of text until it gives nil; then either all bytes are used or `isComplete` is true and `offset`
/// stands behind the line of one dot.
public struct DotUnstuffer: Sendable, Hashable {
    /// The line of one dot has been read.
    public private(set) var isComplete = false
    /// Octets of text so far, without stuffed dots and without the line of one dot.
    public private(set) var count: UInt64 = 0
    /// Bare LF was seen in the text or at the line of one dot.
    public private(set) var sawBareLineFeed = false
    /// A bare LF ends a line too. A peer that ended its commands with bare LF will end its text the same way; from any
    /// other one only CRLF counts, or a hidden line of one dot could smuggle a second letter in.
    public let acceptsBareLineFeed: Bool
    private var place = Place.lineStart

    enum Place: UInt8, Sendable { case lineStart, dot, dotCarriageReturn, middle, carriageReturn }

    /// A run of text.
    public struct Run: Hashable, Sendable {
        /// Offsets of the bytes that were handed in. Never empty.
        public var range: Range<Int>
        /// A carriage return, held back because it might have ended the line of one dot, stands before the run.
        public var carriageReturnBefore: Bool
    }

    @usableFromInline static let dot = UInt8(ascii: ".")
    @usableFromInline static let carriageReturn: UInt8 = 0x0D
    @usableFromInline static let lineFeed: UInt8 = 0x0A

    public init(acceptsBareLineFeed: Bool = false) { self.acceptsBareLineFeed = acceptsBareLineFeed }

    /// The next run of text at or after `offset`, which moves on.
    public mutating func next(_ bytes: Span<UInt8>, from offset: inout Int) -> Run? {
        while offset < bytes.count, !isComplete {
            switch (place, bytes[offset]) {
            case (.lineStart, DotUnstuffer.dot): place = .dot
            case (.dot, DotUnstuffer.carriageReturn): place = .dotCarriageReturn
            case (.dotCarriageReturn, DotUnstuffer.lineFeed): isComplete = true
            case (.dot, DotUnstuffer.lineFeed) where acceptsBareLineFeed:
                isComplete = true
                sawBareLineFeed = true
            default: return run(bytes, from: &offset)
            }
            offset += 1
        }
        return nil
    }

    /// Appends the text of `bytes` from `offset` on to `output`, and gives the offset up to which bytes were used.
    public mutating func unstuff(_ bytes: Span<UInt8>, from offset: Int = 0, into output: inout [UInt8]) -> Int {
        var offset = offset
        while let run = next(bytes, from: &offset) {
            if run.carriageReturnBefore { output.append(DotUnstuffer.carriageReturn) }
            bytes.withUnsafeBufferPointer { output.append(contentsOf: $0[run.range]) }
        }
        return offset
    }

    /// The text from `offset` to the end of its line, or of the bytes.
    private mutating func run(_ bytes: Span<UInt8>, from offset: inout Int) -> Run {
        let start = offset
        let held = place == .dotCarriageReturn
        var afterReturn = held || place == .carriageReturn
        place = .middle
        while place == .middle, let lineFeed = bytes.firstOffset(of: DotUnstuffer.lineFeed, from: offset) {
            if lineFeed > start { afterReturn = bytes[lineFeed - 1] == DotUnstuffer.carriageReturn }
            if !afterReturn { sawBareLineFeed = true }
            if afterReturn || acceptsBareLineFeed { place = .lineStart }
            offset = lineFeed + 1
        }
        if place == .middle {
            if bytes[bytes.count - 1] == DotUnstuffer.carriageReturn { place = .carriageReturn }
            offset = bytes.count
        }
        count += UInt64(offset - start) + (held ? 1 : 0)
        return Run(range: start..<offset, carriageReturnBefore: held)
    }
}
