import Catalog
import Dissection
import Transcripts

/// What a capture holds, as far as it is read.
package struct CaptureListing: Sendable {
    package var conversations: ConversationIndex
    /// Of all conversations, in the order in which they were completed.
    package var messages: ChunkedList<MessageRecord>
    package var statistics: Statistics
    /// What the file says about itself, a line each; known once it is read.
    package var notes: [String] = []
    /// Start of the transcript, nanoseconds since the epoch.
    package var wallStart: Int64
    /// How far the reading has come; nil where it has ended.
    package var progress: ReadingProgress?
    /// What was wrong with the file or left out of it, once it is read.
    package var notice: String?

    package init(
        conversations: ConversationIndex, messages: ChunkedList<MessageRecord> = ChunkedList(),
        statistics: Statistics = Statistics(), wallStart: Int64, progress: ReadingProgress? = nil, notice: String? = nil
    ) {
        self.conversations = conversations
        self.messages = messages
        self.statistics = statistics
        self.wallStart = wallStart
        self.progress = progress
        self.notice = notice
    }
}

/// How far the reading of a file has come.
package struct ReadingProgress: Hashable, Sendable {
    /// Octets that are read.
    package var done: UInt64
    /// Octets in all; nil where nobody knows, as of a pipe.
    package var total: UInt64?
    /// Nanoseconds that it has taken so far.
    package var took: Int64

    package init(done: UInt64, total: UInt64?, took: Int64) {
        self.done = done
        self.total = total
        self.took = took
    }

    /// Hundredths of the file; nil where its length is not known.
    package var percent: Int? {
        total.map { $0 == 0 ? 100 : Int(min(done, $0) / max(1, $0 / 100)) }.map { min($0, 100) }
    }

    /// Octets a second so far.
    package var rate: UInt64 {
        took <= 0 ? 0 : UInt64(Double(done) / Double(took) * 1e9)
    }

    /// Seconds that are left at that rate.
    package var secondsLeft: Int? {
        guard let total, rate > 0 else { return nil }
        return Int((total - min(done, total)) / rate)
    }

    /// `34 %, 412 MB/s, 4 s left`; of a pipe `1.2 MB so far`.
    package var words: String {
        guard let percent else { return "\(sizeText(done)) so far" }
        let left = secondsLeft.map { ", \($0) s left" } ?? ""
        return "\(percent) %, \(sizeText(rate))/s\(left)"
    }
}
