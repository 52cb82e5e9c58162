import Dissection

/// What the list of conversations is sorted by.
package enum ConversationOrder: String, CaseIterable, Sendable {
    case start, client, server
    case proto = "protocol"
    case messages, bytes, duration, state
    case first = "first line"

    /// The order after this one, round.
    package var next: ConversationOrder {
        let all = Self.allCases
        return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
    }

    /// People look for the largest first.
    package var beginsWithLargest: Bool { self == .messages || self == .bytes || self == .duration }
}

extension ConversationIndex {
    /// Places in `conversations`, in that order; those that are equal as they began.
    package func sorted(by order: ConversationOrder, descending: Bool) -> [Int] {
        let places = Array(conversations.indices)
        switch order {
        case .start: return descending ? places.reversed() : places
        case .client: return sorted(places, descending) { AddressKey($0.client) }
        case .server: return sorted(places, descending) { AddressKey($0.server) }
        case .proto: return sorted(places, descending, \.protocolText)
        case .messages: return sorted(places, descending, \.messages)
        case .bytes: return sorted(places, descending, \.octets)
        case .duration: return sorted(places, descending, \.duration)
        case .state: return sorted(places, descending, \.state)
        case .first: return sorted(places, descending, \.firstLine)
        }
    }

    private func sorted<Key: Comparable>(
        _ places: [Int], _ descending: Bool, _ key: (ConversationRecord) -> Key
    ) -> [Int] {
        let keys = conversations.map(key)
        return places.sorted { left, right in
            if keys[left] == keys[right] { return left < right }
            return descending ? keys[left] > keys[right] : keys[left] < keys[right]
        }
    }

    /// The first of `rows`, places in some order, at or after (or before) the row `start` whose conversation has the text
    /// in what its row says, whatever the case; goes round the end. Nil where none has it.
    package func search(_ text: String, in rows: [Int], from start: Int, forward: Bool) -> Int? {
        let wanted = text.lowercased()
        guard !wanted.isEmpty, !rows.isEmpty else { return nil }
        for step in rows.indices {
            let row = (start + (forward ? step : rows.count - step)) % rows.count
            if conversations[rows[row]].searchText.lowercased().contains(wanted) { return row }
        }
        return nil
    }
}

extension ConversationRecord {
    /// What a search looks at.
    fileprivate var searchText: String { "\(client) \(server) \(protocolText) \(state.rawValue) \(firstLine)" }
}

/// An address and a port, with numbers in the order of numbers.
private struct AddressKey: Comparable {
    let text: String
    let parts: [Int]

    init(_ text: String) {
        self.text = text
        // Colons of IPv6 are kept by its text alone.
        parts = text.hasPrefix("[") ? [] : text.split { $0 == "." || $0 == ":" }.compactMap { Int($0) }
    }

    static func < (left: AddressKey, right: AddressKey) -> Bool {
        if left.parts == right.parts { return left.text < right.text }
        return left.parts.lexicographicallyPrecedes(right.parts)
    }
}
