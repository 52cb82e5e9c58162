import Foundation
import Octets
import Testing
import Transcripts

@testable import Dissection

@Suite struct MessageJSONTests {
    /// Lines that stand in `docs/json.md` word for word: the page holds the goldens.
    private static func goldens() throws -> [String] {
        let get = Dissected(Samples.get.events(port: 80))
        let letter = Dissected(Samples.letter.events(port: 25))
        let unparsed = Dissected(Dialogue([client("nonsense\n\n")]).events(proto: "http"))
        let upper = Dissected(Samples.upperCase.events(port: 12000, transport: .udp))
        let auth = Dissected(Samples.auth.events(port: 25))
        let mailbox = Dissected(POP3Tests.session.events(port: 110))
        let walk = Dissected(try DNSTests.dialogue().events(port: 53, transport: .udp))
        return [
            get.json(0), get.json(1), letter.json(3), letter.json(4), letter.json(9), unparsed.json(0), upper.json(0),
            auth.json(5, masking: true), mailbox.json(1), mailbox.json(2), mailbox.json(6),
            walk.json(0), walk.json(1),
        ]
    }

    @Test func everyLineIsOneJSONObjectWithTheKeysInOrder() throws {
        for line in try Self.goldens() {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(
                Set(object?.keys.map { $0 } ?? []) == [
                    "protocol", "kind", "connection", "direction", "src", "dst", "time", "frame", "length", "summary",
                    "fields",
                ])
            #expect(!line.contains("\n"))
        }
    }

    @Test func everyKeyOfFieldsIsInTheTable() throws {
        for line in try Self.goldens() {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            let proto = object?["protocol"] as? String ?? ""
            let fields = object?["fields"] as? [String: Any] ?? [:]
            #expect(!fields.isEmpty)
            for key in fields.keys where object?["kind"] as? String != "unparsed" {
                #expect(Fields.named("\(proto).\(key)") != nil, "\(proto).\(key)")
            }
        }
    }

    @Test func thePageShowsTheseLines() throws {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/json.md"), encoding: .utf8)
        for line in try Self.goldens() { #expect(page.contains(line), "missing in docs/json.md: \(line)") }
        for key in ["protocol", "kind", "direction", "src", "dst", "time", "frame", "length", "summary", "fields"] {
            #expect(page.contains("| `\(key)` |"))
        }
    }

    @Test func times() {
        #expect(epochSeconds(0, .zero) == "0.000000000")
        #expect(epochSeconds(1_700_000_000_000_000_000, .init(nanoseconds: 1)) == "1700000000.000000001")
        #expect(epochSeconds(0, .init(nanoseconds: -1)) == "-0.000000001")
        #expect(epochSeconds(.max, .init(nanoseconds: 5)) == "9223372036.854775807")
    }

    @Test func illFormedTextStaysJSON() throws {
        let events = Dialogue([
            Dialogue.Turn(direction: .clientToServer, bytes: [0xFF, 0x00, 0x22, 0x0A])
        ]).events()
        let line = Dissected(events).json(0)
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        #expect((object?["fields"] as? [String: Any])?["text"] as? String == "\u{FFFD}\u{0}\"")
    }
}
