import Dissection
import Foundation
import Glibc
import Octets
import Sockets
import Testing
import Transcripts

@testable import Engine

/// Headless commands in a process of their own, whose standard input and output are files of the test's.
@Suite(.timeLimit(.minutes(2))) struct HeadlessTests {
    @Test func sendsItsInputAndPrintsWhatComesBack() async {
        await #expect(processExitsWith: .success) {
            let streams = try Streams(input: "one\ntwo\n")
            let server = try await ScriptedServer { connection, heard in
                while !heard.text.hasSuffix("two\n"), case .data(let bytes)? = try? await connection.next() {
                    heard.add(bytes)
                }
                try? await connection.send(Array("done\n\0\u{1B}".utf8))
            }
            let record = streams.scratch("a.session")
            try await HeadlessOpen(url: server.url, record: record, idle: 60, output: .standard).run()
            #expect(streams.output == "done\n\0\u{1B}")
            #expect(server.text == "one\ntwo\n")
            let session = try readSession(record)
            #expect(session.isClean)
            #expect(session.events.text(.clientToServer) == "one\ntwo\n")
            #expect(session.events.text(.serverToClient) == "done\n\0\u{1B}")
            #expect(session.events.first?.body.kind == .open)
            #expect(session.events.last?.body == .close(Closing(by: .serverToClient)))
            await server.stop()
        }
    }

    /// A server that answers and stays is left after the idle time, and all is well.
    @Test func aServerThatStaysIsLeft() async {
        await #expect(processExitsWith: .success) {
            let streams = try Streams(input: "x\n")
            let server = try await ScriptedServer.echo()
            let record = streams.scratch("a.session")
            try await HeadlessOpen(url: server.url, record: record, idle: 0.3, output: .standard).run()
            #expect(streams.output == "x\n")
            let last = try readSession(record).events.last?.body
            #expect(last == .close(Closing(by: .clientToServer, reason: "idle")))
            await server.stop()
        }
    }

    /// Nothing at all within the idle time is a time-out, over TCP and UDP.
    @Test(arguments: ["tcp", "udp"]) func silenceIsATimeOut(_ transport: String) async {
        await #expect(processExitsWith: .success) { [transport = transport as String] in
            let streams = try Streams(input: "x\n")
            let server = try await ScriptedServer(Transport(rawValue: transport)) { connection, _ in
                while case .data? = try? await connection.next() {}
            }
            let record = streams.scratch("a.session")
            let failure = try await #require(throws: Failure.self) {
                try await HeadlessOpen(url: server.url, record: record, idle: 0.2, output: .standard).run()
            }
            #expect(failure.status == 75)
            #expect(
                failure.sentence
                    == "\(server.listener.endpoint.address) said nothing for 0.200 s; --idle waits longer")
            #expect(streams.output == "")
            #expect(try readSession(record).isClean)
            await server.stop()
        }
    }

    /// The idle time counts from the end of the input: while there is input that says nothing, nothing is idle.
    @Test func theIdleTimeCountsFromTheInputsEnd() async {
        await #expect(processExitsWith: .success) {
            let streams = try Streams(pipe: ())
            let server = try await ScriptedServer.echo()
            let idle = 0.5
            let open = Task {
                try await HeadlessOpen(url: server.url, record: nil, idle: idle, output: .standard).run()
            }
            streams.write("early\n")
            #expect(await eventually { streams.output == "early\n" })
            // Longer than the idle time, and the command is still there to take what comes.
            try await Task.sleep(for: .seconds(3 * idle))
            streams.write("late\n")
            #expect(await eventually { streams.output == "early\nlate\n" })
            try await Task.sleep(for: .seconds(0.8 * idle))
            streams.endInput()
            let end = ContinuousClock.now
            try await open.value
            #expect(ContinuousClock.now - end >= .seconds(0.9 * idle))
            await server.stop()
        }
    }

    /// Input that cannot be sent is the end of the input, not of time.
    @Test func inputThatCannotBeSentEndsTheInput() async {
        await #expect(processExitsWith: .success) {
            let streams = try Streams(pipe: ())
            let server = try await ScriptedServer { connection, _ in
                try? await connection.send([0x78])
                try? await connection.finishSending()
                connection.abort()
            }
            let open = Task { try await HeadlessOpen(url: server.url, record: nil, idle: 0.3, output: .standard).run() }
            for _ in 0..<50 { streams.write("x\n") }
            _ = await open.result
            await server.stop()
        }
    }

    /// Who reads the output is gone: it ends at once, without a word, and the recording is whole.
    @Test func aBrokenPipeEndsItQuietly() async {
        await #expect(processExitsWith: .success) {
            let streams = try Streams(input: "x\n")
            let server = try await ScriptedServer { connection, _ in
                while (try? await connection.send(Array("more\n".utf8))) != nil {}
            }
            var ends: [Int32] = [0, 0]
            pipe(&ends)
            close(ends[0])
            dup2(ends[1], STDOUT_FILENO)
            let record = streams.scratch("a.session")
            try await HeadlessOpen(url: server.url, record: record, idle: 60, output: .standard).run()
            #expect(try readSession(record).isClean)
            await server.stop()
        }
    }

    @Test func whatIsNotThereIsUnavailable() async throws {
        let url = "unix://\(Scratch()("none.sock"))"
        let failure = try await #require(throws: Failure.self) {
            try await HeadlessOpen(url: url, record: nil, idle: 1, output: .standard).run()
        }
        #expect(failure.status == 69)
        #expect(failure.sentence.contains("none.sock"))
        let lab = try await #require(throws: Failure.self) {
            try await HeadlessOpen(url: "lab://web", record: nil, idle: 1, output: .standard).run()
        }
        #expect(lab.status == 64)
    }

    @Test(arguments: [true, false]) func printsMessages(_ isJSON: Bool) async {
        await #expect(processExitsWith: .success) { [isJSON = isJSON as Bool] in
            let streams = try Streams(input: "GET /a HTTP/1.1\r\nHost: h\r\n\r\n")
            let server = try await ScriptedServer { connection, _ in
                _ = try? await connection.next()
                try? await connection.send(Array("HTTP/1.1 200 \u{1B}[31m\r\nContent-Length: 2\r\n\r\nhi".utf8))
            }
            try await HeadlessOpen(url: server.url, record: nil, idle: 60, output: isJSON ? .json : .text).run()
            let lines = streams.output.split(separator: "\n")
            #expect(lines.count == 2)
            if isJSON {
                let objects = try lines.map {
                    try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
                }
                #expect(objects.map { $0["kind"] as? String } == ["request", "response"])
                #expect(objects.map { $0["direction"] as? String } == ["c>s", "s>c"])
                #expect(objects[1]["dst"] as? String == objects[0]["src"] as? String)
                #expect(objects[0]["dst"] as? String == server.listener.endpoint.address)
            } else {
                #expect(lines[0].contains(" c>s http request  "))
                #expect(lines[0].contains("GET /a"))
                #expect(lines[1].contains(" s>c http response  "))
            }
            #expect(!streams.output.contains("\u{1B}"))
            await server.stop()
        }
    }

    @Test func secondsAreToTheMillisecond() {
        for (nanoseconds, text) in [
            (Int64(0), "0.000"), (999_999, "0.000"), (1_000_000, "0.001"), (12_410_000_000, "12.410"), (-5, "0.000"),
        ] {
            #expect(seconds(nanoseconds) == text)
        }
    }
}

/// The standard streams of this process, in the test's hands.
final class Streams: Sendable {
    let scratch = Scratch()
    private let inputEnd: Int32?

    /// Standard input is a text.
    init(input: String) throws {
        inputEnd = nil
        try input.write(toFile: scratch("in"), atomically: false, encoding: .utf8)
        try redirect(open(scratch("in"), O_RDONLY))
    }

    /// Standard input is a pipe that `write` writes into.
    init(pipe: Void) throws {
        var ends: [Int32] = [0, 0]
        Glibc.pipe(&ends)
        inputEnd = ends[1]
        try redirect(ends[0])
    }

    private func redirect(_ input: Int32) throws {
        dup2(input, STDIN_FILENO)
        dup2(open(scratch("out"), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o600), STDOUT_FILENO)
    }

    func write(_ text: String) {
        guard let inputEnd else { return }
        _ = Array(text.utf8).withUnsafeBytes { Glibc.write(inputEnd, $0.baseAddress, $0.count) }
    }

    func endInput() { _ = inputEnd.map { close($0) } }

    /// What has been printed.
    var output: String {
        String(decoding: FileManager.default.contents(atPath: scratch("out")) ?? Data(), as: UTF8.self)
    }
}
