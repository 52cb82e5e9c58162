import Octets

/// A cookie's name and value, as ranges of the bytes they were parsed from.
package struct CookiePair: Sendable, Hashable {
    package var name: Range<Int>
    /// Without quotes around it.
    package var value: Range<Int>
}

/// The value of a `Set-Cookie` field (RFC 6265 §5.2).
package struct SetCookie: Sendable, Hashable {
    /// `Path`, `Max-Age`, `Secure` and the like; any name is kept.
    package struct Attribute: Sendable, Hashable {
        package var name: Range<Int>
        /// Nil where there is no equals sign.
        package var value: Range<Int>?
    }

    package var pair: CookiePair
    package var attributes: [Attribute]

    /// Nil where the value does not begin with a name and an equals sign; a user agent then drops it.
    package static func parse(_ bytes: Span<UInt8>, in value: Range<Int>) -> SetCookie? {
        var pair: CookiePair?
        var attributes: [Attribute] = []
        var isFirst = true
        bytes.forEachCookiePart(of: value) { part in
            let equals = bytes.firstOffset(of: 0x3D, from: part.lowerBound, upTo: part.upperBound)
            if isFirst {
                pair = equals.flatMap { bytes.cookiePair(part, equals: $0) }
                isFirst = false
            } else if !part.isEmpty {
                attributes.append(
                    Attribute(
                        name: bytes.trimmed(part.lowerBound..<(equals ?? part.upperBound)),
                        value: equals.map { bytes.trimmed(($0 + 1)..<part.upperBound) }))
            }
        }
        return pair.map { SetCookie(pair: $0, attributes: attributes) }
    }
}

/// The pairs of a `Cookie` field's value, in order. Parts without an equals sign are left out.
package func cookies(_ bytes: Span<UInt8>, in value: Range<Int>) -> [CookiePair] {
    var pairs: [CookiePair] = []
    bytes.forEachCookiePart(of: value) { part in
        guard let equals = bytes.firstOffset(of: 0x3D, from: part.lowerBound, upTo: part.upperBound),
            let pair = bytes.cookiePair(part, equals: equals)
        else { return }
        pairs.append(pair)
    }
    return pairs
}

extension Span where Element == UInt8 {
    /// What stands between semicolons, trimmed.
    fileprivate func forEachCookiePart(of range: Range<Int>, _ take: (Range<Int>) -> Void) {
        var start = range.lowerBound
        while let semicolon = firstOffset(of: 0x3B, from: start, upTo: range.upperBound) {
            take(trimmed(start..<semicolon))
            start = semicolon + 1
        }
        take(trimmed(start..<range.upperBound))
    }

    /// Nil for an empty name.
    fileprivate func cookiePair(_ part: Range<Int>, equals: Int) -> CookiePair? {
        let name = trimmed(part.lowerBound..<equals)
        var value = trimmed((equals + 1)..<part.upperBound)
        if value.count >= 2, self[value.lowerBound] == 0x22, self[value.upperBound - 1] == 0x22 {
            value = (value.lowerBound + 1)..<(value.upperBound - 1)
        }
        return name.isEmpty ? nil : CookiePair(name: name, value: value)
    }
}
