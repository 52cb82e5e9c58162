import Cells

/// Turns the bytes of a terminal's input into events, however they are cut up. A value, without a terminal or a clock.
///
/// An escape by itself and the beginning of a sequence look the same until more comes or does not: the caller asks
/// `patience`, waits so long for more, and calls `flush` if nothing came.
struct InputDecoder {
    /// A sequence that gets longer than this is dropped.
    static let sequenceLimit = 64
    /// How long the rest of a sequence may take, in nanoseconds.
    static let sequencePatience: Int64 = 25_000_000
    /// How long a paste may pause before it is taken as finished, its end being lost.
    static let pastePatience: Int64 = 1_000_000_000

    /// What came of a key that is not complete.
    private var pending: [UInt8] = []
    private var paste: PasteCollector?

    /// How long to wait for more before `flush`; nil where nothing is begun.
    var patience: Int64? {
        if paste != nil { return Self.pastePatience }
        return pending.isEmpty ? nil : Self.sequencePatience
    }

    mutating func decode(_ bytes: Span<UInt8>, into events: inout [InputEvent]) {
        for index in bytes.indices { decode(bytes[index], into: &events) }
    }

    /// Takes what is pending for complete: an escape for the key, an unfinished paste for all of it.
    mutating func flush(into events: inout [InputEvent]) {
        if let paste {
            events.append(.paste(paste.paste))
            self.paste = nil
        }
        let left = pending
        pending = []
        guard let first = left.first else { return }
        guard first == 0x1B else {
            events.append(.key(Key("\u{FFFD}")))
            return
        }
        if left.count == 2, let key = KeySequences.plain(left[1]) {
            events.append(.key(Key(key.code, key.modifiers.union(.alt))))
        } else {
            events.append(.key(Key(.escape)))
            // A second escape that waits is a second press.
            if left.count == 2, left[1] == 0x1B { events.append(.key(Key(.escape))) }
        }
    }

    private mutating func decode(_ byte: UInt8, into events: inout [InputEvent]) {
        if paste != nil {
            if paste?.take(byte) == true { finishPaste(into: &events) }
            return
        }
        pending.append(byte)
        switch KeySequences.read(pending) {
        case .unfinished:
            if pending.count >= Self.sequenceLimit { pending = [] }
        case .event(let event):
            pending = []
            events.append(event)
        case .pasteBegins:
            pending = []
            paste = PasteCollector()
        case .nothing:
            pending = []
        case .broken:
            // What broke it begins something of its own.
            pending = []
            events.append(.key(Key("\u{FFFD}")))
            decode(byte, into: &events)
        }
    }

    private mutating func finishPaste(into events: inout [InputEvent]) {
        if let paste { events.append(.paste(paste.paste)) }
        paste = nil
    }
}

/// The bytes of a bracketed paste until its end.
private struct PasteCollector {
    private static let end = Array("\u{1B}[201~".utf8)

    private var bytes: [UInt8] = []
    private var dropped = 0
    private var matched = 0

    var paste: Paste { Paste(bytes, dropped: dropped) }

    /// Takes a byte; true where it completes the end bracket.
    mutating func take(_ byte: UInt8) -> Bool {
        if byte == Self.end[matched] {
            matched += 1
            return matched == Self.end.count
        }
        // No proper part of the bracket begins it again but its first byte.
        for index in 0..<matched { keep(Self.end[index]) }
        matched = byte == Self.end[0] ? 1 : 0
        if matched == 0 { keep(byte) }
        return false
    }

    private mutating func keep(_ byte: UInt8) {
        if bytes.count < Paste.bytesLimit { bytes.append(byte) } else { dropped += 1 }
    }
}
