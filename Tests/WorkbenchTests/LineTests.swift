import Cells
import Dissection
import Octets
import TestKit
import Testing
import Transcripts
import Widgets

@testable import Workbench

@Suite struct LineTests {
    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func enterSendsTheLineWithCRLF() {
        var desk = Desk()
        desk.connect()
        desk.type("GET / HTTP/1.1")
        desk.press("Enter", gives: [.send(Desk.id, bytes("GET / HTTP/1.1\r\n"))])
        #expect(desk.line.isEmpty)
        desk.press("Enter", gives: [.send(Desk.id, [13, 10])])
        desk.type("naïve 漢")
        desk.press("Enter", gives: [.send(Desk.id, bytes("naïve 漢\r\n"))])
    }

    @Test func enterOnAClosedConnectionOpensItAgainAndSends() {
        var desk = Desk.http()
        desk.close()
        desk.type("HEAD / HTTP/1.1")
        desk.press("Enter", gives: [.reopen(Desk.id, thenSend: bytes("HEAD / HTTP/1.1\r\n"))])
        #expect(desk.tab.connection == .connecting(to: "http://gaia.cs.umass.edu:80"))
        // Until it is open the line stays.
        desk.type("x")
        desk.press("Enter")
        #expect(desk.line == "x")
        #expect(desk.notice == "not connected yet; Ctrl-C gives up")
        desk.press("Ctrl-C", gives: [.disconnect(Desk.id)])
    }

    @Test func anEmptyLineOpensAgainAndSendsNothing() {
        var desk = Desk.http()
        desk.close()
        desk.press("Enter", gives: [.reopen(Desk.id, thenSend: [])])
    }

    @Test func olderLinesComeBack() {
        var desk = Desk()
        desk.connect()
        for line in ["EHLO one", "NOOP", "EHLO two"] {
            desk.type(line)
            desk.press("Enter", gives: [.send(Desk.id, bytes(line + "\r\n"))])
        }
        desk.type("draft")
        desk.press("Up", "Up")
        #expect(desk.line == "NOOP")
        desk.press("Down", "Down")
        #expect(desk.line == "draft")
        desk.press("Ctrl-U", "Ctrl-R")
        desk.type("ehlo")
        #expect(desk.line == "EHLO two")
        desk.press("Ctrl-R")
        #expect(desk.line == "EHLO one")
        desk.press("Enter")
        desk.press("Enter", gives: [.send(Desk.id, bytes("EHLO one\r\n"))])
        // Escape leaves the search, not the line.
        desk.press("Ctrl-R")
        desk.type("noop")
        desk.press("Escape")
        #expect(desk.line == "" && desk.state.isTyping)
    }

    @Test func editingKeysEdit() {
        var desk = Desk()
        desk.connect()
        let cases: [(keys: [String], line: String, cursor: Int)] = [
            (["Left", "Left", "Backspace"], "one two thee", 10), (["Ctrl-_"], "one two three", 11),
            (["Alt-r"], "one two thee", 10), (["Alt-u"], "one two three", 11), (["End", "Ctrl-W"], "one two ", 8),
            (["Ctrl-Y"], "one two three", 13), (["Home", "Delete"], "ne two three", 0),
            (["Alt-f", "Ctrl-K"], "ne", 2), (["Ctrl-U"], "", 0), (["Ctrl-Y", "Ctrl-A", "Right"], "ne", 1),
            (["Ctrl-E", "Alt-b"], "ne", 0),
        ]
        desk.type("one two three")
        for (keys, line, cursor) in cases {
            for key in keys { desk.press(key) }
            #expect(desk.line == line, "after \(keys)")
            #expect(desk.tab.line.cursor == cursor, "after \(keys)")
        }
    }

    @Test func aPasteSendsEveryFinishedLine() {
        var desk = Desk()
        desk.connect()
        desk.type("GE")
        desk.act(
            .input(.paste(Paste(bytes("T / HTTP/1.0\nA: b\r\n\nrest")))),
            gives: [.send(Desk.id, bytes("GET / HTTP/1.0\r\nA: b\r\n\r\n"))])
        #expect(desk.line == "rest")
        desk.press("Escape")
        desk.act(.input(.paste(Paste(bytes("x\n")))), gives: [])
        #expect(desk.notice == "pasted text goes into the line; i leads there")
        desk.press(":")
        desk.act(.input(.paste(Paste(bytes("help\nquit\n")))), gives: [])
        guard case .prompt(let prompt) = desk.state.overlays.last else { return #expect(Bool(false)) }
        #expect(prompt.line.text == "help")
    }

    @Test func aPasteWhileConnectingLosesNothing() {
        var desk = Desk.http()
        desk.close()
        desk.press("Enter", gives: [.reopen(Desk.id, thenSend: [])])
        desk.type("kept")
        desk.act(.input(.paste(Paste(bytes("a\nb")))), gives: [])
        #expect(desk.line == "kept")
        #expect(desk.notice == "not connected yet; Ctrl-C gives up; nothing was pasted")
    }

    @Test func tabCompletesWhatTheProtocolExpects() {
        var desk = Desk.smtp()
        desk.server("")
        desk.press("Tab")
        #expect(desk.notice?.contains("Subject: ") == true)
        desk.type("sub")
        desk.press("Tab")
        #expect(desk.line == "subject: ")
        desk.press("Ctrl-U")
        desk.type("qqq")
        desk.press("Tab")
        #expect(desk.notice == "nothing to complete here")
    }

    @Test func tabCompletesLinesSentBefore() {
        var desk = Desk()
        desk.connect(proto: nil)
        desk.type("hello world")
        desk.press("Enter", gives: [.send(Desk.id, bytes("hello world\r\n"))])
        desk.type("hel")
        desk.press("Tab")
        #expect(desk.line == "hello world")
    }

    @Test func controlDEndsTheSendingSide() {
        var desk = Desk()
        desk.connect()
        desk.type("ab")
        desk.press("Home", "Ctrl-D")
        #expect(desk.line == "b")
        desk.press("Ctrl-U", "End", "Backspace")
        desk.press("Ctrl-D", gives: [.finishSending(Desk.id)])
    }
}
