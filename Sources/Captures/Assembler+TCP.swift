import Octets
import Transcripts

extension Assembler {
    mutating func receiveTCP(_ found: InternetPacket, _ bytes: Span<UInt8>, _ emit: (CapturedEvent) -> Void) {
        guard let segment = Segment(bytes, found.payload, wireLength: found.wireLength) else {
            return tally.noteDamaged(packet)
        }
        let source = SocketName(address: found.source, port: segment.sourcePort)
        let pair = SocketPair(source, SocketName(address: found.destination, port: segment.destinationPort))
        guard let slot = connection(of: segment, pair, source, emit) else { return }
        flows[slot].last = time
        let direction = flows[slot].direction(from: source)
        if segment.flags.contains(.synchronize) { flows[slot][direction].begin(segment.sequence) }
        takeData(segment, bytes, slot, direction, emit)
        if segment.flags.contains(.acknowledge) { noteAcknowledged(segment, slot, direction.opposite, emit) }
        if segment.flags.contains(.reset) { return reset(slot, direction, emit) }
        for side in [direction, direction.opposite] where flows[slot][side].finishes() { close(slot, side, emit) }
    }

    /// The connection that a segment belongs to, which may begin with it; nil where it belongs to one that has ended.
    private mutating func connection(
        of segment: Segment, _ pair: SocketPair, _ source: SocketName, _ emit: (CapturedEvent) -> Void
    ) -> Int? {
        if let slot = flows.slot(of: pair, isTCP: true) {
            guard begins(segment, anewOn: slot, source) else { return flows[slot].isClosed ? nil : slot }
            for direction in Direction.allCases { flush(slot, direction, emit) }
            if !flows[slot].isClosed {
                happen(slot, .close(Closing(by: nil, reason: "a new connection took its ports")), emit)
            }
            flows.remove(slot)
        }
        return begin(segment, pair, source, emit)
    }

    /// A SYN that is no repetition of the one that was seen.
    private func begins(_ segment: Segment, anewOn slot: Int, _ source: SocketName) -> Bool {
        guard segment.flags.contains(.synchronize) else { return false }
        let stream = flows[slot][flows[slot].direction(from: source)]
        guard let initial = stream.initial else { return !segment.flags.contains(.acknowledge) || flows[slot].isClosed }
        return initial != segment.sequence
    }

    /// Whoever sends the first SYN is the client; where none was seen, ports must tell.
    private mutating func begin(
        _ segment: Segment, _ pair: SocketPair, _ source: SocketName, _ emit: (CapturedEvent) -> Void
    ) -> Int? {
        let hasBegun = !segment.flags.contains(.synchronize)
        // A lone RST opens nothing.
        if hasBegun, segment.flags.contains(.reset) { return nil }
        let client: SocketName =
            if hasBegun {
                pair.likelyClient(firstSeen: source)
            } else {
                segment.flags.contains(.acknowledge) ? pair.other(than: source) : source
            }
        let slot = open(pair, .tcp, client: client, emit)
        if hasBegun { happen(slot, .note("the capture begins in the midst of this connection"), emit) }
        return slot
    }

    private mutating func takeData(
        _ segment: Segment, _ bytes: Span<UInt8>, _ slot: Int, _ direction: Direction, _ emit: (CapturedEvent) -> Void
    ) {
        let first = segment.flags.contains(.synchronize) ? segment.sequence &+ 1 : segment.sequence
        let data = bytes.extracting(segment.data)
        let before = flows[slot][direction].heldOctets
        var outputs: [Stream.Output] = []
        let isNew = flows[slot][direction].take(first, data, wireLength: segment.wireLength, limits) {
            outputs.append($0)
        }
        if !isNew { tally.retransmissions += 1 }
        heldOctets += flows[slot][direction].heldOctets - before
        give(outputs, slot, direction, emit)
        if heldOctets > limits.heldOctetsOfAll { flush(slot, direction, emit) }
        if segment.flags.contains(.finish) {
            flows[slot][direction].noteEnd(first &+ UInt32(truncatingIfNeeded: segment.wireLength))
        }
    }

    private mutating func noteAcknowledged(
        _ segment: Segment, _ slot: Int, _ direction: Direction, _ emit: (CapturedEvent) -> Void
    ) {
        guard !flows[slot][direction].held.isEmpty else { return }
        let before = flows[slot][direction].heldOctets
        var outputs: [Stream.Output] = []
        flows[slot][direction].noteAcknowledged(segment.acknowledgment, limits) { outputs.append($0) }
        heldOctets += flows[slot][direction].heldOctets - before
        give(outputs, slot, direction, emit)
    }

    /// Gives all that a stream holds.
    mutating func flush(_ slot: Int, _ direction: Direction, _ emit: (CapturedEvent) -> Void) {
        guard !flows[slot][direction].held.isEmpty else { return }
        heldOctets -= flows[slot][direction].heldOctets
        var outputs: [Stream.Output] = []
        flows[slot][direction].flush { outputs.append($0) }
        give(outputs, slot, direction, emit)
    }

    private mutating func give(
        _ outputs: [Stream.Output], _ slot: Int, _ direction: Direction, _ emit: (CapturedEvent) -> Void
    ) {
        for output in outputs {
            switch output {
            case .bytes(let bytes): happen(slot, .data(direction, bytes), emit)
            case .gap(let count):
                tally.missingOctets += UInt64(count)
                tell(count, slot, direction, emit)
            }
        }
    }

    /// One side has ended; with the other it is over.
    private mutating func close(_ slot: Int, _ direction: Direction, _ emit: (CapturedEvent) -> Void) {
        let isOver = flows[slot][direction.opposite].isFinished
        happen(slot, .close(Closing(by: direction, half: !isOver)), emit)
        flows[slot].isClosed = isOver
    }

    private mutating func reset(_ slot: Int, _ direction: Direction, _ emit: (CapturedEvent) -> Void) {
        for side in Direction.allCases { flush(slot, side, emit) }
        happen(slot, .close(Closing(by: direction, reason: "reset")), emit)
        flows[slot].isClosed = true
    }
}
