import Glibc

/// A file, or standard input for `-`, read from its beginning in chunks. What was looked at first is read again.
final class InputFile {
    /// Bytes read at a time.
    static let chunkSize = 64 * 1024

    let path: String
    private let descriptor: Int32
    private var looked: [UInt8] = []

    init(_ path: String) throws {
        self.path = path
        descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SessionFileError(path, cannot: "open", errno) }
    }

    deinit { close(descriptor) }

    /// The file's first bytes: `count`, or fewer where it has no more. To be asked before anything is read.
    func beginning(_ count: Int) throws -> [UInt8] {
        while looked.count < count {
            let chunk = try read()
            if chunk.isEmpty { break }
            looked += chunk
        }
        return Array(looked.prefix(count))
    }

    /// nil at the end of the file.
    func next() throws -> [UInt8]? {
        defer { looked = [] }
        let chunk = looked.isEmpty ? try read() : looked
        return chunk.isEmpty ? nil : chunk
    }

    private func read() throws -> [UInt8] {
        var failure: Int32?
        let chunk = [UInt8](unsafeUninitializedCapacity: Self.chunkSize) { buffer, count in
            var got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            while got < 0, errno == EINTR { got = Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
            if got < 0 { failure = errno }
            count = max(0, got)
        }
        if let failure { throw SessionFileError(path, cannot: "read", failure) }
        return chunk
    }
}
