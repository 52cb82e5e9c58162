import Octets

package enum FrameKind: UInt8, Sendable, Hashable {
    case request, response
    /// Bytes that make no message, with the reason in `Frame.error`; or, with the framing `tunnel` and no error, what
    /// passed through a tunnel.
    case unparsed
}

/// How the end of a message is found (RFC 9112 §6.3).
package enum Framing: UInt8, Sendable, Hashable {
    /// There is no content: the message ends with its head.
    case none
    case contentLength
    case chunked
    /// The content ends where the server closes.
    case untilClose
    /// The message ends with its head, and what follows is another protocol's.
    case tunnel
}

/// How bad a peculiarity is.
package enum Gravity: UInt8, Sendable, Hashable, Comparable {
    /// Worth knowing; every reader copes.
    case note
    /// Readers may understand it in different ways.
    case warning
    /// The RFC says to refuse the message.
    case error

    package static func < (left: Gravity, right: Gravity) -> Bool { left.rawValue < right.rawValue }
}

/// One framed message: numbers only, so that scanning allocates nothing a message.
package struct Frame: Sendable, Hashable {
    package var kind: FrameKind
    package var direction: Direction
    /// The whole message in that direction's stream. Empty lines before a start line belong to no frame.
    package var range: Range<UInt64>
    /// Octets from the start line to the empty line inclusive; 0 if the head is not whole.
    package var headLength = 0
    package var framing = Framing.none
    /// Octets of content after transfer decoding.
    package var bodyLength: UInt64 = 0
    /// Of a response.
    package var status: Int?
    /// The number of this request or response in its direction, from 0. An interim response (1xx) has the number of the
    /// final response that it comes before. Unparsed bytes where a message was due take a number, those right behind
    /// them take the same one again.
    package var ordinal = 0
    /// The ordinal of the request that a response answers, if one is outstanding.
    package var answers: Int?
    /// False if the stream ended inside the message.
    package var complete = true
    /// Why the bytes are unparsed, or else the worst peculiarity. Its range counts from the frame's first octet.
    package var error: ParseError?
    /// How bad `error` is; nil without one.
    package var gravity: Gravity?
}
