/// What was in a capture beside conversations, in numbers.
package struct Tally: Hashable, Sendable {
    /// Links of packets that are not read: kinds counted apart at most.
    static let linkLimit = 16

    /// Packets in all, and octets of them that were captured.
    package var packets = 0
    package var octets: UInt64 = 0
    /// Parts of IP packets.
    package var fragments = 0
    /// IP packets that never became whole.
    package var incompletePackets = 0
    /// Fragments that had other octets in the place of some that had come.
    package var differingFragments = 0
    /// Packets that carry neither TCP nor UDP.
    package var others = 0
    /// Packets whose headers are cut short or damaged, and the number of the first.
    package var damaged = 0
    package var firstDamaged: Int?
    /// Packets of links that are not read.
    package internal(set) var unknownLinks: [LinkType: Int] = [:]
    /// Segments all of whose octets had come before.
    package var retransmissions = 0
    /// Segments that came before those in front of them.
    package var outOfOrder = 0
    /// Segments that had other octets in the place of some that had come.
    package var differing = 0
    /// Octets that were on the wire and are not in the capture.
    package var missingOctets: UInt64 = 0

    package init() {}

    mutating func noteDamaged(_ packet: Int) {
        damaged += 1
        if firstDamaged == nil { firstDamaged = packet }
    }

    mutating func noteUnknown(_ link: LinkType) {
        guard unknownLinks[link] != nil || unknownLinks.count < Self.linkLimit else { return }
        unknownLinks[link, default: 0] += 1
    }

    /// What was left out, a plain clause each, for whoever wonders where packets went.
    package var remarks: [String] {
        var remarks = unknownLinks.sorted { $0.key.rawValue < $1.key.rawValue }.map { link, count in
            "\(Self.packets(count)) of \(link.name) \(count == 1 ? "is" : "are") left out: this link is not read yet"
        }
        if incompletePackets > 0 {
            remarks.append(
                incompletePackets == 1
                    ? "1 IP packet is left out: not all of its fragments are there"
                    : "\(incompletePackets) IP packets are left out: not all of their fragments are there")
        }
        if differingFragments > 0 {
            let what = differingFragments == 1 ? "1 fragment has" : "\(differingFragments) fragments have"
            remarks.append("\(what) other octets in the place of some that had come; the first ones are kept")
        }
        if damaged > 0, let firstDamaged {
            remarks.append(
                "\(Self.packets(damaged)) \(damaged == 1 ? "has" : "have") damaged headers, the first is packet \(firstDamaged)"
            )
        }
        return remarks
    }

    private static func packets(_ count: Int) -> String { count == 1 ? "1 packet" : "\(count) packets" }
}
