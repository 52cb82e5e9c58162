/// Fields of SMTP: the envelope's dialogue, and the letter as one piece.
package enum SMTPFields {
    package static let command = FieldDefinition(
        "smtp.command", .group, reference: "RFC 5321 §4.1", lecture: "RFC 2821 §4.1",
        meaning: "One line of the client: a verb, mostly with something behind it.")
    package static let verb = FieldDefinition(
        "smtp.verb", .text, reference: "RFC 5321 §4.1.1", lecture: "RFC 2821 §4.1.1",
        meaning: "What the client wants; capital and small letters count as the same.")
    package static let argument = FieldDefinition(
        "smtp.argument", .text, reference: "RFC 5321 §4.1.1", lecture: "RFC 2821 §4.1.1",
        meaning: "What stands behind the verb.")
    package static let domain = FieldDefinition(
        "smtp.domain", .text, reference: "RFC 5321 §4.1.1.1", lecture: "RFC 2821 §4.1.1.1",
        meaning: "The name by which the client introduces its own machine.")
    package static let reversePath = FieldDefinition(
        "smtp.reversePath", .text, reference: "RFC 5321 §4.1.1.2", lecture: "RFC 2821 §4.1.1.2",
        meaning: "The envelope's sender, to whom the letter comes back if it cannot be delivered; <> for nobody.")
    package static let forwardPath = FieldDefinition(
        "smtp.forwardPath", .text, reference: "RFC 5321 §4.1.1.3", lecture: "RFC 2821 §4.1.1.3",
        meaning: "One recipient on the envelope; the letter's own To line plays no part in delivery.")
    package static let parameter = FieldDefinition(
        "smtp.parameter", .text, repeats: true, reference: "RFC 5321 §4.1.1.11", lecture: "RFC 2821 §4.1.1.11",
        meaning: "An extra that an extension of the server allows, such as SIZE=912.")
    package static let mechanism = FieldDefinition(
        "smtp.mechanism", .text, reference: "RFC 4954 §4", meaning: "By which method the client proves who it is.")
    package static let credentials = FieldDefinition(
        "smtp.credentials", .text, reference: "RFC 4954 §4", secret: true,
        meaning: "What the client answers to prove who it is: a name, a password or a proof, in base64.")
    package static let reply = FieldDefinition(
        "smtp.reply", .group, reference: "RFC 5321 §4.2", lecture: "RFC 2821 §4.2",
        meaning: "The server's answer: a number of three digits and words for people, on one line or several.")
    package static let code = FieldDefinition(
        "smtp.code", .number, reference: "RFC 5321 §4.2.3", lecture: "RFC 2821 §4.2.3",
        meaning: "How it went, as three digits that programs go by.")
    package static let severityDigit = FieldDefinition(
        "smtp.severity", .number, reference: "RFC 5321 §4.2.1", lecture: "RFC 2821 §4.2.1",
        meaning: "The first digit: 2 done, 3 go on, 4 not now but perhaps later, 5 no.")
    package static let categoryDigit = FieldDefinition(
        "smtp.category", .number, reference: "RFC 5321 §4.2.1", lecture: "RFC 2821 §4.2.1",
        meaning: "The second digit: 0 syntax, 1 information, 2 connection, 5 the mail system.")
    package static let detailDigit = FieldDefinition(
        "smtp.detail", .number, reference: "RFC 5321 §4.2.1", lecture: "RFC 2821 §4.2.1",
        meaning: "The third digit: tells apart what the first two leave open.")
    package static let separator = FieldDefinition(
        "smtp.separator", .text, repeats: true, reference: "RFC 5321 §4.2.1", lecture: "RFC 2821 §4.2.1",
        meaning: "A hyphen behind the code says that more lines follow, a space that this is the last.")
    package static let enhancedCode = FieldDefinition(
        "smtp.enhancedCode", .text, repeats: true, reference: "RFC 3463 §2",
        meaning: "A finer status than the reply code: class, subject and detail parted by dots.")
    package static let lines = FieldDefinition(
        "smtp.lines", .group, reference: "RFC 5321 §4.2.1", lecture: "RFC 2821 §4.2.1",
        meaning: "What the lines of the answer say behind their codes, in order.")
    package static let line = FieldDefinition(
        "smtp.line", .group, repeats: true, reference: "RFC 5321 §4.2.1", lecture: "RFC 2821 §4.2.1",
        meaning: "One line of the answer.")
    package static let text = FieldDefinition(
        "smtp.text", .text, repeats: true, reference: "RFC 5321 §4.2", lecture: "RFC 2821 §4.2",
        meaning: "Words for people; only those of EHLO's answer are read by programs.")
    package static let keyword = FieldDefinition(
        "smtp.keyword", .text, repeats: true, reference: "RFC 5321 §4.1.1.1", lecture: "RFC 2821 §4.1.1.1",
        meaning: "An extension that the server offers, with its parameters.")
    package static let content = FieldDefinition(
        "smtp.content", .group, reference: "RFC 5321 §4.1.1.4", lecture: "RFC 2821 §4.1.1.4",
        meaning: "The letter as it is sent after DATA: its header fields, an empty line, and its text.")
    package static let bodyLength = FieldDefinition(
        "smtp.bodyLength", .number, unit: "octets", reference: "RFC 5321 §4.5.2", lecture: "RFC 2821 §4.5.2",
        meaning: "How long the letter is, without the dots that were added on the way and the line that ends it.")
    package static let endOfData = FieldDefinition(
        "smtp.endOfData", .bytes, reference: "RFC 5321 §4.5.2", lecture: "RFC 2821 §4.5.2",
        meaning: "A line of one dot: here the letter ends.")
    package static let stuffing = FieldDefinition(
        "smtp.stuffedDot", .bytes, repeats: true, reference: "RFC 5321 §4.5.2", lecture: "RFC 2821 §4.5.2",
        meaning: "A dot that the client put before a line that begins with one; the server takes it off again.")
    package static let unparsed = FieldDefinition(
        "smtp.unparsed", .bytes, reference: "RFC 5321 §4.1", lecture: "RFC 2821 §4.1",
        meaning: "Octets that make no command and no reply; the remark says why.")

    package static let all: [FieldDefinition] = [
        command, verb, argument, domain, reversePath, forwardPath, parameter, mechanism, credentials, reply, code,
        severityDigit, categoryDigit, detailDigit, lines, line, separator, enhancedCode, text, keyword, content,
        bodyLength,
        stuffing, endOfData, unparsed,
    ]
}

/// Fields of a letter, as far as SMTP's letter is looked into.
package enum MailFields {
    package static let header = FieldDefinition(
        "mail.header", .text, repeats: true, reference: "RFC 5322 §2.2", lecture: "RFC 822 §3.1",
        meaning: "A header line of the letter, name and value parted by a colon.")
    package static let headEnd = FieldDefinition(
        "mail.headEnd", .bytes, reference: "RFC 5322 §2.1", lecture: "RFC 822 §3.1",
        meaning: "The empty line between the letter's header and its text.")
    package static let body = FieldDefinition(
        "mail.body", .text, reference: "RFC 5322 §2.3", lecture: "RFC 822 §3.1", meaning: "The text of the letter.")

    private static let rows: [(name: String, reference: String, lecture: String?, meaning: String)] = [
        (
            "From", "RFC 5322 §3.6.2", "RFC 822 §4.4.1",
            "Who wrote the letter, as the letter itself says; the envelope can say otherwise."
        ),
        ("Sender", "RFC 5322 §3.6.2", "RFC 822 §4.4.2", "Who sent it off, where that was not the writer."),
        ("Reply-To", "RFC 5322 §3.6.2", "RFC 822 §4.4.3", "Where answers should go."),
        (
            "To", "RFC 5322 §3.6.3", "RFC 822 §4.5.1",
            "To whom it is addressed, as the letter says; delivery goes by the envelope's RCPT TO."
        ),
        ("Cc", "RFC 5322 §3.6.3", "RFC 822 §4.5.2", "Who gets a copy."),
        ("Subject", "RFC 5322 §3.6.5", "RFC 822 §4.7.1", "What it is about, in the writer's words."),
        ("Date", "RFC 5322 §3.6.1", "RFC 822 §5", "When the writer finished it."),
        ("Message-ID", "RFC 5322 §3.6.4", "RFC 822 §4.6.1", "A name for this letter that no other has."),
        ("In-Reply-To", "RFC 5322 §3.6.4", "RFC 822 §4.6.2", "The letter that this one answers."),
        ("References", "RFC 5322 §3.6.4", "RFC 822 §4.6.3", "The letters of the thread up to here."),
        (
            "Received", "RFC 5321 §4.4", "RFC 822 §4.3.2",
            "A postmark: each server that takes the letter puts one on top."
        ),
        ("Return-Path", "RFC 5321 §4.4", "RFC 822 §4.3.1", "The envelope's sender, noted down by the last server."),
        ("MIME-Version", "RFC 2045 §4", nil, "Says that the letter follows the rules for more than plain ASCII."),
        ("Content-Type", "RFC 2045 §5", nil, "What kind of data the letter's body is."),
        ("Content-Transfer-Encoding", "RFC 2045 §6", nil, "How the body was turned into lines of ASCII."),
    ]

    private static let definitions: [FieldDefinition] = rows.map {
        FieldDefinition(
            "mail.\($0.name.lowercased())", .text, reference: $0.reference, lecture: $0.lecture, meaning: $0.meaning)
    }

    /// The usual spellings, for completion.
    package static let names: [String] = rows.map(\.name)

    private static let byName = Dictionary(
        uniqueKeysWithValues: zip(rows, definitions).map { ($0.name.lowercased(), $1) })

    /// The definition of a header field of a letter, in any letter case.
    package static func definition(of name: String) -> FieldDefinition { byName[name.lowercased()] ?? header }

    package static let all: [FieldDefinition] = [header] + definitions + [headEnd, body]
}

/// Fields of what is only known to be text, and of datagrams.
package enum TextFields {
    package static let line = FieldDefinition(
        "text.text", .text, reference: "RFC 20 §5.2", meaning: "One line as it came, up to its line end.")
    package static let lineEnd = FieldDefinition(
        "text.lineEnd", .bytes, reference: "RFC 5198 §2",
        meaning: "What ends the line: CR LF in protocols of the Internet, a lone LF in files of Unix.")
    package static let datagram = FieldDefinition(
        "text.datagram", .bytes, unit: "octets", reference: "RFC 768",
        meaning: "One datagram: it came as a whole and alone, or would not have come at all.")
    package static let secret = FieldDefinition(
        "text.secret", .text, repeats: true, reference: "RFC 1939 §7", secret: true,
        meaning: "A stretch that looks like a password or another proof, which the recorder masks.")
    package static let unparsed = FieldDefinition(
        "text.unparsed", .bytes, reference: "RFC 20 §5.2", meaning: "Octets that are not looked into further.")

    package static let all: [FieldDefinition] = [line, lineEnd, datagram, secret, unparsed]
}
