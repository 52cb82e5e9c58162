import Catalog
import Cells

/// What the `:` line understands. One table: parsing, completion and the help page come from it.
package struct LineCommand: Sendable {
    package enum Argument: Sendable, Equatable {
        case none, url, file, theme, onOff, times, text, number, grouping
        case optional

        var hint: String {
            switch self {
            case .none: ""
            case .url: "URL"
            case .file: "FILE"
            case .theme: "NAME"
            case .onOff: "on|off"
            case .times: "since-start|absolute|since-last|none"
            case .grouping: "flat|exchanges|pages"
            case .text: "TEXT"
            case .number: "N"
            case .optional: "[TEXT]"
            }
        }
    }

    package var name: String
    package var argument: Argument
    package var meaning: String
    /// A letter that is enough, where others begin with the same.
    package var short: String?

    package static let table: [LineCommand] = [
        LineCommand(
            name: "open", argument: .url,
            meaning: "connect to tcp://host:port, udp:// http:// smtp:// pop3:// dns:// or lab://web; or open a file"),
        LineCommand(name: "close", argument: .none, meaning: "close the connection"),
        LineCommand(name: "again", argument: .none, meaning: "connect again to the same place"),
        LineCommand(name: "send", argument: .text, meaning: #"send text as it is; \r \n \t \0 \xNN \\ are bytes"#),
        LineCommand(name: "replay", argument: .file, meaning: "open a recording"),
        LineCommand(name: "decode", argument: .file, meaning: "open a capture, its conversations in a list"),
        LineCommand(
            name: "trace", argument: .text,
            meaning: "resolve NAME [TYPE] step by step in the lab, or with @SERVER or --world in the network"),
        LineCommand(name: "record", argument: .optional, meaning: "start the recorder, into this file if one is named"),
        LineCommand(name: "stop", argument: .none, meaning: "stop the recorder"),
        LineCommand(name: "pause", argument: .none, meaning: "pause the recorder"),
        LineCommand(name: "resume", argument: .none, meaning: "let the recorder go on"),
        LineCommand(name: "title", argument: .text, meaning: "give the session a title, in its recording too"),
        LineCommand(name: "note", argument: .text, meaning: "write a note into the recording"),
        LineCommand(name: "mark", argument: .optional, meaning: "set a mark in the recording"),
        LineCommand(
            name: "question", argument: .text,
            meaning: "set a mark that asks; behind | come choices, with * before the right one"),
        LineCommand(name: "message", argument: .number, meaning: "choose the message of that number"),
        LineCommand(
            name: "ladder", argument: .none, meaning: "draw the conversation in time, with what its round trips cost"),
        LineCommand(name: "all", argument: .none, meaning: "all messages of a capture, or its conversations again"),
        LineCommand(name: "statistics", argument: .none, meaning: "what a capture holds in numbers"),
        LineCommand(
            name: "filter", argument: .optional,
            meaning: "show a capture's conversations with such messages, as http.status >= 400; alone: all of them"),
        LineCommand(
            name: "group", argument: .grouping,
            meaning: "list messages one by one, by exchange, or by page, transaction and session"),
        LineCommand(
            name: "seek", argument: .text, meaning: "in a replay, go to 12.5, 1:02 or 40%, or by +3 or -3"),
        LineCommand(name: "speed", argument: .number, meaning: "in a replay, 0.25 to 16 times"),
        LineCommand(name: "idle", argument: .text, meaning: "in a replay, shorten waits to so many seconds, or off"),
        LineCommand(name: "times", argument: .times, meaning: "which times the panes show"),
        LineCommand(name: "bytes", argument: .onOff, meaning: "draw control bytes as they are"),
        LineCommand(name: "wrap", argument: .onOff, meaning: "wrap long lines"),
        LineCommand(name: "secrets", argument: .onOff, meaning: "show secrets in the inspector"),
        LineCommand(name: "mouse", argument: .onOff, meaning: "let the mouse choose and scroll"),
        LineCommand(name: "questions", argument: .onOff, meaning: "let a recording stop and ask its questions"),
        LineCommand(name: "theme", argument: .theme, meaning: "change the colours"),
        LineCommand(name: "new", argument: .none, meaning: "a tab with the places to go and the recordings"),
        LineCommand(name: "tab", argument: .number, meaning: "go to the tab of that number"),
        LineCommand(name: "help", argument: .none, meaning: "this page"),
        LineCommand(name: "quit", argument: .none, meaning: "leave", short: "q"),
    ]

    package static func named(_ name: String) -> LineCommand? { table.first { $0.name == name || $0.short == name } }

    package var usage: String { argument == .none ? name : "\(name) \(argument.hint)" }
}

/// What could stand at the end of an unfinished `:` line, and the line with what all of them share filled in.
package struct Completion: Sendable, Equatable {
    package var text: String
    package var candidates: [String]

    package init(of text: String, in state: State) {
        guard let space = text.firstIndex(of: " ") else {
            let names = LineCommand.table.map(\.name).filter { $0.hasPrefix(text) }
            self.init(prefix: "", word: text, candidates: names, closing: " ")
            return
        }
        let name = String(text[..<space])
        let word = String(text[text.index(after: space)...])
        let choices = Self.choices(for: LineCommand.named(name)?.argument ?? .none, in: state)
        self.init(prefix: name + " ", word: word, candidates: choices.filter { $0.hasPrefix(word) }, closing: "")
    }

    /// Completes `word` among `candidates`.
    package init(prefix: String, word: String, candidates: [String], closing: String) {
        self.candidates = candidates
        guard let first = candidates.first else {
            text = prefix + word
            return
        }
        var shared = first[...]
        for candidate in candidates.dropFirst() { shared = shared.prefix(Self.sharedLength(shared, candidate)) }
        text = prefix + shared + (candidates.count == 1 ? closing : "")
    }

    private static func sharedLength(_ left: Substring, _ right: String) -> Int {
        zip(left, right).prefix { $0 == $1 }.count
    }

    private static func unique(_ words: [String]) -> [String] {
        var seen: Set<String> = []
        return words.filter { seen.insert($0).inserted }
    }

    private static func choices(for argument: LineCommand.Argument, in state: State) -> [String] {
        switch argument {
        case .url:
            unique(
                state.destinations.filter { $0.kind == .url }.map(\.target) + state.tabs.compactMap(\.url)
                    + ["tcp://", "udp://", "http://", "smtp://", "pop3://", "dns://", "unix://"])
        case .file: state.destinations.filter { $0.kind != .url }.map(\.target)
        case .theme: state.themes
        case .onOff: ["on", "off"]
        case .grouping: Grouping.allCases.map(\.rawValue)
        case .times: ["since-start", "absolute", "since-last", "none"]
        case .none, .text, .number, .optional: []
        }
    }
}
