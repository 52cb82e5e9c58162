import Dissection
import Foundation
import JSON
import TestKit
import Testing
import Transcripts
import Workbench

@testable import Engine

// The sample recordings: each opens without complaint, replays to its end, and gives the messages and the final screen
// that its goldens hold. WIRESIDE_WRITE_GOLDENS=1 writes the goldens anew; then look at what git says has changed.

@Suite struct SessionTests {
    @Test func theSamplesAreHere() throws {
        let wanted: Set = [
            "http-request", "conditional-get", "cookies", "letter", "header-against-envelope", "pop3-delete",
            "pop3-keep", "upper-case", "upper-case-udp", "trace-iterated", "trace-recursive", "trace-amazon",
        ]
        #expect(Set(try Sample.all().map(\.name)).isSuperset(of: wanted))
    }

    @Test(arguments: try Sample.all())
    func opensWithoutComplaint(sample: Sample) throws {
        let recording = try OpenedRecording(path: sample.path)
        #expect(recording.notice == nil)
        #expect(recording.header.lab == true)
        #expect(recording.header.redaction == .mask)
        #expect(!recording.header.title.isEmpty)
        let index = recording.snapshot.transcript
        #expect(index.marks.count >= 2, "a learner steps from mark to mark")
        #expect(index.duration.nanoseconds < 120_000_000_000)
    }

    @Test(arguments: try Sample.all())
    func messagesAreAsBefore(sample: Sample) throws {
        let messages = try OpenedRecording(path: sample.path).messageLines
        #expect(!messages.contains { $0.contains(#""kind":"unparsed""#) })
        try Golden(sample, "messages").compare(messages)
    }

    @Test(arguments: try Sample.all())
    func theLastScreenIsAsBefore(sample: Sample) throws {
        let screen = try Playback(sample)
        screen.playToEnd()
        #expect(screen.state.tab.replay?.isAtEnd == true)
        try Golden(sample, "screen").compare(screen.rows)
    }

    @Test(arguments: try Sample.all())
    func steppingShowsWhatPlayingShows(sample: Sample) throws {
        let played = try Playback(sample)
        played.playToEnd()
        let stepped = try Playback(sample)
        stepped.stepToEnd()
        #expect(stepped.rows == played.rows)
    }

    /// Every sample asks something that it goes on to show, or tells, and is not passed without asking.
    @Test(arguments: try Sample.all())
    func asksItsQuestions(sample: Sample) throws {
        let index = try OpenedRecording(path: sample.path).snapshot.transcript
        let marks = index.questions.compactMap { number -> Mark? in
            if case .mark(let mark)? = index.body(ofEvent: number) { mark } else { nil }
        }
        #expect(!marks.isEmpty)
        for mark in marks {
            #expect(mark.answer?.isEmpty == false)
            #expect(mark.choices.isEmpty == (mark.correct == nil))
        }
        let played = try Playback(sample)
        played.playToEnd()
        #expect(played.asked == marks.map(\.question))
        let stepped = try Playback(sample)
        stepped.stepToEnd()
        #expect(stepped.asked == marks.map(\.question))
    }

    @Test func noCookieIsInTheFile() throws {
        let sample = try #require(try Sample.all().first { $0.name == "cookies" })
        let text = try String(contentsOfFile: sample.path, encoding: .utf8)
        let values = text.matches(of: #/ie: id=([^;"\\]*)/#).map { String($0.1) }
        #expect(values.count == 2)
        #expect(values.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0 == "*" } }, "\(values)")
    }

    @Test(arguments: ["pop3-delete", "pop3-keep"]) func noPasswordIsInTheFile(name: String) throws {
        let text = try String(contentsOfFile: Sample(name: name).path, encoding: .utf8)
        #expect(text.matches(of: #/"pass \*{6}\\r\\n"/#).count == 2)
        #expect(!text.contains("hungry"))
    }
}

/// A file of `sessions/`.
struct Sample: Sendable, CustomTestStringConvertible {
    static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(path: "sessions")

    var name: String
    var path: String { Self.folder.appending(path: "\(name).session").path }
    var testDescription: String { name }

    static func all() throws -> [Sample] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".session") }
            .sorted()
            .map { Sample(name: String($0.dropLast(8))) }
    }
}

extension OpenedRecording {
    /// What `decode --json` prints, a line a message.
    var messageLines: [String] {
        let loader = Loader(snapshot: snapshot, read: spool.read)
        return (0..<snapshot.messages.count).map { number in
            let record = snapshot.messages[number]
            var writer = JSON.Writer()
            writeJSON(
                record, bytes: loader.bytes(of: record, limit: decodeLimit).span,
                opening: snapshot.transcript.connections[record.connection]?.opening, epoch: wallStart, to: &writer)
            return String(decoding: writer.bytes, as: UTF8.self)
        }
    }
}

/// Lines that were right when somebody last looked.
struct Golden {
    static let writes = ProcessInfo.processInfo.environment["WIRESIDE_WRITE_GOLDENS"] == "1"

    let url: URL

    init(_ sample: Sample, _ kind: String) {
        url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/\(sample.name).\(kind)")
    }

    func compare(_ lines: [String]) throws {
        let text = lines.joined(separator: "\n") + "\n"
        if Self.writes { return try text.write(to: url, atomically: true, encoding: .utf8) }
        let held = try String(contentsOf: url, encoding: .utf8)
        guard held != text else { return }
        let expected = held.split(separator: "\n", omittingEmptySubsequences: false)
        let first = zip(expected, lines).enumerated().first { $1.0 != $1.1 }
        let line = first?.offset ?? min(expected.count, lines.count)
        Issue.record(
            """
            \(url.lastPathComponent), line \(line + 1)
            held: \(expected.indices.contains(line) ? String(expected[line]) : "nothing")
            now:  \(lines.indices.contains(line) ? lines[line] : "nothing")
            """)
    }
}
