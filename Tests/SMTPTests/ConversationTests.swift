import Octets
import TestKit
import Testing

@testable import SMTP

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
        for feeding in Feeding.all(seed: 7) {
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
            name: "the lecture's letter", script: lecture,
            client: [
                "command | HELO crepes.fr", "command | MAIL FROM: <alice@crepes.fr>",
                "command | RCPT TO: <bob@hamburger.edu>", "command | DATA",
                "content | Do you like ketchup?/How about pickles?/. | body 42", "command | QUIT",
            ],
            server: [
                "reply | 220 hamburger.edu",
                "reply | 250 Hello crepes.fr, pleased to meet you | answers HELO crepes.fr",
                "reply | 250 alice@crepes.fr... Sender ok | answers MAIL FROM: <alice@crepes.fr>",
                "reply | 250 bob@hamburger.edu ... Recipient ok | answers RCPT TO: <bob@hamburger.edu>",
                "reply | 354 Enter mail, end with \".\" on a line by itself | answers DATA",
                "reply | 250 Message accepted for delivery | answers content",
                "reply | 221 hamburger.edu closing connection | answers QUIT",
            ]),
        Case(
            name: "two letters, pipelined, with stuffed dots and a reply of many lines",
            script: """
                S: 220 a
                C: EHLO b
                S: 250-a
                S: 250-PIPELINING
                S: 250 SIZE 1000
                C: MAIL FROM:<x@b>
                C: RCPT TO:<y@a>
                C: RCPT TO:<z@a>
                C: DATA
                S: 250 1
                S: 250 2
                S: 550 3
                S: 354 4
                C: ..hidden
                C: .
                C: MAIL FROM:<>
                C: RCPT TO:<y@a>
                C: DATA
                S: 250 5
                S: 250 6
                S: 250 7
                S: 354 8
                C: .
                C: QUIT
                S: 250 9
                S: 221 10
                """,
            client: [
                "command | EHLO b", "command | MAIL FROM:<x@b>", "command | RCPT TO:<y@a>", "command | RCPT TO:<z@a>",
                "command | DATA", "content | ..hidden/. | body 9", "command | MAIL FROM:<>",
                "command | RCPT TO:<y@a>", "command | DATA", "content | . | body 0", "command | QUIT",
            ],
            server: [
                "reply | 220 a", "reply | 250-a/250-PIPELINING/250 SIZE 1000 | answers EHLO b",
                "reply | 250 1 | answers MAIL FROM:<x@b>", "reply | 250 2 | answers RCPT TO:<y@a>",
                "reply | 550 3 | answers RCPT TO:<z@a>", "reply | 354 4 | answers DATA",
                "reply | 250 5 | answers content", "reply | 250 6 | answers MAIL FROM:<>",
                "reply | 250 7 | answers RCPT TO:<y@a>", "reply | 354 8 | answers DATA",
                "reply | 250 9 | answers content", "reply | 221 10 | answers QUIT",
            ]),
        Case(
            name: "DATA refused: what follows are commands",
            script: """
                S: 220 a
                C: DATA
                S: 503 no
                C: NOOP
                C: .
                S: 250 ok
                S: 500 what
                """,
            client: [
                "command | DATA", "command | NOOP",
                "unparsed | . | error: the line does not begin with a verb",
            ],
            server: [
                "reply | 220 a", "reply | 503 no | answers DATA", "reply | 250 ok | answers NOOP",
                "reply | 500 what | answers .",
            ]),
        Case(
            name: "chunks are counted, and hold anything",
            script: """
                S: 220 a
                C: BDAT 11
                C: .
                C: DATA
                C: 
                C: BDAT 0 LAST
                S: 250 got 10
                S: 250 all
                C: BDAT x
                S: 501 no
                C: RSET
                S: 250 ok
                """,
            client: [
                "command | BDAT 11", "content | ./DATA/ | body 11", "command | BDAT 0 LAST",
                "command | BDAT x | error: BDAT wants a number of octets and perhaps LAST", "command | RSET",
            ],
            server: [
                "reply | 220 a", "reply | 250 got 10 | answers BDAT 11", "reply | 250 all | answers BDAT 0 LAST",
                "reply | 501 no | answers BDAT x", "reply | 250 ok | answers RSET",
            ]),
        Case(
            name: "AUTH LOGIN takes two lines of credentials",
            script: """
                S: 220 a
                C: AUTH LOGIN
                S: 334 VXNlcm5hbWU6
                C: Ym9i
                S: 334 UGFzc3dvcmQ6
                C: c2VjcmV0
                S: 235 2.7.0 ok
                C: NOOP
                S: 250 ok
                """,
            client: ["command | AUTH LOGIN", "credentials | Ym9i", "credentials | c2VjcmV0", "command | NOOP"],
            server: [
                "reply | 220 a", "reply | 334 VXNlcm5hbWU6 | answers AUTH LOGIN",
                "reply | 334 UGFzc3dvcmQ6 | answers Ym9i", "reply | 235 2.7.0 ok | answers c2VjcmV0",
                "reply | 250 ok | answers NOOP",
            ]),
        Case(
            name: "AUTH PLAIN with an initial response, then refused, then cancelled",
            script: """
                S: 220 a
                C: auth plain AGJvYgBzZWNyZXQ=
                S: 535 5.7.8 no
                C: AUTH PLAIN
                S: 334 
                C: *
                S: 501 cancelled
                C: QUIT
                S: 221 bye
                """,
            client: [
                "command | auth plain AGJvYgBzZWNyZXQ=", "command | AUTH PLAIN", "credentials | *", "command | QUIT",
            ],
            server: [
                "reply | 220 a", "reply | 535 5.7.8 no | answers auth plain AGJvYgBzZWNyZXQ=",
                "reply | 334  | answers AUTH PLAIN", "reply | 501 cancelled | answers *",
                "reply | 221 bye | answers QUIT",
            ]),
        Case(
            name: "after 220 to STARTTLS nothing can be read",
            script: """
                S: 220 a
                C: STARTTLS
                S: 220 go ahead
                C: cipher
                S: text
                C: more
                """,
            client: ["command | STARTTLS", "unparsed | cipher/more"],
            server: ["reply | 220 a", "reply | 220 go ahead | answers STARTTLS", "unparsed | text"]),
        Case(
            name: "STARTTLS refused goes on in clear",
            script: """
                S: 220 a
                C: STARTTLS
                S: 454 not now
                C: NOOP
                S: 250 ok
                """,
            client: ["command | STARTTLS", "command | NOOP"],
            server: ["reply | 220 a", "reply | 454 not now | answers STARTTLS", "reply | 250 ok | answers NOOP"]),
        Case(
            name: "malformed lines are told and passed over",
            script: """
                S: hello
                S: 220-a
                S: b
                S: 221 c
                C: 
                C: MAIL alice
                S: 500 x
                S: 501 y
                S: 421 closing
                """,
            client: [
                "unparsed |  | error: the line is empty", "command | MAIL alice | error: expected FROM: and a path",
            ],
            server: [
                "unparsed | hello | error: the line does not begin with a reply code",
                "reply | 220-a/b/221 c | error: the line does not begin with a reply code",
                "reply | 500 x | answers ", "reply | 501 y | answers MAIL alice", "reply | 421 closing",
            ],
            // A first reply of 221 that follows commands is taken for an answer.
            canBeSentAhead: false),
    ]

    static let lecture = """
        S: 220 hamburger.edu
        C: HELO crepes.fr
        S: 250 Hello crepes.fr, pleased to meet you
        C: MAIL FROM: <alice@crepes.fr>
        S: 250 alice@crepes.fr... Sender ok
        C: RCPT TO: <bob@hamburger.edu>
        S: 250 bob@hamburger.edu ... Recipient ok
        C: DATA
        S: 354 Enter mail, end with "." on a line by itself
        C: Do you like ketchup?
        C: How about pickles?
        C: .
        S: 250 Message accepted for delivery
        C: QUIT
        S: 221 hamburger.edu closing connection
        """
}
