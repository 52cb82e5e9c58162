/// The two ends of a conversation, the same whoever sends.
struct SocketPair: Hashable, Sendable, BitwiseCopyable {
    let lower: SocketName
    let upper: SocketName

    init(_ first: SocketName, _ second: SocketName) {
        (lower, upper) = first < second ? (first, second) : (second, first)
    }

    /// A number that spreads conversations over a table.
    func hash(_ isTCP: Bool) -> Int {
        var value = lower.address.low ^ (lower.address.high &* 0x9E37_79B9_7F4A_7C15)
        value = (value ^ UInt64(lower.port) << 40) &* 0xFF51_AFD7_ED55_8CCD
        value ^= value >> 32
        value ^= upper.address.low ^ (upper.address.high &* 0xC4CE_B9FE_1A85_EC53) ^ UInt64(upper.port) << 33
        value = (value ^ (isTCP ? 1 : 0)) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: value >> 33)
    }

    func other(than end: SocketName) -> SocketName { end == lower ? upper : lower }

    /// Which end is the client, as far as ports tell: servers have ports below 1024, or one of those that are often taken
    /// instead, or at least the lower of the two. Where both are the same, the first that was seen.
    func likelyClient(firstSeen: SocketName) -> SocketName {
        for isServer in [Self.isWellKnown, Self.isOften] where isServer(lower.port) != isServer(upper.port) {
            return isServer(lower.port) ? upper : lower
        }
        if lower.port == upper.port { return firstSeen }
        return lower.port < upper.port ? upper : lower
    }

    private static func isWellKnown(_ port: UInt16) -> Bool { port < 1_024 }
    private static func isOften(_ port: UInt16) -> Bool { often.contains(port) }
    private static let often: Set<UInt16> = [
        1110, 1143, 2525, 3128, 3306, 5060, 5353, 5355, 5432, 8000, 8008, 8080, 8081, 8443, 8888, 12000,
    ]
}
