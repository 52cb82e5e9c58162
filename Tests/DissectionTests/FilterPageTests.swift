import Foundation
import Testing

@testable import Dissection

@Suite struct FilterPageTests {
    @Test func thePageIsTheLanguage() throws {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let page = root.appending(path: "docs/filter.md")
        if ProcessInfo.processInfo.environment["WIRESIDE_REGENERATE"] == "1" {
            try Filter.markdown.write(to: page, atomically: true, encoding: .utf8)
        }
        let written = try String(contentsOf: page, encoding: .utf8)
        #expect(written == Filter.markdown, "run WIRESIDE_REGENERATE=1 swift test --filter FilterPageTests")
    }

    /// Every filter of the page can be read.
    @Test func itsExamplesAreFilters() throws {
        let example = Filter.markdown.split(separator: "```")[1]
        for line in example.split(separator: "\n") {
            let text = line.prefix(38)
            #expect(throws: Never.self, "\(text)") { try Filter(String(text)) }
        }
    }
}
