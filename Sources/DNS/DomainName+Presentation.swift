import Octets

extension DomainName: CustomStringConvertible {
    /// The presentation form with the dot of the root at the end: `www.example.com.`, and `.` for the root. All ASCII: what
    /// has a meaning of its own is escaped `\.`, what leaves no ink `\DDD` (RFC 1035 §5.1, RFC 4343 §2.1).
    package var description: String { String(decoding: presentation, as: UTF8.self) }

    /// The same without the last dot, as people write names; still `.` for the root.
    package var textWithoutFinalDot: String {
        String(decoding: isRoot ? presentation : presentation.dropLast(), as: UTF8.self)
    }

    private var presentation: [UInt8] {
        guard !isRoot else { return [Escapes.dot] }
        var text: [UInt8] = []
        for start in labelStarts {
            for octet in octets[(start + 1)..<(start + 1 + Int(octets[start]))] {
                Escapes.append(octet, escaping: Escapes.special, to: &text)
            }
            text.append(Escapes.dot)
        }
        return text
    }
}

extension DomainName {
    /// Reads the presentation form. Without a last dot the name is as absolute as with one.
    package init(_ text: String) throws(ParseError) {
        let octets = Array(text.utf8)
        self = try DomainName.parse(octets.span, in: 0..<octets.count)
    }

    /// Reads the presentation form that `range` of `text` holds.
    ///
    /// - Parameter origin: what a name without a last dot is below (RFC 1035 §5.1).
    /// - Throws: for an empty name or label, a bad escape, and `octets of a label` and `octets of a name` past their limit.
    package static func parse(
        _ text: Span<UInt8>, in range: Range<Int>, origin: DomainName = .root
    ) throws(ParseError) -> DomainName {
        guard !range.isEmpty else { throw ParseError(.peer, at: range, "a name is empty", "RFC 1035 §5.1") }
        if range.count == 1, text[range.lowerBound] == Escapes.dot { return .root }
        var reader = PresentationLabels(at: range.lowerBound, upTo: range.upperBound)
        var octets: [UInt8] = []
        while let (label, place) = try reader.next(text) {
            try append(label, to: &octets, at: place)
            // Checked for every label, so that a long line cannot make a long name first.
            try check(length: octets.count + 1, at: range)
        }
        octets += reader.isAbsolute ? root.octets : origin.octets
        try check(length: octets.count, at: range)
        return DomainName(wellFormed: octets)
    }
}

/// Takes a name in presentation form apart into labels with their escapes undone.
private struct PresentationLabels {
    private var offset: Int
    private let end: Int
    /// The last label read had a dot behind it.
    private(set) var isAbsolute = false

    init(at offset: Int, upTo end: Int) {
        self.offset = offset
        self.end = end
    }

    mutating func next(_ text: Span<UInt8>) throws(ParseError) -> (label: [UInt8], place: Range<Int>)? {
        guard offset < end else { return nil }
        let start = offset
        var label: [UInt8] = []
        while offset < end, text[offset] != Escapes.dot {
            label.append(try Escapes.read(text, at: &offset, upTo: end))
        }
        let place = start..<offset
        isAbsolute = offset < end
        offset += 1
        return (label, place)
    }
}
