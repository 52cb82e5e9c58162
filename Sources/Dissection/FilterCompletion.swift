/// What may be typed next in a filter: names, signs and values, each with what it means.
package struct FilterCompletion: Hashable, Sendable {
    /// Offers at most.
    package static let limit = 200

    package struct Offer: Hashable, Sendable {
        package var text: String
        /// One sentence or clause; empty where the text says it.
        package var meaning: String
    }

    /// The part of the text that an offer takes the place of, counted in characters.
    package var range: Range<Int>
    package var offers: [Offer]

    /// - Parameter cursor: counted in characters of the text.
    package init(_ text: String, cursor: Int) {
        let cursor = min(max(0, cursor), text.count)
        let before = String(text.prefix(cursor))
        let tokens = (try? FilterLexer.tokens(before)) ?? []
        let isTouching = tokens.last?.range.upperBound == cursor && tokens.last?.kind == .word
        let word = isTouching ? tokens.last?.text ?? "" : ""
        range = (cursor - word.count)..<cursor
        let offers = Self.offers(behind: isTouching ? tokens.dropLast() : tokens[...])
        self.offers = Array(offers.filter { $0.text.lowercased().hasPrefix(word.lowercased()) }.prefix(Self.limit))
    }

    /// What the text becomes, and where the cursor stands behind it.
    package func applied(_ word: String, to text: String) -> (text: String, cursor: Int) {
        let characters = Array(text)
        let range = range.clamped(to: 0..<characters.count)
        let whole = String(characters[..<range.lowerBound]) + word + String(characters[range.upperBound...])
        return (whole, range.lowerBound + word.count)
    }

    private static func offers(behind tokens: ArraySlice<FilterToken>) -> [Offer] {
        guard let last = tokens.last else { return fields + [Offer(text: "not", meaning: "turns round what follows")] }
        switch last.kind {
        case .comparison: return values(of: tokens.dropLast().last)
        case .open, .comma: return isList(tokens) ? values(of: listed(tokens)) : fields
        case .not: return fields
        case .close, .quoted: return joints
        case .word:
            switch last.text.lowercased() {
            case "and", "or", "not": return fields
            case "contains", "in": return values(of: tokens.dropLast().last)
            default: return FilterField.named(last.text) == nil ? joints : signs + joints
            }
        }
    }

    private static var fields: [Offer] {
        FilterField.allNames.compactMap { name in
            FilterField.named(name).map { Offer(text: name, meaning: $0.meaning) }
        }
    }

    private static var signs: [Offer] {
        FilterComparison.allCases.map { Offer(text: $0.rawValue, meaning: $0.meaning) }
            + [Offer(text: "in", meaning: "is one of a list in brackets")]
    }

    private static let joints = [
        Offer(text: "and", meaning: "both have to hold"), Offer(text: "or", meaning: "one of the two has to hold"),
    ]

    private static func values(of token: FilterToken?) -> [Offer] {
        guard let token, let field = FilterField.named(token.text) else { return [] }
        return field.words.map { Offer(text: $0, meaning: "") }
    }

    /// The bracket that is open belongs to a list.
    private static func isList(_ tokens: ArraySlice<FilterToken>) -> Bool { listed(tokens) != nil }

    private static func listed(_ tokens: ArraySlice<FilterToken>) -> FilterToken? {
        guard let open = tokens.lastIndex(where: { $0.kind == .open }), open > tokens.startIndex + 1,
            tokens[open - 1].text.lowercased() == "in"
        else { return nil }
        return tokens[open - 2]
    }
}
