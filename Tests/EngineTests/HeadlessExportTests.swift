import Dissection
import Foundation
import Glibc
import Octets
import Testing
import Transcripts

@testable import Engine

/// What is exported, read again: the same messages.
@Suite(.timeLimit(.minutes(2))) struct HeadlessExportTests {
    let scratch = Scratch()

    static let sessions = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(path: "sessions")

    /// Recordings and captures that come with the program.
    static let samples = [
        "lab.pcap", "http-request.session", "letter.session", "pop3-keep.session", "upper-case.session",
        "upper-case-udp.session", "trace-iterated.session", "cookies.session",
    ]

    struct Message: Hashable {
        var proto: ProtocolName
        var kind: MessageKind
        var direction: Direction
        var time: Int64
        var octets: [UInt8]
    }

    /// The messages of a file, those that came first in front.
    static func messages(_ path: String) throws -> [Message] {
        var index = TranscriptIndex()
        let spool = try Spool()
        var dissector = Dissector()
        var records: [MessageRecord] = []
        var epoch: Int64 = 0
        _ = try InputFile.events(path, onStart: { epoch = $0 }) { event, _ in
            var place: UInt64 = 0
            if case .data(_, let bytes) = event.body { place = try spool.append(bytes.span).lowerBound }
            let number = index.events.count
            index.append(event, spoolStart: place)
            dissector.receive(event, number: number) { records.append($0) }
        }
        dissector.finish(at: index.duration, number: max(0, index.events.count - 1)) { records.append($0) }
        return records.map { record in
            let octets = index.streamBytes(
                connection: record.connection, record.direction, record.range, read: spool.read)
            return Message(
                proto: record.proto, kind: record.kind, direction: record.direction,
                time: epoch + record.time.nanoseconds, octets: octets)
        }
    }

    @Test(arguments: samples) func packetsGiveTheSameMessages(name: String) throws {
        let path = Self.sessions.appending(path: name).path
        // Traces ask servers of the lab, whose ports say nothing.
        let isTrace = name.hasPrefix("trace")
        try HeadlessExport(path: path, .init(.packets, standardPorts: isTrace, output: scratch("a.pcapng"))).run()
        let before = try Self.messages(path), after = try Self.messages(scratch("a.pcapng"))
        #expect(before.count == after.count && !before.isEmpty)
        // Messages that ended at the same time may come in another order.
        #expect(Set(before) == Set(after))
    }

    @Test func whatAFilterLeavesIsExported() throws {
        let path = Self.sessions.appending(path: "lab.pcap").path
        for records in ExportRecords.allCases {
            try HeadlessExport(
                path: path, .init(records, output: scratch("\(records).pcapng")), filter: "smtp"
            ).run()
        }
        let wanted = try Self.messages(path).filter { $0.proto == .smtp }
        #expect(try Set(Self.messages(scratch("packets.pcapng"))) == Set(wanted))
    }

    @Test func aFileThatIsThereStays() throws {
        let path = Self.sessions.appending(path: "lab.pcap").path, output = scratch("a.pcapng")
        try "precious".write(toFile: output, atomically: false, encoding: .utf8)
        let failure = #expect(throws: Failure.self) {
            try HeadlessExport(path: path, .init(.pdus, output: output)).run()
        }
        #expect(failure?.sentence == "\(output) is there already; --force writes over it, --output names another file")
        #expect(FileManager.default.contents(atPath: output) == Data("precious".utf8))
        try HeadlessExport(path: path, .init(.pdus, output: output, replaces: true)).run()
        #expect(FileManager.default.contents(atPath: output)?.prefix(4) == Data([0x0A, 0x0D, 0x0D, 0x0A]))
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["a.pcapng"])
    }

    /// A damaged file is exported as far as it goes, and one that is none leaves nothing behind.
    @Test func whatIsReadableIsExported() throws {
        let whole = try Data(contentsOf: Self.sessions.appending(path: "lab.pcap"))
        try whole.dropLast(3).write(to: URL(filePath: scratch("cut.pcap")))
        let cut = #expect(throws: Failure.self) {
            try HeadlessExport(path: scratch("cut.pcap"), .init(.packets)).run()
        }
        #expect(cut?.status == 65 && cut?.sentence.contains("cut short") == true)
        #expect(try !Self.messages(scratch("cut.pcapng")).isEmpty)
        try "neither".write(toFile: scratch("none"), atomically: false, encoding: .utf8)
        let none = #expect(throws: Failure.self) {
            try HeadlessExport(path: scratch("none"), .init(.packets)).run()
        }
        #expect(none?.status == 65)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted() == [
                "cut.pcap", "cut.pcapng", "none",
            ])
    }

    @Test func theNameIsThatOfTheFile() {
        let names = ["a.session", "b/a.pcap.gz", "a.pcapng", "/x.y/a", ".pcap"].map { HeadlessExport.name(beside: $0) }
        #expect(names == ["a.pcapng", "b/a.pcapng", "a.export.pcapng", "/x.y/a.pcapng", ".pcap.pcapng"])
    }
}
