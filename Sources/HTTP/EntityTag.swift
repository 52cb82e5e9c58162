/// An opaque name for one state of a resource (RFC 9110 §8.8.3).
package struct EntityTag: Sendable, Hashable, CustomStringConvertible {
    package var isWeak: Bool
    /// Without the quotes.
    package var opaque: String

    package init(_ opaque: String, isWeak: Bool = false) {
        self.opaque = opaque
        self.isWeak = isWeak
    }

    /// `"17dc6-a5c-bf716880"` or `W/"…"`. Nil for anything else.
    package init?(parsing text: String) {
        guard case .tags(let tags)? = EntityTagList(parsing: text), tags.count == 1 else { return nil }
        self = tags[0]
    }

    package var description: String { (isWeak ? "W/" : "") + "\"\(opaque)\"" }

    /// Both are strong, and the same (RFC 9110 §8.8.3.2).
    package func stronglyEquals(_ other: EntityTag) -> Bool { !isWeak && self == other }

    /// The same but for being weak.
    package func weaklyEquals(_ other: EntityTag) -> Bool { opaque == other.opaque }
}

/// The value of `If-Match` and `If-None-Match`.
package enum EntityTagList: Sendable, Hashable {
    /// `*`: any state, as long as there is one.
    case any
    case tags([EntityTag])

    /// Nil where the text is neither `*` nor a list of entity tags. A tag may hold commas, but no quotes.
    package init?(parsing text: String) {
        var rest = Array(trimmed(text).utf8)[...]
        if rest.elementsEqual("*".utf8) {
            self = .any
            return
        }
        var tags: [EntityTag] = []
        while true {
            rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x2C }
            if rest.isEmpty { break }
            guard let tag = Self.takeTag(&rest) else { return nil }
            tags.append(tag)
        }
        if tags.isEmpty { return nil }
        self = .tags(tags)
    }

    private static func takeTag(_ rest: inout ArraySlice<UInt8>) -> EntityTag? {
        let isWeak = rest.starts(with: "W/".utf8)
        if isWeak { rest = rest.dropFirst(2) }
        guard rest.first == 0x22 else { return nil }
        let body = rest.dropFirst().prefix { $0 != 0x22 && $0 > 0x20 && $0 != 0x7F }
        guard body.endIndex < rest.endIndex, rest[body.endIndex] == 0x22 else { return nil }
        rest = rest[(body.endIndex + 1)...]
        let after = rest.first
        guard after == nil || after == 0x2C || after == 0x20 || after == 0x09 else { return nil }
        return EntityTag(String(decoding: body, as: UTF8.self), isWeak: isWeak)
    }

    /// `current` is in the list. Nil stands for a resource that has no state at present, which even `*` does not match.
    package func matches(_ current: EntityTag?, strongly: Bool, exists: Bool) -> Bool {
        switch self {
        case .any: exists
        case .tags(let tags):
            current.map { current in
                tags.contains { strongly ? $0.stronglyEquals(current) : $0.weaklyEquals(current) }
            } ?? false
        }
    }
}
