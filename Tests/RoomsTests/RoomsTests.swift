import Foundation
import Testing

// The compiler lets a target import Foundation, Glibc and whatever another target reaches without declaring it. These
// tests read the sources instead, and hold every import against the table of the rooms.

@Suite struct RoomsTests {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let sources = root.appending(path: "Sources")

    @Test func everyRoomKeepsToItsRow() throws {
        let breaches = try Self.files().flatMap { file -> [Breach] in
            let text = try String(contentsOf: file.url, encoding: .utf8)
            return file.isSwift
                ? Rooms.breaches(inSwift: text, of: file.room, file: file.path)
                : Rooms.breaches(inC: text, of: file.room, file: file.path)
        }
        #expect(breaches.isEmpty, "\n\(breaches.map(\.description).joined(separator: "\n"))")
    }

    @Test func everyFolderHasARowAndEveryRowAFolder() throws {
        let folders = try Set(FileManager.default.contentsOfDirectory(atPath: Self.sources.path))
        #expect(folders.subtracting(Rooms.all).sorted() == [], "folders without a row in RoomRules.swift")
        #expect(Rooms.all.subtracting(folders).sorted() == [], "rows without a folder under Sources")
    }

    @Test func architectureHasARowForEveryRoom() throws {
        let page = Self.root.appending(path: "ARCHITECTURE.md")
        guard FileManager.default.fileExists(atPath: page.path) else { return }
        let rows = Rooms.rows(inMarkdown: try String(contentsOf: page, encoding: .utf8))
        #expect(Rooms.all.subtracting(rows).sorted() == [], "rooms without a row in ARCHITECTURE.md")
    }

    private struct SourceFile {
        var url: URL
        var path: String
        var room: String
        var isSwift: Bool { url.pathExtension == "swift" }
    }

    private static let known: Set<String> = ["swift", "c", "h"]

    /// Every source file. A kind of file that is not known is an error: it would escape the rules.
    private static func files() throws -> [SourceFile] {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: sources.path).sorted()
        return try paths.compactMap { path in
            let url = sources.appending(path: path)
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), !isFolder.boolValue,
                url.lastPathComponent != "module.modulemap"
            else { return nil }
            try #require(known.contains(url.pathExtension), "Sources/\(path) is of a kind that no rule reads")
            let room = try #require(path.split(separator: "/").first.map(String.init))
            return SourceFile(url: url, path: "Sources/\(path)", room: room)
        }
    }
}

// The rules can fail: each sample breaks one, or looks as if it did.

@Suite struct RoomRulesTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        var room = "HTTP"
        var source: String
        var breaches: [String]
        var testDescription: String { source.split(separator: "\n").joined(separator: " ⏎ ") }
    }

    static let samples: [Sample] = [
        Sample(source: "import Octets", breaches: []),
        Sample(source: "import Foundation", breaches: ["a:1: HTTP may not import Foundation"]),
        Sample(source: "// why\n\n  import Glibc", breaches: ["a:3: HTTP may not import Glibc"]),
        Sample(source: "import Octets; import Glibc", breaches: ["a:1: HTTP may not import Glibc"]),
        Sample(source: "@testable import SMTP", breaches: ["a:1: HTTP may not import SMTP"]),
        Sample(source: "@preconcurrency\npublic import SMTP", breaches: ["a:2: HTTP may not import SMTP"]),
        Sample(source: "@_spi(Deep) import SMTP", breaches: ["a:1: HTTP may not import SMTP"]),
        Sample(source: "import struct Foundation.Data", breaches: ["a:1: HTTP may not import Foundation"]),
        Sample(source: "import func Glibc.time", breaches: ["a:1: HTTP may not import Glibc"]),
        Sample(source: "package import class Foundation.Thread", breaches: ["a:1: HTTP may not import Foundation"]),
        Sample(source: "import\n    Foundation", breaches: ["a:1: HTTP may not import Foundation"]),
        Sample(source: "import /* quietly */ Foundation", breaches: ["a:1: HTTP may not import Foundation"]),
        Sample(source: "import `Foundation`", breaches: ["a:1: HTTP may not import Foundation"]),
        Sample(source: "import Foundation.NSObject", breaches: ["a:1: HTTP may not import Foundation"]),
        Sample(
            source: "@_exported import Octets",
            breaches: ["a:1: @_exported lends a room's imports to every room above it"]),
        Sample(source: "// import Foundation", breaches: []),
        Sample(source: "/* /* import Foundation */ import Glibc */", breaches: []),
        Sample(source: "let text = \"import Foundation\"", breaches: []),
        Sample(source: "let text = \"\"\"\nimport Foundation\n\"\"\"", breaches: []),
        Sample(source: "let text = #\"\" import Foundation \"#", breaches: []),
        Sample(source: "let text = \"\\(\"\\\")\") import Foundation\"", breaches: []),
        Sample(
            source: "let text = \"\"\"\na\n\"\"\"\nimport Foundation",
            breaches: ["a:4: HTTP may not import Foundation"]),
        Sample(
            source: "#if canImport(Foundation)\nimport Foundation\n#endif",
            breaches: [
                "a:1: #if hides code from the build that the tests see", "a:2: HTTP may not import Foundation",
            ]),
        Sample(
            source: "let a = try! f()", breaches: ["a:1: try! turns an error into a crash: handle it or pass it on"]),
        Sample(source: "let a = try? f()", breaches: []),
        Sample(
            source: "let a = b as! C",
            breaches: ["a:1: as! turns a wrong type into a crash: use as? and say what happens otherwise"]),
        Sample(
            source: "func f() {\n    fatalError(\"no\")\n}",
            breaches: ["a:2: fatalError ends the program under somebody's recording: throw"]),
        Sample(
            source: "final class A: @unchecked Sendable {}",
            breaches: ["a:1: @uncheckedSendable wants a comment on the line above that says why it holds"]),
        Sample(source: "// one thread owns it\nfinal class A: @unchecked Sendable {}", breaches: []),
        Sample(
            source: "\nnonisolated(unsafe) var a = 1",
            breaches: ["a:2: nonisolated(unsafe) wants a comment on the line above that says why it holds"]),
        Sample(source: "// set before the first thread\nnonisolated(unsafe) var a = 1", breaches: []),
        Sample(room: "Terminal", source: "import Glibc\nimport CNcurses\nimport Cells", breaches: []),
        Sample(room: "Cells", source: "import Octets", breaches: ["a:1: Cells may not import Octets"]),
        Sample(room: "Engine", source: "import Terminal", breaches: ["a:1: Engine may not import Terminal"]),
        Sample(room: "Attic", source: "import Octets", breaches: ["a:1: Attic may not import Octets"]),
    ]

    @Test(arguments: samples) func readsImportsAsTheCompilerDoes(sample: Sample) {
        let found = Rooms.breaches(inSwift: sample.source, of: sample.room, file: "a").map(\.description)
        #expect(found == sample.breaches, "\(sample.source)")
    }

    @Test func readsIncludesOfShims() {
        let source = "#include <string.h>\n # include \"sys/socket.h\"\n#define include <curses.h>\n"
        let found = Rooms.breaches(inC: source, of: "COctets", file: "a").map(\.description)
        #expect(found == ["a:2: COctets may not include sys/socket.h"])
    }

    @Test func readsRoomsFromATable() {
        let page = "| room | imports |\n|---|---|\n| `HTTP` `SMTP` | `Octets` |\n| `Cells`; `Widgets` | – |\n`JSON`\n"
        #expect(Rooms.rows(inMarkdown: page) == ["HTTP", "SMTP", "Cells", "Widgets"])
    }
}
