import DNS
import Testing

@Suite struct MessageStreamTests {
    private static let messages: [[UInt8]] = [[], [1], Array(repeating: 7, count: 300), [9, 9]]

    @Test(arguments: [1, 2, 3, 7, 1000]) func messagesComeOutAsTheyWentIn(pieces size: Int) {
        let all = Self.messages.flatMap(MessageStream.framed)
        var stream = MessageStream()
        var found: [[UInt8]] = []
        for start in stride(from: 0, to: all.count, by: size) {
            found += stream.take(Array(all[start..<min(start + size, all.count)]))
        }
        #expect(found == Self.messages)
    }

    @Test func halfAMessageWaits() {
        var stream = MessageStream()
        #expect(stream.take([0]) == [] && stream.take([3, 1, 2]) == [])
        #expect(stream.take([3, 0]) == [[1, 2, 3]])
        #expect(MessageStream.framed([5]) == [0, 1, 5])
        #expect(MessageStream.framed(Array(repeating: 0, count: 70_000)).count == 65_537)
    }
}
