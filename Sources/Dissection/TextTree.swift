import Octets

/// The tree of a line of text, of a datagram, and of what could not be parsed.
struct TextTree {
    let message: MessageBytes

    init(_ message: MessageBytes) { self.message = message }

    func root(_ bytes: Span<UInt8>) -> FieldNode {
        switch message.record.kind {
        case .line: return line(bytes)
        case .datagram:
            return FieldNode(
                TextFields.datagram, label: "datagram", bytes, 0..<message.length,
                children: secrets(0..<message.end, bytes))
        default: return unparsed(bytes)
        }
    }

    private func line(_ bytes: Span<UInt8>) -> FieldNode {
        let content = bytes.line(upTo: message.end)?.content ?? 0..<message.end
        var root = FieldNode(TextFields.line, label: "line", range: 0..<message.length)
        root.value = maskedText(bytes, content)
        root.children = secrets(content, bytes)
        if content.upperBound < message.end {
            let name = content.upperBound + 2 == message.end ? "CR LF" : "LF"
            root.children.append(
                FieldNode(
                    TextFields.lineEnd, label: "line end", value: name, range: content.upperBound..<message.length))
        }
        return root
    }

    private func unparsed(_ bytes: Span<UInt8>) -> FieldNode {
        let definition: FieldDefinition =
            switch message.record.proto {
            case .http: HTTPFields.unparsed
            case .smtp: SMTPFields.unparsed
            case .pop3: POP3Fields.unparsed
            case .dns, .mdns, .llmnr: DNSFields.unparsed
            default: TextFields.unparsed
            }
        var root = FieldNode(definition, label: "unparsed", bytes, 0..<message.length)
        root.value = maskedText(bytes, 0..<message.end)
        root.children = secrets(0..<message.end, bytes)
        root.remarks.append(Remark(.error, message.record.reason ?? "no reason is known"))
        return root
    }

    /// A node for each stretch that the redactor would mask.
    private func secrets(_ range: Range<Int>, _ bytes: Span<UInt8>) -> [FieldNode] {
        secretRanges(in: bytes, range).map { FieldNode(TextFields.secret, label: "secret", bytes, $0) }
    }
}

/// The stretches of `range` that the line rules of the redactor mask.
func secretRanges(in bytes: Span<UInt8>, _ range: Range<Int>) -> [Range<Int>] {
    let plain = bytes.bytes(in: range)
    let masked = masked(plain)
    var found: [Range<Int>] = []
    for index in plain.indices where masked[index] != plain[index] {
        let offset = range.lowerBound + index
        if let last = found.last, last.upperBound == offset {
            found[found.count - 1] = last.lowerBound..<offset + 1
        } else {
            found.append(offset..<offset + 1)
        }
    }
    return found
}

/// `bytes` with secrets starred out by the line rules alone.
func masked(_ bytes: [UInt8]) -> [UInt8] {
    var scanner = SecretScanner()
    var copy = bytes
    scanner.scan(&copy, from: 0, to: copy.count)
    let done = scanner.end(copy)
    return done.bytes + (scanner.release()?.bytes ?? [])
}

/// The text of `range` with secrets starred out, cut at `FieldNode.valueLimit`.
func maskedText(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
    let plain = masked(bytes.bytes(in: range.clamped(to: 0..<bytes.count)))
    return valueText(plain.span, 0..<plain.count)
}
