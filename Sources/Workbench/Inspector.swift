import Cells
import Dissection
import Widgets

extension InspectorState {
    /// The rows of the tree, from the root down, without what lies in closed nodes.
    package func rows(showingSecrets: Bool, _ symbols: Symbols) -> [TreeRow<Int>] {
        guard let root = inspected?.root else { return [] }
        return tree.rows(of: [root], key: { $1 }, children: \.children) { node in
            (node.signedLabel, node.shownValue(showingSecrets, symbols), node.definition.reference)
        }
    }

    private var rowPaths: [[Int]] {
        guard let root = inspected?.root else { return [] }
        return tree.rows(of: [root], key: { $1 }, children: \.children) { _ in ("", "", "") }.map(\.path)
    }

    /// The node at a path, which begins with the root's 0.
    package func node(at path: [Int]) -> FieldNode? {
        path.first == 0 ? inspected?.root.node(at: path.dropFirst()) : nil
    }

    /// The bytes that the chosen field lights.
    package var lit: Range<Int> {
        guard let range = node(at: path)?.range, let count = inspected?.bytes.count else { return 0..<0 }
        return range.clamped(to: 0..<count)
    }

    /// Chooses a field, opening what it lies in, and moves the byte cursor to its start.
    package mutating func choose(path: [Int]) {
        self.path = path
        tree.reveal(path)
        byte = lit.lowerBound
    }

    /// Chooses a byte, and the innermost field that it belongs to.
    package mutating func choose(byte wanted: Int) {
        guard let inspected else { return }
        byte = max(0, min(wanted, inspected.bytes.count - 1))
        path = [0] + (inspected.root.path(toByte: byte) ?? [])
        tree.reveal(path)
    }

    mutating func moveField(_ move: Scroll.Move, page: Int) {
        let paths = rowPaths
        guard !paths.isEmpty else { return }
        var scroll = Scroll(selection: paths.firstIndex(of: path) ?? 0, top: fields.top)
        scroll.move(move, count: paths.count, page: page)
        fields = scroll
        choose(path: paths[scroll.selection])
    }

    mutating func openField() {
        guard let node = node(at: path), !node.children.isEmpty else { return }
        tree.expand(path)
    }

    /// Closes the chosen field; one that is closed, or has nothing within, leads to the field around it.
    mutating func closeField() {
        if tree.isExpanded(path), node(at: path)?.children.isEmpty == false, path.count > 1 {
            tree.collapse(path)
        } else if path.count > 1 {
            choose(path: Array(path.dropLast()))
        }
    }

    mutating func toggleField() {
        guard node(at: path)?.children.isEmpty == false, path.count > 1 else { return }
        tree.toggle(path)
    }

    mutating func settle(fieldsPage: Int) {
        let paths = rowPaths
        fields = Scroll(selection: paths.firstIndex(of: path) ?? 0, top: fields.top)
        fields.settle(count: paths.count, page: fieldsPage)
    }

    /// Every path of the tree, from the root down.
    var allPaths: [[Int]] {
        guard let root = inspected?.root else { return [] }
        var paths: [[Int]] = []
        var waiting = [(root, [0])]
        while let (node, path) = waiting.popLast() {
            paths.append(path)
            waiting += node.children.enumerated().reversed().map { ($1, path + [$0]) }
        }
        return paths
    }
}

extension FieldNode {
    /// The label, with a sign before it where there is something to say about the field.
    fileprivate var signedLabel: String {
        switch remarks.map(\.severity).max() {
        case nil: label
        case .note?: "\(label) *"
        case .warning?: "! \(label)"
        case .error?: "!! \(label)"
        }
    }

    fileprivate func shownValue(_ showingSecrets: Bool, _ symbols: Symbols) -> String {
        guard definition.secret, !showingSecrets, !value.isEmpty else { return value }
        return String(repeating: symbols.bullet, count: min(value.count, 12))
    }
}

extension Tab {
    mutating func settleInspector(_ layout: Layout) {
        inspector.settle(fieldsPage: fieldsHeight(layout))
        guard let inside = layout.panes[.bytes].map(Layout.inside) else { return }
        var view = HexView(count: inspector.inspected?.bytes.count ?? 0, topRow: inspector.bytesTop)
        view.reveal(inspector.byte, in: inside)
        inspector.bytesTop = view.topRow
    }

    /// Rows of the fields pane that are left for the tree: what a field means takes the others.
    package func fieldsHeight(_ layout: Layout) -> Int {
        let inside = height(of: .fields, layout)
        return max(1, inside - Self.meaningRows(inside))
    }

    /// Rows under the tree that say what the chosen field means.
    package static func meaningRows(_ inside: Int) -> Int {
        inside >= 14 ? 6 : inside >= 10 ? 5 : inside >= 8 ? 4 : inside >= 5 ? 3 : inside >= 3 ? 1 : 0
    }
}
