import Catalog
import Dissection
import Octets
import Transcripts

/// When the rungs of a ladder begin and end, and what lies between them.
struct LadderTimes {
    let view: LadderView
    let snapshot: Snapshot

    /// Rows of time between two rungs at most; what is longer is shortened to these.
    static let mostRows = 3
    /// What a row of time stands for where no round trip is known.
    private static let unknownUnit: Int64 = 10_000_000

    init(_ tab: Tab) {
        view = tab.ladder ?? LadderView()
        snapshot = tab.snapshot
    }

    /// From when to when a rung goes.
    func span(_ rung: Rung) -> (start: Moment, end: Moment) {
        switch rung {
        case .message(let number):
            let record = snapshot.messages[number]
            return (record.began, max(record.began, record.time))
        case .event(let number):
            let record = snapshot.transcript.events[number]
            guard record.kind == .open, let took = view.connects[record.connection] else {
                return (record.time, record.time)
            }
            // A capture saw the first SYN; a session of our own was there when it was connected.
            if isObserved(record.connection) { return (record.time, record.time.moved(by: took)) }
            return (record.time.moved(by: -took), record.time)
        }
    }

    private func isObserved(_ connection: Int) -> Bool {
        snapshot.transcript.connections[connection]?.opening?.role == "observer"
    }

    /// Nanoseconds of silence before the rung at a place.
    func silence(before place: Int) -> Int64 {
        guard place > 0 else { return 0 }
        return ResponseTime.passed(span(view.rung(at: place - 1)).end, span(view.rung(at: place)).start)
    }

    /// What a row of time stands for: a round trip, as far as one is known.
    var unit: Int64 { max(1000, view.roundTrip?.nanoseconds ?? Self.unknownUnit) }

    /// Rows that silence takes, in proportion as far as they reach.
    func rows(of silence: Int64, most: Int = Self.mostRows) -> (rows: Int, isShortened: Bool) {
        let rows = silence / unit + (silence % unit >= unit / 2 ? 1 : 0)
        return (Int(min(rows, Int64(most))), rows > Int64(most))
    }

    /// The pieces of the time that an answer took; nil for what answers nothing.
    func responseTime(of record: MessageRecord) -> ResponseTime? {
        guard let question = record.answers, question >= 0, question < record.number else { return nil }
        return ResponseTime(
            request: snapshot.messages[question], response: record, connect: view.connects[record.connection],
            isFirst: view.firstAnswers[record.connection] == record.number)
    }
}

extension Moment {
    fileprivate func moved(by duration: Int64) -> Moment {
        let (sum, overflows) = nanoseconds.addingReportingOverflow(duration)
        return overflows ? self : Moment(nanoseconds: sum)
    }
}

extension LadderTimes {
    /// When something happened, in seconds: to the microsecond where round trips are so short that milliseconds would not
    /// tell one end of an arrow from the other. What came before the transcript's start, as our own SYN does, is below zero.
    func secondsText(_ time: Moment) -> String {
        let passed = Int64(clamping: time.nanoseconds.magnitude)
        let microseconds = passed / 1000
        let isFine = unit < Self.fineUnit
        let text =
            isFine
            ? "\(microseconds / 1_000_000).\(padded(microseconds % 1_000_000, 6))" : seconds(passed)
        let isZero = microseconds / (isFine ? 1 : 1000) == 0
        return (time.nanoseconds < 0 && !isZero ? "-" : "") + text
    }

    /// Round trips shorter than this are told in microseconds.
    private static let fineUnit: Int64 = 5_000_000
}

/// A length of time in as few words as tell it: `340 µs`, `20.8 ms`, `1.204 s`.
func lengthText(_ nanoseconds: Int64, _ symbols: Bool = true) -> String {
    switch max(0, nanoseconds) {
    case ..<1_000_000: "\(max(0, nanoseconds) / 1000) \(symbols ? "µs" : "us")"
    case ..<1_000_000_000: "\(tenths(of: 1_000_000, in: nanoseconds)) ms"
    default: "\(seconds(nanoseconds)) s"
    }
}
