import DNS
import Resolution
import Transcripts

/// How a tab shows a resolution: its lanes side by side, all of them after as many messages.
///
/// Where it stands is where the replay stands, so that marks and questions between messages are met on the way.
package struct TraceView: Sendable {
    package let trace: Trace
    /// The lane whose message is inspected, and which shows alone where there is no room for both.
    package var lane = 0
    /// Steps follow one another by themselves.
    package var isRunning = false
    /// Cache and load have the screen.
    package var showsCache = false
    /// The panes show its messages instead.
    package var isInspected = false
    /// Where the replay stood when they were opened.
    var left: Int?
    /// Nanoseconds since the latest step, in which the TTLs of the cache run down.
    package private(set) var waited: Int64 = 0
    /// Events that have to have happened for so many messages to show, ascending.
    package let stops: [Int]

    /// Nanoseconds between two messages of a trace that runs.
    package static let pace: Int64 = 900_000_000
    /// How often TTLs are drawn anew.
    private static let tick: Int64 = 1_000_000_000

    /// nil where there is nothing to show.
    ///
    /// - Parameter events: all events of the transcript; what follows the last message belongs to it.
    package init?(_ trace: Trace, events: Int) {
        guard !trace.isEmpty else { return nil }
        self.trace = trace
        let longest = trace.lanes.map(\.messages.count).max() ?? 0
        // The first lane leads; a longer one takes over where it ends.
        var stops = (0..<longest).compactMap { index in
            trace.lanes.first { $0.messages.count > index }?.messages[index].event
        }
        if let last = stops.popLast() { stops.append(max(last, events - 1)) }
        self.stops = stops
    }

    /// Of a trace without messages.
    init(empty: Void) {
        trace = Trace()
        stops = []
    }

    /// How many messages show, once so many events have happened.
    package func shown(events: Int) -> Int { stops.partitionPoint { $0 < events } }

    package var lanes: [Lane] { trace.lanes }

    /// When something changes though nobody does anything.
    package var nextDue: Int64? {
        guard !isInspected else { return nil }
        let clock = Self.tick - waited % Self.tick
        return isRunning ? min(clock, max(0, Self.pace - waited)) : clock
    }

    mutating func wait(_ time: Int64) { waited += time }
    mutating func stepped() { waited = 0 }
}

extension Array where Element == Int {
    /// How many of the ascending numbers fulfil `predicate`, if those that do come first.
    fileprivate func partitionPoint(_ predicate: (Int) -> Bool) -> Int { firstIndex { !predicate($0) } ?? count }
}

extension Tab {
    /// The trace has the screen.
    package var showsTrace: Bool { trace.map { !$0.isInspected } ?? false }

    /// One thing has all of the screen: a list of a capture, a trace, or a ladder.
    package var fillsScreen: Bool { showsConversations || showsAllMessages || showsTrace || showsLadder }

    /// How many messages of each lane show.
    package var tracedMessages: Int { trace?.shown(events: replay?.position.events ?? 0) ?? 0 }
}
