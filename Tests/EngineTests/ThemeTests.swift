import Cells
import Foundation
import Testing
import Workbench

@testable import Engine

/// The project's own folder, found from this file.
let projectFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

func projectFile(_ path: String) throws -> String {
    try String(contentsOfFile: "\(projectFolder)/\(path)", encoding: .utf8)
}

@Suite struct ThemeTests {
    private static let noPaths = Paths(environment: ["HOME": "/nonexistent"], executable: "/nonexistent/bin/x")
    static let builtIn = BuiltinThemes.texts.map(\.name)

    private func parse(_ text: String) throws(FileComplaint) -> Theme {
        try ThemeFile.parse(path: "mine.toml", text: text) { name throws(FileComplaint) in
            name == "base" ? Theme(name: "base", styles: [.mark: Style(foreground: .indexed(3))]) : nil
        }
    }

    // MARK: The themes that come with the program

    @Test func builtInThemesAreTheFiles() throws {
        #expect(Self.builtIn == ["dark", "light", "high-contrast", "sixteen"])
        let files = Paths.list("\(projectFolder)/themes", suffix: ".toml")
        #expect(files.count == Self.builtIn.count)
        for theme in BuiltinThemes.texts {
            let file = try projectFile("themes/\(theme.name).toml")
            #expect(Array(file.utf8) == Array(theme.text.utf8), "\(theme.name)")
        }
    }

    @Test(arguments: builtIn) func builtInThemesSetEveryScope(_ name: String) throws {
        let theme = try ThemeLibrary(paths: Self.noPaths).theme(named: name)
        #expect(theme.name == name)
        #expect(Set(Scope.allCases).subtracting(theme.styles.keys) == [])
    }

    /// Text can be read: contrast by WCAG 2.2 §1.4.3 (4.5 to 1; 7 in high contrast), 3 to 1 for frames (§1.4.11).
    @Test(arguments: ["dark", "light", "high-contrast"]) func builtInThemesCanBeRead(_ name: String) throws {
        let theme = try ThemeLibrary(paths: Self.noPaths).theme(named: name)
        for scope in Scope.allCases {
            let style = theme[scope]
            let ground = try #require(luminance(style.background) ?? luminance(theme[.text].background), "\(scope)")
            let ink = try #require(luminance(style.foreground) ?? luminance(theme[.text].foreground), "\(scope)")
            let contrast = (max(ink, ground) + 0.05) / (min(ink, ground) + 0.05)
            let wanted = scope == .border || scope == .focusedBorder ? 3 : name == "high-contrast" ? 7 : 4.5
            #expect(contrast >= wanted, "\(name) \(scope.rawValue) has \(contrast)")
        }
    }

    private func luminance(_ color: Color) -> Double? {
        guard case .rgb(let red, let green, let blue) = color else { return nil }
        let linear = [red, green, blue].map { value -> Double in
            let part = Double(value) / 255
            return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    // MARK: The format

    @Test func readsColoursAndAttributes() throws {
        let theme = try parse(
            """
            name = "mine"
            inherits = "base"
            [palette]
            warm = "#Ff8000"
            blue = 245
            [scopes]
            text = { fg = "warm", bg = "default" }
            client = { fg = "blue", bg = "bright-black", bold = true, dim = false }
            "record.on" = { fg = 9, italic = true, underline = true, reverse = true, dim = true }
            server = {}
            """)
        #expect(theme.name == "mine")
        #expect(theme[.text] == Style(foreground: .rgb(255, 128, 0)))
        #expect(theme[.client] == Style(foreground: .indexed(245), background: .indexed(8), attributes: .bold))
        #expect(theme[.recordOn].foreground == .indexed(9))
        #expect(theme[.recordOn].attributes == [.italic, .underline, .reverse, .dim])
        #expect(theme[.server] == .plain)
        #expect(theme[.mark] == Style(foreground: .indexed(3)))
        #expect(theme[.warning] == Theme.monochrome[.warning])
    }

    /// Text, line, and a part of the reason.
    static let bad: [(String, Int?, String)] = [
        ("name = \"x\"\nfg = [\n", 2, "error while parsing array"),
        ("", nil, "a theme wants a name"),
        ("# c\nname = 3\n", 2, "a theme wants a name"),
        ("name = \"x\"\ninherits = \"none\"\n", 2, "there is no theme none to inherit"),
        ("name = \"x\"\ninherits = 3\n", 2, "inherits wants the name of a theme"),
        ("name = \"x\"\ninherit = \"base\"\n", 2, "inherit is not known; these are: inherits, name, palette, scopes"),
        ("name = \"x\"\n[scope]\ntext = {}\n", 2, "scope is not known"),
        ("palette = 3\nname = \"x\"\n", 1, "palette wants a table"),
        ("scopes = []\nname = \"x\"\n", 1, "scopes wants a table"),
        ("name = \"x\"\n[palette]\na = 1\nb = \"mauve\"\n", 4, "b is no colour"),
        ("name = \"x\"\n[palette]\nb = \"#12345\"\n", 3, "b is no colour"),
        ("name = \"x\"\n[palette]\nb = \"#+12345\"\n", 3, "b is no colour"),
        ("name = \"x\"\n[palette]\nb = 256\n", 3, "b is no colour"),
        ("name = \"x\"\n[palette]\nb = -1\n", 3, "b is no colour"),
        ("name = \"x\"\n[palette]\nb = true\n", 3, "b is no colour"),
        ("name = \"x\"\n[scopes]\ntext = {}\nsky = {}\n", 4, "sky is no part of the screen"),
        ("name = \"x\"\n[scopes]\ntext = \"red\"\n", 3, "text wants a table"),
        ("name = \"x\"\n[scopes]\n\"record.on\" = { fg = \"mauve\" }\n", 3, "record.on.fg is no colour"),
        ("name = \"x\"\n[scopes]\ntext = { blink = true }\n", 3, "not blink"),
        ("name = \"x\"\n[scopes]\ntext = { bold = \"yes\" }\n", 3, "text.bold wants true or false"),
        ("name = \"x\"\n[ scopes ] # a comment\ntext = { bold = 1 }\n", 3, "text.bold wants true or false"),
    ]

    @Test(arguments: bad) func saysWhatIsWrongAndWhere(_ text: String, _ line: Int?, _ reason: String) throws {
        let complaint = try #require(throws: FileComplaint.self) { try parse(text) }
        #expect(complaint.path == "mine.toml")
        #expect(complaint.line == line, "\(complaint.sentence)")
        #expect(complaint.reason.contains(reason), "\(complaint.sentence)")
        #expect(!complaint.reason.contains("\n"))
    }

    // MARK: Where themes come from

    let scratch = Scratch()

    private func library(_ files: [String: String], monochrome: Bool = false) throws -> ThemeLibrary {
        try FileManager.default.createDirectory(atPath: scratch("themes"), withIntermediateDirectories: true)
        for (name, text) in files {
            try Data(text.utf8).write(to: URL(fileURLWithPath: scratch("themes/\(name).toml")))
        }
        var paths = Self.noPaths
        paths.data = [scratch.path]
        return ThemeLibrary(paths: paths, monochrome: monochrome)
    }

    @Test func namesOfAllThemes() throws {
        let library = try library(["mine": "name = \"mine\"", "dark": "name = \"dark\""])
        #expect(library.names == ["dark", "light", "high-contrast", "sixteen", "monochrome", "mine"])
    }

    /// A person's own `dark` changes the built-in one, and a theme is called what its file is called.
    @Test func aFileWinsAndMayInheritWhatItHides() throws {
        let library = try library([
            "dark": "name = \"dark\"\ninherits = \"dark\"\n[scopes]\nmark = { fg = \"red\" }\n",
            "mine": "name = \"other\"\ninherits = \"dark\"\n[scopes]\nnote = { fg = \"green\" }\n",
        ])
        let builtIn = try ThemeLibrary(paths: Self.noPaths).theme(named: "dark")
        let theme = try library.theme(named: "mine")
        #expect(theme[.mark] == Style(foreground: .indexed(1)))
        #expect(theme[.note] == Style(foreground: .indexed(2)))
        #expect(theme[.client] == builtIn[.client])
        #expect(theme.name == "mine")
    }

    @Test func circlesAreTold() throws {
        let library = try library([
            "a": "name = \"a\"\ninherits = \"b\"", "b": "# b\nname = \"b\"\n\ninherits = \"a\"",
        ])
        let complaint = try #require(throws: FileComplaint.self) { try library.theme(named: "a") }
        #expect(complaint.path == scratch("themes/b.toml"))
        #expect(complaint.line == 4)
        #expect(complaint.reason == "themes inherit one from another in a circle")
    }

    @Test func longChainsAreTold() throws {
        var files: [String: String] = [:]
        for number in 0..<20 { files["t\(number)"] = "name = \"t\"\ninherits = \"t\(number + 1)\"" }
        files["t20"] = "name = \"t20\""
        let library = try library(files)
        let complaint = try #require(throws: FileComplaint.self) { try library.theme(named: "t0") }
        #expect(complaint.line == 2)
        #expect(complaint.reason.contains("\(ThemeFile.inheritanceLimit)"))
        _ = try library.theme(named: "t15")
    }

    @Test func whatCannotBeReadIsTold() throws {
        let library = try library(["mine": "name = \"x\""])
        try Data([0xFF, 0xFE]).write(to: URL(fileURLWithPath: scratch("themes/mine.toml")))
        #expect(
            throws: FileComplaint(path: scratch("themes/mine.toml"), line: nil, reason: "this cannot be read as UTF-8")
        ) {
            try library.theme(named: "mine")
        }
        let complaint = try #require(throws: FileComplaint.self) { try library.theme(named: "nope") }
        #expect(complaint.sentence.hasPrefix("theme nope: there is none of that name; these are: dark, light, "))
    }

    // MARK: Without colours

    @Test func monochromeHasNoColours() throws {
        let library = try library([:], monochrome: true)
        for name in library.names + ["nope"] { #expect(try library.theme(named: name) == .monochrome) }
        for scope in Scope.allCases {
            #expect(Theme.monochrome[scope].foreground == .standard)
            #expect(Theme.monochrome[scope].background == .standard)
        }
        #expect(try ThemeLibrary(paths: Self.noPaths).theme(named: "monochrome") == .monochrome)
    }

    @Test func whenColoursAreOff() {
        #expect(ColorChoice.auto.isOff(["NO_COLOR": "1"]))
        #expect(!ColorChoice.auto.isOff(["NO_COLOR": ""]))
        #expect(!ColorChoice.auto.isOff([:]))
        #expect(!ColorChoice.always.isOff(["NO_COLOR": "1"]))
        #expect(ColorChoice.never.isOff([:]))
        #expect(Bench(configuration: nil, theme: nil, color: .never, first: .nothing).isMonochrome)
        #expect(!Bench(configuration: nil, theme: nil, color: .always, first: .nothing).isMonochrome)
    }
}
