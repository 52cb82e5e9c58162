import Octets
import SMTP
import Testing

@testable import Lab

/// What the mail lab answers, without a socket.
@Suite struct MailServerTests {
    static func server(_ mailboxes: Mailboxes = Mailboxes()) -> MailServer {
        MailServer(clientAddress: "[127.0.0.1]", mailboxes: mailboxes)
    }

    static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// Lines of a dialogue: `C: ` from the client, `S: ` from the server; the first is the greeting.
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

    static let dialogues: [String] = [
        lecture,
        """
        S: 220 hamburger.edu
        C: EHLO crepes.fr
        S: 250-hamburger.edu Hello crepes.fr, pleased to meet you
        S: 250-SIZE 10485760
        S: 250-PIPELINING
        S: 250-8BITMIME
        S: 250 HELP
        C: MAIL FROM:<alice@crepes.fr> SIZE=1000 BODY=8BITMIME
        S: 250 alice@crepes.fr... Sender ok
        C: RSET
        S: 250 reset
        C: RCPT TO:<bob@hamburger.edu>
        S: 503 say MAIL first
        C: mail from:<>
        S: 250 <>... Sender ok
        C: MAIL FROM:<alice@crepes.fr>
        S: 503 the sender is known already; RSET begins anew
        C: RCPT TO:<carol@example.com>
        S: 550 carol@example.com... relaying denied; only the lab's domains are served
        C: DATA
        S: 503 say RCPT first
        C: RCPT TO:<Postmaster>
        S: 250 Postmaster ... Recipient ok
        C: HELO again.fr
        S: 250 Hello again.fr, pleased to meet you
        C: DATA
        S: 503 say MAIL first
        C: NOOP
        S: 250 ok
        C: VRFY bob
        S: 250 <bob@hamburger.edu>
        C: VRFY <alice@crepes.fr>
        S: 250 <alice@crepes.fr>
        C: VRFY nobody
        S: 252 <nobody@hamburger.edu> would be accepted, and nobody has used it yet
        C: VRFY x@example.com
        S: 550 x@example.com... not a mailbox of the lab
        C: HELP
        S: 214-HELO EHLO MAIL RCPT DATA RSET NOOP VRFY HELP QUIT
        S: 214 mail is kept for hamburger.edu and crepes.fr
        C: STARTTLS
        S: 502 STARTTLS is not offered here
        C: QUIT
        S: 221 hamburger.edu closing connection
        """,
        """
        S: 220 hamburger.edu
        C: MAIL FROM:<alice@crepes.fr>
        S: 503 say HELO or EHLO first
        C: HELO
        S: 501 HELO names no host
        C: EHLO a(b
        S: 501 the name is too long or has characters that no name has
        C: HELO crepes.fr
        S: 250 Hello crepes.fr, pleased to meet you
        C: KETCHUP please
        S: 500 command not known
        C:
        S: 500 the line is empty
        C: MAIL TO:<alice@crepes.fr>
        S: 501 expected FROM: and a path
        C: MAIL FROM:<alice>
        S: 501 alice has no domain
        C: MAIL FROM:<alice@crepes.fr> SIZE=10485761
        S: 552 the letter is larger than 10485760 octets
        C: MAIL FROM:<alice@crepes.fr> SIZE=many
        S: 501 SIZE is not a number
        C: MAIL FROM:<alice@crepes.fr> RET=FULL
        S: 555 RET is not known here
        C: MAIL FROM:<alice@crepes.fr>
        S: 250 alice@crepes.fr... Sender ok
        C: RCPT TO:<>
        S: 501 a recipient cannot be the null path
        C: RCPT TO:<bob@hamburger.edu> NOTIFY=NEVER
        S: 555 NOTIFY is not known here
        C: DATA now
        S: 501 DATA takes no argument
        C: QUIT
        S: 221 hamburger.edu closing connection
        """,
    ]

    @Test(arguments: dialogues)
    func aDialogueGoesAsWritten(dialogue: String) {
        var server = Self.server()
        var expected = ""
        var said = Self.text(server.greeting)
        for line in dialogue.split(separator: "\n") {
            if line.hasPrefix("S:") {
                expected += line.dropFirst(3) + "\r\n"
            } else {
                #expect(said == expected)
                (said, expected) = (
                    Self.text(server.receive((line.dropFirst(3) + "\r\n"))), ""
                )
            }
        }
        #expect(said == expected)
        #expect(server.isOver)
    }

    /// All that the client says in a dialogue, and all that the server does.
    static func sides(_ dialogue: String) -> (client: [UInt8], server: String) {
        let lines = dialogue.split(separator: "\n")
        let side = { (mark: String) in lines.filter { $0.hasPrefix(mark) }.map { $0.dropFirst(3) + "\r\n" }.joined() }
        return (Array(side("C:").utf8), side("S:"))
    }

    @Test(arguments: dialogues, [1, 2, 7, 1 << 20])
    func aDialogueGoesTheSameHoweverItsBytesCome(dialogue: String, size: Int) {
        let (client, expected) = Self.sides(dialogue)
        var server = Self.server()
        var said = server.greeting
        for start in stride(from: 0, to: client.count, by: size) {
            said += server.receive(Array(client[start..<min(start + size, client.count)]))
        }
        #expect(Self.text(said) == expected)
    }

    @Test func theLetterIsKeptWithItsTrace() {
        let mailboxes = Mailboxes()
        var server = Self.server(mailboxes)
        _ = server.receive(Self.sides(Self.lecture).client)
        let letters = mailboxes.letters(of: "bob@hamburger.edu")
        #expect(letters.count == 1)
        #expect(
            letters.first.map { Self.text($0.content) } == """
                Return-Path: <alice@crepes.fr>\r
                Received: from crepes.fr ([127.0.0.1])\r
                \tby hamburger.edu with SMTP\r
                \tfor <bob@hamburger.edu>;\r
                \tThu, 01 Jan 2026 00:00:00 +0000\r
                Do you like ketchup?\r
                How about pickles?\r

                """)
        #expect(letters.first?.reversePath == Mailbox(localPart: "alice", domain: "crepes.fr"))
        #expect(mailboxes.letters(of: "alice@crepes.fr").isEmpty)
    }

    static let envelope = "HELO a.fr\r\nMAIL FROM:<a@a.fr>\r\nRCPT TO:<bob@hamburger.edu>\r\nDATA\r\n"

    @Test func stuffedDotsAreTakenAwayAndSeveralLettersGoOverOneConnection() {
        let mailboxes = Mailboxes()
        var server = Self.server(mailboxes)
        let again = "MAIL FROM:<a@a.fr>\r\nRCPT TO:<BOB@Hamburger.edu>\r\nDATA\r\n"
        let script = Self.envelope + "..\r\n...x\r\n.\r\n" + again + "second\r\n.\r\nQUIT\r\n"
        let said = Self.text(server.receive(script))
        #expect(
            said.split(separator: "\r\n").map { $0.prefix(3) } == [
                "250", "250", "250", "354", "250", "250", "250", "354", "250", "221",
            ])
        let letters = mailboxes.letters(of: "bob@hamburger.edu").map { Self.text($0.content) }
        #expect(letters.count == 2)
        #expect(letters.first?.hasSuffix("+0000\r\n.\r\n..x\r\n") == true)
        #expect(letters.last?.hasSuffix("second\r\n") == true)
    }

    @Test func oneCopyForEachRecipientAndNoMoreThanTheLimit() {
        let mailboxes = Mailboxes()
        var server = Self.server(mailboxes)
        _ = server.receive("HELO a.fr\r\nMAIL FROM:<a@a.fr>\r\n")
        for _ in 0..<MailServer.recipientLimit {
            let said = server.receive("RCPT TO:<bob@hamburger.edu>\r\n")
            #expect(said.starts(with: Array("250".utf8)))
        }
        let refused = server.receive("RCPT TO:<alice@crepes.fr>\r\n")
        #expect(Self.text(refused) == "452 too many recipients; 100 are the most\r\n")
        _ = server.receive("DATA\r\nx\r\n.\r\n")
        #expect(mailboxes.letters(of: "bob@hamburger.edu").count == 1)
        #expect(mailboxes.letters(of: "alice@crepes.fr").isEmpty)
    }

    @Test func aLetterThatIsTooLargeIsRefusedAtItsEndAndTheSessionGoesOn() {
        let mailboxes = Mailboxes()
        var server = Self.server(mailboxes)
        _ = server.receive(Self.envelope)
        let line = Array((String(repeating: "x", count: 1022) + "\r\n").utf8)
        for _ in 0...(MailServer.letterLimit / line.count) { #expect(server.receive(line) == []) }
        let said = server.receive(".\r\nNOOP\r\n")
        #expect(Self.text(said) == "552 the letter is larger than 10485760 octets\r\n250 ok\r\n")
        #expect(mailboxes.letters(of: "bob@hamburger.edu").isEmpty)
    }

    @Test func aLineThatIsTooLongIsRefusedAndSkipped() {
        var server = Self.server()
        let long = "HELO " + String(repeating: "x", count: 9000) + "\r\nNOOP\r\n"
        let said = Self.text(server.receive(long)).split(separator: "\r\n")
        #expect(said.map { $0.prefix(3) } == ["500", "250"])
    }

    @Test func endlessNonsenseAndSilenceEndTheSession() {
        var server = Self.server()
        var said: [UInt8] = []
        for _ in 0..<MailServer.refusalLimit { said += server.receive("x\r\n") }
        #expect(server.isOver)
        #expect(Self.text(said).hasSuffix("421 hamburger.edu closing connection: too many commands were refused\r\n"))
        #expect(server.receive("NOOP\r\n") == [])
        var silent = Self.server()
        #expect(
            Self.text(silent.timeOut()) == "421 hamburger.edu closing connection: nothing was heard for too long\r\n")
        #expect(silent.isOver)
    }

    @Test func mailboxesAreBoundedAndDeliverToAllOrNone() {
        let mailboxes = Mailboxes()
        let bob = Mailbox(localPart: "bob", domain: "hamburger.edu")
        for number in 1...Mailboxes.lettersLimit {
            #expect(mailboxes.deliver([1], from: nil, to: [bob], accepted: newYear))
            #expect(mailboxes.letters(of: "bob@hamburger.edu").last?.number == number)
        }
        let alice = Mailbox(localPart: "alice", domain: "crepes.fr")
        #expect(!mailboxes.hasRoom(for: bob))
        #expect(!mailboxes.deliver([1], from: nil, to: [alice, bob], accepted: newYear))
        #expect(mailboxes.letters(of: "alice@crepes.fr").isEmpty)
        mailboxes.remove([1], from: "bob@hamburger.edu")
        #expect(mailboxes.hasRoom(for: bob))
        #expect(
            !mailboxes.deliver(Array(repeating: 0, count: Mailboxes.bytesLimit), from: nil, to: [alice], accepted: 0))
        for number in mailboxes.names.count..<Mailboxes.mailboxLimit {
            let guest = Mailbox(localPart: "guest\(number)", domain: "crepes.fr")
            #expect(mailboxes.deliver([1], from: nil, to: [guest], accepted: newYear))
        }
        let late = Mailbox(localPart: "late", domain: "crepes.fr")
        #expect(!mailboxes.hasRoom(for: late))
        #expect(!mailboxes.deliver([1], from: nil, to: [late], accepted: newYear))
    }

    @Test(arguments: [
        (Int64(0), "Thu, 01 Jan 1970 00:00:00 +0000"), (newYear, "Thu, 01 Jan 2026 00:00:00 +0000"),
        (Int64(1_709_251_199), "Thu, 29 Feb 2024 23:59:59 +0000"),
    ])
    func datesOfMail(seconds: Int64, expected: String) {
        #expect(MailDate(seconds: seconds).description == expected)
    }
}

extension MailServer {
    mutating func receive(_ text: String) -> [UInt8] { receive(Array(text.utf8)) }

    mutating func receive(_ bytes: [UInt8]) -> [UInt8] { receive(bytes.span, now: newYear) }
}
