import Octets

/// RDATA: what a record says, of any type. It holds the octets with names uncompressed and knows its type; typed views of
/// them are in `RecordData+Types.swift`.
package struct RecordData: Sendable {
    package let type: RecordType
    /// The RDATA as on the wire with no name compressed.
    package let octets: [UInt8]
    /// The octets are as they came, and no more is known of them: the type has no format here, or they do not keep to it.
    package let isOpaque: Bool

    /// Octets of RDATA at most.
    package static let lengthLimit = 65535

    /// `octets` keep to the format of `type`.
    init(wellFormed octets: [UInt8], _ type: RecordType) {
        self.type = type
        self.octets = octets
        isOpaque = false
    }

    private init(opaque octets: [UInt8], _ type: RecordType) {
        self.type = type
        self.octets = octets
        isOpaque = true
    }

    /// Octets with no name compressed, of a known type or not. What does not keep to its type's format is kept opaque.
    package init(_ type: RecordType, _ octets: [UInt8], class recordClass: RecordClass = .internet) {
        self = RecordData.parse(octets.span, 0..<octets.count, type, recordClass, inMessage: false).data
    }

    /// The RDATA in `range` of a message. What does not keep to its type's format is kept opaque, and `error` says why.
    package static func parse(
        _ message: Span<UInt8>, _ range: Range<Int>, _ type: RecordType, _ recordClass: RecordClass,
        inMessage: Bool = true
    ) -> (data: RecordData, error: ParseError?) {
        guard let format = RecordFormat.format(of: type, recordClass), !range.isEmpty || !mayBeEmpty(type, recordClass)
        else {
            return (RecordData(opaque: message.bytes(in: range), type), nil)
        }
        var octets: [UInt8] = []
        do throws(ParseError) {
            try format.walk(message, range, inMessage: inMessage) { step throws(ParseError) in
                if let name = step.name, name.pointer != nil {
                    octets += try DomainName.parse(message, at: step.range.lowerBound).name.octets
                } else {
                    octets.append(message, in: step.range)
                }
            }
            return (RecordData(wellFormed: octets, type), nil)
        } catch {
            return (RecordData(opaque: message.bytes(in: range), type), error)
        }
    }

    /// An update names records without their data under ANY and NONE (RFC 2136 §2.4, §2.5).
    private static func mayBeEmpty(_ type: RecordType, _ recordClass: RecordClass) -> Bool {
        // The class of OPT is a size.
        type != .opt && (recordClass == .any || recordClass == .none)
    }

    /// The format that the octets keep to; nil if they are opaque.
    var format: RecordFormat? { isOpaque ? nil : RecordFormat.format(of: type, .internet) }

    /// The octets with the letters of names made lower: two that are the same data have the same.
    package var foldedOctets: [UInt8] {
        guard let format, format.fields.contains(where: { $0.format.compression != nil }) else { return octets }
        var folded = octets
        // Octets that are not opaque keep to their format, and the walk does not throw.
        try? format.walk(octets.span, 0..<octets.count, inMessage: false) { step throws(ParseError) in
            guard step.field.format.compression != nil else { return }
            for offset in step.range { folded[offset] = lowercasedASCII(folded[offset]) }
        }
        return folded
    }
}

extension RecordData: Hashable {
    /// Letter case in names does not count (RFC 4343 §3).
    package static func == (left: RecordData, right: RecordData) -> Bool {
        guard left.type == right.type, left.isOpaque == right.isOpaque, left.octets.count == right.octets.count else {
            return false
        }
        return left.octets == right.octets || left.foldedOctets == right.foldedOctets
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(type)
        hasher.combine(foldedOctets)
    }
}
