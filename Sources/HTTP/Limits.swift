/// How much of a message is looked at before it is given up. Passing one makes a `ParseError` whose fault carries the
/// limit's name, the actual figure and the allowed one.
package struct Limits: Sendable, Hashable {
    /// Octets of a request-line or status-line. RFC 9112 §3 asks for 8,000 at least.
    package var startLine = 8_192
    /// Octets of a whole head, from the start line to the empty line; also of a trailer section.
    package var headBytes = 65_536
    /// Field lines of one head or trailer section.
    package var fieldLines = 200
    /// Octets of the line that gives a chunk's size, extensions included.
    package var chunkLine = 4_096
    /// Chunks that `chunks(in:from:)` lists.
    package var chunks = 65_536
    /// Octets of content that a `RequestReader` or `ResponseReader` holds.
    package var content = 8 << 20
    /// Requests remembered while their answers are awaited. Those beyond it are framed, and their answers unpaired.
    package var outstandingRequests = 4_096

    package init() {}

    package static let standard = Limits()
}
