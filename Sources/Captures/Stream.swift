import Octets

/// One direction of a TCP connection: puts segments in the order of their octets, and keeps those that came too early.
struct Stream: Sendable {
    /// A segment that came before octets in front of it.
    struct Held: Sendable {
        var sequence: UInt32
        var bytes: [UInt8]
        var wireLength: Int
        /// Where its octets lie in the file.
        var place: UInt64?
    }

    /// What comes out, in the order of the stream.
    enum Output {
        /// Octets of the segment at hand.
        case segment(Range<Int>)
        /// Octets of one that was held.
        case held([UInt8], place: UInt64?)
        /// So many octets were on the wire and are not in the capture.
        case gap(Int)
    }

    /// The sequence number of the SYN, where one was seen.
    private(set) var initial: UInt32?
    /// The sequence number of the next octet; nil before anything was seen.
    private(set) var next: UInt32?
    /// The sequence number behind the last octet, once a FIN told it.
    private(set) var end: UInt32?
    /// The FIN, and all before it, have come.
    private(set) var isFinished = false
    /// The last window that was told was 0.
    var isWindowClosed = false
    /// Acknowledgments of what is missing.
    private var acknowledgmentsPastGap: UInt8 = 0
    /// In the order of their octets.
    private(set) var held: [Held] = []
    private(set) var heldOctets = 0

    /// A SYN was seen and nothing behind it.
    var hasOnlyBegun: Bool { initial.map { next == $0 &+ 1 && held.isEmpty } ?? false }

    var isEnding: Bool { end != nil && !isFinished }

    mutating func begin(_ sequence: UInt32) {
        if initial == nil { initial = sequence }
        if next == nil { next = sequence &+ 1 }
    }

    /// The usual case: all of a segment's octets are here and are the next ones. False where it is another case.
    mutating func takeInOrder(_ sequence: UInt32, count: Int, wireLength: Int) -> Bool {
        guard next == sequence, count == wireLength, held.isEmpty else { return false }
        next = sequence &+ UInt32(truncatingIfNeeded: count)
        return true
    }

    /// Takes what begins at `sequence`. False where all of it had come before.
    mutating func take(
        _ sequence: UInt32, _ bytes: Span<UInt8>, wireLength: Int, place: UInt64?, _ limits: Limits,
        _ emit: (Output) -> Void
    ) -> Bool {
        let next = self.next ?? sequence
        self.next = next
        guard wireLength > 0 else { return true }
        guard distance(next, sequence &+ UInt32(truncatingIfNeeded: wireLength)) > 0 else { return false }
        if distance(next, sequence) > 0 {
            hold(
                Held(sequence: sequence, bytes: bytes.bytes(in: 0..<bytes.count), wireLength: wireLength, place: place))
            if held.count > limits.heldSegments || heldOctets > limits.heldOctets { skipGap(emit) }
        } else {
            deliver(sequence, count: bytes.count, wireLength, emit) { .segment($0) }
            drain(emit)
        }
        return true
    }

    /// A FIN stands behind the octet before `sequence`.
    mutating func noteEnd(_ sequence: UInt32) {
        if next == nil { next = sequence }
        if end == nil { end = sequence }
    }

    /// True once, when the FIN and all before it have come.
    mutating func finishes() -> Bool {
        guard !isFinished, let end, let next, distance(end, next) >= 0 else { return false }
        isFinished = true
        return true
    }

    /// The other side acknowledges all octets before `sequence`: what is missing there will hardly come any more.
    mutating func noteAcknowledged(_ sequence: UInt32, _ limits: Limits, _ emit: (Output) -> Void) {
        guard let first = held.first, distance(first.sequence, sequence) >= 0 else { return }
        acknowledgmentsPastGap += 1
        if acknowledgmentsPastGap >= limits.acknowledgmentsPastGap { skipGap(emit) }
    }

    /// Gives up the octets before the first segment held.
    mutating func skipGap(_ emit: (Output) -> Void) {
        guard let first = held.first, let next else { return }
        emit(.gap(distance(next, first.sequence)))
        self.next = first.sequence
        acknowledgmentsPastGap = 0
        drain(emit)
    }

    /// Gives up all that is missing.
    mutating func flush(_ emit: (Output) -> Void) {
        while !held.isEmpty { skipGap(emit) }
    }
}

extension Stream {
    private mutating func hold(_ segment: Held) {
        // The first that begins behind it; in nearly all cases the last.
        var place = held.count
        while place > 0, distance(segment.sequence, held[place - 1].sequence) > 0 { place -= 1 }
        if place > 0, held[place - 1].sequence == segment.sequence, held[place - 1].wireLength >= segment.wireLength {
            return
        }
        held.insert(segment, at: place)
        heldOctets += segment.bytes.count
    }

    private mutating func drain(_ emit: (Output) -> Void) {
        while let first = held.first, let next, distance(next, first.sequence) <= 0 {
            held.removeFirst()
            heldOctets -= first.bytes.count
            acknowledgmentsPastGap = 0
            deliver(first.sequence, count: first.bytes.count, first.wireLength, emit) { range in
                .held(Array(first.bytes[range]), place: first.place.map { $0 + UInt64(range.lowerBound) })
            }
        }
    }

    /// Gives what is new of a segment that begins at or before the next octet.
    private mutating func deliver(
        _ sequence: UInt32, count: Int, _ wireLength: Int, _ emit: (Output) -> Void, _ output: (Range<Int>) -> Output
    ) {
        guard let next else { return }
        let old = distance(sequence, next)
        guard old < wireLength else { return }
        if old < count { emit(output(old..<count)) }
        // A capture may be told to keep no more than a packet's beginning.
        if count < wireLength { emit(.gap(wireLength - max(old, count))) }
        self.next = sequence &+ UInt32(truncatingIfNeeded: wireLength)
    }
}

/// How far `second` is behind `first`, where numbers go round at 2³² (RFC 9293 §3.4); negative where it is before it.
func distance(_ first: UInt32, _ second: UInt32) -> Int { Int(Int32(bitPattern: second &- first)) }
