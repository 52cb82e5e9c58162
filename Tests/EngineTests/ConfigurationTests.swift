import Cells
import Dissection
import Foundation
import Testing
import Workbench

@testable import Engine

@Suite struct ConfigurationTests {
    private func parse(_ text: String) throws(FileComplaint) -> Configuration {
        try Configuration.parse(path: "config.toml", text: text)
    }

    @Test func nothingSaidIsTheDefault() throws {
        let configuration = try parse("# nothing\n")
        #expect(configuration == Configuration())
        #expect(configuration.theme == nil)
        #expect(configuration.records)
        #expect(configuration.labRoundTrip == 20_000_000)
        #expect(configuration.keymap == .standard)
        #expect(Keymap.standard.conflicts == [])
    }

    @Test func everyKey() throws {
        let configuration = try parse(
            """
            theme = "light"
            mouse = false
            wrap = false
            bytes = true
            ascii = true
            record = false
            times = "absolute"
            lab-round-trip = 1.5
            [keys.reading]
            "Ctrl-T" = "view.theme"
            """)
        #expect(configuration.theme == "light")
        #expect(!configuration.options.mouse)
        #expect(!configuration.options.wrap)
        #expect(configuration.options.bytes)
        #expect(configuration.options.ascii)
        #expect(!configuration.records)
        #expect(configuration.options.times == .absolute)
        #expect(configuration.labRoundTrip == 1_500_000)
        #expect(configuration.keymap.command(for: Key("t", .control), in: [.reading]) == .nextTheme)
        for times in Options.Times.allCases {
            #expect(try parse("times = \"\(times.name)\"").options.times == times)
        }
        for (text, nanoseconds) in [("0", Int64(0)), ("0.0", 0), ("60000", 60_000_000_000)] {
            #expect(try parse("lab-round-trip = \(text)").labRoundTrip == nanoseconds)
        }
    }

    /// Text, line, and the reason or its beginning.
    static let bad: [(String, Int?, String)] = [
        ("wrap = true\nmouse = = 3\n", 2, "error while parsing"),
        ("wrap = true\nwrap = false\n", 2, "error while parsing"),
        ("theme = 3", 1, "theme wants a name, as \"dark\""),
        ("\n\nmouse = 1", 3, "mouse wants true or false"),
        ("wrap = \"yes\"", 1, "wrap wants true or false"),
        ("bytes = 0", 1, "bytes wants true or false"),
        ("ascii = []", 1, "ascii wants true or false"),
        ("record = \"no\"", 1, "record wants true or false"),
        ("times = \"never\"", 1, "times wants since-start, absolute, since-last or none"),
        ("times = true", 1, "times wants since-start, absolute, since-last or none"),
        ("lab-round-trip = -1", 1, "lab-round-trip wants milliseconds from 0 to 60000"),
        ("lab-round-trip = 60001", 1, "lab-round-trip wants milliseconds from 0 to 60000"),
        ("lab-round-trip = nan", 1, "lab-round-trip wants milliseconds from 0 to 60000"),
        ("lab-round-trip = inf", 1, "lab-round-trip wants milliseconds from 0 to 60000"),
        ("lab-round-trip = \"20\"", 1, "lab-round-trip wants milliseconds from 0 to 60000"),
        (
            "wrap = true\n\"colour\" = 1", 2,
            "colour is not known; these are: ascii, bytes, keys, lab-round-trip, mouse, questions, record, theme, times, wrap"
        ),
        ("wrap = true\n[mouse]\non = true\n", 2, "mouse wants true or false"),
        ("keys = 3", 1, "keys wants tables, as [keys.reading]"),
        ("wrap = true\n[keys]\nreading = 3\n", 3, "reading wants a table, as [keys.reading]"),
        (
            "wrap = true\n\n[keys.lobby]\n\"x\" = \"help\"\n", 3,
            "lobby is no place for keys; these are: typing, session, "
        ),
        ("[keys.reading]\n\"x\" = \"\"\n\"Hyper-x\" = \"help\"\n", 3, "\"Hyper-x\" is no key; write it like Ctrl-P, "),
        ("[keys.reading]\n\"Ctrl-i\" = \"help\"\n", 2, "\"Ctrl-i\" cannot be told apart: a terminal sends Tab for it"),
        ("[keys.reading]\n\"=\" = \"helpp\"\n", 2, "helpp is no command; wireside info --keys lists them"),
        ("[keys.reading]\n'\"' = \"helpp\"\n", 2, "helpp is no command; wireside info --keys lists them"),
        ("[keys.reading]\n\"\\\\\" = \"helpp\"\n", 2, "helpp is no command; wireside info --keys lists them"),
        ("[keys.reading]\n\"#\" = \"helpp\" # no\n", 2, "helpp is no command; wireside info --keys lists them"),
        ("[ keys . reading ]\n \"z\"=\"helpp\"\n", 2, "helpp is no command; wireside info --keys lists them"),
        ("[keys]\nreading.z = \"helpp\"\n", 2, "helpp is no command; wireside info --keys lists them"),
        ("keys.reading.z = \"helpp\"\n", 1, "helpp is no command; wireside info --keys lists them"),
        ("wrap = true\nkeys = { reading = { z = \"helpp\" } }\n", 2, "helpp is no command; "),
        ("[keys.reading]\nz = 3\n", 2, "\"z\" wants the name of a command, or \"\" for none"),
        ("[keys.help]\nz = \"help\"\n[keys.reading]\nz = \"helpp\"\n", 4, "helpp is no command; "),
        (
            "[keys.reading]\n\"Esc\" = \"help\"\n\"Escape\" = \"quit\"\n", 3,
            "\"Escape\" and \"Esc\" are the same key; keep one of them"
        ),
        ("wrap = true\n[keys.reading]\n\"z\" = \"help\"\n\"x\" = \"help\"\n", 4, "x reaches two commands: "),
        ("[keys.everywhere]\n\"Ctrl-R\" = \"help\"\n", 2, "Ctrl-R reaches two commands: "),
    ]

    @Test(arguments: bad) func saysWhatIsWrongAndWhere(_ text: String, _ line: Int?, _ reason: String) throws {
        let complaint = try #require(throws: FileComplaint.self) { try parse(text) }
        #expect(complaint.path == "config.toml")
        #expect(complaint.line == line, "\(complaint.sentence)")
        #expect(complaint.reason.hasPrefix(reason), "\(complaint.sentence)")
        #expect(!complaint.reason.contains("\n"))
        #expect(complaint.sentence == "config.toml, line \(line ?? 0): \(complaint.reason)")
    }

    @Test func keysAreBoundReboundAndUnbound() throws {
        let keymap = try parse(
            """
            [keys.reading]
            "q" = "help"
            "Ctrl-q" = "quit"
            "n" = ""
            "never-bound" = ""
            """.replacing("\"never-bound\" = \"\"", with: "\"F12\" = \"\"")
        ).keymap
        #expect(keymap.command(for: Key("q"), in: [.reading]) == .help)
        #expect(keymap.command(for: Key("q", .control), in: [.reading]) == .quit)
        #expect(keymap.command(for: Key("n"), in: [.reading]) == nil)
        #expect(keymap.command(for: Key("N"), in: [.reading]) == .searchPrevious)
        #expect(keymap.conflicts == [])
    }

    /// Who wants a key for something else unbinds its other use, in whatever order the file says so.
    @Test(arguments: [
        "[keys.typing]\n\"Ctrl-P\" = \"line.older\"\n[keys.everywhere]\n\"Ctrl-P\" = \"\"\n",
        "[keys.everywhere]\n\"Ctrl-P\" = \"\"\n[keys.typing]\n\"Ctrl-P\" = \"line.older\"\n",
    ]) func aConflictEndsWithTheOtherUse(_ text: String) throws {
        let keymap = try parse(text).keymap
        #expect(keymap.command(for: Key("p", .control), in: [.typing, .everywhere]) == .historyOlder)
        #expect(throws: FileComplaint.self) {
            try parse(String(text.replacing("[keys.everywhere]\n\"Ctrl-P\" = \"\"\n", with: "")))
        }
    }

    /// What `info --keys` prints is a configuration that changes nothing.
    @Test func theTableThatInfoPrintsParses() throws {
        let text = HeadlessInfo.keyTable(.standard).joined(separator: "\n")
        let parsed = try parse(text).keymap
        #expect(Set(parsed.bindings) == Set(Keymap.standard.bindings))
        #expect(text.contains("\"\\\\\" = \"pane.zoom\""))
    }

    // MARK: Files

    let scratch = Scratch()

    @Test func aMissingFileIsNoComplaint() throws {
        #expect(try Configuration.load(path: scratch("none.toml")) == Configuration())
    }

    @Test func aFileIsRead() throws {
        try "wrap = false".write(toFile: scratch("c.toml"), atomically: false, encoding: .utf8)
        #expect(try !Configuration.load(path: scratch("c.toml")).options.wrap)
    }

    @Test func whatCannotBeReadIsTold() throws {
        try Data([0x61, 0xFF]).write(to: URL(fileURLWithPath: scratch("c.toml")))
        #expect(throws: FileComplaint(path: scratch("c.toml"), line: nil, reason: "this is not UTF-8")) {
            try Configuration.load(path: scratch("c.toml"))
        }
        #expect(
            throws: FileComplaint(
                path: scratch.path, line: nil, reason: "this cannot be read; check what it is and who may read it")
        ) {
            try Configuration.load(path: scratch.path)
        }
    }

    // MARK: The workbench with a bad one

    private func state(_ text: String, theme: String? = nil) throws -> State {
        try text.write(toFile: scratch("c.toml"), atomically: false, encoding: .utf8)
        let bench = Bench(configuration: scratch("c.toml"), theme: theme, color: .always, first: .nothing)
        return bench.makeDesk(size: Size(columns: 80, rows: 24), wake: {}).state
    }

    @Test func aBadFileIsToldAndTheDefaultsStay() throws {
        let state = try state("wrap = false\nmouse = 3\n")
        #expect(
            state.notice
                == Notice(
                    .error,
                    "\(scratch("c.toml")), line 2: mouse wants true or false; the defaults are in force"))
        #expect(state.options == Options())
        #expect(state.keymap == .standard)
        #expect(state.theme.name == "dark")
    }

    @Test func aGoodFileIsInForce() throws {
        let state = try state("wrap = false\ntheme = \"light\"\n")
        #expect(state.notice == nil)
        #expect(!state.options.wrap)
        #expect(state.theme.name == "light")
        #expect(try self.state("theme = \"light\"", theme: "sixteen").theme.name == "sixteen")
    }

    /// A theme that is not there, or does not parse, is told, and the screen has colours all the same.
    @Test func aBadThemeIsToldAndTheUsualOneStays() throws {
        let state = try state("theme = \"nope\"\n")
        #expect(state.theme.name == "dark")
        #expect(state.notice?.severity == .error)
        #expect(state.notice?.text.hasPrefix("theme nope: there is none of that name; ") == true)
    }

    @Test func anAskedFileThatIsMissingIsTold() throws {
        let bench = Bench(configuration: scratch("none"), theme: nil, color: .always, first: .nothing)
        let state = bench.makeDesk(size: Size(columns: 80, rows: 24), wake: {}).state
        #expect(state.notice?.text == "there is no file \(scratch("none")) to read; the defaults are in force")
    }
}
