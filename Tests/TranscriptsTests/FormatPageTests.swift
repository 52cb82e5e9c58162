import Foundation
import Octets
import Testing
import Transcripts

/// The example of docs/session-format.md is a real file: it reads without a complaint, has every kind, and comes out as it
/// went in.
@Suite struct FormatPageTests {
    @Test func theExampleIsReadAndWrittenAsItStands() throws {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/session-format.md"), encoding: .utf8)
        let example = try #require(page.components(separatedBy: "```\n").dropFirst().first)
        let reading = read(example)
        #expect(reading.errors == [])
        #expect(String(decoding: write(reading.header ?? SessionHeader(), reading.events), as: UTF8.self) == example)
        let kinds = Set(reading.events.map(\.body.kind))
        #expect(kinds == Set(EventKind.allCases).subtracting([.unknown]))
    }
}
