import Foundation
import Glibc

/// A file of mode 0600 in the temporary directory that has no name any more, so that it goes when the process does. What
/// was written to a place is there for every thread.
final class SpoolFile: Sendable {
    let directory: String
    private let descriptor: Int32

    /// Makes an empty file in `directory`, or in `$TMPDIR`, or in `/tmp`.
    init(directory: String? = nil) throws(SpoolError) {
        self.directory = directory ?? ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        var template = Array("\(self.directory)/wireside-spool-XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw SpoolError("cannot make a spool file", self.directory, errno) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        unlink(template)
    }

    deinit { close(descriptor) }

    /// Writes all of `bytes` from that place on; gives the error where that cannot be done.
    func write(_ bytes: UnsafeRawBufferPointer, at place: UInt64) -> SpoolError? {
        writeAll(bytes, to: descriptor, at: off_t(place)).map {
            SpoolError("cannot write the spool file", directory, $0)
        }
    }

    /// The bytes of `range`, fewer where the file or the disk does not give more.
    func read(_ range: Range<UInt64>) -> [UInt8] { readAll(range, of: descriptor) }

    /// Reads from that place on, and gives the count of bytes; 0 at the end, or where the disk gives none.
    func read(into room: UnsafeMutableRawBufferPointer, at place: UInt64) -> Int {
        max(0, readOnce(into: room, of: descriptor, at: off_t(place)))
    }
}

/// Why a spool does not work.
package struct SpoolError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One plain sentence: what, where, why, what to do.
    package let description: String

    init(_ what: String, _ directory: String, _ number: Int32) {
        let advice = isFull(number) ? "make room there" : "check the directory"
        description = "\(what) in \(directory) (\(systemText(number))); \(advice) or set TMPDIR to another one"
    }
}

/// The bytes of a range of a file, fewer where it does not give more.
func readAll(_ range: Range<UInt64>, of descriptor: Int32) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
        while count < range.count {
            let rest = UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[count...]))
            let got = readOnce(into: rest, of: descriptor, at: off_t(range.lowerBound) + off_t(count))
            if got <= 0 { return }
            count += got
        }
    }
}

/// One read from a place of a file: the count of bytes, 0 at the end, negative with `errno` set where it failed.
func readOnce(into room: UnsafeMutableRawBufferPointer, of descriptor: Int32, at place: off_t) -> Int {
    var got = pread(descriptor, room.baseAddress, room.count, place)
    while got < 0, errno == EINTR { got = pread(descriptor, room.baseAddress, room.count, place) }
    return got
}
