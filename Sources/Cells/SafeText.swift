/// Text for a place that is no cell, as the title of the terminal's window.
package enum SafeText {
    /// The text as a buffer would show it, cut at `columns` columns: nothing in it is a command to a terminal.
    package static func of(_ text: String, columns: Int) -> String {
        var glyphs = GlyphIterator(text.unicodeScalars.makeIterator())
        var safe = ""
        var used = 0
        while let glyph = glyphs.next(), used + Int(glyph.width) <= columns {
            safe += glyph.text
            used += Int(glyph.width)
        }
        return safe
    }
}
