import Octets

/// Reads one JSON text (RFC 8259), such as a line of a session file.
///
/// Strict: no trailing text, no comments, no duplicate names, no ill-formed UTF-8, no lone surrogates. Errors say which
/// offsets of the line they are about.
package func parse(line: Span<UInt8>, limits: Limits = .standard) throws(ParseError) -> Value {
    guard line.count <= limits.length else {
        throw ParseError(
            .limit(name: "length of a JSON text", actual: line.count, allowed: limits.length),
            at: limits.length..<line.count, "the JSON text is longer than the limit", "RFC 8259 §9")
    }
    if let range = firstIllFormedUTF8(line) {
        throw ParseError(.peer, at: range, "the text is not well-formed UTF-8", "RFC 8259 §8.1")
    }
    var parser = Parser(limits: limits)
    parser.skipWhitespace(line)
    let value = try parser.value(line, depth: 0)
    parser.skipWhitespace(line)
    guard parser.position == line.count else {
        throw ParseError(
            .peer, at: parser.position..<line.count, "there is more text after the JSON value", "RFC 8259 §2")
    }
    return value
}

/// What `parse` accepts at most.
package struct Limits: Sendable, Hashable {
    /// Octets of the text.
    package var length: Int
    /// Arrays and objects within one another.
    package var depth: Int

    package init(length: Int = 4 << 20, depth: Int = 64) {
        self.length = length
        self.depth = depth
    }

    package static let standard = Limits()
}

/// The position in the text, and what moves it on. The span is handed down, since it cannot be stored.
struct Parser {
    let limits: Limits
    var position = 0

    init(limits: Limits) { self.limits = limits }

    mutating func value(_ line: Span<UInt8>, depth: Int) throws(ParseError) -> Value {
        let start = position
        guard let byte = peek(line) else {
            throw error(line, "the text ends where a value should stand", "RFC 8259 §3")
        }
        let content: Value.Content
        switch byte {
        case UInt8(ascii: "{"): content = .object(try members(line, depth: depth))
        case UInt8(ascii: "["): content = .array(try elements(line, depth: depth))
        case UInt8(ascii: "\""): content = .string(try string(line))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): content = .number(try number(line))
        case UInt8(ascii: "t"): content = try literal(line, "true", .bool(true))
        case UInt8(ascii: "f"): content = try literal(line, "false", .bool(false))
        case UInt8(ascii: "n"): content = try literal(line, "null", .null)
        default: throw error(line, "no JSON value begins like this", "RFC 8259 §3")
        }
        return Value(content, range: start..<position)
    }

    func peek(_ line: Span<UInt8>) -> UInt8? { position < line.count ? line[position] : nil }

    /// An error at the next byte, or at the end.
    func error(_ line: Span<UInt8>, _ reason: String, _ reference: String) -> ParseError {
        ParseError(.peer, at: position..<Swift.min(position + 1, line.count), reason, reference)
    }

    mutating func skipWhitespace(_ line: Span<UInt8>) {
        while let byte = peek(line), byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    /// Consumes `byte` if it is the next one.
    mutating func take(_ byte: UInt8, _ line: Span<UInt8>) -> Bool {
        guard peek(line) == byte else { return false }
        position += 1
        return true
    }
}

extension Parser {
    private mutating func literal(
        _ line: Span<UInt8>, _ word: StaticString, _ content: Value.Content
    ) throws(ParseError) -> Value.Content {
        for byte in String(describing: word).utf8 where !take(byte, line) {
            throw error(line, "expected \(word)", "RFC 8259 §3")
        }
        return content
    }

    private mutating func elements(_ line: Span<UInt8>, depth: Int) throws(ParseError) -> [Value] {
        try enter(line, depth: depth)
        var elements: [Value] = []
        if take(UInt8(ascii: "]"), line) { return elements }
        while true {
            elements.append(try value(line, depth: depth + 1))
            skipWhitespace(line)
            if take(UInt8(ascii: "]"), line) { return elements }
            guard take(UInt8(ascii: ","), line) else { throw error(line, "expected a comma or ]", "RFC 8259 §5") }
            skipWhitespace(line)
        }
    }

    private mutating func members(_ line: Span<UInt8>, depth: Int) throws(ParseError) -> [Member] {
        try enter(line, depth: depth)
        var members: [Member] = []
        var names = Names()
        if take(UInt8(ascii: "}"), line) { return members }
        while true {
            let member = try member(line, depth: depth)
            guard names.insert(member.name, among: members) else {
                throw ParseError(.peer, at: member.range, "the name \(member.name) stands twice", "RFC 8259 §4")
            }
            members.append(member)
            skipWhitespace(line)
            if take(UInt8(ascii: "}"), line) { return members }
            guard take(UInt8(ascii: ","), line) else { throw error(line, "expected a comma or }", "RFC 8259 §4") }
            skipWhitespace(line)
        }
    }

    private mutating func member(_ line: Span<UInt8>, depth: Int) throws(ParseError) -> Member {
        let start = position
        guard peek(line) == UInt8(ascii: "\"") else { throw error(line, "expected a name in quotes", "RFC 8259 §4") }
        let name = try string(line)
        skipWhitespace(line)
        guard take(UInt8(ascii: ":"), line) else { throw error(line, "expected a colon", "RFC 8259 §4") }
        skipWhitespace(line)
        let value = try value(line, depth: depth + 1)
        return Member(name: name, value: value, range: start..<position)
    }

    /// Steps over the bracket and the space behind it.
    private mutating func enter(_ line: Span<UInt8>, depth: Int) throws(ParseError) {
        guard depth < limits.depth else {
            throw ParseError(
                .limit(name: "depth of a JSON text", actual: depth + 1, allowed: limits.depth),
                at: position..<(position + 1), "the JSON text is nested deeper than the limit", "RFC 8259 §9")
        }
        position += 1
        skipWhitespace(line)
    }
}

/// The names of an object so far: compared one by one while they are few, hashed when they are many. They are compared as
/// bytes, since Swift holds strings equal that differ in their composition (RFC 8259 §8.3).
private struct Names {
    private static let fewLimit = 16
    private var hashed: Set<[UInt8]> = []

    /// False where the name is there already.
    mutating func insert(_ name: String, among members: [Member]) -> Bool {
        if members.count < Names.fewLimit { return !members.contains { $0.name.utf8.elementsEqual(name.utf8) } }
        if hashed.isEmpty { hashed = Set(members.map { Array($0.name.utf8) }) }
        return hashed.insert(Array(name.utf8)).inserted
    }
}
