import Foundation
import Glibc
import Octets
import Transcripts

extension SessionFile {
    /// Characters of a title at most.
    package static let titleLimit = 200

    /// Gives a session file another title. The file is written anew beside the old one, which it then replaces, so that a
    /// crash leaves one or the other.
    package static func retitle(_ path: String, to title: String) throws(EngineError) {
        close(try rewritten(path, title: title).descriptor)
    }

    /// Writes the file anew with that title and puts it in its place; gives a descriptor that writes at its end, and how
    /// many bytes it has.
    static func rewritten(_ path: String, title: String) throws(EngineError) -> (descriptor: Int32, size: Int) {
        let old = open(path, O_RDONLY | O_CLOEXEC)
        guard old >= 0 else { throw cannot("open", path, errno) }
        defer { close(old) }
        let head = try headerLine(old, path)
        let text = Array(head.dropLast())
        var header: SessionHeader
        do {
            header = try EventDecoder.header(text.span, number: 1)
        } catch {
            throw EngineError("\(path), \(error)")
        }
        header.title = String(title.prefix(titleLimit))
        var line: [UInt8] = []
        var encoder = EventEncoder()
        encoder.append(header, to: &line)
        return try replace(path, old, from: head.count, with: line)
    }

    /// The first line with its LF.
    private static func headerLine(_ descriptor: Int32, _ path: String) throws(EngineError) -> [UInt8] {
        var line: [UInt8] = []
        while line.count <= SessionParser.lineLimit {
            let piece = readPiece(descriptor, at: line.count)
            guard let piece, !piece.isEmpty else { break }
            if let end = piece.firstIndex(of: 0x0A) { return line + piece[...end] }
            line += piece
        }
        throw EngineError("\(path): this is no session file; it has no first line")
    }

    private static func replace(
        _ path: String, _ old: Int32, from start: Int, with line: [UInt8]
    ) throws(EngineError) -> (descriptor: Int32, size: Int) {
        let (descriptor, draft) = try draft(beside: path, like: old)
        var size = line.count
        var failure = line.withUnsafeBytes { writeAll($0, to: descriptor) }
        var place = start
        while failure == nil {
            guard let piece = readPiece(old, at: place) else {
                failure = errno
                break
            }
            guard !piece.isEmpty else { break }
            failure = piece.withUnsafeBytes { writeAll($0, to: descriptor) }
            place += piece.count
            size += piece.count
        }
        if failure == nil, rename(draft, path) != 0 { failure = errno }
        if let failure {
            close(descriptor)
            unlink(draft)
            throw cannot("write", path, failure)
        }
        return (descriptor, size)
    }

    /// A new file in the same folder with the same mode.
    private static func draft(beside path: String, like old: Int32) throws(EngineError) -> (Int32, String) {
        var template = Array("\(path).XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw cannot("write", path, errno) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var status = stat()
        if fstat(old, &status) == 0 { fchmod(descriptor, status.st_mode & 0o777) }
        return (descriptor, String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    /// Nil, with errno, where it cannot be read; empty at the end.
    private static func readPiece(_ descriptor: Int32, at offset: Int) -> [UInt8]? {
        var failed = false
        let piece = [UInt8](unsafeUninitializedCapacity: ByteSource.chunkSize) { buffer, count in
            var got = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            while got < 0, errno == EINTR { got = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset)) }
            failed = got < 0
            count = max(0, got)
        }
        return failed ? nil : piece
    }

    private static func cannot(_ verb: String, _ path: String, _ number: Int32) -> EngineError {
        EngineError("cannot \(verb) \(path) (\(systemText(number))); it keeps its title")
    }
}
