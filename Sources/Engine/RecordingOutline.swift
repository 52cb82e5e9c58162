import Foundation
import Glibc
import Octets
import Transcripts

/// What a list says of a recording: read from its first bytes, so that a list of many is quick however long they are.
struct RecordingOutline: Sendable, Equatable {
    /// Bytes that are read of a file at most.
    static let headLimit = 64 * 1024
    /// Lines that are looked at for the first connection.
    private static let linesLimit = 64

    var title = ""
    var start: Timestamp?
    /// The protocol of the first connection, or else what carries it.
    var proto: String?
    /// Events; nil where the file is longer than what is read of it.
    var events: Int?
    /// Bytes of the file.
    var size: Int64 = 0
    /// Why it cannot be read, if it cannot.
    var complaint: String?

    init(path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            complaint = "cannot be read"
            return
        }
        defer { close(descriptor) }
        var status = stat()
        if fstat(descriptor, &status) == 0 { size = Int64(status.st_size) }
        let head = Self.head(descriptor)
        read(head)
        guard Int64(head.count) >= size, complaint == nil else { return }
        events = max(0, head.count { $0 == 0x0A } - (head.last == 0x0A ? 1 : 0))
    }

    private static func head(_ descriptor: Int32) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: headLimit) { buffer, count in
            while count < headLimit {
                let got = Glibc.read(descriptor, buffer.baseAddress! + count, headLimit - count)
                if got < 0, errno == EINTR { continue }
                if got <= 0 { return }
                count += got
            }
        }
    }

    /// Header and first connection. A broken line is no matter here: opening the recording tells of it.
    private mutating func read(_ head: [UInt8]) {
        var parser = SessionParser()
        parser.append(head.span)
        if Int64(head.count) >= size { parser.finish() }
        var hasHeader = false
        for _ in 0..<Self.linesLimit where proto == nil {
            do {
                switch try parser.next() {
                case .header(let header)?:
                    (title, start, hasHeader) = (header.title, header.start, true)
                case .event(let event)?:
                    if case .open(let opening) = event.body { proto = opening.proto ?? opening.transport.rawValue }
                case nil: return complainUnless(hasHeader)
                }
            } catch {
                if !hasHeader { return complainUnless(false) }
            }
        }
    }

    private mutating func complainUnless(_ hasHeader: Bool) {
        if !hasHeader { complaint = "cannot be read" }
    }

    /// `smtp, 28 events`, or the size where they were not counted.
    var summary: String {
        if let complaint { return complaint }
        let amount = events.map { $0 == 1 ? "1 event" : "\($0) events" } ?? Self.sizeText(size)
        return [proto, amount].compactMap { $0 }.joined(separator: ", ")
    }

    /// `2026-11-23 22:31`, UTC as all times here; nil where the header has none.
    var date: String? {
        guard let text = start?.rfc3339, text.count >= 16 else { return nil }
        return String(text.prefix(16)).replacing("T", with: " ")
    }

    static func sizeText(_ bytes: Int64) -> String {
        bytes < 1_000_000 ? "\(max(1, bytes / 1000)) kB" : "\(bytes / 1_000_000) MB"
    }
}
