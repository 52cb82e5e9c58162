import JSON
import Octets

/// Writes a transcript as the lines of a session file, keys in a fixed order (docs/session-format.md).
///
/// The encoder's buffer is used again from event to event.
package struct EventEncoder: Sendable {
    /// Bytes of one data line at most; longer data becomes several lines of the same time. More than a UDP datagram can
    /// hold, so a datagram stays one event.
    package static let dataLimit = 65_536

    private var writer = JSON.Writer()

    package init() {}

    /// Appends the line of the header, LF included.
    package mutating func append(_ header: SessionHeader, to lines: inout [UInt8]) {
        writer.beginObject()
        member("format", SessionHeader.format)
        writer.key("version")
        writer.integer(SessionHeader.version)
        optionalMember("tool", header.tool)
        optionalMember("start", header.start?.rfc3339 ?? "")
        optionalMember("title", header.title)
        optionalMember("redaction", header.redaction?.rawValue ?? "")
        if let lab = header.lab {
            writer.key("lab")
            writer.bool(lab)
        }
        endLine(extra: header.extra, to: &lines)
    }

    /// Appends the line or, for long data, the lines of an event, each with its LF.
    package mutating func append(_ event: Event, to lines: inout [UInt8]) {
        guard case .data(let direction, let bytes) = event.body else {
            begin(event)
            body(event.body)
            return endLine(extra: event.extra, to: &lines)
        }
        for range in Self.pieces(of: bytes.span) {
            begin(event)
            data(direction, bytes.span.extracting(range))
            endLine(extra: event.extra, to: &lines)
        }
    }

    /// Ranges of at most `dataLimit` bytes. A cut does not fall inside a character, lest both halves need base64.
    static func pieces(of bytes: Span<UInt8>) -> [Range<Int>] {
        var pieces: [Range<Int>] = []
        var start = 0
        while bytes.count - start > dataLimit {
            let end = characterBoundary(in: bytes, before: start + dataLimit)
            pieces.append(start..<end)
            start = end
        }
        pieces.append(start..<bytes.count)
        return pieces
    }

    private static func characterBoundary(in bytes: Span<UInt8>, before limit: Int) -> Int {
        for end in stride(from: limit, through: limit - 3, by: -1) where bytes[end] & 0xC0 != 0x80 { return end }
        return limit
    }
}

extension EventEncoder {
    private mutating func begin(_ event: Event) {
        writer.beginObject()
        writer.key("t")
        writer.seconds(nanoseconds: event.time.nanoseconds)
        writer.key("c")
        writer.integer(event.connection)
        if case .unknown(let kind, _) = event.body { member("k", kind) } else { member("k", event.body.kind.name) }
    }

    private mutating func body(_ body: Event.Body) {
        switch body {
        case .open(let opening): open(opening)
        case .data(let direction, let bytes): data(direction, bytes.span)
        case .close(let closing): close(closing)
        case .mark(let mark): self.mark(mark)
        case .note(let text), .error(let text): member("text", text)
        case .pause, .resume: break
        case .redact(let direction, let count, let reason):
            member("d", direction.code)
            writer.key("count")
            writer.integer(count)
            optionalMember("reason", reason)
        case .unknown(_, let members): writer.raw(utf8: Array(members.utf8).span)
        }
    }

    private mutating func data(_ direction: Direction, _ bytes: Span<UInt8>) {
        member("d", direction.code)
        if JSON.isWellFormedUTF8(bytes) {
            writer.key("s")
            writer.string(utf8: bytes)
        } else {
            writer.key("b")
            writer.string(utf8: Base64.encode(bytes).span)
        }
    }

    private mutating func open(_ opening: Opening) {
        member("role", opening.role)
        member("transport", opening.transport.rawValue)
        optionalMember("client", opening.client.address)
        if let name = opening.client.name { member("client_name", name) }
        optionalMember("server", opening.server.address)
        if let name = opening.server.name { member("server_name", name) }
        if let proto = opening.proto { member("protocol", proto) }
        if opening.lab {
            writer.key("lab")
            writer.bool(true)
        }
        if let roundTrip = opening.modelledRoundTrip {
            writer.key("rtt")
            writer.seconds(nanoseconds: roundTrip)
        }
        if let took = opening.took {
            writer.key("took")
            writer.seconds(nanoseconds: took)
        }
        if let asking = opening.asking {
            member("mode", asking.mode)
            if let zone = asking.zone { member("zone", zone) }
            member("why", asking.why)
        }
    }

    private mutating func mark(_ mark: Mark) {
        member("text", mark.text)
        if let question = mark.question { member("question", question) }
        if !mark.choices.isEmpty {
            writer.key("choices")
            writer.beginArray()
            for choice in mark.choices { writer.string(choice) }
            writer.endArray()
        }
        if let correct = mark.correct {
            writer.key("correct")
            writer.integer(correct)
        }
        if let answer = mark.answer { member("answer", answer) }
    }

    private mutating func close(_ closing: Closing) {
        if let by = closing.by { member("by", by.endName) }
        if closing.half {
            writer.key("half")
            writer.bool(true)
        }
        if let reason = closing.reason { member("reason", reason) }
    }

    private mutating func member(_ name: StaticString, _ value: String) {
        writer.key(name)
        writer.string(value)
    }

    private mutating func optionalMember(_ name: StaticString, _ value: String) {
        if !value.isEmpty { member(name, value) }
    }

    private mutating func endLine(extra: String, to lines: inout [UInt8]) {
        if !extra.isEmpty { writer.raw(extra) }
        writer.endObject()
        writer.endLine()
        appendTerminalSafe(writer.bytes.span, to: &lines)
        writer.removeAll()
    }
}

extension Direction {
    /// The end that sends this way: `client` or `server`, as in the `by` of a `close` line.
    var endName: String { self == .clientToServer ? "client" : "server" }

    init?(endName: String) {
        guard let direction = Direction.allCases.first(where: { $0.endName == endName }) else { return nil }
        self = direction
    }
}

/// Appends JSON text with every character that a terminal would obey written as `\uXXXX`, so that a session file, and
/// JSON that a command prints, can be looked at as they are. The writer has escaped C0; DEL, C1 and the bidirectional
/// controls are left, and such characters can stand only inside strings.
package func appendTerminalSafe(_ json: Span<UInt8>, to lines: inout [UInt8]) {
    guard mayHoldUnsafe(json) else {
        return json.withUnsafeBufferPointer { lines.append(contentsOf: $0) }
    }
    var index = 0
    while index < json.count {
        guard let (scalar, length) = json.unicodeScalar(at: index) else {
            lines.append(json[index])
            index += 1
            continue
        }
        if scalar.value != 0x0A, Escape.isUnsafe(scalar) {
            appendUnicodeEscape(scalar, to: &lines)
        } else {
            for position in index..<(index + length) { lines.append(json[position]) }
        }
        index += length
    }
}

/// One of the first octets of such characters is there: DEL itself, or that of a longer form.
private func mayHoldUnsafe(_ json: Span<UInt8>) -> Bool {
    for first: UInt8 in [0x7F, 0xC2, 0xD8, 0xE2] where json.firstOffset(of: first) != nil { return true }
    return false
}

private func appendUnicodeEscape(_ scalar: Unicode.Scalar, to lines: inout [UInt8]) {
    lines.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "u")])
    Hex.encode(
        [UInt8(truncatingIfNeeded: scalar.value >> 8), UInt8(truncatingIfNeeded: scalar.value)].span, into: &lines)
}
