import Octets

/// Collects a letter from the octets after 354 to the line of one dot, without stuffed dots.
///
/// A letter over the limit is read to its end all the same, since only there can a server refuse it (RFC 5321 §4.5.3.1.7);
/// what was collected is dropped, and `error` says so.
package struct ContentReader: Sendable {
    package private(set) var content: [UInt8] = []
    package private(set) var error: ParseError?
    private var unstuffer: DotUnstuffer
    private let limit: Int

    /// `acceptsBareLineFeed`: the command DATA ended with LF alone.
    package init(limits: Limits = .standard, acceptsBareLineFeed: Bool = false) {
        limit = limits.content
        unstuffer = DotUnstuffer(acceptsBareLineFeed: acceptsBareLineFeed)
    }

    package var isComplete: Bool { unstuffer.isComplete }
    /// Octets of the letter so far, also of those that are dropped.
    package var count: UInt64 { unstuffer.count }

    /// Reads from `start` and gives the offset up to which bytes belong to the letter.
    package mutating func receive(_ bytes: Span<UInt8>, from start: Int = 0) -> Int {
        var offset = start
        while let run = unstuffer.next(bytes, from: &offset) {
            guard unstuffer.count <= UInt64(limit) else {
                overflow()
                continue
            }
            if run.carriageReturnBefore { content.append(0x0D) }
            bytes.withUnsafeBufferPointer { content.append(contentsOf: $0[run.range]) }
        }
        return offset
    }

    private mutating func overflow() {
        content = []
        error = ParseError(
            .limit(name: "octets of a letter", actual: Int(clamping: unstuffer.count), allowed: limit), at: 0..<0,
            "the letter is longer than the limit", "RFC 5321 §4.5.3.1.7")
    }
}
