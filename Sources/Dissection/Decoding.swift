import Octets

/// The most octets of a message that `decode` looks at. What is longer is decoded as far as that, and the tree says so.
package let decodeLimit = 1 << 20

/// The tree of a message's fields: typed, with the octets that each stands on, and what there is to say about them.
///
/// - Parameter bytes: the message's octets from its first, as many as there are to hand; more than `decodeLimit` is of no
///   use. Fewer than the record's range is told in a remark.
/// - Returns: a node for the whole message. Ranges count from the message's first octet, lie within it, and those of
///   children within those of their parent.
package func decode(_ record: MessageRecord, bytes: Span<UInt8>) -> FieldNode {
    let message = MessageBytes(record, bytes)
    var root = tree(message, bytes)
    if message.isCut {
        let shown = Grouped.octets(UInt64(message.end)), all = Grouped.octets(UInt64(record.length))
        root.remarks.append(Remark(.note, "only the first \(shown) of \(all) are decoded"))
    }
    if record.kind != .unparsed, let reason = record.reason { root.remarks.append(Remark(.error, reason)) }
    return root
}

private func tree(_ message: MessageBytes, _ bytes: Span<UInt8>) -> FieldNode {
    switch (message.record.proto, message.record.kind) {
    case (.http, .request), (.http, .response): HTTPTree(message).root(bytes)
    case (.smtp, .command): SMTPTree(message).command(bytes)
    case (.smtp, .reply): SMTPTree(message).reply(bytes)
    case (.smtp, .content): LetterTree(message).root(bytes)
    case (.smtp, .line): SMTPTree(message).credentials(bytes)
    case (.pop3, .command): POP3Tree(message).command(bytes)
    case (.pop3, .response): POP3Tree(message).response(bytes)
    case (.dns, .message), (.mdns, .message), (.llmnr, .message): DNSTree(message).root(bytes)
    case (.pop3, .line): POP3Tree(message).credentials(bytes)
    default: TextTree(message).root(bytes)
    }
}

/// A message's record beside how much of it is to hand.
struct MessageBytes: Sendable {
    let record: MessageRecord
    /// How many octets are to hand and looked at.
    let end: Int

    init(_ record: MessageRecord, _ bytes: Span<UInt8>) {
        self.record = record
        end = min(bytes.count, record.length, decodeLimit)
    }

    var length: Int { record.length }
    var isCut: Bool { end < record.length }

    /// `range` as far as it lies within the message.
    func clamped(_ range: Range<Int>) -> Range<Int> { range.clamped(to: 0..<length) }
}

extension FieldNode {
    /// A node whose value is the text that stands in its range, cut at `valueLimit`.
    init(
        _ definition: FieldDefinition, label: String? = nil, _ bytes: Span<UInt8>, _ range: Range<Int>,
        children: [FieldNode] = []
    ) {
        self.init(
            definition, label: label ?? definition.shortName, value: valueText(bytes, range), range: range,
            children: children)
    }
}

extension FieldDefinition {
    /// The name without its protocol.
    package var shortName: String { String(name.drop { $0 != "." }.dropFirst()) }
}

/// The text in `range` as far as it is to hand, cut at `FieldNode.valueLimit` octets with an ellipsis.
func valueText(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
    let present = range.clamped(to: 0..<bytes.count)
    guard present.count > FieldNode.valueLimit else { return bytes.text(in: present) }
    return bytes.text(in: present.lowerBound..<present.lowerBound + FieldNode.valueLimit) + "…"
}

/// As many stars as `range` has octets, at most a dozen.
func stars(_ range: Range<Int>) -> String { String(repeating: "*", count: min(range.count, 12)) }

extension Span where Element == UInt8 {
    /// The parts of `range` between `separator`s, trimmed; empty ones are left out. Quoted strings are not split.
    func parts(of range: Range<Int>, separatedBy separator: UInt8) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = range.lowerBound
        var quoted = false
        for offset in range {
            if self[offset] == UInt8(ascii: "\"") { quoted.toggle() }
            guard self[offset] == separator, !quoted else { continue }
            parts.append(trimmed(start..<offset))
            start = offset + 1
        }
        parts.append(trimmed(start..<range.upperBound))
        return parts.filter { !$0.isEmpty }
    }
}
