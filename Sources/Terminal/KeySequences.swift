import Cells

/// The byte sequences of keys and of the mouse, as xterm, rxvt, tmux and the Linux console send them.
enum KeySequences {
    enum Reading: Equatable {
        /// More bytes are needed.
        case unfinished
        case event(InputEvent)
        case pasteBegins
        /// A complete sequence that means nothing here.
        case nothing
        /// The last byte cannot follow those before it.
        case broken
    }

    /// Reads all of `bytes`, which is never empty, as one sequence.
    static func read(_ bytes: [UInt8]) -> Reading {
        guard bytes[0] == 0x1B else { return character(bytes) }
        guard bytes.count > 1 else { return .unfinished }
        switch bytes[1] {
        case UInt8(ascii: "["): return bytes.count == 2 ? .unfinished : control(bytes.dropFirst(2))
        case UInt8(ascii: "O"): return bytes.count == 2 ? .unfinished : single(bytes.dropFirst(2))
        case 0x1B where bytes.count == 2: return .unfinished
        default: return withAlt(read(Array(bytes.dropFirst())))
        }
    }

    /// The key of one byte that is no beginning of anything.
    static func plain(_ byte: UInt8) -> Key? {
        switch byte {
        case 0: Key(" ", .control)
        case 0x09: Key(.tab)
        case 0x0A, 0x0D: Key(.enter)
        case 0x08, 0x7F: Key(.backspace)
        case 0x1B: nil
        case 0x01...0x1A: Key(Character(Unicode.Scalar(byte + 0x60)), .control)
        case 0x1C...0x1F: Key(Character(Unicode.Scalar(byte + 0x40)), .control)
        case 0x20..<0x7F: Key(Character(Unicode.Scalar(byte)))
        default: nil
        }
    }

    private static func withAlt(_ reading: Reading) -> Reading {
        guard case .event(.key(let key)) = reading else { return reading }
        return .event(.key(Key(key.code, key.modifiers.union(.alt))))
    }

    /// A character of UTF-8, or a control.
    private static func character(_ bytes: [UInt8]) -> Reading {
        if bytes.count == 1, let key = plain(bytes[0]) { return .event(.key(key)) }
        let length =
            switch bytes[0] {
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            default: 1
            }
        if bytes.count > 1, let last = bytes.last, !(0x80...0xBF).contains(last) { return .broken }
        guard bytes.count >= length else { return .unfinished }
        return .event(.key(Key(String(decoding: bytes, as: UTF8.self).first ?? "\u{FFFD}")))
    }

    /// What follows `ESC O`: a letter, before it perhaps a modifier.
    private static func single(_ bytes: ArraySlice<UInt8>) -> Reading {
        guard let last = bytes.last else { return .unfinished }
        if UInt8(ascii: "0")...UInt8(ascii: ";") ~= last { return .unfinished }
        let parameters = numbers(bytes.dropLast())
        let modifiers = modifiers(parameters.last ?? 1)
        switch last {
        case UInt8(ascii: "M"): return .event(.key(Key(.enter, modifiers)))
        case UInt8(ascii: "X"): return .event(.key(Key("=", modifiers)))
        case UInt8(ascii: "a")...UInt8(ascii: "d"):
            return key(arrow(last - 0x20), .control)
        case UInt8(ascii: "j")...UInt8(ascii: "y"):
            return .event(.key(Key(Character(Unicode.Scalar(last - 0x40)), modifiers)))
        default: return key(letter(last), modifiers)
        }
    }

    /// What follows `ESC [`: ECMA-48 §5.4, parameters, intermediates, final byte.
    private static func control(_ bytes: ArraySlice<UInt8>) -> Reading {
        guard let last = bytes.last, let first = bytes.first else { return .unfinished }
        if first == UInt8(ascii: "[") {
            // The Linux console: ESC [ [ A is F1.
            guard bytes.count == 2 else { return .unfinished }
            return (0x41...0x45).contains(last) ? key(.function(Int(last) - 0x40), []) : .nothing
        }
        if first == UInt8(ascii: "M") { return bytes.count < 4 ? .unfinished : .nothing }
        // rxvt ends sequences with Shift in a dollar sign, which is no final byte elsewhere.
        if last == UInt8(ascii: "$"), bytes.count > 1 { return tilde(numbers(bytes.dropLast()), .shift) }
        if (0x20...0x3F).contains(last) { return .unfinished }
        guard (0x40...0x7E).contains(last) else { return .nothing }
        if first == UInt8(ascii: "<") { return mouse(numbers(bytes.dropFirst().dropLast()), last) }
        // Private parameters are those of answers to questions that nobody asked.
        if (0x3C...0x3F).contains(first) { return .nothing }
        let parameters = numbers(bytes.dropLast())
        switch last {
        case UInt8(ascii: "~"): return tilde(parameters, [])
        case UInt8(ascii: "^"): return tilde(parameters, .control)
        case UInt8(ascii: "@"): return tilde(parameters, [.control, .shift])
        case UInt8(ascii: "u"): return coded(parameters.first ?? 0, parameters.dropFirst().first ?? 1)
        case UInt8(ascii: "a")...UInt8(ascii: "d"): return key(arrow(last - 0x20), .shift)
        default: return key(letter(last), modifiers(parameters.dropFirst().first ?? 1))
        }
    }

    private static func key(_ code: Key.Code?, _ modifiers: Key.Modifiers) -> Reading {
        code.map { .event(.key(Key($0, modifiers))) } ?? .nothing
    }

    /// Decimal numbers between semicolons; what follows a colon in one is left out, and so is what is absurd.
    private static func numbers(_ bytes: ArraySlice<UInt8>) -> [Int] {
        bytes.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map { part in
            let digits = part.prefix { $0 != UInt8(ascii: ":") }
            return digits.count > 8 ? 0 : Int(String(decoding: digits, as: UTF8.self)) ?? 0
        }
    }

    /// xterm's numbers for modifiers: one more than the bits 1 shift, 2 alt, 4 control, 8 meta.
    private static func modifiers(_ number: Int) -> Key.Modifiers {
        let bits = max(0, number - 1)
        var modifiers: Key.Modifiers = []
        if bits & 1 != 0 { modifiers.insert(.shift) }
        if bits & (2 | 8) != 0 { modifiers.insert(.alt) }
        if bits & 4 != 0 { modifiers.insert(.control) }
        return modifiers
    }

    private static func arrow(_ letter: UInt8) -> Key.Code? {
        switch letter {
        case UInt8(ascii: "A"): .up
        case UInt8(ascii: "B"): .down
        case UInt8(ascii: "C"): .right
        case UInt8(ascii: "D"): .left
        default: nil
        }
    }

    private static func letter(_ letter: UInt8) -> Key.Code? {
        switch letter {
        case UInt8(ascii: "H"): .home
        case UInt8(ascii: "F"): .end
        case UInt8(ascii: "P"): .function(1)
        case UInt8(ascii: "Q"): .function(2)
        case UInt8(ascii: "R"): .function(3)
        case UInt8(ascii: "S"): .function(4)
        case UInt8(ascii: "Z"): .backTab
        default: arrow(letter)
        }
    }

    /// `ESC [ 5 ; 2 ~`: a key by number, and its modifiers.
    private static func tilde(_ parameters: [Int], _ more: Key.Modifiers) -> Reading {
        let number = parameters.first ?? 0
        let second = parameters.dropFirst().first ?? 1
        switch number {
        case 200: return .pasteBegins
        // modifyOtherKeys of xterm: 27 ; modifiers ; character.
        case 27 where parameters.count > 2: return coded(parameters[2], second)
        default: return key(numbered[number], modifiers(second).union(more))
        }
    }

    private static let numbered: [Int: Key.Code] = [
        1: .home, 2: .insert, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end, 11: .function(1),
        12: .function(2), 13: .function(3), 14: .function(4), 15: .function(5), 17: .function(6), 18: .function(7),
        19: .function(8), 20: .function(9), 21: .function(10), 23: .function(11), 24: .function(12),
        25: .function(13), 26: .function(14), 28: .function(15), 29: .function(16), 31: .function(17),
        32: .function(18), 33: .function(19), 34: .function(20),
    ]

    /// A key by the number of its character.
    private static func coded(_ value: Int, _ modifiers: Int) -> Reading {
        guard let scalar = UInt32(exactly: value).flatMap(Unicode.Scalar.init) else { return .nothing }
        let modifiers = self.modifiers(modifiers)
        if value == 0x1B { return .event(.key(Key(.escape, modifiers))) }
        if value < 0x20 || value == 0x7F {
            return UInt8(exactly: value).flatMap(plain).map { .event(.key(Key($0.code, modifiers))) } ?? .nothing
        }
        return .event(.key(Key(Character(scalar), modifiers)))
    }

    /// `ESC [ < buttons ; x ; y M`, or `m` for a release.
    private static func mouse(_ parameters: [Int], _ last: UInt8) -> Reading {
        guard parameters.count == 3, last == UInt8(ascii: "M") || last == UInt8(ascii: "m") else { return .nothing }
        let bits = parameters[0]
        var modifiers: Key.Modifiers = []
        if bits & 4 != 0 { modifiers.insert(.shift) }
        if bits & 8 != 0 { modifiers.insert(.alt) }
        if bits & 16 != 0 { modifiers.insert(.control) }
        let button: Mouse.Button = [.left, .middle, .right, .none][bits & 3]
        let (x, y) = (max(0, parameters[1] - 1), max(0, parameters[2] - 1))
        func event(_ kind: Mouse.Kind, _ button: Mouse.Button) -> Reading {
            .event(.mouse(Mouse(x: x, y: y, kind: kind, button: button, modifiers: modifiers)))
        }
        switch bits & (64 | 128) {
        case 64: return bits & 3 < 2 ? event(bits & 1 == 0 ? .scrollUp : .scrollDown, .none) : .nothing
        case 0: return event(last == UInt8(ascii: "m") ? .release : bits & 32 != 0 ? .drag : .press, button)
        default: return .nothing
        }
    }
}
