import Octets

/// Something peculiar about a head, that did not keep it from being read.
package struct HeadRemark: Sendable, Hashable {
    package var gravity: Gravity
    /// Octets of the message, from 0.
    package var range: Range<Int>
    /// One plain sentence without a full stop.
    package var text: String
    /// For example `RFC 9112 §2.2`.
    package var reference: String

    package init(_ gravity: Gravity, at range: Range<Int>, _ text: String, _ reference: String) {
        self.gravity = gravity
        self.range = range
        self.text = text
        self.reference = reference
    }

    /// The same as an error of the peer.
    package var error: ParseError { ParseError(.peer, at: range, text, reference) }
}
