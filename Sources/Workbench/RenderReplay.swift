import Cells
import Octets
import Transcripts
import Widgets

/// The bar of a replay, above the bottom line.
func drawReplay(_ state: State, _ rect: Rect, _ buffer: inout Buffer) {
    Timeline(state.tab, state.theme, columns: rect.columns)?.draw(into: &buffer, in: rect)
}

extension Timeline {
    /// Marks drawn on the bar; a recording may hold any number.
    private static let marksDrawn = 200

    /// Of a trace in messages, of any other replay in time; nil where nothing is replayed.
    init?(_ tab: Tab, _ theme: Theme, columns: Int) {
        guard let clock = tab.replay else { return nil }
        if tab.showsTrace, let view = tab.trace {
            self.init(view, clock, theme)
        } else {
            self.init(clock, theme, columns: columns)
        }
    }

    private init(_ view: TraceView, _ clock: ReplayClock, _ theme: Theme) {
        let shown = view.shown(events: clock.position.events)
        let marks = clock.index.marks.prefix(Self.marksDrawn).map { Int64(view.shown(events: $0)) }
        self.init(
            position: Int64(shown), duration: Int64(view.stops.count), marks: Array(marks), isPlaying: view.isRunning,
            leading: "step", trailing: "message \(shown) of \(view.stops.count)", styles: Self.styles(theme))
    }

    private static func styles(_ theme: Theme) -> Timeline.Styles {
        Timeline.Styles(
            text: theme[.status], bar: theme[.border], played: theme[.accent], mark: theme[.mark],
            position: theme[.accent])
    }

    private init(_ clock: ReplayClock, _ theme: Theme, columns: Int) {
        let index = clock.index
        let marks = index.marks.prefix(Self.marksDrawn).map { index.events[$0].time.nanoseconds }
        var trailing = "\(tenths(clock.position.time.nanoseconds)) s of \(tenths(index.duration.nanoseconds)) s"
        trailing += "   event \(clock.position.events) of \(index.events.count)"
        if index.marks.count > 0, columns >= 110 { trailing += "   mark \(clock.marksPassed) of \(index.marks.count)" }
        let cap = clock.idleCap.map { " ~\(tenths($0))s" } ?? ""
        self.init(
            position: clock.position.time.nanoseconds, duration: index.duration.nanoseconds, marks: Array(marks),
            isPlaying: clock.isPlaying, leading: "\(clock.speed)\(cap)", trailing: trailing,
            styles: Self.styles(theme))
    }
}

private func tenths(_ nanoseconds: Int64) -> String { tenths(of: 1_000_000_000, in: nanoseconds) }

/// A number of nanoseconds in units of so many, with one digit behind the point: `20.3`.
func tenths(of unit: Int64, in nanoseconds: Int64) -> String {
    let tenths = max(0, nanoseconds) / (unit / 10)
    return "\(tenths / 10).\(tenths % 10)"
}
