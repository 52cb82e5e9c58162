import Octets
import Transcripts

extension Assembler {
    mutating func receiveTCP(_ found: InternetPacket, _ bytes: Span<UInt8>, _ emit: Emit) {
        guard let segment = Segment(bytes, found.payload, wireLength: found.wireLength) else {
            return tally.noteDamaged(packet)
        }
        let source = SocketName(address: found.source, port: segment.sourcePort)
        let pair = SocketPair(source, SocketName(address: found.destination, port: segment.destinationPort))
        guard let slot = connection(of: segment, pair, source, emit) else { return }
        flows[slot].last = time
        let direction = flows[slot].direction(from: source)
        if segment.flags.contains(.synchronize) { begin(segment, slot, direction, emit) }
        if segment.wireLength > 0 { takeData(segment, bytes, slot, direction, emit) }
        if segment.flags.contains(.acknowledge) { noteAcknowledged(segment, slot, direction, emit) }
        guard !segment.flags.isDisjoint(with: [.reset, .finish]) || flows[slot].isEnding else { return }
        noteEnd(segment, slot, direction, emit)
    }

    private mutating func noteEnd(_ segment: Segment, _ slot: Int, _ direction: Direction, _ emit: Emit) {
        if segment.flags.contains(.finish) {
            flows[slot][direction].noteEnd(firstOctet(segment) &+ UInt32(truncatingIfNeeded: segment.wireLength))
        }
        if segment.flags.contains(.reset) { return reset(slot, direction, emit) }
        for side in [direction, direction.opposite] where flows[slot][side].finishes() { close(slot, side, emit) }
    }

    private func firstOctet(_ segment: Segment) -> UInt32 {
        segment.flags.contains(.synchronize) ? segment.sequence &+ 1 : segment.sequence
    }

    private mutating func begin(_ segment: Segment, _ slot: Int, _ direction: Direction, _ emit: Emit) {
        let isFirst = flows[slot][direction].initial == nil
        flows[slot][direction].begin(segment.sequence)
        guard isFirst else { return }
        if direction == .clientToServer { flows[slot].began = time }
        guard flows[slot][direction.opposite].initial != nil else { return }
        if segment.flags.contains(.acknowledge) {
            flows[slot].awaitsHandshake = direction == .serverToClient
        } else {
            tell(.simultaneousOpen, slot, direction, emit)
        }
    }

    /// The connection that a segment belongs to, which may begin with it; nil where it belongs to one that has ended.
    private mutating func connection(
        of segment: Segment, _ pair: SocketPair, _ source: SocketName, _ emit: Emit
    ) -> Int? {
        if let slot = flows.slot(of: pair, isTCP: true) {
            let goesOn = goesOn(segment, on: slot, source)
            guard goesOn || begins(segment, anewOn: slot, source) else { return flows[slot].isClosed ? nil : slot }
            if goesOn { return resume(slot, pair, emit) }
            for direction in Direction.allCases { flush(slot, direction, emit) }
            if !flows[slot].isClosed {
                happen(slot, .close(Closing(by: nil, reason: "a new connection took its ports")), emit)
            }
            flows.remove(slot)
        }
        return begin(segment, pair, source, emit)
    }

    /// A reset that its own sender does not keep to was forged, or meant for another: new data of that side tells.
    private func goesOn(_ segment: Segment, on slot: Int, _ source: SocketName) -> Bool {
        let flow = flows[slot]
        guard flow.resetBy == flow.direction(from: source), segment.wireLength > 0,
            segment.flags.isDisjoint(with: [.synchronize, .reset]), let next = flow[flow.direction(from: source)].next
        else { return false }
        return distance(next, segment.sequence) >= 0
    }

    private mutating func resume(_ slot: Int, _ pair: SocketPair, _ emit: Emit) -> Int {
        let client = flows[slot].client
        flows.remove(slot)
        let slot = open(pair, .tcp, client: client, emit)
        happen(slot, .note("the connection before went on after its reset"), emit)
        return slot
    }

    /// A SYN that is no repetition of the one that was seen.
    private func begins(_ segment: Segment, anewOn slot: Int, _ source: SocketName) -> Bool {
        guard segment.flags.contains(.synchronize) else { return false }
        let direction = flows[slot].direction(from: source)
        guard let initial = flows[slot][direction].initial else {
            let isAnswer = segment.flags.contains(.acknowledge) || flows[slot][direction.opposite].hasOnlyBegun
            return !isAnswer || flows[slot].isClosed
        }
        return initial != segment.sequence
    }

    /// Whoever sends the first SYN is the client; where none was seen, ports must tell.
    private mutating func begin(
        _ segment: Segment, _ pair: SocketPair, _ source: SocketName, _ emit: Emit
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
        _ segment: Segment, _ bytes: Span<UInt8>, _ slot: Int, _ direction: Direction, _ emit: Emit
    ) {
        let first = firstOctet(segment)
        let data = bytes.extracting(segment.data)
        let place = place(segment.data.lowerBound)
        if flows[slot][direction].takeInOrder(first, count: data.count, wireLength: segment.wireLength) {
            recent.note(flow: flows[slot].number, direction, first, length: data.count, place: place)
            return happen(slot, .data(direction, place: place), data, emit)
        }
        takeOutOfOrder(segment, first, data, place, slot, direction, emit)
    }

    private mutating func takeOutOfOrder(
        _ segment: Segment, _ first: UInt32, _ data: Span<UInt8>, _ place: UInt64?, _ slot: Int,
        _ direction: Direction, _ emit: Emit
    ) {
        if isKeepAlive(segment, first, slot, direction) { return tell(.keepAlive, slot, direction, emit) }
        compare(first, data, slot, direction, emit)
        let before = flows[slot][direction].heldOctets
        let heldBefore = flows[slot][direction].held.count
        var outputs: [Stream.Output] = []
        let isNew = flows[slot][direction].take(first, data, wireLength: segment.wireLength, place: place, limits) {
            outputs.append($0)
        }
        if !isNew {
            tally.retransmissions += 1
            tell(.retransmission, slot, direction, emit)
        } else if flows[slot][direction].held.count > heldBefore {
            tally.outOfOrder += 1
            tell(.outOfOrder, slot, direction, emit)
        }
        recent.note(flow: flows[slot].number, direction, first, length: data.count, place: place)
        heldOctets += flows[slot][direction].heldOctets - before
        give(outputs, data, place, slot, direction, emit)
        if heldOctets > limits.heldOctetsOfAll { flush(slot, direction, emit) }
    }

    /// One octet that was acknowledged long ago, sent to hear an answer (RFC 9293 §3.8.4).
    private func isKeepAlive(_ segment: Segment, _ first: UInt32, _ slot: Int, _ direction: Direction) -> Bool {
        guard segment.wireLength == 1, segment.flags.isDisjoint(with: [.synchronize, .finish]),
            let next = flows[slot][direction].next
        else { return false }
        return first &+ 1 == next && segment.flags.contains(.acknowledge) && !segment.flags.contains(.push)
    }

    /// Octets that come a second time should be those of the first.
    private mutating func compare(
        _ first: UInt32, _ data: Span<UInt8>, _ slot: Int, _ direction: Direction, _ emit: Emit
    ) {
        guard let next = flows[slot][direction].next, distance(first, next) > 0 || !flows[slot][direction].held.isEmpty,
            recent.differs(flow: flows[slot].number, direction, first, data, recall: recall)
        else { return }
        tally.differing += 1
        tell(.overlapDiffers, slot, direction, emit)
    }

    private mutating func tell(_ irregularity: Irregularity, _ slot: Int, _ direction: Direction, _ emit: Emit) {
        guard flows[slot].told < limits.irregularities else { return }
        flows[slot].told += 1
        happen(slot, .irregularity(irregularity, direction), emit)
    }

    private mutating func noteAcknowledged(
        _ segment: Segment, _ slot: Int, _ sender: Direction, _ emit: Emit
    ) {
        if flows[slot].awaitsHandshake, sender == .clientToServer { noteHandshake(slot, emit) }
        noteWindow(segment, slot, sender, emit)
        let direction = sender.opposite
        guard !flows[slot][direction].held.isEmpty else { return }
        let before = flows[slot][direction].heldOctets
        var outputs: [Stream.Output] = []
        flows[slot][direction].noteAcknowledged(segment.acknowledgment, limits) { outputs.append($0) }
        heldOctets += flows[slot][direction].heldOctets - before
        give(outputs, Span(), nil, slot, direction, emit)
    }

    private mutating func noteHandshake(_ slot: Int, _ emit: Emit) {
        flows[slot].awaitsHandshake = false
        guard let began = flows[slot].began else { return }
        happen(slot, .handshake(max(0, time.nanoseconds - began.nanoseconds)), emit)
    }

    private mutating func noteWindow(_ segment: Segment, _ slot: Int, _ sender: Direction, _ emit: Emit) {
        let isClosed = segment.window == 0 && segment.flags.isDisjoint(with: [.synchronize, .finish, .reset])
        guard isClosed != flows[slot][sender].isWindowClosed else { return }
        flows[slot][sender].isWindowClosed = isClosed
        if isClosed { tell(.zeroWindow, slot, sender, emit) }
    }

    /// Gives all that a stream holds.
    mutating func flush(_ slot: Int, _ direction: Direction, _ emit: Emit) {
        guard !flows[slot][direction].held.isEmpty else { return }
        heldOctets -= flows[slot][direction].heldOctets
        var outputs: [Stream.Output] = []
        flows[slot][direction].flush { outputs.append($0) }
        give(outputs, Span(), nil, slot, direction, emit)
    }

    private mutating func give(
        _ outputs: [Stream.Output], _ data: Span<UInt8>, _ place: UInt64?, _ slot: Int, _ direction: Direction,
        _ emit: Emit
    ) {
        for output in outputs {
            switch output {
            case .segment(let range):
                let start = place.map { $0 + UInt64(range.lowerBound) }
                happen(slot, .data(direction, place: start), data.extracting(range), emit)
            case .held(let bytes, let place): happen(slot, .data(direction, place: place), bytes.span, emit)
            case .gap(let count):
                tally.missingOctets += UInt64(count)
                happen(slot, .gap(direction, count), emit)
            }
        }
    }

    /// One side has ended; with the other it is over.
    private mutating func close(_ slot: Int, _ direction: Direction, _ emit: Emit) {
        let isOver = flows[slot][direction.opposite].isFinished
        happen(slot, .close(Closing(by: direction, half: !isOver)), emit)
        flows[slot].isClosed = isOver
    }

    private mutating func reset(_ slot: Int, _ direction: Direction, _ emit: Emit) {
        for side in Direction.allCases { flush(slot, side, emit) }
        happen(slot, .close(Closing(by: direction, reason: "reset")), emit)
        flows[slot].isClosed = true
        flows[slot].resetBy = direction
    }
}
