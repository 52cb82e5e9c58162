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
        return PcapFile.Magic(bytes) == nil ? nil : .pcap
    }
}

/// What the next part of a file came to.
struct CaptureStep {
    /// Octets of the part: more than are there where it is to be skipped.
    var length: UInt64
    var packet: Found?
    /// What is wrong with the part, which is left out.
    var complaint: String?

    struct Found {
        /// Nanoseconds since 1970.
        var time: Int64?
        var link: LinkType
        var originalLength: Int
        var range: Range<Int>
    }
}

/// Why nothing more of a file can be read: one plain clause.
struct CaptureEnd: Error {
    var what: String
    init(_ what: String) { self.what = what }
}
