import Captures
import Dissection
import Foundation
import Octets
import Testing
import Transcripts

@testable import Engine

/// Bytes without a frame around them: raw ones and hex dumps, told apart from everything else by content.
@Suite(.timeLimit(.minutes(1))) struct PlainFileTests {
    let scratch = Scratch()

    private func read(
        _ text: String, _ hints: InputHints = InputHints()
    ) throws -> (events: [Event.Body], outcome: InputFile.Outcome) {
        let path = scratch("input")
        try Data(text.utf8).write(to: URL(filePath: path))
        var events: [Event.Body] = []
        let outcome = try InputFile.events(path, hints: hints) { event, packet in
            events.append(event.body)
            #expect(event.time == .zero && event.connection == 0 && packet == nil)
        }
        return (events, outcome)
    }

    private func opening(_ transport: Transport = .tcp) -> Event.Body {
        let nowhere = Endpoint(address: "")
        return .open(Opening(role: "observer", transport: transport, client: nowhere, server: nowhere))
    }

    @Test func rawBytesAreWhatThePersonSays() throws {
        let (events, outcome) = try read("HELO a\r\n", InputHints(proto: .smtp))
        #expect(outcome.kind == .raw)
        #expect(events == [opening(), .data(.clientToServer, Array("HELO a\r\n".utf8))])
        let object = try read("{\"a\":1}\n", InputHints(proto: .text))
        #expect(object.outcome.kind == .raw && object.events.count == 2)
        #expect(try read("", InputHints(proto: .text)).events == [])
    }

    @Test(arguments: ["HTTP/1.1 200 OK\r\n", "+OK\r\n", "-ERR no\r\n", "220 x\r\n", "250-x\r\n", "354\r\n"])
    func serversAreKnownByWhatTheyBeginWith(text: String) throws {
        #expect(try read(text, InputHints(proto: .text)).events.last == .data(.serverToClient, Array(text.utf8)))
        let told = try read(text, InputHints(proto: .text, from: .clientToServer))
        #expect(told.events.last == .data(.clientToServer, Array(text.utf8)))
    }

    @Test(arguments: ["HTTPS\r\n", "2200 x\r\n", "22", "OK\r\n", "\u{0}\u{1}"])
    func allElseIsAClients(text: String) throws {
        #expect(try read(text, InputHints(proto: .text)).events.last == .data(.clientToServer, Array(text.utf8)))
    }

    @Test func aHexDumpHasBothSides() throws {
        let (events, outcome) = try read("00000000  34 35  45\n00000002  36  6\n    00000000  37  7\n00000003  38  8\n")
        #expect(outcome.kind == .hexDump && outcome.complaint == nil)
        let data: [Event.Body] = [
            .data(.clientToServer, Array("456".utf8)), .data(.serverToClient, Array("7".utf8)),
            .data(.clientToServer, Array("8".utf8)),
        ]
        #expect(events == [opening()] + data)
        let reversed = try read("0000  34\n  0000  35\n", InputHints(from: .serverToClient))
        #expect(reversed.events.dropFirst() == [.data(.serverToClient, [0x34]), .data(.clientToServer, [0x35])])
    }

    @Test func datagramsStayApart() throws {
        let hints = InputHints(proto: ProtocolName(rawValue: "dns"))
        let (events, _) = try read("0000  34 35\n0002  36\n\n0000  37\n", hints)
        #expect(events == [opening(.udp), .data(.clientToServer, [0x34, 0x35, 0x36]), .data(.clientToServer, [0x37])])
    }

    @Test func wrongLinesAreTold() throws {
        let (events, outcome) = try read("0000  34\nx\ny\n0001  35\n")
        #expect(events.last == .data(.clientToServer, [0x34, 0x35]))
        #expect(outcome.complaint == "line 2: this is no line of a hex dump, and 1 more line is wrong")
    }

    @Test func whatNobodyKnowsIsRefusedWithAdvice() throws {
        for (text, what) in [
            ("GET / HTTP/1.1\r\n", "is neither a recording, nor a capture, nor a hex dump"), ("", "is empty"),
        ] {
            let failure = #expect(throws: Failure.self) { try read(text) }
            let advice = "--as says what raw bytes are, as in --as http"
            #expect(failure == Failure(.badData, "\(scratch("input")) \(what); \(advice)"))
        }
    }
}
