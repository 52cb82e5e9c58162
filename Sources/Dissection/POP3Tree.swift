import Octets
import POP3

/// The trees of POP3's commands, responses and credentials.
struct POP3Tree {
    /// The most lines of a response that are listed.
    static let lineLimit = 1_000

    let message: MessageBytes

    init(_ message: MessageBytes) { self.message = message }

    func command(_ bytes: Span<UInt8>) -> FieldNode {
        let command = Command.parse(bytes.extracting(0..<message.end))
        var root = FieldNode(POP3Fields.command, label: "command", range: 0..<message.length)
        var verb = FieldNode(POP3Fields.verb, bytes, command.verbRange)
        if let meaning = command.verb.meaning {
            verb.remarks.append(Remark(note: meaning, command.verb.reference))
        }
        root.children = [verb]
        if !command.argumentRange.isEmpty { root.children.append(argument(command, bytes)) }
        root.value = root.children.map(\.value).joined(separator: " ")
        tell(message.record.unpacked.pop3.peculiarities.union(command.peculiarities), &root)
        if let error = command.error {
            root.attach(Remark(error), at: message.clamped(error.range))
        }
        return root
    }

    /// A line within an authentication: all of it is secret.
    func credentials(_ bytes: Span<UInt8>) -> FieldNode {
        let content = bytes.line(upTo: message.end)?.content ?? 0..<message.end
        var root = FieldNode(POP3Fields.command, label: "credentials", value: stars(content), range: 0..<message.length)
        root.children = [FieldNode(POP3Fields.credentials, label: "credentials", bytes, content)]
        tell(message.record.unpacked.pop3.peculiarities, &root)
        return root
    }

    func response(_ bytes: Span<UInt8>) -> FieldNode {
        var root = FieldNode(POP3Fields.response, label: "response", range: 0..<message.length)
        let peculiarities = message.record.unpacked.pop3.peculiarities
        guard !peculiarities.contains(.missingIndicator) else {
            addLines(to: &root, from: 0, bytes)
            tell(peculiarities, &root)
            return root
        }
        let first = bytes.line(upTo: message.end)?.end ?? message.end
        do throws(ParseError) {
            let response = try Response.parse(bytes, line: 0..<first)
            root.value = valueText(bytes, 0..<response.textRange.upperBound)
            root.children = statusLine(response, bytes)
            addLines(to: &root, from: first, bytes)
            tell(peculiarities.union(response.peculiarities), &root)
        } catch {
            root.remarks.append(Remark(error))
        }
        return root
    }

    private func tell(_ peculiarities: Peculiarities, _ root: inout FieldNode) {
        for each in peculiarities.explanations {
            root.remarks.append(Remark(note: each.text, each.reference))
        }
    }
}

// Arguments.
extension POP3Tree {
    private func argument(_ command: Command, _ bytes: Span<UInt8>) -> FieldNode {
        var node = FieldNode(POP3Fields.argument, bytes, command.argumentRange)
        if let secret = command.secretRange {
            node.value = maskedText(command.argumentRange, secret, bytes)
        }
        switch command.verb {
        case .user: node.children = [FieldNode(POP3Fields.name, bytes, command.argumentRange)]
        case .pass: node.children = command.secretRange.map { [FieldNode(POP3Fields.password, bytes, $0)] } ?? []
        case .apop: node.children = pair(POP3Fields.name, POP3Fields.digest, command, bytes)
        case .auth: node.children = pair(POP3Fields.mechanism, POP3Fields.credentials, command, bytes)
        case .list, .uidl, .retr, .dele, .top: node.children = numbers(command, bytes)
        default: break
        }
        return node
    }

    private func maskedText(_ range: Range<Int>, _ secret: Range<Int>, _ bytes: Span<UInt8>) -> String {
        valueText(bytes, range.lowerBound..<secret.lowerBound) + stars(secret)
    }

    private func pair(
        _ first: FieldDefinition, _ second: FieldDefinition, _ command: Command, _ bytes: Span<UInt8>
    ) -> [FieldNode] {
        let head = command.words.first.map { [FieldNode(first, bytes, $0)] } ?? []
        return head + (command.secretRange.map { [FieldNode(second, bytes, $0)] } ?? [])
    }

    private func numbers(_ command: Command, _ bytes: Span<UInt8>) -> [FieldNode] {
        zip(command.words, [("letter", POP3Fields.messageNumber), ("lines", POP3Fields.topLines)])
            .map { FieldNode($1.1, label: $1.0, bytes, $0) }
    }
}

// Responses.
extension POP3Tree {
    private func statusLine(_ response: Response, _ bytes: Span<UInt8>) -> [FieldNode] {
        var indicator = FieldNode(POP3Fields.indicator, bytes, response.indicatorRange)
        indicator.remarks.append(Remark(.note, response.indicator.meaning))
        guard !response.textRange.isEmpty else { return [indicator] }
        var text = FieldNode(POP3Fields.text, bytes, response.textRange)
        if let code = response.codeRange { text.children.append(self.code(code, bytes)) }
        text.children += values(message.record.unpacked.pop3.content, response.textRange, bytes)
        return [indicator, text]
    }

    private func addLines(to root: inout FieldNode, from start: Int, _ bytes: Span<UInt8>) {
        let content = message.record.unpacked.pop3.content
        guard content.hasLines else { return }
        let end = max(start, LetterTree(message).endOfLetter(bytes))
        if content == .letter {
            root.children.append(letter(start..<end, bytes))
        } else {
            addListing(to: &root, content, start..<min(end, message.end), bytes)
        }
        if end < message.length {
            root.children.append(FieldNode(POP3Fields.end, label: "end", value: ".", range: end..<message.length))
        }
    }

    private func letter(_ range: Range<Int>, _ bytes: Span<UInt8>) -> FieldNode {
        let length = message.record.unpacked.bodyLength
        var letter = FieldNode(POP3Fields.letter, label: "letter", value: Grouped.octets(length), range: range)
        LetterTree(message).addParts(to: &letter, range, stuffing: POP3Fields.stuffing, bytes)
        return letter
    }

    private func addListing(
        to root: inout FieldNode, _ content: POP3Detail.Content, _ range: Range<Int>, _ bytes: Span<UInt8>
    ) {
        var offset = range.lowerBound
        var count = 0
        while let line = bytes.line(from: offset, upTo: range.upperBound), count < Self.lineLimit {
            root.children.append(listed(line, content, bytes))
            offset = line.end
            count += 1
        }
        if count == Self.lineLimit, offset < range.upperBound {
            root.remarks.append(
                Remark(.note, "only the first \(Grouped.text(UInt64(Self.lineLimit))) lines are listed"))
        }
    }

    private func listed(_ line: Line, _ content: POP3Detail.Content, _ bytes: Span<UInt8>) -> FieldNode {
        if content == .capabilities {
            return capability(line, bytes)
        }
        var node = FieldNode(POP3Fields.line, label: "line", value: valueText(bytes, line.content), range: line.range)
        node.children = values(content, line.content, bytes)
        if let number = node.children.first { node.label = "letter \(number.value)" }
        return node
    }

    private func capability(_ line: Line, _ bytes: Span<UInt8>) -> FieldNode {
        guard let known = Capability(bytes, line.content) else {
            return FieldNode(POP3Fields.capability, label: "capability", bytes, line.content)
        }
        var node = FieldNode(POP3Fields.capability, label: known.keyword, bytes, line.content)
        node.remarks = meaning(known.meaning, known.reference)
        return node
    }

    /// `range` has the brackets too.
    private func code(_ range: Range<Int>, _ bytes: Span<UInt8>) -> FieldNode {
        let code = ResponseCode(rawValue: bytes.upperCaseText(in: range.lowerBound + 1..<range.upperBound - 1))
        var node = FieldNode(POP3Fields.code, bytes, range)
        node.remarks = meaning(code.meaning, code.reference)
        return node
    }

    private func meaning(_ text: String?, _ reference: String?) -> [Remark] {
        text.map { [Remark(note: $0, reference)] } ?? []
    }

    /// The two words of a listing's line, or of an answer that is one.
    private func values(
        _ content: POP3Detail.Content, _ range: Range<Int>, _ bytes: Span<UInt8>
    ) -> [FieldNode] {
        let words = bytes.words(in: range)
        guard words.count >= 2 else { return [] }
        let first = content == .totals ? ("letters", POP3Fields.letterCount) : ("letter", POP3Fields.messageNumber)
        let second: FieldDefinition
        switch content {
        case .totals, .size, .sizes: second = POP3Fields.size
        case .identifier, .identifiers: second = POP3Fields.identifier
        default: return []
        }
        return [FieldNode(first.1, label: first.0, bytes, words[0]), FieldNode(second, bytes, words[1])]
    }
}
