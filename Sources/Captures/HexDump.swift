import Octets

/// Reads what `xxd`, `hexdump -C` and Wireshark print: an offset, octets in hexadecimal, and perhaps the same as text.
///
///     00000000: 4745 5420 2f0d 0a                        GET /..
///     00000000  47 45 54 20 2f 0d 0a                             |GET /..|
///     0000   47 45 54 20 2f 0d 0a                              GET /..
///
/// Where Wireshark prints both sides of a stream it indents the server's. An offset of 0 begins another piece, and `*`
/// stands for lines like the one before.
///
/// `append` takes bytes in; `next` gives a row, and nil when it needs more. After the last chunk comes `finish`, and `next`
/// again until nil. An error of `next` is about one line, which is left out.
package struct HexDump: Sendable {
    /// Octets of one line at most.
    package static let lineLimit = 4_096
    /// Octets that all lines may stand for: `*` could stand for any number.
    package static let octetLimit = 64 << 20

    /// What one line stands for.
    package struct Row: Hashable, Sendable {
        package var bytes: [UInt8]
        /// Of the other side than lines without an indent.
        package var isIndented: Bool
        /// Its offset is 0: what came before is another datagram.
        package var beginsPiece: Bool
    }

    /// What is wrong with a line.
    package struct LineError: Error, Hashable, Sendable, CustomStringConvertible {
        /// From 1.
        package var line: Int
        package var what: String
        package var description: String { "line \(line): \(what)" }
    }

    private var buffer: [UInt8] = []
    private var start = 0
    private var line = 0
    private var isFinished = false
    private var total = 0
    private var sides = [Side(), Side()]
    private var repeats = false
    /// A row whose line was wrong in its offset alone.
    private var waiting: Row?

    /// How far the lines of one side have come.
    private struct Side: Sendable {
        var offset = 0
        var last: [UInt8] = []
    }

    package init() {}

    /// A file that begins so is a hex dump: its first line that is not empty has offset 0.
    package static func isDump(_ first: Span<UInt8>) -> Bool {
        var start = 0
        while start < first.count {
            let end = first.line(from: start).map(\.content.upperBound) ?? first.count
            if let row = HexDumpLine(first.extracting(start..<end)) { return row.offset == 0 && !row.bytes.isEmpty }
            guard HexDumpLine.isEmpty(first.extracting(start..<end)), let next = first.line(from: start)?.end else {
                return false
            }
            start = next
        }
        return false
    }

    package mutating func append(_ chunk: Span<UInt8>) {
        buffer.removeSubrange(0..<start)
        start = 0
        chunk.withUnsafeBufferPointer { buffer.append(contentsOf: $0) }
    }

    package mutating func finish() { isFinished = true }

    package mutating func next() throws(LineError) -> Row? {
        if let row = waiting {
            waiting = nil
            return row
        }
        while let range = nextLine() {
            if let row = try row(buffer.span.bytes(in: range)) { return row }
        }
        return nil
    }
}

extension HexDump {
    /// The next line without its end; nil while it is not all there. One past the limit is given in parts.
    private mutating func nextLine() -> Range<Int>? {
        let first = start
        if let found = buffer.span.line(from: start, upTo: start + Self.lineLimit) {
            start = found.end
            line += 1
            return found.content
        }
        guard buffer.count - start > Self.lineLimit || isFinished, start < buffer.count else { return nil }
        start = min(buffer.count, start + Self.lineLimit)
        line += 1
        return first..<start
    }

    /// What a line stands for; nil where it is empty, or says how the next one is to be taken.
    private mutating func row(_ text: [UInt8]) throws(LineError) -> Row? {
        if HexDumpLine.isEmpty(text.span) { return nil }
        if text == [UInt8(ascii: "*")] {
            repeats = true
            return nil
        }
        guard let found = HexDumpLine(text.span) else { throw error("this is no line of a hex dump") }
        let side = found.isIndented ? 1 : 0
        let missing = found.offset == 0 ? 0 : found.offset - sides[side].offset
        guard missing != 0 else { return try take(found, after: []) }
        let told = error("its offset is \(found.offset), and \(sides[side].offset) octets came before it")
        guard missing > 0, missing <= Self.octetLimit else { throw told }
        let last = sides[side].last
        if repeats, !last.isEmpty, missing % last.count == 0 {
            return try take(found, after: (0..<missing / last.count).flatMap { _ in last })
        }
        // A line may have been lost; those behind it are taken as they come.
        sides[side].offset = found.offset
        waiting = try take(found, after: [])
        throw told
    }

    /// - Parameter filling: what `*` stands for before the line.
    private mutating func take(_ found: HexDumpLine, after filling: [UInt8]) throws(LineError) -> Row? {
        let side = found.isIndented ? 1 : 0
        let bytes = filling + found.bytes
        repeats = false
        guard total + bytes.count <= Self.octetLimit else {
            throw error("the dump stands for more than \(Self.octetLimit) octets")
        }
        total += bytes.count
        sides[side].offset = (found.offset == 0 ? 0 : sides[side].offset) + bytes.count
        if !found.bytes.isEmpty { sides[side].last = found.bytes }
        // The last line of `hexdump` is the length alone.
        return bytes.isEmpty ? nil : Row(bytes: bytes, isIndented: found.isIndented, beginsPiece: found.offset == 0)
    }

    private func error(_ what: String) -> LineError { LineError(line: line, what: what) }
}

/// One line of a hex dump, taken apart.
struct HexDumpLine: Hashable {
    var offset: Int
    var bytes: [UInt8]
    var isIndented: Bool

    /// More of one line are taken for the text beside them.
    private static let byteLimit = 256

    static func isEmpty(_ text: Span<UInt8>) -> Bool {
        for index in text.indices where text[index] != 0x20 && text[index] != 0x09 && text[index] != 0x0D {
            return false
        }
        return true
    }

    /// nil where the line begins with no offset.
    init?(_ text: Span<UInt8>) {
        var place = Self.spaces(text, from: 0)
        isIndented = place > 0
        guard let (offset, end) = Self.offset(text, from: place) else { return nil }
        self.offset = offset
        place = end
        // Only xxd has a colon, and only it ends its octets with two spaces wherever they end.
        let isXXD = place < text.count && text[place] == UInt8(ascii: ":")
        if isXXD { place += 1 }
        bytes = []
        var gap = Self.spaces(text, from: place)
        guard place + gap == text.count || gap > 0 else { return nil }
        while true {
            place += gap
            guard let group = Self.group(text, from: place) else { break }
            bytes += group
            place += 2 * group.count
            gap = Self.spaces(text, from: place)
            if Self.isEnd(gap, bytes.count, isXXD) { break }
        }
    }

    /// Whether what follows so many spaces behind so many octets is the text beside them.
    private static func isEnd(_ gap: Int, _ count: Int, _ isXXD: Bool) -> Bool {
        if gap == 0 || count >= byteLimit { return true }
        if isXXD { return gap > 1 }
        // A line of 16 has a wider gap in its middle.
        return gap > 2 || gap == 2 && count != 8 || count == 16
    }

    private static func spaces(_ text: Span<UInt8>, from start: Int) -> Int {
        var end = start
        while end < text.count, text[end] == 0x20 || text[end] == 0x09 { end += 1 }
        return end - start
    }

    /// At least four hexadecimal digits, and where they end.
    private static func offset(_ text: Span<UInt8>, from start: Int) -> (Int, Int)? {
        var value = 0
        var end = start
        while end < text.count, let digit = Hex.value(of: text[end]) {
            value = value << 4 | Int(digit)
            end += 1
            guard end - start <= 12 else { return nil }
        }
        return end - start >= 4 ? (value, end) : nil
    }

    /// Octets without a space between them: digits in pairs, up to a space or the end.
    private static func group(_ text: Span<UInt8>, from start: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        var place = start
        while place + 1 < text.count, let high = Hex.value(of: text[place]), let low = Hex.value(of: text[place + 1]) {
            bytes.append(high << 4 | low)
            place += 2
        }
        let isWhole = place == text.count || text[place] == 0x20 || text[place] == 0x09 || text[place] == 0x0D
        return bytes.isEmpty || !isWhole ? nil : bytes
    }
}
