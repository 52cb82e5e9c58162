import Foundation
import Octets
import Testing
import Transcripts

@testable import Engine

private let head = #"{"format":"wireside-session","version":1,"title":"t"}"# + "\n"
private let open0 = #"{"k":"open","server":"127.0.0.1:25"}"# + "\n"

@Suite struct SessionFileTests {
    let scratch = Scratch()

    private func file(_ text: String) throws -> String {
        let path = scratch("a.session")
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }

    @Test func loadsIntoSpoolAndIndex() throws {
        let path = try file(
            head + open0 + #"{"t":1,"k":"data","d":"c>s","s":"HE"}"# + "\n"
                + #"{"t":2,"k":"data","d":"c>s","s":"LO\r\nMAIL\r\n"}"# + "\n" + #"{"t":3,"k":"tls"}"# + "\n")
        let loaded = try SessionFile.load(path)
        #expect(loaded.header.title == "t")
        #expect(loaded.report.isClean)
        #expect(loaded.report.unknownCount == 1)
        #expect(loaded.index.events.count == 4)
        let rows = loaded.index.rows(0..<loaded.index.rowCount, read: loaded.spool.read)
        #expect(rows.map { Escape.text(of: $0.bytes.span) } == ["", #"HELO\r\n"#, #"MAIL\r\n"#, ""])
        let bytes = loaded.index.streamBytes(connection: 0, .clientToServer, 1..<5, read: loaded.spool.read)
        #expect(bytes == Array("ELO\r".utf8))
    }

    @Test func reportsWhatItLeftOut() throws {
        let loaded = try SessionFile.load(
            file(head + open0 + "?\n" + #"{"c":8,"k":"close"}"# + "\n" + #"{"k":"note","text":"x"}"# + "\n" + #"{"k":"#)
        )
        #expect(loaded.index.events.count == 2)
        #expect(loaded.report.errors.map(\.line) == [3, 4])
        #expect(loaded.report.errorCount == 2)
        #expect(loaded.report.torn == SessionParser.TornLine(line: 6, byteCount: 5))
        #expect(!loaded.report.isClean)
    }

    @Test func keptErrorsAreBounded() throws {
        let loaded = try SessionFile.load(file(head + String(repeating: "?\n", count: 500)))
        #expect(loaded.report.errors.count == SessionFile.Report.errorLimit)
        #expect(loaded.report.errorCount == 500)
    }

    @Test func saysWhatIsNoSession() throws {
        let missing = scratch("none.session")
        var error = #expect(throws: SessionFileError.self) { try SessionFile.load(missing) }
        #expect(error?.description == "cannot open \(missing) (no such file or directory); check the path")
        error = #expect(throws: SessionFileError.self) { try SessionFile.load(scratch.path) }
        #expect(error?.description == "cannot read \(scratch.path) (is a directory); check the path")
        let path = try file("GET / HTTP/1.1\r\n\r\n")
        error = #expect(throws: SessionFileError.self) { try SessionFile.load(path) }
        #expect(
            error?.description
                == #"\#(path), line 1: this is no session file (no JSON value begins like this at column 1); its first line is an object with "format":"wireside-session""#
        )
    }

    @Test func whatTheCallerThrowsEndsIt() throws {
        struct Enough: Error {}
        var count = 0
        let path = try file(head + String(repeating: #"{"k":"note","text":"x"}"# + "\n", count: 100))
        #expect(throws: Enough.self) {
            try SessionFile.events(path) { _ in
                count += 1
                if count == 3 { throw Enough() }
            }
        }
        #expect(count == 3)
    }

    /// A recording read back is what was recorded, over many chunks of the file.
    @Test func whatIsRecordedIsWhatIsLoaded() throws {
        let recorder = try Recorder(path: scratch("r.session"), header: SessionHeader(title: "flood"))
        let opening = Opening(transport: .tcp, client: Endpoint(address: "c"), server: Endpoint(address: "s"))
        recorder.append(Event(time: .zero, connection: 0, body: .open(opening)))
        let pieces = (0..<40).map { number in (0..<(number * 517)).map { UInt8(truncatingIfNeeded: $0 * number) } }
        for (number, piece) in pieces.enumerated() {
            let moment = Moment(nanoseconds: Int64(number) * 1_000_000_007)
            recorder.append(Event(time: moment, connection: 0, body: .data(.serverToClient, piece)))
        }
        let loaded = try SessionFile.load(recorder.path)
        #expect(loaded.report == SessionFile.Report())
        let bytes = loaded.index.streamBytes(connection: 0, .serverToClient, 0..<UInt64.max, read: loaded.spool.read)
        #expect(bytes == Array(pieces.joined()))
        #expect(loaded.index.duration.nanoseconds == 39 * 1_000_000_007)
    }
}
