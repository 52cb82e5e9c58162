import CNcurses
import Cells
import Foundation
import Testing

@testable import Terminal

/// ncurses is one per process, so these run one after the other.
@Suite(.serialized) struct ScreenTests {
    /// A screen whose input is a pipe and whose output a file that can be read back.
    private final class Rig {
        let input = Pipe()
        let output: FileHandle
        let path: String
        let screen: Screen

        init(terminal: String = "xterm-256color", mouse: Bool = true, colors: ScreenOptions.Colors = .auto) throws {
            path = NSTemporaryDirectory() + "screen-\(UUID().uuidString)"
            _ = FileManager.default.createFile(atPath: path, contents: nil)
            output = try #require(FileHandle(forUpdatingAtPath: path))
            screen = try Screen(
                options: ScreenOptions(
                    mouse: mouse, colors: colors, terminal: terminal,
                    inputDescriptor: input.fileHandleForReading.fileDescriptor,
                    outputDescriptor: output.fileDescriptor))
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func type(_ text: String) { input.fileHandleForWriting.write(Data(text.utf8)) }

        var written: String { String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self) }

        /// Runs until as many events came, and gives them without the first resize.
        func events(_ count: Int, before: @escaping () -> Void = {}) -> [InputEvent] {
            var all: [InputEvent] = []
            var started = false
            screen.run { events in
                all += events
                if !started {
                    started = true
                    before()
                }
                return Step(quit: all.count > count)
            }
            return Array(all.dropFirst())
        }
    }

    private struct ReadCell: Equatable {
        var text: String
        var attributes: Int
        var pair: Int
    }

    private func cell(_ x: Int, _ y: Int) -> ReadCell? {
        var scalars = [UInt32](repeating: 0, count: 6)
        var (attributes, pair): (Int32, Int32) = (0, 0)
        guard screen_read(Int32(y), Int32(x), &scalars, &attributes, &pair) else { return nil }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars.prefix { $0 != 0 }.compactMap(Unicode.Scalar.init))
        return ReadCell(text: String(view), attributes: Int(attributes), pair: Int(pair))
    }

    @Test func showsCells() throws {
        let rig = try Rig()
        defer { rig.screen.close() }
        var buffer = Buffer(size: rig.screen.size)
        buffer.write("a漢e\u{301}\u{1B}", x: 0, y: 0, style: Style(attributes: [.bold, .underline]))
        buffer.write("end", x: rig.screen.size.columns - 3, y: rig.screen.size.rows - 1)
        rig.screen.present(buffer)
        #expect(cell(0, 0) == ReadCell(text: "a", attributes: CELL_BOLD | CELL_UNDERLINE, pair: 0))
        #expect(cell(1, 0)?.text == "漢")
        #expect(cell(3, 0)?.text == "e\u{301}")
        #expect(cell(4, 0)?.text == "␛")
        #expect(cell(rig.screen.size.columns - 1, rig.screen.size.rows - 1)?.text == "d")
        #expect(rig.screen.colorDepth == .indexed)
    }

    @Test func showsOnlyWhatChanged() throws {
        let rig = try Rig()
        defer { rig.screen.close() }
        var buffer = Buffer(size: rig.screen.size)
        buffer.write("steady text", x: 0, y: 3)
        rig.screen.present(buffer)
        let before = rig.written.count
        rig.screen.present(buffer)
        let idle = rig.written.count - before
        buffer.write("Z", x: 5, y: 5)
        rig.screen.present(buffer)
        let added = String(rig.written.dropFirst(before + idle))
        #expect(idle < 20)
        #expect(added.contains("Z"))
        #expect(!added.contains("steady"))
        #expect(added.count < 40)
    }

    @Test func makesPairsAndKeepsAttributesWithoutColour() throws {
        let style = Style(foreground: .rgb(255, 0, 0), background: .indexed(4), attributes: .reverse)
        for (colors, terminal, hasPair) in [
            (ScreenOptions.Colors.auto, "xterm-256color", true), (.none, "xterm-256color", false),
            (.auto, "vt100", false),
            (.auto, "linux", true),
        ] {
            let rig = try Rig(terminal: terminal, colors: colors)
            var buffer = Buffer(size: rig.screen.size)
            buffer.write("x", x: 0, y: 0, style: style)
            rig.screen.present(buffer)
            #expect(cell(0, 0)?.text == "x")
            #expect(((cell(0, 0)?.pair ?? 0) > 0) == hasPair, "\(terminal)")
            #expect((cell(0, 0)?.attributes ?? 0) & CELL_REVERSE != 0, "\(terminal)")
            rig.screen.close()
        }
    }

    /// What terminals show in another width than the table says never reaches ncurses as it is.
    @Test func agreesWithLibcOrReplaces() throws {
        let rig = try Rig()
        defer { rig.screen.close() }
        var buffer = Buffer(size: rig.screen.size)
        buffer.write("\u{1FAE9}|", x: 0, y: 0)
        let columns = DisplayWidth.of("\u{1FAE9}")
        rig.screen.present(buffer)
        #expect(cell(columns, 0)?.text == "|")
    }

    @Test func takesOverAndGivesBack() throws {
        let rig = try Rig()
        rig.screen.present(Buffer(size: rig.screen.size), title: "wire\u{07}side")
        let opened = rig.written
        #expect(opened.contains("\u{1B}[?1049h"))
        #expect(opened.contains(ControlSequences.pasteOn))
        #expect(opened.contains(ControlSequences.mouseOn))
        #expect(opened.contains(ControlSequences.keepTitle))
        #expect(opened.contains("\u{1B}]2;wire␇side\u{07}"))
        rig.screen.close()
        let closed = rig.written
        for sequence in [
            ControlSequences.pasteOff, ControlSequences.mouseOff, ControlSequences.restoreTitle, "\u{1B}[?1049l",
        ] {
            #expect(closed.dropFirst(opened.count).contains(sequence))
        }
        rig.screen.close()
        #expect(rig.written == closed)
    }

    @Test func leavesTheMouseAloneWhenAsked() throws {
        let rig = try Rig(mouse: false)
        rig.screen.close()
        #expect(!rig.written.contains("\u{1B}[?1000h"))
        #expect(rig.written.contains(ControlSequences.pasteOn))
    }

    @Test func saysWhyItCannotOpen() throws {
        #expect(throws: TerminalError.unknownTerminal("no-such-terminal")) { try Rig(terminal: "no-such-terminal") }
        #expect(throws: TerminalError.incapable) { try Rig(terminal: "dumb") }
        let rig = try Rig()
        #expect(throws: TerminalError.alreadyOpen) { try Rig() }
        rig.screen.close()
        try Rig().screen.close()
    }

    @Test func givesKeysPastesAndTheMouse() throws {
        let rig = try Rig()
        defer { rig.screen.close() }
        rig.type("a\u{1B}[1;5C\u{1B}x\u{10}\u{1B}[200~p\u{1B}[201~\u{1B}[<0;2;3M\u{1B}")
        #expect(
            rig.events(7) == [
                .key(Key("a")), .key(Key(.right, .control)), .key(Key("x", .alt)), .key(Key("p", .control)),
                .paste(Paste([0x70])), .mouse(Mouse(x: 1, y: 2, kind: .press)), .key(Key(.escape)),
            ])
    }

    @Test func tellsTheEndOfItsInput() throws {
        let rig = try Rig()
        defer { rig.screen.close() }
        rig.type("x")
        try rig.input.fileHandleForWriting.close()
        #expect(rig.events(2) == [.key(Key("x")), .hangup])
    }

    @Test(arguments: [
        (SIGTERM, InputEvent.terminate), (SIGHUP, .hangup), (SIGINT, .interrupt),
    ]) func turnsSignalsIntoEvents(signal: Int32, event: InputEvent) throws {
        let rig = try Rig()
        defer { rig.screen.close() }
        #expect(rig.events(1, before: { kill(getpid(), signal) }) == [event])
    }

    @Test func redrawsAfterItWasContinued() throws {
        let rig = try Rig()
        defer { rig.screen.close() }
        #expect(rig.events(2, before: { kill(getpid(), SIGCONT) }) == [.resumed, .resize(rig.screen.size)])
        let pasteOns = rig.written.components(separatedBy: ControlSequences.pasteOn).count - 1
        #expect(pasteOns == 2)
    }

    @Test func wakesAndWaits() throws {
        let rig = try Rig()
        defer { rig.screen.close() }
        let waker = rig.screen.waker
        var calls: [[InputEvent]] = []
        rig.screen.run { events in
            calls.append(events)
            switch calls.count {
            case 1:
                // From another thread, and many at once: one step.
                let thread = Thread { for _ in 0..<1_000 { waker.wake() } }
                thread.start()
                while !thread.isFinished { sched_yield() }
                return Step()
            case 2: return Step(wakeAfter: 1_000_000)
            default: return Step(quit: true)
            }
        }
        #expect(calls == [[.resize(rig.screen.size)], [], []])
    }

    /// An escape is given in time although something wakes the loop all the while.
    @Test func givesAnEscapeWhileItIsWoken() throws {
        let rig = try Rig()
        defer { rig.screen.close() }
        let waker = rig.screen.waker
        rig.type("\u{1B}")
        var steps = 0
        var found = false
        rig.screen.run { events in
            steps += 1
            found = events.contains(.key(Key(.escape)))
            waker.wake()
            return Step(quit: found || steps > 2_000_000)
        }
        #expect(found)
    }

    /// A flood is taken in pieces, between which the program can draw.
    @Test func takesAFloodInPieces() throws {
        let rig = try Rig()
        defer { rig.screen.close() }
        let writer = rig.input.fileHandleForWriting
        let total = 4 * Screen.drainLimit
        let thread = Thread { writer.write(Data(repeating: 0x61, count: total)) }
        var (keys, largest) = (0, 0)
        rig.screen.run { events in
            if keys == 0, events == [.resize(rig.screen.size)] { thread.start() } else { keys += events.count }
            largest = max(largest, events.count)
            return Step(quit: keys == total)
        }
        #expect(keys == total)
        #expect(largest <= Screen.drainLimit + 8 << 10)
    }

    @Test func copiesToTheClipboardAndRings() throws {
        let rig = try Rig()
        rig.screen.run { _ in Step(clipboard: Array("foobar".utf8), bell: true, quit: true) }
        rig.screen.close()
        #expect(rig.written.contains("\u{1B}]52;c;Zm9vYmFy\u{07}"))
        #expect(rig.written.components(separatedBy: "\u{07}").count - 1 == 2)
    }
}
