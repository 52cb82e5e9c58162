import Octets
import SMTP

extension MailServer {
    /// What the server answers to a command other than QUIT, having changed its state.
    mutating func reply(to command: Command, _ line: [UInt8]) -> Reply {
        if let error = command.error { return Self.complaint(error, about: command) }
        switch command.verb {
        case .helo, .ehlo: return hello(command)
        case .mail: return mail(command)
        case .rcpt: return recipient(command)
        case .data: return data()
        case .rset:
            transaction = nil
            return Reply(.completed, saying: "reset")
        case .noop: return Reply(.completed, saying: "ok")
        case .vrfy: return verify(argument(of: command, line))
        case .help: return help()
        case .expn, .auth, .startTLS, .bdat, .etrn, .turn:
            return Reply(.notImplemented, saying: "\(command.verb.rawValue) is not offered here")
        default: return Reply(.commandUnrecognized, saying: "command not known")
        }
    }

    private static func complaint(_ error: ParseError, about command: Command) -> Reply {
        let known = Verb.known.contains(command.verb)
        return Reply(known ? .argumentError : .commandUnrecognized, saying: error.reason)
    }

    private mutating func hello(_ command: Command) -> Reply {
        guard case .domain(let name, _) = command.argument, name.utf8.count <= Self.clientNameLimit,
            name.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "(") && $0 != UInt8(ascii: ")") })
        else { return Reply(.argumentError, saying: "the name is too long or has characters that no name has") }
        client = name
        isExtended = command.verb == .ehlo
        transaction = nil
        let welcome = "Hello \(name), pleased to meet you"
        guard isExtended else { return Reply(.completed, saying: welcome) }
        return Reply(
            .completed, lines: ["\(host) \(welcome)", "SIZE \(Self.letterLimit)", "PIPELINING", "8BITMIME", "HELP"])
    }

    private mutating func mail(_ command: Command) -> Reply {
        guard client != nil else { return Reply(.badSequence, saying: "say HELO or EHLO first") }
        guard transaction == nil else {
            return Reply(.badSequence, saying: "the sender is known already; RSET begins anew")
        }
        guard let path = command.reversePath else { return Reply(.argumentError, saying: "expected FROM:<MAILBOX>") }
        if let mailbox = path.mailbox, mailbox.domain.isEmpty {
            return Reply(.argumentError, saying: "\(mailbox) has no domain")
        }
        if let refusal = refusal(of: command.parameters) { return refusal }
        transaction = MailTransaction(reversePath: path.mailbox)
        return Reply(.completed, saying: "\(path.mailbox.map { "\($0)" } ?? "<>")... Sender ok")
    }

    /// SIZE and BODY are what EHLO offered (RFC 1870 §6.1, RFC 6152 §2).
    private func refusal(of parameters: [Command.Parameter]) -> Reply? {
        for parameter in parameters {
            switch (parameter.keyword, parameter.value) {
            case ("SIZE", let size?):
                guard let size = UInt64(size) else { return Reply(.argumentError, saying: "SIZE is not a number") }
                guard size <= UInt64(Self.letterLimit) else { return Self.tooLarge }
            case ("BODY", let body?) where ["7BIT", "8BITMIME"].contains(body.uppercased()): continue
            default: return Reply(ReplyCode(rawValue: 555), saying: "\(parameter.keyword) is not known here")
            }
        }
        return nil
    }

    private mutating func recipient(_ command: Command) -> Reply {
        guard let begun = transaction else { return Reply(.badSequence, saying: "say MAIL first") }
        guard let path = command.forwardPath else { return Reply(.argumentError, saying: "expected TO:<MAILBOX>") }
        if let parameter = command.parameters.first {
            return Reply(ReplyCode(rawValue: 555), saying: "\(parameter.keyword) is not known here")
        }
        guard Mailboxes.isLocal(path.mailbox) else {
            return Reply(
                .mailboxUnavailable, saying: "\(path.mailbox)... relaying denied; only the lab's domains are served")
        }
        guard begun.forwardPaths.count < Self.recipientLimit else {
            return Reply(Self.noRoom, saying: "too many recipients; \(Self.recipientLimit) are the most")
        }
        guard mailboxes.hasRoom(for: path.mailbox) else {
            return Reply(Self.noRoom, saying: "\(path.mailbox)... the mailbox is full")
        }
        transaction?.forwardPaths.append(path.mailbox)
        return Reply(.completed, saying: "\(path.mailbox) ... Recipient ok")
    }

    private func data() -> Reply {
        guard let transaction else { return Reply(.badSequence, saying: "say MAIL first") }
        guard !transaction.forwardPaths.isEmpty else { return Reply(.badSequence, saying: "say RCPT first") }
        return Reply(.startMailInput, saying: "Enter mail, end with \".\" on a line by itself")
    }

    private func verify(_ text: String) -> Reply {
        let trimmed = text.drop { $0 == "<" || $0 == " " }.prefix { $0 != ">" && $0 != " " }
        let parts = trimmed.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let localPart = parts.first, !localPart.isEmpty else {
            return Reply(.argumentError, saying: "VRFY names nobody")
        }
        let mailbox = Mailbox(localPart: localPart, domain: parts.count > 1 ? parts[1] : host)
        guard Mailboxes.isLocal(mailbox) else {
            return Reply(.mailboxUnavailable, saying: "\(mailbox)... not a mailbox of the lab")
        }
        return mailboxes.has(mailbox)
            ? Reply(.completed, saying: "<\(mailbox)>")
            : Reply(.cannotVerify, saying: "<\(mailbox)> would be accepted, and nobody has used it yet")
    }

    private func help() -> Reply {
        Reply(
            ReplyCode(rawValue: 214),
            lines: [
                "HELO EHLO MAIL RCPT DATA RSET NOOP VRFY HELP QUIT", "mail is kept for hamburger.edu and crepes.fr",
            ])
    }

    private func argument(of command: Command, _ line: [UInt8]) -> String {
        String(decoding: line[command.argumentRange], as: UTF8.self)
    }

    static let noRoom = ReplyCode(rawValue: 452)
    static let tooLarge = Reply(.exceededStorage, saying: "the letter is larger than \(letterLimit) octets")
}

extension Reply {
    init(_ code: ReplyCode, saying text: String) { self.init(code, lines: [text]) }
}

// MARK: - The letter

extension MailServer {
    /// What the server answers to a letter's last line, having put it where it belongs.
    mutating func accept(_ content: ContentReader, now: Int64) -> Reply {
        guard let transaction else { return Reply(.badSequence, saying: "say MAIL first") }
        self.transaction = nil
        guard content.error == nil else { return Self.tooLarge }
        let letter = trace(of: transaction, now: now) + content.content
        let kept = mailboxes.deliver(
            letter, from: transaction.reversePath, to: transaction.forwardPaths, accepted: now)
        return kept
            ? Reply(.completed, saying: "Message accepted for delivery")
            : Reply(Self.noRoom, saying: "there is no room for the letter")
    }

    /// What the final server writes before a letter (RFC 5321 §4.4).
    private func trace(of transaction: MailTransaction, now: Int64) -> [UInt8] {
        let path = transaction.reversePath.map { "\($0)" } ?? ""
        let recipient = transaction.forwardPaths.count == 1 ? transaction.forwardPaths.first : nil
        let forWhom = recipient.map { "\r\n\tfor <\($0)>" } ?? ""
        return Array(
            """
            Return-Path: <\(path)>\r
            Received: from \(client ?? "unknown") (\(clientAddress))\r
            \tby \(host) with \(isExtended ? "ESMTP" : "SMTP")\(forWhom);\r
            \t\(MailDate(seconds: now))\r

            """.utf8)
    }
}
