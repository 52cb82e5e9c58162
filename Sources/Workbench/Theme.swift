import Cells

/// What a theme can colour. The raw values are the names in a theme file.
package enum Scope: String, CaseIterable, Sendable {
    case text, muted, accent, border, title, tab, status, lab, client, server, event, control, time, selection
    case focusedBorder = "border.focused"
    case focusedTitle = "title.focused"
    case activeTab = "tab.active"
    case statusKey = "status.key"
    case recordOn = "record.on"
    case recordOff = "record.off"
    case recordPaused = "record.paused"
    case unfocusedSelection = "selection.unfocused"
    case fieldName = "field.name"
    case fieldValue = "field.value"
    case fieldReference = "field.reference"
    case fieldMeaning = "field.meaning"
    case hexOffset = "hex.offset"
    case hexByte = "hex.byte"
    case litByte = "hex.lit"
    case hexCursor = "hex.cursor"
    case mark, note, warning, error, hint, prompt, search, secret
    case helpKey = "help.key"
}

extension Scope {
    /// What it draws, in the words of docs/configuration.md.
    package var meaning: String {
        switch self {
        case .text: "what has no scope of its own"
        case .muted: "less of it: what is said beside, numbers of messages, rows not chosen"
        case .accent: "more of it: the program's name, the part of a replay that is over, the bar of the chosen message"
        case .border: "the frame of a pane, and scroll bars"
        case .focusedBorder: "the frame of the pane with the keys"
        case .title: "the title of a pane, and headings"
        case .focusedTitle: "the title of the pane with the keys"
        case .tab: "the tabs in the top line"
        case .activeTab: "the tab in front"
        case .status: "the top line, the bottom line and the bar of a replay"
        case .statusKey: "the keys in the bottom line"
        case .lab: "the sign that the lab is at the other end"
        case .recordOn: "the recorder's sign while it records"
        case .recordOff: "the same while it does not, and the name of its file"
        case .recordPaused: "the same while it pauses"
        case .client: "what the client said"
        case .server: "what the server said"
        case .event: "what happened: connected, closed, paused"
        case .control: "control bytes made visible"
        case .time: "times"
        case .selection: "the chosen row in the pane with the keys"
        case .unfocusedSelection: "the chosen row elsewhere"
        case .fieldName: "a field's name"
        case .fieldValue: "a field's value"
        case .fieldReference: "the section that a field comes from"
        case .fieldMeaning: "the sentence that says what a field means"
        case .hexOffset: "the offset at the left of the bytes"
        case .hexByte: "a byte in hex"
        case .litByte: "the bytes of the chosen field"
        case .hexCursor: "the byte under the cursor"
        case .mark: "marks, in the session and on the bar of a replay"
        case .note: "notes, and the answer to a question"
        case .warning: "what is odd, and questions that matter"
        case .error: "what went wrong"
        case .hint: "the line above the editor, and advice"
        case .prompt: "the sign before a line to type in"
        case .search: "what a search in older lines found"
        case .secret: "kept for masked secrets: nothing is drawn with it yet"
        case .helpKey: "keys in the help"
        }
    }
}

/// How each scope looks. A scope that a theme leaves out looks as its nearest relative does in `monochrome`.
package struct Theme: Sendable, Equatable {
    package var name: String
    package var styles: [Scope: Style]

    package init(name: String, styles: [Scope: Style]) {
        self.name = name
        self.styles = styles
    }

    package subscript(scope: Scope) -> Style { styles[scope] ?? Theme.monochromeStyle(scope) }

    /// No colour at all: what colours tell elsewhere, weight and reversal tell here, beside the signs that are always there.
    package static let monochrome = Theme(name: "monochrome", styles: [:])

    private static func monochromeStyle(_ scope: Scope) -> Style {
        switch scope {
        case .client, .title, .focusedTitle, .accent, .fieldName, .helpKey, .statusKey, .lab, .prompt, .mark:
            Style(attributes: .bold)
        case .muted, .time, .border, .fieldReference, .hexOffset, .event, .recordOff, .hint:
            Style(attributes: .dim)
        case .focusedBorder: Style(attributes: .bold)
        case .selection, .activeTab, .hexCursor, .search: Style(attributes: .reverse)
        case .unfocusedSelection, .litByte, .control: Style(attributes: .underline)
        case .recordOn, .error: Style(attributes: [.bold, .reverse])
        case .recordPaused, .warning: Style(attributes: [.bold, .underline])
        case .note, .fieldMeaning: Style(attributes: .italic)
        case .text, .tab, .status, .server, .fieldValue, .hexByte, .secret: .plain
        }
    }
}
