import Octets
import Testing
import Transcripts

@testable import Dissection

/// Octets that a capture lacks: what they belong to says so, and what follows is found.
@Suite struct GapTests {
    /// Pieces of a conversation: what is said, or how many octets are missing.
    private enum Piece {
        case client(String), server(String)
        case clientGap(Int), serverGap(Int)
    }

    private func messages(_ port: Int, _ pieces: [Piece]) -> [MessageRecord] {
        var dissector = Dissector()
        var found: [MessageRecord] = []
        dissector.open(connection: 0, transport: .tcp, serverPort: port)
        for (number, piece) in pieces.enumerated() {
            let time = Moment(nanoseconds: Int64(number))
            func say(_ text: String, _ direction: Direction) {
                dissector.receive(
                    Array(text.utf8).span, direction, connection: 0, event: number, time: time
                ) { found.append($0) }
            }
            func miss(_ count: Int, _ direction: Direction) {
                dissector.noteGap(count, direction, connection: 0, event: number, time: time) { found.append($0) }
            }
            switch piece {
            case .client(let text): say(text, .clientToServer)
            case .server(let text): say(text, .serverToClient)
            case .clientGap(let count): miss(count, .clientToServer)
            case .serverGap(let count): miss(count, .serverToClient)
            }
        }
        dissector.close(
            Closing(by: nil), connection: 0, event: pieces.count, time: Moment(nanoseconds: 99)
        ) { found.append($0) }
        return found
    }

    private static let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let response = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"

    @Test func contentIsCountedDownOverAGap() {
        let found = messages(
            80,
            [
                .client(Self.request), .server(Self.response + "abc"), .serverGap(4), .server("hij"),
                .client(Self.request), .server(Self.response + "0123456789"),
            ])
        #expect(found.map(\.kind) == [.request, .response, .request, .response])
        #expect(found.map(\.answers) == [nil, 0, nil, 2])
        #expect(found[1].severity == .warning && found[1].reason == "4 octets of it are missing in the capture")
        #expect(found[0].reason == nil && found[2].reason == nil && found[3].reason == nil)
    }

    @Test func aGapUpToTheEndOfContentEndsIt() {
        let found = messages(
            80,
            [
                .client(Self.request), .server(Self.response + "abc"), .serverGap(7), .client(Self.request),
                .server(Self.response + "0123456789"),
            ])
        #expect(found.map(\.kind) == [.request, .response, .request, .response])
        #expect(found.map(\.answers) == [nil, 0, nil, 2])
        #expect(found[1].reason == "7 octets of it are missing in the capture" && found[3].reason == nil)
    }

    /// What is left of a head makes no message; the next start line does.
    @Test func aHeadThatLostItsMiddleIsPassedOver() {
        let found = messages(
            80,
            [
                .client("GET / HTT"), .clientGap(30), .client("cept: */*\r\n\r\n"),
                .client("HEAD /b HTTP/1.1\r\nHost: a\r\n\r\n"),
            ])
        #expect(found.map(\.kind) == [.unparsed, .request])
        #expect(found[0].severity == .error && found[1].reason == nil)
    }

    @Test func aGapBetweenMessagesCostsNothingButWhatItHeld() {
        let found = messages(
            80, [.client(Self.request), .serverGap(100), .client(Self.request), .server(Self.response + "0123456789")])
        #expect(found.map(\.kind) == [.request, .request, .response])
    }

    @Test func chunksAreCountedDownToo() {
        let found = messages(
            80,
            [
                .client(Self.request), .server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\nabc"),
                .serverGap(4), .server("hij\r\n0\r\n\r\n"),
            ])
        #expect(found.map(\.kind) == [.request, .response])
        #expect(found[1].reason == "4 octets of it are missing in the capture")
    }

    @Test func linesGoOnBehindAGap() {
        let found = messages(
            25,
            [
                .server("220 a\r\n"), .client("EHLO b\r\n"), .server("250-a\r\n250-SI"), .serverGap(5),
                .server("\r\n250 HELP\r\n"), .client("QUIT\r\n"), .server("221 bye\r\n"),
            ])
        #expect(found.map(\.kind) == [.reply, .command, .reply, .command, .reply])
        #expect(found[2].reason == "5 octets of it are missing in the capture")
    }

    @Test func messagesOfDNSAreCountedByTheirLength() {
        let head = "\u{0}\u{14}\u{0}\u{1}\u{1}\u{0}\u{0}\u{1}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}"
        let found = messages(
            53, [.client(head + "abc"), .clientGap(3), .client("gh"), .client(head + "12345678")])
        #expect(found.map(\.kind) == [.message, .message])
        #expect(found[0].reason == "3 octets of it are missing in the capture" && found[1].reason == nil)
    }
}
