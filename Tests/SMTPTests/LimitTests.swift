import Octets
import TestKit
import Testing

@testable import SMTP

@Suite struct LimitTests {
    @Test func aLineOver512OctetsIsToldAndOver8192IsUnparsed() {
        for (length, kind, peculiar) in [
            (512, FrameKind.command, false), (513, .command, true), (8192, .command, true), (8193, .unparsed, false),
        ] {
            var dialogue = Dialogue("S: 220 a")
            dialogue.append(.clientToServer, "NOOP " + String(repeating: "x", count: length - 7) + "\r\nNOOP\r\n")
            dialogue.append(.serverToClient, "500 x\r\n250 y\r\n")
            for feeding in [Feeding.whole, .bytewise, .random(seed: 5, longest: 3000)] {
                let frames = dialogue.frames(feeding)
                #expect(frames.map(\.kind) == [.reply, kind, .command, .reply, .reply], "\(length), \(feeding)")
                #expect(frames[1].range == 0..<UInt64(length))
                #expect(frames[1].peculiarities.contains(.longLine) == peculiar)
                #expect(frames.map(\.answers) == [nil, nil, nil, 1, 2])
            }
        }
    }

    @Test func theErrorCarriesTheActualAndTheAllowedFigure() {
        var limits = Limits(line: 20, unparsed: 40)
        limits.outstanding = 1
        var dialogue = Dialogue("S: 220 a")
        dialogue.append(.clientToServer, String(repeating: "x", count: 98) + "\r\nNOOP\r\n")
        let frames = dialogue.frames(limits: limits).dropFirst()
        #expect(frames.map(\.range) == [0..<40, 40..<80, 80..<100, 100..<106])
        #expect(frames.map(\.kind) == [.unparsed, .unparsed, .unparsed, .command])
        #expect(frames.first?.error?.fault == .limit(name: "octets of a line", actual: 40, allowed: 20))
        #expect(frames.last?.error?.fault == .limit(name: "commands without a reply", actual: 2, allowed: 1))
    }

    @Test func aLongReplyLineStillAnswersItsCommand() {
        var dialogue = Dialogue("S: 220 a\nC: NOOP\nC: RSET")
        dialogue.append(.serverToClient, "250 " + String(repeating: "y", count: 9000) + "\r\n250 ok\r\n")
        for feeding in Feeding.all(seed: 9) {
            let frames = dialogue.frames(feeding).filter { $0.direction == .serverToClient }
            #expect(frames.map(\.kind) == [.reply, .unparsed, .reply], "\(feeding)")
            #expect(frames.map(\.answers) == [nil, 1, 2], "\(feeding)")
        }
    }

    @Test func anEndlessReplyIsCutAndItsEndAnswers() {
        var dialogue = Dialogue("S: 220 a\nC: HELP")
        dialogue.append(.serverToClient, String(repeating: "214-help\r\n", count: 25) + "214 end\r\n")
        let frames = dialogue.frames(limits: Limits(reply: 95)).filter { $0.direction == .serverToClient }
        #expect(frames.map(\.kind) == [.reply, .unparsed, .unparsed, .reply])
        #expect(frames.map(\.answers) == [nil, nil, nil, 1])
        #expect(frames[1].error?.fault == .limit(name: "octets of a reply", actual: 100, allowed: 95))
    }

    /// A client that sends ahead more than is held: it is assumed that the server said 354, in one step and not in many.
    @Test func whatIsHeldHasALimit() {
        var conversation = Conversation(limits: Limits(held: 1000))
        var kinds: [FrameKind] = []
        let ahead = Array(String(repeating: "DATA\r\n.\r\n", count: 50_000).utf8)
        conversation.receive(ahead.span, .clientToServer) { kinds.append($0.kind) }
        #expect(conversation.client.held.count <= 1000)
        #expect(kinds.count > 99_000)
        #expect(kinds.prefix(4) == [.command, .content, .command, .content])
        conversation.finish(.clientToServer) { kinds.append($0.kind) }
        conversation.finish(.serverToClient) { kinds.append($0.kind) }
        #expect(kinds.count == 100_000)
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6]) func randomBytesNeverTrapAndRangesJoin(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let words = [
            "EHLO a\r\n", "MAIL FROM:<a@b>\r\n", "MAIL FROM:<\"x\\", "RCPT TO:<@a,@b:c@d> X=1\r\n", "DATA\r\n",
            "BDAT 7 LAST\r\n",
            "BDAT 99999999999999999999\r\n", "AUTH PLAIN x\r\n", "STARTTLS\r\n", "QUIT\r\n", ".\r\n", "..\n", ".\r",
            "\n", "\r\n",
            "220 a\r\n", "250-b\r\n", "250 c\r\n", "354 d\r\n", "334 e\r\n", "235 f\r\n", "421 g\n", "2", "5x0 h\r\n",
            "\u{0}\u{FF}",
            String(repeating: "long ", count: 40),
        ]
        for round in 0..<400 {
            var conversation = Conversation(
                limits: Limits(line: 60, reply: 200, unparsed: 100, outstanding: 5, held: 80))
            var frames: [Frame] = []
            var sent: [UInt64] = [0, 0]
            for _ in 0..<Int.random(in: 0...60, using: &random) {
                let direction: Direction = Bool.random(using: &random) ? .clientToServer : .serverToClient
                var bytes = Array(words[Int.random(in: 0..<words.count, using: &random)].utf8)
                if Int.random(in: 0..<4, using: &random) == 0 {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                sent[Int(direction.rawValue)] += UInt64(bytes.count)
                conversation.receive(bytes.span, direction) { frames.append($0) }
                _ = conversation.state
            }
            for direction in Direction.allCases.shuffled(using: &random) {
                conversation.finish(direction) { frames.append($0) }
            }
            #expect(frames.map(\.ordinal) == Array(0..<frames.count), "seed \(seed), round \(round)")
            for direction in Direction.allCases {
                var end: UInt64 = 0
                for frame in frames where frame.direction == direction {
                    #expect(frame.range.lowerBound == end, "seed \(seed), round \(round)")
                    #expect(!frame.range.isEmpty, "seed \(seed), round \(round)")
                    #expect(frame.bodyLength <= UInt64(frame.range.count), "seed \(seed), round \(round)")
                    end = frame.range.upperBound
                }
                #expect(end == sent[Int(direction.rawValue)], "seed \(seed), round \(round)")
            }
            for frame in frames where frame.answers != nil {
                #expect(frame.answers ?? 0 < frame.ordinal, "seed \(seed), round \(round)")
            }
        }
    }
}
