import Dissection
import Octets
import Transcripts

extension Loader {
    /// Rows or messages that a search looks at before it asks whether it is still wanted.
    private static let searchBatch = 256

    /// The first row or message at or after (or before) the start that holds the text, whatever the case, going round.
    /// Nil as well where it is not wanted any more. Reads every byte of the transcript once at most.
    package func search(_ request: SearchRequest, isCancelled: () -> Bool = { false }) -> SearchHit? {
        guard let wanted = SearchText(request.text), request.limit > 0 else { return nil }
        let from = min(max(0, request.from), request.limit - 1)
        let parts =
            request.forward
            ? [from..<request.limit, 0..<from] : [0..<(from + 1), (from + 1)..<request.limit]
        for (number, part) in parts.enumerated() {
            for batch in part.batches(of: Self.searchBatch, forward: request.forward) {
                guard !isCancelled() else { return nil }
                let hits = hits(of: wanted, request.place, in: batch)
                guard let hit = request.forward ? hits.first : hits.last else { continue }
                return SearchHit(place: request.place, index: hit.index, wrapped: number > 0, events: hit.events)
            }
        }
        return nil
    }

    /// The rows or messages of a batch that hold the text, each with how many events bring it about.
    private func hits(
        of wanted: SearchText, _ place: SearchRequest.Place, in batch: Range<Int>
    ) -> [(index: Int, events: Int)] {
        switch place {
        case .messages, .capture:
            return batch.clamped(to: 0..<snapshot.messages.count).compactMap { index in
                guard wanted.end(in: Array(summary(index).utf8)) != nil else { return nil }
                return (index, snapshot.messages[index].event + 1)
            }
        case .session:
            return snapshot.transcript.rows(batch, read: read).compactMap { row in
                guard let end = wanted.end(in: DisplayRow(row).bytes) else { return nil }
                return (row.number, events(to: end, of: row))
            }
        }
    }

    /// How many events have happened when the first `end` bytes of a row are there.
    private func events(to end: Int, of row: Row) -> Int {
        guard let direction = row.direction, end > 0 else { return row.event + 1 }
        let offset = row.streamOffset + UInt64(end - 1)
        return (snapshot.transcript.event(connection: row.connection, direction, offset: offset) ?? row.event) + 1
    }
}

/// The text that is searched for. ASCII letters of either case are the same; where the text has other characters, those are
/// compared by Unicode's lower case.
struct SearchText {
    private let text: String
    private let bytes: [UInt8]
    private let isASCII: Bool

    /// Nil for no text.
    init?(_ text: String) {
        guard !text.isEmpty else { return nil }
        self.text = text.lowercased()
        bytes = Array(self.text.utf8)
        isASCII = bytes.allSatisfy { $0 < 0x80 }
    }

    /// Where in `line` the first occurrence ends; all of the line where it is compared by characters. Nil where there is none.
    func end(in line: [UInt8]) -> Int? {
        guard !isASCII else { return line.withUnsafeBufferPointer { end(in: $0) } }
        return String(decoding: line, as: UTF8.self).lowercased().contains(text) ? line.count : nil
    }

    private func end(in line: UnsafeBufferPointer<UInt8>) -> Int? {
        guard line.count >= bytes.count else { return nil }
        for start in 0...(line.count - bytes.count) where line[start].lowercase == bytes[0] {
            if (1..<bytes.count).allSatisfy({ line[start + $0].lowercase == bytes[$0] }) { return start + bytes.count }
        }
        return nil
    }
}

extension UInt8 {
    fileprivate var lowercase: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}

extension Range<Int> {
    /// The range cut into pieces, the last first where it is gone through backward.
    fileprivate func batches(of size: Int, forward: Bool) -> [Range<Int>] {
        let starts = stride(from: lowerBound, to: upperBound, by: size)
        let batches = starts.map { $0..<Swift.min($0 + size, upperBound) }
        return forward ? batches : batches.reversed()
    }
}
