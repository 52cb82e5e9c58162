import Synchronization
import Workbench

/// What the engine has to say to the screen's thread. Only the newest snapshot of a tab is kept, and its recorder's
/// newest state, so a flood does not fill it; everything else keeps its order.
package final class Mailbox: Sendable {
    /// Other reports that may wait. The screen's thread empties it many times a second, and each comes of
    /// something that a person did; should it stand still, the oldest go.
    package static let reportLimit = 4096

    private struct Contents {
        var reports: [Report] = []
        var snapshots: [TabID: Snapshot] = [:]
        var recorders: [TabID: RecorderState] = [:]

        /// Of a capture that grows only the newest listing counts.
        private mutating func dropOlderListing(_ id: TabID) {
            reports.removeAll {
                if case .capture(id, _, let listing) = $0 { listing.notice == nil } else { false }
            }
        }

        mutating func add(_ report: Report) {
            switch report {
            case .opened(let id, _, _, _, _): snapshots[id] = nil
            case .capture(let id, _, _):
                snapshots[id] = nil
                dropOlderListing(id)
            default: break
            }
            if reports.count >= Mailbox.reportLimit { reports.removeFirst() }
            reports.append(report)
        }
    }

    private let contents = Mutex(Contents())
    private let wake = Mutex<(@Sendable () -> Void)?>(nil)

    package init() {}

    /// What to call when something waits. What was posted before waits as well.
    package func onPost(_ wake: @escaping @Sendable () -> Void) { self.wake.withLock { $0 = wake } }

    package func post(_ report: Report) {
        contents.withLock { contents in
            switch report {
            case .grew(let id, let snapshot): contents.snapshots[id] = snapshot
            case .recorder(let id, let state): contents.recorders[id] = state
            default: contents.add(report)
            }
        }
        wake.withLock { $0 }?()
    }

    /// Everything that waits. Snapshots come first: what a report speaks of is in them already.
    package func drain() -> [Report] {
        contents.withLock { contents in
            let states = contents.recorders.map { Report.recorder($0.key, $0.value) }
            let all = contents.snapshots.map { Report.grew($0.key, $0.value) } + states + contents.reports
            contents = Contents()
            return all
        }
    }
}
