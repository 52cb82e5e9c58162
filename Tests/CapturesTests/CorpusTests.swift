import Foundation
import Octets
import Testing
import Transcripts

@testable import Captures

/// Captures that others made, where they are here: the containers and links that are read have the packets that
/// `capinfos` counts, and nothing that is damaged crashes, hangs, or grows without bound.
@Suite(.timeLimit(.minutes(5))) struct CorpusTests {
    private static let corpus = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../shared/corpus").standardized

    private static func needCorpus() throws {
        guard FileManager.default.fileExists(atPath: corpus.path) else {
            print("skipped: CorpusTests: ../shared is not here")
            try Test.cancel("../shared is not here")
        }
    }

    /// What a file comes to.
    private struct Passage {
        var packets = 0
        var octets = 0
        var errors: [CaptureError] = []
        var events = 0
        var tally = Tally()
        var notes = CaptureNotes()
        var links: Set<LinkType> = []
        var times: [Timestamp?] = []

        init(_ url: URL) throws {
            let bytes = [UInt8](try Data(contentsOf: url))
            var scanner = CaptureScanner()
            var assembler = Assembler()
            for end in stride(from: 10_000, to: bytes.count + 10_000, by: 10_000) {
                let start = min(bytes.count, Int(scanner.position))
                let window = Array(bytes[start..<max(start, min(bytes.count, end))])
                take(&scanner, &assembler, window, isLast: end >= bytes.count)
            }
            notes = scanner.notes
            var more = 0
            assembler.finish { _, _ in more += 1 }
            events += more
            tally = assembler.tally
        }

        private mutating func take(
            _ scanner: inout CaptureScanner, _ assembler: inout Assembler, _ window: [UInt8], isLast: Bool
        ) {
            let offset = scanner.position
            while true {
                do {
                    guard let packet = try scanner.next(in: window.span, at: offset, isLast: isLast) else { return }
                    links.insert(packet.link)
                    times.append(packet.time)
                    packets += 1
                    octets += packet.originalLength
                    var more = 0
                    assembler.receive(packet, window.span.extracting(packet.range)) { _, _ in more += 1 }
                    events += more
                } catch { errors.append(error) }
            }
        }
    }

    private static func rows(_ folder: String) throws -> [(url: URL, packets: Int, octets: Int)] {
        let table = try String(contentsOf: corpus.appending(path: "capinfos.tsv"), encoding: .utf8)
        return table.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard cells.count >= 5, cells[0].hasPrefix(folder), let packets = Int(cells[3]), let octets = Int(cells[4])
            else { return nil }
            return (corpus.appending(path: String(cells[0])), packets, octets)
        }
    }

    @Test func containersHaveTheirPackets() throws {
        try Self.needCorpus()
        let rows = try Self.rows("pcap/formats/")
        #expect(rows.count >= 45)
        for row in rows {
            let passage = try Passage(row.url)
            #expect(passage.packets == row.packets, "\(row.url.lastPathComponent)")
            #expect(passage.octets == row.octets, "\(row.url.lastPathComponent)")
            #expect(passage.errors == [], "\(row.url.lastPathComponent)")
        }
    }

    @Test func everyCaptureOfTheProtocolsIsReadWhole() throws {
        try Self.needCorpus()
        for folder in ["http", "smtp", "pop3", "dns"] {
            let rows = try Self.rows("pcap/\(folder)/")
            #expect(!rows.isEmpty)
            for row in rows {
                let passage = try Passage(row.url)
                #expect(passage.packets == row.packets, "\(row.url.lastPathComponent): \(passage.errors)")
            }
        }
    }

    @Test func damageIsBorne() throws {
        try Self.needCorpus()
        let folder = Self.corpus.appending(path: "malformed")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        #expect(files.count > 90)
        for file in files {
            let passage = try Passage(file)
            #expect(passage.tally.packets == passage.packets, "\(file.lastPathComponent)")
            #expect(passage.errors.dropLast().allSatisfy { !$0.isEnd }, "\(file.lastPathComponent)")
        }
    }
}
