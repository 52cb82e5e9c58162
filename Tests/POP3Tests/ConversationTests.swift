import Octets
import TestKit
import Testing

@testable import POP3

@Suite struct ConversationTests {
    struct Case: CustomTestStringConvertible {
        var name: String
        var script: String
        var client: [String]
        var server: [String]
        /// The client may send all of it before the server speaks, and the frames are the same.
        var canBeSentAhead = true
        var testDescription: String { name }
    }

    /// Every case is fed turn by turn in whole pieces, byte by byte and in random pieces, and with all of the client's
    /// bytes ahead of the server's.
    @Test(arguments: cases) func framesAreTheSameHoweverTheBytesCome(testCase: Case) {
        let dialogue = Dialogue(testCase.script)
        for feeding in Feeding.all(seed: 11) {
            check(dialogue, dialogue.frames(feeding), testCase, "\(feeding)")
            if testCase.canBeSentAhead {
                check(dialogue, dialogue.framesSentAhead(feeding), testCase, "sent ahead, \(feeding)")
            }
        }
    }

    private func check(_ dialogue: Dialogue, _ frames: [Frame], _ testCase: Case, _ how: String) {
        #expect(dialogue.described(frames, .clientToServer) == testCase.client, "\(how)")
        #expect(dialogue.described(frames, .serverToClient) == testCase.server, "\(how)")
        #expect(frames.map(\.ordinal) == Array(0..<frames.count), "\(how)")
    }

    static let cases: [Case] = [
        Case(
            name: "download and delete, as in the lecture",
            script: """
                S: +OK POP3 server ready
                C: user bob
                S: +OK
                C: pass hungry
                S: +OK user successfully logged on
                C: list
                S: +OK
                S: 1 498
                S: 2 912
                S: .
                C: retr 1
                S: +OK
                S: Subject: one
                S: 
                S: ..a dot
                S: .
                C: dele 1
                S: +OK
                C: quit
                S: +OK POP3 server signing off
                """,
            client: [
                "command | user bob", "command | pass hungry", "command | list", "command | retr 1", "command | dele 1",
                "command | quit",
            ],
            server: [
                "response | +OK POP3 server ready", "response | +OK | answers user bob",
                "response | +OK user successfully logged on | answers pass hungry",
                "response | +OK/1 498/2 912/. | 2 lines, 14 octets | answers list",
                "response | +OK/Subject: one//..a dot/. | 3 lines, 24 octets | answers retr 1",
                "response | +OK | answers dele 1", "response | +OK POP3 server signing off | answers quit",
            ]),
        Case(
            name: "one line where a number is named, or where it is refused",
            script: """
                S: +OK
                C: LIST 2
                C: UIDL 2
                C: LIST
                C: TOP 1 0
                C: CAPA
                S: +OK 2 912
                S: -ERR no such letter
                S: -ERR not now
                S: +OK
                S: .
                S: +OK
                S: USER
                S: .
                """,
            client: [
                "command | LIST 2", "command | UIDL 2", "command | LIST", "command | TOP 1 0", "command | CAPA",
            ],
            server: [
                "response | +OK", "response | +OK 2 912 | answers LIST 2",
                "response | -ERR no such letter | answers UIDL 2", "response | -ERR not now | answers LIST",
                "response | +OK/. | 0 lines, 0 octets | answers TOP 1 0",
                "response | +OK/USER/. | 1 lines, 6 octets | answers CAPA",
            ], canBeSentAhead: false),
        Case(
            name: "AUTH PLAIN with a challenge; the answer is a secret",
            script: """
                S: +OK
                C: AUTH PLAIN
                S: + 
                C: AGJvYgBodW5ncnk=
                S: +OK
                C: STAT
                S: +OK 2 1410
                """,
            client: ["command | AUTH PLAIN", "credentials | AGJvYgBodW5ncnk=", "command | STAT"],
            server: [
                "response | +OK", "response | +  | answers AUTH PLAIN", "response | +OK | answers AGJvYgBodW5ncnk=",
                "response | +OK 2 1410 | answers STAT",
            ]),
        Case(
            name: "AUTH refused: what follows are commands",
            script: """
                S: +OK
                C: AUTH X
                S: -ERR unknown
                C: USER bob
                S: +OK
                """,
            client: ["command | AUTH X", "command | USER bob"],
            server: ["response | +OK", "response | -ERR unknown | answers AUTH X", "response | +OK | answers USER bob"]),
        Case(
            name: "STLS: nothing can be read afterwards",
            script: """
                S: +OK
                C: STLS
                S: +OK begin
                C: cipher
                S: cipher text
                """,
            client: [
                "command | STLS",
                "unparsed | cipher | the rest is encrypted by TLS and cannot be read here",
            ],
            server: [
                "response | +OK", "response | +OK begin | answers STLS",
                "unparsed | cipher text | the rest is encrypted by TLS and cannot be read here",
            ]),
        Case(
            name: "what is no response is unparsed, and reading goes on",
            script: """
                S: +OK
                C: NOOP
                S: 250 that is SMTP
                S: +ok small letters
                C: STAT now
                S: -ERR
                S: +OK nobody asked
                """,
            client: ["command | NOOP", "command | STAT now | error: STAT takes no argument"],
            server: [
                "response | +OK",
                "unparsed | 250 that is SMTP | error: the line does not begin with +OK or -ERR",
                "response | +ok small letters | answers NOOP | the status indicator should be in capitals",
                "response | -ERR | answers STAT now",
                "response | +OK nobody asked | no command was waiting for this response",
            ], canBeSentAhead: false),
        Case(
            name: "a session whose beginning was not seen",
            script: """
                C: RETR 2
                S: +OK
                S: text
                S: .
                C: QUIT
                S: +OK
                """,
            client: ["command | RETR 2", "command | QUIT"],
            server: [
                "response | +OK/text/. | 1 lines, 6 octets | answers RETR 2", "response | +OK | answers QUIT",
            ]),
        Case(
            name: "a letter cut short",
            script: """
                S: +OK
                C: RETR 1
                S: +OK
                S: half a letter
                """,
            client: ["command | RETR 1"],
            server: [
                "response | +OK", "response | +OK/half a letter | 1 lines, 15 octets | answers RETR 1 | unfinished",
            ], canBeSentAhead: false),
        Case(
            name: "lists and letters without +OK before them, as the lectures print them",
            script: """
                S: +OK POP3 server ready
                C: list
                S: 1 498
                S: 2 912
                S: .
                C: retr 1
                S: ..a dot
                S: +OK is a line of the letter
                S: .
                C: retr 2
                S: .
                C: quit
                S: +OK POP3 server signing off
                """,
            client: ["command | list", "command | retr 1", "command | retr 2", "command | quit"],
            server: [
                "response | +OK POP3 server ready",
                "response | 1 498/2 912/. | 2 lines, 14 octets | answers list | \(withoutIndicator)",
                "response | ..a dot/+OK is a line of the letter/. | 2 lines, 37 octets | answers retr 1 | \(withoutIndicator)",
                "response | . | 0 lines, 0 octets | answers retr 2 | \(withoutIndicator)",
                "response | +OK POP3 server signing off | answers quit",
            ], canBeSentAhead: false),
        Case(
            name: "a challenge where nothing was asked: AUTH was not seen, and the answer is a secret all the same",
            script: """
                S: + 
                C: AGJvYgBodW5ncnk=
                S: +OK
                C: STAT
                S: +OK 2 1410
                """,
            client: ["credentials | AGJvYgBodW5ncnk=", "command | STAT"],
            server: [
                "response | +  | no command was waiting for this response", "response | +OK | answers AGJvYgBodW5ncnk=",
                "response | +OK 2 1410 | answers STAT",
            ], canBeSentAhead: false),
        Case(
            name: "a challenge outside of AUTH answers nothing",
            script: """
                S: +OK
                C: NOOP
                S: + what
                S: +OK
                """,
            client: ["command | NOOP"],
            server: [
                "response | +OK", "unparsed | + what | error: a challenge comes only within AUTH",
                "response | +OK | answers NOOP",
            ], canBeSentAhead: false),
    ]

    private static let withoutIndicator = "the response begins without +OK, which stands before its lines"

    @Test func statesFollowTheSession() {
        var script = "S: +OK ready\n"
        func after(_ lines: String) -> SessionState {
            script += lines + "\n"
            return Dialogue(script).state
        }
        #expect(Dialogue("").state == .connected)
        #expect(Dialogue(script).state == .authorization(user: nil))
        #expect(after("C: USER bob") == .authorization(user: nil))
        #expect(after("S: +OK") == .authorization(user: "bob"))
        // PASS has its place right behind USER and nowhere else.
        #expect(after("C: PASS wrong\nS: -ERR") == .authorization(user: nil))
        #expect(after("C: user bob \nS: +OK") == .authorization(user: "bob"))
        #expect(after("C: PASS hungry\nS: +OK") == .transaction(deleted: 0))
        #expect(after("C: DELE 1\nS: +OK\nC: DELE 2\nS: +OK") == .transaction(deleted: 2))
        #expect(after("C: DELE 9\nS: -ERR") == .transaction(deleted: 2))
        #expect(after("C: RSET\nS: +OK") == .transaction(deleted: 0))
        #expect(after("C: QUIT") == .update)
        #expect(Dialogue("S: +OK\nC: QUIT").state == .quit)
        #expect(Dialogue("S: +OK\nC: AUTH PLAIN").state == .authenticating)
        #expect(Dialogue("S: +OK\nC: AUTH PLAIN\nS: + ").state == .authenticating)
        #expect(Dialogue("S: +OK\nC: STLS\nS: +OK").state == .encrypted)
    }

    @Test func linesOverTheLimitAreUnparsedAndReadingGoesOn() {
        let long = String(repeating: "x", count: 100)
        let dialogue = Dialogue("S: +OK\nC: \(long)\nC: NOOP\nS: -ERR\nS: +OK")
        let limits = Limits(line: 64, unparsed: 64)
        for feeding in Feeding.all(seed: 3) {
            let frames = dialogue.frames(feeding, limits: limits)
            let client = frames.filter { $0.direction == .clientToServer }
            #expect(client.last?.kind == .command, "\(feeding)")
            #expect(client.dropLast().allSatisfy { $0.kind == .unparsed }, "\(feeding)")
            guard case .limit(_, _, let allowed)? = client.first?.error?.fault else {
                Issue.record("no limit was told, \(feeding)")
                continue
            }
            #expect(allowed == 64)
            #expect(dialogue.described(frames, .serverToClient).last?.hasSuffix("answers NOOP") == true, "\(feeding)")
        }
    }

    /// The first line of a response is too long: its beginning tells all the same that it answers, and that lines follow.
    @Test func aLongResponseStillAnswersItsCommand() {
        let long = String(repeating: "y", count: 150)
        let dialogue = Dialogue(
            "S: +OK\nC: NOOP\nC: RETR 1\nC: STAT\nS: +OK \(long)\nS: +OK \(long)\nS: +OK is in the letter\nS: .\nS: -ERR"
        )
        for feeding in Feeding.all(seed: 5) {
            let frames = dialogue.frames(feeding, limits: Limits(line: 64, unparsed: 100))
            let server = frames.filter { $0.direction == .serverToClient }
            #expect(
                server.map(\.kind) == [.response, .unparsed, .unparsed, .unparsed, .unparsed, .response, .response],
                "\(feeding)")
            #expect(server.map(\.answers) == [nil, 1, nil, 2, nil, 2, 3], "\(feeding)")
            #expect(server[5].lineCount == 1 && server[5].isMultiline, "\(feeding)")
        }
    }

    @Test func commandsThatWaitHaveALimit() {
        let frames = Dialogue("S: +OK\nC: NOOP\nC: STAT\nS: +OK").frames(limits: Limits(outstanding: 1))
        #expect(frames[2].error?.fault == .limit(name: "commands without a response", actual: 2, allowed: 1))
        #expect(frames.map(\.answers) == [nil, nil, nil, 1])
    }

    @Test func aLetterOfMegabytesCostsNothingAndHasItsLength() {
        var conversation = Conversation()
        var frames: [Frame] = []
        func give(_ text: String, _ direction: Direction) {
            conversation.receive(Array(text.utf8).span, direction) { frames.append($0) }
        }
        give("+OK\r\n", .serverToClient)
        give("RETR 1\r\n", .clientToServer)
        give("+OK\r\n", .serverToClient)
        let block = String(repeating: String(repeating: "x", count: 70) + "\r\n", count: 1000)
        for _ in 0..<100 { give(block, .serverToClient) }
        #expect(conversation.server.lines.kept.isEmpty && frames.count == 2)
        give(".\r\n", .serverToClient)
        #expect(frames.last?.bodyLength == 7_200_000 && frames.last?.lineCount == 100_000)
    }

    @Test func aClientThatSendsAheadIsHeldOnlySoLong() {
        let dialogue = Dialogue("S: +OK\nC: AUTH PLAIN\nC: \(String(repeating: "A", count: 200))")
        let frames = dialogue.frames(.bytewise, limits: Limits(held: 64))
        let client = dialogue.described(frames, .clientToServer)
        #expect(client.count == 2)
        #expect(client.last?.hasPrefix("credentials") == true)
        #expect(client.last?.contains("it is assumed that it said to go on") == true)
    }

    /// Whatever comes, every octet is in exactly one frame, in order, and pieces make no difference.
    @Test func anyBytesAreFramedWithoutGap() {
        let seed = UInt64.random(in: 0..<UInt64.max)
        var generator = SeededGenerator(seed: seed)
        let words = [
            "+OK", "-ERR", "RETR 1", "LIST", "AUTH X", "QUIT", ".", "..", "\r\n", "\n", " ", "+ ", "STLS", "é",
        ]
        for _ in 0..<300 {
            let script = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
                let side = Bool.random(using: &generator) ? "C: " : "S: "
                return side
                    + (0..<3).map { _ in words.randomElement(using: &generator) ?? "" }.joined()
                    .filter { $0 != "\n" && $0 != "\r\n" }
            }.joined(separator: "\n")
            let dialogue = Dialogue(script)
            let whole = dialogue.frames()
            for direction in Direction.allCases {
                var end: UInt64 = 0
                for frame in whole where frame.direction == direction {
                    #expect(frame.range.lowerBound == end, "seed \(seed): \(script)")
                    end = frame.range.upperBound
                }
                #expect(end == UInt64(dialogue.stream(direction).count), "seed \(seed): \(script)")
            }
            #expect(dialogue.frames(.bytewise) == whole, "seed \(seed): \(script)")
        }
    }
}
