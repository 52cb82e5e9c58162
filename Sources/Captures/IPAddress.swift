/// An address of IPv4 or IPv6.
package struct IPAddress: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// The first and the last eight octets; IPv4 has its four at the end of `low`.
    var high: UInt64
    var low: UInt64
    package var isVersion4: Bool

    init(version4: UInt32) {
        (high, low, isVersion4) = (0, UInt64(version4), true)
    }

    init(high: UInt64, low: UInt64) {
        (self.high, self.low, isVersion4) = (high, low, false)
    }

    package static func < (left: IPAddress, right: IPAddress) -> Bool {
        (left.isVersion4 ? 0 : 1, left.high, left.low) < (right.isVersion4 ? 0 : 1, right.high, right.low)
    }

    /// Dotted numbers, or groups of hexadecimal digits as RFC 5952 §4 has them: lower case, no leading zeros, and the
    /// first of the longest runs of zeros as `::`.
    package var text: String {
        guard !isVersion4 else {
            return "\(low >> 24 & 0xFF).\(low >> 16 & 0xFF).\(low >> 8 & 0xFF).\(low & 0xFF)"
        }
        let groups = groups
        guard let run = Self.longestRun(of: groups) else { return Self.text(groups[...]) }
        return Self.text(groups[..<run.lowerBound]) + "::" + Self.text(groups[run.upperBound...])
    }

    private var groups: [UInt16] {
        [high, low].flatMap { half in
            [48, 32, 16, 0].map { UInt16(truncatingIfNeeded: half >> UInt64($0)) }
        }
    }

    private static func text(_ groups: ArraySlice<UInt16>) -> String {
        groups.map { String($0, radix: 16) }.joined(separator: ":")
    }

    /// A single group of zeros is written out.
    private static func longestRun(of groups: [UInt16]) -> Range<Int>? {
        var best: Range<Int>?
        var start = 0
        for index in groups.indices {
            guard groups[index] == 0 else {
                start = index + 1
                continue
            }
            if index + 1 - start > max(best?.count ?? 0, 1) { best = start..<(index + 1) }
        }
        return best
    }
}

/// One end of a conversation.
struct SocketName: Hashable, Comparable, Sendable, BitwiseCopyable {
    var address: IPAddress
    var port: UInt16

    static func < (left: SocketName, right: SocketName) -> Bool {
        (left.address, left.port) < (right.address, right.port)
    }

    /// `address:port`, IPv6 in brackets.
    var text: String { address.isVersion4 ? "\(address.text):\(port)" : "[\(address.text)]:\(port)" }
}
