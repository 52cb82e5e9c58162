import Octets

/// Where the octets of the segments that came last lie, of all connections together: so that octets which come a second time can be
/// held against the first.
struct RecentSegments: Sendable {
    /// Segments that are remembered.
    static let limit = 2_048

    private struct Entry: BitwiseCopyable, Sendable {
        var flow: UInt32
        var sequence: UInt32
        var length: UInt32
        var isFromClient: Bool
        var place: UInt64
    }

    private var entries: [Entry] = []
    private var next = 0

    mutating func note(flow: Int, _ direction: Direction, _ sequence: UInt32, length: Int, place: UInt64?) {
        guard let place else { return }
        let entry = Entry(
            flow: UInt32(truncatingIfNeeded: flow), sequence: sequence, length: UInt32(clamping: length),
            isFromClient: direction == .clientToServer, place: place)
        if entries.count < Self.limit {
            entries.append(entry)
        } else {
            entries[next] = entry
            next = (next + 1) % Self.limit
        }
    }

    /// Whether octets of a segment differ from those that came before in the same place.
    ///
    /// - Parameter recall: gives octets of the file, fewer where it cannot.
    func differs(
        flow: Int, _ direction: Direction, _ sequence: UInt32, _ bytes: Span<UInt8>,
        recall: (Range<UInt64>) -> [UInt8]
    ) -> Bool {
        let isFromClient = direction == .clientToServer
        for entry in entries
        where entry.flow == UInt32(truncatingIfNeeded: flow) && entry.isFromClient == isFromClient {
            // Where the segment begins, counted from the entry's first octet.
            let start = distance(entry.sequence, sequence)
            let common = max(0, start)..<max(max(0, start), min(Int(entry.length), start + bytes.count))
            guard !common.isEmpty else { continue }
            let before = recall(
                (entry.place + UInt64(common.lowerBound))..<(entry.place + UInt64(common.upperBound)))
            for (offset, byte) in before.enumerated() where bytes[common.lowerBound - start + offset] != byte {
                return true
            }
        }
        return false
    }
}
