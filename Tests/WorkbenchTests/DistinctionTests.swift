import Cells
import Dissection
import Foundation
import Octets
import TestKit
import Testing
import Transcripts
import Widgets

@testable import Workbench

/// With no colour at all, what colours tell is told by signs and attributes.
@Suite struct DistinctionTests {
    private func look(_ desk: Desk, _ text: String) throws -> (sign: String, attributes: Style.Attributes) {
        let screen = desk.screen
        let y = try #require(screen.rows.firstIndex { $0.contains(text) }, "\(text)")
        let row = screen.rows[y]
        let x = row[..<(try #require(row.range(of: text))).lowerBound].count
        return (screen[x - 2, y].text, screen[x, y].style.attributes)
    }

    @Test func clientAndServer() throws {
        let desk = Desk.smtp()
        let (client, server) = (try look(desk, "HELO crepes.fr"), try look(desk, "220 hamburger.edu"))
        #expect(client.sign == "▸" && server.sign == "◂")
        #expect(client.attributes != server.attributes)
        var ascii = desk
        ascii.state.options.ascii = true
        #expect(try look(ascii, "HELO crepes.fr").sign == ">")
        #expect(try look(ascii, "220 hamburger.edu").sign == "<")
    }

    @Test func eventsMarksNotesAndFaults() throws {
        var desk = Desk.smtp()
        desk.happen(.mark("a mark"))
        desk.happen(.note("a note"))
        desk.happen(.error("an error"))
        desk.happen(.close(Closing(by: .serverToClient, reason: "reset")))
        let looks = try ["connected to", "a mark", "a note", "an error", "closed by", "HELO", "220"].map {
            let look = try look(desk, $0)
            return "\(look.sign) \(look.attributes.rawValue)"
        }
        #expect(Set(looks).count == looks.count, "\(looks)")
    }

    @Test func severitiesOfFieldsAndNotices() {
        let looks = [Severity.note, .warning, .error].map { severity in
            var desk = Desk()
            desk.state.notice = Notice(severity, "words")
            return "\(desk.rows.last ?? "") \(desk.screen[4, 29].style.attributes.rawValue)"
        }
        #expect(Set(looks).count == 3, "\(looks)")
        let labels = [nil, Severity.note, .warning, .error].map { severity in
            let field = FieldNode(
                Fields.all[0], label: "field", range: 0..<1, remarks: severity.map { [Remark($0, "odd")] } ?? [])
            let record = Desk.smtp().snapshot.messages[0]
            var inspector = InspectorState()
            inspector.inspected = Inspected(record: record, root: field, bytes: [0])
            return inspector.rows(showingSecrets: false, .unicode)[0].label
        }
        #expect(labels == ["field", "field *", "! field", "!! field"])
    }

    @Test func recorderStates() {
        let signs = [RecorderState.Mode.off, .on, .paused].map { mode in
            var desk = Desk.smtp()
            desk.act(.engine(.recorder(Desk.id, RecorderState(mode: mode, file: "x", events: 7))), gives: [])
            return desk.rows[0].split(separator: "   ").last.map(String.init) ?? ""
        }
        #expect(signs[0].hasSuffix("not recording"))
        #expect(signs[1].hasSuffix("● rec 7 events"))
        #expect(signs[2].hasSuffix("‖ rec paused"))
    }

    @Test func focusSelectionAndLitBytes() throws {
        var desk = Desk.smtp()
        desk.command("message 4")
        let chosen = try look(desk, "smtp MAIL FROM")
        #expect(chosen.attributes.contains(.reverse))
        #expect(desk.rows.contains { $0.contains("┏ Messages") && $0.contains("┐") })
        desk.press("Enter", "j")
        #expect(desk.rows.contains { $0.contains("┏ Inspector") })
        #expect(try look(desk, "smtp MAIL FROM").attributes.contains(.underline))
        #expect(desk.rows.contains { $0.contains("[4d 41 49 4c]") })
        desk.state.options.ascii = true
        #expect(desk.rows.contains { $0.contains("# Inspector") })
        #expect(desk.rows.allSatisfy { $0.allSatisfy(\.isASCII) || $0.contains("RFC") || $0.contains("─") })
    }

    @Test func aStandInDiffersFromTheSameCharacterSentAsText() throws {
        var desk = Desk()
        desk.connect(proto: nil)
        desk.server("raw \u{7} typed \u{2407} .\n")
        let screen = desk.screen
        let y = try #require(screen.row(holding: "raw ␇ typed ␇"))
        let cells = (0..<100).filter { screen[$0, y].text == "␇" }
        #expect(cells.count == 2)
        #expect(screen[cells[0], y].style != screen[cells[1], y].style)
    }
}

/// Whatever a peer sends, no cell holds what a terminal would act on.
@Suite struct PeerBytesTests {
    private static let nasty: [(String, [UInt8])] = [
        ("every byte", Array(0...255)), ("every byte backwards", (0...255).reversed()),
        ("every byte as a line", (0...255).flatMap { [UInt8($0), 13, 10] }),
        ("escapes", Array("\u{1B}[2J\u{1B}]2;owned\u{7}\u{1B}]52;c;aGk=\u{1B}\\\u{9B}31m\u{1B}c\u{90}q\u{9C}".utf8)),
        ("bidi", Array("\u{202E}evil\u{202C}\u{2066}x\u{2069}\u{200F}\u{61C}\u{FEFF}\u{200B}\u{E0041}".utf8)),
        ("broken UTF-8", [0xC3, 0x28, 0xE2, 0x82, 0xED, 0xA0, 0x80, 0xF4, 0x90, 0x80, 0x80, 0xC0, 0xAF, 0xFF, 0xFE]),
        ("marks", Array(("e" + String(repeating: "\u{301}", count: 300) + "漢字👩‍👩‍👧🇫🇷").utf8)),
    ]

    private func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
        default: false
        }
    }

    private func check(_ desk: Desk, _ name: String, _ place: SourceLocation = #_sourceLocation) {
        let bad = desk.screen.rows.joined().unicodeScalars.filter(isForbidden)
        #expect(bad.isEmpty, "\(name): \(bad.map { String($0.value, radix: 16) })", sourceLocation: place)
        let title = SafeText.of("Wireside ─ \(desk.tab.title)", columns: 80)
        #expect(!title.unicodeScalars.contains(where: isForbidden), "\(name)", sourceLocation: place)
    }

    @Test(arguments: nasty.map(\.0)) func nothingReachesTheTerminal(_ name: String) throws {
        let bytes = try #require(Self.nasty.first { $0.0 == name }).1
        let text = String(decoding: bytes, as: UTF8.self)
        for proto in ["http", "smtp", nil] {
            for (columns, rows) in [(100, 30), (40, 12), (20, 6)] {
                var desk = Desk(columns, rows)
                desk.connect(name: text, proto: proto)
                desk.act(.engine(.connection(Desk.id, .open(detail: text, lab: false))), gives: [])
                desk.happen(.data(.clientToServer, Array("GET / HTTP/1.1\r\nA: ".utf8) + bytes + [13, 10, 13, 10]))
                desk.happen(.data(.serverToClient, Array("220 ".utf8) + bytes + [13, 10]))
                desk.happen(.data(.serverToClient, bytes))
                desk.happen(.mark(Mark(text)))
                desk.happen(.note(text))
                desk.happen(.error(text))
                check(desk, name)
                desk.press("Escape", "x")
                for key in ["g", "j", "j", "w", "l", "w", "Tab", "g", "Tab", "G", "Tab", "G"] {
                    desk.press(key)
                    check(desk, name)
                }
                desk.act(.engine(.said(Notice(.error, text))), gives: [])
                check(desk, name)
                desk.act(.engine(.connection(Desk.id, .failed(text))), gives: [])
                desk.press("Escape")
                check(desk, name)
                desk.press("i")
                desk.act(.input(.paste(Paste(bytes.filter { $0 != 10 && $0 != 13 }))), gives: [])
                check(desk, name)
                desk.happen(.close(Closing(by: nil, reason: text)))
                desk.replay()
                desk.press("9")
                check(desk, name)
            }
        }
    }

    /// A secret is nowhere in the inspector until it is asked for.
    @Test func secretsAreMasked() throws {
        var desk = Desk.http(200, 60)
        desk.command("message 1")
        desk.press("Enter", "\\")
        for key in ["G", "l", "l", "k", "l", "k", "k", "l"] { desk.press(key) }
        let secret = "Ym9iOmh1bmdyeQ=="
        #expect(desk.rows.contains { $0.contains("Authorization") })
        #expect(!desk.rows.contains { $0.contains(secret) })
        desk.press("\\", "Tab", "\\")
        #expect(!desk.rows.contains { $0.contains("Ym9i") || $0.contains("59 6d 39 69") })
        desk.command("secrets on")
        #expect(desk.rows.contains { $0.contains("59 6d 39 69") })
    }
}
