import Glibc
import Synchronization

/// What reading came to.
enum ReadOutcome: Hashable {
    /// So many octets, at least one.
    case octets(Int)
    case end
    /// Another thread wants no more to be read.
    case stopped
    /// The system's error number.
    case failed(Int32)
}

/// An open file, pipe or terminal to read from. A read that waits can be ended by another thread.
final class SourceDescriptor: Sendable {
    private let number: Int32
    /// The octet where reading begins: standard input may have been read by another before.
    private let base: off_t
    /// A file on a disk: any place of it can be read, and reading never waits.
    let isRegular: Bool
    /// Octets that it had when it was opened; nil for what is no file on a disk.
    let size: UInt64?
    /// A pipe whose octet wakes a read that waits; negative ends for what never waits, and where the system has none left.
    private let waker: (read: Int32, write: Int32)
    private let isStopped = Atomic<Bool>(false)

    /// Opens a path, or takes standard input for `-`; gives the error number where that cannot be done.
    static func open(_ path: String) -> Result<SourceDescriptor, SystemError> {
        // A named pipe that nobody writes to yet is waited for where it can be stopped.
        let number =
            path == "-" ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard number >= 0 else { return .failure(SystemError(number: errno)) }
        return .success(SourceDescriptor(number))
    }

    private init(_ number: Int32) {
        self.number = number
        var status = stat()
        let isKnown = fstat(number, &status) == 0
        isRegular = isKnown && status.st_mode & S_IFMT == S_IFREG
        base = isRegular ? max(0, lseek(number, 0, SEEK_CUR)) : 0
        size = isRegular ? UInt64(max(0, status.st_size - base)) : nil
        var ends: [Int32] = [-1, -1]
        if !isRegular { _ = pipe(&ends) }
        for end in ends where end >= 0 {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        waker = (ends[0], ends[1])
    }

    deinit {
        close(number)
        for end in [waker.read, waker.write] where end >= 0 { close(end) }
    }

    /// Ends the read that waits, and all that would come behind it. For any thread.
    func stop() {
        isStopped.store(true, ordering: .releasing)
        guard waker.write >= 0 else { return }
        _ = [1 as UInt8].withUnsafeBytes { write(waker.write, $0.baseAddress, $0.count) }
    }

    /// Reads from a place of a file on a disk.
    func read(into room: UnsafeMutableRawBufferPointer, at place: UInt64) -> ReadOutcome {
        if isStopped.load(ordering: .acquiring) { return .stopped }
        return outcome(readOnce(into: room, of: number, at: base + off_t(place)))
    }

    /// Octets that the file on a disk has now.
    var sizeNow: UInt64 {
        var status = stat()
        return fstat(number, &status) == 0 ? UInt64(max(0, status.st_size - base)) : 0
    }

    /// The bytes of a range of a file on a disk, fewer where it has no more. For any thread.
    func read(_ range: Range<UInt64>) -> [UInt8] {
        let start = UInt64(base)
        return readAll((range.lowerBound + start)..<(range.upperBound + start), of: number)
    }

    /// Reads what comes next of a pipe or the like, and waits for it.
    ///
    /// - Parameter whenDry: is called before it waits.
    func readNext(into room: UnsafeMutableRawBufferPointer, whenDry: (() -> Void)?) -> ReadOutcome {
        while true {
            if !isReady(within: 0) {
                if isStopped.load(ordering: .acquiring) { return .stopped }
                whenDry?()
                while !isReady(within: -1) {
                    if isStopped.load(ordering: .acquiring) { return .stopped }
                }
            }
            if isStopped.load(ordering: .acquiring) { return .stopped }
            let got = Glibc.read(number, room.baseAddress, room.count)
            if got < 0, errno == EINTR || errno == EAGAIN { continue }
            return outcome(got)
        }
    }

    /// Whether there is something to read, or the end, or an error; false too where it was stopped.
    private func isReady(within milliseconds: Int32) -> Bool {
        var waits = [
            pollfd(fd: number, events: Int16(POLLIN), revents: 0),
            pollfd(fd: waker.read, events: Int16(POLLIN), revents: 0),
        ]
        let count = poll(&waits, nfds_t(waits.count), milliseconds)
        // What cannot be polled is read; the read says what is wrong.
        if count < 0 { return errno != EINTR }
        return waits[0].revents != 0
    }

    private func outcome(_ count: Int) -> ReadOutcome {
        count > 0 ? .octets(count) : count == 0 ? .end : .failed(errno)
    }
}

/// An error number of the system.
struct SystemError: Error, Hashable {
    var number: Int32
}
