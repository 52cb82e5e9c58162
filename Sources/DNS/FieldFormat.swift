import Octets

/// How one kind of field of RDATA is read from the wire, and how it is written and read as text. A new kind of field is a
/// new type that keeps this promise, in a file of its own.
package protocol FieldFormat: Sendable {
    /// The field is a domain name, and this is how it may be compressed; nil for every other kind.
    var compression: NameCompression? { get }

    /// Where the field ends that begins at `start`, within RDATA that ends at `end`. Names are uncompressed here.
    func end(of bytes: Span<UInt8>, from start: Int, upTo end: Int) throws(ParseError) -> Int

    /// Appends the presentation form of the field that fills `range`.
    func write(_ bytes: Span<UInt8>, _ range: Range<Int>, to text: inout [UInt8])

    /// Reads the presentation form and appends the wire form. `name` is what errors call the field.
    func read(_ reader: inout PresentationReader, _ name: String, to octets: inout [UInt8]) throws(ParseError)

    /// What the field itself is made of, for those who show it piece by piece.
    func parts(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [RecordPart]
}

extension FieldFormat {
    package var compression: NameCompression? { nil }

    package func parts(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [RecordPart] { [] }
}

/// What RFC 3597 §4 allows for names in the RDATA of a type.
package enum NameCompression: Sendable, Hashable {
    /// Pointers are read and written: the types of RFC 1035.
    case allowed
    /// Pointers are read, never written: types that once were compressed.
    case onlyRead
    /// A pointer is an error.
    case never
}

extension ParseError {
    /// `bytes` end within a field.
    static func cut(_ range: Range<Int>, _ wanted: Int) -> ParseError {
        ParseError(
            .peer, at: range, "the field has \(wanted) octets, and \(range.count) are left", "RFC 1035 §3.2.1")
    }
}

/// Where a field of `count` octets ends.
func fixedEnd(_ count: Int, from start: Int, upTo end: Int) throws(ParseError) -> Int {
    guard count <= end - start else { throw .cut(start..<max(start, end), count) }
    return start + count
}
