/// What is accepted at most. Figures that the RFC gives are told as a peculiarity when they are passed; these here end
/// patience.
package struct Limits: Sendable, Hashable {
    /// Octets of a command or reply line with its end. RFC 5321 §4.5.3.1.4 and §4.5.3.1.5 ask for 512.
    package var line: Int
    /// Octets of a line of credentials with its end (RFC 4954 §4: 12,288).
    package var credentialsLine: Int
    /// Octets of a reply of many lines.
    package var reply: Int
    /// Octets of an unparsed frame; a longer stretch gives several.
    package var unparsed: Int
    /// Commands that wait for their reply.
    package var outstanding: Int
    /// Octets that a client has sent ahead and whose meaning depends on a reply that has not come.
    package var held: Int
    /// Octets of a letter that a reader collects.
    package var content: Int
    /// Octets that a reader keeps and has not read.
    package var buffered: Int

    package init(
        line: Int = 8192, credentialsLine: Int = 12_288, reply: Int = 65_536, unparsed: Int = 65_536,
        outstanding: Int = 4096, held: Int = 65_536, content: Int = 10 << 20, buffered: Int = 1 << 20
    ) {
        self.line = line
        self.credentialsLine = credentialsLine
        self.reply = reply
        self.unparsed = unparsed
        self.outstanding = outstanding
        self.held = held
        self.content = content
        self.buffered = buffered
    }

    package static let standard = Limits()

    /// The length of a command line (RFC 5321 §4.5.3.1.4) and of a reply line (§4.5.3.1.5), with CRLF.
    package static let lineOfTheRFC = 512
    /// The length of a path with its brackets (RFC 5321 §4.5.3.1.3).
    package static let pathOfTheRFC = 256
}
