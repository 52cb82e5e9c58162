import Octets
import SMTP

/// The trees of SMTP's commands, replies and credentials.
struct SMTPTree {
    /// The most lines of a reply that are listed.
    static let lineLimit = 1_000

    let message: MessageBytes

    init(_ message: MessageBytes) { self.message = message }

    func command(_ bytes: Span<UInt8>) -> FieldNode {
        let command = Command.parse(bytes.extracting(0..<message.end))
        var root = FieldNode(SMTPFields.command, label: "command", range: 0..<message.length)
        var verb = FieldNode(SMTPFields.verb, bytes, command.verbRange)
        if let meaning = command.verb.meaning {
            verb.remarks.append(Remark(note: meaning, command.verb.reference))
        }
        root.children = [verb]
        if !command.argumentRange.isEmpty { root.children.append(argument(command, bytes)) }
        root.value = root.children.map(\.value).joined(separator: " ")
        tell(message.record.unpacked.peculiarities.union(command.peculiarities), &root)
        if let error = command.error {
            root.attach(Remark(error), at: message.clamped(error.range))
        }
        return root
    }

    /// A line within an authentication: all of it is secret.
    func credentials(_ bytes: Span<UInt8>) -> FieldNode {
        let content = bytes.line(upTo: message.end)?.content ?? 0..<message.end
        var root = FieldNode(SMTPFields.command, label: "credentials", value: stars(content), range: 0..<message.length)
        root.children = [FieldNode(SMTPFields.credentials, label: "credentials", bytes, content)]
        tell(message.record.unpacked.peculiarities, &root)
        return root
    }

    func reply(_ bytes: Span<UInt8>) -> FieldNode {
        var root = FieldNode(SMTPFields.reply, label: "reply", range: 0..<message.length)
        do throws(ParseError) {
            guard let reply = try Reply.parse(bytes.extracting(0..<message.end)) else {
                root.remarks.append(Remark(.error, "the last line of the reply is missing"))
                return root
            }
            fill(&root, reply, bytes)
            tell(message.record.unpacked.peculiarities.union(reply.peculiarities), &root)
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
extension SMTPTree {
    private func argument(_ command: Command, _ bytes: Span<UInt8>) -> FieldNode {
        var node = FieldNode(SMTPFields.argument, bytes, command.argumentRange)
        switch command.argument {
        case .domain(_, let range): node.children = [FieldNode(SMTPFields.domain, bytes, range)]
        case .reversePath(let path):
            node.children = [FieldNode(SMTPFields.reversePath, label: "from", bytes, path.place.path)]
        case .forwardPath(let path):
            node.children = [FieldNode(SMTPFields.forwardPath, label: "to", bytes, path.place.path)]
        case .authentication(_, let mechanism, let response):
            node.children = [FieldNode(SMTPFields.mechanism, bytes, mechanism)]
            guard let response else { break }
            node.children.append(FieldNode(SMTPFields.credentials, label: "initial response", bytes, response))
            node.value = "\(bytes.text(in: mechanism)) \(stars(response))"
        case .none, .chunk, .text: break
        }
        node.children += command.parameters.map { FieldNode(SMTPFields.parameter, label: $0.keyword, bytes, $0.range) }
        return node
    }
}

// Replies.
extension SMTPTree {
    private func fill(_ root: inout FieldNode, _ reply: Reply, _ bytes: Span<UInt8>) {
        let offers = isHello(reply) ? reply.serviceExtensions : []
        for line in reply.lines.prefix(Self.lineLimit) {
            var parts: [FieldNode] = []
            // All lines but the first give an extension each, or none if they are empty.
            if let offer = offers.first(where: { $0.range == line.textRange }) { parts.append(keyword(offer, bytes)) }
            if let code = reply.enhancedStatusCode, let range = reply.enhancedStatusCodeRange,
                line.textRange.contains(range.lowerBound)
            {
                parts.append(enhanced(code, range, bytes))
            }
            root.children.append(self.line(line, parts, bytes))
        }
        root.value = "\(reply.code) \(reply.lines.last?.text ?? "")"
        if reply.lines.count > Self.lineLimit {
            root.remarks.append(
                Remark(.note, "only the first \(Grouped.text(UInt64(Self.lineLimit))) lines are listed"))
        }
    }

    /// A 250 of several lines is the answer to EHLO, which lists extensions.
    private func isHello(_ reply: Reply) -> Bool { reply.code == .completed && reply.lines.count > 1 }

    private func line(_ line: Reply.Line, _ parts: [FieldNode], _ bytes: Span<UInt8>) -> FieldNode {
        let start = line.range.lowerBound
        var children = [code(line.code, start..<start + 3, bytes)]
        if line.textRange.lowerBound > start + 3 {
            children.append(FieldNode(SMTPFields.separator, bytes, start + 3..<line.textRange.lowerBound))
        }
        if !line.textRange.isEmpty {
            children.append(FieldNode(SMTPFields.text, bytes, line.textRange, children: parts))
        }
        let shown = start..<line.textRange.upperBound
        return FieldNode(
            SMTPFields.line, label: "line", value: valueText(bytes, shown), range: line.range, children: children)
    }

    private func code(_ code: ReplyCode, _ range: Range<Int>, _ bytes: Span<UInt8>) -> FieldNode {
        var node = FieldNode(SMTPFields.code, bytes, range)
        if let meaning = code.meaning {
            node.remarks.append(Remark(note: meaning, code.reference))
        }
        let start = range.lowerBound
        node.children = [
            digit(SMTPFields.severityDigit, start, bytes, code.severity?.meaning),
            digit(SMTPFields.categoryDigit, start + 1, bytes, code.category.map(Self.meaning)),
            digit(SMTPFields.detailDigit, start + 2, bytes, nil),
        ]
        return node
    }

    private func digit(_ definition: FieldDefinition, _ offset: Int, _ bytes: Span<UInt8>, _ meaning: String?)
        -> FieldNode
    {
        var node = FieldNode(definition, bytes, offset..<offset + 1)
        if let meaning { node.remarks.append(Remark(.note, meaning)) }
        return node
    }

    private static func meaning(_ category: ReplyCode.Category) -> String {
        switch category {
        case .syntax: "about syntax"
        case .information: "information"
        case .connections: "about the connection"
        case .mailSystem: "about the mail system"
        }
    }

    private func enhanced(_ code: EnhancedStatusCode, _ range: Range<Int>, _ bytes: Span<UInt8>) -> FieldNode {
        var node = FieldNode(SMTPFields.enhancedCode, label: "enhanced code", bytes, range)
        if let meaning = code.meaning { node.remarks.append(Remark(.note, meaning)) }
        return node
    }

    private func keyword(_ offer: ServiceExtension, _ bytes: Span<UInt8>) -> FieldNode {
        var node = FieldNode(SMTPFields.keyword, label: offer.keyword, bytes, offer.range)
        if let meaning = offer.meaning {
            node.remarks.append(Remark(note: meaning, offer.reference))
        }
        return node
    }
}
