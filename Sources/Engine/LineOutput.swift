import Octets
import Transcripts

/// Lines for standard output, written many at a time.
struct LineOutput {
    /// Octets that wait at most before they are written.
    static let limit = 64 * 1024

    private var waiting: [UInt8] = []
    /// Nobody reads what is printed.
    private(set) var isBroken = false

    mutating func append(_ line: String) {
        waiting.append(contentsOf: line.utf8)
        endLine()
    }

    /// JSON text, as it is fit for a terminal.
    mutating func append(json: Span<UInt8>) {
        appendTerminalSafe(json, to: &waiting)
        endLine()
    }

    mutating func flush() {
        guard !waiting.isEmpty, !isBroken else { return }
        isBroken = !writeAll(waiting)
        waiting.removeAll(keepingCapacity: true)
    }

    private mutating func endLine() {
        waiting.append(0x0A)
        if waiting.count >= Self.limit { flush() }
    }
}
