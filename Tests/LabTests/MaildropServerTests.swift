import POP3
import SMTP
import Testing

@testable import Lab

/// What the lab's mailbox server answers, without a socket.
@Suite struct MaildropServerTests {
    /// Lines of a dialogue: `C: ` from the client, `S: ` from the server; the first is the greeting.
    static let dialogues: [String] = [
        """
        S: +OK POP3 server ready
        C: user bob
        S: +OK now say PASS and the password
        C: pass hungry
        S: +OK user successfully logged on, 2 letters
        C: list
        S: +OK 2 letters
        S: 1 498
        S: 2 912
        S: .
        C: dele 1
        S: +OK letter 1 is marked; QUIT deletes it
        C: list
        S: +OK 1 letter
        S: 2 912
        S: .
        C: retr 1
        S: -ERR letter 1 is marked to be deleted
        C: stat
        S: +OK 1 912
        C: rset
        S: +OK no letter is marked any more
        C: stat
        S: +OK 2 1410
        C: quit
        S: +OK POP3 server signing off, 2 letters left
        """,
        """
        S: +OK POP3 server ready
        C: LIST
        S: -ERR say USER and PASS first
        C: PASS hungry
        S: -ERR say USER first
        C: USER nobody
        S: +OK now say PASS and the password
        C: PASS hungry
        S: -ERR the name or the password is wrong
        C: USER bob
        S: +OK now say PASS and the password
        C: PASS ketchup
        S: -ERR the name or the password is wrong
        C: PASS hungry
        S: -ERR say USER first
        C: APOP bob c4c9334bac560ecc979e58001b3e22fb
        S: -ERR APOP is not offered here
        C: XYZZY
        S: -ERR command not known
        C: CAPA
        S: +OK what this server can do
        S: USER
        S: TOP
        S: UIDL
        S: PIPELINING
        S: RESP-CODES
        S: .
        C: USER BOB@hamburger.edu
        S: +OK now say PASS and the password
        C: PASS hungry
        S: +OK user successfully logged on, 2 letters
        C: USER alice
        S: -ERR the mailbox is open already
        C: LIST 2
        S: +OK 2 912
        C: LIST 3
        S: -ERR there is no letter 3
        C: RETR
        S: -ERR RETR wants an argument
        C: UIDL 1
        S: +OK 1 1439912644-1
        C: UIDL
        S: +OK 2 letters
        S: 1 1439912644-1
        S: 2 1439912645-2
        S: .
        C: NOOP
        S: +OK
        C: QUIT
        S: +OK POP3 server signing off, 2 letters left
        """,
    ]

    @Test(arguments: dialogues)
    func aDialogueGoesAsWritten(dialogue: String) {
        var server = MaildropServer(mailboxes: Mailboxes(waiting: WaitingLetters.letters))
        var said = Self.text(server.greeting)
        var expected = ""
        for line in dialogue.split(separator: "\n") {
            if line.hasPrefix("S:") {
                expected += line.dropFirst(3) + "\r\n"
            } else {
                #expect(said == expected)
                said = Self.text(server.receive("\(line.dropFirst(3))\r\n"))
                expected = ""
            }
        }
        #expect(said == expected)
        #expect(server.isOver)
    }

    static func text(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func theLettersHaveTheLecturesSizes() {
        #expect(WaitingLetters.letters.map(\.content.count) == [498, 912])
        #expect(WaitingLetters.letters.allSatisfy { $0.content.suffix(2) == [13, 10] })
    }

    private func open(_ mailboxes: Mailboxes) -> MaildropServer {
        var server = MaildropServer(mailboxes: mailboxes)
        let said = Self.text(server.receive("USER bob\r\nPASS hungry\r\n"))
        #expect(said.contains("successfully"))
        return server
    }

    @Test func deletionHappensAtQuitAndOnlyThere() {
        let mailboxes = Mailboxes(waiting: WaitingLetters.letters)
        var server = open(mailboxes)
        _ = server.receive("DELE 1\r\n")
        server.end()
        #expect(mailboxes.letters(of: "bob@hamburger.edu").count == 2, "the connection broke")
        server = open(mailboxes)
        _ = server.receive("DELE 1\r\n")
        _ = server.timeOut()
        #expect(mailboxes.letters(of: "bob@hamburger.edu").count == 2, "nothing was heard for too long")
        server = open(mailboxes)
        #expect(
            Self.text(server.receive("DELE 1\r\nQUIT\r\n")).hasSuffix("+OK POP3 server signing off, 1 letter left\r\n"))
        #expect(mailboxes.letters(of: "bob@hamburger.edu").map(\.number) == [2])
    }

    @Test func aMailboxIsOpenForOneAtATime() {
        let mailboxes = Mailboxes(waiting: WaitingLetters.letters)
        var first = open(mailboxes)
        var second = MaildropServer(mailboxes: mailboxes)
        let refused = Self.text(second.receive("USER bob\r\nPASS hungry\r\n"))
        #expect(refused.hasSuffix("-ERR [IN-USE] another session has the mailbox open\r\n"))
        // What comes meanwhile is for the next session.
        let bob = Mailbox(localPart: "bob", domain: "hamburger.edu")
        #expect(mailboxes.deliver([65, 13, 10], from: nil, to: [bob], accepted: 1))
        #expect(Self.text(first.receive("STAT\r\n")) == "+OK 2 1410\r\n")
        _ = first.receive("QUIT\r\n")
        #expect(Self.text(second.receive("USER bob\r\nPASS hungry\r\nSTAT\r\n")).hasSuffix("+OK 3 1413\r\n"))
    }

    @Test func aLetterIsStuffedOnTheWireAndCutByTop() {
        var server = open(Mailboxes(waiting: WaitingLetters.letters))
        let whole = Self.text(server.receive("RETR 2\r\n"))
        #expect(whole.hasPrefix("+OK 912 octets\r\nReturn-Path: <alice@crepes.fr>\r\n"))
        #expect(whole.contains("Here is one:\r\n..\r\nThe server"))
        #expect(whole.hasSuffix("Alice\r\n.\r\n"))
        // The first line of the response, one added dot, and the line of one dot.
        #expect(whole.utf8.count == 912 + "+OK 912 octets\r\n".utf8.count + 1 + 3)
        let top = Self.text(server.receive("TOP 2 1\r\n"))
        #expect(top.hasSuffix("Message-ID: <2@crepes.fr>\r\n\r\nBob,\r\n.\r\n"))
        #expect(Self.text(server.receive("TOP 2 0\r\n")).hasSuffix("Message-ID: <2@crepes.fr>\r\n\r\n.\r\n"))
        #expect(Self.text(server.receive("TOP 2 1000\r\n")).hasSuffix("again,\r\nAlice\r\n.\r\n"))
    }

    /// Eight octets ask for ten megabytes: a client that asks for many letters at once gets one after the other.
    @Test func whatIsAnsweredAtOnceHasALimit() {
        let mailboxes = Mailboxes()
        let line = Array((String(repeating: "x", count: 1022) + "\r\n").utf8)
        let letter = Array(repeatElement(line, count: 1024).joined())
        let bob = Mailbox(localPart: "bob", domain: "hamburger.edu")
        #expect(mailboxes.deliver(letter, from: nil, to: [bob], accepted: 1))
        var server = open(mailboxes)
        var said = server.receive(String(repeating: "RETR 1\r\n", count: 20) + "QUIT\r\n")
        var pieces = [said.count]
        while server.hasMore {
            let more = server.receive("")
            pieces.append(more.count)
            said += more
        }
        #expect(pieces.count > 5)
        #expect(pieces.allSatisfy { $0 <= MaildropServer.outputLimit + letter.count + 100 })
        #expect(said.count > 20 * letter.count)
        #expect(Self.text(said.suffix(60)).hasSuffix("+OK POP3 server signing off, 1 letter left\r\n"))
        #expect(server.isOver && !server.hasMore)
    }

    @Test func blanksBehindANameAreNotItsOwn() {
        var server = MaildropServer(mailboxes: Mailboxes())
        #expect(Self.text(server.receive("USER bob \r\nPASS hungry\r\n")).contains("successfully"))
        _ = server.receive("QUIT\r\n")
        server = MaildropServer(mailboxes: Mailboxes())
        #expect(Self.text(server.receive("USER bob\r\nPASS hungry \r\n")).hasSuffix("password is wrong\r\n"))
    }

    /// When time is up the server says nothing, and the mailbox is free (RFC 1939 §3).
    @Test func aSilentClientIsLeftInSilence() {
        let mailboxes = Mailboxes(waiting: WaitingLetters.letters)
        var server = open(mailboxes)
        #expect(server.timeOut() == [])
        #expect(server.isOver)
        _ = open(mailboxes)
    }

    @Test func aClientThatIsRefusedTooOftenIsSentAway() {
        var server = MaildropServer(mailboxes: Mailboxes())
        for _ in 0..<(MaildropServer.refusalLimit - 1) { _ = server.receive("NOPE\r\n") }
        #expect(!server.isOver)
        let last = Self.text(server.receive(String(repeating: "x", count: 9000) + "\r\n"))
        #expect(last.hasSuffix("closing connection: too many commands were refused\r\n"))
        #expect(server.isOver)
    }
}

extension MaildropServer {
    fileprivate mutating func receive(_ text: String) -> [UInt8] { receive(Array(text.utf8).span, now: 0) }
}
