import Captures
import Catalog
import Dissection
import Foundation
import Octets
import Testing
import Transcripts
import Workbench

@testable import Engine

/// Captures as tabs open them, the sample that comes with the program among them.
@Suite(.timeLimit(.minutes(1))) struct OpenedCaptureTests {
    let scratch = Scratch()

    private static let sample = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../sessions/lab.pcap").standardized.path

    private struct Opened {
        var listing: CaptureListing
        var source: ConversationSource
        var bytes: CaptureBytes
        var index: ConversationIndex { listing.conversations }
        var notice: String? { listing.notice }
    }

    private func opened(_ path: String) throws -> Opened {
        let source = try ByteSource(path)
        let kind = try InputFile.kind(of: source, InputHints())
        let reading = try CaptureReading(source, kind: kind, hints: InputHints())
        var listings: [CaptureListing] = []
        try reading.run { listings.append($0) }
        let last = try #require(listings.last)
        #expect(last.progress == nil && listings.dropLast().allSatisfy { $0.progress != nil })
        return Opened(listing: last, source: reading.conversations, bytes: reading.bytes)
    }

    @Test func theSampleHasItsConversations() throws {
        let file = try opened(Self.sample)
        #expect(file.notice == nil)
        let rows = file.index.conversations
        #expect(rows.map(\.protocolText) == ["http", "http", "smtp", "pop3", "text"])
        #expect(rows.map(\.messages) == [2, 4, 13, 11, 2])
        #expect(rows.map(\.state) == [.closed, .closed, .closed, .closed, .open])
        #expect(rows[0].firstLine == "GET /kurose_ross/interactive/index.php HTTP/1.1")
        #expect(rows.allSatisfy { $0.troubles == 0 })
        // Who asked: the upper-case server answers in capitals, over UDP as elsewhere.
        #expect(rows[4].firstLine == "datagram, 21 B: hello from a datagram")
        #expect(rows[4].server == "127.0.0.1:12000")
    }

    /// One conversation in the panes is the same as what the whole file gives of it.
    @Test func aConversationIsWhatTheWholeFileGivesOfIt() throws {
        let file = try opened(Self.sample)
        var index = TranscriptIndex()
        let spool = try Spool()
        var dissector = Dissector()
        var all: [MessageRecord] = []
        _ = try InputFile.events(Self.sample) { event, packet in
            var place: UInt64 = 0
            if case .data(_, let bytes) = event.body { place = try spool.append(bytes.span).lowerBound }
            index.append(event, spoolStart: place, packet: packet)
            dissector.receive(event, number: index.events.count - 1) { all.append($0) }
        }
        for row in file.index.conversations {
            let snapshot = try file.source.snapshot(ofConnection: row.connection)
            let loader = Loader(snapshot: snapshot) { file.bytes.read($0) }
            let whole = Loader(snapshot: Snapshot(transcript: index), spool: spool)
            let expected = all.filter { $0.connection == row.connection }
            #expect(snapshot.messages.count == expected.count && expected.count == row.messages)
            for (own, record) in zip(snapshot.messages, expected) {
                #expect(
                    (own.kind, own.direction, own.range, own.time) == (
                        record.kind, record.direction, record.range, record.time
                    ))
                #expect(snapshot.transcript.events[own.event].packet == index.events[record.event].packet)
                #expect(loader.bytes(of: own, limit: 9_999) == whole.bytes(of: record, limit: 9_999))
            }
            #expect(Set(snapshot.transcript.events.map(\.connection)) == [row.connection])
        }
        #expect(try file.source.snapshot(ofConnection: 99).transcript.events.isEmpty)
    }

    /// All messages, in groups, with their words; one of them opens its conversation, which is drawn.
    @Test func aTabShowsAllMessagesAndTheLadderOfOne() async throws {
        let rig = Rig()
        rig.step(.files([Self.sample]))
        #expect(await rig.until { $0.tab.capture?.messages.count == 32 })
        rig.step(.command(.allMessages), .command(.group), .command(.group))
        #expect(await rig.until { $0.tab.capture?.all.isGrouped == true })
        let units = rig.tab.capture?.all.grouper?.units ?? []
        #expect(Set(units.map(\.kind)) == [.page, .session, .transaction, .exchange])
        #expect(rig.tab.capture?.all.summaries.isEmpty == false)
        rig.step(.command(.bottom), .command(.ladder))
        #expect(await rig.until { $0.tab.showsLadder && $0.tab.ladder?.summaries.isEmpty == false })
        rig.step(.command(.conversations))
        #expect(rig.tab.showsAllMessages)
    }

    @Test func aTabShowsItAndAConversationOfIt() async throws {
        let rig = Rig()
        rig.step(.files([Self.sample]))
        #expect(await rig.until { $0.tab.capture?.index.count == 5 })
        #expect(rig.tab.title == "lab.pcap" && rig.tab.showsConversations)
        rig.step(.command(.down), .command(.down), .command(.select))
        #expect(await rig.until { $0.tab.capture?.shown == 2 && !$0.tab.loadedSummaries.isEmpty })
        #expect(rig.tab.snapshot.messages.count == 13)
        #expect(rig.tab.loadedSummaries.first == "220 hamburger.edu")
        rig.step(.command(.back))
        #expect(rig.tab.showsConversations && rig.tab.capture?.chosen?.connection == 2)
    }

    @Test func aHexDumpIsOneConversation() throws {
        try Data("0000  48 45 4c 4f 20 61 0d 0a\n".utf8).write(to: URL(filePath: scratch("dump")))
        let file = try opened(scratch("dump"))
        #expect(file.index.conversations.map(\.protocolText) == ["smtp"])
    }

    @Test func whatIsWrongIsTheNotice() throws {
        let bytes = try Data(contentsOf: URL(filePath: Self.sample))
        try bytes.dropLast(9).write(to: URL(filePath: scratch("cut.pcap")))
        let file = try opened(scratch("cut.pcap"))
        #expect(file.notice?.contains("behind packet 63: the file is cut short") == true)
        #expect(file.index.count == 5)
    }
}
