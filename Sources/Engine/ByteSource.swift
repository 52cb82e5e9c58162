import Glibc
import Inflate
import Synchronization

/// The octets of a file, of a named pipe, or of standard input for `-`, as windows over them; what is gzip is inflated.
///
/// A file on a disk is read where a window is wanted. What can be read only in order, pipes and gzip, is written to a file
/// without a name as it is read, so that any range that has been read can be read again. No file is mapped into memory: one
/// that becomes shorter while it is read gives what is left of it, and `fault` says so.
// One thread takes windows, pieces and `fault`, at a time. What others may call, `read`, `cancel` and the counts, uses only
// the descriptors, which do not change, and atomics.
final class ByteSource: @unchecked Sendable {
    /// Octets of a piece that `next` gives, at most.
    static let chunkSize = 64 * 1024
    /// Octets that are read at a time: few enough for them to stay in the processor's cache until they are used.
    static let windowSize = 1 << 20
    /// Octets of a window at most, whatever is wanted.
    static let windowLimit = 64 << 20

    let path: String
    /// Called, by the thread that reads, before it waits for a pipe that has nothing to read: what is known may be shown.
    var whenDry: (() -> Void)?
    /// Why the octets ended before the file did; nil while they have not, and where it was read to its end.
    private(set) var fault: SourceFault?

    private let descriptor: SourceDescriptor
    /// What is read in order, and where it is kept; nil for a file on a disk that is read in place.
    private let stream: (source: SourceStream, spool: SpoolFile)?
    private let spooled = Atomic<UInt64>(0)
    private let place = Atomic<UInt64>(0)
    private let hasEnded = Atomic<Bool>(false)
    private var window: SourceWindow
    /// Where the octets end, once that is known.
    private var end: UInt64?
    /// Where `next` goes on.
    private var cursor: UInt64 = 0

    init(_ path: String, windowSize: Int = ByteSource.windowSize) throws {
        self.path = path
        switch SourceDescriptor.open(path) {
        case .success(let opened): descriptor = opened
        case .failure(let error): throw SessionFileError(path, cannot: "open", error.number)
        }
        window = SourceWindow(capacity: windowSize)
        let isInPlace = descriptor.isRegular && !GzipInflater.isGzip(descriptor.read(0..<3).span)
        stream = isInPlace ? nil : (SourceStream(descriptor), try SpoolFile())
    }

    /// Hands out the octets from `offset` on, at least `wanted` of them, fewer only where the file ends or cannot be read any
    /// further: then `isLast` is true. Windows are quickest in order; they may overlap and go back.
    ///
    /// It waits where a pipe does not give so many yet, and gives as many as came. `body` must not take another window.
    func withWindow<Result>(
        from offset: UInt64, wanted: Int, _ body: (Span<UInt8>, _ isLast: Bool) throws -> Result
    ) throws -> Result {
        try fill(from: offset, wanted: min(max(1, wanted), Self.windowLimit))
        if stream == nil { place.store(offset, ordering: .relaxed) }
        let isLast = end.map { window.end >= $0 } ?? false
        return try window.withOctets(from: offset) { try body($0, isLast) }
    }

    /// The first octets behind those that `next` gave, at most `count`, fewer where the file has no more; they are still to
    /// be taken.
    func peek(_ count: Int) throws -> ArraySlice<UInt8> {
        try withWindow(from: cursor, wanted: count) { octets, _ in copy(octets, limit: count)[...] }
    }

    /// The next piece; nil at the end of the file.
    func next() throws -> [UInt8]? {
        let piece = try withWindow(from: cursor, wanted: 1) { octets, _ in copy(octets, limit: Self.chunkSize) }
        cursor += UInt64(piece.count)
        return piece.isEmpty ? nil : piece
    }

    /// The octets of a range, fewer where they have not been read, or are there no more. For any thread.
    func read(_ range: Range<UInt64>) -> [UInt8] {
        guard let stream else { return descriptor.read(range) }
        return stream.spool.read(range.clamped(to: 0..<spooled.load(ordering: .acquiring)))
    }

    /// Octets of the file as it lies there, compressed or not; nil for a pipe. For any thread.
    var size: UInt64? { descriptor.size }

    /// How many of `size` have been taken. For any thread.
    var consumed: UInt64 { stream?.source.takenCount ?? place.load(ordering: .relaxed) }

    /// More may come than is there: a pipe whose other end is open. For any thread.
    var isGrowing: Bool { !descriptor.isRegular && !hasEnded.load(ordering: .acquiring) }

    /// Ends the file where it has been read to, at once, even while the reader waits for a pipe. For any thread.
    func cancel() { descriptor.stop() }

    private func copy(_ octets: Span<UInt8>, limit: Int) -> [UInt8] {
        octets.extracting(first: limit).withUnsafeBufferPointer { Array($0) }
    }
}

extension ByteSource {
    private func fill(from offset: UInt64, wanted: Int) throws {
        if offset >= window.start, offset <= window.end, window.end - offset >= UInt64(wanted) { return }
        try skip(to: offset)
        window.begin(at: offset, wanted: wanted)
        while window.count < wanted, end.map({ window.end < $0 }) ?? true {
            guard try fillOnce() else { break }
        }
    }

    /// Reads on to a place behind what a stream has given, which a file on a disk need not.
    private func skip(to offset: UInt64) throws {
        guard stream != nil, offset > window.end else { return }
        while spooled.load(ordering: .relaxed) < offset, end == nil {
            window.begin(at: spooled.load(ordering: .relaxed), wanted: 1)
            guard try fillOnce() else { return }
        }
    }

    /// Puts more behind the window's octets; false where there is no more.
    private func fillOnce() throws -> Bool {
        let room = window.room
        guard let stream else { return try note(descriptor.read(into: room, at: window.end)) }
        let written = spooled.load(ordering: .relaxed)
        if window.end < written {
            let most = Int(min(UInt64(room.count), written - window.end))
            let got = stream.spool.read(into: UnsafeMutableRawBufferPointer(rebasing: room[..<most]), at: window.end)
            return got > 0 ? note(count: got) : try finish(.unreadable(at: window.end, EIO))
        }
        switch stream.source.read(into: room, whenDry: whenDry) {
        case .octets(let count):
            let octets = UnsafeRawBufferPointer(rebasing: room[..<count])
            if let error = stream.spool.write(octets, at: written) { throw error }
            spooled.store(written + UInt64(count), ordering: .releasing)
            return note(count: count)
        case .end: return try finish(nil)
        case .fault(let fault): return try finish(fault)
        }
    }

    private func note(_ outcome: ReadOutcome) throws -> Bool {
        switch outcome {
        case .octets(let count): return note(count: count)
        case .end:
            // A window that begins behind the end says nothing about where the file ends.
            let size = descriptor.size ?? 0
            return try finish(window.end < size ? .shrunk(from: size, to: descriptor.sizeNow) : nil)
        case .stopped: return try finish(.stopped(at: window.end))
        case .failed(let number): return try finish(.unreadable(at: window.end, number))
        }
    }

    private func note(count: Int) -> Bool {
        window.note(count)
        return true
    }

    /// The octets end where the window does.
    private func finish(_ fault: SourceFault?) throws -> Bool {
        if let number = fault?.number, window.end == 0 { throw SessionFileError(path, cannot: "read", number) }
        if self.fault == nil { self.fault = fault }
        end = window.end
        hasEnded.store(true, ordering: .releasing)
        return false
    }
}

/// Octets in memory of a stretch of a file: a buffer that is used again and again.
struct SourceWindow: ~Copyable {
    private var buffer: UnsafeMutableRawBufferPointer
    /// The place in the file of the first octet.
    private(set) var start: UInt64 = 0
    private(set) var count = 0

    init(capacity: Int) {
        buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, capacity), alignment: 1)
    }

    deinit { buffer.deallocate() }

    var end: UInt64 { start + UInt64(count) }

    /// Where more octets go; never empty after `begin` as long as fewer than were wanted are there.
    var room: UnsafeMutableRawBufferPointer { UnsafeMutableRawBufferPointer(rebasing: buffer[count...]) }

    /// So many octets were put into the room.
    mutating func note(_ more: Int) { count += more }

    /// Lets the octets before that place go, and makes room for those that are wanted from there on.
    mutating func begin(at place: UInt64, wanted: Int) {
        let isWithin = place >= start && place <= end
        let kept = UnsafeRawBufferPointer(rebasing: buffer[(isWithin ? Int(place - start) : count)..<count])
        if wanted > buffer.count {
            let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: wanted, alignment: 1)
            larger.copyMemory(from: kept)
            buffer.deallocate()
            buffer = larger
        } else {
            buffer.copyMemory(from: kept)
        }
        (start, count) = (place, kept.count)
    }

    /// Hands out the octets from that place on; none where it lies outside.
    func withOctets<Result>(from place: UInt64, _ body: (Span<UInt8>) throws -> Result) rethrows -> Result {
        let lower = place >= start && place <= end ? Int(place - start) : count
        let octets = UnsafeRawBufferPointer(rebasing: buffer[lower..<count]).bindMemory(to: UInt8.self)
        return try body(octets.span)
    }
}
