import Cells

/// The sequences that ncurses has no call for: bytes for the terminal.
enum ControlSequences {
    static let pasteOn = "\u{1B}[?2004h"
    static let pasteOff = "\u{1B}[?2004l"
    /// Presses and releases, drags, and coordinates in decimal.
    static let mouseOn = "\u{1B}[?1000h\u{1B}[?1002h\u{1B}[?1006h"
    static let mouseOff = "\u{1B}[?1006l\u{1B}[?1002l\u{1B}[?1000l"
    static let keepTitle = "\u{1B}[22;2t"
    static let restoreTitle = "\u{1B}[23;2t"

    static func title(_ text: String) -> [UInt8] {
        Array("\u{1B}]2;\(SafeText.of(text, columns: Step.titleColumnsLimit))\u{07}".utf8)
    }

    /// OSC 52: puts bytes on the clipboard of the terminal, wherever the program runs.
    static func clipboard(_ bytes: [UInt8]) -> [UInt8] {
        Array("\u{1B}]52;c;".utf8) + base64(bytes.prefix(Step.clipboardLimit)) + [0x07]
    }

    /// RFC 4648 §4.
    static func base64(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var rest = bytes
        while !rest.isEmpty {
            let group = Array(rest.prefix(3))
            rest = rest.dropFirst(3)
            let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for place in 0..<4 {
                let index = Int(bits >> UInt32(18 - 6 * place)) & 0x3F
                text.append(place <= group.count ? alphabet[index] : UInt8(ascii: "="))
            }
        }
        return text
    }
}
