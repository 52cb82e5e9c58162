import Octets
import Testing
import Transcripts

/// A clock over notes at these times (seconds); `mark` where the number is among `marks`.
private func clock(_ seconds: [Double], marks: Set<Int> = []) -> ReplayClock {
    var index = TranscriptIndex()
    for (number, time) in seconds.enumerated() {
        index.append(event(Int64(time * 1e9), marks.contains(number) ? .mark("m") : .note("n")))
    }
    return ReplayClock(index: index)
}

private func nanoseconds(_ seconds: Double) -> Int64 { Int64(seconds * 1e9) }

extension ReplayClock {
    /// `events@seconds`, with `>` while playing.
    fileprivate var text: String {
        "\(position.events)@\(Double(position.time.nanoseconds) / 1e9)\(isPlaying ? ">" : "")"
    }
}

@Suite struct ReplayClockTests {
    @Test func playsInRealTime() {
        var clock = clock([0, 1, 1, 2.5])
        #expect(clock.text == "0@0.0")
        #expect(clock.nextDue == nil)
        clock.advance(by: nanoseconds(9))
        #expect(clock.text == "0@0.0")
        clock.play()
        #expect(clock.nextDue == 0)
        let table: [(Double, String, Double?)] = [
            (0, "1@0.0>", 1), (0.25, "1@0.25>", 0.75), (0.75, "3@1.0>", 1.5), (1, "3@2.0>", 0.5), (4, "4@2.5", nil),
        ]
        for (wall, text, due) in table {
            clock.advance(by: nanoseconds(wall))
            #expect(clock.text == text)
            #expect(clock.nextDue == due.map(nanoseconds))
        }
        #expect(clock.isAtEnd)
        #expect(clock.fraction == 1)
    }

    static let speeds: [(ReplaySpeed, String, Int64)] = [
        (.slowest, "0.25x", 4_000_000_000), (.slowest.faster, "0.5x", 2_000_000_000), (.normal, "1x", 1_000_000_000),
        (.normal.faster, "2x", 500_000_000), (.fastest.slower, "8x", 125_000_000), (.fastest, "16x", 62_500_000),
        (.fastest.faster, "16x", 62_500_000), (.slowest.slower, "0.25x", 4_000_000_000),
    ]

    @Test(arguments: speeds) func speed(speed: ReplaySpeed, name: String, due: Int64) {
        var clock = clock([1, 2])
        clock.speed = speed
        clock.play()
        #expect(speed.description == name)
        #expect(clock.nextDue == due)
        clock.advance(by: due - 1)
        #expect(clock.position.events == 0)
        clock.advance(by: 1)
        #expect(clock.position.events == 1)
    }

    /// Ticks of a nanosecond at a quarter of the speed add up: nothing is lost to rounding.
    @Test func fractionsOfNanosecondsAddUp() {
        var clock = clock([0.000000010, 1])
        clock.speed = .slowest
        clock.play()
        for tick in 1...40 {
            #expect(clock.position.events == 0)
            #expect(clock.nextDue == Int64(41 - tick))
            clock.advance(by: 1)
        }
        #expect(clock.position == ReplayClock.Position(events: 1, time: Moment(nanoseconds: 10)))
    }

    @Test func waitingUntilDueIsAlwaysEnough() {
        var random = SeededRandom()
        for speed in ReplaySpeed.steps {
            var time = 0.0
            let times = (0..<50).map { _ in
                time += Double(Int.random(in: 0..<5, using: &random)) / 1e9
                return time
            }
            var clock = clock(times)
            clock.speed = speed
            clock.play()
            while let due = clock.nextDue {
                let before = clock.position.events
                if due > 0 { clock.advance(by: due - 1) }
                #expect(clock.position.events == before, "seed \(random.seed)")
                clock.advance(by: min(due, 1))
                #expect(clock.position.events > before, "seed \(random.seed)")
                if clock.position.events == before { return }
            }
            #expect(clock.isAtEnd)
        }
    }

    @Test func silenceIsCutShort() {
        var clock = clock([1, 61, 62])
        clock.idleCap = nanoseconds(2)
        clock.play()
        let table: [(Double, String, Double?)] = [
            (1, "1@1.0>", 2), (1.5, "1@2.5>", 0.5), (0.5, "2@61.0>", 1), (0.5, "2@61.5>", 0.5),
        ]
        for (wall, text, due) in table {
            clock.advance(by: nanoseconds(wall))
            #expect(clock.text == text)
            #expect(clock.nextDue == due.map(nanoseconds))
        }
        // A jump into the silence begins a wait of its own.
        clock.seek(to: Moment(nanoseconds: nanoseconds(30)))
        #expect(clock.nextDue == nanoseconds(2))
        // A cap that is already behind lets the next event happen at once; none brings back the whole silence.
        clock.advance(by: nanoseconds(1.5))
        clock.idleCap = nanoseconds(1)
        #expect(clock.nextDue == 0)
        clock.idleCap = nil
        #expect(clock.nextDue == nanoseconds(29.5))
        #expect(clock.text == "1@31.5>")
    }

    @Test func oneAdvanceOverManySilences() {
        var clock = clock([0, 100, 200, 300, 400])
        clock.idleCap = nanoseconds(1)
        clock.speed = .normal.faster
        clock.play()
        clock.advance(by: nanoseconds(1.75))
        #expect(clock.text == "4@300.5>")
    }

    @Test func stepsByEvent() {
        var clock = clock([0, 1, 1, 2])
        var seen: [String] = []
        for _ in 0..<5 {
            clock.stepForward()
            seen.append(clock.text)
        }
        #expect(seen == ["1@0.0", "2@1.0", "3@1.0", "4@2.0", "4@2.0"])
        seen = []
        for _ in 0..<5 {
            clock.stepBack()
            seen.append(clock.text)
        }
        #expect(seen == ["3@1.0", "2@1.0", "1@0.0", "0@0.0", "0@0.0"])
    }

    @Test func stepsByMessageAndMark() {
        var clock = clock([0, 1, 2, 3, 4, 5], marks: [1, 4])
        let messages = [0, 2, 3]
        var seen: [String] = []
        for _ in 0..<5 {
            clock.stepForward(among: messages)
            seen.append(clock.text)
        }
        #expect(seen == ["1@0.0", "3@2.0", "4@3.0", "6@5.0", "6@5.0"])
        seen = []
        for _ in 0..<5 {
            clock.stepBack(among: messages)
            seen.append(clock.text)
        }
        #expect(seen == ["4@3.0", "3@2.0", "1@0.0", "0@0.0", "0@0.0"])
        #expect(clock.marksPassed == 0)
        clock.stepForwardToMark()
        #expect((clock.text, clock.marksPassed) == ("2@1.0", 1))
        clock.stepForwardToMark()
        #expect((clock.text, clock.marksPassed) == ("5@4.0", 2))
        clock.stepBackToMark()
        #expect((clock.text, clock.marksPassed) == ("2@1.0", 1))
    }

    /// Events a second apart; those of `questions` ask something.
    private func asking(_ count: Int, _ questions: Set<Int>) -> ReplayClock {
        var index = TranscriptIndex()
        for number in 0..<count {
            let time = Int64(number) * 1_000_000_000
            index.append(event(time, questions.contains(number) ? .mark(Mark("m", question: "what?")) : .note("n")))
        }
        var clock = ReplayClock(index: index)
        clock.asksQuestions = true
        return clock
    }

    @Test func playingStopsAtAQuestionAndGoesOnBehindIt() {
        var clock = asking(5, [1, 4])
        clock.play()
        clock.advance(by: nanoseconds(3.5))
        #expect(clock.text == "2@1.0" && clock.question == 1 && clock.nextDue == nil)
        clock.goOn()
        #expect(clock.text == "2@1.0>" && clock.question == nil && clock.nextDue == nanoseconds(1))
        clock.advance(by: nanoseconds(9))
        #expect(clock.text == "5@4.0" && clock.question == 4)
        clock.goOn()
        #expect(clock.text == "5@4.0" && clock.question == nil)
        clock.play()
        #expect(clock.text == "0@0.0>")
        clock.asksQuestions = false
        clock.advance(by: nanoseconds(9))
        #expect(clock.text == "5@4.0" && clock.question == nil)
    }

    @Test func stepsForwardStopAtAQuestion() {
        var clock = asking(8, [2, 3])
        clock.stepForward(among: [0, 6])
        #expect(clock.text == "1@0.0" && clock.question == nil)
        clock.stepForward(among: [0, 6])
        #expect(clock.text == "3@2.0" && clock.question == 2)
        clock.goOn()
        #expect(clock.text == "3@2.0" && !clock.isPlaying)
        clock.stepForward()
        #expect(clock.text == "4@3.0" && clock.question == 3)
        // Moving away leaves it; back, and by a jump, nothing is asked.
        clock.stepBack()
        #expect(clock.text == "3@2.0" && clock.question == nil)
        clock.seek(to: Moment(nanoseconds: nanoseconds(3)))
        #expect(clock.text == "4@3.0" && clock.question == nil)
        clock.stepForward(among: [0, 6])
        #expect(clock.text == "7@6.0" && clock.question == nil)
        clock.jump(toEvents: 0)
        clock.stepForwardToMark()
        #expect(clock.text == "3@2.0" && clock.question == 2)
        clock.asksQuestions = false
        clock.stepForward()
        #expect(clock.text == "4@3.0" && clock.question == nil)
    }

    @Test func aQuestionIsAskedAgain() {
        var clock = asking(8, [2, 5])
        let nothing = clock.askAgain()
        #expect(!nothing)
        clock.jump(toEvents: 5)
        clock.asksQuestions = false
        let first = clock.askAgain()
        #expect(first && clock.text == "3@2.0" && clock.question == 2)
        clock.play()
        #expect(clock.text == "3@2.0>" && clock.question == nil)
        let second = clock.askAgain()
        #expect(second && clock.text == "3@2.0" && clock.question == 2)
        clock.goOn()
        #expect(clock.text == "3@2.0>")
    }

    @Test func seeks() {
        var clock = clock([0, 2, 4, 10])
        let times: [(Double, String)] = [(0, "1@0.0"), (2, "2@2.0"), (3.5, "2@3.5"), (-1, "1@0.0"), (99, "4@10.0")]
        for (time, text) in times {
            clock.seek(to: Moment(nanoseconds: nanoseconds(time)))
            #expect(clock.text == text)
        }
        let fractions: [(Double, String)] = [
            (0, "0@0.0"), (0.5, "3@5.0"), (1, "4@10.0"), (-1, "0@0.0"), (7, "4@10.0"), (.nan, "0@0.0"),
        ]
        for (fraction, text) in fractions {
            clock.seek(toFraction: fraction)
            #expect(clock.text == text)
        }
        clock.seek(toFraction: 0.25)
        #expect(clock.fraction == 0.25)
    }

    @Test func playingGoesOnAfterASeekAndEndsAtTheEnd() {
        var clock = clock([0, 2, 4])
        clock.play()
        clock.seek(to: Moment(nanoseconds: nanoseconds(3)))
        #expect((clock.text, clock.nextDue) == ("2@3.0>", nanoseconds(1)))
        clock.pause()
        clock.advance(by: nanoseconds(5))
        #expect(clock.text == "2@3.0")
        clock.seek(toFraction: 1)
        clock.play()
        #expect(clock.text == "0@0.0>")
    }

    @Test func anEmptyTranscriptIsAtItsEnd() {
        var clock = ReplayClock(index: TranscriptIndex())
        clock.play()
        #expect(!clock.isPlaying)
        #expect(clock.fraction == 1)
        clock.seek(toFraction: 0.5)
        clock.stepForward()
        clock.stepBackToMark()
        #expect(clock.position == .start)
    }

    @Test func extremesDoNotOverflow() {
        var index = TranscriptIndex()
        index.append(event(.max, .note("late")))
        var clock = ReplayClock(index: index)
        clock.speed = .slowest
        clock.play()
        #expect(clock.nextDue == .max)
        clock.idleCap = .max
        clock.advance(by: .max)
        clock.advance(by: -5)
        #expect(clock.position.time <= index.duration)
        clock.speed = .fastest
        for _ in 0..<9 { clock.advance(by: .max) }
        #expect(clock.isAtEnd)
    }

    /// A file that is still being read: the clock goes on with what has come.
    @Test func theIndexMayGrow() {
        var index = TranscriptIndex()
        index.append(event(0, .note("a")))
        var clock = ReplayClock(index: index)
        clock.stepForward()
        #expect(clock.isAtEnd)
        index.append(event(5, .note("b")))
        clock.index = index
        clock.stepForward()
        #expect(clock.position == ReplayClock.Position(events: 2, time: Moment(nanoseconds: 5)))
    }
}
