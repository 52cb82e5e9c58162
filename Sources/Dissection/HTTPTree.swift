import HTTP
import Octets

/// The tree of an HTTP request or response.
struct HTTPTree {
    /// The most children that one node is given; the rest is told in a remark.
    static let childLimit = 2_000

    let message: MessageBytes

    init(_ message: MessageBytes) { self.message = message }

    func root(_ bytes: Span<UInt8>) -> FieldNode {
        let isRequest = message.record.direction == .clientToServer
        let definition = isRequest ? HTTPFields.request : HTTPFields.response
        var root = FieldNode(definition, label: definition.shortName, range: 0..<message.length)
        do throws(ParseError) {
            guard let head = try Head.parse(bytes.extracting(0..<message.end), message.record.direction) else {
                root.remarks.append(Remark(.error, "the head is not whole"))
                root.children = [FieldNode(HTTPFields.unparsed, label: "octets", bytes, 0..<message.length)]
                return root
            }
            fill(&root, head, bytes)
        } catch {
            root.remarks.append(Remark(error))
        }
        return root
    }

    private func fill(_ root: inout FieldNode, _ head: Head, _ bytes: Span<UInt8>) {
        switch head.start {
        case .request(let line): root.children.append(requestLine(line, bytes))
        case .response(let line): root.children.append(statusLine(line, bytes))
        }
        root.value = root.children[0].value
        root.children += head.fieldLines.map { HTTPFieldTree.node($0, bytes) }
        let end = emptyLine(before: head.length, bytes)
        root.children.append(FieldNode(HTTPFields.headEnd, label: "empty line", range: end))
        if head.length < message.length { root.children.append(content(head, bytes)) }
        for remark in head.remarks {
            let text = "\(remark.text) (\(remark.reference))"
            root.attach(Remark(Severity(remark.gravity), text), at: message.clamped(remark.range))
        }
    }

    private func emptyLine(before end: Int, _ bytes: Span<UInt8>) -> Range<Int> {
        end >= 2 && bytes[end - 2] == 13 ? end - 2..<end : end - 1..<end
    }
}

// The start line.
extension HTTPTree {
    private func requestLine(_ line: RequestLine, _ bytes: Span<UInt8>) -> FieldNode {
        var method = FieldNode(HTTPFields.method, bytes, line.method)
        if let meaning = HTTPMeaning.method(method.value) { method.remarks.append(Remark(.note, meaning)) }
        let parts = [method, target(line.target, bytes), FieldNode(HTTPFields.version, bytes, line.version)]
        return FieldNode(
            HTTPFields.requestLine, label: "request line",
            value: valueText(bytes, line.method.lowerBound..<line.version.upperBound), range: line.range,
            children: parts)
    }

    private func statusLine(_ line: StatusLine, _ bytes: Span<UInt8>) -> FieldNode {
        var status = FieldNode(HTTPFields.status, bytes, line.code)
        status.remarks.append(Remark(.note, HTTPMeaning.status(line.status.rawValue)))
        let parts = [
            FieldNode(HTTPFields.version, bytes, line.version), status,
            FieldNode(HTTPFields.reason, bytes, line.reason),
        ]
        return FieldNode(
            HTTPFields.statusLine, label: "status line",
            value: valueText(bytes, line.version.lowerBound..<line.reason.upperBound), range: line.range,
            children: parts)
    }

    private func target(_ range: Range<Int>, _ bytes: Span<UInt8>) -> FieldNode {
        var node = FieldNode(HTTPFields.target, bytes, range)
        guard let mark = bytes.firstOffset(of: UInt8(ascii: "?"), from: range.lowerBound, upTo: range.upperBound) else {
            return node
        }
        let parameters = bytes.parts(of: mark + 1..<range.upperBound, separatedBy: UInt8(ascii: "&"))
        let query = FieldNode(
            HTTPFields.query, bytes, mark + 1..<range.upperBound,
            children: parameters.prefix(Self.childLimit).map { parameter($0, bytes) })
        node.children = [FieldNode(HTTPFields.path, bytes, range.lowerBound..<mark), query]
        return node
    }

    private func parameter(_ range: Range<Int>, _ bytes: Span<UInt8>) -> FieldNode {
        let equals = bytes.firstOffset(of: UInt8(ascii: "="), from: range.lowerBound, upTo: range.upperBound)
        guard let equals else {
            return FieldNode(
                HTTPFields.parameter, label: "parameter", value: decoded(bytes, range), range: range)
        }
        return FieldNode(
            HTTPFields.parameter, label: decoded(bytes, range.lowerBound..<equals),
            value: decoded(bytes, equals + 1..<range.upperBound), range: range)
    }

    /// As forms write it: `%41` and `+` undone.
    private func decoded(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
        percentDecoded(valueText(bytes, range), plusIsSpace: true)
    }
}

// The content.
extension HTTPTree {
    private func content(_ head: Head, _ bytes: Span<UInt8>) -> FieldNode {
        let range = head.length..<message.length
        let context = message.record.unpacked
        var node = FieldNode(HTTPFields.content, label: "content", value: describe(head, range, bytes), range: range)
        // Derived, so it stands on no octets of its own.
        let length = FieldNode(
            HTTPFields.bodyLength, label: "length", value: String(context.bodyLength), range: head.length..<head.length)
        node.children.append(length)
        if context.framing == .chunked { addChunks(to: &node, from: head.length, bytes) }
        return node
    }

    /// The beginning of a text, else what it is.
    private func describe(_ head: Head, _ range: Range<Int>, _ bytes: Span<UInt8>) -> String {
        let type = head.field("Content-Type", in: bytes).map { valueText(bytes, $0.value) } ?? "unknown type"
        let isText = type.hasPrefix("text/") || type.hasPrefix("application/json") || type.contains("urlencoded")
        let isPacked = head.field("Content-Encoding", in: bytes) != nil
        if isText, !isPacked, message.record.unpacked.framing != .chunked { return valueText(bytes, range) }
        return "\(Grouped.octets(message.record.unpacked.bodyLength)) of \(type)"
    }

    private func addChunks(to node: inout FieldNode, from start: Int, _ bytes: Span<UInt8>) {
        do throws(ParseError) {
            guard let content = try chunks(in: bytes.extracting(0..<message.end), from: start) else {
                node.remarks.append(Remark(.note, "the chunks are listed only where all of them are to hand"))
                return
            }
            let shown = content.chunks.prefix(Self.childLimit)
            let end = content.trailers.first?.range.lowerBound ?? content.end
            var group = FieldNode(
                HTTPFields.chunks, label: "chunks", value: "\(content.chunks.count)", range: start..<end)
            let starts = content.chunks.map(\.sizeLine.lowerBound).dropFirst() + [end]
            group.children = zip(shown, starts).map { chunk($0, upTo: $1, bytes) }
            if shown.count < content.chunks.count {
                group.remarks.append(Remark(.note, "only the first \(Grouped.text(UInt64(shown.count))) are listed"))
            }
            node.children.append(group)
            node.children += trailers(content, bytes)
            for remark in content.remarks {
                let text = "\(remark.text) (\(remark.reference))"
                node.attach(Remark(Severity(remark.gravity), text), at: message.clamped(remark.range))
            }
        } catch {
            node.remarks.append(Remark(error))
        }
    }

    private func chunk(_ chunk: Chunk, upTo end: Int, _ bytes: Span<UInt8>) -> FieldNode {
        let semicolon = chunk.extensions.isEmpty ? nil : chunk.extensions.lowerBound
        let lineEnd = bytes.line(from: chunk.sizeLine.lowerBound)?.content.upperBound ?? chunk.sizeLine.upperBound
        let digits = bytes.trimmed(chunk.sizeLine.lowerBound..<(semicolon ?? lineEnd))
        var children = [FieldNode(HTTPFields.chunkSize, label: "size", bytes, digits)]
        if semicolon != nil {
            children.append(FieldNode(HTTPFields.chunkExtension, label: "extension", bytes, chunk.extensions))
        }
        if !chunk.data.isEmpty { children.append(FieldNode(HTTPFields.chunkData, label: "data", bytes, chunk.data)) }
        return FieldNode(
            HTTPFields.chunk, label: chunk.data.isEmpty ? "last chunk" : "chunk",
            value: Grouped.octets(UInt64(chunk.data.count)), range: chunk.sizeLine.lowerBound..<end, children: children)
    }

    private func trailers(_ content: ChunkedContent, _ bytes: Span<UInt8>) -> [FieldNode] {
        guard let first = content.trailers.first else { return [] }
        let group = FieldNode(
            HTTPFields.trailers, label: "trailers", value: "\(content.trailers.count)",
            range: first.range.lowerBound..<content.end,
            children: content.trailers.map { HTTPFieldTree.node($0, bytes) })
        return [group]
    }
}
