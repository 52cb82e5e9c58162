import DNS
import HTTP
import Octets
import POP3
import SMTP

/// How many octets of a message `summary` looks at.
package let summaryLimit = 512

/// A message in one line, for lists: `GET /index.html HTTP/1.1`, `200 OK text/html 2 652 B`, `letter, 45 B`. Secrets are
/// starred out. Control characters are as they came.
///
/// - Parameter bytes: the message's first octets; those past `summaryLimit` are not looked at.
package func summary(of record: MessageRecord, bytes: Span<UInt8>) -> String {
    let end = min(bytes.count, record.length, summaryLimit)
    let context = record.unpacked
    switch (record.proto, record.kind) {
    case (_, .unparsed): return "unparsed, \(Grouped.octets(UInt64(record.length))): \(record.reason ?? "")"
    case (.http, .response): return responseSummary(context, bytes, end)
    case (.http, .request): return requestSummary(record, bytes, end)
    case (.smtp, .content):
        let what = context.peculiarities.contains(.chunk) ? "chunk of a letter" : "letter"
        return "\(what), \(Grouped.octets(context.bodyLength))"
    case (_, .message): return messageSummary(record, bytes, end)
    case (.smtp, .line), (.pop3, .line): return "credentials, masked"
    case (.pop3, .response): return responseSummary(record, bytes, end)
    case (_, .datagram): return "datagram, \(Grouped.octets(UInt64(record.length))): \(firstLine(bytes, end))"
    default: return firstLine(bytes, end)
    }
}

private func requestSummary(_ record: MessageRecord, _ bytes: Span<UInt8>, _ end: Int) -> String {
    let length = record.unpacked.bodyLength
    return firstLine(bytes, end) + (length > 0 ? " \(Grouped.octets(length))" : "")
}

private func responseSummary(_ context: MessageContext, _ bytes: Span<UInt8>, _ end: Int) -> String {
    let line = firstLine(bytes, end)
    var parts = [String(line.drop { $0 != " " }.dropFirst())]
    if let type = contentType(bytes, end) { parts.append(type) }
    if context.bodyLength > 0 { parts.append(Grouped.octets(context.bodyLength)) }
    return parts.filter { !$0.isEmpty }.joined(separator: " ")
}

/// The first line of POP3's response, and how much follows it.
private func responseSummary(_ record: MessageRecord, _ bytes: Span<UInt8>, _ end: Int) -> String {
    let line = firstLine(bytes, end)
    let context = record.unpacked
    let what: String
    switch context.pop3.content {
    case .none, .totals, .size, .identifier: return line
    case .letter: what = "letter"
    case .sizes, .identifiers, .capabilities, .other:
        what = record.lineCount == 1 ? "1 line" : "\(Grouped.text(UInt64(record.lineCount))) lines"
    }
    return "\(line) (\(what), \(Grouped.octets(context.bodyLength)))"
}

/// What a DNS message asks or answers, as far as its first octets tell.
private func messageSummary(_ record: MessageRecord, _ bytes: Span<UInt8>, _ end: Int) -> String {
    let start = min(record.unpacked.dnsPrefixLength, end)
    guard let reading = try? Message.read(bytes.extracting(start..<end)) else { return "message without a header" }
    return DNSWords.summary(reading)
}

/// The media type without its parameters, if its field line is among the first octets.
private func contentType(_ bytes: Span<UInt8>, _ end: Int) -> String? {
    var offset = 0
    while let line = bytes.line(from: offset, upTo: end), !line.isEmpty {
        offset = line.end
        guard let field = bytes.fieldLine(line), bytes.equalsIgnoringCase("Content-Type", in: field.name) else {
            continue
        }
        let stop = bytes.firstOffset(of: UInt8(ascii: ";"), from: field.value.lowerBound, upTo: field.value.upperBound)
        return bytes.text(in: bytes.trimmed(field.value.lowerBound..<(stop ?? field.value.upperBound)))
    }
    return nil
}

/// The first line with secrets starred out; an ellipsis where it goes on past what is looked at, or more lines follow.
private func firstLine(_ bytes: Span<UInt8>, _ end: Int) -> String {
    let line = bytes.line(upTo: end)
    return maskedText(bytes, line?.content ?? 0..<end) + (line == nil && end == summaryLimit ? "…" : "")
}
