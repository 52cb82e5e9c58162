import Synchronization

/// Chunks of records that were read back from a spool, the last few of them. A record alone is read alone, as a search by
/// halves wants it; who asks for a second one of the same chunk gets the whole chunk into memory, as who goes from record
/// to record wants it. So each step of a replay, back or forward, reads a chunk once and not a record at a time.
final class ChunkCache: Sendable {
    /// Chunks kept at most: of some 100 KiB each at most, as the largest records are.
    static let limit = 16

    private struct Chunk {
        var start: UInt64
        var bytes: [UInt8]
    }

    private struct Contents {
        var chunks: [Chunk] = []
        /// Where the chunk lies that was asked for last and is not here.
        var missed = UInt64.max
    }

    private let readSpool: @Sendable (Range<UInt64>) -> [UInt8]
    private let contents = Mutex(Contents())

    /// - Parameter read: gives bytes of the spool, fewer where it cannot.
    init(read: @escaping @Sendable (Range<UInt64>) -> [UInt8]) { readSpool = read }

    /// What `take` makes of the bytes in `range` of the chunk that lies at `place`; nil where they cannot be read.
    func read<Value: Sendable>(
        _ range: Range<Int>, of place: Range<UInt64>, _ take: (UnsafeRawBufferPointer) -> Value
    ) -> Value? {
        contents.withLock { contents in
            if let chunk = chunk(at: place, in: &contents) {
                guard range.upperBound <= chunk.bytes.count else { return nil }
                return chunk.bytes.withUnsafeBytes { take(UnsafeRawBufferPointer(rebasing: $0[range])) }
            }
            let start = place.lowerBound + UInt64(range.lowerBound)
            let bytes = readSpool(start..<(start + UInt64(range.count)))
            return bytes.count == range.count ? bytes.withUnsafeBytes(take) : nil
        }
    }

    /// The chunk, if it is here or is asked for a second time in a row.
    private func chunk(at place: Range<UInt64>, in contents: inout Contents) -> Chunk? {
        if let here = contents.chunks.first(where: { $0.start == place.lowerBound }) { return here }
        guard contents.missed == place.lowerBound else {
            contents.missed = place.lowerBound
            return nil
        }
        let chunk = Chunk(start: place.lowerBound, bytes: readSpool(place))
        if contents.chunks.count == Self.limit { contents.chunks.removeFirst() }
        contents.chunks.append(chunk)
        return chunk
    }
}
