import Octets

/// A request target's path and query, as they came.
package struct TargetParts: Sendable, Hashable {
    /// Before the first question mark.
    package var path: String
    /// Behind it; nil without one.
    package var query: String?

    package init(_ target: String) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = parts.first.map(String.init) ?? ""
        query = parts.count > 1 ? String(parts[1]) : nil
    }
}

/// The names and values of `application/x-www-form-urlencoded` text, decoded, in order. A name without an equals sign has
/// an empty value: `monkeys&banana` is two names.
package func decodeForm(_ text: String) -> [Fields.Field] {
    text.split(separator: "&").map { part in
        let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return Fields.Field(
            percentDecoded(sides.first ?? "", plusIsSpace: true),
            percentDecoded(sides.count > 1 ? sides[1] : "", plusIsSpace: true))
    }
}

/// `text` with each `%` and two hexadecimal digits made one octet (RFC 3986 §2.1). A `%` that two digits do not follow
/// stays; octets that are no UTF-8 become U+FFFD.
package func percentDecoded(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String {
    let octets = Array(text.utf8)
    var decoded: [UInt8] = []
    decoded.reserveCapacity(octets.count)
    var offset = 0
    while offset < octets.count {
        if octets[offset] == 0x25, offset + 2 < octets.count,
            let value = octets.span.hexadecimal(in: (offset + 1)..<(offset + 3)).value
        {
            decoded.append(UInt8(value))
            offset += 3
        } else {
            decoded.append(plusIsSpace && octets[offset] == 0x2B ? 0x20 : octets[offset])
            offset += 1
        }
    }
    return String(decoding: decoded, as: UTF8.self)
}
