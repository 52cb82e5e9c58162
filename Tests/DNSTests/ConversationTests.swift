import Octets
import TestKit
import Testing

@testable import DNS

@Suite struct ConversationTests {
    /// A message of nothing but a header, padded to `length` octets.
    private func message(_ id: UInt8, response: Bool = false, length: Int = 12) -> [UInt8] {
        let head: [UInt8] = [0, id, response ? 0x80 : 0, 0]
        return head + [UInt8](repeating: 0xAA, count: length - head.count)
    }

    private func prefixed(_ message: [UInt8]) -> [UInt8] {
        [UInt8(message.count >> 8), UInt8(message.count & 255)] + message
    }

    @Test func datagramsAreMessages() {
        var conversation = Conversation(isDatagrams: true)
        var frames: [Frame] = []
        func say(_ bytes: [UInt8], _ direction: Direction) {
            conversation.receive(bytes.span, direction) { frames.append($0) }
        }
        say(message(1), .clientToServer)
        say(message(2, length: 40), .clientToServer)
        #expect(conversation.outstandingCount == 2)
        say(message(2, response: true), .serverToClient)
        say(message(7, response: true), .serverToClient)
        say([1, 2, 3], .serverToClient)
        say([], .serverToClient)
        #expect(frames.map(\.range) == [0..<12, 12..<52, 0..<12, 12..<24, 24..<27, 27..<27])
        #expect(frames.map(\.answers) == [nil, nil, 1, nil, nil, nil])
        #expect(frames.map { $0.error == nil } == [true, true, true, true, false, false])
        #expect(frames.allSatisfy { $0.isComplete && $0.prefixLength == 0 })
        #expect(conversation.outstandingCount == 1)
    }

    /// Whole, byte by byte and in random pieces, with what follows in the same piece.
    @Test func aStreamIsCutByLengths() {
        let queries = prefixed(message(1)) + prefixed(message(2, length: 300)) + prefixed([9]) + prefixed([])
        let responses = prefixed(message(2, response: true, length: 1000)) + prefixed(message(1, response: true))
        for feeding in Feeding.all(seed: 5) {
            var conversation = Conversation(isDatagrams: false)
            var frames: [Frame] = []
            feeding.feed(queries) { conversation.receive($0, .clientToServer) { frames.append($0) } }
            feeding.feed(responses) { conversation.receive($0, .serverToClient) { frames.append($0) } }
            #expect(
                frames.map(\.range) == [0..<14, 14..<316, 316..<319, 319..<321, 0..<1002, 1002..<1016], "\(feeding)")
            #expect(frames.map(\.answers) == [nil, nil, nil, nil, 1, 0], "\(feeding)")
            #expect(frames.map { $0.error?.range } == [nil, nil, 0..<3, 0..<2, nil, nil], "\(feeding)")
            #expect(frames.allSatisfy { $0.prefixLength == 2 && $0.isComplete })
            #expect(frames.map(\.ordinal) == Array(0..<6))
        }
    }

    @Test func aStreamThatEndsWithinIsTold() {
        let whole = prefixed(message(3, length: 20))
        for cut in 1..<whole.count {
            var conversation = Conversation(isDatagrams: false)
            var frames: [Frame] = []
            let piece = Array(whole[..<cut])
            conversation.receive(piece.span, .clientToServer) { frames.append($0) }
            #expect(frames.isEmpty)
            conversation.finish(.clientToServer) { frames.append($0) }
            conversation.finish(.serverToClient) { frames.append($0) }
            #expect(frames.map(\.range) == [0..<UInt64(cut)])
            #expect(frames.map(\.isComplete) == [false])
        }
    }

    @Test func queriesWithoutAnswerAreForgottenInTheirOrder() {
        var conversation = Conversation(isDatagrams: true)
        let (query, response) = (message(1), message(1, response: true))
        for _ in 0..<(Conversation.outstandingLimit + 1) { conversation.receive(query.span, .clientToServer) { _ in } }
        #expect(conversation.outstandingCount == Conversation.outstandingLimit)
        var answers: [Int?] = []
        conversation.receive(response.span, .serverToClient) { answers.append($0.answers) }
        #expect(answers == [1], "the first was forgotten")
    }
}
