import Octets
import SMTP

/// The tree of a letter as SMTP sends it: header lines, body, stuffed dots, and the dot that ends it.
struct LetterTree {
    /// The most header lines, and stuffed dots, that are listed.
    static let lineLimit = 1_000

    let message: MessageBytes

    init(_ message: MessageBytes) { self.message = message }

    func root(_ bytes: Span<UInt8>) -> FieldNode {
        let context = message.record.unpacked
        var root = FieldNode(
            SMTPFields.content, label: "letter", value: Grouped.octets(context.bodyLength), range: 0..<message.length)
        for each in context.peculiarities.explanations {
            root.remarks.append(Remark(note: each.text, each.reference))
        }
        let isChunk = context.peculiarities.contains(.chunk)
        let letterEnd = isChunk ? message.length : endOfLetter(bytes)
        addParts(to: &root, 0..<letterEnd, stuffing: isChunk ? nil : SMTPFields.stuffing, bytes)
        if letterEnd < message.length {
            root.children.append(
                FieldNode(SMTPFields.endOfData, label: "end", value: ".", range: letterEnd..<message.length))
        }
        return root
    }

    /// Adds header lines, the empty line and the body of the letter that `range` holds. Stuffed dots are fields of the
    /// definition given, if one is.
    func addParts(
        to node: inout FieldNode, _ range: Range<Int>, stuffing: FieldDefinition?, _ bytes: Span<UInt8>
    ) {
        let headEnd = addHeader(to: &node, range.lowerBound..<min(range.upperBound, message.end), bytes)
        addBody(to: &node, headEnd..<max(headEnd, range.upperBound), stuffing, bytes)
    }

    /// Where the line of one dot begins: the last line of the message, if that is to hand and not cut short.
    func endOfLetter(_ bytes: Span<UInt8>) -> Int {
        guard !message.isCut, !message.record.unpacked.isCutShort else { return message.length }
        var end = message.end
        if end > 0, bytes[end - 1] == 10 { end -= 1 }
        if end > 0, bytes[end - 1] == 13 { end -= 1 }
        guard end > 0, bytes[end - 1] == UInt8(ascii: ".") else { return message.length }
        return end - 1 == 0 || bytes[end - 2] == 10 ? end - 1 : message.length
    }
}

extension LetterTree {
    /// Adds header lines, folded ones whole, and the empty line; returns where the body begins.
    private func addHeader(to root: inout FieldNode, _ range: Range<Int>, _ bytes: Span<UInt8>) -> Int {
        let end = range.upperBound
        var offset = range.lowerBound
        var lines = 0
        while let line = bytes.line(from: offset, upTo: end), lines < Self.lineLimit {
            if line.isEmpty {
                root.children.append(FieldNode(MailFields.headEnd, label: "empty line", range: line.range))
                return line.end
            }
            guard let field = bytes.fieldLine(line), isName(bytes, field.name) else { return offset }
            let stop = continued(after: line, upTo: end, bytes)
            let value = bytes.trimmed(field.value.lowerBound..<max(field.value.lowerBound, contentEnd(stop, bytes)))
            let name = bytes.text(in: field.name)
            root.children.append(
                FieldNode(
                    MailFields.definition(of: name), label: name, value: valueText(bytes, value),
                    range: line.content.lowerBound..<stop))
            offset = stop
            lines += 1
        }
        return offset
    }

    /// Printable ASCII without a colon (RFC 5322 §2.2).
    private func isName(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool { bytes.consists(of: .visible, in: range) }

    /// The end of a header line together with the lines that continue it (RFC 5322 §2.2.3).
    private func continued(after line: Line, upTo end: Int, _ bytes: Span<UInt8>) -> Int {
        var stop = line.end
        while stop < end, bytes[stop] == 32 || bytes[stop] == 9, let next = bytes.line(from: stop, upTo: end) {
            stop = next.end
        }
        return stop
    }

    private func contentEnd(_ lineEnd: Int, _ bytes: Span<UInt8>) -> Int {
        lineEnd >= 2 && bytes[lineEnd - 2] == 13 ? lineEnd - 2 : lineEnd - 1
    }

    private func addBody(
        to root: inout FieldNode, _ range: Range<Int>, _ stuffing: FieldDefinition?, _ bytes: Span<UInt8>
    ) {
        guard !range.isEmpty else { return }
        var body = FieldNode(MailFields.body, label: "body", bytes, range.clamped(to: 0..<message.length))
        if let stuffing { body.children = stuffedDots(range.clamped(to: 0..<message.end), stuffing, bytes) }
        root.children.append(body)
    }

    private func stuffedDots(
        _ range: Range<Int>, _ stuffing: FieldDefinition, _ bytes: Span<UInt8>
    ) -> [FieldNode] {
        var dots: [FieldNode] = []
        var offset = range.lowerBound
        while offset < range.upperBound, dots.count < Self.lineLimit {
            if bytes[offset] == UInt8(ascii: ".") {
                dots.append(FieldNode(stuffing, label: "stuffed dot", bytes, offset..<offset + 1))
            }
            guard let lineFeed = bytes.firstOffset(of: 10, from: offset, upTo: range.upperBound) else { break }
            offset = lineFeed + 1
        }
        return dots
    }
}
