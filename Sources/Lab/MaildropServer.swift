import Octets
import POP3

/// The server's side of a POP3 session as a machine: bytes in, bytes out (RFC 1939). It reads the mailboxes that the lab's
/// SMTP server fills, and deletes from them when a session ends with QUIT.
package struct MaildropServer: DialogueServer {
    /// Commands that may be refused before the server has enough.
    package static let refusalLimit = 50
    /// Octets that are answered at once, but for the last letter among them.
    package static let outputLimit = 1 << 20
    /// The password of every mailbox of the lab: it guards nothing.
    package static let password = "hungry"

    enum Phase: Sendable {
        case authorization(user: String?)
        case transaction(Maildrop)
        case over
    }

    /// A mailbox as a session sees it: the letters that were there when it was opened, counted from 1.
    struct Maildrop: Sendable {
        var mailbox: String
        var letters: [Letter]
        var deleted: Set<Int> = []

        /// Numbers and letters that are not marked.
        var kept: [(number: Int, letter: Letter)] {
            letters.enumerated().map { ($0.offset + 1, $0.element) }.filter { !deleted.contains($0.0) }
        }

        /// Octets of all that is not marked.
        var size: Int { kept.reduce(0) { $0 + $1.letter.content.count } }
    }

    let host: String
    let mailboxes: Mailboxes
    var phase = Phase.authorization(user: nil)
    private var reader = CommandReader()
    private var output: [UInt8] = []
    private var refusals = 0

    package init(host: String = "hamburger.edu", mailboxes: Mailboxes) {
        self.host = host
        self.mailboxes = mailboxes
    }

    package var greeting: [UInt8] { Response.line(.ok, "POP3 server ready") }

    package var isOver: Bool { if case .over = phase { true } else { false } }

    package private(set) var hasMore = false

    package mutating func receive(_ bytes: Span<UInt8>, now: Int64) -> [UInt8] {
        do throws(ParseError) {
            try reader.append(bytes)
            hasMore = false
            while !isOver, !hasMore, try advance() { hasMore = output.count >= Self.outputLimit }
            if isOver { hasMore = false }
        } catch {
            leave(Response.line(.error, "\(host) closing connection: \(error.reason)"))
        }
        return takeOutput()
    }

    /// The client said nothing for too long: the session ends without an update and without a word (RFC 1939 §3).
    package mutating func timeOut() -> [UInt8] {
        end()
        return takeOutput()
    }

    /// The connection has ended, however it did: the mailbox is free for others, and nothing is deleted (RFC 1939 §3).
    package mutating func end() {
        if case .transaction(let maildrop) = phase { mailboxes.unlock(maildrop.mailbox) }
        phase = .over
    }

    private mutating func takeOutput() -> [UInt8] {
        defer { output = [] }
        return output
    }

    /// Answers the next command, if there is one.
    private mutating func advance() throws(ParseError) -> Bool {
        let next: (command: Command, line: [UInt8])?
        do throws(ParseError) {
            next = try reader.next()
        } catch {
            refuse(Response.line(.error, error.reason))
            return true
        }
        guard let next else { return false }
        let answer = answer(to: next.command, next.line)
        switch answer {
        case .done(let bytes): output += bytes
        case .refused(let bytes): refuse(bytes)
        case .last(let bytes): leave(bytes)
        }
        return true
    }

    private mutating func refuse(_ bytes: [UInt8]) {
        output += bytes
        refusals += 1
        if refusals >= Self.refusalLimit {
            leave(Response.line(.error, "\(host) closing connection: too many commands were refused"))
        }
    }

    private mutating func leave(_ bytes: [UInt8]) {
        guard !isOver else { return }
        output += bytes
        end()
    }
}
