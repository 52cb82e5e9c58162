import Foundation
import Testing

@testable import Engine

@Suite struct PathsTests {
    let scratch = Scratch()

    /// Environment, configuration, sessions.
    static let rules: [([String: String], String, String)] = [
        (["HOME": "/h"], "/h/.config/wireside/config.toml", "/h/.local/state/wireside/sessions"),
        (
            ["HOME": "/h", "XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "/s"], "/c/wireside/config.toml",
            "/s/wireside/sessions"
        ),
        (
            ["HOME": "/h", "XDG_CONFIG_HOME": "c", "XDG_STATE_HOME": ""], "/h/.config/wireside/config.toml",
            "/h/.local/state/wireside/sessions"
        ),
        (["HOME": ""], "./.config/wireside/config.toml", "./.local/state/wireside/sessions"),
        ([:], "./.config/wireside/config.toml", "./.local/state/wireside/sessions"),
    ]

    @Test(arguments: rules) func xdg(_ environment: [String: String], _ configuration: String, _ sessions: String) {
        let paths = Paths(environment: environment, executable: "/opt/bin/wireside")
        #expect(paths.configuration == configuration)
        #expect(paths.sessions == sessions)
        #expect(paths.data.first == String(configuration.dropLast("/config.toml".count)))
        #expect(paths.data.contains("/opt/share/wireside"))
    }

    /// The folder of the source is used when the program runs out of its build folder, through links too.
    @Test func findsTheSourceFolder() throws {
        let build = scratch("src/.build/x86_64/debug")
        try FileManager.default.createDirectory(atPath: build, withIntermediateDirectories: true)
        try write("", "src/Package.swift")
        try write("", "src/.build/x86_64/debug/wireside")
        try FileManager.default.createSymbolicLink(
            atPath: scratch("link"), withDestinationPath: build + "/wireside")
        for executable in [build + "/wireside", scratch("link")] {
            let paths = Paths(environment: ["HOME": scratch("home")], executable: executable)
            #expect(paths.data.contains { $0.hasSuffix("/src") })
        }
    }

    @Test func theFirstOfANameWins() throws {
        for (folder, names) in [("a", ["x.toml", "y.toml", "z.txt"]), ("b", ["y.toml", "w.toml"])] {
            try FileManager.default.createDirectory(
                atPath: scratch("\(folder)/themes"), withIntermediateDirectories: true)
            for name in names { try write("", "\(folder)/themes/\(name)") }
        }
        var paths = Paths(environment: [:], executable: "/nonexistent/bin/x")
        paths.data = [scratch("a"), scratch("nothing"), scratch("b")]
        let found = paths.files(in: "themes", suffix: ".toml")
        #expect(found.map(\.name) == ["x", "y", "w"])
        #expect(
            found.map(\.path) == [scratch("a/themes/x.toml"), scratch("a/themes/y.toml"), scratch("b/themes/w.toml")])
        #expect(Paths.list(scratch("a/themes"), suffix: ".toml").count == 2)
        #expect(Paths.list(scratch("none"), suffix: ".toml").isEmpty)
    }

    private func write(_ text: String, _ name: String) throws {
        try text.write(toFile: scratch(name), atomically: false, encoding: .utf8)
    }
}
