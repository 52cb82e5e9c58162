/// Why a text is not the name of a key.
package struct KeyTextError: Error, Hashable, CustomStringConvertible {
    /// One plain sentence, with the text in question.
    package let description: String
}

extension Key {
    /// The highest function key that terminals report.
    package static let functionLimit = 63

    /// Reads the text form of a key. Case matters only for a single character; `Esc`, `Return`, `PgUp`, `PgDn`, `Del`
    /// and `Ins` are understood as well.
    package init(parsing text: String) throws(KeyTextError) {
        var rest = Substring(text)
        var modifiers: Modifiers = []
        while let (modifier, length) = Self.modifier(at: rest) {
            if modifiers.contains(modifier) {
                throw KeyTextError(description: "\"\(text)\" names one modifier twice")
            }
            modifiers.insert(modifier)
            rest = rest.dropFirst(length)
        }
        guard let code = Self.code(named: rest) else {
            throw KeyTextError(description: "\"\(text)\" is no key; write it like Ctrl-P, Alt-f, F3, PageUp or ?")
        }
        if let reason = Self.objection(to: code, modifiers) {
            throw KeyTextError(description: "\"\(text)\" cannot be told apart: \(reason)")
        }
        self.init(code, modifiers)
    }

    private static func modifier(at text: Substring) -> (Modifiers, length: Int)? {
        let names: [(String, Modifiers)] = [("ctrl-", .control), ("alt-", .alt), ("shift-", .shift)]
        for (name, modifier) in names where text.count > name.count && text.lowercased().hasPrefix(name) {
            return (modifier, name.count)
        }
        return nil
    }

    private static func code(named text: Substring) -> Code? {
        if text.count == 1, let character = text.first {
            // A blank is written Space; what cannot be seen cannot be written.
            let glyph = Glyph(character)
            return glyph.text == String(character) && character != " " ? .character(character) : nil
        }
        if text.lowercased().hasPrefix("f"), let number = Int(text.dropFirst()), text.dropFirst().first != "+" {
            return (1...functionLimit).contains(number) ? .function(number) : nil
        }
        return KeyNames.code(named: text.lowercased())
    }

    /// What a terminal sends instead, where it cannot send this key.
    private static func objection(to code: Code, _ modifiers: Modifiers) -> String? {
        guard case .character(let character) = code else { return nil }
        if modifiers.contains(.shift), !(character.isASCII && character.isLetter) || modifiers.contains(.control) {
            return "with Shift a terminal sends another character; write that one"
        }
        guard modifiers.contains(.control) else { return nil }
        switch character.lowercased() {
        case "i": return "a terminal sends Tab for it"
        case "m", "j": return "a terminal sends Enter for it"
        case "h": return "a terminal sends Backspace for it"
        case "[": return "a terminal sends Escape for it"
        case " ", "\\", "]", "^", "_": return nil
        case "a"..."z": return nil
        default: return "a terminal sends Control with letters, Space and \\ ] ^ _ only"
        }
    }
}

/// The names of the keys that are no characters.
enum KeyNames {
    private static let table: [(name: String, code: Key.Code)] = [
        ("Enter", .enter), ("Tab", .tab), ("Shift-Tab", .backTab), ("Backspace", .backspace), ("Delete", .delete),
        ("Escape", .escape), ("Up", .up), ("Down", .down), ("Left", .left), ("Right", .right), ("Home", .home),
        ("End", .end), ("PageUp", .pageUp), ("PageDown", .pageDown), ("Insert", .insert),
        ("Space", .character(" ")),
        // Other names for the same; the first in the table is the one that is shown.
        ("Return", .enter), ("BackTab", .backTab), ("Esc", .escape), ("Del", .delete), ("Ins", .insert),
        ("PgUp", .pageUp), ("PgDn", .pageDown),
    ]

    static func name(of code: Key.Code) -> String? { table.first { $0.code == code }?.name }

    static func code(named name: String) -> Key.Code? { table.first { $0.name.lowercased() == name }?.code }
}
