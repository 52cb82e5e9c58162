import Octets
import POP3

extension MaildropServer {
    /// What the server answers to a command, and what becomes of the session.
    enum Answer {
        case done([UInt8])
        case refused([UInt8])
        /// The session is over after this.
        case last([UInt8])

        static func ok(_ text: String = "") -> Answer { .done(Response.line(.ok, text)) }
        static func no(_ text: String) -> Answer { .refused(Response.line(.error, text)) }
    }

    mutating func answer(to command: Command, _ line: [UInt8]) -> Answer {
        if let error = command.error {
            return .no(Self.offered.contains(command.verb) ? error.reason : "command not known")
        }
        switch (command.verb, phase) {
        case (.quit, _): return quit()
        case (.capa, _): return .done(Response.multiline("what this server can do", Self.capabilities))
        case (.user, .authorization), (.pass, .authorization): return authorize(command, line)
        case (.user, _), (.pass, _): return .no("the mailbox is open already")
        case (.apop, _), (.auth, _), (.stls, _): return .no("\(command.verb.rawValue) is not offered here")
        case (_, .transaction(let maildrop)): return answer(to: command, in: maildrop)
        default: return .no(Self.offered.contains(command.verb) ? "say USER and PASS first" : "command not known")
        }
    }

    private static let offered: Set<Verb> = [
        .user, .pass, .quit, .capa, .stat, .list, .retr, .dele, .noop, .rset, .top, .uidl,
    ]

    private static let capabilities = Array("USER\r\nTOP\r\nUIDL\r\nPIPELINING\r\nRESP-CODES\r\n".utf8)
}

// AUTHORIZATION (RFC 1939 §4, §7).
extension MaildropServer {
    private mutating func authorize(_ command: Command, _ line: [UInt8]) -> Answer {
        // Blanks around a name are nobody's; in a password they count.
        let place = command.verb == .user ? line.span.trimmed(command.argumentRange) : command.argumentRange
        let word = String(decoding: line[place], as: UTF8.self)
        if command.verb == .user {
            // Whether there is such a mailbox is not told before the password is right.
            phase = .authorization(user: word)
            return .ok("now say PASS and the password")
        }
        guard case .authorization(let user?) = phase else { return .no("say USER first") }
        phase = .authorization(user: nil)
        guard word == Self.password, let mailbox = mailboxes.mailbox(ofUser: user) else {
            return .no("the name or the password is wrong")
        }
        guard mailboxes.lock(mailbox) else { return .no("[IN-USE] another session has the mailbox open") }
        let maildrop = Maildrop(mailbox: mailbox, letters: mailboxes.letters(of: mailbox))
        phase = .transaction(maildrop)
        return .ok("user successfully logged on, \(Self.counted(maildrop.letters.count))")
    }

    private static func counted(_ count: Int) -> String { count == 1 ? "1 letter" : "\(count) letters" }
}

// TRANSACTION and UPDATE (RFC 1939 §5, §6).
extension MaildropServer {
    private mutating func answer(to command: Command, in maildrop: Maildrop) -> Answer {
        switch command.verb {
        case .stat: return .ok("\(maildrop.kept.count) \(maildrop.size)")
        case .noop: return .ok()
        case .rset:
            phase = .transaction(Maildrop(mailbox: maildrop.mailbox, letters: maildrop.letters))
            return .ok("no letter is marked any more")
        case .list: return list(command, maildrop) { "\($0.content.count)" }
        case .uidl: return list(command, maildrop) { "\($0.accepted)-\($0.number)" }
        case .retr, .dele, .top: return withLetter(command, maildrop)
        default: return .no("command not known")
        }
    }

    private func list(_ command: Command, _ maildrop: Maildrop, _ value: (Letter) -> String) -> Answer {
        guard let number = command.messageNumber else {
            let lines = maildrop.kept.map { "\($0.number) \(value($0.letter))\r\n" }.joined()
            return .done(Response.multiline(Self.counted(maildrop.kept.count), Array(lines.utf8)))
        }
        guard let letter = Self.letter(number, maildrop) else { return Self.missing(number, maildrop) }
        return .ok("\(number) \(value(letter))")
    }

    private mutating func withLetter(_ command: Command, _ maildrop: Maildrop) -> Answer {
        let number = command.messageNumber ?? 0
        guard let letter = Self.letter(number, maildrop) else { return Self.missing(number, maildrop) }
        switch command.verb {
        case .retr: return .done(Response.multiline("\(letter.content.count) octets", letter.content))
        case .top:
            return .done(Response.multiline("the top follows", Self.top(letter.content, command.lineCount ?? 0)))
        default:
            var marked = maildrop
            marked.deleted.insert(number)
            phase = .transaction(marked)
            return .ok("letter \(number) is marked; QUIT deletes it")
        }
    }

    private static func letter(_ number: Int, _ maildrop: Maildrop) -> Letter? {
        guard number >= 1, number <= maildrop.letters.count, !maildrop.deleted.contains(number) else { return nil }
        return maildrop.letters[number - 1]
    }

    private static func missing(_ number: Int, _ maildrop: Maildrop) -> Answer {
        maildrop.deleted.contains(number)
            ? .no("letter \(number) is marked to be deleted") : .no("there is no letter \(number)")
    }

    /// The header, the empty line, and so many lines of the text (RFC 1939 §7).
    private static func top(_ content: [UInt8], _ count: Int) -> [UInt8] {
        let bytes = content.span
        var offset = 0
        var left: Int?
        while left != 0, let line = bytes.line(from: offset) {
            offset = line.end
            left = left.map { $0 - 1 } ?? (line.isEmpty ? count : nil)
        }
        return left == nil ? content : Array(content[..<offset])
    }

    private mutating func quit() -> Answer {
        guard case .transaction(let maildrop) = phase else {
            return .last(Response.line(.ok, "POP3 server signing off"))
        }
        mailboxes.remove(Set(maildrop.deleted.map { maildrop.letters[$0 - 1].number }), from: maildrop.mailbox)
        let left = Self.counted(maildrop.kept.count)
        return .last(Response.line(.ok, "POP3 server signing off, \(left) left"))
    }
}
