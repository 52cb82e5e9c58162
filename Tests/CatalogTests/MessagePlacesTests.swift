import Dissection
import Octets
import TestKit
import Testing
import Transcripts

@testable import Catalog

/// Where the octets of a message lie in a capture: found backward from its end.
@Suite struct MessagePlacesTests {
    private struct Piece {
        var direction: Direction
        /// In its stream, and in the file.
        var stream: Range<UInt64>
        var place: UInt64
        var event: Int
    }

    private func message(
        _ connection: Int, _ direction: Direction, _ range: Range<UInt64>, event: Int
    ) -> MessageRecord {
        MessageRecord(
            number: 0, connection: connection, direction: direction, proto: .http, kind: .request, began: .zero,
            time: .zero, event: event, range: range)
    }

    /// Pieces of two conversations and both directions, one after another in the file; any message is read as a look at all of
    /// its stream from the start would read it.
    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64]) func theyAreThoseOfAWalkFromTheStart(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var index = CaptureIndex()
        for connection in 0..<2 {
            index.open(
                connection: connection, .tcp, client: .written("c:1"), server: .written("s:2"), at: .zero, packet: 1)
        }
        var pieces: [[Piece]] = [[], []]
        var place: UInt64 = 100
        for _ in 0..<200 {
            let (connection, length) = (Int.random(in: 0..<2, using: &random), Int.random(in: 0..<40, using: &random))
            let direction = Direction.allCases.randomElement(using: &random) ?? .clientToServer
            let start = pieces[connection].last { $0.direction == direction }?.stream.upperBound ?? 0
            let piece = Piece(
                direction: direction, stream: start..<(start + UInt64(length)), place: place, event: index.nextNumber)
            index.data(connection: connection, direction, place: place, length: length, at: .zero, packet: 1)
            pieces[connection].append(piece)
            place += UInt64(length)
        }
        for _ in 0..<100 {
            let connection = Int.random(in: 0..<2, using: &random)
            guard let last = pieces[connection].randomElement(using: &random), !last.stream.isEmpty else { continue }
            let end = UInt64.random(in: (last.stream.lowerBound + 1)...last.stream.upperBound, using: &random)
            let range = UInt64.random(in: 0...end, using: &random)..<end
            let limit = Int.random(in: 0..<300, using: &random)
            let found = index.places(
                of: message(connection, last.direction, range, event: last.event), limit: limit)
            let expected = pieces[connection].filter { $0.direction == last.direction }.flatMap { piece in
                piece.stream.filter { range.contains($0) && $0 < range.lowerBound + UInt64(limit) }.map {
                    piece.place + ($0 - piece.stream.lowerBound)
                }
            }
            #expect(found.flatMap { Array($0) } == expected, "seed \(seed)")
        }
    }

    /// The end of a capture completes messages of all conversations, whatever its last event was.
    @Test func whereTheEndCompletesItTheConversationsOwnLastEventCounts() {
        var index = CaptureIndex()
        for connection in 0..<2 {
            index.open(
                connection: connection, .tcp, client: .written("c:1"), server: .written("s:2"), at: .zero, packet: 1)
        }
        index.data(connection: 0, .clientToServer, place: 10, length: 4, at: .zero, packet: 2)
        index.data(connection: 1, .clientToServer, place: 20, length: 4, at: .zero, packet: 3)
        #expect(index.places(of: message(0, .clientToServer, 1..<4, event: 3), limit: 9) == [11..<14])
        #expect(index.places(of: message(9, .clientToServer, 1..<4, event: 99), limit: 9) == [])
        #expect(index.places(of: message(0, .clientToServer, 1..<4, event: 2), limit: -1) == [])
    }

    /// Streams are longer than the number that a record keeps.
    @Test func offsetsWrapAroundFourGibibytes() {
        let record = CapturedRecord(
            data: .clientToServer, place: 0, start: 0xFFFF_FFF0, length: 100, time: .zero, connection: 0, packet: nil,
            previous: nil)
        #expect(record.distance(from: 0x2_0000_0010) == -0x20)
        #expect(record.distance(from: 0x1_FFFF_FFF8) == -8)
        #expect(record.distance(from: 0x1_FFFF_FF00) == 0xF0)
    }
}
