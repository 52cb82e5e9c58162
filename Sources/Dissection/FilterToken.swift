/// A piece of a filter's text.
struct FilterToken: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// A name, a number, or a value without quotes.
        case word
        /// Between quotes; the text is without them.
        case quoted
        case comparison(FilterComparison)
        case open, close, comma
        case not
    }

    var kind: Kind
    var text: String
    /// Counted in characters of the filter's text.
    var range: Range<Int>
}

/// How a field is held against a value.
enum FilterComparison: String, Hashable, Sendable, CaseIterable {
    case equal = "=="
    case notEqual = "!="
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case less = "<"
    case greater = ">"
    /// The text has that in it, capital and small letters alike.
    case like = "~"
    case notLike = "!~"
    /// The same octets are in it.
    case contains

    var meaning: String {
        switch self {
        case .equal: "is the same; capital and small letters count alike"
        case .notEqual: "is another"
        case .less: "is less"
        case .lessOrEqual: "is less or the same"
        case .greater: "is more"
        case .greaterOrEqual: "is more or the same"
        case .like: "has this in it, capital and small letters alike"
        case .notLike: "does not have this in it"
        case .contains: "has these octets in it, letter for letter"
        }
    }
}

/// What is wrong with a filter: where, and one plain sentence.
package struct FilterError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Counted in characters of the filter's text.
    package var range: Range<Int>
    package var sentence: String
    /// It only lacks what may still be typed.
    package var isUnfinished: Bool

    package var description: String { sentence }

    init(_ range: Range<Int>, _ sentence: String, isUnfinished: Bool = false) {
        self.range = range
        self.sentence = sentence
        self.isUnfinished = isUnfinished
    }
}

/// Cuts a filter's text into tokens.
enum FilterLexer {
    static func tokens(_ text: String) throws(FilterError) -> [FilterToken] {
        let characters = Array(text)
        var tokens: [FilterToken] = []
        var place = 0
        while place < characters.count {
            if characters[place].isWhitespace {
                place += 1
            } else {
                let token = try token(characters, at: place)
                tokens.append(token)
                place = token.range.upperBound
            }
        }
        return tokens
    }

    private static func token(_ characters: [Character], at start: Int) throws(FilterError) -> FilterToken {
        switch characters[start] {
        case "(": return FilterToken(kind: .open, text: "(", range: start..<(start + 1))
        case ")": return FilterToken(kind: .close, text: ")", range: start..<(start + 1))
        case ",": return FilterToken(kind: .comma, text: ",", range: start..<(start + 1))
        case "\"", "'": return try quoted(characters, at: start)
        default: break
        }
        let two = String(characters[start..<min(characters.count, start + 2)])
        for sign in [two, String(two.prefix(1))] {
            let known = sign == "=" ? .equal : FilterComparison(rawValue: sign)
            if let known {
                return FilterToken(kind: .comparison(known), text: sign, range: start..<(start + sign.count))
            }
        }
        if characters[start] == "!" { return FilterToken(kind: .not, text: "!", range: start..<(start + 1)) }
        if two == "&&" || two == "||" {
            return FilterToken(kind: .word, text: two == "&&" ? "and" : "or", range: start..<(start + 2))
        }
        var end = start
        while end < characters.count, isWord(characters[end]) { end += 1 }
        guard end > start else {
            throw FilterError(
                start..<(start + 1), "\(characters[start]) means nothing here; quote it if it is part of a text")
        }
        return FilterToken(kind: .word, text: String(characters[start..<end]), range: start..<end)
    }

    private static func isWord(_ character: Character) -> Bool {
        !character.isWhitespace && !"()\"',=<>!~&|".contains(character)
    }

    /// Up to the same quote again; a backslash takes the next character as it is.
    private static func quoted(_ characters: [Character], at start: Int) throws(FilterError) -> FilterToken {
        var text = ""
        var place = start + 1
        while place < characters.count, characters[place] != characters[start] {
            if characters[place] == "\\", place + 1 < characters.count { place += 1 }
            text.append(characters[place])
            place += 1
        }
        guard place < characters.count else {
            throw FilterError(
                start..<characters.count, "the text that begins here has no closing quote", isUnfinished: true)
        }
        return FilterToken(kind: .quoted, text: text, range: start..<(place + 1))
    }
}
