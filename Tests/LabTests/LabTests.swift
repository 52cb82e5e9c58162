import HTTP
import Sockets
import Testing
import Transcripts

@testable import Lab

@Suite(.timeLimit(.minutes(1))) struct LabTests {
    @Test func everyServiceListensOnLoopbackAndTheBookLeadsToIt() async throws {
        try await withLab(LabPorts(web: 0, smtp: 0, pop3: 0, upper: 0, names: 0)) { lab in
            #expect(lab.services.map(\.name) == ["web", "smtp", "pop3", "upper", "upper", "dns", "dns"])
            #expect(lab.services.map(\.transport) == [.tcp, .tcp, .tcp, .tcp, .udp, .udp, .tcp])
            #expect(lab.services.allSatisfy { $0.address.isLoopback && $0.port > 0 && $0.portNote == nil })
            let cases: [(String, Int, Transport, String)] = [
                ("gaia.cs.umass.edu", 80, .tcp, "web"), ("128.119.245.12", 80, .tcp, "web"),
                ("www.someSchool.edu.", 80, .tcp, "web"), ("212.212.212.1", 80, .tcp, "web"),
                ("hamburger.edu", 25, .tcp, "smtp"), ("CREPES.FR", 25, .tcp, "smtp"),
                ("hamburger.edu", 110, .tcp, "pop3"),
                ("hostname", 12000, .udp, "upper"), ("hostname", 12000, .tcp, "upper"),
            ]
            for (host, port, transport, name) in cases {
                let entry = lab.addressBook.entry(for: host, port: port, transport: transport)
                #expect(entry?.service == name)
                #expect(entry?.address == lab.service(name, transport: transport)?.address)
            }
            #expect(lab.addressBook.entry(for: "gaia.cs.umass.edu", port: 443, transport: .tcp) == nil)
            #expect(lab.addressBook.entry(for: "gaia.cs.umass.edu", port: 80, transport: .udp) == nil)
            #expect(lab.addressBook.entry(for: "www.example.com", port: 80, transport: .tcp) == nil)
            #expect(lab.service("lab://web")?.host == "gaia.cs.umass.edu")
            #expect(lab.service("lab://echo-udp")?.transport == .udp)
            #expect(Set(lab.services.flatMap(\.aliases)).count == 9, "one URL leads to one server")
            #expect(lab.service("lab://nothing") == nil)
        }
    }

    @Test func aTakenPortIsToldAndAnotherUsed() async throws {
        let first = try await Lab.start(ports: .free)
        let web = try #require(first.service("web")).port
        let second = try await Lab.start(ports: LabPorts(web: web, smtp: 0, pop3: 0, upper: 0, names: nil))
        let moved = try #require(second.service("web"))
        #expect(moved.port != web)
        #expect(moved.portNote == "port \(web) is taken; \(moved.port) is used instead")
        await second.stop()
        await first.stop()
    }

    @Test func afterStoppingNobodyListens() async throws {
        let lab = try await Lab.start(ports: .free)
        await lab.stop()
        for service in lab.services where service.transport == .tcp {
            await #expect(throws: SocketError.self) { try await Dialer().connect(to: service.address, transport: .tcp) }
        }
    }

    @Test func theBookAnswersAnAskerOfItsOwnFirstAndTakesLoopbackOnly() {
        var book = AddressBook()
        let (near, far) = (Address(host: "127.0.0.2", port: 1), Address(host: "::1", port: 2))
        let outside = Address(host: "128.119.245.12", port: 80)
        let entered = [
            book.add("a.edu", port: 80, transport: .tcp, leadsTo: far, service: "web"),
            book.add("a.edu", port: 80, transport: .tcp, asker: "10.0.0.1", leadsTo: near, service: "web"),
            book.add("b.edu", port: 80, transport: .tcp, leadsTo: outside, service: "web"),
        ]
        #expect(entered == [true, true, false])
        #expect(book.entry(for: "A.edu", port: 80, transport: .tcp, asker: "10.0.0.1")?.address == near)
        #expect(book.entry(for: "A.edu", port: 80, transport: .tcp, asker: "10.0.0.2")?.address == far)
        #expect(book.entry(for: "a.edu", port: 80, transport: .tcp)?.address == far)
        #expect(book.hosts == ["a.edu"])
    }

    @Test(arguments: [
        ("hello\r\n", "HELLO\r\n"), ("one\ntwo\n", "ONE\n"), ("no line end", "NO LINE END"),
        ("grüße, €5\n", "GRÜSSE, €5\n"),
    ])
    func oneLineComesBackInCapitalsOverTCP(sent: String, expected: String) async throws {
        try await withLab { lab in
            let connection = try await lab.connect("upper")
            try await connection.send(sent)
            #expect(String(decoding: try await connection.readAll(), as: UTF8.self) == expected)
            await connection.close()
        }
    }

    @Test func everyDatagramComesBackInCapitals() async throws {
        try await withLab { lab in
            let connection = try await lab.connect("upper", .udp)
            for (sent, expected) in [("a", "A"), ("straße", "STRASSE"), ("", ""), ("\u{0}b", "\u{0}B")] {
                try await connection.send(sent)
                #expect(try await connection.next(within: .seconds(20)) == .data(Array(expected.utf8)))
            }
            try await connection.send([0xFF, UInt8(ascii: "a"), 0xC3])
            #expect(try await connection.next(within: .seconds(20)) == .data([0xFF, UInt8(ascii: "A"), 0xC3]))
            await connection.close()
        }
    }

    @Test func theLecturesMailDialogueOverARealConnection() async throws {
        try await withLab { lab in
            let connection = try await lab.connect("smtp")
            let dialogue = [
                ("HELO crepes.fr\r\n", "250 Hello crepes.fr, pleased to meet you\r\n"),
                ("MAIL FROM: <alice@crepes.fr>\r\n", "250 alice@crepes.fr... Sender ok\r\n"),
                ("RCPT TO: <bob@hamburger.edu>\r\n", "250 bob@hamburger.edu ... Recipient ok\r\n"),
                ("DATA\r\n", "354 Enter mail, end with \".\" on a line by itself\r\n"),
                ("Do you like ketchup?\r\nHow about pickles?\r\n.\r\n", "250 Message accepted for delivery\r\n"),
                ("QUIT\r\n", "221 hamburger.edu closing connection\r\n"),
            ]
            #expect(try await connection.read(until: "\r\n") == "220 hamburger.edu\r\n")
            for (line, answer) in dialogue {
                try await connection.send(line)
                #expect(try await connection.read(until: "\r\n") == answer)
            }
            #expect(try await connection.next() == .end)
            await connection.close()
            #expect(lab.mailboxes.letters(of: "bob@hamburger.edu").count == 3, "two wait from the start")
        }
    }

    /// Many letters asked for at once come one after the other, and the mailbox is locked for as long as the session is.
    @Test func pipelinedLettersComeWholeAndTheMailboxIsLocked() async throws {
        try await withLab { lab in
            let connection = try await lab.connect("pop3")
            let asked = String(repeating: "RETR 2\r\n", count: 3000)
            try await connection.send("USER bob\r\nPASS hungry\r\n\(asked)NOOP\r\n")
            let said = try await connection.read(until: ".\r\n+OK\r\n")
            #expect(said.split(separator: "\r\n+OK 912 octets\r\n").count == 3001)
            #expect(try await logIn(lab).hasSuffix("-ERR [IN-USE] another session has the mailbox open\r\n"))
            // Without QUIT: the lock goes with the connection, and nothing is deleted.
            try await connection.send("DELE 1\r\n")
            #expect(try await connection.read(until: "it\r\n") == "+OK letter 1 is marked; QUIT deletes it\r\n")
            await connection.close()
            var answer = ""
            repeat { answer = try await logIn(lab) } while answer.contains("[IN-USE]")
            #expect(answer.hasSuffix("+OK user successfully logged on, 2 letters\r\n"))
        }
    }

    /// What a client that says who it is, and no more, is told last.
    private func logIn(_ lab: Lab) async throws -> String {
        let connection = try await lab.connect("pop3")
        try await connection.send("USER bob\r\n")
        _ = try await connection.read(until: "password\r\n")
        try await connection.send("PASS hungry\r\n")
        let answer = try await connection.read(until: "\r\n")
        await connection.close()
        return answer
    }

    @Test func aSilentMailClientIsToldAndLeft() async throws {
        let listener = try await Listener.listen(at: Address(host: "127.0.0.1", port: 0), transport: .tcp) {
            await MailService.serve($0, mailboxes: Mailboxes(), idleLimit: .milliseconds(20), now: { newYear })
        }
        let connection = try await Dialer().connect(
            to: Address(parsing: listener.endpoint.address), transport: .tcp)
        let said = String(decoding: try await connection.readAll(), as: UTF8.self)
        #expect(
            said == "220 hamburger.edu\r\n421 hamburger.edu closing connection: nothing was heard for too long\r\n")
        await connection.close()
        await listener.stop()
    }
}
