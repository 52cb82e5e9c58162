import Cells
import Foundation
import TOMLKit
import Workbench

/// What the configuration file says, on top of what the program comes with.
package struct Configuration: Sendable, Equatable {
    /// The theme's name; nil leaves the choice to the program.
    package var theme: String?
    package var options = Options()
    package var keymap = Keymap.standard
    /// Recording starts with a session.
    package var records = true
    /// Modelled round trip to the lab, nanoseconds.
    package var labRoundTrip: Int64 = 20_000_000
    /// The lines of the settings and of the bindings that the file makes.
    var lines: [String: Int] = [:]
    var keyLines: [KeyPlace: Int] = [:]

    package init() {}

    /// Reads the file at `path`. A missing file is no complaint and leaves everything as it is.
    package static func load(path: String) throws(FileComplaint) -> Configuration {
        guard let data = FileManager.default.contents(atPath: path) else {
            guard FileManager.default.fileExists(atPath: path) else { return Configuration() }
            throw FileComplaint(
                path: path, line: nil, reason: "this cannot be read; check what it is and who may read it")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw FileComplaint(path: path, line: nil, reason: "this is not UTF-8")
        }
        return try parse(path: path, text: text)
    }

    static func parse(path: String, text: String) throws(FileComplaint) -> Configuration {
        let source = try TOMLSource(path: path, text: text)
        var configuration = Configuration()
        for key in source.root.keys {
            if key == "keys" {
                try configuration.readKeys(source)
            } else {
                try configuration.read(key, source)
            }
        }
        return configuration
    }

    private mutating func read(_ key: String, _ source: TOMLSource) throws(FileComplaint) {
        guard let setting = Setting.named(key) else {
            let all = (Setting.all.map(\.name) + ["keys"]).sorted().joined(separator: ", ")
            throw source.complaint("\(key) is not known; these are: \(all)", at: [key])
        }
        guard setting.take(&self, source.root[key]) else {
            throw source.complaint("\(key) wants \(setting.form)", at: [key])
        }
        lines[key] = source.line(of: [key])
    }

    /// Where a setting comes from: the file's line, or `default`.
    func source(of setting: String, in file: String) -> String {
        lines[setting].map { "\(file):\($0)" } ?? "default"
    }

    // MARK: Keys

    /// A binding that the file asks for.
    private struct Wish {
        var context: Context
        var key: Key
        /// As the file spells the key.
        var text: String
        /// Nil where the key is to do nothing.
        var command: Command?

        var place: [String] { ["keys", context.rawValue, text] }
    }

    /// `[keys.CONTEXT]` with `"KEY" = "command"`, or `"KEY" = ""` for nothing.
    private mutating func readKeys(_ source: TOMLSource) throws(FileComplaint) {
        guard let contexts = source.root["keys"]?.table else {
            throw source.complaint("keys wants tables, as [keys.reading]", at: ["keys"])
        }
        var wishes: [Wish] = []
        for name in contexts.keys {
            guard let context = Context(rawValue: name) else {
                let all = Context.allCases.map(\.rawValue).joined(separator: ", ")
                throw source.complaint("\(name) is no place for keys; these are: \(all)", at: ["keys", name])
            }
            guard let table = contexts[name]?.table else {
                throw source.complaint("\(name) wants a table, as [keys.\(name)]", at: ["keys", name])
            }
            for text in table.keys { wishes.append(try wish(text, table[text]?.string, context, source, wishes)) }
        }
        fulfil(wishes, source)
        try refuseConflicts(wishes, source)
    }

    private func wish(
        _ text: String, _ name: String?, _ context: Context, _ source: TOMLSource, _ earlier: [Wish]
    ) throws(FileComplaint) -> Wish {
        var wish: Wish
        do {
            wish = Wish(context: context, key: try Key(parsing: text), text: text)
        } catch {
            throw source.complaint(error.description, at: ["keys", context.rawValue, text])
        }
        if let twin = earlier.first(where: { $0.context == context && $0.key == wish.key }) {
            throw source.complaint(
                "\"\(text)\" and \"\(twin.text)\" are the same key; keep one of them", at: wish.place)
        }
        guard let name else {
            throw source.complaint("\"\(text)\" wants the name of a command, or \"\" for none", at: wish.place)
        }
        wish.command = Command(rawValue: name)
        guard name.isEmpty || wish.command != nil else {
            throw source.complaint("\(name) is no command; wireside info --keys lists them", at: wish.place)
        }
        return wish
    }

    private mutating func fulfil(_ wishes: [Wish], _ source: TOMLSource) {
        for wish in wishes {
            keyLines[KeyPlace(context: wish.context, key: wish.key)] = source.line(of: wish.place)
            if let command = wish.command {
                keymap.bind(wish.key, to: command, in: wish.context)
            } else {
                keymap.unbind(wish.key, in: wish.context)
            }
        }
    }

    /// A key that reaches two commands is said of the line that binds it.
    private func refuseConflicts(_ wishes: [Wish], _ source: TOMLSource) throws(FileComplaint) {
        guard let conflict = keymap.conflicts.first else { return }
        let culprit = wishes.last { wish in
            var without = keymap
            without.unbind(wish.key, in: wish.context)
            return wish.command != nil && !without.conflicts.contains(conflict)
        }
        throw source.complaint(conflict, at: culprit?.place ?? ["keys"])
    }
}

/// A key in a context: what a line of the file binds.
struct KeyPlace: Hashable, Sendable {
    var context: Context
    var key: Key
}
