import Cells
import Dissection
import Foundation
import Testing
import Workbench

@testable import Engine

/// docs/configuration.md says what is so, and its examples work.
@Suite struct ConfigurationPageTests {
    let page: String
    /// The TOML examples, in order.
    let examples: [String]

    init() throws {
        page = try projectFile("docs/configuration.md")
        examples = page.components(separatedBy: "```toml\n").dropFirst().map { part in
            String(part.prefix(upTo: part.range(of: "```")?.lowerBound ?? part.endIndex))
        }
        try #require(examples.count == 3)
    }

    /// The first example names every key with its default.
    @Test func theKeysAndTheirDefaults() throws {
        var configuration = try Configuration.parse(path: "page", text: examples[0])
        let keys = examples[0].split(separator: "\n").map { String($0.prefix { $0 != " " }) }
        let error = try #require(throws: FileComplaint.self) { try Configuration.parse(path: "", text: "x = 1") }
        let known = error.reason.split(separator: ": ").last?.split(separator: ", ").map(String.init) ?? []
        #expect(Set(keys + ["keys"]) == Set(known))
        #expect(configuration.theme == "dark")
        configuration.theme = nil
        #expect(configuration == Configuration())
    }

    @Test func theExampleOfKeys() throws {
        let keymap = try Configuration.parse(path: "page", text: examples[1]).keymap
        #expect(keymap.command(for: Key("t", .control), in: [.reading]) == .nextTheme)
        #expect(keymap.command(for: Key("q"), in: [.reading]) == nil)
        #expect(keymap.command(for: Key("\\"), in: [.reading]) == nil)
        #expect(keymap.command(for: Key("\""), in: [.reading]) == .zoom)
        #expect(keymap.command(for: Key("p", .control), in: [.typing, .everywhere]) == .historyOlder)
    }

    @Test func theExampleOfAThemeAndItsScopes() throws {
        let theme = try ThemeFile.parse(path: "page", text: examples[2]) { name throws(FileComplaint) in
            Theme(name: name, styles: [:])
        }
        #expect(theme[.text] == Style(background: .rgb(16, 16, 16)))
        #expect(theme[.recordOn] == Style(foreground: .indexed(3), attributes: .bold))
        for scope in Scope.allCases { #expect(page.contains("`\(scope.rawValue)`"), "\(scope.rawValue)") }
    }

    @Test func theTables() throws {
        for context in Context.allCases { #expect(page.contains("`\(context.rawValue)`"), "\(context.rawValue)") }
        for command in Command.allCases where command.seekTenths == nil {
            #expect(page.contains("| `\(command.rawValue)` | \(command.title) |"), "\(command.rawValue)")
        }
        #expect(page.contains("`replay.seek-0` … `replay.seek-9`"))
        // Names of keys that the page lists are names of keys.
        let list = try #require(page.components(separatedBy: "A key is a character").last?.prefix { $0 != "." })
        for name in list.split(separator: "`").enumerated().filter({ $0.offset % 2 == 1 }).map(\.element)
        where !name.hasSuffix("-") {
            #expect(throws: Never.self) { try Key(parsing: String(name)) }
        }
    }
}
