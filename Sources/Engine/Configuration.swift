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
        let value = source.root[key]
        switch key {
        case "theme": theme = try want(value?.string, key, "a name, as \"dark\"", source)
        case "mouse": options.mouse = try want(value?.bool, key, "true or false", source)
        case "wrap": options.wrap = try want(value?.bool, key, "true or false", source)
        case "bytes": options.bytes = try want(value?.bool, key, "true or false", source)
        case "ascii": options.ascii = try want(value?.bool, key, "true or false", source)
        case "questions": options.questions = try want(value?.bool, key, "true or false", source)
        case "record": records = try want(value?.bool, key, "true or false", source)
        case "times":
            let times = Options.Times.allCases.first { $0.name == value?.string }
            options.times = try want(times, key, "since-start, absolute, since-last or none", source)
        case "lab-round-trip":
            let milliseconds = (value?.double ?? value?.int.map(Double.init)).flatMap {
                (0...60_000).contains($0) ? $0 : nil
            }
            labRoundTrip = Int64(try want(milliseconds, key, "milliseconds from 0 to 60000", source) * 1e6)
        default:
            throw source.complaint(
                "\(key) is not known; these are: ascii, bytes, keys, lab-round-trip, mouse, questions, record, theme, times, wrap",
                at: [key])
        }
    }

    private func want<Value>(
        _ value: Value?, _ key: String, _ form: String, _ source: TOMLSource
    ) throws(FileComplaint) -> Value {
        guard let value else { throw source.complaint("\(key) wants \(form)", at: [key]) }
        return value
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
        fulfil(wishes)
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

    private mutating func fulfil(_ wishes: [Wish]) {
        for wish in wishes {
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
