import Cells
import TestKit
import Testing

@testable import Widgets

@Suite struct ListAndTreeTests {
    static func list(_ count: Int, selection: Int) -> ListView {
        var scroll = Scroll(selection: selection)
        scroll.settle(count: count, page: 3)
        return ListView(count: count, scroll: scroll)
    }

    @Test func drawsAListWithItsSelectionAndScrollBar() {
        let view = Self.list(9, selection: 4)
        var buffer = Buffer(columns: 12, rows: 3)
        view.draw(into: &buffer, in: buffer.bounds) { $0.write("item \($1) longer", x: $2.x, y: $2.y, within: $2) }
        #expect(buffer.trimmedRows == [" item 2 lo…│", " item 3 lo…█", "▌item 4 lo…│"])
        #expect(buffer.map { $0.attributes.contains(.reverse) } == ["............", "............", "###########."])
        #expect(view.index(atX: 3, y: 1, in: buffer.bounds) == 3)
        #expect(view.index(atX: 30, y: 1, in: buffer.bounds) == nil)
        #expect(Self.list(2, selection: 0).index(atX: 0, y: 2, in: buffer.bounds) == nil)
    }

    struct Node {
        var label: String
        var value = ""
        var note = ""
        var children: [Node] = []
    }

    static let tree = [
        Node(
            label: "command", note: "bytes 76–81",
            children: [
                Node(label: "verb", value: "DATA", note: "RFC 5321 4.1.1.4"),
                Node(label: "group", children: [Node(label: "deep", value: "1")]),
            ]),
        Node(label: "transaction", value: "from alice"),
    ]

    static func rows(_ state: TreeState<String>) -> [TreeRow<String>] {
        state.rows(of: tree, key: { node, _ in node.label }, children: \.children) { ($0.label, $0.value, $0.note) }
    }

    @Test func opensAndClosesByPath() {
        var state = TreeState<String>(openDepth: 1)
        #expect(Self.rows(state).map(\.label) == ["command", "verb", "group", "transaction"])
        state.collapse(["command"])
        #expect(Self.rows(state).map(\.label) == ["command", "transaction"])
        state.reveal(["command", "group", "deep"])
        #expect(Self.rows(state).map(\.label) == ["command", "verb", "group", "deep", "transaction"])
        state.toggle(["command", "group"])
        #expect(Self.rows(state).map(\.isExpanded) == [true, false, false, false])
        #expect(Self.rows(state).map(\.isExpandable) == [true, false, true, false])
    }

    @Test func drawsATree() {
        let view = TreeView(rows: Self.rows(TreeState(openDepth: 2)), scroll: Scroll(selection: 1))
        #expect(
            screenRows(columns: 48, rows: 6) { view.draw(into: &$0, in: $1) } == [
                " ▾ command                           bytes 76–81",
                "▌    verb       DATA            RFC 5321 4.1.1.4",
                "   ▾ group",
                "       deep     1",
                "   transaction  from alice",
                "",
            ])
        #expect(
            screenRows(columns: 16, rows: 3, symbols: .ascii) { view.draw(into: &$0, in: $1) } == [
                " v command     #", "|    v~  DATA  |", "   v group     |",
            ])
    }

    @Test func boundsATree() {
        let many = (0..<TreeState<Int>.rowsLimit + 5).map { Node(label: "\($0)") }
        let rows = TreeState<Int>().rows(of: many, key: { $1 }, children: \.children) { ($0.label, "", "") }
        #expect(rows.count == TreeState<Int>.rowsLimit)
        #expect(rows.first?.label == "0")
    }
}
