import Octets
import Testing
import Transcripts

@testable import Dissection

@Suite struct DissectorTests {
    @Test func theLectureLetterIsThirteenMessages() {
        let whole = Dissected(Samples.letter.events(port: 4000))
        #expect(
            whole.summaries == [
                "< reply 220 hamburger.edu", "> command HELO crepes.fr",
                "< reply 250 Hello crepes.fr, pleased to meet you (1)", "> command MAIL FROM: <alice@crepes.fr>",
                "< reply 250 alice@crepes.fr... Sender ok (3)", "> command RCPT TO: <bob@hamburger.edu>",
                "< reply 250 bob@hamburger.edu ... Recipient ok (5)", "> command DATA",
                "< reply 354 Enter mail, end with \".\" on a line by itself (7)", "> content letter, 42 B",
                "< reply 250 Message accepted for delivery (9)", "> command QUIT",
                "< reply 221 hamburger.edu closing connection (11)",
            ])
        #expect(whole.records[3].severity == .note)
        #expect(Dissected(Samples.letter.bytewise()).summaries == whole.summaries)
    }

    @Test func httpMessagesAnswerOneAnother() {
        let whole = Dissected(Samples.get.events())
        #expect(
            whole.summaries == [
                "> request GET /kurose_ross/interactive/index.php?a=1&b HTTP/1.1",
                "< response 200 OK text/plain 5 B (0)",
            ])
        #expect(Dissected(Samples.get.bytewise()).summaries == whole.summaries)
        #expect(Dissected(Samples.chunked.events()).summaries.last == "< response 200 OK 4 B (0)")
    }

    @Test func pipelinedAndInterim() {
        let dialogue = Dialogue([
            client("GET /1 HTTP/1.1\nHost: x\n\nHEAD /2 HTTP/1.1\nHost: x\n\n"),
            server(
                "HTTP/1.1 103 Early Hints\n\nHTTP/1.1 200 OK\nContent-Length: 2\n\nokHTTP/1.1 200 OK\nContent-Length: 2652\n\n"
            ),
        ])
        #expect(
            Dissected(dialogue.events()).summaries == [
                "> request GET /1 HTTP/1.1", "> request HEAD /2 HTTP/1.1", "< response 103 Early Hints (0)",
                "< response 200 OK 2 B (0)", "< response 200 OK (1)",
            ])
    }

    @Test func textIsLinesAndDatagrams() {
        #expect(Dissected(Samples.upperCase.events()).summaries == ["> line hello", "< line HELLO"])
        #expect(
            Dissected(Samples.upperCase.events(transport: .udp)).summaries == [
                "> datagram datagram, 7 B: hello", "< datagram datagram, 7 B: HELLO",
            ])
        let long = Dissected(Dialogue([client(String(repeating: "x", count: 10_000))]).events(proto: "echo"))
        #expect(long.records.map(\.length) == [4096, 4096, 1808])
        #expect(Dissected(Dialogue([client("PASS hungry\n")]).events()).summaries == ["> line PASS ******"])
    }

    @Test func unparsedMessagesSayWhy() {
        let dialogue = Dialogue([client("GET / HTTP/1.1\nHost: x\n\nnonsense here\n\nGET /2 HTTP/1.1\nHost: x\n\n")])
        let dissected = Dissected(dialogue.events())
        #expect(dissected.records.map(\.kind) == [.request, .unparsed, .request])
        #expect(dissected.records[1].reason?.isEmpty == false)
        #expect(dissected.tree(1).worst == .error)
    }

    @Test func recordsTellWhenAndByWhichEvent() {
        let dialogue = Dialogue([client("GET / HTTP/1.1\nHost: x\n\n"), server("HTTP/1.1 204 No Content\n\n")])
        let events = dialogue.events(cut: 0, at: [5, 10])
        let records = Dissected(events).records
        #expect(records.map(\.event) == [3, 4])
        #expect(records.map(\.began.nanoseconds) == [1_000_000_000, 4_000_000_000])
        #expect(records.map(\.time.nanoseconds) == [3_000_000_000, 4_000_000_000])
        #expect(records.map(\.range) == [0..<27, 0..<27])
    }

    @Test func theClockForgetsButNotTheFirst() {
        var clock = StreamClock()
        for number in 0..<1000 { clock.note(1, at: Moment(nanoseconds: Int64(number))) }
        #expect(clock.time(of: 0, done: 1000) == Moment(nanoseconds: 0))
        clock.note(1, at: Moment(nanoseconds: 5000))
        #expect(clock.time(of: 1000, done: 1001) == Moment(nanoseconds: 5000))
    }

    @Test func connectionsAreForgottenInBounds() {
        var dissector = Dissector()
        for number in 0..<Dissector.connectionLimit + 5 {
            let opening = Opening(
                transport: .tcp, client: Endpoint(address: "127.0.0.1:1"), server: Endpoint(address: "127.0.0.1:80"))
            dissector.receive(Event(time: .zero, connection: number, body: .open(opening)), number: number) { _ in }
        }
        #expect(dissector.protocolReason(connection: 0) == "no such connection")
        let kept = Dissector.connectionLimit / 8
        #expect(dissector.protocolReason(connection: kept) == "not decided before something is said")
    }
}

struct FindingCase: Sendable, CustomTestStringConvertible {
    var name: String
    var turns: [Dialogue.Turn]
    var proto: String?
    var port = 4000
    var found: ProtocolName
    var reason: String
    var testDescription: String { name }
}

@Suite struct ProtocolFindingTests {
    static let cases = [
        FindingCase(name: "named", turns: [], proto: "http", found: .http, reason: "opened as http"),
        FindingCase(name: "named otherwise", turns: [], proto: "echo", found: .text, reason: "opened as echo, which"),
        FindingCase(
            name: "request line", turns: [client("\nGET /x HTTP/1.1\n")], port: 25, found: .http,
            reason: "the client began"),
        FindingCase(
            name: "status line", turns: [server("HTTP/1.0 200 OK\n")], found: .http, reason: "the server answered"),
        FindingCase(
            name: "greeting", turns: [server("220 x\n")], proto: "tcp", found: .smtp, reason: "the server greeted"),
        FindingCase(
            name: "greeting of lines", turns: [server("220-x\n")], port: 80, found: .smtp, reason: "the server greeted"),
        FindingCase(
            name: "ftp", turns: [server("220 ProFTPD Server\n")], found: .text, reason: "the server greeted as FTP"),
        FindingCase(
            name: "ehlo", turns: [client("ehlo x\n")], found: .smtp, reason: "the client introduced itself with ehlo"),
        FindingCase(
            name: "capa", turns: [client("capa\n")], found: .pop3, reason: "the client began with capa (RFC 2449"),
        FindingCase(
            name: "user, which FTP says too, waits for the greeting", turns: [client("USER bob\n"), server("+OK\n")],
            found: .pop3, reason: "the server greeted with +OK"),
        FindingCase(
            name: "user, and the server speaks otherwise", turns: [client("user bob\n"), server("USER BOB\n")],
            found: .text, reason: "neither content nor port"),
        FindingCase(name: "port 995", turns: [client("hi\n")], port: 995, found: .pop3, reason: "port 995 is"),
        FindingCase(name: "port 8080", turns: [client("GET /\n")], port: 8080, found: .http, reason: "port 8080 is"),
        FindingCase(name: "port 25", turns: [server("hello\n")], port: 25, found: .smtp, reason: "port 25 is"),
        FindingCase(name: "nothing known", turns: [client("hi\n")], found: .text, reason: "neither content nor port"),
        FindingCase(
            name: "a long line", turns: [client(String(repeating: "x", count: 9000))], port: 80, found: .http,
            reason: "port 80 is"),
    ]

    @Test(arguments: cases) func theReasonIsKept(_ each: FindingCase) {
        let dialogue = Dialogue(each.turns)
        for events in [
            dialogue.events(proto: each.proto, port: each.port, closed: false),
            dialogue.bytewise(proto: each.proto, port: each.port).dropLast(),
        ] {
            let dissector = Dissected(Array(events)).dissector
            #expect(dissector.proto(connection: 0) == each.found)
            #expect(dissector.protocolReason(connection: 0).hasPrefix(each.reason))
        }
    }

    @Test func nothingIsLostWhileUndecided() {
        let dissected = Dissected(Dialogue([client("he"), server("wh"), client("llo\n")]).events(closed: true))
        #expect(dissected.summaries == ["> line hello", "< line wh"])
    }

    @Test func aChosenProtocolAndChosenPorts() {
        let dialogue = Dialogue([client("hello\n")])
        #expect(Dissected(dialogue.events(), hints: .init(proto: .http)).dissector.proto(connection: 0) == .http)
        #expect(
            Dissected(dialogue.events(), hints: .init(ports: [4000: .smtp])).dissector.proto(connection: 0) == .smtp)
    }
}
