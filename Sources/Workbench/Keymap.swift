import Cells

/// Where a key press lands. Contexts stack: a pane's own, then those that more panes share.
package enum Context: String, CaseIterable, Sendable {
    /// The line editor of the session pane.
    case typing
    /// The session pane while it is read.
    case session
    case messages
    case fields
    case bytes
    /// The list of places to go, in a tab that is not connected yet.
    case start
    /// The list of a capture's conversations.
    case conversations
    /// All messages of a capture.
    case allMessages = "all-messages"
    /// A conversation drawn in time.
    case ladder
    /// The resolution of a name, step by step.
    case trace
    /// Every pane that is read, not typed into.
    case reading
    /// Beside `reading`, where a recording is replayed.
    case replay
    /// Beside `reading`, where a conversation of a capture shows, or the messages of a trace.
    case capture
    /// The question that a recording asks, while it has the keys.
    case question
    /// Wherever no prompt is open. Keys that type a character do not get here from the line.
    case everywhere
    /// The help page.
    case help

    package var title: String {
        switch self {
        case .typing: "in the line"
        case .session: "in the session, reading"
        case .messages: "in messages"
        case .fields: "in the inspector's fields"
        case .bytes: "in the inspector's bytes"
        case .start: "before a connection"
        case .conversations: "in a capture's conversations"
        case .allMessages: "in all messages of a capture"
        case .ladder: "in a ladder"
        case .trace: "in a trace"
        case .reading: "reading, in every pane"
        case .replay: "in a replay"
        case .capture: "in a conversation of a capture, and in a trace's messages"
        case .question: "in a question"
        case .everywhere: "everywhere"
        case .help: "in this help"
        }
    }
}

/// One row of the table of keys.
package struct Binding: Sendable, Hashable {
    package var context: Context
    package var key: Key
    package var command: Command

    package init(_ context: Context, _ key: Key, _ command: Command) {
        self.context = context
        self.key = key
        self.command = command
    }
}

/// The table of keys in force.
package struct Keymap: Sendable, Equatable {
    package private(set) var bindings: [Binding]

    package init(_ bindings: [Binding]) { self.bindings = bindings }

    /// The command that `key` reaches in the first of `contexts` that binds it.
    package func command(for key: Key, in contexts: [Context]) -> Command? {
        for context in contexts {
            if let found = bindings.first(where: { $0.context == context && $0.key == key }) { return found.command }
        }
        return nil
    }

    /// The keys of a command in a context, in the table's order.
    package func keys(for command: Command, in context: Context) -> [Key] {
        bindings.filter { $0.context == context && $0.command == command }.map(\.key)
    }

    /// All keys that are bound in a context.
    package func keys(in context: Context) -> [Key] { bindings.filter { $0.context == context }.map(\.key) }

    /// The first key of a command, in the first of `contexts` that has one.
    package func key(for command: Command, in contexts: [Context] = Context.allCases) -> Key? {
        contexts.lazy.compactMap { keys(for: command, in: $0).first }.first
    }

    /// Binds `key` in `context`, in place of what it was bound to there.
    package mutating func bind(_ key: Key, to command: Command, in context: Context) {
        bindings.removeAll { $0.context == context && $0.key == key }
        bindings.append(Binding(context, key, command))
    }

    package mutating func unbind(_ key: Key, in context: Context) {
        bindings.removeAll { $0.context == context && $0.key == key }
    }

    /// The stacks of contexts that can be in force together.
    package static let stacks: [[Context]] = [
        [.typing, .everywhere],
        [.session, .reading, .replay, .everywhere],
        [.messages, .reading, .replay, .everywhere],
        [.fields, .reading, .replay, .everywhere],
        [.bytes, .reading, .replay, .everywhere],
        [.session, .reading, .capture, .everywhere],
        [.messages, .reading, .capture, .everywhere],
        [.fields, .reading, .capture, .everywhere],
        [.bytes, .reading, .capture, .everywhere],
        [.session, .reading, .capture, .replay, .everywhere],
        [.messages, .reading, .capture, .replay, .everywhere],
        [.fields, .reading, .capture, .replay, .everywhere],
        [.bytes, .reading, .capture, .replay, .everywhere],
        [.trace, .reading, .replay, .everywhere],
        [.conversations, .reading, .everywhere],
        [.allMessages, .reading, .everywhere],
        [.ladder, .reading, .everywhere],
        [.ladder, .reading, .replay, .everywhere],
        [.ladder, .reading, .capture, .everywhere],
        [.ladder, .reading, .capture, .replay, .everywhere],
        [.start, .reading, .everywhere],
        [.question, .everywhere],
        [.help, .everywhere],
    ]

    /// Keys that would reach two commands in one place: a sentence each.
    package var conflicts: [String] {
        var found: [String] = []
        for stack in Self.stacks {
            var seen: [Key: Binding] = [:]
            for binding in bindings where stack.contains(binding.context) {
                if let other = seen[binding.key], other != binding {
                    let places =
                        "\(other.command.rawValue) (\(other.context.rawValue)) and \(binding.command.rawValue)"
                        + " (\(binding.context.rawValue))"
                    let sentence = "\(binding.key) reaches two commands: \(places)"
                    if !found.contains(sentence) { found.append(sentence) }
                }
                seen[binding.key] = binding
            }
        }
        return found
    }
}
