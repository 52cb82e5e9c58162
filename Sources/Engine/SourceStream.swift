import Inflate
import Octets
import Synchronization

/// The octets of a file that can be read only in order, inflated where they are gzip.
///
/// One thread reads; the counts are for any.
final class SourceStream {
    /// Octets of a compressed file that are read at a time.
    private static let pieceSize = 64 * 1024

    private enum Form {
        case unknown
        case plain
        case gzip(GzipInflater)
    }

    enum Outcome {
        /// So many octets, at least one.
        case octets(Int)
        case end
        case fault(SourceFault)
    }

    private let descriptor: SourceDescriptor
    private var form = Form.unknown
    /// Octets that were read and not used yet.
    private var waiting: [UInt8] = []
    private var used = 0
    private var hasEnded = false
    /// Octets of the file as it lies there that were read.
    private let taken: Atomic<UInt64>

    init(_ descriptor: SourceDescriptor) {
        self.descriptor = descriptor
        taken = Atomic(0)
    }

    var takenCount: UInt64 { taken.load(ordering: .relaxed) }

    /// Fills some of `room`, which has at least one octet.
    func read(into room: UnsafeMutableRawBufferPointer, whenDry: (() -> Void)?) -> Outcome {
        if case .unknown = form, let fault = findForm(whenDry) { return .fault(fault) }
        switch form {
        case .gzip(let inflater): return inflate(inflater, into: room, whenDry)
        case .unknown, .plain:
            guard used == waiting.count else { return .octets(takeWaiting(into: room)) }
            return readOn(into: room, whenDry)
        }
    }

    /// Reads no more than tells gzip.
    private func findForm(_ whenDry: (() -> Void)?) -> SourceFault? {
        while waiting.count < GzipInflater.magicLength, !hasEnded {
            if case .fault(let fault) = readPiece(limit: GzipInflater.magicLength - waiting.count, whenDry) {
                return fault
            }
        }
        form = GzipInflater.isGzip(waiting.span) ? .gzip(GzipInflater()) : .plain
        return nil
    }

    private func takeWaiting(into room: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(room.count, waiting.count - used)
        waiting.withUnsafeBytes { bytes in
            room.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[used..<(used + count)]))
        }
        used += count
        return count
    }

    private func inflate(
        _ inflater: GzipInflater, into room: UnsafeMutableRawBufferPointer, _ whenDry: (() -> Void)?
    ) -> Outcome {
        while true {
            let step = inflater.step(waiting.span.extracting(used..<waiting.count), into: room)
            used += step.taken
            if step.given > 0 { return .octets(step.given) }
            if let failure = step.failure { return .fault(.damaged(failure)) }
            if hasEnded { return inflater.end().map { .fault(.damaged($0)) } ?? .end }
            waiting.removeAll(keepingCapacity: true)
            used = 0
            if case .fault(let fault) = readPiece(limit: Self.pieceSize, whenDry) { return .fault(fault) }
        }
    }

    /// Reads a piece behind what waits.
    private func readPiece(limit: Int, _ whenDry: (() -> Void)?) -> Outcome {
        var outcome = Outcome.end
        let piece = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            outcome = readOn(into: UnsafeMutableRawBufferPointer(buffer), whenDry)
            if case .octets(let got) = outcome { count = got }
        }
        waiting += piece
        if case .end = outcome { hasEnded = true }
        return outcome
    }

    private func readOn(into room: UnsafeMutableRawBufferPointer, _ whenDry: (() -> Void)?) -> Outcome {
        let place = takenCount
        let outcome =
            descriptor.isRegular
            ? descriptor.read(into: room, at: place) : descriptor.readNext(into: room, whenDry: whenDry)
        switch outcome {
        case .octets(let count):
            taken.store(place + UInt64(count), ordering: .relaxed)
            return .octets(count)
        case .end:
            if let size = descriptor.size, place < size { return .fault(.shrunk(from: size, to: descriptor.sizeNow)) }
            return .end
        case .stopped: return .fault(.stopped(at: place))
        case .failed(let number): return .fault(.unreadable(at: place, number))
        }
    }
}
