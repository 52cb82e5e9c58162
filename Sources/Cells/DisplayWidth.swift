/// How many columns text takes on the screen, by the project's own table: what libc thinks depends on the locale.
package enum DisplayWidth {
    /// The columns that `text` takes once sanitised: what `Buffer.write` would use with room enough.
    package static func of(_ text: String) -> Int {
        var glyphs = GlyphIterator(text.unicodeScalars.makeIterator())
        var columns = 0
        while let glyph = glyphs.next() { columns += Int(glyph.width) }
        return columns
    }
}

/// What a scalar is to the screen.
enum ScalarKind: Equatable {
    /// Shown as it is, in 1 or 2 columns.
    case shown(width: UInt8)
    /// A mark that takes no column of its own and is drawn over the base before it.
    case mark
    /// Never sent to a terminal: a control, something that cannot be seen, or something whose width terminals dispute.
    case hidden

    init(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x20..<0x7F, 0xA0..<0xAD, 0xAE..<0x300, 0x2500..<0x25FD: self = .shown(width: 1)
        case 0..<0x20, 0x7F..<0xA0: self = .hidden
        // The later jamo of a Hangul syllable join the one before; these two ranges hold nothing else.
        case 0x1161...0x11FF, 0xD7B0...0xD7C6, 0xD7CB...0xD7FB: self = .mark
        // Flags and skin tones join their neighbours on some terminals and stand alone on others.
        case 0x1F1E6...0x1F1FF, 0x1F3FB...0x1F3FF: self = .hidden
        default: self.init(properties: scalar)
        }
    }

    private init(properties scalar: Unicode.Scalar) {
        let properties = scalar.properties
        if properties.isDefaultIgnorableCodePoint {
            self = .hidden
            return
        }
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            self = .hidden
        case .nonspacingMark, .enclosingMark:
            self = .mark
        default:
            self = .shown(width: WideRanges.contains(scalar.value) ? 2 : 1)
        }
    }
}
