import Octets

/// What a frame is.
package enum FrameKind: UInt8, Sendable, Hashable {
    case command
    case reply
    /// A letter as DATA sends it, up to and with the line of one dot; or one chunk of BDAT (then `.chunk` is among the
    /// peculiarities).
    case content
    /// A client's line within an authentication (RFC 4954 §4). All of it is secret. The server's challenge is a reply.
    case credentials
    case unparsed
}

/// One message of a conversation: where it stands, and the few numbers that an index needs.
package struct Frame: Sendable, Equatable {
    package var kind: FrameKind
    package var direction: Direction
    /// Octets of that direction's stream, line ends included.
    package var range: Range<UInt64>
    /// Of a reply.
    package var code: Int?
    /// From 0, in the order in which frames are emitted, both directions together.
    package var ordinal: Int
    /// The ordinal of the command, content or credentials that a reply answers; nil for the greeting and for replies that
    /// nobody asked for. The reply to a chunk answers its command BDAT.
    package var answers: Int?
    /// Of content: octets after dot-unstuffing, without the line of one dot.
    package var bodyLength: UInt64
    /// False where the stream ended within.
    package var complete: Bool
    package var peculiarities: Peculiarities
    /// What is wrong with it. The range counts from the frame's first octet.
    package var error: ParseError?
}
