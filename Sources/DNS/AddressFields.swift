import Octets

/// An IPv4 address of four octets.
struct IPv4Field: FieldFormat {
    func end(of bytes: Span<UInt8>, from start: Int, upTo end: Int) throws(ParseError) -> Int {
        try fixedEnd(4, from: start, upTo: end)
    }

    func write(_ bytes: Span<UInt8>, _ range: Range<Int>, to text: inout [UInt8]) {
        guard range.count == 4 else { return }
        text += Array(IPv4Address(rawValue: bytes.number32(at: range.lowerBound)).description.utf8)
    }

    func read(_ reader: inout PresentationReader, _ name: String, to octets: inout [UInt8]) throws(ParseError) {
        let token = try reader.next(name)
        guard let address = IPv4Address(String(decoding: token.text, as: UTF8.self)) else {
            throw ParseError(
                .peer, at: token.range, "\(name) is four numbers up to 255 with dots between", "RFC 1035 §3.4.1")
        }
        octets += address.octets
    }
}

/// An IPv6 address of sixteen octets.
struct IPv6Field: FieldFormat {
    func end(of bytes: Span<UInt8>, from start: Int, upTo end: Int) throws(ParseError) -> Int {
        try fixedEnd(16, from: start, upTo: end)
    }

    func write(_ bytes: Span<UInt8>, _ range: Range<Int>, to text: inout [UInt8]) {
        guard range.count == 16 else { return }
        text += Array(IPv6Address(bytes, at: range.lowerBound).description.utf8)
    }

    func read(_ reader: inout PresentationReader, _ name: String, to octets: inout [UInt8]) throws(ParseError) {
        let token = try reader.next(name)
        guard let address = IPv6Address(String(decoding: token.text, as: UTF8.self)) else {
            throw ParseError(.peer, at: token.range, "\(name) is not an IPv6 address", "RFC 4291 §2.2")
        }
        octets += address.octets
    }
}

extension IPv6Address {
    /// The sixteen octets at `start`, which the caller has seen to be there.
    init(_ bytes: Span<UInt8>, at start: Int) {
        self.init(
            high: UInt64(bytes.number32(at: start)) << 32 | UInt64(bytes.number32(at: start + 4)),
            low: UInt64(bytes.number32(at: start + 8)) << 32 | UInt64(bytes.number32(at: start + 12)))
    }
}
