import Octets
import TestKit
import Testing

@testable import DNS

@Suite struct MessageTests {
    @Test func aResponseIsReadAndWrittenOctetForOctet() throws {
        let bytes = sampleResponse
        let message = try Message.parse(bytes)
        #expect(message == (try sampleMessage()))
        #expect(message.header.setFlags == ["qr", "aa", "rd", "ra"])
        #expect(message.responseCode == .noError)
        #expect(try message.serialise().octets == sampleResponse)
    }

    @Test func everyFieldHasItsPlace() throws {
        let bytes = sampleResponse
        let layout = try MessageLayout(of: bytes)
        #expect(layout.error == nil)
        #expect(layout.unparsed.isEmpty && layout.trailing.isEmpty)
        #expect(layout.counts == Header.Counts(questions: 1, answers: 2, authorities: 1, additionals: 1))
        let question = try #require(layout.questions.first)
        #expect(question.range == 12..<33)
        #expect(question.type == 29..<31)
        #expect(question.recordClass == 31..<33)
        let alias = layout.records[0]
        #expect(alias.section == .answer)
        #expect(alias.range == 33..<51)
        #expect(alias.name == NameLayout(range: 33..<35, pointer: 33..<35, target: 12, length: 17))
        #expect(alias.name.labels(in: bytes) == [13..<16, 17..<24, 25..<28])
        #expect(
            [alias.type, alias.recordClass, alias.ttl, alias.dataLength, alias.data] == [
                35..<37, 37..<39, 39..<43, 43..<45, 45..<51,
            ])
        let (parts, error) = alias.dataParts(in: bytes)
        #expect(error == nil)
        #expect(
            parts == [
                RecordPart(
                    name: "canonical name", range: 45..<51, value: "web.example.com.",
                    nameLayout: NameLayout(range: 45..<51, pointer: 49..<51, target: 16, length: 17))
            ])
        #expect(layout.records(in: .additional).map(\.range) == [84..<112])
        #expect(Section.allCases.map(Header.countRange(of:)) == [4..<6, 6..<8, 8..<10, 10..<12])
    }

    @Test func thePartsOfDataAreTold() throws {
        let edns = EDNS(options: [EDNSOption(.cookie, [1, 2])])
        let message = Message(
            header: Header(id: 0),
            answers: [
                try record(".", .mx, "5 a."), try record(".", .txt, "ab \"c d\""),
                ResourceRecord(name: .root, ttl: 0, data: RecordData(RecordType(rawValue: 65280), [9])),
                ResourceRecord(name: .root, ttl: 0, data: RecordData(.mx, [0, 7, 0x40])),
            ], additionals: [try edns.record()])
        let bytes = try message.serialise().octets
        let layout = try MessageLayout(of: bytes)
        func parts(_ index: Int) -> [RecordPart] { layout.records[index].dataParts(in: bytes).parts }
        #expect(parts(0).map(\.name) == ["preference", "exchange"])
        #expect(parts(0).map(\.value) == ["5", "a."])
        #expect(parts(1).flatMap(\.children).map(\.value) == ["\"ab\"", "\"c d\""])
        #expect(parts(1).flatMap(\.children).map(\.range.count) == [3, 4])
        #expect(parts(2).map(\.name) == ["data"])
        #expect(parts(3).map(\.name) == ["preference", "unparsed"])
        #expect(layout.records[3].dataParts(in: bytes).error?.reference == "RFC 6891 §5")
        #expect(parts(4).flatMap(\.children).map(\.value) == ["COOKIE:0102"])
        #expect(parts(4).flatMap(\.children).flatMap(\.children).map(\.value) == ["COOKIE", "2", "0102"])
    }

    @Test func whatIsCutAnywhereGivesWhatCameBefore() throws {
        let bytes = sampleResponse
        let whole = try MessageLayout(of: bytes)
        for count in 0..<sampleResponse.count {
            let bytes = Array(sampleResponse[..<count])
            guard count >= 12 else {
                #expect(throws: ParseError.self) { try Message.read(bytes) }
                continue
            }
            let reading = try Message.read(bytes)
            let error = try #require(reading.error, "cut at \(count)")
            #expect(error.fault == .peer && error.range.upperBound <= count, "cut at \(count)")
            #expect(reading.layout.questions == whole.questions.filter { $0.range.upperBound <= count })
            #expect(reading.layout.records == whole.records.filter { $0.range.upperBound <= count })
            #expect(reading.layout.unparsed.upperBound == count, "cut at \(count)")
            let last =
                reading.layout.records.last?.range.upperBound ?? reading.layout.questions.last?.range.upperBound ?? 12
            #expect(reading.layout.unparsed.lowerBound == last, "cut at \(count)")
            let cut = whole.records.first { $0.data.lowerBound <= count && count < $0.range.upperBound }
            #expect(reading.layout.cutRecord?.name == cut?.name, "cut at \(count)")
            #expect(reading.layout.cutRecord?.missing == cut.map { $0.range.upperBound - count }, "cut at \(count)")
        }
    }

    @Test func countsAreNotTrusted() throws {
        var bytes = octets("0000 0000 ffff ffff ffff ffff")
        var reading = try Message.read(bytes)
        #expect(reading.error?.reason == "the header counts more than the message holds")
        #expect(reading.message.questions.isEmpty)
        bytes = sampleResponse
        bytes[7] = 1
        reading = try Message.read(bytes)
        #expect(reading.error == nil)
        #expect(reading.message.answers.count == 1)
        #expect(reading.message.authorities.map(\.type) == [.a], "the header's word for it")
        #expect(reading.layout.trailing == 84..<112)
    }

    @Test func damagedDataLeavesTheRestStanding() throws {
        let damaged = ResourceRecord(name: .root, ttl: 0, data: RecordData(.ns, [0xFF, 0xFE]))
        let message = Message(header: Header(id: 0), answers: [damaged, try record("a", .a, "192.0.2.1")])
        let bytes = try message.serialise().octets
        let reading = try Message.read(bytes)
        #expect(reading.dataErrors.map(\.reason) == ["a pointer leads to offset 16382, which is not before its name"])
        #expect(reading.dataErrors.map(\.range) == [23..<25])
        #expect(reading.layout.error == nil)
        #expect(reading.message == message)
        #expect(reading.message.answers[0].data.isOpaque)
        #expect(reading.message.answers[1].data.ipv4Address == IPv4Address("192.0.2.1"))
        #expect(throws: ParseError.self) { try Message.parse(bytes) }
    }

    @Test func faultsInDataAreToldUpToALimit() throws {
        let bad = ResourceRecord(name: .root, ttl: 0, data: RecordData(.a, [1]))
        let message = Message(header: Header(id: 0), answers: [ResourceRecord](repeating: bad, count: 40))
        let reading = try Message.read(try message.serialise().octets)
        #expect(reading.message == message)
        #expect(reading.dataErrors.count == Message.faultLimit)
    }

    @Test func oneOctetDamagedNeverBreaksTheReader() throws {
        for offset in sampleResponse.indices {
            for value in [0x00, 0x01, 0x3F, 0x40, 0x80, 0xC0, 0xFF] as [UInt8] {
                var bytes = sampleResponse
                bytes[offset] = value
                let reading = try Message.read(bytes)
                try checkTurn(reading, "octet \(offset) is \(value)")
                for record in reading.layout.records + [reading.layout.cutRecord].compactMap({ $0 }) {
                    for part in record.dataParts(in: bytes).parts {
                        #expect(record.data.contains(part.range), "octet \(offset) is \(value)")
                    }
                }
            }
        }
    }

    @Test(arguments: 1...30 as ClosedRange<UInt64>) func randomMessagesComeBack(seed: UInt64) throws {
        var messages = RandomMessages(seed: seed)
        for _ in 0..<20 {
            let message = try messages.message()
            let packed = try message.serialise()
            #expect(!packed.isTruncated && packed.dropped.isEmpty, "seed \(seed)")
            #expect(try Message.parse(packed.octets).keepsCase(of: message), "seed \(seed)")
            let plain = try message.serialise(compress: false).octets
            #expect(try Message.parse(plain).keepsCase(of: message), "seed \(seed)")
            #expect(packed.octets.count <= plain.count, "seed \(seed)")
        }
    }

    @Test(arguments: 1...30 as ClosedRange<UInt64>) func randomDamageNeverBreaksTheReader(seed: UInt64) throws {
        var messages = RandomMessages(seed: seed)
        for _ in 0..<50 {
            var bytes = try messages.message().serialise().octets
            for _ in 0..<Int.random(in: 1...6, using: &messages.generator) {
                let offset = Int.random(in: 0..<bytes.count, using: &messages.generator)
                bytes[offset] = messages.generator.next()
            }
            let count = Int.random(in: 12...bytes.count, using: &messages.generator)
            try checkTurn(try Message.read(bytes[..<count].map { $0 }), "seed \(seed)")
        }
    }

    /// What was read can be written and read again as the same.
    func checkTurn(_ reading: Message.Reading, _ comment: String) throws {
        guard reading.layout.error == nil else { return }
        let again = try Message.read(try reading.message.serialise().octets)
        #expect(again.message == reading.message, "\(comment)")
        #expect(again.layout.error == nil, "\(comment)")
    }

    @Test func aScanTakesTheNumbers() throws {
        let bytes = sampleResponse
        let scan = try MessageScan(bytes)
        #expect(scan.header.id == 0x1A2B)
        #expect(scan.counts.answers == 2)
        #expect(scan.question?.name.range == 12..<29)
        #expect(scan.questionType == .a)
        #expect(scan.questionClass == .internet)
        let cut = try MessageScan(sampleResponse[..<20].map { $0 })
        #expect(cut.question == nil)
        #expect(cut.questionType.rawValue == 0)
        #expect(throws: ParseError.self) { try MessageScan(sampleResponse[..<11].map { $0 }) }
    }

    @Test func aQueryAndItsResponseBelongTogether() throws {
        let question = Question(try name("gaia.cs.umass.edu"), .a)
        var query = try Message(asking: question, id: 7, recursionDesired: true, edns: EDNS(dnssecOK: true))
        query.header.checkingDisabled = true
        #expect(query.edns == EDNS(dnssecOK: true))
        #expect(query.additionals.map(\.type) == [.opt])
        let response = Message(answering: query, .nameError)
        #expect(response.header.id == 7)
        #expect(response.header.setFlags == ["qr", "rd", "cd"])
        #expect(response.header.responseCode == .nameError)
        #expect(response.questions == [question])
        #expect(response.additionals.isEmpty)
    }

    @Test func ednsIsReadFromItsRecord() throws {
        let bytes = octets("0000 8001 0000 0000 0000 0001 00 0029 04d0 01 00 8000 0006 000a 0002 abcd")
        let message = try Message.parse(bytes)
        let edns = try #require(message.edns)
        #expect(edns.payloadSize == 1232)
        #expect(edns.dnssecOK)
        #expect(edns.version == 0)
        #expect(edns.options == [EDNSOption(.cookie, [0xAB, 0xCD])])
        #expect(message.responseCode.rawValue == 0x11)
        #expect(message.header.responseCode == .formatError)
        #expect(try edns.record() == message.additionals[0])
        #expect(try message.serialise().octets == bytes)
    }
}

extension Range where Bound == Int {
    func contains(_ inner: Range<Int>) -> Bool { inner.lowerBound >= lowerBound && inner.upperBound <= upperBound }
}

extension Message {
    /// The same, letter for letter.
    func keepsCase(of other: Message) -> Bool {
        func names(_ message: Message) -> [[UInt8]] {
            message.questions.map(\.name.octets)
                + [Section.answer, .authority, .additional].flatMap { message.records(in: $0) }
                .flatMap { [$0.name.octets, $0.data.octets] }
        }
        return self == other && names(self) == names(other)
    }
}
