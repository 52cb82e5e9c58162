import DNS

/// The address of a name server, of either family.
package enum ServerAddress: Hashable, Sendable, CustomStringConvertible {
    case v4(IPv4Address)
    case v6(IPv6Address)

    package init?(_ data: RecordData) {
        if let address = data.ipv4Address {
            self = .v4(address)
        } else if let address = data.ipv6Address {
            self = .v6(address)
        } else {
            return nil
        }
    }

    package init?(_ text: String) {
        if let address = IPv4Address(text) {
            self = .v4(address)
        } else if let address = IPv6Address(text) {
            self = .v6(address)
        } else {
            return nil
        }
    }

    package var description: String {
        switch self {
        case .v4(let address): "\(address)"
        case .v6(let address): "\(address)"
        }
    }
}
