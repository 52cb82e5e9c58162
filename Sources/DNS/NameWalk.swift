import Octets

/// Where a name lies in a message, and where it leads.
package struct NameLayout: Hashable, Sendable {
    /// The octets in place: the labels there, and the zero octet or the pointer that ends them.
    package var range: Range<Int>
    /// The two octets of the pointer that ends it, if one does (RFC 1035 §4.1.4).
    package var pointer: Range<Int>?
    /// The offset to which the pointer leads.
    package var target: Int?
    /// Octets that the name has without compression.
    package var length: Int

    /// Every label's range without its length octet, host first, those behind pointers included; empty where `bytes` are
    /// not those that it came from.
    package func labels(in bytes: Span<UInt8>) -> [Range<Int>] {
        var walk = NameWalk(at: range.lowerBound, upTo: bytes.count)
        var labels: [Range<Int>] = []
        while let label = try? walk.next(bytes) { labels.append(label) }
        return labels
    }
}

extension DomainName {
    /// The name at `start` of a message, pointers followed.
    ///
    /// - Parameter end: what lies in place ends before it; what a pointer leads to may lie anywhere earlier.
    package static func parse(
        _ message: Span<UInt8>, at start: Int, upTo end: Int? = nil, followingPointers: Bool = true
    ) throws(ParseError) -> (name: DomainName, layout: NameLayout) {
        var walk = NameWalk(at: start, upTo: end ?? message.count, followingPointers: followingPointers)
        var octets: [UInt8] = []
        while let label = try walk.next(message) {
            octets.append(UInt8(truncatingIfNeeded: label.count))
            octets.append(message, in: label)
        }
        octets.append(0)
        return (DomainName(wellFormed: octets), walk.layout)
    }
}

/// Goes over a name label by label and copies nothing. The one place that knows compression when reading.
///
/// A pointer must lead to before the run of labels in which it stands, so that every step goes back and none can go in a
/// circle.
package struct NameWalk {
    /// Complete once `next` has given nil.
    package private(set) var layout: NameLayout
    private let followsPointers: Bool
    private var offset: Int
    private var end: Int
    /// Where the present run of labels begins.
    private var run: Int
    private var pointers = 0

    package init(at start: Int, upTo end: Int, followingPointers: Bool = true) {
        layout = NameLayout(range: start..<start, pointer: nil, target: nil, length: 1)
        followsPointers = followingPointers
        offset = start
        run = start
        self.end = end
    }

    /// The next label without its length octet, or nil at the end of the name.
    package mutating func next(_ bytes: Span<UInt8>) throws(ParseError) -> Range<Int>? {
        while offset >= 0, offset < min(end, bytes.count) {
            let octet = bytes[offset]
            switch octet >> 6 {
            case 0 where octet == 0:
                leave(upTo: offset + 1)
                return nil
            case 0: return try label(of: Int(octet), bytes)
            case 3: try follow(bytes)
            default:
                throw failure(offset..<(offset + 1), "this octet begins neither a label nor a pointer", "RFC 6891 §5")
            }
        }
        throw failure(run..<max(run, offset), "the name is cut short", "RFC 1035 §3.1")
    }

    private mutating func label(of count: Int, _ bytes: Span<UInt8>) throws(ParseError) -> Range<Int> {
        let stop = offset + 1 + count
        guard stop <= min(end, bytes.count) else {
            throw failure(offset..<min(end, bytes.count), "a label is cut short", "RFC 1035 §3.1")
        }
        layout.length += 1 + count
        // Behind a pointer the label lies before the name: the error then points at what lies in place.
        let place = layout.range.isEmpty ? layout.range.lowerBound..<stop : layout.range
        try DomainName.check(length: layout.length, at: place)
        defer { offset = stop }
        return (offset + 1)..<stop
    }

    private mutating func follow(_ bytes: Span<UInt8>) throws(ParseError) {
        guard offset + 2 <= min(end, bytes.count) else {
            throw failure(offset..<(offset + 1), "a pointer is cut short", "RFC 1035 §4.1.4")
        }
        let place = offset..<(offset + 2)
        let target = Int(bytes.number16(at: offset) & 0x3FFF)
        guard followsPointers else {
            throw failure(place, "a pointer stands where names are not compressed", "RFC 3597 §4")
        }
        guard target < run else {
            throw failure(place, "a pointer leads to offset \(target), which is not before its name", "RFC 1035 §4.1.4")
        }
        try countPointer(at: place)
        if layout.pointer == nil {
            layout.pointer = place
            layout.target = target
        }
        leave(upTo: place.upperBound)
        offset = target
        run = target
        end = bytes.count
    }

    private mutating func countPointer(at place: Range<Int>) throws(ParseError) {
        pointers += 1
        guard pointers <= DomainName.pointerLimit else {
            throw ParseError(
                .limit(name: "pointers of a name", actual: pointers, allowed: DomainName.pointerLimit), at: place,
                "a name leads over too many pointers", "RFC 1035 §4.1.4")
        }
    }

    /// What lies in place ends here, unless it has ended before.
    private mutating func leave(upTo end: Int) {
        if layout.range.isEmpty { layout.range = layout.range.lowerBound..<end }
    }

    private func failure(_ range: Range<Int>, _ reason: String, _ reference: String) -> ParseError {
        ParseError(.peer, at: range, reason, reference)
    }
}
