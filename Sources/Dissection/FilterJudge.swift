import Octets
import Transcripts

/// Holds one message against a filter. Where something is not known without octets it says so, by nil.
struct FilterJudge {
    private let record: MessageRecord
    private let octets: [UInt8]?
    /// The message's fields, where there are octets.
    private let root: FieldNode?

    init(record: MessageRecord, octets: [UInt8]?) {
        self.record = record
        self.octets = octets
        root = octets.map { decode(record, bytes: $0.span) }
    }

    func judge(_ expression: FilterExpression, _ ends: () -> Filter.Ends) -> Bool? {
        switch expression {
        case .both(let left, let right):
            let first = judge(left, ends)
            if first == false { return false }
            let second = judge(right, ends)
            return second == false ? false : first == nil || second == nil ? nil : true
        case .either(let left, let right):
            let first = judge(left, ends)
            if first == true { return true }
            let second = judge(right, ends)
            return second == true ? true : first == nil || second == nil ? nil : false
        case .not(let inner): return judge(inner, ends).map { !$0 }
        case .present(let field): return subjects(field, ends).map { !$0.isEmpty }
        case .test(let field, let comparison, let value): return test(field, [value], comparison, ends)
        case .oneOf(let field, let values): return test(field, values, .equal, ends)
        }
    }

    /// One of what the message has under that name, held against one of the values, makes it true. A negation wants all to differ.
    private func test(
        _ field: FilterField, _ values: [FilterValue], _ comparison: FilterComparison, _ ends: () -> Filter.Ends
    ) -> Bool? {
        if comparison == .contains, case .general(.bytes) = field { return containsOctets(values) }
        guard let subjects = subjects(field, ends) else { return nil }
        guard !subjects.isEmpty else { return false }
        let isNegation = comparison == .notEqual || comparison == .notLike
        let holds = { (subject: FilterSubject) in values.contains { subject.holds(comparison, $0) } }
        return isNegation ? subjects.allSatisfy(holds) : subjects.contains(where: holds)
    }

    private func containsOctets(_ values: [FilterValue]) -> Bool? {
        guard let octets else { return nil }
        return values.contains { value in
            let wanted = Array(value.text.utf8)
            guard let first = wanted.first else { return true }
            var place = 0
            while let found = octets.span.firstOffset(of: first, from: place), found + wanted.count <= octets.count {
                if octets[found..<(found + wanted.count)].elementsEqual(wanted) { return true }
                place = found + 1
            }
            return false
        }
    }

    /// What the message has under that name; nil where only its octets tell.
    private func subjects(_ field: FilterField, _ ends: () -> Filter.Ends) -> [FilterSubject]? {
        switch field {
        case .proto(let proto): return record.proto == proto ? [.text(proto.rawValue)] : []
        case .general(let general): return subjects(general, ends)
        case .field(let definition):
            let proto = definition.name.prefix { $0 != "." }
            guard mayHave(proto) else { return [] }
            if let known = known(definition) { return known }
            guard let root else { return nil }
            var found: [FilterSubject] = []
            collect(definition.name, in: root, &found)
            return found
        }
    }

    /// Fields of letters are those of SMTP and POP3, those of DNS of three protocols.
    private func mayHave(_ proto: Substring) -> Bool {
        switch proto {
        case "dns": record.proto.isDNS
        case "mail": record.proto == .smtp || record.proto == .pop3
        default: record.proto.rawValue == proto
        }
    }

    /// Fields that the record of a message holds as well.
    private func known(_ definition: FieldDefinition) -> [FilterSubject]? {
        switch definition {
        case HTTPFields.status: return record.code == 0 ? [] : [.number(Double(record.code))]
        case SMTPFields.code: return record.code == 0 ? [] : [.number(Double(record.code))]
        // Codes above 15 are not in the record: a code of 0 in it may be one of them.
        case DNSFields.rcode where record.code > 0: return [.text(errorWords(record.proto, code: record.code))]
        default: return nil
        }
    }

    private func collect(_ name: String, in node: FieldNode, _ found: inout [FilterSubject]) {
        if node.definition.name == name {
            if node.definition.type == .number, let number = FilterSubject.number(in: node.value) {
                found.append(.number(number))
            } else {
                found.append(.text(node.value))
            }
        }
        for child in node.children { collect(name, in: child, &found) }
    }

    private func subjects(_ field: GeneralField, _ ends: () -> Filter.Ends) -> [FilterSubject]? {
        switch field {
        case .protocol: return [.text(record.proto.rawValue)]
        case .kind: return [.text(record.kind.name)]
        case .sender: return [.text(record.direction == .clientToServer ? "client" : "server")]
        case .client: return [.text(ends().client)]
        case .server: return [.text(ends().server)]
        case .port: return ends().port.map { [.number(Double($0))] } ?? []
        case .connection: return [.number(Double(record.connection))]
        case .length: return [.number(Double(record.length))]
        case .since: return [.number(Double(record.time.nanoseconds))]
        case .waited: return record.waited.map { [.number(Double($0))] } ?? []
        case .code: return record.code == 0 ? [] : [.number(Double(record.code))]
        case .severity: return record.severity.map { [.number(Double($0.rawValue))] } ?? []
        case .summary: return octets.map { [.text(summary(of: record, bytes: $0.span))] }
        case .bytes: return octets.map { [.text(String(decoding: $0, as: UTF8.self))] }
        }
    }
}

/// What a message has under a name.
enum FilterSubject: Hashable, Sendable {
    case number(Double)
    case text(String)

    /// The number at the beginning of a text; digits may stand in groups.
    static func number(in text: String) -> Double? {
        if let number = Double(text) { return number }
        return Double(text.prefix { $0.isNumber || $0 == " " || $0 == "." }.filter { $0 != " " })
    }

    func holds(_ comparison: FilterComparison, _ value: FilterValue) -> Bool {
        switch comparison {
        case .like: return has(value.text)
        case .notLike: return !has(value.text)
        case .contains: return text.contains(value.text)
        case .equal: return isEqual(value)
        case .notEqual: return !isEqual(value)
        case .less: return order(value).map { $0 < 0 } ?? false
        case .lessOrEqual: return order(value).map { $0 <= 0 } ?? false
        case .greater: return order(value).map { $0 > 0 } ?? false
        case .greaterOrEqual: return order(value).map { $0 >= 0 } ?? false
        }
    }

    private var text: String {
        switch self {
        case .number(let number): "\(number)".hasSuffix(".0") ? String("\(number)".dropLast(2)) : "\(number)"
        case .text(let text): text
        }
    }

    private func has(_ part: String) -> Bool { text.lowercased().contains(part.lowercased()) }

    private func isEqual(_ value: FilterValue) -> Bool {
        if case .number(let number) = self, let wanted = value.number { return number == wanted }
        return text.lowercased() == value.text.lowercased()
    }

    /// Numbers as numbers where both are, else as texts.
    private func order(_ value: FilterValue) -> Int? {
        let own: Double? = if case .number(let number) = self { number } else { Self.number(in: text) }
        if let own, let wanted = value.number { return own < wanted ? -1 : own > wanted ? 1 : 0 }
        let (left, right) = (text.lowercased(), value.text.lowercased())
        return left < right ? -1 : left > right ? 1 : 0
    }
}
