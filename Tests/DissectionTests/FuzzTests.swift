import JSON
import Octets
import Testing
import Transcripts

@testable import Dissection

/// Nothing that a peer sends may trap; ranges stay in bounds; summaries, trees and JSON can be made of everything.
@Suite struct FuzzTests {
    private func check(_ node: FieldNode, within parent: Range<Int>, _ seed: UInt64) {
        let isInside = parent.lowerBound <= node.range.lowerBound && node.range.upperBound <= parent.upperBound
        #expect(isInside, "\(node.definition.name) \(node.range) outside of \(parent), seed \(seed)")
        for child in node.children { check(child, within: node.range, seed) }
    }

    private func check(_ dialogue: Dialogue, proto: ProtocolName?, seed: UInt64, _ random: inout SeededGenerator) {
        var redactor = Redactor()
        var count = 0
        let events = dialogue.events(port: [25, 80, 110, 4000].randomElement(using: &random) ?? 80)
        for event in events {
            redactor.filter(event) { if case .data(_, let bytes) = $0.body { count += bytes.count } }
        }
        redactor.flush { if case .data(_, let bytes) = $0.body { count += bytes.count } }
        #expect(count == dialogue.turns.reduce(0) { $0 + $1.bytes.count }, "seed \(seed)")

        let dissected = Dissected(events, hints: .init(proto: proto))
        var ends: [Direction: UInt64] = [:]
        for (number, record) in dissected.records.enumerated() {
            #expect(record.number == number)
            #expect(record.range.lowerBound >= ends[record.direction] ?? 0, "frames overlap, seed \(seed)")
            ends[record.direction] = record.range.upperBound
            #expect(record.answers.map { $0 < number } ?? true, "seed \(seed)")
            let bytes = dissected.bytes(record)
            #expect(bytes.count == record.length, "seed \(seed)")
            check(decode(record, bytes: bytes.span), within: 0..<record.length, seed)
            let some = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
            check(decode(record, bytes: some.span), within: 0..<record.length, seed)
            #expect(!summary(of: record, bytes: some.span).contains("\n"), "seed \(seed)")
            var writer = JSON.Writer()
            writeJSON(record, bytes: some.span, opening: nil, epoch: 0, masking: true, to: &writer)
            #expect(writer.bytes.last == UInt8(ascii: "}"))
        }
        _ = dissected.dissector.standing(connection: 0)
    }

    private static let samples = [
        Samples.get, Samples.chunked, Samples.letter, Samples.auth, Samples.upperCase,
        POP3Tests.session, POP3Tests.authentication,
    ]

    @Test(arguments: [UInt64](1...120)) func mutatedDialogues(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<4 {
            var dialogue = Self.samples.randomElement(using: &random) ?? Samples.get
            for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&dialogue, &random) }
            let proto = [ProtocolName.http, .smtp, .pop3, .text, nil].randomElement(using: &random) ?? nil
            check(dialogue, proto: proto, seed: seed, &random)
        }
    }

    private func mutate(_ dialogue: inout Dialogue, _ random: inout SeededGenerator) {
        let turn = Int.random(in: 0..<dialogue.turns.count, using: &random)
        var bytes = dialogue.turns[turn].bytes
        let place = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + 3))
        case 2: bytes.insert(contentsOf: bytes.prefix(20), at: place)
        case 3: bytes.insert(contentsOf: Array("\r\n".utf8), at: place)
        case 4: if place < bytes.count { bytes[place] = UInt8.random(in: 0...255, using: &random) }
        default: dialogue.turns.swapAt(turn, Int.random(in: 0..<dialogue.turns.count, using: &random))
        }
        if turn < dialogue.turns.count { dialogue.turns[turn].bytes = bytes }
    }

    @Test(arguments: [UInt64](1...60)) func randomBytes(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet: [UInt8] =
            Array("\r\n\r\n :;=.,-\"0123456789HTTP/1.1 GETAUDQIS+<>@%?&*".utf8) + [0, 9, 127, 200, 255]
        for proto in [ProtocolName.http, .smtp, .pop3, .text, nil] {
            let turns = (0..<20).map { _ in
                let count = Int.random(in: 0...60, using: &random)
                let bytes = (0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0 }
                return Dialogue.Turn(
                    direction: Bool.random(using: &random) ? .clientToServer : .serverToClient, bytes: bytes)
            }
            check(Dialogue(turns), proto: proto, seed: seed, &random)
        }
    }
}
