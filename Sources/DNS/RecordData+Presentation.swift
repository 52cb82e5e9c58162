import Octets

extension RecordData: CustomStringConvertible {
    /// The presentation form; `\# 4 0a000001` where there is none for the type or the octets do not keep to it
    /// (RFC 3597 §5).
    package var description: String {
        var text: [UInt8] = []
        if let format, format.hasPresentation { write(format, to: &text) } else { writeUnknown(to: &text) }
        return String(decoding: text, as: UTF8.self)
    }

    /// The presentation form of unknown types, which every type may have: `\# 4 0a000001`.
    package var unknownForm: String {
        var text: [UInt8] = []
        writeUnknown(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    private func write(_ format: RecordFormat, to text: inout [UInt8]) {
        // Octets that are not opaque keep to their format, and the walk does not throw.
        try? format.walk(octets.span, 0..<octets.count, inMessage: false) { step throws(ParseError) in
            if !text.isEmpty { text.append(0x20) }
            step.field.format.write(octets.span, step.range, to: &text)
        }
    }

    private func writeUnknown(to text: inout [UInt8]) {
        text += Array("\\# ".utf8)
        text.append(decimal: UInt64(octets.count))
        if !octets.isEmpty { text.append(0x20) }
        Hex.encode(octets.span, into: &text)
    }
}

extension RecordData {
    /// Reads the presentation form of `type`, or `\#` with the octets in hexadecimal, which every type may have.
    ///
    /// - Throws: for a type without a form here that is not written so, for a field that is missing or wrong, and for words
    ///   left over. Ranges are those of the words.
    package static func parse(
        _ reader: inout PresentationReader, _ type: RecordType, _ recordClass: RecordClass = .internet
    ) throws(ParseError) -> RecordData {
        if let first = reader.peek(), first.text == Array("\\#".utf8), !first.isQuoted {
            return try parseUnknown(&reader, type, recordClass)
        }
        guard let format = RecordFormat.format(of: type, recordClass), format.hasPresentation else {
            let range = reader.peek()?.range ?? 0..<0
            throw ParseError(
                .peer, at: range, "the data of \(type) is not known here: write it as \\# LENGTH HEX", "RFC 3597 §5")
        }
        var octets: [UInt8] = []
        for field in format.fields { try field.format.read(&reader, field.name, to: &octets) }
        try reader.checkAtEnd()
        try check(length: octets.count)
        return RecordData(wellFormed: octets, type)
    }

    /// The same from one line of text.
    package static func parse(
        _ text: String, _ type: RecordType, _ recordClass: RecordClass = .internet, origin: DomainName = .root
    ) throws(ParseError) -> RecordData {
        let octets = Array(text.utf8)
        var reader = PresentationReader(try PresentationToken.split(octets.span), origin: origin)
        return try parse(&reader, type, recordClass)
    }

    private static func parseUnknown(
        _ reader: inout PresentationReader, _ type: RecordType, _ recordClass: RecordClass
    ) throws(ParseError) -> RecordData {
        let mark = try reader.next("\\#")
        let length = try reader.number("the length of the data", upTo: UInt64(lengthLimit))
        var octets: [UInt8] = []
        while !reader.isAtEnd {
            let word = try reader.next("data")
            octets += try PresentationReader.placed(word) { text throws(ParseError) in try Hex.decode(text) }
        }
        guard octets.count == Int(length) else {
            throw ParseError(
                .peer, at: mark.range, "\\# says \(length) octets, and \(octets.count) follow", "RFC 3597 §5")
        }
        let (data, error) = parse(octets.span, 0..<octets.count, type, recordClass, inMessage: false)
        guard var error else { return data }
        error.range = mark.range
        throw error
    }

    static func check(length: Int) throws(ParseError) {
        guard length <= lengthLimit else {
            throw ParseError(
                .limit(name: "octets of a record's data", actual: length, allowed: lengthLimit), at: 0..<0,
                "a record's data is longer than 65535 octets", "RFC 1035 §3.2.1")
        }
    }
}
