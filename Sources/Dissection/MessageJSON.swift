import HTTP
import JSON
import Octets
import POP3
import SMTP
import Transcripts

/// Writes a message as one JSON object, as `docs/json.md` describes it.
///
/// - Parameters:
///   - bytes: the message's octets from its first; as many as `decodeLimit` are enough.
///   - opening: how its connection began, where that is known.
///   - frame: in a capture the number of the packet that completed the message; nil for the event's number.
///   - epoch: the transcript's start in nanoseconds since 1970.
///   - masking: star out secrets as the recorder does; otherwise they are printed as they came.
package func writeJSON(
    _ record: MessageRecord, bytes: Span<UInt8>, opening: Opening?, frame: Int? = nil, epoch: Int64,
    masking: Bool = false,
    to writer: inout JSON.Writer
) {
    let message = MessageBytes(record, bytes)
    let (source, destination) = ends(record.direction, opening)
    writer.beginObject()
    writer.key("protocol")
    writer.string(record.proto.rawValue)
    writer.key("kind")
    writer.string(record.kind.name)
    writer.key("connection")
    writer.integer(record.connection)
    writer.key("direction")
    writer.string(record.direction.code)
    writer.key("src")
    writer.stringOrNull(source)
    writer.key("dst")
    writer.stringOrNull(destination)
    writer.key("time")
    writer.string(epochSeconds(epoch, record.time))
    writer.key("frame")
    writer.integer(frame ?? record.event)
    writer.key("length")
    writer.integer(record.length)
    writer.key("summary")
    writer.string(summary(of: record, bytes: bytes))
    writer.key("fields")
    writer.beginObject()
    if masking {
        let copy = record.unpacked.isCredentials ? starred(bytes, message.end) : maskedHead(message, bytes)
        writeFields(message, copy.span, to: &writer)
    } else {
        writeFields(message, bytes.extracting(0..<message.end), to: &writer)
    }
    writer.endObject()
    writer.endObject()
}

/// How many of a message's first octets `writeJSON` looks at: the head of what has content, all of what has none.
package func jsonLength(of record: MessageRecord) -> Int {
    let context = record.unpacked
    switch (record.proto, record.kind) {
    case (.smtp, .content): return summaryLimit
    case (.pop3, .response) where record.lineCount > 0:
        return min(record.length, POP3.Limits.standard.line + summaryLimit)
    case (.http, .request), (.http, .response):
        // What is no content is head, and of chunked content the framing.
        return min(record.length, max(record.length - Int(clamping: context.bodyLength), summaryLimit))
    default: return record.length
    }
}

private func ends(_ direction: Direction, _ opening: Opening?) -> (String?, String?) {
    let client = told(opening?.client), server = told(opening?.server)
    return direction == .clientToServer ? (client, server) : (server, client)
}

/// Bytes that somebody wrote down came from nowhere.
private func told(_ end: Endpoint?) -> String? { end.flatMap { $0.address.isEmpty ? nil : $0.address } }

/// Seconds since 1970 with nine digits, exactly: `1700000000.000000001`. Times outside of 64 bits are held at their ends.
func epochSeconds(_ epoch: Int64, _ time: Moment) -> String {
    let (sum, overflow) = epoch.addingReportingOverflow(time.nanoseconds)
    let total = overflow ? (time.nanoseconds < 0 ? Int64.min : Int64.max) : sum
    let (whole, fraction) = total.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
    let digits = String(fraction)
    return (total < 0 ? "-" : "") + "\(whole)." + String(repeating: "0", count: 9 - digits.count) + digits
}

/// What of the message can hold secrets, masked by the line rules: its head, or all of a message without one.
private func maskedHead(_ message: MessageBytes, _ bytes: Span<UInt8>) -> [UInt8] {
    let all = bytes.bytes(in: 0..<message.end)
    if message.record.proto == .smtp, message.record.kind == .content { return all }
    // What is not lines holds no secret of lines.
    if message.record.kind == .message { return all }
    // Only a client of POP3 says secrets.
    if message.record.proto == .pop3, message.record.kind == .response { return all }
    guard message.record.kind == .request || message.record.kind == .response,
        let head = try? Head.parse(bytes.extracting(0..<message.end), message.record.direction)
    else { return masked(all) }
    return masked(Array(all[..<head.length])) + all[head.length...]
}

private func starred(_ bytes: Span<UInt8>, _ end: Int) -> [UInt8] {
    bytes.bytes(in: 0..<end).map { $0 == 13 || $0 == 10 ? $0 : UInt8(ascii: "*") }
}

private func writeFields(_ message: MessageBytes, _ bytes: Span<UInt8>, to writer: inout JSON.Writer) {
    let record = message.record
    switch (record.proto, record.kind) {
    case (_, .unparsed):
        writer.key("reason")
        writer.string(record.reason ?? "")
    case (.http, .request), (.http, .response): writeHTTP(record, bytes, to: &writer)
    case (.smtp, .command): writeCommand(bytes, to: &writer)
    case (.smtp, .reply): writeReply(bytes, to: &writer)
    case (.smtp, .content): writeBodyLength(record, to: &writer)
    case (_, .message): writeDNS(bytes, prefix: record.unpacked.dnsPrefixLength, to: &writer)
    case (.pop3, .command): writePOP3Command(bytes, to: &writer)
    case (.pop3, .response): writePOP3Response(record, bytes, to: &writer)
    default:
        writer.key("text")
        writer.string(bytes, record.kind == .datagram ? 0..<bytes.count : bytes.line()?.content ?? 0..<bytes.count)
    }
}

private func writeBodyLength(_ record: MessageRecord, to writer: inout JSON.Writer) {
    writer.key("bodyLength")
    writer.integer(record.unpacked.bodyLength)
}

private func writeHTTP(_ record: MessageRecord, _ bytes: Span<UInt8>, to writer: inout JSON.Writer) {
    guard let head = try? Head.parse(bytes, record.direction) else {
        return writeBodyLength(record, to: &writer)
    }
    switch head.start {
    case .request(let line):
        writer.key("method")
        writer.string(bytes, line.method)
        writer.key("target")
        writer.string(bytes, line.target)
        writer.key("version")
        writer.string(bytes, line.version)
    case .response(let line):
        writer.key("version")
        writer.string(bytes, line.version)
        writer.key("status")
        writer.integer(line.status.rawValue)
        writer.key("reason")
        writer.string(bytes, line.reason)
    }
    writer.key("headers")
    writer.beginArray()
    for line in head.fieldLines {
        writer.beginArray()
        writer.string(bytes, line.name)
        writer.string(Head.text(of: line.value, in: bytes))
        writer.endArray()
    }
    writer.endArray()
    writeBodyLength(record, to: &writer)
}

private func writeCommand(_ bytes: Span<UInt8>, to writer: inout JSON.Writer) {
    let command = SMTP.Command.parse(bytes)
    writer.key("verb")
    writer.string(bytes, command.verbRange)
    writer.key("argument")
    writer.string(bytes, command.argumentRange)
}

private func writePOP3Command(_ bytes: Span<UInt8>, to writer: inout JSON.Writer) {
    let command = POP3.Command.parse(bytes)
    writer.key("verb")
    writer.string(bytes, command.verbRange)
    writer.key("argument")
    writer.string(bytes, command.argumentRange)
}

private func writePOP3Response(_ record: MessageRecord, _ bytes: Span<UInt8>, to writer: inout JSON.Writer) {
    let first = bytes.line().map(\.end) ?? bytes.count
    // Lines may have come without a first one before them.
    let isMissing = record.unpacked.pop3.peculiarities.contains(.missingIndicator)
    let response = isMissing ? nil : try? POP3.Response.parse(bytes, line: 0..<first)
    writer.key("indicator")
    writer.string(bytes, response?.indicatorRange ?? 0..<0)
    writer.key("text")
    writer.string(bytes, response?.textRange ?? 0..<0)
    guard record.unpacked.pop3.content.hasLines else { return }
    writer.key("lineCount")
    writer.integer(Int(record.lineCount))
    writeBodyLength(record, to: &writer)
}

private func writeReply(_ bytes: Span<UInt8>, to writer: inout JSON.Writer) {
    guard let reply = try? Reply.parse(bytes) else { return }
    writer.key("code")
    writer.integer(reply.code.rawValue)
    writer.key("lines")
    writer.beginArray()
    for line in reply.lines { writer.string(bytes, line.textRange) }
    writer.endArray()
}

extension JSON.Writer {
    fileprivate mutating func string(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        string(utf8: bytes.extracting(range.clamped(to: 0..<bytes.count)))
    }

    fileprivate mutating func stringOrNull(_ text: String?) {
        if let text { string(text) } else { null() }
    }
}
