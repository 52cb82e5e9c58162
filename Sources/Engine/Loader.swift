import Workbench

extension Loader {
    /// Reads from that spool.
    init(snapshot: Snapshot, spool: Spool) {
        self.init(snapshot: snapshot) { spool.read($0) }
    }
}
