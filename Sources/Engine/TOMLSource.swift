import TOMLKit

/// What is wrong with a configuration or a theme, and where.
package struct FileComplaint: Error, Equatable, Sendable {
    package var path: String
    /// From 1; nil where it is not known.
    package var line: Int?
    package var reason: String

    package var sentence: String { "\(path)\(line.map { ", line \($0)" } ?? ""): \(reason)" }
}

/// A parsed TOML file that can say on which line a key stands, which the library tells for syntax errors only.
struct TOMLSource {
    var path: String
    var text: String
    var root: TOMLTable

    init(path: String, text: String) throws(FileComplaint) {
        self.path = path
        self.text = text
        do {
            root = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            let words = error.description.split(separator: "\n").joined(separator: " ")
            let reason = words.prefix(1).lowercased() + words.dropFirst()
            throw FileComplaint(path: path, line: error.source.begin.line, reason: reason)
        } catch {
            throw FileComplaint(path: path, line: nil, reason: "this is no TOML")
        }
    }

    /// A complaint about the key at `place`: the names of the tables that hold it, then its own.
    func complaint(_ reason: String, at place: [String]) -> FileComplaint {
        FileComplaint(path: path, line: line(of: place), reason: reason)
    }

    /// The line of the key at `place`; of what holds it where it has none of its own, as in an inline table; or of the first
    /// of the things that it holds.
    func line(of place: [String]) -> Int? {
        var section: [String] = []
        var best = (depth: 0, line: 0)
        for (index, text) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard let found = TOMLNames(line: text) else { continue }
            if found.isHeading { section = [] }
            let names = section + found.names
            if found.isHeading { section = names }
            let depth = min(names.count, place.count)
            if depth > best.depth, names.prefix(depth) == place.prefix(depth) { best = (depth, index + 1) }
        }
        return best.depth > 0 ? best.line : nil
    }
}

/// The key that a line of TOML begins with: `a.b = …` or `[a."b"]`.
private struct TOMLNames {
    var names: [String] = []
    var isHeading = false
    private var rest: Substring

    /// Nil for a line that begins with no key.
    init?(line: Substring) {
        rest = line.drop { $0 == " " || $0 == "\t" }
        isHeading = rest.first == "["
        rest = rest.drop { $0 == "[" }
        repeat {
            guard let name = takeName() else { return nil }
            names.append(name)
        } while take(".")
        guard take(isHeading ? "]" : "=") else { return nil }
    }

    private mutating func take(_ character: Character) -> Bool {
        rest = rest.drop { $0 == " " || $0 == "\t" }
        guard rest.first == character else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func takeName() -> String? {
        if take("\"") { return takeQuoted() }
        if take("'") {
            guard let end = rest.firstIndex(of: "'") else { return nil }
            defer { rest = rest[rest.index(after: end)...] }
            return String(rest[..<end])
        }
        let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
        rest = rest.dropFirst(name.count)
        return name.isEmpty ? nil : String(name)
    }

    /// The rest of a name in double quotes. Of its escapes those for a quote and a backslash, which keys are named by.
    private mutating func takeQuoted() -> String? {
        var name = ""
        while let character = rest.popFirst() {
            switch character {
            case "\"": return name
            case "\\":
                guard let escaped = rest.popFirst() else { return nil }
                name.append(escaped)
            default: name.append(character)
            }
        }
        return nil
    }
}
