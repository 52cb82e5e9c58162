import TOMLKit
import Workbench

/// One key of the configuration file. The reader, `info` and docs/configuration.md come from this table.
struct Setting: Sendable {
    var name: String
    /// What it takes, as a complaint and the page say it.
    var form: String
    var meaning: String
    /// Takes a value of the file; false where it is not of the form.
    var take: @Sendable (inout Configuration, (any TOMLValueConvertible)?) -> Bool
    /// What is in force, as the file would spell it.
    var value: @Sendable (Configuration) -> String
}

extension Setting {
    static let all: [Setting] = [
        Setting(
            name: "theme", form: "a name, as \"dark\"", meaning: "the colours; `--theme` beats it",
            take: { configuration, value in
                configuration.theme = value?.string
                return configuration.theme != nil
            }, value: { "\"\($0.theme ?? usualTheme)\"" }),
        flag("mouse", "clicks and the wheel; false leaves them to the terminal", \.options.mouse),
        flag("questions", "a recording stops at its questions", \.options.questions),
        flag("wrap", "long lines go on in the next row; false cuts them", \.options.wrap),
        flag("bytes", "CR, LF and other control bytes are drawn", \.options.bytes),
        flag("ascii", "frames and signs in ASCII", \.options.ascii),
        Setting(
            name: "times", form: "since-start, absolute, since-last or none", meaning: "which times the panes show",
            take: { configuration, value in
                let times = Options.Times.allCases.first { $0.name == value?.string }
                if let times { configuration.options.times = times }
                return times != nil
            }, value: { "\"\($0.options.times.name)\"" }),
        flag("record", "sessions of the workbench record by themselves", \.records),
        Setting(
            name: "lab-round-trip", form: "milliseconds from 0 to 60000", meaning: "the modelled round trip to the lab",
            take: { configuration, value in
                let milliseconds = value?.double ?? value?.int.map(Double.init)
                guard let milliseconds, (0...60_000).contains(milliseconds) else { return false }
                configuration.labRoundTrip = Int64(milliseconds * 1e6)
                return true
            }, value: { milliseconds($0.labRoundTrip) }),
    ]

    /// The theme where none is named.
    static let usualTheme = "dark"

    static func named(_ name: String) -> Setting? { all.first { $0.name == name } }

    private static func flag(
        _ name: String, _ meaning: String, _ path: WritableKeyPath<Configuration, Bool> & Sendable
    ) -> Setting {
        Setting(
            name: name, form: "true or false", meaning: meaning,
            take: { configuration, value in
                guard let value = value?.bool else { return false }
                configuration[keyPath: path] = value
                return true
            }, value: { $0[keyPath: path] ? "true" : "false" })
    }

    private static func milliseconds(_ nanoseconds: Int64) -> String {
        let (whole, part) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return part == 0 ? "\(whole)" : "\(Double(nanoseconds) / 1e6)"
    }
}
