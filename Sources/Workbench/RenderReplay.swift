import Cells
import Octets
import Transcripts
import Widgets

/// The bar of a replay, above the bottom line.
func drawReplay(_ state: State, _ rect: Rect, _ buffer: inout Buffer) {
    guard let clock = state.tab.replay else { return }
    Timeline(clock, state.theme, columns: rect.columns).draw(into: &buffer, in: rect)
}

extension Timeline {
    /// Marks drawn on the bar; a recording may hold any number.
    private static let marksDrawn = 200

    init(_ clock: ReplayClock, _ theme: Theme, columns: Int) {
        let index = clock.index
        let marks = index.marks.prefix(Self.marksDrawn).map { index.events[$0].time.nanoseconds }
        var trailing = "\(tenths(clock.position.time.nanoseconds)) s of \(tenths(index.duration.nanoseconds)) s"
        trailing += "   event \(clock.position.events) of \(index.events.count)"
        if index.marks.count > 0, columns >= 110 { trailing += "   mark \(clock.marksPassed) of \(index.marks.count)" }
        let cap = clock.idleCap.map { " ~\(tenths($0))s" } ?? ""
        self.init(
            position: clock.position.time.nanoseconds, duration: index.duration.nanoseconds, marks: Array(marks),
            isPlaying: clock.isPlaying, leading: "\(clock.speed)\(cap)", trailing: trailing,
            styles: Timeline.Styles(
                text: theme[.status], bar: theme[.border], played: theme[.accent], mark: theme[.mark],
                position: theme[.accent]))
    }
}

private func tenths(_ nanoseconds: Int64) -> String { tenths(of: 1_000_000_000, in: nanoseconds) }

/// A number of nanoseconds in units of so many, with one digit behind the point: `20.3`.
func tenths(of unit: Int64, in nanoseconds: Int64) -> String {
    let tenths = max(0, nanoseconds) / (unit / 10)
    return "\(tenths / 10).\(tenths % 10)"
}
