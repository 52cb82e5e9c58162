import Catalog
import Dissection
import Octets
import Transcripts
import Widgets

/// A conversation in time, as a tab shows it: its messages, and between them what else happened, as the rungs of a ladder.
package struct LadderView: Sendable {
    /// Events without data that are shown; those past them are left out.
    package static let eventLimit = 4096
    /// Events and messages that are gone through to find these, and the first answers.
    static let scanLimit = 65_536

    /// Rungs that are looked at to find a message from one that is none.
    static let searched = 256

    /// Which rung is chosen.
    package var list = Scroll()
    /// The panes show instead, at the message that was opened.
    package var isLeft = false
    /// Messages in one line each, those that show.
    package private(set) var summaries: [Int: String] = [:]
    var asked: [Int] = []

    /// The events that are no data.
    private var others: [Other] = []
    private var scannedEvents = 0
    private var scannedMessages = 0
    /// What connecting took, by connection.
    private(set) var connects: [Int: Int64] = [:]
    /// The first message of each connection that answers another.
    private(set) var firstAnswers: [Int: Int] = [:]
    /// The shortest wait for an answer: no round trip was longer.
    private var shortestWait: Int64?

    private struct Other: Sendable {
        var event: Int
        /// Messages that were complete before it.
        var messages: Int
    }

    package init() {}

    /// What happened late in a long conversation beside its messages is not shown.
    var isCut: Bool { scannedEvents >= Self.scanLimit || others.count >= Self.eventLimit }

    /// What a round trip takes, as far as it is known.
    package var roundTrip: RoundTrip? {
        if let connect = connects.values.min() { return RoundTrip(nanoseconds: connect, isMeasured: true) }
        return shortestWait.map { RoundTrip(nanoseconds: $0, isMeasured: false) }
    }

    /// Takes in what the transcript has come to.
    mutating func follow(_ snapshot: Snapshot) {
        let transcript = snapshot.transcript
        while scannedEvents < min(transcript.events.count, Self.scanLimit), others.count < Self.eventLimit {
            let record = transcript.events[scannedEvents]
            if record.kind != .data {
                let event = scannedEvents
                // A message that an end completes was said before it.
                others.append(Other(event: event, messages: snapshot.messages.partitionPoint { $0.event <= event }))
                note(transcript.body(ofEvent: event), record.connection)
            }
            scannedEvents += 1
        }
        while scannedMessages < min(snapshot.messages.count, Self.scanLimit) {
            note(snapshot.messages[scannedMessages], snapshot.messages)
            scannedMessages += 1
        }
    }

    private mutating func note(_ body: Event.Body?, _ connection: Int) {
        switch body {
        case .open(let opening): if opening.transport == .tcp, let took = opening.took { connects[connection] = took }
        case .note(let text): if let took = Handshake.roundTrip(inNote: text) { connects[connection] = took }
        default: break
        }
    }

    private mutating func note(_ record: MessageRecord, _ messages: ChunkedList<MessageRecord>) {
        guard let question = record.answers, question >= 0, question < record.number else { return }
        let wait = ResponseTime.passed(messages[question].time, record.began)
        if wait > 0 { shortestWait = min(shortestWait ?? wait, wait) }
        if firstAnswers[record.connection] == nil { firstAnswers[record.connection] = record.number }
    }

    mutating func take(_ lines: [Int: String], keeping wanted: Set<Int>) {
        summaries = summaries.filter { wanted.contains($0.key) }.merging(lines) { $1 }
        asked = []
    }
}

/// How long a round trip takes.
package struct RoundTrip: Hashable, Sendable {
    package var nanoseconds: Int64
    /// By connecting; else it is the shortest wait for an answer, which the server's own time is part of.
    package var isMeasured: Bool
}

/// The note by which a capture tells how long connecting took.
enum Handshake {
    /// Nanoseconds from SYN to SYN, ACK, of a note such as `handshake: 20.3 ms from SYN to SYN, ACK`; nil for any other note.
    static func roundTrip(inNote text: String) -> Int64? {
        let words = text.split { $0 == " " || $0 == "," || $0 == ";" || $0 == ":" }
        guard words.first?.lowercased() == "handshake" else { return nil }
        for (number, unit) in zip(words, words.dropFirst()) {
            guard let scale = units[String(unit)], let value = Double(String(number)), value >= 0, value < 1e9 else {
                continue
            }
            return Int64(value * scale)
        }
        return nil
    }

    private static let units: [String: Double] = ["s": 1e9, "ms": 1e6, "µs": 1e3, "us": 1e3, "ns": 1]
}

// MARK: Rungs

/// What one rung of the ladder stands for.
package enum Rung: Hashable, Sendable {
    case event(Int)
    case message(Int)
}

extension LadderView {
    /// Rungs of the first so many events and messages.
    func count(events: Int, messages: Int) -> Int { messages + others.partitionPoint { $0.event < events } }

    /// The rung at a place that is there.
    func rung(at place: Int) -> Rung {
        let before = othersAt(orBefore: place)
        guard before > 0 else { return .message(place) }
        let latest = others[before - 1]
        return latest.messages + before - 1 == place ? .event(latest.event) : .message(place - before)
    }

    /// Where a message stands.
    func place(ofMessage number: Int) -> Int { number + others.partitionPoint { $0.messages <= number } }

    private func othersAt(orBefore place: Int) -> Int {
        var (low, high) = (0, others.count)
        while low < high {
            let middle = (low + high) / 2
            if others[middle].messages + middle <= place { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Array {
    /// How many elements fulfil `predicate`, if those that do come first.
    fileprivate func partitionPoint(_ predicate: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if predicate(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Tab {
    /// The ladder has the screen.
    package var showsLadder: Bool { ladder.map { !$0.isLeft } ?? false }

    /// Rungs that there are, as far as a replay has come.
    var ladderCount: Int { ladder?.count(events: visibleEvents, messages: visibleMessages) ?? 0 }

    /// The rung that is chosen.
    var chosenRung: Rung? {
        guard let ladder, ladder.list.selection < ladderCount else { return nil }
        return ladder.rung(at: ladder.list.selection)
    }
}
