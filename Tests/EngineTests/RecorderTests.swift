import Dissection
import Foundation
import Glibc
import Octets
import Testing
import Transcripts

@testable import Engine

private let opening = Event.Body.open(
    Opening(transport: .tcp, client: Endpoint(address: "127.0.0.1:5"), server: Endpoint(address: "127.0.0.1:25")))

private func event(_ time: Int64, _ body: Event.Body, _ connection: Int = 0) -> Event {
    Event(time: Moment(nanoseconds: time), connection: connection, body: body)
}

private func text(_ time: Int64, _ text: String, _ direction: Direction = .clientToServer, _ connection: Int = 0)
    -> Event
{
    event(time, .data(direction, Array(text.utf8)), connection)
}

/// The events of a file, which must be clean.
private func events(of path: String) throws -> [Event] {
    var events: [Event] = []
    let (_, report) = try SessionFile.events(path) { events.append($0) }
    #expect(report.isClean)
    return events
}

/// Holds every event back until the next one comes.
private struct Delay: EventFilter {
    var held: [Event] = []
    mutating func filter(_ event: Event, into sink: (Event) -> Void) {
        held.append(event)
        if held.count > 1 { sink(held.removeFirst()) }
    }
    mutating func flush(into sink: (Event) -> Void) {
        for event in held { sink(event) }
        held = []
    }
}

@Suite struct RecorderTests {
    let scratch = Scratch()

    /// Every event is in the file when `append` returns.
    @Test func writesEventByEvent() throws {
        let recorder = try Recorder(path: scratch("a.session"), header: SessionHeader(title: "x"))
        let all = [
            event(0, opening), text(1, "HELO\r\n"), text(2, "250 ok\r\n", .serverToClient), event(3, .note("n")),
        ]
        for (number, next) in all.enumerated() {
            recorder.append(next)
            #expect(recorder.eventCount == number + 1)
            #expect(try events(of: recorder.path) == Array(all[...number]))
        }
        #expect(recorder.failure == nil)
    }

    @Test func theFileIsPrivateAndSoAreDirectoriesThatItMakes() throws {
        let recorder = try Recorder(path: scratch("new/deep/a.session"), header: SessionHeader())
        #expect(mode(of: recorder.path) == 0o600)
        #expect(mode(of: scratch("new")) == 0o700)
        #expect(mode(of: scratch("new/deep")) == 0o700)
    }

    @Test func neverOverwrites() throws {
        let paths = try (0..<3).map { _ in try Recorder(path: scratch("a.b.session"), header: SessionHeader()).path }
        #expect(paths == [scratch("a.b.session"), scratch("a.b-2.session"), scratch("a.b-3.session")])
        let bare = try (0..<2).map { _ in try Recorder(path: scratch("bare"), header: SessionHeader()).path }
        #expect(bare == [scratch("bare"), scratch("bare-2")])
        // Nor does it follow a link to somewhere else.
        try FileManager.default.createSymbolicLink(atPath: scratch("l.session"), withDestinationPath: scratch("target"))
        #expect(try Recorder(path: scratch("l.session"), header: SessionHeader()).path == scratch("l-2.session"))
        #expect(!FileManager.default.fileExists(atPath: scratch("target")))
    }

    @Test func saysWhyItCannotBegin() {
        let error = #expect(throws: RecorderError.self) {
            try Recorder(path: "/dev/null/x/a.session", header: SessionHeader())
        }
        #expect(
            error?.description
                == "cannot make the directory /dev/null/x (not a directory); record to another place")
    }

    @Test func defaultNames() throws {
        let start = try #require(Timestamp(rfc3339: "2026-01-02T03:04:05Z"))
        let cases = [
            ("hamburger.edu", "-hamburger.edu"), ("[::1]:25", "-1--25"), ("", ""), ("../../etc/passwd", "-etc-passwd"),
            ("a\u{1B}b é", "-a-b"), (String(repeating: "x", count: 300), "-" + String(repeating: "x", count: 80)),
        ]
        for (host, name) in cases {
            #expect(Recorder.defaultName(start: start, host: host) == "20260102-030405\(name).session")
        }
    }

    /// A pause leaves out what passes, keeps connections' ends, notes and marks, and the file still reads without complaint.
    @Test func pauses() throws {
        let recorder = try Recorder(path: scratch("a.session"), header: SessionHeader())
        recorder.append(event(0, opening))
        recorder.resume(at: Moment(nanoseconds: 0))
        recorder.pause(at: Moment(nanoseconds: 1))
        recorder.pause(at: Moment(nanoseconds: 2))
        #expect(recorder.isPaused)
        recorder.append(text(3, "secret"))
        recorder.append(event(4, opening, 1))
        recorder.note("n", at: Moment(nanoseconds: 5))
        recorder.mark("m", at: Moment(nanoseconds: 6), connection: 1)
        recorder.resume(at: Moment(nanoseconds: 7))
        recorder.append(text(8, "x", .clientToServer, 1))
        recorder.finish()
        recorder.append(text(9, "late"))
        recorder.note("late", at: Moment(nanoseconds: 9))
        let expected = [
            event(0, opening), event(1, .pause), event(4, opening, 1), event(5, .note("n")), event(6, .mark("m"), 1),
            event(7, .resume), text(8, "x", .clientToServer, 1),
        ]
        #expect(try events(of: recorder.path) == expected)
        #expect(recorder.eventCount == expected.count)
    }

    /// What a filter holds back is written at a pause and at the end; its late events take the time of those before them.
    @Test func theFilterStandsBefore() throws {
        let recorder = try Recorder(path: scratch("a.session"), header: SessionHeader(), filter: Delay())
        recorder.append(event(0, opening))
        recorder.append(text(1, "a"))
        #expect(try events(of: recorder.path) == [event(0, opening)])
        recorder.pause(at: Moment(nanoseconds: 2))
        #expect(try events(of: recorder.path) == [event(0, opening), text(1, "a")])
        recorder.append(text(3, "not kept"))
        recorder.resume(at: Moment(nanoseconds: 4))
        recorder.append(text(5, "b"))
        recorder.finish()
        let expected = [event(0, opening), text(1, "a"), event(2, .pause), event(4, .resume), text(5, "b")]
        #expect(try events(of: recorder.path).map(\.body) == expected.map(\.body))
    }

    @Test func timeNeverGoesBackInTheFile() throws {
        let recorder = try Recorder(path: scratch("a.session"), header: SessionHeader())
        recorder.append(event(5, opening))
        recorder.append(text(3, "late"))
        #expect(try events(of: recorder.path) == [event(5, opening), text(5, "late")])
    }

    @Test func secretsDoNotReachTheDisk() throws {
        let recorder = try Recorder(path: scratch("a.session"), header: SessionHeader(), filter: Redactor())
        recorder.append(event(0, opening))
        for (time, byte) in "USER bob\r\nPASS hungry\r\n".utf8.enumerated() {
            recorder.append(event(Int64(time), .data(.clientToServer, [byte])))
        }
        recorder.finish()
        var sent: [UInt8] = []
        for case .data(_, let bytes) in try events(of: recorder.path).map(\.body) { sent += bytes }
        #expect(String(decoding: sent, as: UTF8.self) == "USER bob\r\nPASS ******\r\n")
    }

    /// A full disk stops the recording with one sentence and leaves a file that reads to its last whole line.
    @Test func survivesAFullDisk() async {
        await #expect(processExitsWith: .success) {
            let scratch = Scratch()
            let recorder = try Recorder(path: scratch("a.session"), header: SessionHeader())
            recorder.append(event(0, opening))
            limitFileSize(to: 10_000)
            for number in 1..<100 { recorder.append(text(Int64(number), String(repeating: "x", count: 500))) }
            recorder.note("late", at: Moment(nanoseconds: 100))
            #expect(
                recorder.failure
                    == "recording to \(recorder.path) stopped (file too large); make room and start a new recording")
            let kept = try events(of: recorder.path)
            #expect(kept.count == recorder.eventCount)
            #expect(kept.count > 10 && kept.count < 20)
        }
    }

    /// Killed in the middle of a flood, the file holds every event whose `append` had returned.
    @Test func aKilledProcessLosesNothing() async throws {
        let path = scratch("a.session")
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let recorder = try Recorder(path: path, header: SessionHeader())
            recorder.append(event(0, opening))
            Thread.detachNewThread {
                while recorder.eventCount < 1000 { usleep(100) }
                kill(getpid(), SIGKILL)
            }
            for number in 1..<Int64.max { recorder.append(text(number, "line \(number)\r\n")) }
        }
        var texts: [String] = []
        let (_, report) = try SessionFile.events(path) { event in
            if case .data(_, let bytes) = event.body { texts.append(String(decoding: bytes, as: UTF8.self)) }
        }
        #expect(report.errorCount == 0)
        #expect(texts.count >= 999)
        #expect(texts == (0..<texts.count).map { "line \($0 + 1)\r\n" })
    }
}
