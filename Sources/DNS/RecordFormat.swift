import Octets

/// What the RDATA of one type is made of, field by field. Reading, showing, compressing and text in both directions all
/// follow this one table; a type that is not in it is kept as octets (RFC 3597).
package struct RecordFormat: Sendable {
    package struct Field: Sendable {
        /// The RFC's term in lower case: `preference`.
        package let name: String
        package let format: any FieldFormat

        init(_ name: String, _ format: any FieldFormat) {
            self.name = name
            self.format = format
        }
    }

    package let type: RecordType
    package let fields: [Field]
    /// The format is that of the Internet; in Chaosnet the same type holds something else.
    package let isOnlyInternet: Bool
    /// Master files can hold it.
    package let hasPresentation: Bool

    init(_ type: RecordType, _ fields: [Field], isOnlyInternet: Bool = false, hasPresentation: Bool = true) {
        self.type = type
        self.fields = fields
        self.isOnlyInternet = isOnlyInternet
        self.hasPresentation = hasPresentation
    }

    /// Every table of formats there is: a file that adds types adds its own here.
    static let tables: [[RecordFormat]] = [walkFormats]

    private static let known = Dictionary(
        tables.joined().map { ($0.type, $0) }, uniquingKeysWith: { first, _ in first })

    package static func format(of type: RecordType, _ recordClass: RecordClass) -> RecordFormat? {
        guard let format = known[type], !format.isOnlyInternet || isLikeInternet(recordClass) else { return nil }
        return format
    }

    /// The Internet, Hesiod, and NONE, under which an update names Internet data (RFC 2136 §2.5.4). Multicast DNS has the
    /// top bit for itself (RFC 6762 §10.2).
    private static func isLikeInternet(_ recordClass: RecordClass) -> Bool {
        let plain = RecordClass(rawValue: recordClass.rawValue & 0x7FFF)
        return plain == .internet || plain == .hesiod || plain == .none
    }
}

extension RecordFormat {
    /// What a step of a walk over RDATA found.
    struct Step {
        var field: Field
        var range: Range<Int>
        /// Of a name.
        var name: NameLayout?
    }

    /// Goes over the RDATA in `range` field by field, in the order of the wire. The one walk that reading, showing and
    /// writing share.
    ///
    /// - Parameter inMessage: pointers may stand where the format allows it, and lead into `bytes`.
    /// - Throws: where a field does not fit, after the fields before it have been visited, or octets are left over.
    func walk(
        _ bytes: Span<UInt8>, _ range: Range<Int>, inMessage: Bool, visit: (Step) throws(ParseError) -> Void
    ) throws(ParseError) {
        var offset = range.lowerBound
        for field in fields {
            let step = try step(field, bytes, offset..<range.upperBound, inMessage: inMessage)
            try visit(step)
            offset = step.range.upperBound
        }
        guard offset == range.upperBound else {
            throw ParseError(
                .peer, at: offset..<range.upperBound,
                "\(range.upperBound - offset) octets follow the last field of \(type)", "RFC 1035 §3.2.1")
        }
    }

    private func step(
        _ field: Field, _ bytes: Span<UInt8>, _ rest: Range<Int>, inMessage: Bool
    ) throws(ParseError) -> Step {
        guard let compression = field.format.compression, inMessage else {
            let end = try field.format.end(of: bytes, from: rest.lowerBound, upTo: rest.upperBound)
            return Step(field: field, range: rest.lowerBound..<end)
        }
        var walk = NameWalk(
            at: rest.lowerBound, upTo: rest.upperBound, followingPointers: compression != .never)
        while try walk.next(bytes) != nil {}
        return Step(field: field, range: walk.layout.range, name: walk.layout)
    }
}

/// A piece of RDATA for those who show it: what it is called, where it lies, what it says.
package struct RecordPart: Hashable, Sendable {
    /// The RFC's term in lower case: `preference`, `exchange`, `option code`.
    package var name: String
    /// Octets of the message.
    package var range: Range<Int>
    /// In presentation form.
    package var value: String
    /// Of a domain name: its labels and where its pointer leads.
    package var nameLayout: NameLayout?
    package var children: [RecordPart]

    package init(
        name: String, range: Range<Int>, value: String, nameLayout: NameLayout? = nil, children: [RecordPart] = []
    ) {
        self.name = name
        self.range = range
        self.value = value
        self.nameLayout = nameLayout
        self.children = children
    }
}
