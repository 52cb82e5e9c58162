/// Why a socket could not do what it was asked for, as one plain sentence that says what to do.
package struct SocketError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of trouble it is. Open: a new kind needs no change where errors are shown.
    package struct Kind: RawRepresentable, Hashable, Sendable {
        package var rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }
        package static let badAddress = Kind(rawValue: "bad address")
        package static let unresolvable = Kind(rawValue: "unresolvable")
        package static let refused = Kind(rawValue: "refused")
        package static let unreachable = Kind(rawValue: "unreachable")
        package static let timedOut = Kind(rawValue: "timed out")
        package static let reset = Kind(rawValue: "reset")
        package static let closed = Kind(rawValue: "closed")
        package static let portTaken = Kind(rawValue: "port taken")
        package static let notAllowed = Kind(rawValue: "not allowed")
        package static let notLoopback = Kind(rawValue: "not loopback")
        package static let tooLarge = Kind(rawValue: "too large")
        package static let cancelled = Kind(rawValue: "cancelled")
        package static let other = Kind(rawValue: "other")
    }

    package var kind: Kind
    /// One sentence in lower case without a full stop.
    package var reason: String

    package init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }

    package var description: String { reason }
}
