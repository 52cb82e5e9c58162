import Dissection
import Octets
import Synchronization
import Testing
import Transcripts

@testable import Engine

/// Records that have left memory come back a chunk at a time.
@Suite struct ChunkCacheTests {
    private final class Counted: Sendable {
        let reads = Mutex<[Range<UInt64>]>([])
        /// Every byte is its own offset, modulo 256.
        func read(_ range: Range<UInt64>) -> [UInt8] {
            reads.withLock { $0.append(range) }
            return range.map { UInt8(truncatingIfNeeded: $0) }
        }
        var taken: [Range<UInt64>] {
            reads.withLock { reads in
                defer { reads = [] }; return reads
            }
        }
    }

    private func byte(_ index: Int, _ chunk: UInt64, _ cache: ChunkCache) -> UInt8? {
        cache.read(index..<(index + 1), of: (chunk * 100)..<(chunk * 100 + 100)) { $0[0] }
    }

    @Test func oneRecordIsReadAloneAndTheNextOnesTogether() {
        let counted = Counted()
        let cache = ChunkCache(read: counted.read)
        #expect(byte(7, 0, cache) == 7)
        #expect(byte(9, 2, cache) == 209)
        #expect(counted.taken == [7..<8, 209..<210])
        #expect(byte(10, 2, cache) == 210)
        #expect(counted.taken == [200..<300])
        for index in 0..<100 { #expect(byte(index, 2, cache) == UInt8(truncatingIfNeeded: 200 + index)) }
        #expect(counted.taken == [])
    }

    @Test func onlyTheLastFewChunksStay() {
        let counted = Counted()
        let cache = ChunkCache(read: counted.read)
        for chunk in 0...UInt64(ChunkCache.limit) {
            _ = byte(0, chunk, cache)
            _ = byte(1, chunk, cache)
        }
        _ = counted.taken
        _ = byte(2, 1, cache)
        #expect(counted.taken == [])
        _ = byte(2, 0, cache)
        #expect(counted.taken == [2..<3])
    }

    @Test func whatCannotBeReadIsNil() {
        let cache = ChunkCache { _ in [] }
        #expect(byte(0, 0, cache) == nil)
        #expect(byte(1, 0, cache) == nil)
        #expect(byte(2, 0, cache) == nil)
    }

    /// Through the lists that use it: every record comes back as it was.
    @Test func recordsComeBackWhole() throws {
        let spill = try RecordSpill()
        var index = TranscriptIndex(spill: spill.events)
        let count = 20 * ChunkedList<EventRecord>.chunkSize + 3
        for number in 0..<count {
            index.append(Event(time: Moment(nanoseconds: Int64(number)), connection: 0, body: .note("n")))
        }
        #expect(index.events.enumerated().allSatisfy { $0 == Int($1.time.nanoseconds) })
        for number in stride(from: count - 1, through: 0, by: -7) {
            #expect(index.events[number].time.nanoseconds == Int64(number))
        }
    }
}
