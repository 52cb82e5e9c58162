import Cells
import Glibc
import JSON
import Workbench

/// What is in force, each with where it came from: the configuration, the theme, the keys, the paths, the terminal.
struct InForce {
    struct Row: Equatable {
        var name: String
        var value: String
        /// Empty where the value speaks for itself.
        var source = ""
    }

    let theme: Theme
    private let environment: [String: String]
    private let paths: Paths
    private let file: String
    private let isAsked: Bool
    private let configuration: Configuration
    /// Why the file is not in force.
    private let complaint: String?
    private let themes: ThemeLibrary
    private let color: ColorChoice
    private let themeRow: Row

    init(
        configuration path: String?, theme name: String?, color: ColorChoice,
        environment: [String: String] = Surroundings.environment, executable: String = Surroundings.executable
    ) {
        self.environment = environment
        self.color = color
        paths = Paths(environment: environment, executable: executable)
        file = path ?? paths.configuration
        isAsked = path != nil
        do {
            (configuration, complaint) = (try Configuration.load(path: file), nil)
        } catch {
            (configuration, complaint) = (Configuration(), error.sentence)
        }
        themes = ThemeLibrary(paths: paths, monochrome: color.isOff(environment))
        let source = name == nil ? configuration.source(of: "theme", in: file) : "--theme"
        let wanted = name ?? configuration.theme ?? Setting.usualTheme
        (theme, themeRow) = Self.theme(wanted, source, themes, color)
    }

    /// The theme that is drawn with, and what is said of it.
    private static func theme(
        _ name: String, _ source: String, _ themes: ThemeLibrary, _ color: ColorChoice
    ) -> (Theme, Row) {
        if themes.isMonochrome {
            let cause = color == .never ? "--color=never" : "NO_COLOR"
            return (.monochrome, Row(name: "theme", value: "monochrome", source: cause))
        }
        do {
            let theme = try themes.theme(named: name)
            let place = themes.place(of: name).map { ", read from \($0)" } ?? ""
            return (theme, Row(name: "theme", value: name, source: source + place))
        } catch {
            let usual = (try? ThemeLibrary(paths: .none).theme(named: Setting.usualTheme)) ?? .monochrome
            return (usual, Row(name: "theme", value: usual.name, source: "since \(error.sentence)"))
        }
    }

    var rows: [Row] {
        [
            Row(name: "version", value: version),
            Row(name: "configuration", value: "\(file) (\(state))", source: isAsked ? "--config" : home("CONFIG")),
            Row(name: "recordings", value: paths.sessions, source: home("STATE")),
            themeRow,
        ] + settingRows + [
            Row(name: "keys", value: "\(configuration.keymap.bindings.count) bindings", source: keySource)
        ] + themeRows + [
            Row(name: "terminal", value: environment["TERM"] ?? "none", source: "TERM"),
            colorRow,
            Row(name: "standard output is a terminal", value: isatty(STDOUT_FILENO) == 1 ? "yes" : "no"),
        ]
    }

    private var settingRows: [Row] {
        Setting.all.filter { $0.name != "theme" }.map { setting in
            Row(
                name: setting.name, value: setting.value(configuration).replacing("\"", with: ""),
                source: configuration.source(of: setting.name, in: file))
        }
    }

    private var state: String {
        if let complaint { return "not in force: \(complaint)" }
        return access(file, R_OK) == 0 ? "read" : "not there; the defaults are in force"
    }

    /// Where a folder comes from, by the rules of XDG.
    private func home(_ name: String) -> String {
        let variable = "XDG_\(name)_HOME"
        return environment[variable]?.hasPrefix("/") == true ? variable : "default"
    }

    private var keySource: String {
        let lines = Set(configuration.keyLines.values).sorted()
        guard !lines.isEmpty else { return "default" }
        let list = lines.map { "\($0)" }.joined(separator: ", ")
        return "default, and \(file):\(list); info --keys shows them"
    }

    private var themeRows: [Row] {
        [Row(name: "themes", value: themes.names.joined(separator: ", "))]
            + themes.names.compactMap { name in
                themes.place(of: name).map {
                    Row(
                        name: "theme \(name)", value: $0,
                        source: themes.isBuiltIn(name) ? "in place of the built-in one" : "your own")
                }
            }
    }

    private var colorRow: Row {
        switch color {
        case .never: Row(name: "colour", value: "off", source: "--color=never")
        case .always: Row(name: "colour", value: "as the terminal can", source: "--color=always")
        case .auto where color.isOff(environment):
            Row(name: "colour", value: "off, since NO_COLOR is set", source: "NO_COLOR")
        case .auto: Row(name: "colour", value: "as the terminal can", source: "default")
        }
    }

    // MARK: Keys

    private func source(of binding: Binding) -> String? {
        configuration.keyLines[KeyPlace(context: binding.context, key: binding.key)].map { "\(file):\($0)" }
    }

    var keyTable: [String] {
        HeadlessInfo.keyTable(configuration.keymap, source: source) { context in
            unbound.filter { $0.key.context == context }
                .map { ($0.key.key, "\(file):\($0.line)") }
        }
    }

    /// Keys that the file binds to nothing, in the order of its lines.
    private var unbound: [(key: KeyPlace, line: Int)] {
        configuration.keyLines.filter { place, _ in
            configuration.keymap.keys(in: place.context).contains(place.key) == false
        }.sorted { $0.value < $1.value }.map { ($0.key, $0.value) }
    }

    /// One object a binding.
    var bindingsJSON: [[UInt8]] {
        configuration.keymap.bindings.map { binding in
            var writer = JSON.Writer()
            writer.beginObject()
            for (name, value) in [
                ("context", binding.context.rawValue), ("key", binding.key.description),
                ("command", binding.command.rawValue), ("source", source(of: binding) ?? "default"),
            ] {
                writer.key(name)
                writer.string(value)
            }
            writer.endObject()
            return writer.bytes
        }
    }
}
