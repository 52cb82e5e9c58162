/// A modelled link between us and a peer on loopback: how long a round trip takes, how fast bytes go, how many datagrams
/// are lost.
///
/// The kernel answers a loopback SYN at once, so the delay is modelled at our own end: connecting costs one round trip,
/// each direction half of one, bytes take their time at the rate, and order is kept.
package struct Link: Hashable, Sendable {
    /// Nanoseconds.
    package var roundTrip: Int64
    /// Bytes a second in each direction; nil for no limit.
    package var rate: Int64?
    /// The part of all datagrams that is lost, 0 to 1. Streams lose nothing.
    package var loss: Double
    /// Where the losses' random sequence begins: the same seed loses the same datagrams.
    package var seed: UInt64

    /// A longer round trip, in nanoseconds, is taken as this one.
    package static let roundTripLimit: Int64 = 60_000_000_000

    package init(roundTrip: Int64, rate: Int64? = nil, loss: Double = 0, seed: UInt64 = 0x5EED) {
        self.roundTrip = min(max(roundTrip, 0), Self.roundTripLimit)
        self.rate = rate.map { max($0, 1) }
        self.loss = min(max(loss, 0), 1)
        self.seed = seed
    }

    /// How many bytes travel as one piece: about a millisecond's worth, so that a slow link delivers smoothly.
    var pieceSize: Int {
        guard let rate else { return Connection.pieceLimit }
        return min(max(Int(clamping: rate / 1000), 1460), Connection.pieceLimit)
    }
}

/// One direction of a link: says when bytes that enter now have left, and when they arrive. It has no clock of its own.
struct LinkLine {
    let link: Link
    /// Nothing arrives before this time: the first answer of a peer cannot be quicker than the handshake lets it.
    let floor: UInt64
    private var busyUntil: UInt64 = 0
    private var lastArrival: UInt64 = 0
    private var random: UInt64

    init(_ link: Link, floor: UInt64 = 0, salt: UInt64 = 0) {
        self.link = link
        self.floor = floor
        random = link.seed &+ salt
    }

    /// Times are nanoseconds of one monotonic clock. Arrivals strictly grow, so order is kept.
    mutating func admit(_ count: Int, at now: UInt64) -> (leaves: UInt64, arrives: UInt64) {
        let leaves = max(now, busyUntil) &+ transmission(count)
        busyUntil = leaves
        let arrives = max(leaves &+ UInt64(link.roundTrip / 2), floor, lastArrival &+ 1)
        lastArrival = arrives
        return (leaves, arrives)
    }

    /// Whether the next datagram is lost.
    mutating func loses() -> Bool {
        guard link.loss > 0 else { return false }
        return Double(nextRandom() >> 11) / Double(1 << 53) < link.loss
    }

    private func transmission(_ count: Int) -> UInt64 {
        guard let rate = link.rate else { return 0 }
        let (whole, part) = count.quotientAndRemainder(dividingBy: Int(rate))
        let (scaled, overflow) = part.multipliedReportingOverflow(by: 1_000_000_000)
        let fraction = overflow ? Int(Double(part) / Double(rate) * 1e9) : scaled / Int(rate)
        return UInt64(whole) &* 1_000_000_000 &+ UInt64(fraction)
    }

    /// SplitMix64.
    private mutating func nextRandom() -> UInt64 {
        random &+= 0x9E37_79B9_7F4A_7C15
        var mixed = random
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
