/// Where a list stands: which item is selected and which one is at the top. All the arithmetic of scrolling, and no list.
///
/// `count` is how many items there are and `page` how many rows show; both are given each time, since both change under
/// way. Every method leaves the selection and the top inside what there is.
package struct Scroll: Hashable, Sendable {
    package private(set) var selection: Int
    package private(set) var top: Int
    /// Whether the selection goes to the last item whenever items come.
    package var followsTail: Bool
    /// Whether reaching the end makes the list follow its tail, as a list that grows wants it.
    package var followsOnceAtEnd = false

    package init(selection: Int = 0, top: Int = 0, followsTail: Bool = false) {
        self.selection = max(0, selection)
        self.top = max(0, top)
        self.followsTail = followsTail
    }

    package enum Move: Hashable, Sendable {
        case up
        case down
        case halfPageUp
        case halfPageDown
        case pageUp
        case pageDown
        case first
        case last
        case by(Int)
        case to(Int)
    }

    /// Moves the selection. With `followsTail`, leaving the end lets go of the tail and coming to it takes it up again.
    package mutating func move(_ move: Move, count: Int, page: Int) {
        let tailed = followsTail
        selection = target(of: move, count: count, page: page)
        followsTail = false
        settle(count: count, page: page)
        if tailed || followsOnceAtEnd { followsTail = selection == max(0, count - 1) }
    }

    /// Scrolls by `rows` without moving the selection further than it must, as a wheel does.
    package mutating func scroll(by rows: Int, count: Int, page: Int) {
        let tailed = followsTail
        top = min(max(0, top + rows.clamped), max(0, count - max(1, page)))
        selection = min(max(selection, top), max(top, top + max(1, page) - 1))
        followsTail = false
        settle(count: count, page: page)
        if tailed || followsOnceAtEnd { followsTail = top + max(1, page) >= count }
    }

    /// Brings selection and top back inside, with the selected item visible, after items, size or selection changed.
    package mutating func settle(count: Int, page: Int) {
        let page = max(1, page)
        let last = max(0, count - 1)
        selection = followsTail ? last : min(max(0, selection), last)
        top = min(top, selection)
        top = max(top, selection - page + 1)
        top = min(max(0, top), max(0, count - page))
    }

    /// The items that show.
    package func visible(count: Int, page: Int) -> Range<Int> {
        let first = min(max(0, top), max(0, count))
        return first..<min(max(0, count), first + max(0, page))
    }

    /// The rows of a scroll bar of `page` rows that its thumb covers; nil where everything shows.
    package func thumb(count: Int, page: Int) -> Range<Int>? {
        guard page > 0, count > page else { return nil }
        let length = min(page, max(1, page * page / count))
        let travel = page - length
        let first = min(travel, (top * travel + (count - page) / 2) / (count - page))
        return first..<first + length
    }

    private func target(of move: Move, count: Int, page: Int) -> Int {
        let page = max(1, page)
        switch move {
        case .up: return selection - 1
        case .down: return selection + 1
        case .halfPageUp: return selection - max(1, page / 2)
        case .halfPageDown: return selection + max(1, page / 2)
        case .pageUp: return selection - page
        case .pageDown: return selection + page
        case .first: return 0
        case .last: return count - 1
        case .by(let rows): return selection + rows.clamped
        case .to(let index): return index
        }
    }
}

extension Int {
    /// Near enough to zero that sums with it cannot overflow.
    fileprivate var clamped: Int { Swift.min(Swift.max(self, -(1 << 40)), 1 << 40) }
}
