/// One row of a tree that was flattened.
package struct TreeRow<Component: Hashable & Sendable>: Hashable, Sendable {
    /// The components from the root to this node.
    package var path: [Component]
    package var isExpandable: Bool
    package var isExpanded: Bool
    package var label: String
    package var value: String
    package var note: String

    package var depth: Int { max(0, path.count - 1) }

    package init(
        path: [Component], isExpandable: Bool = false, isExpanded: Bool = false, label: String, value: String = "",
        note: String = ""
    ) {
        self.path = path
        self.isExpandable = isExpandable
        self.isExpanded = isExpanded
        self.label = label
        self.value = value
        self.note = note
    }
}

/// Which nodes of a tree are open, by path, so that it lasts when the tree is made anew or another one like it shows.
package struct TreeState<Component: Hashable & Sendable>: Hashable, Sendable {
    /// How many nodes are remembered as other than the default, and how many rows a tree has at most.
    package static var toggledLimit: Int { 10_000 }
    package static var rowsLimit: Int { 50_000 }

    /// Nodes above this depth are open until they are closed; the others closed until they are opened.
    package var openDepth: Int
    private var toggled: Set<[Component]> = []

    package init(openDepth: Int = 1) { self.openDepth = openDepth }

    package func isExpanded(_ path: [Component]) -> Bool {
        (path.count <= openDepth) != toggled.contains(path)
    }

    package mutating func toggle(_ path: [Component]) { set(path, expanded: !isExpanded(path)) }
    package mutating func expand(_ path: [Component]) { set(path, expanded: true) }
    package mutating func collapse(_ path: [Component]) { set(path, expanded: false) }

    /// Opens every node above `path`, so that it shows.
    package mutating func reveal(_ path: [Component]) {
        for count in path.indices.dropFirst() { expand(Array(path.prefix(count))) }
    }

    /// The rows of the open nodes, from the roots down, at most `rowsLimit`.
    ///
    /// - Parameters:
    ///   - key: tells a node from its siblings; it gets the node and its place among them.
    ///   - row: the three texts of a node.
    package func rows<Node>(
        of roots: [Node], key: (Node, Int) -> Component, children: (Node) -> [Node],
        row: (Node) -> (label: String, value: String, note: String)
    ) -> [TreeRow<Component>] {
        var rows: [TreeRow<Component>] = []
        // A stack and not recursion: the depth of a tree may be a peer's choice.
        var waiting = roots.enumerated().reversed().map { (node: $1, path: [key($1, $0)]) }
        while let (node, path) = waiting.popLast(), rows.count < Self.rowsLimit {
            let below = children(node)
            let expanded = !below.isEmpty && isExpanded(path)
            let texts = row(node)
            rows.append(
                TreeRow(
                    path: path, isExpandable: !below.isEmpty, isExpanded: expanded, label: texts.label,
                    value: texts.value, note: texts.note))
            guard expanded else { continue }
            waiting += below.enumerated().reversed().map { (node: $1, path: path + [key($1, $0)]) }
        }
        return rows
    }

    private mutating func set(_ path: [Component], expanded: Bool) {
        if expanded == (path.count <= openDepth) {
            toggled.remove(path)
        } else if toggled.count < Self.toggledLimit {
            toggled.insert(path)
        }
    }
}
