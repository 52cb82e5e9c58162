/// The sanitiser: turns scalars from anywhere into glyphs that are safe to show. Every write to a buffer goes through it.
///
/// A C0 control becomes its picture (`␀` to `␟`), DEL `␡`; whatever else cannot be seen (C1, bidi controls, line and
/// paragraph separators, zero-width and other format characters, private and unassigned scalars) becomes `<U+202E>`.
/// Combining marks go onto the base before them, at most `Glyph.marksLimit`; others onto a dotted circle.
struct GlyphIterator<Source: IteratorProtocol>: IteratorProtocol where Source.Element == Unicode.Scalar {
    private var source: Source
    /// A scalar that was read while looking for marks.
    private var ahead: Unicode.Scalar?
    /// What is left of a stand-in of several glyphs, last first.
    private var standIn: [Glyph] = []

    init(_ source: Source) { self.source = source }

    mutating func next() -> Glyph? {
        if let glyph = standIn.popLast() { return glyph }
        guard let scalar = ahead ?? source.next() else { return nil }
        ahead = nil
        switch ScalarKind(scalar) {
        case .shown(let width):
            return marked(Glyph(shown: scalar, width: width))
        case .mark:
            ahead = scalar
            return marked(.dottedCircle)
        case .hidden:
            return standInGlyph(for: scalar)
        }
    }

    private mutating func marked(_ base: Glyph) -> Glyph {
        var glyph = base
        while let scalar = ahead ?? source.next() {
            ahead = scalar
            // Nothing below U+0300 is a mark, and nearly all text is below it.
            guard scalar.value >= 0x300, ScalarKind(scalar) == .mark, glyph.attach(scalar) else { break }
            ahead = nil
        }
        return glyph
    }

    private mutating func standInGlyph(for scalar: Unicode.Scalar) -> Glyph {
        switch scalar.value {
        case 0..<0x20: return picture(0x2400 + scalar.value)
        case 0x7F: return picture(0x2421)
        default: break
        }
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let name = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + ">"
        standIn = name.unicodeScalars.reversed().map { Glyph(shown: $0, width: 1) }
        return Glyph(shown: "<", width: 1)
    }

    private func picture(_ value: UInt32) -> Glyph {
        Unicode.Scalar(value).map { Glyph(shown: $0, width: 1) } ?? .replacement
    }
}
