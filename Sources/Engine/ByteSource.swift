import Glibc

/// The bytes of a file, or of standard input for `-`, in chunks; the first can be looked at before it is taken.
final class ByteSource {
    /// Bytes read at a time.
    static let chunkSize = 64 * 1024

    let path: String
    private let descriptor: Int32
    private var ahead: [UInt8] = []

    init(_ path: String) throws(SessionFileError) {
        self.path = path
        descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SessionFileError(path, cannot: "open", errno) }
    }

    deinit { close(descriptor) }

    /// The first bytes, at most `count`, fewer where the file has no more; they are still to be taken.
    func peek(_ count: Int) throws(SessionFileError) -> ArraySlice<UInt8> {
        while ahead.count < count, let chunk = try read() { ahead += chunk }
        return ahead.prefix(count)
    }

    /// nil at the end of the file.
    func next() throws(SessionFileError) -> [UInt8]? {
        guard ahead.isEmpty else {
            defer { ahead = [] }
            return ahead
        }
        return try read()
    }

    private func read() throws(SessionFileError) -> [UInt8]? {
        var failure: Int32?
        let chunk = [UInt8](unsafeUninitializedCapacity: Self.chunkSize) { buffer, count in
            var got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            while got < 0, errno == EINTR { got = Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
            if got < 0 { failure = errno }
            count = max(0, got)
        }
        if let failure { throw SessionFileError(path, cannot: "read", failure) }
        return chunk.isEmpty ? nil : chunk
    }
}
