import Cells
import Foundation
import JSON
import Testing
import Workbench

@testable import Engine

/// `info` says what is in force and where it came from.
@Suite struct InForceTests {
    let scratch = Scratch()

    private func write(_ name: String, _ text: String) throws -> String {
        let folder = URL(fileURLWithPath: scratch(name)).deletingLastPathComponent().path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try text.write(toFile: scratch(name), atomically: false, encoding: .utf8)
        return scratch(name)
    }

    private func inForce(
        _ path: String? = nil, theme: String? = nil, color: ColorChoice = .auto, _ environment: [String: String] = [:]
    ) -> InForce {
        let all = ["HOME": scratch.path, "TERM": "xterm"].merging(environment) { $1 }
        return InForce(
            configuration: path, theme: theme, color: color, environment: all, executable: scratch("bin/wireside"))
    }

    private func row(_ name: String, _ inForce: InForce) -> [String] {
        inForce.rows.first { $0.name == name }.map { [$0.value, $0.source] } ?? []
    }

    @Test func nothingSaidIsTheDefault() {
        let bare = inForce()
        let home = scratch.path
        #expect(
            row("configuration", bare) == [
                "\(home)/.config/wireside/config.toml (not there; the defaults are in force)", "default",
            ])
        #expect(row("recordings", bare) == ["\(home)/.local/state/wireside/sessions", "default"])
        for setting in Setting.all {
            let value = setting.value(Configuration()).replacing("\"", with: "")
            #expect(row(setting.name, bare) == [value, "default"])
        }
        #expect(row("keys", bare) == ["\(Keymap.standard.bindings.count) bindings", "default"])
        #expect(row("themes", bare) == ["dark, light, high-contrast, sixteen, monochrome", ""])
        #expect(row("terminal", bare) == ["xterm", "TERM"])
        #expect(row("colour", bare) == ["as the terminal can", "default"])
        #expect(Set(bare.rows.map(\.name)).count == bare.rows.count)
    }

    @Test func theFileIsNamedWithItsLine() throws {
        let path = try write(
            ".config/wireside/config.toml",
            """
            # mine
            theme = "light"
            wrap = false
            [keys.reading]
            "Ctrl-T" = "view.theme"
            q = ""
            """)
        let read = inForce()
        #expect(row("configuration", read) == ["\(path) (read)", "default"])
        #expect(row("theme", read) == ["light", "\(path):2"])
        #expect(row("wrap", read) == ["false", "\(path):3"])
        #expect(row("mouse", read) == ["true", "default"])
        #expect(row("keys", read).last == "default, and \(path):5, 6; info --keys shows them")
        #expect(read.keyTable.contains(#""Ctrl-T" = "view.theme"  # next theme; \#(path):5"#))
        #expect(read.keyTable.contains(#""q" = ""  # nothing; \#(path):6"#))
        // Put into a configuration, what --keys prints gives the same keys.
        let again = try Configuration.parse(path: "", text: read.keyTable.joined(separator: "\n")).keymap
        let first = try Configuration.load(path: path).keymap
        #expect(Set(again.bindings) == Set(first.bindings))
        let sources = read.bindingsJSON.compactMap { try? JSON.parse(line: $0.span)["source"]?.string }
        #expect(sources.count == first.bindings.count && sources.filter { $0 == "\(path):5" }.count == 1)
        #expect(Set(sources) == ["default", "\(path):5"])
    }

    @Test func optionsBeatTheEnvironmentAndBothTheFile() throws {
        let path = try write("c.toml", "theme = \"light\"\n")
        #expect(row("configuration", inForce(path)) == ["\(path) (read)", "--config"])
        #expect(row("theme", inForce(path, theme: "sixteen")) == ["sixteen", "--theme"])
        let none = ["NO_COLOR": "1"]
        #expect(row("theme", inForce(path, theme: "sixteen", none)) == ["monochrome", "NO_COLOR"])
        #expect(row("colour", inForce(path, none)) == ["off, since NO_COLOR is set", "NO_COLOR"])
        #expect(row("theme", inForce(path, color: .always, none)) == ["light", "\(path):1"])
        #expect(row("colour", inForce(path, color: .always, none)) == ["as the terminal can", "--color=always"])
        #expect(row("theme", inForce(path, color: .never)) == ["monochrome", "--color=never"])
        #expect(row("colour", inForce(path, color: .never)) == ["off", "--color=never"])
        let homes: [String: String] = ["XDG_STATE_HOME": scratch("s"), "XDG_CONFIG_HOME": "relative"]
        #expect(row("recordings", inForce(nil, homes)) == ["\(scratch("s"))/wireside/sessions", "XDG_STATE_HOME"])
        #expect(row("configuration", inForce(nil, homes)).last == "default")
    }

    @Test func themesOfOnesOwnAreNamedWithTheirFiles() throws {
        let mine = try write(".config/wireside/themes/mine.toml", "name = \"mine\"\ninherits = \"dark\"\n")
        let dark = try write(".config/wireside/themes/dark.toml", "name = \"dark\"\ninherits = \"dark\"\n")
        let read = inForce(theme: "mine")
        #expect(row("theme", read) == ["mine", "--theme, read from \(mine)"])
        #expect(row("theme mine", read) == [mine, "your own"])
        #expect(row("theme dark", read) == [dark, "in place of the built-in one"])
    }

    @Test func whatIsNotInForceSaysWhy() throws {
        let broken = try write("c.toml", "wrap = false\nmouse = 3\n")
        let read = inForce(broken)
        #expect(
            row("configuration", read).first
                == "\(broken) (not in force: \(broken), line 2: mouse wants true or false)")
        #expect(row("wrap", read) == ["true", "default"])
        let unknown = row("theme", inForce(theme: "nope"))
        #expect(
            unknown.first == "dark" && unknown.last?.hasPrefix("since theme nope: there is none of that name") == true)
    }

    @Test func columnsStandBeneathEachOther() {
        let long = String(repeating: "x", count: 60)
        let rows = [
            InForce.Row(name: "a", value: "1", source: "default"),
            InForce.Row(name: "longer", value: "22", source: "TERM"),
            InForce.Row(name: "b", value: "alone"), InForce.Row(name: "c", value: long, source: "far"),
        ]
        #expect(
            HeadlessInfo.aligned(rows) == [
                "a       1      default", "longer  22     TERM", "b       alone", "c       \(long)  far",
            ])
    }

    /// What --scopes prints is a theme that draws the same.
    @Test(arguments: BuiltinThemes.texts.map(\.name) + ["monochrome"])
    func theScopesArePrintedAsATheme(_ name: String) throws {
        let theme = inForce(theme: name).theme
        let text = HeadlessInfo.scopeTable(theme).joined(separator: "\n")
        let again = try ThemeFile.parse(path: "", text: text) { _ throws(FileComplaint) in nil }
        for scope in Scope.allCases { #expect(again[scope] == theme[scope], "\(scope)") }
        #expect(again.styles.count == Scope.allCases.count)
    }
}
