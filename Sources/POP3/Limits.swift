/// What is accepted at most. Figures that the RFCs give are told as a peculiarity when they are passed; these end patience.
package struct Limits: Sendable, Hashable {
    /// Octets of a command line or a response's first line with its end. RFC 2449 §4 asks for 255 and 512.
    package var line: Int
    /// Octets of a line of credentials with its end (RFC 5034 §4: 12,288 and more).
    package var credentialsLine: Int
    /// Octets of an unparsed frame; a longer stretch gives several.
    package var unparsed: Int
    /// Commands that wait for their response.
    package var outstanding: Int
    /// Octets that a client has sent ahead and whose meaning depends on a response that has not come.
    package var held: Int
    /// Octets that a reader keeps and has not read.
    package var buffered: Int

    package init(
        line: Int = 8192, credentialsLine: Int = 16_384, unparsed: Int = 65_536, outstanding: Int = 4096,
        held: Int = 65_536, buffered: Int = 1 << 20
    ) {
        self.line = line
        self.credentialsLine = credentialsLine
        self.unparsed = unparsed
        self.outstanding = outstanding
        self.held = held
        self.buffered = buffered
    }

    package static let standard = Limits()

    /// The length of a command line with CRLF (RFC 2449 §4).
    package static let commandOfTheRFC = 255
    /// The length of a response's first line with CRLF (RFC 1939 §3).
    package static let responseOfTheRFC = 512
}
