import Octets
import Testing

@testable import DNS

@Suite struct RecordDataTests {
    @Test(arguments: [
        (RecordType.a, "128.119.245.12", "8077f50c", "128.119.245.12"),
        (.aaaa, "2001:db8:0::1", "20010db8 00000000 00000000 00000001", "2001:db8::1"),
        (.ns, "dns.umass.edu.", "03'dns'05'umass'03'edu'00", "dns.umass.edu."),
        (.cname, "www", "03'www'07'example'00", "www.example."), (.ptr, "@", "07'example'00", "example."),
        (.mx, "10 mail", "000a 04'mail'07'example'00", "10 mail.example."),
        (
            .soa, "ns admin\\.x. 1 2h 900 1w 4294967295",
            "02'ns'07'example'00 07'admin.x'00 00000001 00001c20 00000384 00093a80 ffffffff",
            "ns.example. admin\\.x. 1 7200 900 604800 4294967295"
        ),
        (
            .txt, "plain \"two words\" \"\" \\\"\\255", "05'plain'09'two words'00 02 22 ff",
            "\"plain\" \"two words\" \"\" \"\\\"\\255\""
        ),
        (RecordType(rawValue: 65280), "\\# 3 ab cdEF", "abcdef", "\\# 3 abcdef"),
        (RecordType(rawValue: 65280), "\\# 0", "", "\\# 0"), (.a, "\\# 4 0a000001", "0a000001", "10.0.0.1"),
    ])
    func textAndOctetsLeadToEachOther(type: RecordType, text: String, wire: String, presentation: String) throws {
        let data = try RecordData.parse(text, type, origin: try name("example"))
        #expect(data.octets == octets(wire))
        #expect(data.description == presentation)
        #expect(RecordData(type, data.octets) == data)
        #expect(try RecordData.parse(data.description, type) == data)
        #expect(try RecordData.parse(data.unknownForm, type) == data)
    }

    @Test(arguments: [
        (RecordType.a, "1.2.3", "address is four numbers up to 255 with dots between", 0..<5),
        (.a, "", "address is missing", 0..<0), (.a, "1.2.3.4 x", "a word follows behind the record's data", 8..<9),
        (.aaaa, "1.2.3.4", "address is not an IPv6 address", 0..<7),
        (.mx, "10", "exchange is missing", 2..<2), (.mx, "65536 a", "preference is a number up to 65535", 0..<5),
        (.mx, "1 a..b", "a label is empty", 4..<4), (.txt, "\"open", "a quote is not closed", 0..<5),
        (.txt, "a \"b\\3\"", "an escape in digits is a backslash and three digits up to 255", 4..<6),
        (
            .soa, "a b 1 2x 3 4 5", "refresh is a number of seconds, or numbers with w d h m s behind them", 6..<8
        ),
        (.a, "\\# 4 0a0000", "\\# says 4 octets, and 3 follow", 0..<2),
        (.a, "\\# 5 0a00000102", "1 octets follow the last field of A", 0..<2),
        (.a, "\\# 4 0a0000xx", "this octet is not a hexadecimal digit", 11..<12),
        (
            RecordType(rawValue: 65280), "x", "the data of TYPE65280 is not known here: write it as \\# LENGTH HEX",
            0..<1
        ),
        (.opt, "x", "the data of OPT is not known here: write it as \\# LENGTH HEX", 0..<1),
    ])
    func whatIsWrongIsSaidWithItsPlace(type: RecordType, text: String, reason: String, range: Range<Int>) {
        let error = #expect(throws: ParseError.self) { try RecordData.parse(text, type) }
        #expect(error?.reason == reason)
        #expect(error?.range == range)
    }

    @Test func aStringHasALimit() throws {
        let longest = String(repeating: "x", count: 255)
        #expect(try RecordData.parse(longest, .txt).octets.count == 256)
        let error = #expect(throws: ParseError.self) { try RecordData.parse("a \(longest)y", .txt) }
        #expect(error?.fault == .limit(name: "octets of a character-string", actual: 256, allowed: 255))
        #expect(error?.range == 2..<258)
        #expect(throws: ParseError.self) { try RecordData.txt([]) }
        #expect(throws: ParseError.self) { try RecordData.txt([Array((longest + "y").utf8)]) }
        let error2 = #expect(throws: ParseError.self) {
            try RecordData.txt([[UInt8]](repeating: Array(longest.utf8), count: 256))
        }
        #expect(error2?.fault == .limit(name: "octets of a record's data", actual: 65536, allowed: 65535))
    }

    @Test func typedViewsFitTheirTypesAlone() throws {
        let host = try name("Ns.example")
        let authority = StartOfAuthority(
            primaryServer: host, responsibleMailbox: try name("admin.example"), serial: 1, refresh: 2, retry: 3,
            expire: 4,
            minimum: 5)
        #expect(RecordData.soa(authority).startOfAuthority == authority)
        #expect(RecordData.mx(7, host).mailExchange == MailExchange(preference: 7, exchange: host))
        #expect(RecordData.ns(host).nameServer == host)
        #expect(RecordData.cname(host).canonicalName == host)
        #expect(RecordData.ptr(host).pointer == host)
        #expect(RecordData.ns(host).canonicalName == nil)
        #expect(RecordData.a(IPv4Address(rawValue: 9)).ipv4Address == IPv4Address(rawValue: 9))
        #expect(RecordData.aaaa(IPv6Address(high: 1, low: 2)).ipv6Address == IPv6Address(high: 1, low: 2))
        #expect(try RecordData.txt([[1], []]).strings == [[1], []])
        let option = EDNSOption(.cookie, [1, 2])
        #expect(try RecordData.opt([option, option]).options == [option, option])
        #expect(RecordData.ns(host).ipv4Address == nil)
    }

    @Test(arguments: [
        (RecordType.a, "0a0000"), (.a, ""), (.a, "0a00000102"), (.aaaa, "00"), (.ns, ""), (.ns, "03'ab'"),
        (.ns, "00 00"),
        (.ns, "c000"), (.mx, "00"), (.mx, "0001"), (.soa, "00 00 00000001"), (.txt, ""), (.txt, "02'a'"),
        (.opt, "000a 0003 0102"), (.opt, "0000"),
    ])
    func whatDoesNotKeepToItsFormatIsKeptAsItIs(type: RecordType, wire: String) {
        let data = RecordData(type, octets(wire))
        #expect(data.isOpaque)
        #expect(data.octets == octets(wire))
        #expect(data.description.hasPrefix("\\# \(octets(wire).count)"))
        #expect(data.ipv4Address == nil)
        #expect(data.ipv6Address == nil)
        #expect(data.nameServer == nil)
        #expect(data.mailExchange == nil)
        #expect(data.startOfAuthority == nil)
        #expect(data.strings == nil)
        #expect(data.options == nil)
        let error = RecordData.parse(octets(wire).span, 0..<octets(wire).count, type, .internet).error
        #expect(error?.fault == .peer)
    }

    @Test func letterCaseInNamesDoesNotCountAndInTextItDoes() throws {
        let upper = RecordData.mx(0x4142, try name("MAIL.example"))
        let lower = RecordData.mx(0x4142, try name("mail.example"))
        #expect(upper == lower)
        #expect(upper.hashValue == lower.hashValue)
        #expect(upper != .mx(0x6142, try name("mail.example")), "the preference is no text")
        #expect(try RecordData.txt([[0x41]]) != RecordData.txt([[0x61]]))
    }

    @Test func theFormatIsThatOfTheClass() {
        // In Chaosnet an A record is a name and an octal address (RFC 1035 §3.4.1 is for the Internet alone).
        #expect(RecordData(.a, octets("01'x'00 0102"), class: .chaos).isOpaque)
        #expect(!RecordData(.ns, octets("01'x'00"), class: .chaos).isOpaque)
        let multicast = RecordClass(rawValue: 0x8001)
        #expect(RecordData(.a, octets("0a000001"), class: multicast).ipv4Address == IPv4Address("10.0.0.1"))
        let empty: [UInt8] = []
        #expect(RecordData.parse(empty.span, 0..<0, .a, .any).error == nil, "an update names it so")
        #expect(RecordData.parse(empty.span, 0..<0, .ns, .none).error == nil)
        #expect(RecordData.parse(empty.span, 0..<0, .ns, .internet).error != nil)
        #expect(!RecordData.parse(empty.span, 0..<0, .opt, .any).data.isOpaque, "the class of OPT is a size")
    }

    @Test(
        arguments: [
            ("0", 0), ("3600", 3600), ("1H", 3600), ("1h30m", 5400), ("1w2d3h4m5s", 788_645), ("1m5", 65),
            ("4294967295", UInt32.max), ("4294967296", nil), ("7102w", nil), ("", nil), ("h", nil), ("1x", nil),
            ("-1", nil),
            ("1h ", nil),
        ] as [(String, UInt32?)])
    func timesAreReadWithTheirUnits(text: String, seconds: UInt32?) {
        #expect(SecondsField.seconds(of: Array(text.utf8)) == seconds)
    }

    @Test func anRRsetGathersWhatBelongsTogether() throws {
        let records = [
            try record("a.example", .a, "10.0.0.1", ttl: 60), try record("b.example", .a, "10.0.0.9"),
            try record("A.example", .a, "10.0.0.2", ttl: 30), try record("a.example", .a, "10.0.0.1", ttl: 90),
            try record("a.example", .txt, "x"),
        ]
        let sets = records.rrsets
        #expect(sets.map(\.name.description) == ["a.example.", "b.example.", "a.example."])
        #expect(sets[0].ttl == 30)
        #expect(sets[0].data.map(\.description) == ["10.0.0.1", "10.0.0.2"])
        #expect(sets[0].records.map(\.description) == ["a.example. 30 IN A 10.0.0.1", "a.example. 30 IN A 10.0.0.2"])
        var old = records[0]
        old.ttl = 0x8000_0000
        #expect(old.effectiveTTL == 0)
        #expect(records[0].effectiveTTL == 60)
    }
}
