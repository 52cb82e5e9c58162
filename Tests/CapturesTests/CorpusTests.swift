import Foundation
import Octets
import TestKit
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

    /// What Wireshark's `capinfos` says of a file.
    private struct Row {
        var url: URL
        var isPcapng: Bool
        var link: String
        var packets: Int
        var octets: Int

        var name: String { url.lastPathComponent }
    }

    private static func rows(_ folder: String) throws -> [Row] {
        let table = try String(contentsOf: corpus.appending(path: "capinfos.tsv"), encoding: .utf8)
        return table.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard cells.count >= 5, cells[0].hasPrefix(folder), let packets = Int(cells[3]), let octets = Int(cells[4])
            else { return nil }
            return Row(
                url: corpus.appending(path: cells[0]), isPcapng: cells[1] == "pcapng", link: cells[2],
                packets: packets, octets: octets)
        }
    }

    private static let links: [String: Set<UInt16>] = [
        "ether": [1], "null": [0], "rawip": [12, 14, 101], "rawip4": [228], "rawip6": [229], "linux-sll": [113],
        "linux-sll2": [276], "ppp": [9], "nflog": [239], "netlink": [253], "ieee-802-11": [105],
        "ieee-802-11-radiotap": [127], "slip": [8], "chdlc": [104], "frelay": [107], "arcnet_linux": [129],
    ]

    @Test func containersHaveTheirPackets() throws {
        try Self.needCorpus()
        let rows = try Self.rows("pcap/formats/")
        #expect(rows.count >= 45)
        for row in rows {
            let passage = try Passage(row.url)
            #expect(passage.packets == row.packets, "\(row.name)")
            #expect(passage.octets == row.octets, "\(row.name)")
            #expect(passage.errors == [], "\(row.name)")
        }
    }

    /// Those of the damaged ones that `capinfos` counts, too.
    @Test func everyCaptureHasItsPacketsAndItsLink() throws {
        try Self.needCorpus()
        let rows = try Self.rows("")
        #expect(rows.count > 800)
        for row in rows {
            let passage = try Passage(row.url)
            #expect(passage.packets == row.packets, "\(row.name): \(passage.errors)")
            // An original length that is less than the captured one is not believed here.
            let isDamaged = row.url.path.contains("/malformed/")
            #expect(isDamaged ? passage.octets >= row.octets : passage.octets == row.octets, "\(row.name)")
            let format = passage.notes.sections.first?.format ?? ""
            #expect(format.hasPrefix("pcapng ") == row.isPcapng, "\(row.name): \(format)")
            let links = passage.links.map(\.rawValue)
            if let expected = Self.links[row.link] { #expect(expected.isSuperset(of: links), "\(row.name): \(links)") }
        }
    }

    /// Both byte orders of a file say the same, and the same whatever the windows are.
    @Test func windowsAndByteOrdersMakeNoDifference() throws {
        try Self.needCorpus()
        let folder = Self.corpus.appending(path: "pcap/formats")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        for file in files {
            let bytes = [UInt8](try Data(contentsOf: file))
            let reading = Reading(bytes)
            var ways: [Windows] = [.wanted, .growing(.random(seed: 5)), .behind(.random(seed: 6))]
            if bytes.count < 20_000 { ways.append(.growing(.bytewise)) }
            if bytes.count < 600 { ways += Windows.cuts(bytes.count) }
            for way in ways {
                let other = Reading(bytes, way)
                #expect(other == reading && other.notes == reading.notes, "\(file.lastPathComponent), \(way)")
            }
            guard file.lastPathComponent.hasPrefix("gopacket__le_") else { continue }
            let name = file.lastPathComponent.replacing("gopacket__le_", with: "gopacket__be_")
            guard let twin = try? Data(contentsOf: folder.appending(path: name)) else { continue }
            #expect(Reading([UInt8](twin)).packets.map(\.time) == reading.packets.map(\.time), "\(name)")
            #expect(Reading([UInt8](twin)).packets.map(\.bytes) == reading.packets.map(\.bytes), "\(name)")
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
            let bytes = [UInt8](try Data(contentsOf: file))
            #expect(Reading(bytes, .wanted) == Reading(bytes), "\(file.lastPathComponent)")
        }
    }
}
