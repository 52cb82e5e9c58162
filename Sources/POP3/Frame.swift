import Octets

/// What a frame is.
package enum FrameKind: UInt8, Sendable, Hashable {
    case command
    case response
    /// A client's line within an authentication (RFC 5034 §4). All of it is secret. The server's challenge is a response.
    case credentials
    case unparsed
}

/// One message of a conversation: where it stands, and the few numbers that an index needs.
package struct Frame: Sendable, Equatable {
    package var kind: FrameKind
    package var direction: Direction
    /// Octets of that direction's stream, line ends included.
    package var range: Range<UInt64>
    /// Of a response, if it has one.
    package var indicator: StatusIndicator?
    /// More lines follow the first, up to a line of one dot.
    package var isMultiline = false
    /// Of a response of many lines: lines behind the first, without the line of one dot.
    package var lineCount: UInt64 = 0
    /// Of a response of many lines: octets behind the first line without added dots and without the line of one dot.
    package var bodyLength: UInt64 = 0
    /// The verb of the command that a response answers: it tells what the lines are.
    package var answeredVerb: Verb?
    /// From 0, in the order in which frames are emitted, both directions together.
    package var ordinal: Int
    /// The ordinal of the command or credentials that a response answers; nil for the greeting and for what nobody asked for.
    package var answers: Int?
    /// False where the stream ended within.
    package var complete = true
    package var peculiarities: Peculiarities = []
    /// What is wrong with it. The range counts from the frame's first octet.
    package var error: ParseError?
}
