import Cells
import TestKit
import Testing

@testable import Widgets

@Suite struct ScrollTests {
    @Test(arguments: [
        (Scroll.Move.down, 1, 0), (.up, 0, 0), (.pageDown, 10, 1), (.halfPageDown, 5, 0), (.last, 99, 90),
        (.first, 0, 0), (.by(12), 12, 3), (.to(50), 50, 41), (.to(-4), 0, 0), (.to(1000), 99, 90),
        (.by(Int.max), 99, 90), (.by(Int.min), 0, 0),
    ]) func moves(move: Scroll.Move, selection: Int, top: Int) {
        var scroll = Scroll()
        scroll.move(move, count: 100, page: 10)
        #expect(scroll.selection == selection)
        #expect(scroll.top == top)
    }

    @Test func keepsItsPlaceInsideWhenTheListShrinks() {
        var scroll = Scroll(selection: 90, top: 85)
        scroll.settle(count: 20, page: 10)
        #expect((scroll.selection, scroll.top) == (19, 10))
        scroll.settle(count: 3, page: 10)
        #expect((scroll.selection, scroll.top) == (2, 0))
        scroll.settle(count: 0, page: 0)
        #expect((scroll.selection, scroll.top) == (0, 0))
        #expect(scroll.visible(count: 0, page: 10).isEmpty)
    }

    @Test func followsTheTail() {
        var scroll = Scroll(followsTail: true)
        scroll.settle(count: 50, page: 10)
        #expect((scroll.selection, scroll.top) == (49, 40))
        scroll.move(.up, count: 50, page: 10)
        scroll.settle(count: 60, page: 10)
        #expect(scroll.selection == 48)
        #expect(!scroll.followsTail)
        scroll.followsOnceAtEnd = true
        scroll.move(.last, count: 60, page: 10)
        scroll.settle(count: 70, page: 10)
        #expect((scroll.selection, scroll.top) == (69, 60))
    }

    @Test func scrollsByRows() {
        var scroll = Scroll()
        scroll.scroll(by: 3, count: 100, page: 10)
        #expect((scroll.selection, scroll.top) == (3, 3))
        scroll.scroll(by: -2, count: 100, page: 10)
        #expect((scroll.selection, scroll.top) == (3, 1))
        scroll.scroll(by: 1000, count: 100, page: 10)
        #expect((scroll.selection, scroll.top) == (90, 90))
    }

    @Test func placesTheThumb() {
        var scroll = Scroll()
        #expect(scroll.thumb(count: 10, page: 10) == nil)
        #expect(scroll.thumb(count: 100, page: 10) == 0..<1)
        scroll.move(.last, count: 100, page: 10)
        #expect(scroll.thumb(count: 100, page: 10) == 9..<10)
        scroll.move(.to(0), count: 20, page: 10)
        #expect(scroll.thumb(count: 20, page: 10) == 0..<5)
    }

    /// Whatever is done, the selected item shows and the top is inside.
    @Test func staysInside() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let moves: [Scroll.Move] = [
            .up, .down, .pageUp, .pageDown, .halfPageUp, .halfPageDown, .first, .last, .by(-3), .to(7),
        ]
        var scroll = Scroll()
        for _ in 0..<5_000 {
            let (count, page) = (next(30), next(12))
            scroll.followsTail = next(5) == 0
            switch next(3) {
            case 0: scroll.move(moves[next(moves.count)], count: count, page: page)
            case 1: scroll.scroll(by: next(20) - 10, count: count, page: page)
            default: scroll.settle(count: count, page: page)
            }
            let visible = scroll.visible(count: count, page: max(1, page))
            #expect(count == 0 ? scroll.selection == 0 : visible.contains(scroll.selection), "seed \(seed)")
            if let thumb = scroll.thumb(count: count, page: page) {
                #expect(thumb.lowerBound >= 0 && thumb.upperBound <= page && !thumb.isEmpty, "seed \(seed)")
            }
        }
    }
}
