import HTTP
import Octets

/// The tree of one header field line, its value taken apart where that helps.
enum HTTPFieldTree {
    static func node(_ line: FieldLine, _ bytes: Span<UInt8>) -> FieldNode {
        let name = bytes.text(in: line.name)
        let definition = HTTPHeaderFields.definition(of: name) ?? HTTPFields.headerField
        let shape = HTTPHeaderFields.shape(of: name)
        let value = valueNode(line.value, shape, bytes)
        return FieldNode(
            definition, label: name, value: value.value, range: line.range,
            children: [FieldNode(HTTPFields.fieldName, label: "name", bytes, line.name), value])
    }

    private static func valueNode(_ range: Range<Int>, _ shape: HTTPHeaderFields.Shape, _ bytes: Span<UInt8>)
        -> FieldNode
    {
        var node = FieldNode(HTTPFields.fieldValue, label: "value", range: range)
        switch shape {
        case .cookie: fillCookies(&node, bytes)
        case .setCookie: fillSetCookie(&node, bytes)
        case .credentials: fillCredentials(&node, bytes)
        case .list:
            node.value = Head.text(of: range, in: bytes)
            let items = bytes.parts(of: range, separatedBy: UInt8(ascii: ","))
            if items.count > 1 {
                node.children = items.prefix(HTTPTree.childLimit).map { FieldNode(HTTPFields.item, bytes, $0) }
            }
        case .date:
            node.value = Head.text(of: range, in: bytes)
            node.children = [date(range, bytes)]
        case .number:
            node.value = valueText(bytes, range)
            if bytes.decimal(in: range).value == nil { node.remarks.append(Remark(.warning, "not a decimal number")) }
        case .plain:
            node.value = Head.text(of: range, in: bytes)
        }
        if node.value.utf8.count > FieldNode.valueLimit { node.value = valueText(bytes, range) }
        return node
    }

    private static func date(_ range: Range<Int>, _ bytes: Span<UInt8>) -> FieldNode {
        var node = FieldNode(HTTPFields.date, label: "date", bytes, range)
        guard let date = FieldDate(node.value) else {
            node.remarks.append(Remark(.warning, "not a date in the form that HTTP wants (RFC 9110 §5.6.7)"))
            return node
        }
        if date.description != node.value {
            node.remarks.append(Remark(.note, "an old form of \(date) (RFC 9110 §5.6.7)"))
        }
        return node
    }

    // Secrets: the value of a node above them shows stars, and the secret stands in a node of its own.

    private static func fillCookies(_ node: inout FieldNode, _ bytes: Span<UInt8>) {
        let pairs = bytes.parts(of: node.range, separatedBy: UInt8(ascii: ";"))
        node.children = pairs.prefix(HTTPTree.childLimit).map { pair($0, bytes) }
        node.value = node.children.map { "\($0.label)=\($0.value)" }.joined(separator: "; ")
    }

    private static func fillSetCookie(_ node: inout FieldNode, _ bytes: Span<UInt8>) {
        let parts = bytes.parts(of: node.range, separatedBy: UInt8(ascii: ";"))
        guard let first = parts.first else { return }
        let cookie = pair(first, bytes)
        let attributes = parts.dropFirst().prefix(HTTPTree.childLimit).map { attribute($0, bytes) }
        node.children = [cookie] + attributes
        let texts = parts.dropFirst().map { valueText(bytes, $0) }
        node.value = (["\(cookie.label)=\(cookie.value)"] + texts).joined(separator: "; ")
    }

    private static func pair(_ range: Range<Int>, _ bytes: Span<UInt8>) -> FieldNode {
        // A cookie without a name is all value (as browsers take it).
        let equals = bytes.firstOffset(of: UInt8(ascii: "="), from: range.lowerBound, upTo: range.upperBound)
        let name = range.lowerBound..<(equals ?? range.lowerBound)
        let value = (equals.map { $0 + 1 } ?? range.lowerBound)..<range.upperBound
        return FieldNode(
            HTTPFields.cookie, label: bytes.text(in: name), value: stars(value), range: range,
            children: [
                FieldNode(HTTPFields.cookieName, label: "name", bytes, name),
                FieldNode(HTTPFields.cookieValue, label: "value", bytes, value),
            ])
    }

    private static func attribute(_ range: Range<Int>, _ bytes: Span<UInt8>) -> FieldNode {
        let equals = bytes.firstOffset(of: UInt8(ascii: "="), from: range.lowerBound, upTo: range.upperBound)
        let name = bytes.text(in: range.lowerBound..<(equals ?? range.upperBound))
        let value = equals.map { valueText(bytes, $0 + 1..<range.upperBound) } ?? ""
        var node = FieldNode(HTTPFields.cookieAttribute, label: name, value: value, range: range)
        if let meaning = HTTPMeaning.cookieAttribute(name) { node.remarks.append(Remark(.note, meaning)) }
        return node
    }

    private static func fillCredentials(_ node: inout FieldNode, _ bytes: Span<UInt8>) {
        let range = node.range
        let space = bytes.firstOffset(of: 32, from: range.lowerBound, upTo: range.upperBound)
        let word = space.map { bytes.text(in: range.lowerBound..<$0) } ?? ""
        let isScheme = SecretRule.schemes.contains(word.lowercased())
        let start = isScheme ? (space ?? range.lowerBound) + 1 : range.lowerBound
        let secret = bytes.trimmed(start..<range.upperBound)
        if isScheme, let space {
            node.children.append(FieldNode(HTTPFields.scheme, label: "scheme", bytes, range.lowerBound..<space))
        }
        node.children.append(FieldNode(HTTPFields.credentials, label: "credentials", bytes, secret))
        node.value = (isScheme ? word + " " : "") + stars(secret)
    }
}
