import Cells
import Dissection
import Octets
import Transcripts
import Widgets

// How a ladder's rows are drawn.

extension LadderScreen {
    func draw(into buffer: inout Buffer) {
        guard count > 0 else {
            buffer.write(
                "nothing has happened yet", x: inside.x + 1, y: inside.y, style: state.theme[.muted],
                columns: inside.columns - 1)
            return
        }
        if Self.headRows(inside) > 0 { drawHead(inside.row(0), &buffer) }
        for (index, row) in visible.enumerated() { draw(row.line, row.place, body.row(index), &buffer) }
        let detail = inside.cut(bottom: Self.detailRows(inside)).bottom
        if !detail.isEmpty { drawDetail(detail, &buffer) }
    }

    private func drawHead(_ row: Rect, _ buffer: inout Buffer) {
        buffer.write("client", x: row.x, y: row.y, style: state.theme[.client], within: row)
        let right = row.right - remarkColumns
        let trip = LadderWords(state.tab, buffer.symbols).roundTrip
        let room = right - row.x - 16
        let whole = "\(trip); a row of waiting is about as long"
        let scale = trip.isEmpty || DisplayWidth.of(whole) <= room ? (trip.isEmpty ? "" : whole) : trip
        if DisplayWidth.of(scale) <= room {
            buffer.write(
                scale, x: row.x + 7 + (room - DisplayWidth.of(scale)) / 2, y: row.y, style: state.theme[.muted],
                columns: room, within: row)
        }
        buffer.write("server", endingAt: right, y: row.y, style: state.theme[.server], within: row)
    }

    private func draw(_ line: Line, _ place: Int, _ row: Rect, _ buffer: inout Buffer) {
        let (client, server) = lifelines
        let lane = row.cut(left: server - row.x + 1).left
        let isChosen = place == view.list.selection
        var sign: Character?
        if case .silence(isShortened: true, _) = line { sign = symbols.showsPictures ? "┆" : ":" }
        Lifelines(columns: [client, server], style: state.theme[.border]).draw(into: &buffer, row: lane, sign: sign)
        let words = LadderWords(state.tab, buffer.symbols)
        switch line {
        case .silence(_, let length):
            guard !length.isEmpty else { return }
            return drawInMiddle("\(length) pass", state.theme[.muted], lane, &buffer)
        case .synchronize(let time):
            drawArrow(.clientToServer, "SYN", time, time, lane, &buffer)
        case .acknowledge(let connection, let time):
            drawArrow(.serverToClient, "SYN, ACK", time, time, lane, &buffer)
            drawRemark(words.connectRemark(connection), row, &buffer)
        case .message(let number):
            draw(times.snapshot.messages[number], words, lane, &buffer)
            drawRemark(words.remarks(times.snapshot.messages[number]).first ?? "", row, &buffer)
        case .event(let number): drawEvent(number, lane, &buffer)
        case .remark(let text): drawRemark(text, row, &buffer)
        }
        if isChosen { mark(line, lane, &buffer) }
    }

    private func isTCP(_ connection: Int) -> Bool {
        times.snapshot.transcript.connections[connection]?.opening?.transport == .tcp
    }

    private func mark(_ line: Line, _ lane: Rect, _ buffer: inout Buffer) {
        buffer.write(String(buffer.symbols.selected), x: lane.x, y: lane.y, style: state.theme[.accent], within: lane)
        let (client, server) = lifelines
        let over = state.theme[.selection]
        buffer.restyle(Rect(x: client + 1, y: lane.y, columns: server - client - 1, rows: 1)) { $0.lay(over) }
    }

    private func draw(_ record: MessageRecord, _ words: LadderWords, _ lane: Rect, _ buffer: inout Buffer) {
        let trouble = record.severity.map { $0 > .note } == true ? "! " : ""
        let text = "\(trouble)\(record.number + 1) \(words.summary(record.number))"
        let span = times.span(.message(record.number))
        drawArrow(record.direction, text, span.start, span.end, lane, &buffer)
    }

    /// An arrow, with the time that it was sent at; where sending took a while, from when to when, and a double line.
    private func drawArrow(
        _ direction: Direction, _ words: String, _ start: Moment, _ end: Moment, _ lane: Rect, _ buffer: inout Buffer
    ) {
        let (client, server) = lifelines
        let isClient = direction == .clientToServer
        let (first, last) = (timeText(start), timeText(end))
        let dash = state.options.ascii ? "-" : "–"
        let arrow = LadderArrow(
            from: isClient ? client : server, to: isClient ? server : client,
            style: state.theme[isClient ? .client : .server], words: words, place: .middle,
            origin: first == last ? first : "\(first)\(dash)\(last)")
        let lines = end > start ? buffer.symbols.double : buffer.symbols.light
        arrow.draw(into: &buffer, row: lane, line: lines.horizontal)
    }

    private func timeText(_ time: Moment) -> String {
        switch state.options.times {
        case .none: ""
        case .absolute: timeOfDay(state.tab.wallStart + time.nanoseconds)
        case .sinceStart, .sinceLast: times.secondsText(time)
        }
    }

    /// What is no message: an end as an arrow, since it crosses the wire too; all else in words between the lines.
    private func drawEvent(_ number: Int, _ lane: Rect, _ buffer: inout Buffer) {
        let record = times.snapshot.transcript.events[number]
        let body = times.snapshot.transcript.body(ofEvent: number)
        if case .close(let closing) = body, let by = closing.by, isTCP(record.connection) {
            let words = closing.reason == nil ? "FIN" : closing.reason == "reset" ? "RST" : closing.reason ?? ""
            return drawArrow(by, words, record.time, record.time, lane, &buffer)
        }
        let (text, kind) = DisplayRow.words(of: body)
        let row = DisplayRow(kind: kind, event: number, time: record.time, previous: .zero, bytes: [])
        let time = timeText(record.time)
        drawInMiddle(
            "\(time) \(row.sign(buffer.symbols)) \(text)", state.theme[row.scope], lane, &buffer)
    }

    private func drawInMiddle(_ text: String, _ style: Style, _ lane: Rect, _ buffer: inout Buffer) {
        let (client, server) = lifelines
        let room = Rect(x: client + 2, y: lane.y, columns: server - client - 3, rows: 1)
        let columns = min(DisplayWidth.of(text), room.columns)
        buffer.write(
            text, x: room.x + (room.columns - columns) / 2, y: room.y, style: style, columns: columns, within: room)
    }

    private func drawRemark(_ text: String, _ row: Rect, _ buffer: inout Buffer) {
        guard remarkColumns > 0 else { return }
        let area = row.cut(right: remarkColumns - 1).right
        buffer.write(text, x: area.x, y: area.y, style: state.theme[.fieldMeaning], columns: area.columns, within: area)
    }

    private func drawDetail(_ rect: Rect, _ buffer: inout Buffer) {
        guard let rung = state.tab.chosenRung else { return }
        buffer.fill(rect.row(0), style: state.theme[.border], character: buffer.symbols.light.horizontal)
        let lines = wrap(LadderWords(state.tab, buffer.symbols).detail(rung), columns: rect.columns)
        for (index, text) in lines.prefix(rect.rows - 1).enumerated() {
            let isCut = index == rect.rows - 2 && lines.count > rect.rows - 1
            buffer.write(
                isCut ? "\(text) \(buffer.symbols.ellipsis)" : text, x: rect.x, y: rect.y + 1 + index,
                style: state.theme[.fieldMeaning], columns: rect.columns)
        }
    }
}
