import Octets

/// What a capture file says about itself beside its packets. Every list is bounded by `Limits.notes` and every text by
/// `Limits.noteOctets`, and all texts together by `Limits.noteOctetsOfAll`; what is beyond is counted in `leftOut`. Texts are as they stand in the file: `lines` escapes them.
package struct CaptureNotes: Hashable, Sendable {
    /// A file of pcap is one section; one of pcapng may have several.
    package struct Section: Hashable, Sendable {
        /// The container, its version and byte order, for a person: `pcapng 1.0, little-endian`.
        package var format: String
        package var hardware: String?
        package var system: String?
        package var application: String?
        package var comments: [String] = []
    }

    package struct Interface: Hashable, Sendable {
        /// Which of `sections` it belongs to, by the headers that could be read. There may be none of that number.
        package var section: Int
        package var link: LinkType
        /// Octets of a packet at most; 0 where there is no bound.
        package var snapLength: Int
        package var name: String?
        package var description: String?
        /// What was captured of all, as its program spells it.
        package var filter: String?
        package var hardware: String?
        package var system: String?
        package var comments: [String] = []
        /// Packets that it received, by the last statistics.
        package var received: UInt64?
        /// Packets that it, or the system behind it, dropped for want of room.
        package var dropped: UInt64?
    }

    /// Keys that decrypt the capture. They are never kept, and so never shown.
    package struct Secret: Hashable, Sendable {
        /// What they are, as pcapng numbers it.
        package var kind: UInt32
        package var octets: Int
    }

    package struct PacketComment: Hashable, Sendable {
        /// From 1.
        package var packet: Int
        package var text: String
    }

    let limits: Limits
    package internal(set) var sections: [Section] = []
    /// In the order of the file, over all sections, as `Packet.interface` counts them.
    package internal(set) var interfaces: [Interface] = []
    /// What addresses are called, the first name of each.
    package internal(set) var names: [IPAddress: String] = [:]
    package internal(set) var secrets: [Secret] = []
    /// Blocks of enterprises' own kinds, by the number that IANA gave the enterprise.
    package internal(set) var customBlocks: [UInt32: Int] = [:]
    /// Blocks of kinds that are not known, by kind.
    package internal(set) var unknownBlocks: [UInt32: Int] = [:]
    package internal(set) var packetComments: [PacketComment] = []
    /// Packets that were dropped between captured ones, as these say.
    package internal(set) var droppedBetween: UInt64 = 0
    /// Sections, and interfaces, in all.
    package internal(set) var sectionCount = 0
    package internal(set) var interfaceCount = 0
    /// Notes of any kind that are not kept.
    package internal(set) var leftOut = 0

    /// Octets of all texts that are kept.
    private var textOctets = 0
    /// Comments of sections and interfaces that are kept.
    private var commentCount = 0

    init(_ limits: Limits) { self.limits = limits }

    package init() { self.init(Limits()) }
}

extension CaptureNotes {
    /// Adds to a list that has room.
    mutating func add<Note>(_ note: Note, to list: WritableKeyPath<CaptureNotes, [Note]>) {
        guard self[keyPath: list].count < limits.notes else { return leftOut += 1 }
        self[keyPath: list].append(note)
    }

    mutating func count(unknownBlock kind: UInt32) { count(kind, in: \.unknownBlocks) }

    mutating func count(_ kind: UInt32, in kinds: WritableKeyPath<CaptureNotes, [UInt32: Int]>) {
        guard self[keyPath: kinds][kind] != nil || self[keyPath: kinds].count < limits.notes else {
            return leftOut += 1
        }
        self[keyPath: kinds][kind, default: 0] += 1
    }

    /// The text of an option, without zeros at its end, which some write; what is too long is cut off, which is told.
    mutating func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
        let most = min(limits.noteOctets, limits.noteOctetsOfAll - textOctets)
        var end = min(range.upperBound, range.lowerBound + most)
        let isCut = end < range.upperBound
        while end > range.lowerBound, bytes[end - 1] == 0 { end -= 1 }
        textOctets += end - range.lowerBound
        let kept = bytes.extracting(range.lowerBound..<end)
        let text = kept.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        return isCut ? text + "…" : text
    }

    /// Adds a comment of a section or an interface, which lies in that range.
    mutating func addComment(_ bytes: Span<UInt8>, _ range: Range<Int>, to comments: inout [String]) {
        guard commentCount < limits.notes else { return leftOut += 1 }
        commentCount += 1
        comments.append(text(bytes, range))
    }
}
