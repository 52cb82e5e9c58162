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
    package var acknowledgmentsPastGap: UInt8 = 4
    /// Irregularities of one connection that are told; more are only counted.
    package var irregularities: UInt16 = 64
    /// Nanoseconds without a datagram after which the next one begins a conversation anew.
    package var datagramIdle: Int64 = 120_000_000_000
    /// Tags of virtual networks in one frame.
    package var tags = 4
    /// Extension headers of one IPv6 packet.
    package var extensionHeaders = 16

    /// Links, tags and tunnels within one another in one frame.
    package var layers = 24
    /// Tags before what a program exported.
    package var exportedTags = 64
    /// Packets whose fragments wait for one another.
    package var fragmentedPackets = 256
    /// Octets that wait so.
    package var fragmentOctets = 4 << 20
    /// Nanoseconds that fragments wait for the first of them to become whole (RFC 791 §3.2 says 15 s, RFC 8200 §4.5 60 s).
    package var fragmentIdle: Int64 = 60_000_000_000

    package init() {}
}
