import Cells
import Dissection
import Foundation
import Octets
import TestKit
import Testing
import Transcripts
import Widgets

@testable import Workbench

extension Event {
    /// The same later, in a conversation of its own.
    fileprivate func moved() -> Event {
        Event(time: Moment(nanoseconds: time.nanoseconds + 1_400_000_000), connection: connection + 4, body: body)
    }
}

/// Whole screens, compared with the files in `Goldens`. `WIRESIDE_WRITE_GOLDENS=1` writes them anew: look at the difference
/// before committing it.
@Suite struct ScreenTests {
    static let scenes: [(name: String, make: @Sendable (Int, Int) -> Desk)] = [
        ("start", { Desk($0, $1) }),
        (
            "http-typing",
            { columns, rows in
                var desk = Desk.http(columns, rows)
                desk.type("HEAD / HT")
                return desk
            }
        ),
        (
            "http-bytes",
            { columns, rows in
                var desk = Desk.http(columns, rows)
                desk.press("Escape", "x", "k")
                return desk
            }
        ),
        ("smtp", { Desk.smtp($0, $1) }),
        ("conversations", { Desk.captured($0, $1) }),
        (
            "conversation",
            { columns, rows in
                var desk = Desk.inConversation(columns, rows)
                desk.press("Tab", "j")
                return desk
            }
        ),
        (
            "ladder",
            { columns, rows in
                var desk = Desk.page(columns, rows)
                desk.press("Escape", "L", "k")
                return desk
            }
        ),
        (
            "ladder-capture",
            { columns, rows in
                var desk = Desk.captured(columns, rows)
                desk.press("j", "L", gives: [.conversation(Desk.id, connection: 1)])
                desk.conversation(1, of: Desk.conversations)
                return desk
            }
        ),
        (
            "exchanges",
            { columns, rows in
                var desk = Desk.smtp(columns, rows)
                desk.press("Escape", "Tab", "e", "k", "l")
                return desk
            }
        ),
        (
            "transactions",
            { columns, rows in
                var desk = Desk.smtp(columns, rows)
                desk.press("Escape", "Tab", "e", "e")
                return desk
            }
        ),
        (
            "statistics",
            { columns, rows in
                var desk = Desk.captured(columns, rows)
                desk.press("=")
                return desk
            }
        ),
        (
            "filter",
            { columns, rows in
                var desk = Desk.captured(columns, rows)
                desk.press("f")
                desk.type("http.sta")
                desk.press("Tab")
                return desk
            }
        ),
        (
            "all-messages",
            { columns, rows in
                var desk = Desk.captured(columns, rows)
                desk.press("a", "j", "j")
                return desk
            }
        ),
        (
            "all-pages",
            { columns, rows in
                var desk = Desk(columns, rows)
                desk.capture(Desk.conversations + Desk.twoConnections.map { $0.moved() })
                desk.press("a", "e", "e", "j", "j")
                return desk
            }
        ),
        (
            "trace",
            { columns, rows in
                var desk = Desk.traced(columns, rows)
                desk.press(".", ".", ".", ".", ".")
                return desk
            }
        ),
        (
            "times-absolute",
            { columns, rows in
                var desk = Desk.smtp(columns, rows)
                desk.command("times absolute")
                return desk
            }
        ),
        (
            "times-since-last",
            { columns, rows in
                var desk = Desk.smtp(columns, rows)
                desk.command("times since-last")
                return desk
            }
        ),
        (
            "messages",
            { columns, rows in
                var desk = Desk.smtp(columns, rows)
                desk.press("Escape", "Tab", "k", "k")
                return desk
            }
        ),
        ("secret-masked", { secret($0, $1) }),
        (
            "secret-shown",
            { columns, rows in
                var desk = secret(columns, rows)
                desk.press("s")
                return desk
            }
        ),
        (
            "help",
            { columns, rows in
                var desk = Desk.smtp(columns, rows)
                desk.press("F1")
                return desk
            }
        ),
        (
            "prompt",
            { columns, rows in
                var desk = Desk.smtp(columns, rows)
                desk.press("Ctrl-P", "s", "Tab")
                return desk
            }
        ),
        (
            "quit",
            { columns, rows in
                var desk = Desk.smtp(columns, rows)
                desk.press("Escape", "q")
                return desk
            }
        ),
        (
            "replay",
            { columns, rows in
                var desk = Desk.replayed(columns, rows)
                desk.press("]")
                return desk
            }
        ),
        ("question", { Desk.asked($0, $1) }),
        (
            "answer",
            { columns, rows in
                var desk = Desk.asked(columns, rows)
                desk.press("1", "Enter")
                return desk
            }
        ),
        (
            "failed",
            { columns, rows in
                var desk = Desk(columns, rows)
                desk.command("open tcp://127.0.0.1:9", gives: [.connect(Desk.id, url: "tcp://127.0.0.1:9")])
                let reason = "127.0.0.1:9 refused the connection; is the server running"
                desk.act(.engine(.connection(Desk.id, .failed(reason))), gives: [])
                return desk
            }
        ),
        (
            "closed",
            { columns, rows in
                var desk = Desk.smtp(columns, rows)
                desk.close()
                return desk
            }
        ),
    ]

    private static func secret(_ columns: Int, _ rows: Int) -> Desk {
        var desk = Desk.http(columns, rows)
        desk.command("message 1")
        desk.press("Enter")
        desk.command("wrap on")
        desk.press("/")
        desk.type("credentials")
        desk.press("Enter")
        return desk
    }

    static let sizes = [(100, 30), (80, 24), (40, 10), (200, 60), (1, 1)]

    @Test(arguments: scenes.map(\.name)) func screensAreAsTheyWere(_ name: String) throws {
        let scene = try #require(Self.scenes.first { $0.name == name })
        let text = Self.sizes.map { columns, rows in
            let screen = scene.make(columns, rows).screen
            #expect(screen.size == Size(columns: columns, rows: rows))
            return "== \(columns)x\(rows)\n" + screen.trimmedRows.joined(separator: "\n") + "\n"
        }.joined()
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Goldens/\(name).txt")
        if ProcessInfo.processInfo.environment["WIRESIDE_WRITE_GOLDENS"] == "1" {
            try Data(text.utf8).write(to: file)
            return
        }
        let golden = try String(contentsOf: file, encoding: .utf8)
        for (line, golden) in zip(text.split(separator: "\n"), golden.split(separator: "\n")) {
            #expect(line == golden)
        }
        #expect(text.count == golden.count)
    }

    @Test func everySmallSizeIsDrawn() {
        for (name, make) in Self.scenes {
            var desk = make(20, 8)
            for columns in 0...12 {
                for rows in 0...6 {
                    let size = Size(columns: columns, rows: rows)
                    desk.act(.input(.resize(size)), gives: [])
                    #expect(desk.screen.size == size, "\(name)")
                }
            }
        }
    }

    /// Shrinking and growing a screen in use loses nothing.
    @Test func resizingComesBack() {
        for (name, make) in Self.scenes {
            var desk = make(100, 30)
            let before = desk.tab
            for size in [Size(columns: 1, rows: 1), Size(columns: 40, rows: 10), Size(columns: 100, rows: 30)] {
                desk.act(.input(.resize(size)), gives: [])
            }
            #expect(desk.tab.session.selection == before.session.selection, "\(name)")
            #expect(desk.tab.messages.selection == before.messages.selection, "\(name)")
            #expect(desk.tab.inspector.path == before.inspector.path, "\(name)")
            #expect(desk.tab.inspector.byte == before.inspector.byte, "\(name)")
            #expect(desk.tab.focus == before.focus && desk.line == before.line.text, "\(name)")
        }
    }
}
