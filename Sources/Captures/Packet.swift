import Transcripts

/// One captured packet, as its file describes it. Its octets stay where they are: in the window that was scanned, and in the
/// file.
package struct Packet: Hashable, Sendable {
    /// From 1, in the order of the file.
    package var number: Int
    /// When it was captured; nil where the file does not say.
    package var time: Timestamp?
    package var link: LinkType
    /// Octets that it had on the wire; the capture may hold fewer.
    package var originalLength: Int
    /// Where its octets lie in the file.
    package var offset: UInt64
    /// Where they lie in the window that was scanned.
    package var range: Range<Int>
    /// Which interface captured it, counted from 0 over all sections of the file, as `CaptureNotes.interfaces` counts; 0 in
    /// pcap, which knows but one.
    package var interface = 0

    /// Octets that were captured.
    package var length: Int { range.count }
}

/// What is wrong with a capture file.
package struct CaptureError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Counted in octets from the file's start.
    package var offset: UInt64
    /// Packets before that place.
    package var packets: Int
    /// One plain clause.
    package var what: String
    /// Nothing behind it can be read.
    package var isEnd: Bool

    package var description: String {
        let before =
            switch packets {
            case 0: "before the first packet"
            case 1: "behind packet 1"
            default: "behind packet \(packets)"
            }
        return "at octet \(offset), \(before): \(what)"
    }
}
