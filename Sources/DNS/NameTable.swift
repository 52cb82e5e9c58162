import Octets

/// The names that a message holds so far, so that a later one can point at what it shares with them (RFC 1035 §4.1.4).
///
/// It finds the octets of a name again only in the same letter case, since a pointer would else change it (RFC 4343 §4.1).
struct NameTable {
    /// Offsets from which a pointer can lead on: they have fourteen bits.
    static let offsetLimit = 0x4000
    /// Slots looked at for one name. Names made so that they collide go uncompressed, and cost no more than this.
    static let probeLimit = 16

    private struct Entry {
        var hash: UInt32
        var offset: Int
    }

    /// In the order in which they were entered, so that a rollback takes the last ones out.
    private var entries: [Entry] = []
    /// Indices into `entries` plus 1; 0 is empty. A power of two of them.
    private var slots = [UInt16](repeating: 0, count: 64)

    /// Where the name lies that is `suffix` of a name, if it does.
    func offset(of suffix: ArraySlice<UInt8>, hash: UInt32, in message: [UInt8]) -> Int? {
        var slot = firstSlot(hash)
        for _ in 0..<NameTable.probeLimit {
            guard slots[slot] != 0 else { return nil }
            let entry = entries[Int(slots[slot]) - 1]
            if entry.hash == hash, NameTable.holds(suffix, at: entry.offset, in: message) { return entry.offset }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    mutating func enter(hash: UInt32, offset: Int) {
        guard offset < NameTable.offsetLimit else { return }
        if entries.count * 2 >= slots.count { grow() }
        entries.append(Entry(hash: hash, offset: offset))
        if !place(entries.count - 1) { entries.removeLast() }
    }

    /// Forgets the names that begin at or behind `length`.
    mutating func rollBack(to length: Int) {
        while let last = entries.last, last.offset >= length {
            var slot = firstSlot(last.hash)
            while slots[slot] != UInt16(truncatingIfNeeded: entries.count) { slot = (slot + 1) & (slots.count - 1) }
            // The last one entered: no other entry was placed behind it because of it.
            slots[slot] = 0
            entries.removeLast()
        }
    }

    private func firstSlot(_ hash: UInt32) -> Int { Int(hash) & (slots.count - 1) }

    private mutating func grow() {
        slots = [UInt16](repeating: 0, count: slots.count * 2)
        let old = entries
        entries = []
        for entry in old {
            entries.append(entry)
            if !place(entries.count - 1) { entries.removeLast() }
        }
    }

    private mutating func place(_ index: Int) -> Bool {
        var slot = firstSlot(entries[index].hash)
        for _ in 0..<NameTable.probeLimit {
            if slots[slot] == 0 {
                slots[slot] = UInt16(truncatingIfNeeded: index + 1)
                return true
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return false
    }

    /// The message, which we wrote, holds exactly `name` at `start`.
    private static func holds(_ name: ArraySlice<UInt8>, at start: Int, in message: [UInt8]) -> Bool {
        var walk = NameWalk(at: start, upTo: message.count)
        var offset = name.startIndex
        do throws(ParseError) {
            while let label = try walk.next(message.span) {
                let stop = offset + 1 + label.count
                guard stop < name.endIndex, Int(name[offset]) == label.count,
                    name[(offset + 1)..<stop] == message[label]
                else { return false }
                offset = stop
            }
        } catch {
            // The name that is being written has no end yet.
            return false
        }
        return offset == name.endIndex - 1
    }
}
