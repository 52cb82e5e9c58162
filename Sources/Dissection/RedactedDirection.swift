import Octets

/// One direction of a connection as the redactor sees it: lines, and content where it is beyond doubt.
struct RedactedDirection: Sendable {
    enum Mode: Sendable, Hashable {
        /// Commands, replies, start lines, or content of which nothing is known for sure.
        case lines
        /// The field lines of an HTTP head.
        case head
        /// So many octets of content; then a chunk's CRLF, or the next message.
        case content(UInt64, chunk: Bool)
        case chunkSize, chunkEnd, trailers
        /// Content up to the end of the connection.
        case toClose
        /// A letter up to the line of one dot.
        case letter
        /// Lines of a response of POP3 up to the line of one dot: none of them is a reply.
        case list
    }

    var scanner = SecretScanner()
    var mode = Mode.lines
    private(set) var status = 0
    private var line = RedactedLine()
    private var framing = Framing()

    /// What an HTTP head says of its content, and whether it says it without doubt.
    private struct Framing: Sendable {
        var certain = true
        var length: UInt64?
        var chunked = false
        var isHTTP11 = true
    }

    /// If the octets from `index` on are content: where that ends, at most `end`.
    mutating func skipContent(from index: Int, to end: Int) -> Int? {
        switch mode {
        case .toClose: return end
        case .content(let left, let chunk):
            let step = min(left, UInt64(end - index))
            if left > step {
                mode = .content(left - step, chunk: chunk)
            } else {
                mode = chunk ? .chunkEnd : .lines
            }
            return index + Int(step)
        default: return nil
        }
    }

    mutating func record(_ bytes: Span<UInt8>, from index: Int, to end: Int) {
        line.append(bytes, from: index, to: end)
    }

    mutating func takeLine() -> RedactedLine {
        defer { line.clear() }
        line.trimLineEnd()
        return line
    }

    mutating func beginHead(_ isHTTP11: Bool, status: Int = 0) {
        mode = .head
        self.status = status
        framing = Framing(isHTTP11: isHTTP11)
    }

    mutating func addFieldLine(_ line: RedactedLine) {
        guard let field = line.field else {
            framing.certain = false
            return
        }
        if field.name == "content-length" {
            guard framing.length == nil, let length = field.decimal else { return framing.certain = false }
            framing.length = length
        } else if field.name == "transfer-encoding" {
            if framing.chunked || field.value != "chunked" || !framing.isHTTP11 { framing.certain = false }
            framing.chunked = true
        } else if field.name == "expect" {
            // Whether the content is sent at all depends on the answer (RFC 9110 §10.1.1).
            framing.certain = false
        }
    }

    /// `known`: the exchange is one whose content is framed by the head alone; `bodyless`: there is none;
    /// `toClose`: without a length it goes on to the end of the connection.
    mutating func endHead(known: Bool, bodyless: Bool, toClose: Bool) {
        mode = .lines
        guard known, framing.certain, !bodyless else { return }
        if framing.chunked {
            if framing.length == nil { mode = .chunkSize }
        } else if let length = framing.length {
            if length > 0 { mode = .content(length, chunk: false) }
        } else if toClose {
            mode = .toClose
        }
    }

    mutating func endFramingLine(_ line: RedactedLine) {
        switch mode {
        case .chunkSize:
            guard let size = line.chunkSize else { return mode = .lines }
            mode = size == 0 ? .trailers : .content(size, chunk: true)
        case .chunkEnd: mode = line.bytes.isEmpty ? .chunkSize : .lines
        case .trailers: if line.bytes.isEmpty { mode = .lines }
        default: break
        }
    }
}

/// The first octets of a line, and what the redactor reads off them.
struct RedactedLine: Sendable {
    static let limit = 8_192

    enum Reply: Sendable, Hashable {
        case continued
        /// SMTP's 334, or else POP3's `+`.
        case challenge(isSMTP: Bool)
        /// The code, or 0 for POP3's `+OK` and 500 for its `-ERR`.
        case final(Int)
    }

    private(set) var bytes: [UInt8] = []
    /// Longer than `limit`: what it says is not to be trusted.
    private(set) var isCut = false

    mutating func append(_ span: Span<UInt8>, from index: Int, to end: Int) {
        let stop = min(end, index + Self.limit - bytes.count)
        if stop < end { isCut = true }
        for each in index..<max(index, stop) { bytes.append(span[each]) }
    }

    mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
        isCut = false
    }

    mutating func trimLineEnd() {
        if bytes.last == 10 { bytes.removeLast() }
        if bytes.last == 13 { bytes.removeLast() }
    }

    /// A line of POP3's server that can be a response; all others are lines of one.
    var hasStatusIndicator: Bool { bytes.first == UInt8(ascii: "+") || bytes.first == UInt8(ascii: "-") }

    var isOnlyADot: Bool { bytes == [UInt8(ascii: ".")] }

    private func starts(with text: StaticString, at offset: Int = 0) -> Bool {
        let count = text.utf8CodeUnitCount
        guard bytes.count >= offset + count else { return false }
        return text.withUTF8Buffer { buffer in
            for index in 0..<count where Self.upper(bytes[offset + index]) != buffer[index] { return false }
            return true
        }
    }

    private static func upper(_ byte: UInt8) -> UInt8 { byte >= 97 && byte <= 122 ? byte & 0xDF : byte }
    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }

    /// The verb stands first, behind white space if need be, and nothing but white space comes before its argument.
    func isVerb(_ verb: StaticString) -> Bool {
        let indent = bytes.prefix(while: Self.isBlank).count
        let end = indent + verb.utf8CodeUnitCount
        return starts(with: verb, at: indent) && (bytes.count == end || Self.isBlank(bytes[end]))
    }

    var hasArgument: Bool {
        bytes.split(maxSplits: 2, omittingEmptySubsequences: true, whereSeparator: Self.isBlank).count > 1
    }

    /// The method, if this is a request line with a version (RFC 9112 §3).
    var requestMethod: [UInt8]? {
        guard !isCut, bytes.count >= 12, starts(with: "HTTP/1.", at: bytes.count - 8) else { return nil }
        let words = bytes.split(separator: 32, omittingEmptySubsequences: false)
        return words.count == 3 && !words[0].isEmpty ? Array(words[0]) : nil
    }

    /// The status code, if this is a status line (RFC 9112 §4).
    var responseStatus: Int? {
        guard !isCut, starts(with: "HTTP/1."), bytes.count >= 12, bytes[8] == 32 else { return nil }
        return code(at: 9)
    }

    var isHTTP11: Bool {
        let offset = responseStatus != nil ? 0 : max(0, bytes.count - 8)
        return starts(with: "HTTP/1.1", at: offset)
    }

    private func code(at offset: Int) -> Int? {
        guard bytes.count >= offset + 3 else { return nil }
        var value = 0
        for byte in bytes[offset..<offset + 3] {
            guard byte >= 48, byte <= 57 else { return nil }
            value = value * 10 + Int(byte - 48)
        }
        return value
    }

    var reply: Reply? {
        if starts(with: "+OK") { return .final(0) }
        if starts(with: "-ERR") { return .final(500) }
        if bytes.first == UInt8(ascii: "+") { return .challenge(isSMTP: false) }
        guard let code = code(at: 0), code >= 200, code < 600 else { return nil }
        if bytes.count > 3, bytes[3] == UInt8(ascii: "-") { return .continued }
        guard bytes.count == 3 || Self.isBlank(bytes[3]) else { return nil }
        return code == 334 ? .challenge(isSMTP: true) : .final(code)
    }

    /// A field line whose name and value leave no doubt: no folding, no white space before the colon, no bare CR.
    var field: (name: String, value: String, decimal: UInt64?)? {
        guard !isCut, let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0, !bytes.contains(13) else {
            return nil
        }
        let name = bytes[..<colon]
        guard !name.contains(where: { $0 <= 32 || $0 >= 127 }) else { return nil }
        let value = bytes[(colon + 1)...].drop(while: Self.isBlank)
        let trimmed = value.prefix(value.count - value.reversed().prefix(while: Self.isBlank).count)
        return (Self.lowercased(name), Self.lowercased(trimmed), Self.decimal(trimmed))
    }

    private static func lowercased(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.map { $0 >= 65 && $0 <= 90 ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    private static func decimal(_ digits: ArraySlice<UInt8>) -> UInt64? {
        guard !digits.isEmpty, digits.count <= 18, digits.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
        return digits.reduce(0) { $0 * 10 + UInt64($1 - 48) }
    }

    /// The size that a chunk line gives, if there is no doubt about it (RFC 9112 §7.1).
    var chunkSize: UInt64? {
        let digits = bytes.prefix { $0 != UInt8(ascii: ";") && !Self.isBlank($0) }
        guard !isCut, !digits.isEmpty, digits.count <= 15 else { return nil }
        return UInt64(String(decoding: digits, as: UTF8.self), radix: 16).flatMap {
            digits.first == UInt8(ascii: "+") || digits.first == UInt8(ascii: "-") ? nil : $0
        }
    }
}
