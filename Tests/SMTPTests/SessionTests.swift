import Octets
import TestKit
import Testing

@testable import SMTP

/// What a conversation says of itself between frames, and where the stream breaks off.
@Suite struct SessionTests {
    @Test func theStateFollowsTheLecturesLetter() {
        var conversation = Conversation()
        var states: [SessionState] = [conversation.state]
        for line in ConversationTests.lecture.split(separator: "\n") {
            give(&conversation, String(line))
            if states.last != conversation.state { states.append(conversation.state) }
        }
        #expect(
            states == [
                .connected, .greeted, .hello, .mail(from: "alice@crepes.fr"), .recipients(1), .data, .contentSent,
                .hello,
                .quit,
            ])
        #expect(conversation.outstandingCount == 0)
    }

    @Test(
        arguments: [
            (["S: 220 a", "C: HELO b", "S: 500 no"], .greeted),
            (["S: 220 a", "C: HELO b", "S: 250 a", "C: MAIL FROM:<>", "S: 250 ok"], .mail(from: "")),
            (["S: 220 a", "C: MAIL FROM:<x@y>", "S: 550 no"], .greeted),
            (["S: 220 a", "C: MAIL FROM:<x@y>", "S: 250 ok", "C: RCPT TO:<z>", "S: 550 no"], .mail(from: "x@y")),
            (["S: 220 a", "C: RCPT TO:<y>", "C: RCPT TO:<z>", "S: 250 ok", "S: 251 ok"], .recipients(2)),
            (["S: 220 a", "C: RCPT TO:<y>", "S: 250 ok", "C: RSET", "S: 250 ok"], .greeted),
            (["S: 220 a", "C: RCPT TO:<y>", "S: 250 ok", "C: DATA"], .recipients(1)),
            (["S: 220 a", "C: BDAT 9"], .data),
            (["S: 220 a", "C: BDAT 3 LAST", "C: a"], .contentSent),
            (["S: 220 a", "C: BDAT 3 LAST", "C: a", "S: 250 ok"], .greeted),
            (["S: 220 a", "C: AUTH LOGIN"], .authenticating),
            (["S: 220 a", "C: AUTH LOGIN", "S: 334 x", "C: y"], .authenticating),
            (["S: 220 a", "C: AUTH LOGIN", "S: 504 no"], .greeted),
            (["S: 220 a", "C: STARTTLS", "S: 220 go"], .encrypted),
            (["S: 220 a", "C: NOOP", "S: 421 going down"], .quit),
            (["C: EHLO b", "S: 220 a"], .greeted),
            (["C: EHLO b", "S: 250 a"], .hello),
        ] as [([String], SessionState)])
    func theStateIsWhatTheRepliesMadeOfIt(lines: [String], expected: SessionState) {
        var conversation = Conversation()
        for line in lines { give(&conversation, line) }
        #expect(conversation.state == expected)
    }

    @Test func credentialsAreExpectedAfter334Only() {
        var conversation = Conversation()
        for (line, expected) in [
            ("S: 220 a", false), ("C: AUTH LOGIN", false), ("S: 334 x", true), ("C: y", false), ("S: 334 z", true),
            ("C: w", false), ("S: 235 ok", false),
        ] {
            give(&conversation, line)
            #expect(conversation.expectsCredentials == expected, "\(line)")
        }
        #expect(conversation.isAuthenticated)
    }

    @Test func aSessionInsideTLSBeginsAnew() {
        var conversation = Conversation()
        for line in ["S: 220 a", "C: EHLO b", "S: 250 a", "C: STARTTLS", "S: 220 go"] { give(&conversation, line) }
        conversation.continueInsideTLS()
        #expect(conversation.state == .greeted)
        let frames = give(&conversation, "C: EHLO c") + give(&conversation, "S: 250 a")
        #expect(frames.map(\.kind) == [.command, .reply])
        #expect(frames.last?.answers == frames.first?.ordinal)
        #expect(frames.first?.range == 18..<26)
        #expect(conversation.state == .hello)
    }

    /// The stream ends within: what there is comes out as unfinished.
    @Test(
        arguments: [
            ("QUI", "", ["command | QUI | unfinished"], []),
            (".x", "", ["unfinished"], []),
            ("", "220-a\r\n220", [], ["reply | 220-a/220 | unfinished"]),
            ("", "22", [], ["unparsed | 22 | unfinished"]),
            (
                "DATA\r\nabc\r\n.", "220 a\r\n354 go\r\n", ["command | DATA", "content | abc/. | body 5 | unfinished"],
                ["reply | 220 a", "reply | 354 go | answers DATA"]
            ),
            (
                "BDAT 5\r\nab", "220 a\r\n", ["command | BDAT 5", "content | ab | body 2 | unfinished"],
                ["reply | 220 a"]
            ),
            (
                "AUTH LOGIN\r\nse", "220 a\r\n334 \r\n", ["command | AUTH LOGIN", "credentials | se | unfinished"],
                ["reply | 220 a", "reply | 334  | answers AUTH LOGIN"]
            ),
        ] as [(String, String, [String], [String])])
    func whatIsUnfinishedIsSaid(client: String, server: String, expectedClient: [String], expectedServer: [String]) {
        var dialogue = Dialogue("")
        if !client.isEmpty { dialogue.append(.clientToServer, client) }
        if !server.isEmpty { dialogue.append(.serverToClient, server) }
        for feeding in Feeding.all(seed: 3) {
            let frames = dialogue.frames(feeding)
            if expectedClient == ["unfinished"] {
                #expect(frames.map(\.complete) == [false])
            } else {
                #expect(dialogue.described(frames, .clientToServer) == expectedClient, "\(feeding)")
            }
            #expect(dialogue.described(frames, .serverToClient) == expectedServer, "\(feeding)")
        }
    }

    @Test func withoutAServerItIsAssumedThatItSaidToGoOn() {
        let dialogue = Dialogue(
            """
            C: EHLO b
            C: AUTH LOGIN
            C: Ym9i
            C: DATA
            C: QUIT
            C: .
            """)
        // Without replies a second line of credentials is as likely as a command; both are held secret.
        let frames = dialogue.frames()
        #expect(frames.map(\.kind) == [.command, .command, .credentials, .credentials, .credentials, .credentials])
        #expect(frames[2].peculiarities.contains(.assumedAccepted))
        let letter = Dialogue("C: DATA\nC: QUIT\nC: .\nC: NOOP").frames()
        #expect(letter.map(\.kind) == [.command, .content, .command])
        #expect(letter[1].peculiarities == .assumedAccepted)
    }

    @Test func aBareLineFeedEndsALetterOnlyWhereItEndedTheCommand() {
        var bare = Dialogue("S: 220 a")
        bare.append(.clientToServer, "DATA\n")
        bare.append(.serverToClient, "354 go\n")
        bare.append(.clientToServer, "a\n.\nNOOP\r\n")
        let frames = bare.frames()
        #expect(bare.described(frames, .clientToServer).suffix(2) == ["content | a/./ | body 2", "command | NOOP"])
        #expect(frames[1].peculiarities == .bareLineFeed && frames[2].peculiarities == .bareLineFeed)
        #expect(frames[3].peculiarities == .bareLineFeedInContent)
        var smuggled = Dialogue("S: 220 a\nC: DATA\nS: 354 go")
        smuggled.append(.clientToServer, "a\n.\nMAIL FROM:<x@y>\r\n.\r\n")
        let strict = smuggled.frames()
        #expect(strict.filter { $0.direction == .clientToServer }.map(\.kind) == [.command, .content])
        #expect(strict.last?.peculiarities == .bareLineFeedInContent)
    }

    @Test func aLetterOfMegabytesCostsNothingAndHasItsLength() {
        var conversation = Conversation()
        for line in ["S: 220 a", "C: DATA", "S: 354 go"] { give(&conversation, line) }
        let block = Array(String(repeating: String(repeating: "x", count: 70) + "\r\n", count: 1000).utf8)
        for _ in 0..<100 {
            conversation.receive(block.span, .clientToServer) { _ in Issue.record("nothing is complete") }
        }
        #expect(conversation.client.held.isEmpty && conversation.client.lines.kept.isEmpty)
        let frames = give(&conversation, "C: .")
        #expect(frames.map(\.bodyLength) == [7_200_000])
        #expect(frames.first?.range == 6..<7_200_009)
    }

    @discardableResult
    private func give(_ conversation: inout Conversation, _ line: String) -> [Frame] {
        var frames: [Frame] = []
        let direction: Direction = line.hasPrefix("C:") ? .clientToServer : .serverToClient
        let bytes = Array((line.dropFirst(3) + "\r\n").utf8)
        conversation.receive(bytes.span, direction) { frames.append($0) }
        return frames
    }
}
