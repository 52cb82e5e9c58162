import Octets

/// An IPv4 address: 32 bits (RFC 791 §3.1).
package struct IPv4Address: Hashable, Sendable, CustomStringConvertible {
    package var rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Four decimal numbers up to 255 with dots between, without leading zeros; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            let digits = Array(part)
            guard digits.count <= 3, digits.count == 1 || digits.first != 0x30,
                case .value(let number) = digits.span.decimal(in: 0..<digits.count), number <= 255
            else { return nil }
            value = value << 8 | UInt32(number)
        }
        rawValue = value
    }

    package var octets: [UInt8] {
        var octets: [UInt8] = []
        octets.append(number32: rawValue)
        return octets
    }

    package var description: String { AddressText.ipv4(rawValue) }

    /// The name under `in-addr.arpa` that leads back from the address to a name (RFC 1035 §3.5).
    package var reverseName: DomainName {
        let labels = octets.reversed().map { Array(String($0).utf8) } + ["in-addr", "arpa"].map { Array($0.utf8) }
        return DomainName(wellFormed: labels.flatMap { [UInt8(truncatingIfNeeded: $0.count)] + $0 } + [0])
    }
}

/// An IPv6 address: 128 bits (RFC 4291 §2).
package struct IPv6Address: Hashable, Sendable, CustomStringConvertible {
    package var high: UInt64
    package var low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The forms of RFC 4291 §2.2, without a zone; nil for anything else.
    package init?(_ text: some StringProtocol) {
        guard let groups = IPv6Text.groups(of: Array(text.utf8)) else { return nil }
        high = groups[..<4].reduce(0) { $0 << 16 | UInt64($1) }
        low = groups[4...].reduce(0) { $0 << 16 | UInt64($1) }
    }

    package var groups: [UInt16] { AddressText.groups(high: high, low: low) }

    package var octets: [UInt8] {
        var octets: [UInt8] = []
        for group in groups { octets.append(number16: group) }
        return octets
    }

    /// The form of RFC 5952 §4; of an IPv4 address in it the dotted one (§5).
    package var description: String { AddressText.ipv6(high: high, low: low) }

    /// The name under `ip6.arpa` that leads back from the address to a name (RFC 3596 §2.5).
    package var reverseName: DomainName {
        let nibbles = octets.reversed().flatMap { [1, Hex.digit($0 & 0xF), 1, Hex.digit($0 >> 4)] }
        return DomainName(wellFormed: nibbles + [3] + Array("ip6".utf8) + [4] + Array("arpa".utf8) + [0])
    }
}

/// Reads the text of an IPv6 address.
private enum IPv6Text {
    static func groups(of text: [UInt8]) -> [UInt16]? {
        guard let gap = firstGap(in: text) else {
            guard let groups = run(text[...]), groups.count == 8 else { return nil }
            return groups
        }
        guard let head = run(text[..<gap], mayEndDotted: false), let tail = run(text[(gap + 2)...]),
            head.count + tail.count < 8
        else { return nil }
        return head + [UInt16](repeating: 0, count: 8 - head.count - tail.count) + tail
    }

    private static func firstGap(in text: [UInt8]) -> Int? {
        text.indices.dropLast().first { text[$0] == 0x3A && text[$0 + 1] == 0x3A }
    }

    /// Groups with single colons between, the last perhaps an IPv4 address; none for no text.
    private static func run(_ text: ArraySlice<UInt8>, mayEndDotted: Bool = true) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        let parts = text.split(separator: 0x3A, omittingEmptySubsequences: false)
        guard parts.count <= 8 else { return nil }
        var groups: [UInt16] = []
        for (index, part) in parts.enumerated() {
            if mayEndDotted, index == parts.count - 1, part.contains(Escapes.dot) {
                guard let address = IPv4Address(String(decoding: part, as: UTF8.self)) else { return nil }
                groups += [UInt16(address.rawValue >> 16), UInt16(address.rawValue & 0xFFFF)]
            } else {
                let digits = Array(part)
                guard digits.count <= 4, let number = digits.span.hexadecimal(in: 0..<digits.count).value else {
                    return nil
                }
                groups.append(UInt16(truncatingIfNeeded: number))
            }
        }
        return groups
    }
}
