import Octets
import Testing
import Transcripts

@testable import Dissection

@Suite struct POP3Tests {
    static let greeting = server("+OK ready\n")
    static let login =
        [greeting, client("USER bob\n"), server("+OK\n"), client("PASS hun gry\n"), server("+OK 2 letters\n")]
    static let session = Dialogue(
        login + [
            client("LIST\n"), server("+OK\n1 498\n2 912\n.\n"), client("UIDL 2\n"), server("+OK 2 xyz\n"),
            client("STAT\n"), server("+OK 2 1410\n"), client("RETR 1\n"),
            server("+OK 29 octets\nSubject: a\n b\n\n..dot\nend\n.\n"), client("CAPA\n"), server("+OK\nUIDL\n.\n"),
            client("DELE 1 \n"), server("-ERR [SYS/TEMP] not now\n"),
        ])

    static let authentication = Dialogue([
        greeting, client("AUTH PLAIN\n"), server("+ \n"), client("AGJvYgBodW5ncnk=\n"), server("+OK\n"),
    ])

    @Test func everyMessageHasItsLine() {
        #expect(
            Dissected(Self.session.events(proto: "pop3")).summaries == [
                "< response +OK ready", "> command USER bob", "< response +OK (1)", "> command PASS *******",
                "< response +OK 2 letters (3)", "> command LIST", "< response +OK (2 lines, 14 B) (5)",
                "> command UIDL 2", "< response +OK 2 xyz (7)", "> command STAT", "< response +OK 2 1410 (9)",
                "> command RETR 1", "< response +OK 29 octets (letter, 29 B) (11)", "> command CAPA",
                "< response +OK (1 line, 6 B) (13)", "> command DELE 1 ", "< response -ERR [SYS/TEMP] not now (15)",
            ])
    }

    /// By the greeting, by the port, and by what the person said; with every octet in an event of its own.
    @Test func theProtocolIsFound() {
        let wanted = Dissected(Self.session.events(proto: "pop3")).summaries
        #expect(Dissected(Self.session.events(port: 4000)).summaries == wanted)
        #expect(Dissected(Self.session.bytewise(port: 110)).summaries == wanted)
        let byPort = Dissected(Dialogue([client("STAT\n")]).events(port: 1110))
        #expect(byPort.records.map(\.proto) == [.pop3])
    }

    @Test func treesHaveTheirPlaces() {
        let dissected = Dissected(Self.session.events(proto: "pop3"))
        #expect(
            dissected.tree(3).lines() == [
                "command=PASS ******* [0..<14] pop3.command", " verb=PASS [0..<4] pop3.verb",
                " argument=******* [5..<12] pop3.argument", "  password=hun gry [5..<12] pop3.password",
            ])
        #expect(
            dissected.tree(6).lines() == [
                "response=+OK [0..<22] pop3.response", " indicator=+OK [0..<3] pop3.indicator",
                " letter 1=1 498 [5..<12] pop3.line", "  letter=1 [5..<6] pop3.messageNumber",
                "  size=498 [7..<10] pop3.size", " letter 2=2 912 [12..<19] pop3.line",
                "  letter=2 [12..<13] pop3.messageNumber", "  size=912 [14..<17] pop3.size",
                " end=. [19..<22] pop3.end",
            ])
        #expect(
            dissected.tree(8).lines() == [
                "response=+OK 2 xyz [0..<11] pop3.response", " indicator=+OK [0..<3] pop3.indicator",
                " text=2 xyz [4..<9] pop3.text", "  letter=2 [4..<5] pop3.messageNumber",
                "  identifier=xyz [6..<9] pop3.identifier",
            ])
        #expect(
            dissected.tree(12).lines() == [
                "response=+OK 29 octets [0..<48] pop3.response", " indicator=+OK [0..<3] pop3.indicator",
                " text=29 octets [4..<13] pop3.text", " letter=29 B [15..<45] pop3.letter",
                "  Subject=a\r\n b [15..<31] mail.subject", "  empty line= [31..<33] mail.headEnd",
                "  body=..dot\r\nend\r\n [33..<45] mail.body", "   stuffed dot=. [33..<34] pop3.stuffedDot",
                " end=. [45..<48] pop3.end",
            ])
        #expect(
            dissected.tree(16).lines().suffix(2) == [
                " text=[SYS/TEMP] not now [5..<23] pop3.text", "  code=[SYS/TEMP] [5..<15] pop3.code",
            ])
        #expect(dissected.tree(15).children.last?.children.map(\.label) == ["letter"])
    }

    /// The long answer of an authentication is masked in lists, trees, JSON and files alike.
    @Test func credentialsAreSecret() {
        let dissected = Dissected(Self.authentication.events(port: 110))
        #expect(dissected.summaries[3] == "> line credentials, masked")
        #expect(dissected.tree(3).value == "************")
        #expect(dissected.tree(3).children.map(\.definition.secret) == [true])
        #expect(dissected.json(3, masking: true).contains(#""fields":{"text":"****************"}"#))
    }

    @Test func linesWithoutAnIndicatorAreLinesAllTheSame() {
        let dissected = Dissected(
            Dialogue(Self.login + [client("LIST\n"), server("1 498\n.\n"), client("STAT\n"), server("+OK 1 498\n")])
                .events(port: 110))
        #expect(dissected.summaries[6] == "< response 1 498 (1 line, 7 B) (5)")
        #expect(
            dissected.tree(6).lines() == [
                "response= [0..<10] pop3.response", " letter 1=1 498 [0..<7] pop3.line",
                "  letter=1 [0..<1] pop3.messageNumber", "  size=498 [2..<5] pop3.size", " end=. [7..<10] pop3.end",
            ])
        #expect(
            dissected.tree(6).remarks.map(\.text) == [
                "the response begins without +OK, which stands before its lines (RFC 1939 §3)"
            ])
        #expect(
            dissected.json(6).hasSuffix(#""fields":{"indicator":"","text":"","lineCount":1,"bodyLength":7}}"#))
        #expect(dissected.records[6].severity == .note)
    }

    /// What a code in brackets and a capability mean stands beside them.
    @Test func knownWordsSayWhatTheyMean() {
        let dissected = Dissected(Self.session.events(proto: "pop3"))
        let capability = dissected.tree(14).first(POP3Fields.capability)
        #expect(
            capability?.label == "UIDL" && capability?.remarks.map(\.text) == ["UIDL is understood (RFC 2449 §6.8)"])
        #expect(
            dissected.tree(16).first(POP3Fields.code)?.remarks.map(\.text) == [
                "something at the server fails now and may work later (RFC 3206 §4)"
            ])
    }

    @Test func whatIsNoResponseIsTold() {
        let dissected = Dissected(Dialogue([Self.greeting, client("NOOP\n"), server("250 ok\n")]).events(port: 110))
        #expect(dissected.records[2].kind == .unparsed)
        #expect(dissected.records[2].reason == "the line does not begin with +OK or -ERR")
        #expect(dissected.tree(2).definition.name == "pop3.unparsed")
    }
}
