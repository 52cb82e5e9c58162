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

    /// The tables are the program's own. WIRESIDE_REGENERATE=1 writes them anew.
    @Test func theTablesAreTheProgramsOwn() throws {
        var written = page
        for (name, lines) in ConfigurationPage.tables {
            written = try #require(replacingTable(name, with: lines, in: written), "the page has no place for \(name)")
        }
        if ProcessInfo.processInfo.environment["WIRESIDE_REGENERATE"] == "1" {
            let path = "\(projectFolder)/docs/configuration.md"
            return try written.write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(page == written, "run WIRESIDE_REGENERATE=1 swift test --filter ConfigurationPageTests")
    }

    /// What a setting is by itself is what the program comes with, and its own spelling is understood.
    @Test func everySettingTakesWhatItPrints() throws {
        for setting in Setting.all {
            let line = "\(setting.name) = \(setting.value(Configuration()))"
            var configuration = try Configuration.parse(path: "page", text: line)
            #expect(configuration.lines == [setting.name: 1])
            #expect(setting.name == "theme" || configuration.theme == nil)
            (configuration.lines, configuration.theme) = ([:], nil)
            #expect(configuration == Configuration(), "\(line)")
        }
        let error = try #require(throws: FileComplaint.self) { try Configuration.parse(path: "", text: "x = 1") }
        let known = error.reason.split(separator: ": ").last?.split(separator: ", ").map(String.init) ?? []
        #expect(Set(Setting.all.map(\.name) + ["keys"]) == Set(known))
    }

    @Test func theExampleOfSettings() throws {
        let configuration = try Configuration.parse(path: "page", text: examples[0])
        #expect(configuration.theme == "light" && configuration.options.times == .sinceLast)
        #expect(configuration.labRoundTrip == 0 && configuration.lines.count == 3)
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
    }

    /// Names of contexts and keys that the page lists are those that there are.
    @Test func theContextsAndTheNamesOfKeys() throws {
        for context in Context.allCases { #expect(page.contains("`\(context.rawValue)`"), "\(context.rawValue)") }
        let list = try #require(page.components(separatedBy: "A key is a character").last?.prefix { $0 != "." })
        for name in list.split(separator: "`").enumerated().filter({ $0.offset % 2 == 1 }).map(\.element)
        where !name.hasSuffix("-") {
            #expect(throws: Never.self) { try Key(parsing: String(name)) }
        }
    }
}
