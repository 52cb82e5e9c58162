import Cells
import Dissection
import Octets
import Transcripts
import Widgets

/// The conversation, the hint and the line.
func drawSession(_ state: State, _ inside: Rect, _ layout: Layout, _ buffer: inout Buffer) {
    let height = min(state.tab.sessionHeight(layout), inside.rows)
    let area = inside.cut(top: height).top
    SessionRows(state, inside).draw(in: area, into: &buffer)
    guard state.tab.hasLine, inside.rows > 1 else { return }
    let line = inside.row(inside.rows - 1)
    if inside.rows - height >= 2 { drawHint(state, inside.row(inside.rows - 2), &buffer) }
    drawLine(state, line, &buffer)
}

private func drawHint(_ state: State, _ rect: Rect, _ buffer: inout Buffer) {
    let hint = fitted(hint: state.hint, columns: rect.columns - 1)
    buffer.write(hint, x: rect.x + 1, y: rect.y, style: state.theme[.hint], columns: rect.columns - 1, within: rect)
}

/// A hint without the section at its end where there is no room for both: what to do comes before where it is written.
func fitted(hint: String, columns: Int) -> String {
    guard DisplayWidth.of(hint) > columns, hint.hasSuffix(")"), let bracket = hint.lastIndex(of: "(") else {
        return hint
    }
    return String(hint[..<bracket].reversed().drop { $0 == " " }.reversed())
}

extension State {
    /// The line above the editor: where the protocol stands, or what a closed connection can do.
    var hint: String {
        switch tab.connection {
        case .open: tab.snapshot.standing.hint
        case .connecting(let place): "connecting to \(place); \(name(of: .interrupt, or: ":close")) gives up"
        case .closed where isTyping:
            "closed; \(name(of: .send, or: ":again")) connects again, and sends the line if there is one"
        case .closed: "closed; \(name(of: .reopen, or: ":again")) connects again"
        case .failed(let reason): "\(reason)"
        case .none: ""
        }
    }
}

private func drawLine(_ state: State, _ rect: Rect, _ buffer: inout Buffer) {
    let theme = state.theme
    let sign = "\(buffer.symbols.client) "
    let used = buffer.write(sign, x: rect.x, y: rect.y, style: theme[.prompt], within: rect)
    let room = Rect(x: rect.x + used, y: rect.y, columns: rect.columns - used, rows: 1)
    guard state.isTyping else {
        let text = state.tab.line.text
        let waits = state.tab.typing && state.tab.focus == .session
        let advice = waits ? "" : "\(state.name(of: .type, or: "the mouse")) types a line"
        let shown = text.isEmpty ? advice : text
        buffer.write(shown, x: room.x, y: room.y, style: theme[.muted], columns: room.columns, within: room)
        return
    }
    let styles = LineEditor.Styles(prefix: theme[.prompt], text: theme[.client], search: theme[.search])
    state.tab.line.draw(into: &buffer, in: room, styles: styles)
}

extension Style {
    /// This style under a selection: the selection's colours where it has any, both attributes.
    func selected(by selection: Style) -> Style {
        Style(
            foreground: selection.foreground == .standard ? foreground : selection.foreground,
            background: selection.background == .standard ? background : selection.background,
            attributes: attributes.union(selection.attributes))
    }
}

extension DisplayRow {
    /// The row is our own words, not bytes that crossed the wire.
    var isWords: Bool {
        if case .data = kind { false } else { true }
    }

    var scope: Scope {
        switch kind {
        case .data(.clientToServer): .client
        case .data(.serverToClient): .server
        case .event(.error): .error
        case .event(.warning): .warning
        case .event: .event
        case .mark: .mark
        case .note: .note
        }
    }

    /// What stands between the time and the text, so that no colour is needed.
    func sign(_ symbols: Symbols) -> String {
        switch kind {
        case .data(.clientToServer): String(symbols.client)
        case .data(.serverToClient): String(symbols.server)
        case .event(.error), .event(.warning): "!"
        case .event: String(symbols.light.horizontal)
        case .mark: String(symbols.mark)
        case .note: "\""
        }
    }

    /// The row's bytes. Those at its end that only end the line are left out unless they are asked for.
    func shownBytes(showingEnds: Bool) -> ArraySlice<UInt8> {
        var end = bytes.count
        if !showingEnds, end > 0, bytes[end - 1] == 0x0A {
            end -= 1
            if end > 0, bytes[end - 1] == 0x0D { end -= 1 }
        }
        return bytes[..<end]
    }
}

// MARK: Times

extension State {
    /// Columns of a time in the form chosen.
    var timeColumns: Int { options.times == .absolute ? 12 : 8 }

    /// A time in the form chosen: seconds since the start or since the row before, or the time of day in UTC.
    func timeText(_ time: Moment, previous: Moment) -> String {
        switch options.times {
        case .sinceStart: return seconds(time.nanoseconds)
        case .sinceLast: return "+" + seconds(time.nanoseconds - previous.nanoseconds)
        case .absolute: return timeOfDay(tab.wallStart + time.nanoseconds)
        case .none: return ""
        }
    }
}

/// `12.410`, to the millisecond.
func seconds(_ nanoseconds: Int64) -> String {
    let milliseconds = max(0, nanoseconds) / 1_000_000
    return "\(milliseconds / 1000).\(padded(milliseconds % 1000, 3))"
}

/// `22:15:03.120`, UTC.
func timeOfDay(_ nanoseconds: Int64) -> String {
    let milliseconds = max(0, nanoseconds) / 1_000_000
    let day = milliseconds % 86_400_000
    let (hours, minutes) = (day / 3_600_000, day / 60_000 % 60)
    return "\(padded(hours, 2)):\(padded(minutes, 2)):\(padded(day / 1000 % 60, 2)).\(padded(day % 1000, 3))"
}

func padded(_ number: Int64, _ digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}
