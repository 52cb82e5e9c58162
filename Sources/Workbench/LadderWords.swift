import Catalog
import Cells
import Dissection
import Octets
import Transcripts

/// What a ladder says of its rungs, in plain words.
struct LadderWords {
    let tab: Tab
    let times: LadderTimes
    let symbols: Symbols

    init(_ tab: Tab, _ symbols: Symbols) {
        self.tab = tab
        self.symbols = symbols
        times = LadderTimes(tab)
    }

    func length(_ nanoseconds: Int64) -> String { lengthText(nanoseconds, symbols.showsPictures) }

    /// A message in one line, once it has been read.
    func summary(_ number: Int) -> String {
        times.view.summaries[number] ?? String(symbols.ellipsis)
    }

    /// What a round trip takes and how that is known, for the title.
    var roundTrip: String {
        guard let trip = times.view.roundTrip else { return "" }
        return trip.isMeasured ? "RTT \(length(trip.nanoseconds))" : "RTT at most \(length(trip.nanoseconds))"
    }

    /// What stands beside an answer: its pieces, and for HTTP the lecture's estimate below them.
    func remarks(_ record: MessageRecord) -> [String] {
        guard let time = times.responseTime(of: record) else { return [] }
        guard record.proto == .http else { return ["\(length(time.wait))\(inRoundTrips(time.wait))"] }
        var lines = ["first byte \(length(time.wait))"]
        if time.transmission > 0 { lines[0] += ", then \(length(time.transmission))" }
        if let estimate = estimate(time) { lines.append(estimate) }
        return lines
    }

    private func inRoundTrips(_ time: Int64) -> String {
        guard let trip = times.view.roundTrip, trip.isMeasured, trip.nanoseconds > 0 else { return "" }
        return " = \(tenths(of: max(10, trip.nanoseconds), in: time)) RTT"
    }

    private func estimate(_ time: ResponseTime) -> String? {
        guard let trip = times.view.roundTrip, trip.isMeasured else { return nil }
        let lecture = length(time.estimate(roundTrip: trip.nanoseconds))
        return "\(time.roundTrips) RTT + file = \(lecture), took \(length(time.measured))"
    }

    /// What connecting costs.
    func connectRemark(_ connection: Int) -> String {
        times.view.connects[connection].map { "connect \(length($0)) = 1 RTT" } ?? ""
    }

    // MARK: All of the chosen one

    func detail(_ rung: Rung) -> String {
        switch rung {
        case .message(let number): detail(tab.snapshot.messages[number])
        case .event(let number): detail(ofEvent: number)
        }
    }

    private func detail(_ record: MessageRecord) -> String {
        let who = record.direction == .clientToServer ? "client" : "server"
        var words =
            "\(record.number + 1) \(record.proto.rawValue) \(record.kind.name) of the \(who), \(record.length) B"
        let (start, end) = times.span(.message(record.number))
        let took = ResponseTime.passed(start, end)
        if took > 0 { words += " in \(length(took))" }
        words += ": \(summary(record.number)). "
        guard let time = times.responseTime(of: record), let question = record.answers else { return words }
        words += "It answers \(question + 1): the first byte came \(length(time.wait)) after the last of that. "
        return record.proto == .http ? words + lecture(time) : words
    }

    /// The lecture's reckoning beside what was measured (Kurose and Ross 2.2.2).
    private func lecture(_ time: ResponseTime) -> String {
        guard let trip = times.view.roundTrip, trip.isMeasured else {
            return "How long a round trip takes is not known here: the connection was there before."
        }
        let parts =
            time.roundTrips == 2
            ? "2 RTT (one to connect, one to ask)" : "1 RTT (the connection was kept, so only to ask)"
        let estimate = time.estimate(roundTrip: trip.nanoseconds)
        let rest = time.measured - estimate
        let why =
            rest >= 0
            ? "the \(length(rest)) more are what the server and the network took beside"
            : "\(length(-rest)) less, since this round trip was shorter than the first"
        let file =
            time.transmission > 0
            ? "transmission \(length(time.transmission))" : "transmission, which is nothing here: all came at once,"
        return "The lecture reckons \(parts) + \(file) = \(length(estimate)); "
            + "it took \(length(time.measured)): \(why)."
    }

    private func detail(ofEvent number: Int) -> String {
        let record = tab.snapshot.transcript.events[number]
        let words = tab.words(ofEvent: number)
        guard record.kind == .open, let took = times.view.connects[record.connection] else { return "\(words)." }
        return "\(words). SYN and its answer took \(length(took)): that is one round trip, before anything is asked."
    }
}

extension Tab {
    /// What an event that is no data says.
    func words(ofEvent number: Int) -> String {
        guard let body = snapshot.transcript.body(ofEvent: number) else { return "" }
        return DisplayRow.words(of: body).0
    }
}
