import Catalog
import Dissection
import Octets
import Transcripts

extension Loader {
    /// Messages that are grouped before it is asked whether that is still wanted.
    private static let groupBatch = 1024

    /// Puts the messages of a request together, going on from what was grouped before; nil where it is not wanted any more.
    package func group(
        _ request: GroupRequest, from before: Grouper? = nil, isCancelled: () -> Bool = { false }
    ) -> Grouper? {
        var grouper =
            before?.grouping == request.grouping ? before ?? Grouper(request.grouping) : Grouper(request.grouping)
        while grouper.count < min(request.messages, snapshot.messages.count) {
            if grouper.count % Self.groupBatch == 0, isCancelled() { return nil }
            let record = snapshot.messages[grouper.count]
            grouper.receive(record, client: { client(of: record) }) {
                MessageTraits(of: record, bytes: bytes(of: record, limit: MessageTraits.octets).span)
            }
        }
        return grouper
    }

    /// Its address without the port.
    private func client(of record: MessageRecord) -> String {
        let address = client(ofConnection: record.connection)
        return address.lastIndex(of: ":").map { String(address[..<$0]) } ?? address
    }

    /// Messages in one line each.
    package func summaries(of numbers: [Int]) -> [Int: String] {
        let known = numbers.filter { $0 >= 0 && $0 < snapshot.messages.count }
        return Dictionary(known.map { ($0, summary($0)) }) { first, _ in first }
    }
}
