extension FieldNode {
    /// The deepest node whose range holds the octet at `offset`, as indices of children from this node down; nil if this
    /// node itself does not hold it. Of nodes that overlap the first wins.
    package func path(toByte offset: Int) -> [Int]? {
        guard range.contains(offset) else { return nil }
        for (index, child) in children.enumerated() {
            if let rest = child.path(toByte: offset) { return [index] + rest }
        }
        return []
    }

    /// The node at a path of indices; nil where it leads nowhere.
    package func node(at path: some Sequence<Int>) -> FieldNode? {
        var node = self
        for index in path {
            guard node.children.indices.contains(index) else { return nil }
            node = node.children[index]
        }
        return node
    }

    /// Octets of the message that hold secrets, in order: what screens mask until a key shows it.
    package var secretRanges: [Range<Int>] {
        if definition.secret { return range.isEmpty ? [] : [range] }
        return children.flatMap(\.secretRanges)
    }

    /// The first node of that name, this one included, in the order in which they are shown.
    package func first(_ definition: FieldDefinition) -> FieldNode? {
        if self.definition.name == definition.name { return self }
        for child in children {
            if let found = child.first(definition) { return found }
        }
        return nil
    }

    /// The worst mark in the tree.
    package var worst: Severity? {
        (remarks.map(\.severity) + children.compactMap(\.worst)).max()
    }

    /// Puts a remark on the deepest node that holds all of `place`.
    mutating func attach(_ remark: Remark, at place: Range<Int>) {
        let home = children.firstIndex {
            $0.range.lowerBound <= place.lowerBound && place.upperBound <= $0.range.upperBound
        }
        if let home, !place.isEmpty {
            children[home].attach(remark, at: place)
        } else {
            remarks.append(remark)
        }
    }
}
