/// What the reading of a capture may cost, by name. All have defaults that real captures stay within.
package struct Limits: Hashable, Sendable {
    /// Octets of one captured packet at most: libpcap's own bound.
    package var packetOctets = 262_144
    /// Octets of a block of pcapng at most that is read; longer ones are skipped by their length.
    package var blockOctets = 1 << 20
    /// Interfaces of one section at most.
    package var interfaces = 4_096
    /// What a file says about itself: entries of each kind that are kept, the rest is counted.
    package var notes = 1_024
    /// Octets that are kept of each text that a file says about itself.
    package var noteOctets = 4_096
    /// Octets that are kept of all these texts together.
    package var noteOctetsOfAll = 4 << 20
    /// Connections whose state is kept at once. Past it those that ended go first, then those that were silent longest.
    package var connections = 65_536
    /// Octets that came too early for their place in a stream, of one direction.
    package var heldOctets = 1 << 20
    /// Segments that came too early, of one direction.
    package var heldSegments = 1_024
    /// Octets that came too early, of all streams together.
    package var heldOctetsOfAll = 32 << 20
    /// So many acknowledgments of octets that are missing are waited for before they are given up: the receiver has them,
    /// so only the capture lacks them.
    package var acknowledgmentsPastGap = 4
    /// Nanoseconds without a datagram after which the next one begins a conversation anew.
    package var datagramIdle: Int64 = 120_000_000_000
    /// Tags of virtual networks in one frame.
    package var tags = 4
    /// Extension headers of one IPv6 packet.
    package var extensionHeaders = 16

    package init() {}
}
