import Foundation
import Glibc
import Octets
import Testing
import Transcripts
import Workbench

@testable import Engine

/// What the start list says of recordings, and the titles that they are given.
@Suite struct RecordingListTests {
    let scratch = Scratch()

    private func write(_ name: String, _ text: String) throws -> String {
        let path = scratch(name)
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        return path
    }

    private let header =
        #"{"format":"wireside-session","version":1,"start":"2026-11-23T22:31:44.5Z","title":"old","x":[1, 2]}"#
    private let open = #"{"t":0,"c":0,"k":"open","server":"127.0.0.1:25","protocol":"smtp"}"#

    @Test func anOutlineSaysWhatIsInside() throws {
        let cases: [(String, String, String?)] = [
            (
                [header, open, #"{"k":"note","text":"n"}"#, ""].joined(separator: "\n"), "smtp, 2 events",
                "2026-11-23 22:31"
            ),
            ([header, open].joined(separator: "\n"), "smtp, 1 event", "2026-11-23 22:31"),
            (header + "\n", "0 events", "2026-11-23 22:31"),
            (
                #"{"format":"wireside-session","version":1}"# + "\nbroken\n" + #"{"k":"open","transport":"udp"}"#
                    + "\n",
                "udp, 2 events", nil
            ),
            ("no header\n", "cannot be read", nil), ("", "cannot be read", nil),
            (header.dropLast(9) + "", "cannot be read", nil),
        ]
        for (number, (text, summary, date)) in cases.enumerated() {
            let outline = RecordingOutline(path: try write("\(number).session", text))
            #expect(outline.summary == summary, "\(text)")
            #expect(outline.date == date, "\(text)")
        }
        #expect(RecordingOutline(path: scratch("none")).summary == "cannot be read")
        #expect(RecordingOutline(path: scratch.path).summary == "cannot be read")
    }

    /// Of a long file only the head is read, and its size is said.
    @Test func aLongRecordingIsNotCounted() throws {
        let line = #"{"k":"note","text":"\#(String(repeating: "x", count: 1000))"}"# + "\n"
        let path = try write("long.session", header + "\n" + open + "\n" + String(repeating: line, count: 3000))
        let outline = RecordingOutline(path: path)
        #expect(outline.events == nil && outline.summary == "smtp, 3 MB" && outline.title == "old")
        #expect(RecordingOutline.sizeText(70_500) == "70 kB" && RecordingOutline.sizeText(3) == "1 kB")
    }

    @Test func theListHasTheNewestFirstAndIsBounded() throws {
        let environment = ["HOME": scratch.path, "XDG_STATE_HOME": scratch("state")]
        for number in 10..<40 {
            _ = try write(
                "state/wireside/sessions/202611\(number)-x.session",
                header.replacing("old", with: number == 12 ? "" : "number \(number)") + "\n" + open + "\n")
        }
        _ = try write("share/wireside/sessions/lesson.session", header + "\n" + open + "\n")
        let paths = Paths(environment: environment, executable: scratch("bin/wireside"))
        let destinations = Destinations(switchboard: Switchboard(), paths: paths)
        let all = destinations.list
        #expect(all.map(\.kind) == Array(repeating: .own, count: 30) + [.sample])
        #expect(all.first?.title == "number 39" && all[27].title == "20261112-x")
        #expect(all.first?.detail == "2026-11-23 22:31  smtp, 1 event")
        #expect(all.last?.title == "lesson" && all.last?.detail == "old ─ smtp, 1 event")
        let first = destinations.first
        #expect(first.list.count == Destinations.ownAtOnce + 1 && !first.isAll)
        #expect(Array(first.list.prefix(20)) == Array(all.prefix(20)))
    }

    // MARK: Titles

    @Test func aTitleReplacesTheOldAndNothingElse() throws {
        let rest = open + "\n" + #"{"k":"data","d":"c>s","s":"\#(String(repeating: "y", count: 100_000))"}"# + "\ntorn"
        let path = try write("a.session", header + "\n" + rest)
        chmod(path, 0o640)
        try SessionFile.retitle(path, to: "a \"new\" title")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let lines = text.split(separator: "\n", maxSplits: 1)
        #expect(
            lines[0]
                == #"{"format":"wireside-session","version":1,"start":"2026-11-23T22:31:44.5Z","title":"a \"new\" title","x":[1, 2]}"#
        )
        #expect(lines[1] == rest)
        #expect(mode(of: path) == 0o640)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["a.session"])
        try SessionFile.retitle(path, to: String(repeating: "z", count: 5000))
        #expect(try SessionFile.header(path).title.count == SessionFile.titleLimit)
    }

    @Test func whatCannotBeGivenATitleIsLeftAsItWas() throws {
        let broken = try write("broken.session", "no header\nmore\n")
        #expect(throws: EngineError.self) { try SessionFile.retitle(broken, to: "x") }
        #expect(try String(contentsOfFile: broken, encoding: .utf8) == "no header\nmore\n")
        let endless = try write("endless.session", String(repeating: "x", count: 3 << 20))
        #expect(throws: EngineError.self) { try SessionFile.retitle(endless, to: "x") }
        let missing = #expect(throws: EngineError.self) { try SessionFile.retitle(scratch("none"), to: "x") }
        #expect(missing?.sentence.hasSuffix("(no such file or directory); it keeps its title") == true)
        #expect(
            try Set(FileManager.default.contentsOfDirectory(atPath: scratch.path)) == [
                "broken.session", "endless.session",
            ])
    }

    /// A disk that is full in the middle of it leaves the old file.
    @Test func aFullDiskLeavesTheOldFile() async {
        await #expect(processExitsWith: .success) {
            let scratch = Scratch()
            let line = #"{"k":"note","text":"\#(String(repeating: "x", count: 1000))"}"# + "\n"
            let text = #"{"format":"wireside-session","version":1}"# + "\n" + String(repeating: line, count: 200)
            try text.write(toFile: scratch("a.session"), atomically: false, encoding: .utf8)
            limitFileSize(to: 100_000)
            let error = #expect(throws: EngineError.self) { try SessionFile.retitle(scratch("a.session"), to: "new") }
            #expect(error?.sentence.contains("file too large") == true)
            #expect(try String(contentsOfFile: scratch("a.session"), encoding: .utf8) == text)
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["a.session"])
        }
    }

    /// While it is written: what came before and what comes after is in the file, once.
    @Test func aRecordingUnderWayTakesATitle() throws {
        let recorder = try Recorder(path: scratch("a.session"), header: SessionHeader(title: "old", lab: true))
        recorder.append(Event(time: .zero, connection: 0, body: .note("before")))
        try recorder.retitle("new")
        recorder.append(Event(time: .zero, connection: 0, body: .note("after")))
        recorder.finish()
        try recorder.retitle("too late")
        var notes: [Event.Body] = []
        let (header, report) = try SessionFile.events(recorder.path) { notes.append($0.body) }
        #expect(report.isClean && header.title == "new" && header.lab == true)
        #expect(notes == [.note("before"), .note("after")])
        #expect(mode(of: recorder.path) == 0o600)
        try FileManager.default.removeItem(atPath: recorder.path)
        let other = try Recorder(path: scratch("b.session"), header: SessionHeader(title: "old"))
        try FileManager.default.removeItem(atPath: other.path)
        #expect(throws: EngineError.self) { try other.retitle("new") }
        other.append(Event(time: .zero, connection: 0, body: .note("goes on")))
        #expect(other.failure == nil && other.eventCount == 1)
    }
}
