import Catalog
import Dissection
import Octets
import Synchronization
import Transcripts

/// Lists of records that leave memory as they grow: full chunks go to a spool of their own and are read back one record
/// at a time. So a flood of a million messages costs the same small heap as ten.
final class RecordSpill: Sendable {
    private let spool: Spool
    private let chunks: ChunkCache
    /// Words that records share: names of protocols and reasons. There are few; past the limit records stay in memory.
    private let words = Mutex<[String]>([])
    private static let wordLimit = 4096

    init() throws(SpoolError) {
        spool = try Spool()
        chunks = ChunkCache { [spool] in spool.read($0) }
    }

    /// For the records of events, which are plain numbers.
    var events: Spill<EventRecord> {
        Spill { elements in self.keep(elements) }
    }

    /// For those of a capture's events.
    var captured: Spill<CapturedRecord> {
        Spill { elements in self.keep(elements) }
    }

    /// For the records of messages, whose words are kept apart.
    var messages: Spill<MessageRecord> {
        Spill { elements in
            var packed: [PackedMessage] = []
            packed.reserveCapacity(elements.count)
            for record in elements {
                guard let proto = self.number(of: record.proto.rawValue) else { return nil }
                guard let reason = record.reason.map(self.number) ?? 0 else { return nil }
                packed.append(PackedMessage(record, proto: proto, reason: record.reason == nil ? UInt32.max : reason))
            }
            guard let read = self.keep(packed) else { return nil }
            return { self.unpack(read($0)) }
        }
    }

    /// Writes the elements as they lie in memory: they are read back by this process alone.
    private func keep<Element: BitwiseCopyable & Sendable>(
        _ elements: [Element]
    ) -> (@Sendable (Int) -> Element)? {
        let bytes = elements.withUnsafeBytes { Array($0) }
        guard let place = try? spool.append(bytes.span), let first = elements.first else { return nil }
        return { [chunks] index in
            let start = index * MemoryLayout<Element>.stride
            // A disk that cannot be read any more gives the chunk's first record rather than a crash.
            return chunks.read(start..<(start + MemoryLayout<Element>.size), of: place) { bytes in
                bytes.loadUnaligned(as: Element.self)
            } ?? first
        }
    }

    private func number(of word: String) -> UInt32? {
        words.withLock { words in
            if let index = words.firstIndex(of: word) { return UInt32(index) }
            guard words.count < Self.wordLimit else { return nil }
            words.append(word)
            return UInt32(words.count - 1)
        }
    }

    private func word(_ number: UInt32) -> String? {
        words.withLock { Int(number) < $0.count ? $0[Int(number)] : nil }
    }

    private func unpack(_ packed: PackedMessage) -> MessageRecord {
        packed.record(proto: word(packed.proto) ?? "", reason: word(packed.reason))
    }
}

/// A message's record as numbers alone.
private struct PackedMessage: BitwiseCopyable, Sendable {
    var number: Int
    var connection: Int
    var began: Moment
    var time: Moment
    var event: Int
    var start: UInt64
    var end: UInt64
    var answers: Int
    var context: UInt64
    var proto: UInt32
    var reason: UInt32
    var lineCount: UInt32
    var waited: Int64
    var code: UInt16
    var direction: UInt8
    var kind: UInt8
    var severity: UInt8

    init(_ record: MessageRecord, proto: UInt32, reason: UInt32) {
        number = record.number
        connection = record.connection
        began = record.began
        time = record.time
        event = record.event
        start = record.range.lowerBound
        end = record.range.upperBound
        answers = record.answers ?? -1
        context = record.context
        self.proto = proto
        self.reason = reason
        lineCount = record.lineCount
        waited = record.waited ?? -1
        code = record.code
        direction = record.direction.rawValue
        kind = record.kind.rawValue
        severity = record.severity?.rawValue ?? .max
    }

    func record(proto: String, reason: String?) -> MessageRecord {
        MessageRecord(
            number: number, connection: connection, direction: Direction(rawValue: direction) ?? .clientToServer,
            proto: ProtocolName(rawValue: proto), kind: MessageKind(rawValue: kind) ?? .unparsed, began: began,
            time: time, event: event, range: start..<max(start, end), severity: Severity(rawValue: severity),
            answers: answers < 0 ? nil : answers, reason: reason, lineCount: lineCount, code: code,
            waited: waited < 0 ? nil : waited, context: context)
    }
}
