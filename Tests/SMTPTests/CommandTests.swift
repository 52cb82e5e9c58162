import Octets
import Testing

@testable import SMTP

@Suite struct CommandTests {
    @Test func everyPartHasItsPlace() throws {
        let line = "mail FROM: <@relay:alice@crepes.fr> size=1000 BODY=8BITMIME SMTPUTF8\r\n"
        let command = parse(line)
        #expect(command.error == nil)
        #expect(command.verb == .mail)
        #expect(slice(line, command.verbRange) == "mail")
        #expect(slice(line, command.argumentRange).hasSuffix("SMTPUTF8"))
        let path = try #require(command.reversePath)
        #expect(path.mailbox == Mailbox(localPart: "alice", domain: "crepes.fr"))
        #expect(slice(line, path.place.path) == "<@relay:alice@crepes.fr>")
        #expect(slice(line, path.place.localPart) == "alice")
        #expect(slice(line, path.place.domain) == "crepes.fr")
        #expect(command.parameters.map(\.keyword) == ["SIZE", "BODY", "SMTPUTF8"])
        #expect(command.parameters.map(\.value) == ["1000", "8BITMIME", nil])
        #expect(command.parameters.map { slice(line, $0.range) } == ["size=1000", "BODY=8BITMIME", "SMTPUTF8"])
        #expect(command.parameters.first?.valueRange.map { slice(line, $0) } == "1000")
        #expect(command.peculiarities == [.spaceBeforePath, .sourceRoute])
        #expect(command.peculiarities.explanations.map(\.reference) == ["RFC 5321 §3.3", "RFC 5321 §F.2"])
    }

    /// MAIL and RCPT with what is accepted: the mailbox as text, and what is peculiar.
    @Test(
        arguments: [
            ("MAIL FROM:<>", "", []), ("MAIL FROM:<a@b>", "a@b", []), ("mail from:<a@b>\n", "a@b", .bareLineFeed),
            ("RCPT TO:<Postmaster>", "Postmaster", []), ("RCPT TO:<\"a b\\\"c\"@d>", "\"a b\\\"c\"@d", []),
            ("RCPT TO:<a@[127.0.0.1]>", "a@[127.0.0.1]", []), ("RCPT TO:<a@[IPv6:::1]>", "a@[IPv6:::1]", []),
            ("RCPT TO: a@b", "a@b", [.spaceBeforePath, .missingAngleBrackets]),
            ("RCPT TO:<jörg@köln.de>", "jörg@köln.de", []),
            ("RCPT TO:<a+b.c!#$%&'*/=?^_`{|}~-@x>  ", "a+b.c!#$%&'*/=?^_`{|}~-@x", []),
            ("RCPT TO:<\(String(repeating: "a", count: 255))@b>", "\(String(repeating: "a", count: 255))@b", .longPath),
        ] as [(String, String, Peculiarities)])
    func aPathIsRead(line: String, mailbox: String, peculiarities: Peculiarities) {
        let command = parse(line)
        #expect(command.error == nil)
        let found = command.reversePath?.mailbox ?? command.forwardPath?.mailbox
        #expect((found?.description ?? "") == mailbox)
        #expect(command.peculiarities == peculiarities)
    }

    /// What is refused, with the verb that was read all the same and where the fault stands.
    @Test(arguments: [
        ("", "", 0), ("\r\n", "", 0), (" HELO a", "", 0), ("HELO@", "", 0), ("\u{0}\u{1}", "", 0), ("HELO", "HELO", 4),
        ("EHLO  \r\n", "EHLO", 6), ("MAIL", "MAIL", 4), ("MAIL TO:<a@b>", "MAIL", 5), ("MAIL FROM:", "MAIL", 10),
        ("MAIL FROM:<a@b", "MAIL", 14), ("MAIL FROM:<a@>", "MAIL", 13), ("MAIL FROM:<@b>", "MAIL", 11),
        ("MAIL FROM:<a b@c>", "MAIL", 12), ("MAIL FROM:<\"a@b>", "MAIL", 16), ("MAIL FROM:<a@[1.2>", "MAIL", 18),
        ("MAIL FROM:<a@b>X", "MAIL", 15), ("MAIL FROM:<a@b> =1", "MAIL", 16), ("RCPT TO:<>", "RCPT", 8),
        ("DATA now", "DATA", 5), ("QUIT x", "QUIT", 5), ("AUTH", "AUTH", 4), ("AUTH PLAIN a b", "AUTH", 5),
        ("BDAT", "BDAT", 4), ("BDAT -1", "BDAT", 5), ("BDAT 1 FIRST", "BDAT", 5),
        ("BDAT 18446744073709551616", "BDAT", 5),
    ])
    func whatCannotBeReadIsToldBesideTheVerb(line: String, verb: String, offset: Int) {
        let command = parse(line)
        #expect(command.verb.rawValue == verb)
        #expect(command.error?.range.lowerBound == offset)
        #expect(command.error?.fault == .peer)
        #expect(command.error.map { $0.range.upperBound <= line.utf8.count } == true)
    }

    @Test func otherArguments() {
        #expect(parse("EHLO [127.0.0.1]\r\n").argument == .domain("[127.0.0.1]", 5..<16))
        #expect(parse("noop  a b \r\n").argument == .text(6..<9))
        #expect(parse("XCLIENT NAME=x").verb == Verb(rawValue: "XCLIENT"))
        #expect(parse("BDAT 86 last").argument == .chunk(size: 86, isLast: true))
        #expect(parse("BDAT 18446744073709551615").argument == .chunk(size: .max, isLast: false))
        #expect(parse("DATA\r\n").argument == .none)
    }

    @Test func theSecretOfAUTHHasItsPlace() {
        let line = "AUTH plain AGJvYgBzZWNyZXQ=\r\n"
        let command = parse(line)
        #expect(
            command.argument == .authentication(mechanism: "PLAIN", mechanismRange: 5..<10, initialResponse: 11..<27))
        #expect(command.secretRange.map { slice(line, $0) } == "AGJvYgBzZWNyZXQ=")
        #expect(parse("AUTH LOGIN").secretRange == nil)
        #expect(parse("AUTH PLAIN a b").secretRange == 11..<14)
    }

    @Test func aLineIsSerialisedAndCannotHoldTwo() throws {
        #expect(String(decoding: try Command.line(.mail, "FROM:<a@b>"), as: UTF8.self) == "MAIL FROM:<a@b>\r\n")
        #expect(String(decoding: try Command.line(.quit), as: UTF8.self) == "QUIT\r\n")
        let error = #expect(throws: ParseError.self) { try Command.line(.rcpt, "TO:<a>\r\nQUIT") }
        #expect(error?.fault == .misuse)
    }

    @Test func everyKnownVerbSaysWhatItAsksForAndWhere() {
        for verb in Verb.known {
            #expect(verb.meaning?.isEmpty == false)
            #expect(verb.reference?.hasPrefix("RFC ") == true)
        }
        #expect(Verb(rawValue: "XYZ").meaning == nil)
    }

    private func parse(_ line: String) -> Command { Command.parse(Array(line.utf8).span) }

    private func slice(_ line: String, _ range: Range<Int>) -> String {
        String(decoding: Array(line.utf8)[range], as: UTF8.self)
    }
}
