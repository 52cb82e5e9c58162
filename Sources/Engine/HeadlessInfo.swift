import Cells
import Glibc
import JSON
import Workbench

/// `info`: what is in force, and where it came from.
package struct HeadlessInfo {
    private let path: String?
    private let keys: Bool
    private let output: OutputForm

    package init(configuration path: String?, keys: Bool, output: OutputForm) {
        self.path = path
        self.keys = keys
        self.output = output
    }

    package func run() {
        if keys { return showKeys() }
        let rows = rows
        guard output == .json else {
            let width = rows.map(\.name.count).max() ?? 0
            for row in rows {
                printLine(row.name + String(repeating: " ", count: width + 2 - row.name.count) + row.value)
            }
            return
        }
        var writer = JSON.Writer()
        writer.beginObject()
        for row in rows {
            writer.key(row.name)
            writer.string(row.value)
        }
        writer.endObject()
        writeAll(writer.bytes + [0x0A])
    }

    private var rows: [(name: String, value: String)] {
        let environment = Surroundings.environment
        let paths = Paths(environment: environment, executable: Surroundings.executable)
        let file = path ?? paths.configuration
        let (configuration, state) = read(file)
        let themes = ThemeLibrary(paths: paths)
        return [
            ("version", version),
            ("configuration", "\(file) (\(state))"),
            ("theme", configuration.theme ?? "dark, since none is configured"),
            ("themes", themes.names.joined(separator: ", ")),
            ("recordings", paths.sessions),
            ("records by itself", configuration.records ? "yes" : "no"),
            ("modelled round trip to the lab", "\(configuration.labRoundTrip / 1_000_000) ms"),
            ("terminal", environment["TERM"] ?? "none"),
            (
                "colour",
                environment["NO_COLOR"]?.isEmpty == false ? "off, since NO_COLOR is set" : "as the terminal can"
            ),
            ("standard output is a terminal", isatty(STDOUT_FILENO) == 1 ? "yes" : "no"),
        ]
    }

    private func read(_ file: String) -> (Configuration, String) {
        do {
            let configuration = try Configuration.load(path: file)
            return (configuration, access(file, R_OK) == 0 ? "read" : "not there; the defaults are in force")
        } catch {
            return (Configuration(), "not in force: \(error.sentence)")
        }
    }

    private func showKeys() {
        let paths = Paths(environment: Surroundings.environment, executable: Surroundings.executable)
        let keymap = read(path ?? paths.configuration).0.keymap
        for line in Self.keyTable(keymap) { printLine(line) }
    }

    /// The table of keys as a configuration that says just that.
    static func keyTable(_ keymap: Keymap) -> [String] {
        Context.allCases.flatMap { context in
            ["[keys.\(context.rawValue)]  # \(context.title)"]
                + keymap.bindings.filter { $0.context == context }.map { binding in
                    "\(Self.quoted(binding.key.description)) = \"\(binding.command.rawValue)\"  # \(binding.command.title)"
                }
        }
    }

    /// As a basic string of TOML.
    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
