import Cells
import Resolution

/// Where the parts of a trace's screen are: the lanes side by side, below them why, and at the bottom cache and load.
struct TracePlaces {
    /// One for each lane; nil for one that has no room.
    var lanes: [Rect?]
    var why: Rect?
    var cache: Rect?
    var load: Rect?

    /// Columns from which two lanes stand side by side.
    static let bothFrom = 76
    /// Rows of a lane besides its messages: its frame, the names, and three lines about the latest.
    private static let laneExtra = 6
    /// Messages that a lane wants to show at least, and at most before the rest has room too.
    private static let laneMessages = 8...20
    /// Rows of a lane below which the rest gives way to it.
    private static let leastLaneRows = 8
    private static let whyRows = 4
    private static let bottomRows = 7
    private static let leastBottomRows = 4

    init(_ view: TraceView, _ body: Rect) {
        lanes = view.lanes.map { _ in nil }
        var rest = body
        if view.showsCache {
            placeBottom(rest)
            return
        }
        let isBoth = rest.columns >= Self.bothFrom
        if rest.rows >= Self.leastLaneRows + Self.whyRows {
            let longest = view.lanes.map(\.messages.count).max() ?? 0
            let wanted = min(max(longest, Self.laneMessages.lowerBound), Self.laneMessages.upperBound) + Self.laneExtra
            // A long ladder scrolls: it does not drive cache and load off the screen.
            let least = Self.laneMessages.lowerBound + Self.laneExtra
            let lane = min(wanted, max(least, rest.rows - Self.whyRows - Self.bottomRows))
            var spare = rest.rows - lane - Self.whyRows
            if spare >= Self.leastBottomRows {
                let more = spare > Self.bottomRows ? min(2, spare - Self.bottomRows) : 0
                let cut = rest.cut(bottom: spare - more)
                placeBottom(cut.bottom)
                (rest, spare) = (cut.rest, more)
            }
            let cut = rest.cut(bottom: Self.whyRows + max(0, min(spare, 2)))
            (why, rest) = (cut.bottom, cut.rest)
        }
        guard isBoth, view.lanes.count == 2 else {
            if lanes.indices.contains(view.lane) { lanes[view.lane] = rest }
            return
        }
        let cut = rest.cut(left: rest.columns / 2)
        lanes = [cut.left, cut.rest]
    }

    private mutating func placeBottom(_ rect: Rect) {
        guard rect.columns >= 60 else {
            load = rect
            if rect.rows >= 8 {
                let cut = rect.cut(top: rect.rows / 2)
                (cache, load) = (cut.top, cut.rest)
            }
            return
        }
        let cut = rect.cut(left: rect.columns * 58 / 100)
        (cache, load) = (cut.left, cut.rest)
    }
}
