import Octets

/// The version that a start line names.
package struct Version: Hashable, Comparable, Sendable, CustomStringConvertible {
    package var major: UInt8
    package var minor: UInt8

    package init(_ major: UInt8, _ minor: UInt8) {
        self.major = major
        self.minor = minor
    }

    package static let http10 = Version(1, 0)
    package static let http11 = Version(1, 1)

    /// `HTTP/1.1`.
    package var description: String { "HTTP/\(major).\(minor)" }

    package static func < (left: Version, right: Version) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }

    /// Octets of `HTTP/1.1`: RFC 9112 §2.3 allows one digit either side of the point.
    static let length = 8

    /// The version that exactly fills `range`, or nil. The name is case-sensitive.
    init?(_ bytes: Span<UInt8>, in range: Range<Int>) {
        guard range.count == Self.length, bytes.hasPrefix("HTTP/", at: range.lowerBound),
            bytes[range.lowerBound + 6] == UInt8(ascii: "."),
            OctetSet.digit.contains(bytes[range.lowerBound + 5]), OctetSet.digit.contains(bytes[range.lowerBound + 7])
        else { return nil }
        self.init(bytes[range.lowerBound + 5] - 0x30, bytes[range.lowerBound + 7] - 0x30)
    }
}
