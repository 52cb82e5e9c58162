import Cells
import Glibc
import JSON
import Workbench

/// `info`: what is in force, and where it came from.
package struct HeadlessInfo {
    package enum Subject: Sendable {
        case all
        /// The table of keys.
        case keys
        /// What the theme in force colours, and how.
        case scopes
    }

    private let surroundings: InForce
    private let subject: Subject
    private let output: OutputForm

    package init(
        configuration path: String?, theme: String?, color: ColorChoice, subject: Subject, output: OutputForm
    ) {
        surroundings = InForce(configuration: path, theme: theme, color: color)
        self.subject = subject
        self.output = output
    }

    package func run() {
        switch (subject, output) {
        case (.all, .json): showJSON()
        case (.all, _): for line in Self.aligned(surroundings.rows) where !printLine(line) { return }
        case (.keys, .json): for line in surroundings.bindingsJSON where !writeAll(line + [0x0A]) { return }
        case (.keys, _): for line in surroundings.keyTable where !printLine(line) { return }
        case (.scopes, _): for line in Self.scopeTable(surroundings.theme) where !printLine(line) { return }
        }
    }

    /// Names, values and sources in columns; a long value pushes its source to the right.
    static func aligned(_ rows: [InForce.Row]) -> [String] {
        let names = rows.map(\.name.count).max() ?? 0
        let values = rows.map(\.value.count).filter { $0 <= 44 }.max() ?? 0
        return rows.map { row in
            let source = row.source.isEmpty ? "" : pad(row.value, values) + "  " + row.source
            return pad(row.name, names) + "  " + (source.isEmpty ? row.value : source)
        }
    }

    private static func pad(_ text: String, _ columns: Int) -> String {
        text + String(repeating: " ", count: max(0, columns - text.count))
    }

    private func showJSON() {
        var writer = JSON.Writer()
        writer.beginObject()
        for row in surroundings.rows {
            writer.key(row.name)
            writer.string(row.value)
        }
        writer.key("sources")
        writer.beginObject()
        for row in surroundings.rows where !row.source.isEmpty {
            writer.key(row.name)
            writer.string(row.source)
        }
        writer.endObject()
        writer.endObject()
        writeAll(writer.bytes + [0x0A])
    }

    /// The table of keys as a configuration that says just that.
    /// - Parameters:
    ///   - source: where a binding comes from, if not from here.
    ///   - unbound: keys of a context that do nothing, and where that comes from.
    static func keyTable(
        _ keymap: Keymap, source: (Binding) -> String? = { _ in nil },
        unbound: (Context) -> [(Key, String)] = { _ in [] }
    ) -> [String] {
        Context.allCases.flatMap { context in
            ["[keys.\(context.rawValue)]  # \(context.title)"]
                + keymap.bindings.filter { $0.context == context }.map { binding in
                    let from = source(binding).map { "; \($0)" } ?? ""
                    return "\(quoted(binding.key.description)) = \"\(binding.command.rawValue)\""
                        + "  # \(binding.command.title)\(from)"
                }
                + unbound(context).map { "\(quoted($0.0.description)) = \"\"  # nothing; \($0.1)" }
        }
    }

    /// The scopes of a theme as a theme file that says just that.
    static func scopeTable(_ theme: Theme) -> [String] {
        ["name = \(quoted(theme.name))", "", "[scopes]"]
            + Scope.allCases.map { "\"\($0.rawValue)\" = { \(styleText(theme[$0])) }  # \($0.meaning)" }
    }

    private static func styleText(_ style: Style) -> String {
        let attributes: [(String, Style.Attributes)] = [
            ("bold", .bold), ("dim", .dim), ("italic", .italic), ("underline", .underline), ("reverse", .reverse),
        ]
        let colors = ["fg = \(colorText(style.foreground))", "bg = \(colorText(style.background))"]
        return (colors + attributes.filter { style.attributes.contains($0.1) }.map { "\($0.0) = true" })
            .joined(separator: ", ")
    }

    private static func colorText(_ color: Color) -> String {
        switch color {
        case .standard: "\"default\""
        case .indexed(let number): "\(number)"
        case .rgb(let red, let green, let blue): "\"#\([red, green, blue].map(hex).joined())\""
        }
    }

    private static func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }

    /// As a basic string of TOML.
    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
