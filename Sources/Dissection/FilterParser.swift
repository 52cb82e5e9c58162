/// What a filter says, as a tree.
indirect enum FilterExpression: Hashable, Sendable {
    case both(FilterExpression, FilterExpression)
    case either(FilterExpression, FilterExpression)
    case not(FilterExpression)
    case present(FilterField)
    case test(FilterField, FilterComparison, FilterValue)
    case oneOf(FilterField, [FilterValue])

    /// As it is written, with all brackets that it needs and more.
    var description: String {
        switch self {
        case .both(let left, let right): "(\(left.description) and \(right.description))"
        case .either(let left, let right): "(\(left.description) or \(right.description))"
        case .not(let inner): "not \(inner.description)"
        case .present(let field): field.name
        case .test(let field, let comparison, let value):
            "\(field.name) \(comparison.rawValue) \(value.description)"
        case .oneOf(let field, let values):
            "\(field.name) in (\(values.map(\.description).joined(separator: ", ")))"
        }
    }
}

/// Reads a filter: `or` binds least, then `and`, then `not`.
struct FilterParser {
    /// Characters of a filter at most, and brackets within one another.
    static let textLimit = 4_096
    static let depthLimit = 64

    private let tokens: [FilterToken]
    private let end: Int
    private var place = 0
    private var depth = 0

    init(_ text: String) throws(FilterError) {
        guard text.count <= Self.textLimit else {
            throw FilterError(
                0..<text.count, "a filter has \(Self.textLimit) characters at most, and this one \(text.count)")
        }
        tokens = try FilterLexer.tokens(text)
        end = text.count
    }

    mutating func parse() throws(FilterError) -> FilterExpression {
        let expression = try either()
        if let rest = next {
            let advice = rest.kind == .close ? "this bracket closes nothing" : "write and or or before \(rest.text)"
            throw FilterError(rest.range, advice)
        }
        return expression
    }

    private var next: FilterToken? { place < tokens.count ? tokens[place] : nil }

    private func unfinished(_ what: String) -> FilterError { FilterError(end..<end, what, isUnfinished: true) }

    private mutating func take(word: String) -> Bool {
        guard let next, next.kind == .word, next.text.lowercased() == word else { return false }
        place += 1
        return true
    }

    private mutating func either() throws(FilterError) -> FilterExpression {
        var expression = try both()
        while take(word: "or") { expression = .either(expression, try both()) }
        return expression
    }

    private mutating func both() throws(FilterError) -> FilterExpression {
        var expression = try single()
        while take(word: "and") { expression = .both(expression, try single()) }
        return expression
    }

    private mutating func single() throws(FilterError) -> FilterExpression {
        depth += 1
        defer { depth -= 1 }
        guard let token = next else { throw unfinished("a field or a protocol is to follow, as http.status or dns") }
        guard depth <= Self.depthLimit else {
            throw FilterError(token.range, "brackets may stand \(Self.depthLimit) deep at most")
        }
        if token.kind == .not || take(word: "not") {
            if token.kind == .not { place += 1 }
            return .not(try single())
        }
        guard token.kind == .open else { return try test() }
        place += 1
        let inner = try either()
        guard let close = next else { throw unfinished("a bracket is still open") }
        guard close.kind == .close else { throw FilterError(close.range, "write and or or before \(close.text)") }
        place += 1
        return inner
    }

    private mutating func test() throws(FilterError) -> FilterExpression {
        let field = try field()
        guard let token = next else { return .present(field) }
        if token.kind == .word, token.text.lowercased() == "in" {
            place += 1
            return .oneOf(field, try list(field))
        }
        var comparison: FilterComparison?
        if case .comparison(let sign) = token.kind { comparison = sign }
        if token.kind == .word, token.text.lowercased() == "contains" { comparison = .contains }
        guard let comparison else { return .present(field) }
        if case .proto = field {
            throw FilterError(
                token.range, "\(field.name) is a protocol and has no value; name a field, as \(field.name).…")
        }
        place += 1
        return .test(field, comparison, try value(field))
    }

    private mutating func field() throws(FilterError) -> FilterField {
        guard let token = next else { throw unfinished("a field is to follow") }
        guard token.kind == .word else {
            throw FilterError(token.range, "a field or a protocol has to stand here, not \(token.text)")
        }
        guard let field = FilterField.named(token.text) else { throw unknown(token) }
        place += 1
        return field
    }

    private func unknown(_ token: FilterToken) -> FilterError {
        let isLast = token.range.upperBound == end
        let isBeginning = isLast && FilterField.allNames.contains { $0.hasPrefix(token.text) }
        let several = Fields.all.filter { $0.name.hasSuffix(".\(token.text)") }.map(\.name)
        if several.count > 1 {
            return FilterError(
                token.range, "\(token.text) may be \(several.joined(separator: " or ")): write it in full",
                isUnfinished: isBeginning)
        }
        let advice = nearest(to: token.text).map { "; did you mean \($0)?" } ?? ""
        return FilterError(token.range, "there is no field \(token.text)\(advice)", isUnfinished: isBeginning)
    }

    private func nearest(to name: String) -> String? {
        let ranked = FilterField.allNames.map { ($0, editDistance($0, name)) }.min { $0.1 < $1.1 }
        return ranked.flatMap { $0.1 <= max(1, name.count / 3) ? $0.0 : nil }
    }

    private mutating func value(_ field: FilterField) throws(FilterError) -> FilterValue {
        guard let token = next else { throw unfinished("a value is to follow") }
        guard token.kind == .word || token.kind == .quoted else {
            throw FilterError(token.range, "a value has to stand here, not \(token.text)")
        }
        let value = try FilterValue(token, for: field)
        place += 1
        return value
    }

    private mutating func list(_ field: FilterField) throws(FilterError) -> [FilterValue] {
        guard let open = next else { throw unfinished("a list in brackets is to follow, as (GET, HEAD)") }
        guard open.kind == .open else { throw FilterError(open.range, "a list stands in brackets, as (GET, HEAD)") }
        place += 1
        var values = [try value(field)]
        while let token = next {
            place += 1
            switch token.kind {
            case .close: return values
            case .comma: values.append(try value(field))
            default: throw FilterError(token.range, "values of a list are parted by commas")
            }
        }
        throw unfinished("the list is still open")
    }
}

/// How many characters have to be put in, taken out or changed to make one of the other.
private func editDistance(_ first: String, _ second: String) -> Int {
    let (first, second) = (Array(first), Array(second.prefix(64)))
    var row = Array(0...second.count)
    for (line, left) in first.enumerated() {
        var before = row[0]
        row[0] = line + 1
        for (column, right) in second.enumerated() {
            let changed = before + (left == right ? 0 : 1)
            before = row[column + 1]
            row[column + 1] = min(changed, min(row[column], row[column + 1]) + 1)
        }
    }
    return row[second.count]
}
