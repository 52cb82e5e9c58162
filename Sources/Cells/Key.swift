/// One key press as a terminal reports it.
///
/// Keys that a terminal cannot tell apart are one value: a letter with Control has no case, Shift with a character is the
/// character, Shift-Tab is `backTab`. So two keys are equal where pressing them is the same to the program.
package struct Key: Hashable, Sendable {
    package enum Code: Hashable, Sendable {
        case character(Character)
        case enter
        case tab
        case backTab
        case backspace
        case delete
        case escape
        case up
        case down
        case left
        case right
        case home
        case end
        case pageUp
        case pageDown
        case insert
        /// F1 is 1.
        case function(Int)
    }

    package struct Modifiers: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }
        package static let control = Modifiers(rawValue: 1)
        package static let alt = Modifiers(rawValue: 2)
        package static let shift = Modifiers(rawValue: 4)
    }

    package let code: Code
    package let modifiers: Modifiers

    package init(_ code: Code, _ modifiers: Modifiers = []) {
        (self.code, self.modifiers) = Self.normal(code, modifiers)
    }

    package init(_ character: Character, _ modifiers: Modifiers = []) {
        self.init(.character(character), modifiers)
    }

    /// The character that this key types: none with Control or Alt.
    package var typed: Character? {
        guard case .character(let character) = code, modifiers.isEmpty else { return nil }
        return character
    }

    private static func normal(_ code: Code, _ modifiers: Modifiers) -> (Code, Modifiers) {
        var modifiers = modifiers
        if case .tab = code, modifiers.contains(.shift) {
            return (.backTab, modifiers.subtracting(.shift))
        }
        guard case .character(let character) = code else { return (code, modifiers) }
        let shifted = modifiers.contains(.shift) && character.isASCII && character.isLetter
        modifiers.remove(.shift)
        if modifiers.contains(.control), character.isASCII {
            return (.character(Character(character.lowercased())), modifiers)
        }
        return (.character(shifted ? Character(character.uppercased()) : character), modifiers)
    }
}

extension Key: CustomStringConvertible {
    /// The text form, as configuration and help use it: `Ctrl-P`, `F3`, `Shift-Tab`, `Alt-f`, `Space`, `?`.
    package var description: String {
        var text = ""
        if modifiers.contains(.control) { text += "Ctrl-" }
        if modifiers.contains(.alt) { text += "Alt-" }
        if modifiers.contains(.shift) { text += "Shift-" }
        switch code {
        case .character(" "): return text + "Space"
        case .character(let character) where modifiers.contains(.control): return text + character.uppercased()
        case .character(let character): return text + String(character)
        case .function(let number): return text + "F\(number)"
        default: return text + (KeyNames.name(of: code) ?? "?")
        }
    }
}
