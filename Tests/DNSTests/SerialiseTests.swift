import Octets
import Testing

@testable import DNS

@Suite struct SerialiseTests {
    func response(_ answers: [ResourceRecord] = []) throws -> Message {
        let query = try Message(asking: Question(try name("www.example.com"), .a), id: 1, recursionDesired: false)
        var response = Message(answering: query)
        response.answers = answers
        return response
    }

    @Test func namesShareTheirEnds() throws {
        let message = Message(
            header: Header(id: 0), questions: [Question(try name("a.b.example"), .a)],
            answers: [
                try record("b.example", .mx, "1 x.b.example."), try record("x.b.example", .ns, "example."),
                try record("B.example", .ptr, "."),
            ])
        let expected = octets(
            """
            0000 0000 0001 0003 0000 0000
            01'a'01'b'07'example'00 0001 0001
            c00e 000f 0001 00000e10 0006 0001 01'x' c00e
            c02b 0002 0001 00000e10 0002 c010
            01'B' c010 000c 0001 00000e10 0001 00
            """)
        #expect(try message.serialise().octets == expected)
    }

    @Test func onlyNamesOfTheOldTypesAreCompressed() throws {
        // What TYPE65280 holds looks like a name and is none of our business.
        let data = RecordData(RecordType(rawValue: 65280), octets("07'example'00"))
        let message = Message(
            header: Header(id: 0), questions: [Question(try name("example"), .a)],
            answers: [ResourceRecord(name: .root, ttl: 0, data: data)])
        let bytes = try message.serialise().octets
        #expect(bytes.suffix(9) == octets("07'example'00")[...])
    }

    @Test func pointersReachOnlySixteenKilobytes() throws {
        let filler = try RecordData.txt([[UInt8]](repeating: [UInt8](repeating: 0, count: 255), count: 64))
        var message = Message(header: Header(id: 0))
        message.answers = [ResourceRecord(name: .root, ttl: 0, data: filler)]
        message.answers += [try record("far.example", .ns, "far.example."), try record("far.example", .ns, "x.")]
        let bytes = try message.serialise().octets
        #expect(try Message.parse(bytes) == message)
        // 12, 11 and 16384 octets come before: no pointer can name what follows.
        #expect(bytes.count == 12 + 11 + 16384 + 2 * (13 + 10) + 13 + 3)
    }

    @Test func aThousandNamesAreFoundAgain() throws {
        var message = Message(header: Header(id: 0))
        for index in 0..<900 { message.answers.append(try record("host\(index).example", .a, "10.0.0.1")) }
        for index in 0..<900 { message.answers.append(try record("host\(index).example", .a, "10.0.0.2")) }
        let bytes = try message.serialise().octets
        #expect(try Message.parse(bytes) == message)
        let layout = try MessageLayout(of: bytes)
        let targets = layout.records[900...].filter { $0.name.range.count == 2 }.count
        // All that lie within a pointer's reach, but for a few that found no slot.
        let reachable = layout.records[..<900].filter { $0.range.lowerBound < 0x4000 }.count
        #expect(targets > reachable * 95 / 100)
    }

    @Test func answersThatDoNotFitSetTC() throws {
        var message = try response((0..<40).map { try record("www.example.com", .a, "10.0.0.\($0)") })
        message.authorities = [try record("example.com", .ns, "ns.example.com.")]
        message.additionals = [try record("ns.example.com", .a, "10.1.1.1"), try EDNS().record()]
        let packed = try message.serialise(limit: 512)
        #expect(packed.isTruncated)
        #expect(packed.octets.count <= 512)
        // 33 octets of header and question, 11 of OPT, 16 for each record.
        #expect(packed.dropped == [.answer: 40 - (512 - 33 - 11) / 16, .authority: 1, .additional: 1])
        let read = try Message.parse(packed.octets)
        #expect(read.header.isTruncated)
        #expect(read.answers == Array(message.answers.prefix(29)))
        #expect(read.authorities.isEmpty)
        #expect(read.edns != nil)
        #expect(try message.serialise(limit: 65535).dropped.isEmpty)
    }

    @Test func everyLimitGivesAMessageThatKeepsToIt() throws {
        var message = try response((0..<4).map { try record("www.example.com", .a, "10.0.0.\($0)") })
        message.authorities = [try record("example.com", .ns, "ns.example.net.")]
        message.additionals = [
            try EDNS().record(), try record("ns.example.net", .a, "10.1.1.1"),
            try record("ns.example.net", .a, "10.1.1.2"),
        ]
        let whole = try message.serialise().octets
        for limit in 0...whole.count {
            guard limit >= 44 else {
                let error = #expect(throws: ParseError.self) { try message.serialise(limit: limit) }
                #expect(error?.fault == .limit(name: "octets of a message", actual: 44, allowed: limit))
                continue
            }
            let packed = try message.serialise(limit: limit)
            #expect(packed.octets.count <= limit)
            let read = try Message.parse(packed.octets)
            #expect(read.edns == message.edns)
            #expect(read.header.isTruncated == (read.answers.count < 4 || read.authorities.isEmpty), "limit \(limit)")
            #expect(read.additionals.count == 1 || read.additionals.count == 3, "an RRset is left out whole")
        }
        #expect(try message.serialise(limit: whole.count).octets == whole)
    }

    @Test func aReferralWithoutItsGlueSetsTC() throws {
        var referral = try response()
        referral.authorities = [
            try record("example.com", .ns, "ns.example.com."), try record("example.com", .ns, "ns.other.net."),
        ]
        referral.additionals = [
            try record("ns.other.net", .a, "10.0.0.1"), try record("ns.example.com", .a, "10.0.0.2"),
        ]
        let whole = try referral.serialise().octets.count
        #expect(try referral.serialise(limit: whole - 1).isTruncated, "glue within the zone (RFC 9471 §3)")
        referral.additionals.reverse()
        let packed = try referral.serialise(limit: whole - 1)
        #expect(!packed.isTruncated, "an address from elsewhere")
        #expect(packed.dropped == [.additional: 1])
    }

    @Test func everyLimitGivesAMessageThatCanBeRead() throws {
        var message = try response()
        message.header.isAuthoritative = true
        message.additionals = [
            try record("only.here", .txt, String(repeating: "x", count: 200)), try record("only.here", .a, "10.0.0.1"),
            try EDNS(options: [EDNSOption(.padding, [0])]).record(), try record("only.here", .aaaa, "::1"),
        ]
        for limit in 60...300 {
            let packed = try message.serialise(limit: limit)
            #expect(throws: Never.self, "limit \(limit)") { try Message.parse(packed.octets) }
        }
    }

    @Test func whatIsTakenBackIsNotPointedAt() throws {
        // The data of the second record spells the name where the name that was taken back lay: eleven octets on.
        let unknown = RecordType(rawValue: 65280)
        var writer = MessageWriter(compresses: true)
        try writer.append(ResourceRecord(name: .root, ttl: 0, data: RecordData(unknown, [])))
        writer.append(try name("a"), compressed: true)
        writer.rollBack(to: 0)
        try writer.append(ResourceRecord(name: .root, ttl: 0, data: RecordData(unknown, octets("01'a'00"))))
        writer.append(try name("a"), compressed: true)
        #expect(writer.octets.suffix(6) == octets("01'a'00 01'a'00")[...])
    }

    @Test func namesThatTellOneAnotherApartOnlyByTheirEndAreNotMixed() throws {
        // `a.a.` and `a.` begin alike: the table must not take the beginning of an unfinished name for a whole one.
        let message = Message(
            header: Header(id: 0), questions: try ["a.a.a", "a.a", "a", "a.a.a.a"].map { Question(try name($0), .a) })
        let read = try Message.parse(try message.serialise().octets)
        #expect(read == message)
    }

    @Test func dataTooLongForARecordIsRefused() throws {
        let data = RecordData(RecordType(rawValue: 65280), [UInt8](repeating: 0, count: 65536))
        let error = #expect(throws: ParseError.self) {
            try Message(header: Header(id: 0), answers: [ResourceRecord(name: .root, ttl: 0, data: data)]).serialise()
        }
        #expect(error?.fault == .limit(name: "octets of a record's data", actual: 65536, allowed: 65535))
    }
}
