import Foundation
import Octets
import Testing

@testable import DNS

/// Messages and names that a name server's fuzzer came upon: no reader may break on them.
@Suite(.enabled(if: SharedCorpus.isHere, "../shared is not here")) struct SharedCorpusTests {
    @Test func messagesAreReadAndWrittenAgain() throws {
        let files = SharedCorpus.files("bind9-messages")
        #expect(files.count > 200)
        var wellFormed = 0
        for (name, bytes) in files {
            guard bytes.count >= Header.length else {
                #expect(throws: ParseError.self) { try Message.read(bytes) }
                continue
            }
            let reading = try Message.read(bytes)
            for record in reading.layout.records { _ = record.dataParts(in: bytes) }
            #expect(try MessageScan(bytes).question == reading.layout.questions.first, "\(name)")
            guard reading.layout.error == nil else { continue }
            let again = try Message.read(try reading.message.serialise().octets)
            #expect(again.message.keepsCase(of: reading.message), "\(name)")
            #expect(again.dataErrors.map(\.reason).count == reading.dataErrors.count, "\(name)")
            if reading.error == nil { wellFormed += 1 }
        }
        #expect(wellFormed > 100)
    }

    @Test func everyRecordsTextLeadsBackToIt() throws {
        for (name, bytes) in SharedCorpus.files("bind9-messages") where bytes.count >= Header.length {
            let message = try Message.read(bytes).message
            for record in [Section.answer, .authority, .additional].flatMap(message.records(in:)) {
                #expect(try DomainName(record.name.description).octets == record.name.octets, "\(name)")
                guard !record.data.isOpaque else { continue }
                let data = try RecordData.parse(record.data.description, record.type)
                #expect(data.octets == record.data.octets, "\(name): \(record)")
            }
        }
    }

    @Test func namesAreReadOrRefused() throws {
        let files = SharedCorpus.files("bind9-name-fromwire")
        #expect(files.count > 30)
        for (file, bytes) in files {
            for start in bytes.indices {
                guard let (name, layout) = try? DomainName.parse(bytes, at: start) else { continue }
                #expect(name.octets.count == layout.length && layout.length <= 255, "\(file)")
                #expect(layout.range.lowerBound == start && layout.range.upperBound <= bytes.count, "\(file)")
                #expect(try DomainName(name.description).octets == name.octets, "\(file)")
            }
        }
    }
}

enum SharedCorpus {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("../shared/corpus/dns")

    static var isHere: Bool { FileManager.default.fileExists(atPath: root.path) }

    static func files(_ folder: String) -> [(name: String, bytes: [UInt8])] {
        let folder = root.appendingPathComponent(folder)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().compactMap { name in
            FileManager.default.contents(atPath: folder.appendingPathComponent(name).path).map { (name, Array($0)) }
        }
    }
}
