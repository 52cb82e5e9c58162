extension TranscriptIndex {
    /// Rows that the first `events` events show: where a replay has come to. Clamped to the events that there are.
    package func rowCount(events count: Int) -> Int {
        count < events.count ? (count > 0 ? events[count].firstRow : 0) : rowCount
    }

    /// The connection that was seen last.
    package var lastConnection: ConnectionRecord? {
        connections.count > 0 ? connections[slot: connections.count - 1] : nil
    }
}
