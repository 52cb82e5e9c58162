/// Fields of POP3: commands, and responses with what follows them.
package enum POP3Fields {
    package static let command = FieldDefinition(
        "pop3.command", .group, reference: "RFC 1939 §3",
        meaning: "One line of the client: a keyword, for some with arguments behind it.")
    package static let verb = FieldDefinition(
        "pop3.verb", .text, reference: "RFC 1939 §3",
        meaning: "What the client wants; capital and small letters count as the same.")
    package static let argument = FieldDefinition(
        "pop3.argument", .text, reference: "RFC 1939 §3", meaning: "What stands behind the keyword.")
    package static let name = FieldDefinition(
        "pop3.name", .text, reference: "RFC 1939 §7", meaning: "Whose mailbox is to be read.")
    package static let password = FieldDefinition(
        "pop3.password", .text, reference: "RFC 1939 §7", secret: true,
        meaning: "The password of the mailbox, sent in clear where TLS does not cover it.")
    package static let digest = FieldDefinition(
        "pop3.digest", .text, reference: "RFC 1939 §7", secret: true,
        meaning: "Proof that the client knows the password: MD5 over the greeting's stamp and the password.")
    package static let mechanism = FieldDefinition(
        "pop3.mechanism", .text, reference: "RFC 5034 §4", meaning: "By which method the client proves who it is.")
    package static let credentials = FieldDefinition(
        "pop3.credentials", .text, reference: "RFC 5034 §4", secret: true,
        meaning: "What the client answers to prove who it is: a name, a password or a proof, in base64.")
    package static let messageNumber = FieldDefinition(
        "pop3.messageNumber", .number, reference: "RFC 1939 §5",
        meaning: "Which letter, counted from 1 in this session; the number may mean another letter in the next.")
    package static let topLines = FieldDefinition(
        "pop3.topLines", .number, reference: "RFC 1939 §7",
        meaning: "How many lines of the letter's text are wanted behind its header.")
    package static let response = FieldDefinition(
        "pop3.response", .group, reference: "RFC 1939 §3",
        meaning: "The server's answer: how it went, words for people, and for some commands lines up to a single dot.")
    package static let indicator = FieldDefinition(
        "pop3.indicator", .text, reference: "RFC 1939 §3",
        meaning: "How it went: +OK it was done, -ERR it was not, + alone asks the client for more.")
    package static let code = FieldDefinition(
        "pop3.code", .text, reference: "RFC 2449 §8",
        meaning: "Why it was not done, for programs to read.")
    package static let text = FieldDefinition(
        "pop3.text", .text, reference: "RFC 1939 §3",
        meaning: "Words for people, and for STAT, LIST and UIDL with a number the answer itself.")
    package static let letterCount = FieldDefinition(
        "pop3.letterCount", .number, reference: "RFC 1939 §5", meaning: "How many letters the mailbox holds.")
    package static let size = FieldDefinition(
        "pop3.size", .number, unit: "octets", repeats: true, reference: "RFC 1939 §5",
        meaning: "How large a letter is, or all of them together; each end of a line counts as two.")
    package static let identifier = FieldDefinition(
        "pop3.identifier", .text, repeats: true, reference: "RFC 1939 §7",
        meaning: "A name that this letter keeps over sessions, so that a client knows what it has fetched before.")
    package static let capability = FieldDefinition(
        "pop3.capability", .text, repeats: true, reference: "RFC 2449 §5",
        meaning: "Something that the server can do, with its parameters.")
    package static let line = FieldDefinition(
        "pop3.line", .text, repeats: true, reference: "RFC 1939 §3",
        meaning: "One line of the answer, behind its first.")
    package static let letter = FieldDefinition(
        "pop3.letter", .group, reference: "RFC 1939 §5",
        meaning: "The letter as the mailbox holds it: header fields, an empty line, and its text.")
    package static let lineCount = FieldDefinition(
        "pop3.lineCount", .number, unit: "lines", reference: "RFC 1939 §3",
        meaning: "How many lines follow the first, without the line of one dot.")
    package static let bodyLength = FieldDefinition(
        "pop3.bodyLength", .number, unit: "octets", reference: "RFC 1939 §3",
        meaning: "How long what follows the first line is, without added dots and without the line of one dot.")
    package static let stuffing = FieldDefinition(
        "pop3.stuffedDot", .bytes, repeats: true, reference: "RFC 1939 §3",
        meaning: "A dot that the server put before a line that begins with one; the client takes it off again.")
    package static let end = FieldDefinition(
        "pop3.end", .bytes, reference: "RFC 1939 §3", meaning: "A line of one dot: here the answer ends.")
    package static let unparsed = FieldDefinition(
        "pop3.unparsed", .bytes, reference: "RFC 1939 §3",
        meaning: "Octets that make no command and no response; the remark says why.")

    package static let all: [FieldDefinition] = [
        command, verb, argument, name, password, digest, mechanism, credentials, messageNumber, topLines, response,
        indicator, code, text, letterCount, size, identifier, capability, line, letter, lineCount, bodyLength, stuffing,
        end, unparsed,
    ]
}
