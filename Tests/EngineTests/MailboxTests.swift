import Dissection
import Octets
import Synchronization
import Testing
import Transcripts
import Workbench

@testable import Engine

@Suite struct MailboxTests {
    private func snapshot(_ events: Int) -> Snapshot {
        var index = TranscriptIndex()
        for number in 0..<events {
            index.append(Event(time: Moment(nanoseconds: Int64(number)), connection: 0, body: .note("n")))
        }
        return Snapshot(transcript: index)
    }

    private func said(_ number: Int) -> Report { .said(Notice(.note, "\(number)")) }

    @Test func theNewestSnapshotOfEachTabIsKept() {
        let mailbox = Mailbox()
        for count in 1...5 {
            mailbox.post(.grew(TabID(1), snapshot(count)))
            mailbox.post(.grew(TabID(2), snapshot(count * 10)))
        }
        var counts: [Int: Int] = [:]
        for report in mailbox.drain() {
            guard case .grew(let id, let snapshot) = report else { continue }
            #expect(counts.updateValue(snapshot.transcript.events.count, forKey: id.number) == nil)
        }
        #expect(counts == [1: 5, 2: 50])
        #expect(mailbox.drain().isEmpty)
    }

    @Test func wordsKeepTheirOrderBehindTheSnapshots() {
        let mailbox = Mailbox()
        for number in 0..<10 {
            mailbox.post(said(number))
            mailbox.post(.grew(TabID(1), snapshot(number)))
        }
        let all = mailbox.drain()
        #expect(all.count == 11)
        guard case .grew? = all.first else { return #expect(Bool(false), "the snapshot is not first") }
        #expect(all.compactMap(\.words) == (0..<10).map { "\($0)" })
    }

    /// The recorder counts events as fast as they come: only its newest state matters, so it pushes nothing else out.
    @Test func theNewestStateOfARecorderIsKept() {
        let mailbox = Mailbox()
        mailbox.post(said(1))
        for count in 0...(2 * Mailbox.reportLimit) {
            mailbox.post(.recorder(TabID(1), RecorderState(mode: .on, file: "f", events: count)))
        }
        let all = mailbox.drain()
        #expect(all.compactMap(\.words) == ["1"])
        let states = all.compactMap { report -> RecorderState? in
            if case .recorder(_, let state) = report { state } else { nil }
        }
        #expect(states == [RecorderState(mode: .on, file: "f", events: 2 * Mailbox.reportLimit)])
    }

    @Test func itIsBounded() {
        let mailbox = Mailbox()
        for number in 0..<(Mailbox.reportLimit + 3) { mailbox.post(said(number)) }
        let words = mailbox.drain().compactMap(\.words)
        #expect(words.count == Mailbox.reportLimit)
        #expect(words.first == "3")
    }

    /// A snapshot of what a tab showed before a recording was opened in it is out of date.
    @Test func anOpenedRecordingReplacesASnapshot() {
        let mailbox = Mailbox()
        mailbox.post(.grew(TabID(1), snapshot(1)))
        mailbox.post(.opened(TabID(1), title: "t", snapshot(2), wallStart: 0, notice: nil))
        #expect(mailbox.drain().count == 1)
    }

    @Test func everyPostWakes() {
        let mailbox = Mailbox()
        let count = Mutex(0)
        mailbox.post(said(1))
        mailbox.onPost { count.withLock { $0 += 1 } }
        mailbox.post(said(2))
        mailbox.post(.grew(TabID(1), snapshot(1)))
        #expect(count.withLock { $0 } == 2)
        #expect(mailbox.drain().count == 3)
    }
}
