/// What stands in one cell: a scalar that is safe to show, the combining marks on it, and how many columns both take.
///
/// Only the sanitiser makes glyphs, so a cell cannot hold a control character, whatever a pane was given.
package struct Glyph: Hashable, Sendable {
    /// The combining marks that one base carries at most; more of them go onto dotted circles of their own.
    package static let marksLimit = 4

    package let scalar: Unicode.Scalar
    /// Columns: 1 or 2, and 0 for the right half of a wide glyph.
    package let width: UInt8
    private(set) var marks = Marks()

    init(shown scalar: Unicode.Scalar, width: UInt8) {
        self.scalar = scalar
        self.width = width
    }

    /// The first glyph of `character` once it is sanitised: what a fill repeats.
    package init(_ character: Character) {
        var glyphs = GlyphIterator(character.unicodeScalars.makeIterator())
        self = glyphs.next() ?? .blank
    }

    package static let blank = Glyph(shown: " ", width: 1)
    /// The right half of a wide glyph.
    static let rightHalf = Glyph(shown: " ", width: 0)
    static let dottedCircle = Glyph(shown: "\u{25CC}", width: 1)
    static let replacement = Glyph(shown: "\u{FFFD}", width: 1)

    /// The base and its marks, in the order in which a terminal wants them.
    package var scalars: [Unicode.Scalar] { [scalar] + marks.scalars }

    package var hasMarks: Bool { marks.first != 0 }

    /// The glyph as text; empty for the right half of a wide one.
    package var text: String {
        guard width > 0 else { return "" }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// Puts `mark` on the glyph; false where it already carries as many as it may.
    mutating func attach(_ mark: Unicode.Scalar) -> Bool { marks.append(mark.value) }

    /// Up to four marks in place, so that a cell needs no heap. Zero is no mark.
    struct Marks: Hashable, Sendable {
        var first: UInt32 = 0
        var second: UInt32 = 0
        var third: UInt32 = 0
        var fourth: UInt32 = 0

        mutating func append(_ value: UInt32) -> Bool {
            if first == 0 {
                first = value
            } else if second == 0 {
                second = value
            } else if third == 0 {
                third = value
            } else if fourth == 0 {
                fourth = value
            } else {
                return false
            }
            return true
        }

        var scalars: [Unicode.Scalar] {
            first == 0 ? [] : [first, second, third, fourth].filter { $0 != 0 }.compactMap(Unicode.Scalar.init)
        }
    }
}

/// One place of the screen: a glyph and how it looks.
package struct Cell: Hashable, Sendable {
    package var glyph: Glyph
    package var style: Style

    package init(_ glyph: Glyph = .blank, style: Style = .plain) {
        self.glyph = glyph
        self.style = style
    }

    package var text: String { glyph.text }
    package var width: Int { Int(glyph.width) }
}
