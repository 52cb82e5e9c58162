import Octets

/// What a request asks to be done. Open: any token is a method.
package struct Method: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// Case-sensitive.
    package var rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }
    package init(stringLiteral value: String) { rawValue = value }

    package var description: String { rawValue }

    package static let get: Method = "GET"
    package static let head: Method = "HEAD"
    package static let post: Method = "POST"
    package static let put: Method = "PUT"
    package static let delete: Method = "DELETE"
    package static let connect: Method = "CONNECT"
    package static let options: Method = "OPTIONS"
    package static let trace: Method = "TRACE"
    package static let patch: Method = "PATCH"

    /// Asks for nothing to be changed (RFC 9110 §9.2.1).
    package var isSafe: Bool { [Method.get, .head, .options, .trace].contains(self) }
    /// Doing it twice has the effect of doing it once (RFC 9110 §9.2.2).
    package var isIdempotent: Bool { isSafe || self == .put || self == .delete }
    /// The method gives content a meaning, so that a request without any says `Content-Length: 0` (RFC 9110 §8.6).
    var expectsContent: Bool { [Method.post, .put, .patch].contains(self) }
}

/// The methods that change how a response is framed (RFC 9112 §6.3).
package enum MethodClass: UInt8, Sendable, Hashable {
    case head, connect, other

    package init(_ method: Method) {
        self = method == .head ? .head : method == .connect ? .connect : .other
    }

    init(_ bytes: Span<UInt8>, in range: Range<Int>) {
        self = bytes.equals("HEAD", in: range) ? .head : bytes.equals("CONNECT", in: range) ? .connect : .other
    }
}
