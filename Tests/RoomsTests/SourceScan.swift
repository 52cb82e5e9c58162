/// What a Swift file says once comments and string literals are out of the way: its words and signs with their lines.
/// Enough of Swift's grammar to find an `import` wherever it hides: after a semicolon, behind attributes, or with the
/// module's name on the next line.
struct SourceScan {
    struct Token: Equatable {
        var text: String
        var line: Int
    }

    /// An import of a module, as `import Octets`, `@testable import Octets` or `import struct Octets.ByteRange`.
    struct Import: Equatable {
        var module: String
        var line: Int
        var attributes: [String]
    }

    let tokens: [Token]

    init(_ source: String) {
        var scanner = Scanner(characters: Array(source))
        scanner.scanCode(untilClosingParenthesis: false)
        tokens = scanner.tokens
    }

    var imports: [Import] {
        tokens.indices.filter { tokens[$0].text == "import" }.compactMap { at in
            var next = at + 1
            if next < tokens.count, Self.importKinds.contains(tokens[next].text) { next += 1 }
            guard next < tokens.count else { return nil }
            return Import(
                module: tokens[next].text.filter { $0 != "`" }, line: tokens[at].line,
                attributes: attributes(before: at))
        }
    }

    private static let importKinds: Set<String> = [
        "struct", "class", "enum", "protocol", "typealias", "func", "let", "var", "actor",
    ]

    private static let importModifiers: Set<String> = ["public", "package", "internal", "fileprivate", "private"]

    private func attributes(before index: Int) -> [String] {
        var found: [String] = []
        var at = index - 1
        while at >= 0 {
            if Self.importModifiers.contains(tokens[at].text) || tokens[at].text.hasPrefix("@") {
                found.append(tokens[at].text)
                at -= 1
            } else if tokens[at].text == ")", let open = opening(of: at), open > 0, tokens[open - 1].text.hasPrefix("@")
            {
                at = open - 1
            } else {
                break
            }
        }
        return found
    }

    private func opening(of close: Int) -> Int? {
        tokens[..<close].lastIndex { $0.text == "(" }
    }

    /// The lines where these tokens stand one after another.
    func lines(of sequence: [String]) -> [Int] {
        guard tokens.count >= sequence.count else { return [] }
        return (0...(tokens.count - sequence.count)).compactMap { start in
            zip(tokens[start...], sequence).allSatisfy { $0.text == $1 } ? tokens[start].line : nil
        }
    }
}

private struct Scanner {
    let characters: [Character]
    var at = 0
    var line = 1
    var tokens: [SourceScan.Token] = []

    private var current: Character? { at < characters.count ? characters[at] : nil }

    private func peek(_ offset: Int) -> Character? {
        at + offset < characters.count ? characters[at + offset] : nil
    }

    private func follows(_ text: String) -> Bool {
        let wanted = Array(text)
        return at + wanted.count <= characters.count && Array(characters[at..<(at + wanted.count)]) == wanted
    }

    private mutating func advance(_ count: Int = 1) {
        for _ in 0..<count where at < characters.count {
            if characters[at].isNewline { line += 1 }
            at += 1
        }
    }

    mutating func scanCode(untilClosingParenthesis: Bool) {
        var depth = 0
        while let character = current {
            if follows("//") {
                while let next = current, !next.isNewline { _ = next; advance() }
            } else if follows("/*") {
                skipBlockComment()
            } else if character == "\"" || (character == "#" && isRawStringAhead) {
                skipString()
            } else if character.isWhitespace {
                advance()
            } else if isWord(character) || "@#`".contains(character) {
                scanWord()
            } else {
                if character == "(" { depth += 1 }
                if character == ")" {
                    if untilClosingParenthesis, depth == 0 { return advance() }
                    depth -= 1
                }
                tokens.append(.init(text: String(character), line: line))
                advance()
            }
        }
    }

    private func isWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }

    private mutating func scanWord() {
        let start = line
        var text = String(characters[at])
        advance()
        while let next = current, isWord(next) || next == "`" {
            text.append(next)
            advance()
        }
        tokens.append(.init(text: text, line: start))
    }

    /// Block comments nest in Swift.
    private mutating func skipBlockComment() {
        var depth = 0
        repeat {
            if follows("/*") {
                depth += 1
                advance(2)
            } else if follows("*/") {
                depth -= 1
                advance(2)
            } else {
                advance()
            }
        } while depth > 0 && current != nil
    }

    private var isRawStringAhead: Bool {
        var offset = 0
        while peek(offset) == "#" { offset += 1 }
        return peek(offset) == "\""
    }

    private mutating func skipString() {
        var hashes = ""
        while current == "#" {
            hashes.append("#")
            advance()
        }
        let quote = follows("\"\"\"") ? "\"\"\"" : "\""
        advance(quote.count)
        while let character = current {
            if follows(quote + hashes) { return advance(quote.count + hashes.count) }
            if follows("\\" + hashes + "(") {
                advance(2 + hashes.count)
                scanCode(untilClosingParenthesis: true)
            } else if character == "\\", hashes.isEmpty {
                advance(2)
            } else if character.isNewline, quote.count == 1 {
                return
            } else {
                advance()
            }
        }
    }
}
