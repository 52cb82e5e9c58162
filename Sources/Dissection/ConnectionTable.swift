/// Connections by their numbers, each in a slot in which it changes in place.
struct ConnectionTable: Sendable {
    private var slots: [DissectedConnection] = []
    private var free: [Int] = []
    private var slotOfNumber: [Int: Int] = [:]
    /// What was looked for last: events come in trains.
    private var latest = (number: -1, slot: -1)

    var count: Int { slotOfNumber.count }
    var numbers: [Int] { slotOfNumber.keys.sorted() }

    mutating func slot(of number: Int) -> Int? {
        if latest.number == number { return latest.slot }
        guard let slot = slotOfNumber[number] else { return nil }
        latest = (number, slot)
        return slot
    }

    func known(_ number: Int) -> DissectedConnection? { slotOfNumber[number].map { slots[$0] } }

    /// A connection in a slot that `slot` or `add` gave.
    subscript(slot: Int) -> DissectedConnection {
        _read { yield slots[slot] }
        _modify { yield &slots[slot] }
    }

    /// Puts a connection in the place of any other of that number; gives its slot.
    @discardableResult
    mutating func add(_ connection: DissectedConnection, _ number: Int) -> Int {
        let slot = slotOfNumber[number] ?? free.popLast() ?? slots.count
        if slot == slots.count { slots.append(connection) } else { slots[slot] = connection }
        slotOfNumber[number] = slot
        latest = (number, slot)
        return slot
    }

    mutating func remove(_ number: Int) {
        guard let slot = slotOfNumber.removeValue(forKey: number) else { return }
        slots[slot] = DissectedConnection.none
        free.append(slot)
        latest = (-1, -1)
    }
}
