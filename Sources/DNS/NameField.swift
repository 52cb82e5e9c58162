import Octets

/// A domain name in RDATA.
struct NameField: FieldFormat {
    let compression: NameCompression?

    init(_ compression: NameCompression) { self.compression = compression }

    func end(of bytes: Span<UInt8>, from start: Int, upTo end: Int) throws(ParseError) -> Int {
        var walk = NameWalk(at: start, upTo: end, followingPointers: false)
        while try walk.next(bytes) != nil {}
        return walk.layout.range.upperBound
    }

    func write(_ bytes: Span<UInt8>, _ range: Range<Int>, to text: inout [UInt8]) {
        guard let (name, _) = try? DomainName.parse(bytes, at: range.lowerBound, upTo: range.upperBound) else { return }
        text += Array(name.description.utf8)
    }

    func read(_ reader: inout PresentationReader, _ name: String, to octets: inout [UInt8]) throws(ParseError) {
        octets += try reader.name(name).octets
    }
}
