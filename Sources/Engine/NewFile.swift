import Glibc

/// A file that appears under its name only once it is whole; until then, and where nothing comes of it, it has another name
/// beside it that goes with it.
final class NewFile {
    let path: String
    private let replaces: Bool
    private let draft: String
    private let descriptor: Int32
    private var isKept = false

    /// - Parameter replaces: a file that is there is replaced by it; otherwise that is an error.
    init(_ path: String, replaces: Bool) throws(Failure) {
        self.path = path
        self.replaces = replaces
        guard replaces || access(path, F_OK) != 0 else { throw Self.taken(path) }
        var template = Array("\(path).XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw Self.failure("create", path, errno) }
        draft = template.withUnsafeBufferPointer {
            String(decoding: $0.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit {
        close(descriptor)
        if !isKept { unlink(draft) }
    }

    func write(_ bytes: [UInt8]) throws(Failure) {
        let failure = bytes.withUnsafeBytes { writeAll($0, to: descriptor) }
        if let failure { throw Self.failure("write", path, failure) }
    }

    /// Gives it its name.
    func keep() throws(Failure) {
        if replaces {
            guard rename(draft, path) == 0 else { throw Self.failure("create", path, errno) }
        } else {
            // Unlike a renaming, a link replaces nothing that came there meanwhile.
            guard link(draft, path) == 0 else {
                throw errno == EEXIST ? Self.taken(path) : Self.failure("create", path, errno)
            }
            unlink(draft)
        }
        isKept = true
    }

    private static func taken(_ path: String) -> Failure {
        Failure(.inputOutput, "\(path) is there already; --force writes over it, --output names another file")
    }

    private static func failure(_ verb: String, _ path: String, _ number: Int32) -> Failure {
        let advice = isFull(number) ? "make room there" : "check the path"
        return Failure(.inputOutput, "cannot \(verb) \(path) (\(systemText(number))); \(advice)")
    }
}
