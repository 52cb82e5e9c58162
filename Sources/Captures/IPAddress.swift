import Octets

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

    package var text: String {
        isVersion4 ? AddressText.ipv4(UInt32(truncatingIfNeeded: low)) : AddressText.ipv6(high: high, low: low)
    }
}

/// One end of a conversation.
package struct SocketName: Hashable, Comparable, Sendable, BitwiseCopyable {
    package var address: IPAddress
    package var port: UInt16

    package static func < (left: SocketName, right: SocketName) -> Bool {
        (left.address, left.port) < (right.address, right.port)
    }

    /// `address:port`, IPv6 in brackets.
    package var text: String { address.isVersion4 ? "\(address.text):\(port)" : "[\(address.text)]:\(port)" }
}
