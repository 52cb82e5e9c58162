import Cells
import Workbench

@testable import Engine

/// The tables of docs/configuration.md, from the program's own.
enum ConfigurationPage {
    static let tables: [(name: String, lines: [String])] = [
        ("settings", settings), ("commands", commands), ("keys", keys), ("lines", lineCommands), ("scopes", scopes),
    ]

    private static var settings: [String] {
        table(
            ["setting", "takes", "by itself", "means"],
            Setting.all.map { setting in
                [code(setting.name), setting.form, code(setting.value(Configuration())), setting.meaning]
            })
    }

    private static var commands: [String] {
        table(
            ["command", "does"],
            families(Command.allCases).map { family in
                let names = family.count == 1 ? code(family[0].rawValue) : span(family.map(\.rawValue))
                return [names, family.count == 1 ? family[0].title : span(of: family)]
            })
    }

    private static var keys: [String] {
        Context.allCases.flatMap { context -> [String] in
            var seen: Set<Command> = []
            let all = Keymap.standard.bindings.filter { $0.context == context && seen.insert($0.command).inserted }
            let rows = families(all.map(\.command)).map { family -> [String] in
                let first = Keymap.standard.keys(for: family[0], in: context).map { key($0.description) }
                let last = family.last.map { Keymap.standard.keys(for: $0, in: context) } ?? []
                let shown = family.count == 1 ? first.joined(separator: " ") : "\(first[0]) … \(key("\(last[0])"))"
                return [shown, family.count == 1 ? family[0].title : span(of: family)]
            }
            return ["**\(code(context.rawValue)): \(context.title)**", ""] + table(["key", "does"], rows) + [""]
        }.dropLast()
    }

    private static var lineCommands: [String] {
        table(["line", "does"], LineCommand.table.map { [key(":\($0.usage)"), $0.meaning] })
    }

    private static var scopes: [String] {
        table(["scope", "draws"], Scope.allCases.map { [code($0.rawValue), $0.meaning] })
    }

    // MARK: Markdown

    private static func table(_ head: [String], _ rows: [[String]]) -> [String] {
        ([head, head.map { _ in "---" }] + rows.map { $0.map { $0.replacing("|", with: #"\|"#) } })
            .map { row in
                row[0] == "---" ? "|" + row.joined(separator: "|") + "|" : "| " + row.joined(separator: " | ") + " |"
            }
    }

    private static func code(_ text: String) -> String { "`\(text)`" }

    /// A key, which may be a backtick itself.
    private static func key(_ text: String) -> String { text.contains("`") ? "`` \(text) ``" : code(text) }

    private static func span(_ names: [String]) -> String { "\(code(names[0])) … \(code(names[names.count - 1]))" }

    private static func span(of family: [Command]) -> String {
        family[0].tabNumber != nil ? "to the tab of that number" : "to so many tenths of the recording"
    }

    /// Commands one by one, but those that differ only by a number together.
    private static func families(_ commands: [Command]) -> [[Command]] {
        var families: [[Command]] = []
        for command in commands {
            if let last = families.last?.last, isNumbered(last), isNumbered(command),
                (last.tabNumber == nil) == (command.tabNumber == nil)
            {
                families[families.count - 1].append(command)
            } else {
                families.append([command])
            }
        }
        return families
    }

    private static func isNumbered(_ command: Command) -> Bool { command.tabNumber != nil || command.seekTenths != nil }
}

/// A page with a table between `<!-- name -->` and `<!-- end -->`.
func replacingTable(_ name: String, with lines: [String], in page: String) -> String? {
    let begin = "<!-- \(name) -->\n"
    guard let start = page.firstRange(of: begin), let end = page[start.upperBound...].firstRange(of: "<!-- end -->")
    else {
        return nil
    }
    let text = lines.joined(separator: "\n")
    return page[..<start.upperBound] + "\n\(text)\n\n" + page[end.lowerBound...]
}
