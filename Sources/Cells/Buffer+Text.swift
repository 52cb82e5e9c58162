extension Buffer {
    /// What becomes of text that does not fit.
    package enum Overflow: Sendable {
        /// Cut where the room ends.
        case cut
        /// Cut one column earlier, with an ellipsis in that column.
        case ellipsis
    }

    /// Writes text on one row, from column `x` on, and returns the columns used.
    ///
    /// - Parameters:
    ///   - columns: the most columns to use, from `x`; all to the right edge where nil.
    ///   - area: nothing outside is touched; the whole buffer where nil. `x` may lie left of it: what falls outside is
    ///     counted as used and not drawn, which is how a line scrolls.
    @discardableResult
    package mutating func write(
        _ text: String, x: Int, y: Int, style: Style = .plain, columns: Int? = nil, overflow: Overflow = .ellipsis,
        within area: Rect? = nil
    ) -> Int {
        put(GlyphIterator(text.unicodeScalars.makeIterator()), at: (x, y), style, columns, overflow, area)
    }

    /// Writes bytes that claim to be UTF-8, as the text form does; what is none becomes `�`.
    @discardableResult
    package mutating func write(
        bytes: Span<UInt8>, x: Int, y: Int, style: Style = .plain, columns: Int? = nil, overflow: Overflow = .ellipsis,
        within area: Rect? = nil
    ) -> Int {
        // A column holds at most one base and its marks, so a line of megabytes is decoded no further than it is shown.
        let end = limit(x, columns, area)
        let scalarsLimit = max(0, end - x + 1) * (Glyph.marksLimit + 1)
        let scalars = UTF8Scalars.decode(bytes, limit: scalarsLimit)
        return put(GlyphIterator(scalars.makeIterator()), at: (x, y), style, columns, overflow, area)
    }

    @discardableResult
    package mutating func write(
        bytes: [UInt8], x: Int, y: Int, style: Style = .plain, columns: Int? = nil, overflow: Overflow = .ellipsis,
        within area: Rect? = nil
    ) -> Int {
        write(bytes: bytes.span, x: x, y: y, style: style, columns: columns, overflow: overflow, within: area)
    }

    /// Writes text that ends before column `right`, and returns the column where it begins.
    @discardableResult
    package mutating func write(
        _ text: String, endingAt right: Int, y: Int, style: Style = .plain, within area: Rect? = nil
    ) -> Int {
        let x = max((area ?? bounds).x, right - DisplayWidth.of(text))
        write(text, x: x, y: y, style: style, columns: max(0, right - x), within: area)
        return x
    }

    /// The first column that a write from `x` must not touch.
    private func limit(_ x: Int, _ columns: Int?, _ area: Rect?) -> Int {
        let edge = (area ?? bounds).intersection(bounds).right
        guard let columns, columns < edge - x else { return edge }
        return x + max(0, columns)
    }

    private mutating func put<Source>(
        _ glyphs: GlyphIterator<Source>, at start: (x: Int, y: Int), _ style: Style, _ columns: Int?,
        _ overflow: Overflow, _ area: Rect?
    ) -> Int {
        let clip = (area ?? bounds).intersection(bounds)
        let end = limit(start.x, columns, area)
        guard start.y >= clip.y, start.y < clip.bottom, start.x < end else { return 0 }
        var glyphs = glyphs
        var x = start.x
        while let glyph = glyphs.next() {
            let after = x + Int(glyph.width)
            guard after <= end else {
                finish(overflow, from: x, to: end, clip, start.y, style)
                return end - start.x
            }
            put(glyph, x: x, y: start.y, from: clip.x, style)
            x = after
        }
        return x - start.x
    }

    /// Draws a glyph, or a blank for the half of a wide one that the left edge leaves.
    private mutating func put(_ glyph: Glyph, x: Int, y: Int, from left: Int, _ style: Style) {
        if x >= left {
            place(Cell(glyph, style: style), x: x, y: y)
        } else if x + Int(glyph.width) > left {
            place(Cell(style: style), x: left, y: y)
        }
    }

    /// Ends a row of text that was cut: a blank where a wide glyph did not fit, and the sign where it is asked for.
    private mutating func finish(_ overflow: Overflow, from x: Int, to end: Int, _ clip: Rect, _ y: Int, _ style: Style)
    {
        if x < end, x >= clip.x { place(Cell(style: style), x: x, y: y) }
        guard overflow == .ellipsis, end > clip.x else { return }
        place(Cell(Glyph(symbols.ellipsis), style: style), x: end - 1, y: y)
    }
}
