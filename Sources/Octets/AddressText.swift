/// IP addresses as people write them.
public enum AddressText {
    /// Dotted numbers.
    public static func ipv4(_ number: UInt32) -> String {
        let octets: [UInt32] = [number >> 24, number >> 16 & 0xFF, number >> 8 & 0xFF, number & 0xFF]
        return octets.map { String($0) }.joined(separator: ".")
    }

    /// Eight groups of hexadecimal digits as RFC 5952 §4 has them: lower case, no leading zeros, and the first of the
    /// longest runs of two or more zero groups as `::`. An address of IPv4 within one of IPv6 is dotted (§5).
    ///
    /// - Parameters:
    ///   - high: the first eight octets.
    ///   - low: the last eight.
    public static func ipv6(high: UInt64, low: UInt64) -> String {
        if high == 0, low >> 32 == 0xFFFF { return "::ffff:\(ipv4(UInt32(truncatingIfNeeded: low)))" }
        let groups = groups(high: high, low: low)
        let hex = groups.map { String($0, radix: 16) }
        guard let gap = longestZeros(in: groups) else { return hex.joined(separator: ":") }
        return hex[..<gap.lowerBound].joined(separator: ":") + "::" + hex[gap.upperBound...].joined(separator: ":")
    }

    /// The eight groups of 16 bits, first to last.
    public static func groups(high: UInt64, low: UInt64) -> [UInt16] {
        let shifts: [UInt64] = [48, 32, 16, 0]
        return [high, low].flatMap { half in shifts.map { UInt16(truncatingIfNeeded: half >> $0) } }
    }

    private static func longestZeros(in groups: [UInt16]) -> Range<Int>? {
        var longest = 0..<0
        var start = 0
        for index in 0...groups.count where index == groups.count || groups[index] != 0 {
            if index - start > longest.count { longest = start..<index }
            start = index + 1
        }
        return longest.count >= 2 ? longest : nil
    }
}
