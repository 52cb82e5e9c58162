import HTTP
import Sockets
import Testing
import Transcripts

@testable import Lab

/// The web lab over real connections.
@Suite(.timeLimit(.minutes(1))) struct WebWireTests {
    static let host = "Host: gaia.cs.umass.edu\r\n"

    @Test func elevenPipelinedRequestsGetElevenAnswersInOrder() async throws {
        try await withLab { lab in
            let connection = try await lab.connect("web")
            let paths = ["/"] + WebPages.pictureNames
            try await connection.send(paths.map { "GET \($0) HTTP/1.1\r\n\(Self.host)\r\n" }.joined())
            let responses = try await connection.responses(to: paths.map { _ in .get })
            #expect(responses.map(\.status) == paths.map { _ in 200 })
            #expect(responses.map(\.content) == paths.map { WebPages.all[$0]?.content ?? [] })
            await connection.close()
        }
    }

    @Test func whatIsPipelinedBehindACloseIsNotAnswered() async throws {
        try await withLab { lab in
            let connection = try await lab.connect("web")
            try await connection.send(
                "GET /old HTTP/1.1\r\n\(Self.host)\r\nHEAD / HTTP/1.1\r\n\(Self.host)Connection: close\r\n\r\n"
                    + "GET / HTTP/1.1\r\n\(Self.host)\r\n")
            let responses = try await connection.responses(to: [.get, .head, .get])
            #expect(responses.map(\.status) == [301, 200])
            await connection.close()
        }
    }

    @Test func anUpgradeIsPassedOverAndWhatFollowsIsAnswered() async throws {
        try await withLab { lab in
            let connection = try await lab.connect("web")
            try await connection.send(
                "GET / HTTP/1.1\r\n\(Self.host)Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
                    + "GET /nothing HTTP/1.1\r\n\(Self.host)\r\n")
            #expect(try await connection.responses(to: [.get, .get]).map(\.status) == [200, 404])
            await connection.close()
        }
    }

    @Test func aRequestMayComeByteByByteAndHTTP10EndsTheConnection() async throws {
        try await withLab { lab in
            let connection = try await lab.connect("web")
            for byte in "GET /index.html HTTP/1.0\r\n\r\n".utf8 { try await connection.send([byte]) }
            let bytes = try await connection.readAll()
            #expect(String(decoding: bytes, as: UTF8.self).contains("\r\nConnection: close\r\n"))
            await connection.close()
        }
    }

    @Test func contentIsInvitedOnceWhereItIsExpected() async throws {
        try await withLab { lab in
            let connection = try await lab.connect("web")
            let head = "PUT /files/x HTTP/1.1\r\n\(Self.host)Expect: 100-continue\r\nContent-Length: 3\r\n\r\n"
            for status in ["201 Created", "204 No Content"] {
                try await connection.send(head)
                #expect(try await connection.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
                try await connection.send("a")
                try await connection.send("bc")
                let answer = try await connection.responses(to: [.put])
                #expect(answer.first.map { "\($0.status) \($0.reason)" } == status)
            }
            await connection.close()
        }
    }

    @Test func tooMuchContentIsRefusedBeforeItIsInvitedAndTheAnswerArrives() async throws {
        try await withLab { lab in
            let connection = try await lab.connect("web")
            let length = WebServer.contentLimit + 1
            try await connection.send(
                "PUT /files/x HTTP/1.1\r\n\(Self.host)Expect: 100-continue\r\nContent-Length: \(length)\r\n\r\n")
            let responses = try await connection.responses(to: [.put])
            #expect(responses.map(\.status) == [413])
            await connection.close()
        }
    }

    @Test func aRefusedClientThatGoesOnSendingStillReadsWhy() async throws {
        try await withLab { lab in
            let connection = try await lab.connect("web")
            try await connection.send("PUT /files/x HTTP/1.1\r\n\(Self.host)Content-Length: 9000000\r\n\r\n")
            try await connection.send(Array(repeating: 0, count: 3_000_000))
            #expect(try await connection.responses(to: [.put]).map(\.status) == [413])
            await connection.close()
        }
    }

    @Test func halfARequestTimesOutAndNoneIsLeftQuietly() async throws {
        let service = WebService(idleLimit: .milliseconds(400), now: { newYear })
        let listener = try await Listener.listen(at: Address(host: "127.0.0.1", port: 0), transport: .tcp) {
            await service.serve($0)
        }
        for (sent, statuses) in [("", []), ("GET / HTTP/1.1\r\nHost:", [408])] as [(String, [Status])] {
            let connection = try await Dialer().connect(
                to: Address(parsing: listener.endpoint.address), transport: .tcp)
            if !sent.isEmpty { try await connection.send(sent) }
            #expect(try await connection.responses(to: [.get]).map(\.status) == statuses)
            await connection.close()
        }
        await listener.stop()
    }

    @Test func aFloodIsAsLongAsItWasAskedForAndTheConnectionGoesOn() async throws {
        try await withLab { lab in
            let connection = try await lab.connect("web")
            let bytes = 64 * 1024 * 1024 + 5
            try await connection.send("GET /flood?bytes=\(bytes) HTTP/1.1\r\n\(Self.host)\r\n")
            var head: [UInt8] = []
            var count = 0
            while head.isEmpty || count < head.count + bytes,
                case .data(let more)? = try await connection.next(within: .seconds(20))
            {
                if head.isEmpty { head = Self.head(in: more) }
                count += more.count
            }
            #expect(count == head.count + bytes)
            #expect(connection.peakQueuedBytes <= Connection.queuedBytesBound)
            try await connection.send("HEAD /flood?bytes=7 HTTP/1.1\r\n\(Self.host)\r\n")
            #expect(try await connection.responses(to: [.head]).first?.fields["Content-Length"] == "7")
            await connection.close()
        }
    }

    /// The head that the bytes begin with. A test's server sends it in one piece.
    static func head(in bytes: [UInt8]) -> [UInt8] {
        let end = bytes.indices.first { bytes[$0...].starts(with: [13, 10, 13, 10]) } ?? bytes.startIndex
        return Array(bytes[..<end]) + [13, 10, 13, 10]
    }

    @Test func aFloodThatNobodyTakesHoldsNoMoreThanItsBoundAtEitherEnd() async throws {
        try await withLab { lab in
            let connection = try await lab.connect("web")
            try await connection.send("GET /flood?bytes=1000000000 HTTP/1.1\r\n\(Self.host)\r\n")
            while connection.queuedBytes < Connection.inboundBytesLimit { try await Task.sleep(for: .milliseconds(1)) }
            connection.abort()
            #expect(connection.peakQueuedBytes <= Connection.queuedBytesBound)
        }
    }

    @Test func aModelledLinkMakesAPageTakeTwoRoundTrips() async throws {
        try await withLab { lab in
            let web = try #require(lab.service("web"))
            let link = Link(roundTrip: 40_000_000)
            let took = try await ContinuousClock().measure {
                let connection = try await Dialer(link: link).connect(to: web.address, transport: .tcp)
                try await connection.send("GET / HTTP/1.1\r\n\(Self.host)\r\n")
                #expect(try await connection.responses(to: [.get]).map(\.status) == [200])
                await connection.close()
            }
            #expect(took >= .nanoseconds(2 * link.roundTrip))
        }
    }
}
