/// Plays a transcript: which of its events have happened, and when the next one is due.
///
/// A pure value: wall time comes in as an argument of `advance`, and `nextDue` says when to call it again. The transcript's
/// index may grow under it (a file that is still being read): set `index` to the newer snapshot.
package struct ReplayClock: Sendable {
    /// Where a replay stands.
    package struct Position: Hashable, Sendable {
        /// How many events have happened: the next is the one with this number.
        package var events: Int
        package var time: Moment

        package init(events: Int, time: Moment) {
            self.events = events
            self.time = time
        }

        package static let start = Position(events: 0, time: .zero)
    }

    package var index: TranscriptIndex
    package private(set) var position = Position.start
    package private(set) var isPlaying = false
    package var speed = ReplaySpeed.normal
    /// Nanoseconds that silence between two events lasts at most, in the transcript's time; nil keeps every pause.
    package var idleCap: Int64?
    /// Whether playing and stepping stop at marks that ask something.
    package var asksQuestions = false
    /// The mark whose question stands: the clock has stopped right after it, before what comes next.
    package private(set) var question: Int?

    /// Where the present wait began: silence is counted from here, so that a jump into a long one has no wait behind it.
    private var waitStart = Moment.zero
    /// Quarters of nanoseconds that `advance` has not used yet.
    private var remainder: Int64 = 0
    /// It played when it came to the question.
    private var goesOn = false

    package init(index: TranscriptIndex) { self.index = index }

    package var isAtEnd: Bool { position.events >= index.events.count }

    /// How much of the time has passed, 0 to 1.
    package var fraction: Double {
        let whole = index.duration.nanoseconds
        guard whole > 0 else { return isAtEnd ? 1 : 0 }
        return Double(position.time.nanoseconds) / Double(whole)
    }

    /// Begins to play; from the start where the end is reached.
    package mutating func play() {
        question = nil
        if isAtEnd { move(to: .start) }
        isPlaying = !isAtEnd
    }

    package mutating func pause() { isPlaying = false }

    /// Lets wall time pass. Events whose time has come happen; at the last one playing ends.
    @discardableResult
    package mutating func advance(by wallNanoseconds: Int64) -> Position {
        guard isPlaying else { return position }
        var budget = scaled(wallNanoseconds)
        while let due, due.nanoseconds - position.time.nanoseconds <= budget {
            budget -= due.nanoseconds - position.time.nanoseconds
            happen()
            if asksQuestions, isQuestion(position.events - 1) {
                ask(position.events - 1)
                return position
            }
        }
        if isAtEnd { pause() } else { position.time.nanoseconds += budget }
        return position
    }

    /// Wall nanoseconds until the next event happens, rounded up; nil while paused and at the end.
    package var nextDue: Int64? {
        guard isPlaying, let due else { return nil }
        let (quarters, tooLong) = (due.nanoseconds - position.time.nanoseconds).multipliedReportingOverflow(by: 4)
        guard !tooLong else { return .max }
        let missing = max(0, quarters - remainder)
        return missing / speed.quarters + (missing % speed.quarters > 0 ? 1 : 0)
    }
}

extension ReplayClock {
    /// One event on. Playing goes on from there.
    package mutating func stepForward() { walk(toEvents: position.events + 1) }

    /// One event back.
    package mutating func stepBack() { jump(toEvents: position.events - 1) }

    /// To just after the next of `stops`, numbers of events in ascending order (those that complete messages, say); to the end
    /// where there is none.
    package mutating func stepForward(among stops: some RandomAccessCollection<Int>) {
        let next = stops.partition { $0 < position.events }
        walk(toEvents: next < stops.endIndex ? stops[next] + 1 : index.events.count)
    }

    /// To just after the last of `stops` that lies before the present one; to the start where there is none.
    package mutating func stepBack(among stops: some RandomAccessCollection<Int>) {
        let next = stops.partition { $0 + 1 < position.events }
        jump(toEvents: next > stops.startIndex ? stops[stops.index(before: next)] + 1 : 0)
    }

    package mutating func stepForwardToMark() { stepForward(among: index.marks) }
    package mutating func stepBackToMark() { stepBack(among: index.marks) }

    /// How many marks have been passed.
    package var marksPassed: Int { index.marks.partitionPoint { $0 < position.events } }

    /// To a moment, clamped to the transcript: every event up to it has happened.
    package mutating func seek(to time: Moment) {
        let time = min(max(time, .zero), index.duration)
        move(to: Position(events: index.events.partitionPoint { $0.time <= time }, time: time))
    }

    /// To a part of the whole time, 0 to 1 (clamped). 0 is before the first event.
    package mutating func seek(toFraction fraction: Double) {
        guard fraction > 0 else { return move(to: .start) }
        guard fraction < 1 else { return jump(toEvents: index.events.count) }
        seek(to: Moment(nanoseconds: Int64(Double(index.duration.nanoseconds) * fraction)))
    }

    /// To where that many events have happened (clamped), at the time of the last of them.
    package mutating func jump(toEvents count: Int) {
        let count = min(max(count, 0), index.events.count)
        move(to: Position(events: count, time: count == 0 ? .zero : index.events[count - 1].time))
    }

    private mutating func move(to position: Position) {
        self.position = position
        question = nil
        waitStart = position.time
        remainder = 0
        if isAtEnd { isPlaying = false }
    }

    /// When, in the transcript's time, the next event is let happen: its own, or sooner when the silence is cut short.
    private var due: Moment? {
        guard !isAtEnd else { return nil }
        let time = index.events[position.events].time
        guard let idleCap else { return max(time, position.time) }
        let (capped, overflows) = waitStart.nanoseconds.addingReportingOverflow(max(0, idleCap))
        return max(position.time, overflows ? time : min(time, Moment(nanoseconds: capped)))
    }

    private mutating func happen() {
        position.time = max(position.time, index.events[position.events].time)
        position.events += 1
        waitStart = position.time
    }

    /// Wall time as transcript time, the rest that is no whole nanosecond kept for later.
    private mutating func scaled(_ wallNanoseconds: Int64) -> Int64 {
        let (quarters, overflows) = max(0, wallNanoseconds).multipliedReportingOverflow(by: speed.quarters)
        guard !overflows else { return .max / 8 }
        let total = min(quarters, .max - 3) + remainder
        remainder = total % 4
        return total / 4
    }
}

// MARK: Questions

extension ReplayClock {
    /// Leaves the question: where it stopped the playing, that goes on.
    package mutating func goOn() {
        guard question != nil else { return }
        question = nil
        isPlaying = goesOn && !isAtEnd
    }

    /// Goes back to the last question that has been passed, and asks it again; false where there is none.
    package mutating func askAgain() -> Bool {
        let passed = index.questions.partitionPoint { $0 < position.events }
        guard passed > 0 else { return false }
        jump(toEvents: index.questions[passed - 1] + 1)
        ask(position.events - 1)
        return true
    }

    /// As `jump`, but a question on the way is stopped at.
    private mutating func walk(toEvents count: Int) {
        let next = index.questions.partitionPoint { $0 < position.events }
        guard asksQuestions, next < index.questions.count, index.questions[next] < count else {
            return jump(toEvents: count)
        }
        jump(toEvents: index.questions[next] + 1)
        ask(position.events - 1)
    }

    private func isQuestion(_ event: Int) -> Bool {
        let place = index.questions.partitionPoint { $0 < event }
        return place < index.questions.count && index.questions[place] == event
    }

    private mutating func ask(_ event: Int) {
        question = event
        goesOn = isPlaying
        isPlaying = false
    }
}

/// How fast a replay runs, in quarters: from a quarter of real time to sixteen times.
package struct ReplaySpeed: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let quarters: Int64

    private init(_ quarters: Int64) { self.quarters = quarters }

    package static let steps = [1, 2, 4, 8, 16, 32, 64].map { ReplaySpeed($0) }
    package static let slowest = ReplaySpeed(1)
    package static let normal = ReplaySpeed(4)
    package static let fastest = ReplaySpeed(64)

    /// The next step up; the fastest stays.
    package var faster: ReplaySpeed { Self.steps.first { $0 > self } ?? .fastest }
    /// The next step down; the slowest stays.
    package var slower: ReplaySpeed { Self.steps.last { $0 < self } ?? .slowest }

    /// `0.25x`, `0.5x`, `1x` … `16x`.
    package var description: String {
        switch quarters {
        case 1: "0.25x"
        case 2: "0.5x"
        default: "\(quarters / 4)x"
        }
    }

    package static func < (left: ReplaySpeed, right: ReplaySpeed) -> Bool { left.quarters < right.quarters }
}

extension RandomAccessCollection where Element == Int {
    /// The first index whose element makes `predicate` false, if the true ones all come first.
    fileprivate func partition(where predicate: (Int) -> Bool) -> Index {
        var low = startIndex
        var length = count
        while length > 0 {
            let middle = index(low, offsetBy: length / 2)
            if predicate(self[middle]) {
                low = index(after: middle)
                length -= length / 2 + 1
            } else {
                length /= 2
            }
        }
        return low
    }
}
