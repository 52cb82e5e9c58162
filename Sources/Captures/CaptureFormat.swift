import Octets

/// The containers of packets that can be read.
package enum CaptureFormat: Hashable, Sendable {
    case pcap
    case pcapng

    /// Octets that `detect` needs.
    package static let detectLength = 4

    /// What a file that begins with `bytes` is; nil for none of ours, or where fewer than `detectLength` are given.
    package static func detect(_ bytes: Span<UInt8>) -> CaptureFormat? {
        guard bytes.count >= detectLength else { return nil }
        if bytes.number32(at: 0) == PcapngFile.sectionHeader { return .pcapng }
        return PcapFile.Magic(bytes, at: 0) == nil ? nil : .pcap
    }
}

/// What the next part of a file came to.
struct CaptureStep {
    /// Octets of the part, which may be more than are there where it is skipped; 0 where `wanted` tells what is missing.
    var length: Int
    /// Octets that the part needs from its beginning on, where they are not all there.
    var wanted = 0
    var packet: Found?

    struct Found {
        /// Nanoseconds since 1970.
        var time: Int64?
        var link: LinkType
        var originalLength: Int
        /// Where its octets lie, in the span that was given.
        var range: Range<Int>
        /// Counted from 0 over the whole file.
        var interface: Int
    }

    static func needs(_ octets: Int) -> CaptureStep { CaptureStep(length: 0, wanted: octets) }
}

/// What is wrong with a part of a file, as one plain clause, and how reading goes on.
struct CaptureDamage: Error {
    enum Way: Hashable {
        /// Behind the part, which has so many octets.
        case skip(Int)
        /// At the next block that can be found.
        case search
        /// Not at all.
        case end
    }

    var what: String
    var way: Way

    init(_ what: String, _ way: Way) { (self.what, self.way) = (what, way) }
}
