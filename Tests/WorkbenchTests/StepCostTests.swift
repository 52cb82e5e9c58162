import Cells
import Dissection
import Octets
import Synchronization
import TestKit
import Testing
import Transcripts
import Widgets

@testable import Workbench

/// What a step or a seek in a long recording costs: the work is counted, not timed. It is that of a screenful and of a few
/// searches by halves, wherever the replay stands and however long the recording is.
@Suite struct StepCostTests {
    /// Reads of records and of bytes.
    struct Work: Equatable {
        var records = 0
        var bytes = 0
    }

    /// A recording in a spool that counts what is read of it: requests and responses of 320 bytes, no two alike in place.
    final class LongRecording: Sendable {
        static let length = 320
        let work = Mutex(Work())
        let count: Int

        init(count: Int) { self.count = count }

        func spill<Element: Sendable>() -> Spill<Element> {
            Spill { elements in
                { index in
                    self.work.withLock { $0.records += 1 }
                    return elements[index]
                }
            }
        }

        func snapshot() -> Snapshot {
            var index = TranscriptIndex(spill: spill())
            var messages = ChunkedList<MessageRecord>(spill: spill())
            let line = [UInt8](repeating: 0x78, count: Self.length - 2) + [13, 10]
            for number in 0..<count {
                let direction: Direction = number % 2 == 0 ? .clientToServer : .serverToClient
                let time = Moment(nanoseconds: Int64(number) * 5_000_000)
                let isMark = number % 1000 == 999
                let body: Event.Body = isMark ? .mark("turn") : .data(direction, line)
                let start = index.connections[0]?.byteCount(direction) ?? 0
                index.append(
                    Event(time: time, connection: 0, body: body), spoolStart: UInt64(number) * UInt64(line.count))
                if isMark { continue }
                messages.append(
                    MessageRecord(
                        number: messages.count, connection: 0, direction: direction, proto: .text, kind: .line,
                        began: time, time: time, event: number, range: start..<(start + UInt64(line.count)),
                        severity: nil, answers: nil, reason: nil, context: 0))
            }
            return Snapshot(transcript: index, messages: messages)
        }

        func read(_ range: Range<UInt64>) -> [UInt8] {
            work.withLock { $0.bytes += range.count }
            return range.map { $0 % UInt64(Self.length) == UInt64(Self.length - 1) ? 10 : 0x78 }
        }
    }

    /// A replay of it at 120×40, which answers its own loads.
    struct Replay {
        let recording: LongRecording
        var state = State(size: Size(columns: 120, rows: 40))

        init(count: Int) {
            recording = LongRecording(count: count)
            let snapshot = recording.snapshot()
            let report = Report.opened(state.tab.id, title: "long", snapshot, wallStart: 0, notice: nil)
            _ = cost(of: [.engine(report), .command(.play)])
        }

        private mutating func take(_ action: Action) {
            for effect in reduce(&state, action) {
                guard case .load(let id, let request) = effect else { continue }
                let loader = Loader(snapshot: state.tab.snapshot, read: recording.read)
                take(.engine(.loaded(id, loader.load(request))))
            }
        }

        /// What reducing, loading and drawing take.
        mutating func cost(of actions: [Action]) -> Work {
            recording.work.withLock { $0 = Work() }
            for action in actions { take(action) }
            _ = render(state)
            return recording.work.withLock { $0 }
        }
    }

    static let commands: [Command] = [
        .stepBack, .stepForward, .previousMessage, .nextMessage, .previousMark, .nextMark, .seek1, .stepBack, .seek9,
        .stepBack, .previousMessage, .previousMark, .seek5, .stepForward,
    ]

    @Test func aStepCostsAScreenfulHoweverLongTheRecording() {
        var short = Replay(count: 20_000)
        var long = Replay(count: 200_000)
        for command in [.seek5] + Self.commands {
            let small = short.cost(of: [.command(command)])
            let large = long.cost(of: [.command(command)])
            // Two pages of rows, the lines of the messages that show, and the message in the inspector.
            #expect(large.bytes <= 120 * LongRecording.length, "\(command) reads \(large.bytes) bytes")
            #expect(large.records <= 2_000, "\(command) reads \(large.records) records")
            #expect(large.bytes <= small.bytes + 2 * LongRecording.length, "\(command): \(small), \(large)")
            // Ten times as long is four halvings more in each of the searches.
            #expect(large.records <= small.records + 400, "\(command): \(small), \(large)")
        }
    }
}
