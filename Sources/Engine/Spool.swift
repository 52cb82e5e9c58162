import Glibc
import Octets
import Synchronization

/// The bytes of a transcript, out of the heap: a file of mode 0600 in the temporary directory that has no name any more, so
/// that it goes when the process does, and a window of the latest bytes in memory, which most reads fall into.
///
/// It only grows, and what was written never changes; so one lock around the window is all that threads need.
package final class Spool: Sendable {
    /// Bytes of the window at most. When it is full the older half has been written and leaves.
    package static let windowLimit = 512 * 1024

    private let file: SpoolFile
    private let state: Mutex<State>

    private struct State {
        /// The latest bytes; `window[0]` is byte `windowStart` of the spool.
        var window: [UInt8] = []
        var windowStart: UInt64 = 0
        /// So many bytes of the spool are in the file.
        var written: UInt64 = 0

        var end: UInt64 { windowStart + UInt64(window.count) }
    }

    /// Makes an empty spool in `directory`, or in `$TMPDIR`, or in `/tmp`.
    package init(directory: String? = nil) throws(SpoolError) {
        file = try SpoolFile(directory: directory)
        state = Mutex(State())
    }

    /// Bytes in the spool.
    package var count: UInt64 { state.withLock { $0.end } }

    /// Appends `bytes` and gives their place. When the disk is full nothing is appended, and what was there stays readable.
    @discardableResult
    package func append(_ bytes: Span<UInt8>) throws(SpoolError) -> Range<UInt64> {
        let start: UInt64
        do {
            start = try bytes.withUnsafeBufferPointer { buffer in
                try state.withLock { state in try append(buffer, to: &state) }
            }
        } catch let error as SpoolError {
            throw error
        } catch {
            throw SpoolError("cannot write the spool file", file.directory, EIO)
        }
        return start..<(start + UInt64(bytes.count))
    }

    /// The bytes of `range`, fewer where the spool or the disk does not give more.
    package func read(_ range: Range<UInt64>) -> [UInt8] {
        let (recent, fileRange) = state.withLock { state in
            let range = range.clamped(to: 0..<state.end)
            let recent = range.clamped(to: state.windowStart..<state.end)
            let lower = Int(recent.lowerBound - state.windowStart)
            return (
                state.window[lower..<(lower + recent.count)],
                range.lowerBound..<(range.upperBound - UInt64(recent.count))
            )
        }
        guard !fileRange.isEmpty else { return Array(recent) }
        let older = file.read(fileRange)
        return older.count == fileRange.count ? older + recent : older
    }

    /// Appends and gives the place of the first byte.
    private func append(_ bytes: UnsafeBufferPointer<UInt8>, to state: inout State) throws(SpoolError) -> UInt64 {
        let start = state.end
        state.window.append(contentsOf: bytes)
        guard state.window.count > Self.windowLimit else { return start }
        do {
            try flush(&state)
        } catch {
            state.window.removeLast(bytes.count)
            throw error
        }
        state.window.removeFirst(state.window.count - Self.windowLimit / 2)
        state.windowStart = state.written - UInt64(state.window.count)
        return start
    }

    private func flush(_ state: inout State) throws(SpoolError) {
        let unwritten = Int(state.written - state.windowStart)
        let failure = state.window.withUnsafeBytes { bytes in
            file.write(UnsafeRawBufferPointer(rebasing: bytes[unwritten...]), at: state.written)
        }
        if let failure { throw failure }
        state.written = state.end
    }
}

/// What the system says of an error number, in lower case as our own sentences are.
func systemText(_ number: Int32) -> String {
    let text = String(cString: strerror(number))
    return text.prefix(1).lowercased() + text.dropFirst()
}

/// The error number says that there is no room, or not for this user or process.
func isFull(_ number: Int32) -> Bool { number == ENOSPC || number == EDQUOT || number == EFBIG }

/// Writes all of `bytes`, from `offset` of the file on, or from where it stands where `offset` is nil; gives the error number
/// where that cannot be done.
func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at offset: off_t? = nil) -> Int32? {
    var done = 0
    while done < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
        let wrote =
            offset.map { pwrite(descriptor, rest.baseAddress, rest.count, $0 + off_t(done)) }
            ?? write(descriptor, rest.baseAddress, rest.count)
        if wrote < 0, errno == EINTR { continue }
        if wrote < 0 { return errno }
        done += wrote
    }
    return nil
}
