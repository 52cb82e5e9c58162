import Octets
import Testing

@testable import SMTP

@Suite struct ReplyTests {
    @Test func aReplyOfManyLinesHasAPlaceForEach() throws {
        let bytes = "250-hamburger.edu\r\n250-SIZE 1000\r\n250-auth=LOGIN plain\r\n250 XNEW\r\n220 next\r\n"
        let reply = try #require(try parse(bytes))
        #expect(reply.code == .completed)
        #expect(reply.range == 0..<66)
        #expect(reply.lines.map(\.text) == ["hamburger.edu", "SIZE 1000", "auth=LOGIN plain", "XNEW"])
        #expect(reply.lines.map(\.range) == [0..<19, 19..<34, 34..<56, 56..<66])
        #expect(reply.lines[1].textRange == 23..<32)
        let extensions = reply.serviceExtensions
        #expect(extensions.map(\.keyword) == ["SIZE", "AUTH", "XNEW"])
        #expect(extensions.map(\.parameters) == [["1000"], ["LOGIN", "plain"], []])
        #expect(extensions.map { $0.reference } == ["RFC 1870 §3", "RFC 4954 §3", nil])
    }

    /// No prefix of a reply is one, whatever follows it stays.
    @Test(arguments: ["220 a\r\n", "250-a\r\n250-\r\n250 b\r\n", "354\r\n", "250-x\n250 y\n"])
    func nothingComesBeforeTheLastLineHasEnded(text: String) throws {
        let bytes = Array(text.utf8)
        for count in 0..<bytes.count {
            let early = try Reply.parse(Array(bytes[..<count]).span)
            #expect(early == nil, "\(count)")
        }
        #expect(try parse(text + "250 next\r\n")?.range == 0..<bytes.count)
    }

    @Test(
        arguments: [
            ("250 2.1.5 ok\r\n", "2.1.5", "the recipient's address is valid"),
            ("550 5.1.1 no\r\n", "5.1.1", "no such mailbox"),
            ("535 5.7.8\r\n", "5.7.8", "the credentials are not right"),
            ("450 4.2.999 x\r\n", "4.2.999", "about a mailbox"), ("452 4.9.999 x\r\n", "4.9.999", nil),
            ("250-2.0.0 a\r\n250 2.0.0 b\r\n", "2.0.0", "other or undefined"),
            ("220 1.2.3 x\r\n", nil, nil), ("220 2.1 x\r\n", nil, nil), ("220 2.1.5x\r\n", nil, nil),
            ("220 2.1.1234 x\r\n", nil, nil), ("220 22.1.5 x\r\n", nil, nil),
        ] as [(String, String?, String?)])
    func anEnhancedCodeIsReadAndNamed(text: String, code: String?, meaning: String?) throws {
        let reply = try #require(try parse(text))
        #expect(reply.enhancedStatusCode?.description == code)
        #expect(reply.enhancedStatusCode?.meaning == meaning)
        #expect(reply.enhancedStatusCodeRange.map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) } == code)
    }

    @Test(arguments: [
        ("hello\r\n", 0), ("25\r\n", 0), ("250ok\r\n", 0), ("2500 ok\r\n", 0), ("\r\n", 0), ("-50 a\r\n", 0),
        ("250-a\r\nb\r\n250 c\r\n", 7),
    ])
    func whatIsNoReplyIsRefusedAtItsLine(text: String, offset: Int) {
        let error = #expect(throws: ParseError.self) { try parse(text) }
        #expect(error?.range.lowerBound == offset)
    }

    @Test func whatIsShownOfADamagedReplyIsAllOfIt() throws {
        let reply = try #require(parseTolerantly("x\r\n250-a\r\nb\r\n250 5"))
        #expect(reply.code == .completed)
        #expect(reply.lines.map(\.text) == ["x", "a", "b", "5"])
        #expect(reply.lines.map(\.isMalformed) == [true, false, true, false])
        #expect(reply.lines.map(\.range) == [0..<3, 3..<10, 10..<13, 13..<18])
        #expect(reply.peculiarities == [])
        #expect(parseTolerantly("x\r\ny") == nil)
        #expect(parseTolerantly("") == nil)
        #expect(parseTolerantly("250 a\r\n") == (try parse("250 a\r\n")))
    }

    @Test func peculiaritiesAreTold() throws {
        #expect(try parse("250-a\r\n251 b\r\n")?.peculiarities == .differingCodes)
        #expect(try parse("250-a\r\n251 b\r\n")?.code == .willForward)
        #expect(try parse("250 a\n")?.peculiarities == .bareLineFeed)
        #expect(try parse("250 \(String(repeating: "x", count: 506))\r\n")?.peculiarities == [])
        #expect(try parse("250 \(String(repeating: "x", count: 507))\r\n")?.peculiarities == .longLine)
    }

    @Test func whatIsSerialisedIsReadBack() throws {
        for (reply, expected) in [
            (Reply(.serviceReady, "hamburger.edu"), "220 hamburger.edu\r\n"),
            (Reply(.completed, lines: ["a", "SIZE 5"]), "250-a\r\n250 SIZE 5\r\n"),
            (
                Reply(.mailboxUnavailable, EnhancedStatusCode(5, 1, 1), "no\r\n220 forged\nx"),
                "550-5.1.1 no\r\n550-5.1.1 220 forged\r\n550 5.1.1 x\r\n"
            ),
            (Reply(.completed, lines: []), "250 \r\n"), (Reply(ReplyCode(rawValue: 7), "x"), "007 x\r\n"),
        ] {
            #expect(String(decoding: reply.bytes, as: UTF8.self) == expected)
            let back = try #require(try parse(expected))
            #expect(back.code == reply.code && back.lines.count == reply.lines.count)
            #expect(back.enhancedStatusCode == reply.enhancedStatusCode)
        }
    }

    @Test func codesSayWhatTheyMean() {
        #expect(ReplyCode.startMailInput.severity == .positiveIntermediate)
        #expect(ReplyCode(rawValue: 452).severity == .transientNegative)
        #expect(ReplyCode(rawValue: 550).category == .mailSystem)
        #expect(ReplyCode(rawValue: 550).meaning == "the mailbox does not exist or cannot be used")
        #expect(ReplyCode(rawValue: 299).meaning == nil && ReplyCode(rawValue: 299).isPositiveCompletion)
        #expect(ReplyCode(rawValue: 999).severity == nil)
    }

    private func parseTolerantly(_ text: String) -> Reply? { Reply.parseTolerantly(Array(text.utf8).span) }

    private func parse(_ text: String) throws -> Reply? { try Reply.parse(Array(text.utf8).span) }
}
