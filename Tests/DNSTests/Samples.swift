import Octets
import TestKit

@testable import DNS

/// Octets written in hexadecimal with spaces, and `'text'` for ASCII.
func octets(_ text: String) -> [UInt8] {
    var octets: [UInt8] = []
    for (index, part) in text.split(separator: "'", omittingEmptySubsequences: false).enumerated() {
        if index % 2 == 1 {
            octets += Array(part.utf8)
        } else {
            let digits = part.utf8.filter { $0 != 0x20 && $0 != 0x0A }
            octets += stride(from: 0, to: digits.count - 1, by: 2).compactMap {
                UInt8(String(decoding: digits[$0..<($0 + 2)], as: UTF8.self), radix: 16)
            }
        }
    }
    return octets
}

func name(_ text: String) throws -> DomainName { try DomainName(text) }

func record(_ owner: String, _ type: RecordType, _ data: String, ttl: UInt32 = 3600) throws -> ResourceRecord {
    ResourceRecord(name: try name(owner), ttl: ttl, data: try RecordData.parse(data, type))
}

/// A response of an authoritative server, with its names compressed by hand: 112 octets.
let sampleResponse = octets(
    """
    1a2b 8580 0001 0002 0001 0001
    03'www' 07'example' 03'com' 00 0001 0001
    c00c 0005 0001 00000e10 0006 03'web' c010
    c02d 0001 0001 0000003c 0004 c0000201
    c010 0002 0001 00015180 0005 02'ns' c010
    c04f 001c 0001 00015180 0010 20010db8000000000000000000000053
    """)

/// What `sampleResponse` says.
func sampleMessage() throws -> Message {
    var header = Header(id: 0x1A2B)
    header.isResponse = true
    header.isAuthoritative = true
    header.recursionDesired = true
    header.recursionAvailable = true
    return Message(
        header: header, questions: [Question(try name("www.example.com"), .a)],
        answers: [
            try record("www.example.com", .cname, "web.example.com."),
            try record("web.example.com", .a, "192.0.2.1", ttl: 60),
        ],
        authorities: [try record("example.com", .ns, "ns.example.com.", ttl: 86400)],
        additionals: [try record("ns.example.com", .aaaa, "2001:db8::53", ttl: 86400)])
}

/// Messages of every kind of record that is known here and of one that is not, the same for the same seed.
struct RandomMessages {
    var generator: SeededGenerator
    private let labels = ["a", "bb", "www", "ns1", "example", "EXAMPLE", "com", "edu", "umass", "x.y", "\u{7}"]

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func message() throws -> Message {
        var message = Message(header: Header(id: generator.next(), flags: generator.next()))
        // What is truncated would not come back as it was.
        message.header.isTruncated = false
        for _ in 0..<number(3) { message.questions.append(Question(try name(), type(), class: .internet)) }
        for _ in 0..<number(6) { message.answers.append(try record()) }
        for _ in 0..<number(6) { message.authorities.append(try record()) }
        for _ in 0..<number(6) { message.additionals.append(try record()) }
        if Bool.random(using: &generator) { message.additionals.append(try edns().record()) }
        return message
    }

    private mutating func number(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &generator) }

    private mutating func type() -> RecordType { RecordType(rawValue: generator.next()) }

    private mutating func name() throws -> DomainName {
        try DomainName(labels: (0..<number(5)).map { _ in Array(labels[number(labels.count)].utf8) })
    }

    private mutating func string(_ limit: Int) -> [UInt8] { (0..<number(limit)).map { _ in generator.next() } }

    private mutating func edns() -> EDNS {
        EDNS(
            payloadSize: generator.next(), dnssecOK: Bool.random(using: &generator),
            extendedResponseCode: generator.next(),
            options: (0..<number(3)).map { _ in
                EDNSOption(EDNSOption.Code(rawValue: generator.next()), string(20))
            })
    }

    private mutating func record() throws -> ResourceRecord {
        ResourceRecord(name: try name(), ttl: generator.next(), data: try data())
    }

    private mutating func data() throws -> RecordData {
        switch number(9) {
        case 0: .a(IPv4Address(rawValue: generator.next()))
        case 1: .aaaa(IPv6Address(high: generator.next(), low: generator.next()))
        case 2: .ns(try name())
        case 3: .cname(try name())
        case 4: .ptr(try name())
        case 5: .mx(generator.next(), try name())
        case 6:
            .soa(
                StartOfAuthority(
                    primaryServer: try name(), responsibleMailbox: try name(), serial: generator.next(),
                    refresh: generator.next(), retry: generator.next(), expire: generator.next(),
                    minimum: generator.next()))
        case 7: try .txt((0...number(3)).map { _ in string(256) })
        default: RecordData(RecordType(rawValue: 65280), string(40))
        }
    }
}

// The compiler (6.3.1) makes broken code of a throwing call on a span of a passing value, so that tests hand over arrays.

extension DomainName {
    static func parse(
        _ message: [UInt8], at start: Int, upTo end: Int? = nil, followingPointers: Bool = true
    ) throws -> (name: DomainName, layout: NameLayout) {
        let span = message.span
        return try parse(span, at: start, upTo: end, followingPointers: followingPointers)
    }
}

extension Message {
    static func parse(_ bytes: [UInt8]) throws -> Message {
        let span = bytes.span
        return try parse(span)
    }

    static func read(_ bytes: [UInt8]) throws -> Message.Reading {
        let span = bytes.span
        return try read(span)
    }
}

extension MessageLayout {
    init(of bytes: [UInt8]) throws {
        let span = bytes.span
        try self.init(of: span)
    }
}

extension MessageLayout.Record {
    func dataParts(in bytes: [UInt8]) -> (parts: [RecordPart], error: ParseError?) {
        let span = bytes.span
        return dataParts(in: span)
    }
}

extension NameLayout {
    func labels(in bytes: [UInt8]) -> [Range<Int>] {
        let span = bytes.span
        return labels(in: span)
    }
}

extension MessageScan {
    init(_ bytes: [UInt8]) throws {
        let span = bytes.span
        try self.init(span)
    }
}
