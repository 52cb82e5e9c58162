/// One letter on its way: from whom, to whom, and what (RFC 5321 §3.3).
package struct MailTransaction: Hashable, Sendable {
    /// nil for the null path.
    package var reversePath: Mailbox?
    package var forwardPaths: [Mailbox]
    /// The letter as it is after dot-unstuffing: header, empty line, body; lines end with CRLF.
    package var content: [UInt8]

    package init(reversePath: Mailbox?, forwardPaths: [Mailbox] = [], content: [UInt8] = []) {
        self.reversePath = reversePath
        self.forwardPaths = forwardPaths
        self.content = content
    }
}
