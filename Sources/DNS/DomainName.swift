import Octets

/// A domain name: labels from the host to the root (RFC 1034 §3.1). Always absolute.
///
/// It keeps the letters as they came, and compares and hashes without regard to their case (RFC 4343 §3).
package struct DomainName: Sendable {
    /// The name as on the wire without compression: each label behind its length, and the root's zero octet at the end.
    package let octets: [UInt8]

    /// `octets` are well-formed and within the limits: those who make them have seen to it.
    init(wellFormed octets: [UInt8]) { self.octets = octets }

    /// From labels, host first, without the root's empty one.
    package init(labels: [[UInt8]]) throws(ParseError) {
        var octets: [UInt8] = []
        for label in labels { try DomainName.append(label, to: &octets, at: 0..<0) }
        octets.append(0)
        try DomainName.check(length: octets.count, at: 0..<0)
        self.octets = octets
    }

    package static let root = DomainName(wellFormed: [0])

    /// Octets of a label at most.
    package static let labelLimit = 63
    /// Octets of a name on the wire at most, lengths and the root included.
    package static let lengthLimit = 255
    /// Pointers that one name may lead over. Each leads further back, but a long chain would be work for nothing.
    package static let pointerLimit = 127

    package var isRoot: Bool { octets.count == 1 }

    /// Where each label's length octet lies in `octets`, host first, the root left out.
    package var labelStarts: [Int] {
        var starts: [Int] = []
        var offset = 0
        while offset < octets.count, octets[offset] != 0 {
            starts.append(offset)
            offset += 1 + Int(octets[offset])
        }
        return starts
    }

    /// Host first, the root left out.
    package var labels: [[UInt8]] {
        labelStarts.map { Array(octets[($0 + 1)..<($0 + 1 + Int(octets[$0]))]) }
    }

    /// How many labels, the root left out: 0 for the root, 2 for `example.com.`.
    package var labelCount: Int {
        var count = 0
        var offset = 0
        while offset < octets.count, octets[offset] != 0 {
            count += 1
            offset += 1 + Int(octets[offset])
        }
        return count
    }

    /// The first label is `*` (RFC 4592 §2.1.1).
    package var isWildcard: Bool { octets.count > 2 && octets[0] == 1 && octets[1] == UInt8(ascii: "*") }

    /// The name without its first label; nil for the root.
    package var parent: DomainName? {
        isRoot ? nil : DomainName(wellFormed: Array(octets[(1 + Int(octets[0]))...]))
    }

    /// The last `count` labels: for `www.example.com.` and 1 it is `com.`, for 0 the root. All of it where it has fewer.
    package func suffix(labels count: Int) -> DomainName {
        let starts = labelStarts
        guard count < starts.count else { return self }
        guard count > 0 else { return .root }
        return DomainName(wellFormed: Array(octets[starts[starts.count - count]...]))
    }

    /// The name itself counts, and everything is below the root (RFC 9499 §7).
    package func isSubdomain(of other: DomainName) -> Bool {
        var offset = 0
        while octets.count - offset > other.octets.count { offset += 1 + Int(octets[offset]) }
        return octets.count - offset == other.octets.count
            && octets.span.equalsIgnoringCase(other.octets, in: offset..<octets.count)
    }

    /// The name one label below this.
    package func prepending(_ label: [UInt8]) throws(ParseError) -> DomainName {
        var longer: [UInt8] = []
        try DomainName.append(label, to: &longer, at: 0..<0)
        longer += octets
        try DomainName.check(length: longer.count, at: 0..<0)
        return DomainName(wellFormed: longer)
    }

    /// This name below `other`: `www.example.` and `org.` make `www.example.org.`
    package func appending(_ other: DomainName) throws(ParseError) -> DomainName {
        let longer = octets.dropLast() + other.octets
        try DomainName.check(length: longer.count, at: 0..<0)
        return DomainName(wellFormed: Array(longer))
    }

    /// The name with its ASCII letters made lower (RFC 4034 §6.2).
    package var lowercased: DomainName { DomainName(wellFormed: octets.map(lowercasedASCII)) }
}

extension DomainName: Hashable {
    // Lengths are at most 63, below the letters, so that folding the octets leaves them alone.
    package static func == (left: DomainName, right: DomainName) -> Bool {
        left.octets.span.equalsIgnoringCase(right.octets, in: 0..<left.octets.count)
    }

    package func hash(into hasher: inout Hasher) {
        for octet in octets { hasher.combine(lowercasedASCII(octet)) }
    }
}

extension DomainName {
    /// Appends a label behind its length. `range` is where an error says that it lies.
    static func append(_ label: [UInt8], to octets: inout [UInt8], at range: Range<Int>) throws(ParseError) {
        guard !label.isEmpty else {
            throw ParseError(.peer, at: range, "a label is empty", "RFC 1035 §2.3.1")
        }
        guard label.count <= labelLimit else {
            throw ParseError(
                .limit(name: "octets of a label", actual: label.count, allowed: labelLimit), at: range,
                "a label is longer than 63 octets", "RFC 1035 §2.3.4")
        }
        octets.append(UInt8(label.count))
        octets += label
    }

    static func check(length: Int, at range: Range<Int>) throws(ParseError) {
        guard length <= lengthLimit else {
            throw ParseError(
                .limit(name: "octets of a name", actual: length, allowed: lengthLimit), at: range,
                "a name is longer than 255 octets", "RFC 1035 §2.3.4")
        }
    }
}
