import Dissection
import Foundation
import Octets
import Testing
import Transcripts
import Workbench

@testable import Engine

/// Recordings as tabs open them.
@Suite(.timeLimit(.minutes(1))) struct OpenedRecordingTests {
    let scratch = Scratch()

    private func recording(_ name: String, _ lines: [String], title: String = "the title") throws -> String {
        let recorder = try Recorder(
            path: scratch(name), header: SessionHeader(start: Timestamp(nanoseconds: 1_000_000_000), title: title))
        let opening = Opening(
            transport: .tcp, client: Endpoint(address: "127.0.0.1:5"), server: Endpoint(address: "127.0.0.1:12000"))
        recorder.append(Event(time: .zero, connection: 0, body: .open(opening)))
        for (number, line) in lines.enumerated() {
            let time = Moment(nanoseconds: Int64(number + 1))
            recorder.append(
                Event(time: time, connection: 0, body: .data(.serverToClient, Array("\(line)\r\n".utf8))))
        }
        recorder.finish()
        return recorder.path
    }

    @Test func isReadWhole() throws {
        let file = try OpenedRecording(path: try recording("a.session", ["one", "two"]))
        #expect(file.title == "the title")
        #expect(file.wallStart == 1_000_000_000)
        #expect(file.notice == nil)
        #expect(file.snapshot.transcript.events.count == 3)
        #expect(file.snapshot.messages.count == 2)
        let untitled = try recording("b.session", [], title: "")
        #expect(try OpenedRecording(path: untitled).title == untitled)
    }

    @Test func aTornFileIsReadAndSaid() throws {
        let path = try recording("a.session", ["one", "two"])
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try String(text.dropLast(5)).write(toFile: path, atomically: false, encoding: .utf8)
        let file = try OpenedRecording(path: path)
        #expect(file.snapshot.transcript.events.count == 2)
        #expect(file.notice == "its last line 4 was cut short and is left out")
    }

    @Test func brokenLinesAreLeftOutAndSaid() throws {
        let path = try recording("a.session", ["one"])
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try (text + "broken\nbroken too\n").write(toFile: path, atomically: false, encoding: .utf8)
        let file = try OpenedRecording(path: path)
        #expect(file.snapshot.transcript.events.count == 2)
        #expect(file.notice?.contains("line 4") == true)
        #expect(file.notice?.hasSuffix(", and 1 more line is wrong") == true)
        let failure = #expect(throws: Failure.self) { try HeadlessDecode(path: path, output: .text).run() }
        #expect(failure?.status == 65)
    }

    @Test func whatIsNoRecordingIsRefused() throws {
        let missing = #expect(throws: Failure.self) { try OpenedRecording(path: scratch("none")) }
        #expect(missing?.status == 66)
        #expect(missing?.sentence.hasPrefix("cannot open \(scratch("none"))") == true)
        try "hello\n".write(toFile: scratch("text"), atomically: false, encoding: .utf8)
        let other = #expect(throws: Failure.self) { try OpenedRecording(path: scratch("text")) }
        #expect(other?.status == 65)
        #expect(other?.sentence.contains("line 1") == true)
        let folder = #expect(throws: Failure.self) { try OpenedRecording(path: scratch.path) }
        #expect(folder?.status == 66)
    }

    // MARK: In a tab

    @Test func opensInATab() async throws {
        let path = try recording("a.session", ["one", "two"])
        let rig = Rig()
        rig.step(.replay(path: path))
        #expect(await rig.until { $0.tab.replay != nil && $0.tab.loadedRows.count == 3 })
        #expect(rig.tab.title == "the title")
        #expect(rig.conversation == ["connected to 127.0.0.1:12000 by tcp", "< one", "< two"])
        rig.step(.replay(path: scratch("none")))
        #expect(await rig.until { $0.notices.contains { $0.hasPrefix("cannot open ") } })
        await rig.close()
    }

    /// The tab is gone before its file is read: nothing of it stays.
    @Test func aFileForAClosedTabIsDropped() async throws {
        let path = try recording("a.session", ["one"])
        let rig = Rig()
        for _ in 0..<20 {
            rig.step(.replay(path: path))
            rig.step(.command(.closeTab))
        }
        #expect(await rig.until { $0.desk.opensUnderWay == 0 })
        rig.step()
        #expect(rig.desk.hostCount == 0)
        #expect(rig.tab.isBlank)
        await rig.close()
    }

    /// Somebody connects in the blank tab before the file is read: the session stays.
    @Test func aFileDoesNotTakeATabFromASession() async throws {
        let path = try recording("a.session", ["one"])
        let server = try await ScriptedServer.echo()
        let rig = Rig()
        // One step, so that the file cannot have been read in between.
        rig.step(.replay(path: path), .open(url: server.url))
        #expect(await rig.until { $0.tab.connection.isOpen && $0.desk.opensUnderWay == 0 })
        #expect(await rig.until { $0.notices.contains("the title was not opened: the tab is taken; open it again") })
        #expect(rig.tab.replay == nil)
        rig.type("hello")
        #expect(await rig.until { $0.received() == 7 && $0.conversation.last == "< hello" })
        await rig.close()
        await server.stop()
    }

    /// Of two files that are opened in one tab, bytes and records shown belong together.
    @Test func theLastOfTwoFilesIsShown() async throws {
        let paths = try ["one", "two"].map { try recording("\($0).session", [$0], title: $0) }
        for _ in 0..<20 {
            let rig = Rig()
            rig.step(.replay(path: paths[0]), .replay(path: paths[1]))
            #expect(await rig.until { $0.desk.opensUnderWay == 0 && $0.tab.loadedRows.count == 2 })
            #expect(rig.conversation.last == "< \(rig.tab.title)")
            await rig.close()
        }
    }
}
