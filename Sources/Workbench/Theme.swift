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
