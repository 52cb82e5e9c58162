import Cells
import DNS
import Resolution
import Widgets

/// The messages of a lane as a ladder: a column for each who takes part, a row for each message, an arrow between two.
struct TraceLadder {
    let state: State
    let lane: Lane
    /// Messages that show.
    let count: Int
    let rect: Rect
    private let parties: [String]
    /// The columns that each party has.
    private let gap: Int

    /// Columns without which a party's place would say nothing.
    private static let leastGap = 5
    private static let mostGap = 18

    init(_ state: State, _ lane: Lane, _ count: Int, _ rect: Rect) {
        self.state = state
        self.lane = lane
        self.count = count
        self.rect = rect
        parties = Self.parties(lane)
        gap = min(Self.mostGap, max(Self.leastGap, rect.columns / max(1, parties.count)))
    }

    /// Who takes part, in the order in which they come in.
    static func parties(_ lane: Lane) -> [String] {
        var names: [String] = []
        for step in lane.steps {
            for name in [step.asker.name, step.server.name] where !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// A short name: that of the zone that the server stands for.
    static func label(of name: String, in lane: Lane) -> String? {
        guard let step = lane.steps.first(where: { $0.server.name == name }) else {
            return lane.steps.contains { $0.asker.name == name } ? name : nil
        }
        // A server that somebody named by its address stands for nothing but itself.
        guard let zone = step.zone, ServerAddress(name) == nil else { return name }
        let words = zone.isRoot ? "root" : zone.textWithoutFinalDot
        // Several servers of one zone are told apart by their own names.
        let isAlone = !lane.steps.contains { $0.zone == zone && $0.server.name != name }
        return isAlone ? words : "\(name.prefix { $0 != "." }) \(words)"
    }

    func draw(into buffer: inout Buffer) {
        guard rect.rows >= 2 else { return drawLine(&buffer) }
        drawHead(rect.row(0), &buffer)
        let body = rect.cut(top: 1).rest
        let top = max(0, count - body.rows)
        for row in 0..<body.rows {
            let line = body.row(row)
            let known = parties.indices.filter { isKnown(parties[$0]) }.map(x)
            Lifelines(columns: known, style: state.theme[.border]).draw(into: &buffer, row: line)
            if top + row < count { drawArrow(top + row, line, &buffer) }
        }
        if top > 0 {
            buffer.write(
                String(buffer.symbols.ellipsis), x: rect.x, y: body.y, style: state.theme[.muted], within: rect)
        }
    }

    /// The column of a party's line. Those that have no room share the last one.
    private func x(_ party: Int) -> Int { min(rect.x + party * gap + gap / 2, rect.right - 2) }

    /// Nobody is shown before a message has come to them.
    private func isKnown(_ name: String) -> Bool {
        if name == Trace.hostName || name == lane.local { return true }
        return lane.messages.prefix(count).contains {
            lane.steps[$0.step].server.name == name || lane.steps[$0.step].asker.name == name
        }
    }

    private func drawHead(_ row: Rect, _ buffer: inout Buffer) {
        for (index, name) in parties.enumerated() where isKnown(name) {
            var label = Self.label(of: name, in: lane) ?? name
            let room = gap - 1
            // The part that tells zones apart is the first.
            if DisplayWidth.of(label) > room { label = String(label.prefix { $0 != "." }) }
            let columns = min(DisplayWidth.of(label), room)
            let left = max(row.x, min(x(index) - columns / 2, row.right - columns))
            let isLatest = count > 0 && lane.step(ofMessage: count - 1)?.server.name == name
            buffer.write(
                label, x: left, y: row.y, style: state.theme[isLatest ? .accent : .title], columns: columns, within: row
            )
        }
    }

    private func drawArrow(_ index: Int, _ row: Rect, _ buffer: inout Buffer) {
        guard let step = lane.step(ofMessage: index), let from = parties.firstIndex(of: step.asker.name),
            let to = parties.firstIndex(of: step.server.name)
        else { return }
        let isResponse = lane.messages[index].isResponse
        let isLost = !isResponse && step.response == nil && step.outcome.isFailure
        let scope: Scope = isLost ? .warning : index == count - 1 ? .accent : isResponse ? .server : .client
        let label = label(step, index, isResponse)
        let arrow = LadderArrow(
            from: x(isResponse ? to : from), to: x(isResponse ? from : to), style: state.theme[scope],
            words: "\(label.number) \(label.words)", short: label.number)
        let line = isResponse ? buffer.symbols.light.horizontal : buffer.symbols.heavy.horizontal
        arrow.draw(into: &buffer, row: row, line: line)
    }

    private func label(_ step: Step, _ index: Int, _ isResponse: Bool) -> (number: String, words: String) {
        guard isResponse else {
            let type = step.question.map { "\($0.type)" } ?? ""
            let loss = step.response == nil && step.outcome.isFailure ? " \(step.outcome)" : ""
            return ("\(index + 1)", type + (step.queryFlags.contains("rd") ? " rd" : "") + loss)
        }
        return ("\(index + 1)", step.outcome.rawValue)
    }

    /// Where there is a single row: the latest message in words.
    private func drawLine(_ buffer: inout Buffer) {
        guard rect.rows == 1, count > 0, let step = lane.step(ofMessage: count - 1) else { return }
        let words = TraceWords(step, symbols: buffer.symbols)
        let lines = lane.messages[count - 1].isResponse ? words.response : words.query
        buffer.write(
            lines.joined(separator: "  "), x: rect.x, y: rect.y, style: state.theme[.text], columns: rect.columns)
    }
}
