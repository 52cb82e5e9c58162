/// What a packet begins with, as pcap and pcapng number it (LINKTYPE_…). Open: an unknown one is kept.
package struct LinkType: RawRepresentable, Hashable, Sendable {
    package var rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// BSD's loopback: an address family in the order of the machine that captured.
    package static let null = LinkType(rawValue: 0)
    package static let ethernet = LinkType(rawValue: 1)
    /// OpenBSD's loopback: an address family in network order.
    package static let loop = LinkType(rawValue: 108)
    /// An IP packet and nothing before it.
    package static let raw = LinkType(rawValue: 101)
    package static let linuxCooked = LinkType(rawValue: 113)
    package static let linuxCooked2 = LinkType(rawValue: 276)
    package static let ipv4 = LinkType(rawValue: 228)
    package static let ipv6 = LinkType(rawValue: 229)

    package static let ppp = LinkType(rawValue: 9)
    /// PPP behind two octets of HDLC.
    package static let pppHDLC = LinkType(rawValue: 50)
    package static let pppOverEthernet = LinkType(rawValue: 51)
    package static let ciscoHDLC = LinkType(rawValue: 104)
    /// IEEE 802.11.
    package static let wireless = LinkType(rawValue: 105)
    /// IEEE 802.11 behind what the receiver measured.
    package static let radiotap = LinkType(rawValue: 127)
    /// Octets of an application, without packets.
    package static let exportedPDU = LinkType(rawValue: 252)

    /// Systems wrote their own numbers for `raw` before it had one.
    var isRaw: Bool { self == .raw || rawValue == 12 || rawValue == 14 }

    /// What a person calls it.
    package var name: String {
        switch rawValue {
        case 0: "BSD loopback"
        case 1: "Ethernet"
        case 9: "PPP"
        case 12, 14, 101: "raw IP"
        case 50: "PPP with HDLC"
        case 51: "PPPoE"
        case 104: "Cisco HDLC"
        case 105: "802.11"
        case 108: "OpenBSD loopback"
        case 113: "Linux cooked"
        case 127: "802.11 with radiotap"
        case 228: "IPv4"
        case 229: "IPv6"
        case 252: "exported PDUs"
        case 253: "Linux netlink"
        case 276: "Linux cooked v2"
        default: "link type \(rawValue)"
        }
    }
}
