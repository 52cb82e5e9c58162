import Octets
import SMTP

/// The server's side of an SMTP session as a machine: bytes in, bytes out (RFC 5321). Time is an argument; mail goes to
/// `Mailboxes`. It speaks as `hamburger.edu` does in the lecture.
package struct MailServer: DialogueServer {
    /// Recipients of one letter (RFC 5321 §4.5.3.1.8 asks for 100 at least).
    package static let recipientLimit = 100
    /// Octets of a letter; the figure that EHLO's SIZE gives.
    package static let letterLimit = 10 * 1024 * 1024
    /// Commands that may be refused before the server has enough.
    package static let refusalLimit = 50
    /// Octets of the name that a client gives itself.
    package static let clientNameLimit = 255

    /// What the server is between two commands.
    enum Phase: Sendable {
        case commands
        case content(ContentReader)
        case over
    }

    let host: String
    let clientAddress: String
    let mailboxes: Mailboxes
    private var reader = CommandReader(limits: Self.limits)
    private var output: [UInt8] = []
    private var phase = Phase.commands
    private var refusals = 0
    /// The name after HELO or EHLO; nil before either.
    var client: String?
    var isExtended = false
    var transaction: MailTransaction?

    private static let limits = Limits(content: letterLimit)

    /// - Parameter clientAddress: as it stands in a Received line: `[127.0.0.1]`.
    package init(host: String = "hamburger.edu", clientAddress: String, mailboxes: Mailboxes) {
        self.host = host
        self.clientAddress = clientAddress
        self.mailboxes = mailboxes
    }

    /// What the server says first.
    package var greeting: [UInt8] { Reply(.serviceReady, saying: host).bytes }

    /// The session is over, and the connection is to be closed once what was returned has been sent.
    package var isOver: Bool { if case .over = phase { true } else { false } }

    /// Takes what the client sent and returns what to send back, in order.
    ///
    /// - Parameter now: seconds since 1970, for the Received line.
    package mutating func receive(_ bytes: Span<UInt8>, now: Int64) -> [UInt8] {
        do throws(ParseError) {
            try reader.append(bytes)
            while !isOver, try advance(now: now) {}
        } catch {
            finish(Reply(.serviceNotAvailable, saying: "\(host) closing connection: \(error.reason)"))
        }
        defer { output = [] }
        return output
    }

    /// A letter that was begun is dropped.
    package mutating func end() { phase = .over }

    /// The client said nothing for too long.
    package mutating func timeOut() -> [UInt8] {
        finish(Reply(.serviceNotAvailable, saying: "\(host) closing connection: nothing was heard for too long"))
        defer { output = [] }
        return output
    }

    private mutating func advance(now: Int64) throws(ParseError) -> Bool {
        if case .content(var content) = phase {
            // Let go of the phase's copy first: the letter is then extended in place.
            phase = .commands
            guard reader.readContent(&content) else {
                phase = .content(content)
                return false
            }
            say(accept(content, now: now))
            return true
        }
        return nextCommand()
    }

    private mutating func nextCommand() -> Bool {
        do throws(ParseError) {
            guard let (command, line) = try reader.next() else { return false }
            answer(command, line)
        } catch {
            refuse(Reply(.commandUnrecognized, saying: error.reason))
        }
        return true
    }
}

extension MailServer {
    private mutating func answer(_ command: Command, _ line: [UInt8]) {
        if command.verb == .quit, command.error == nil {
            return finish(Reply(.closing, saying: "\(host) closing connection"))
        }
        let reply = reply(to: command, line)
        if reply.code == .startMailInput {
            // A person whose terminal sends LF alone ends the letter so, too.
            let bare = command.peculiarities.contains(.bareLineFeed)
            phase = .content(ContentReader(limits: Self.limits, acceptsBareLineFeed: bare))
        }
        reply.code.severity == .permanentNegative ? refuse(reply) : say(reply)
    }

    private mutating func say(_ reply: Reply) { reply.serialize(into: &output) }

    private mutating func refuse(_ reply: Reply) {
        say(reply)
        refusals += 1
        if refusals >= Self.refusalLimit {
            finish(Reply(.serviceNotAvailable, saying: "\(host) closing connection: too many commands were refused"))
        }
    }

    private mutating func finish(_ reply: Reply) {
        guard !isOver else { return }
        say(reply)
        phase = .over
    }
}
