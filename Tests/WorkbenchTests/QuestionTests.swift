import Cells
import Dissection
import Octets
import TestKit
import Testing
import Transcripts
import Widgets

@testable import Workbench

/// A recording stops and asks what comes next.
@Suite struct QuestionTests {
    private func clock(_ milliseconds: Int) -> Action {
        .clock(Clock(monotonic: Int64(milliseconds) * 1_000_000, wall: 0))
    }

    private func has(_ desk: Desk, _ text: String) -> Bool { desk.rows.contains { $0.contains(text) } }

    @Test func steppingStopsAndEnterShowsTheAnswerAndLeadsOn() {
        var desk = Desk.asked()
        #expect(desk.tab.visibleEvents == 11 && desk.state.contexts == [.question, .everywhere])
        #expect(has(desk, "Question: the letter begins") && has(desk, "Who ends the letter, and with what?"))
        #expect(has(desk, " 1 the server, with 250") && !has(desk, "right") && !has(desk, "Until then"))
        #expect(!has(desk, "ketchup"))
        desk.press("Enter")
        #expect(desk.tab.question?.isAnswered == true && desk.tab.visibleEvents == 11)
        #expect(has(desk, "a line of its own ─ right") && has(desk, "Until then the server says nothing."))
        #expect(!has(desk, "ketchup"))
        desk.press("Enter")
        #expect(desk.tab.question == nil && desk.tab.visibleEvents == 11 && desk.tab.replay?.isPlaying == false)
        desk.press(".")
        #expect(has(desk, "ketchup"))
    }

    @Test func playingStopsAndGoesOn() {
        var desk = Desk.asked()
        desk.press("Escape", "0", "Space")
        desk.act(clock(1), gives: [])
        desk.act(clock(60_000), gives: [])
        #expect(desk.tab.visibleEvents == 11 && desk.tab.question != nil && nextWake(desk.state) == nil)
        desk.press("Space", "Space")
        #expect(desk.tab.question == nil && desk.tab.replay?.isPlaying == true)
        desk.act(clock(120_000), gives: [])
        #expect(desk.tab.replay?.isAtEnd == true)
    }

    /// Left unanswered, it does not let the replay run on.
    @Test func escapeLeavesTheQuestion() {
        var desk = Desk.asked()
        desk.press("Escape", "0", "Space")
        desk.act(clock(60_000), gives: [])
        desk.press("Escape")
        #expect(desk.tab.question == nil && desk.tab.replay?.isPlaying == false && desk.tab.visibleEvents == 11)
    }

    @Test func choicesAreChosen() {
        var desk = Desk.asked()
        #expect(desk.tab.question?.choice == nil)
        let moves: [(String, Int?)] = [
            ("2", 1), ("3", 1), ("1", 0), ("k", 1), ("j", 0), ("Down", 1), ("Up", 0), ("x", 0),
        ]
        for (key, choice) in moves {
            desk.press(key)
            #expect(desk.tab.question?.choice == choice, "after \(key)")
        }
        #expect(has(desk, "▌ 1 the server"))
        desk.press("Enter")
        #expect(has(desk, "1 the server, with 250 ─ as you said, but no"))
        desk.press("2", "j")
        #expect(desk.tab.question?.choice == 0, "what has been said stays")
        var right = Desk.asked()
        right.press("2", "Enter")
        #expect(has(right, "─ right, as you said"))
    }

    @Test func anOpenQuestionHasNoChoices() {
        var desk = Desk.asked(100, 30, Mark("", question: "what now?"))
        desk.press("1", "j", "k")
        #expect(desk.tab.question?.choice == nil && has(desk, "think, then see the answer"))
        #expect(has(desk, "┏ Question ━"))
        desk.press("Enter")
        #expect(has(desk, "the recording shows it"))
        var unsaid = Desk.asked(100, 30, Mark("", question: "what now?", choices: ["a"]))
        unsaid.press("1", "Enter")
        #expect(has(unsaid, "1 a ─ as you said"))
    }

    /// The panes may be looked at, to find the answer there.
    @Test func thePanesAreAtHandMeanwhile() {
        var desk = Desk.asked()
        desk.press("Tab")
        #expect(desk.state.contexts.first == .session && has(desk, "Escape leads back"))
        desk.press("Tab", "k", "Enter")
        #expect(desk.tab.focus == .fields && desk.tab.messages.selection == 7)
        desk.press("Escape")
        #expect(desk.tab.question?.hasKeys == true)
        desk.press("Shift-Tab")
        #expect(desk.tab.focus == .bytes && desk.tab.question?.hasKeys == false)
        desk.press("Tab")
        #expect(desk.tab.question?.hasKeys == true)
        desk.press("Tab", "Shift-Tab")
        #expect(desk.tab.question?.hasKeys == true)
        // A step leads away from it.
        desk.press("Tab", ".")
        #expect(desk.tab.question == nil && desk.tab.visibleEvents == 12)
    }

    @Test func theMouseChooses() {
        var desk = Desk.asked()
        desk.press("Tab")
        let row = desk.rows.firstIndex { $0.contains(" 2 the client") } ?? 0
        desk.mouse(.press, 10, row)
        #expect(desk.tab.question?.choice == 1 && desk.tab.question?.hasKeys == true)
        desk.mouse(.press, 10, row + 1)
        #expect(desk.tab.question?.choice == 1)
        desk.mouse(.press, 3, 3)
        #expect(desk.tab.question?.hasKeys == false && desk.tab.focus == .session)
    }

    @Test func questionsAreSwitchedOffAndAskedAgain() {
        var desk = Desk.asked()
        desk.press("Escape", "0")
        desk.command("questions off")
        desk.press("]")
        #expect(desk.tab.visibleEvents == 11 && desk.tab.question == nil)
        desk.press(".", ".", "a")
        #expect(desk.tab.visibleEvents == 11 && desk.tab.question?.isAnswered == false)
        desk.press("Escape", "0", "a")
        #expect(desk.notice == "no question has been passed yet")
        desk.command("questions on")
        desk.press(">", ">", ">", ">", ">", ">", ">", ">", ">", ">")
        #expect(desk.tab.visibleEvents == 11 && desk.tab.question != nil)
    }

    /// A question belongs to its tab; another tab's keys are its own.
    @Test func aQuestionWaitsInItsTab() {
        var desk = Desk.asked()
        desk.command("open tcp://x:1", gives: [.connect(TabID(1), url: "tcp://x:1")])
        #expect(desk.tab.question == nil)
        desk.command("tab 1")
        #expect(desk.tab.question?.hasKeys == true && desk.state.contexts.first == .question)
    }

    /// Where there is no room for all, the end can be read all the same.
    @Test func aLongQuestionScrolls() {
        let long = (0..<40).map { "word\($0)" }.joined(separator: " ")
        var desk = Desk.asked(40, 10, Mark("", question: long, choices: ["first", "second"], answer: long + " end"))
        #expect(has(desk, "word0") && has(desk, "…┃") && !has(desk, "2 second"))
        desk.press("2")
        #expect(has(desk, "▌ 2 second"))
        desk.press("Enter")
        #expect(has(desk, "end"))
        for _ in 0..<40 { desk.press("k") }
        #expect(has(desk, "word0"))
        var open = Desk.asked(40, 10, Mark("", question: long))
        for _ in 0..<40 { open.press("j") }
        #expect(has(open, "word39"))
        // A text of any length is cut, with a sign.
        let endless = Desk.asked(100, 30, Mark("", question: String(repeating: "x", count: 500_000)))
        #expect(endless.tab.question.map { QuestionView.rows($0, columns: 100) } ?? 0 < 20)
    }

    // MARK: Asking by hand

    private func ask(_ line: String, _ answer: String, gives mark: Mark) {
        var desk = Desk.smtp()
        desk.command("question \(line)")
        #expect(desk.rows.last?.hasPrefix("answer:") == true)
        desk.type(answer)
        desk.press("Enter", gives: [.record(Desk.id, .mark(mark))])
    }

    @Test func aMarkIsSetThatAsks() {
        ask("who ends it?", "the client", gives: Mark("question", question: "who ends it?", answer: "the client"))
        ask("who?", "", gives: Mark("question", question: "who?"))
        ask(
            "who ends it? | the server | * the client", "with a dot",
            gives: Mark(
                "question", question: "who ends it?", choices: ["the server", "the client"], correct: 2,
                answer: "with a dot"))
        var desk = Desk.smtp()
        desk.command("question who?")
        desk.press("Escape")
        #expect(desk.state.overlays.isEmpty)
    }
}
