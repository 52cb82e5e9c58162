import Octets
import Transcripts

/// Puts the fragments of IP packets together (RFC 791 §3.2, RFC 8200 §4.5). Bounded in packets, octets and time.
struct Reassembler: Sendable {
    private struct Key: Hashable, Sendable {
        var source: IPAddress
        var destination: IPAddress
        var proto: UInt8
        var identification: UInt32
    }

    fileprivate struct Part: Sendable {
        var bytes: [UInt8]
        /// Which octets are there.
        var covered: [Range<Int>] = []
        /// Octets of the whole, once the last fragment told.
        var length: Int?
        var began: Moment
    }

    /// What a fragment led to.
    struct Outcome {
        /// The whole payload, once it is there.
        var whole: [UInt8]?
        /// It had other octets in the place of some that had come: the first ones stay.
        var differs = false
    }

    private var parts: [Key: Part] = [:]
    /// In the order in which they began.
    private var order: [Key] = []
    private var octets = 0

    /// Packets that never became whole, given up.
    private(set) var givenUp = 0
    var waiting: Int { parts.count }

    /// Takes the fragment that `packet` describes.
    mutating func take(_ packet: InternetPacket, _ bytes: Span<UInt8>, at time: Moment, _ limits: Limits) -> Outcome {
        guard let fragment = packet.fragment else { return Outcome() }
        let data = bytes.extracting(packet.payload)
        // What was not captured whole, or ends behind what a packet may have, makes no whole.
        guard data.count == packet.wireLength, fragment.offset + data.count <= 65_535 else { return Outcome() }
        makeRoom(at: time, limits)
        let key = Key(
            source: packet.source, destination: packet.destination, proto: fragment.proto(packet),
            identification: fragment.identification)
        if parts[key] == nil { order.append(key) }
        var part = parts.removeValue(forKey: key) ?? Part(bytes: [], began: time)
        octets -= part.bytes.count
        let differs = part.take(data, at: fragment.offset, isLast: !fragment.hasMore)
        if let whole = part.whole {
            order.removeAll { $0 == key }
            return Outcome(whole: whole, differs: differs)
        }
        octets += part.bytes.count
        parts[key] = part
        return Outcome(differs: differs)
    }

    private mutating func makeRoom(at time: Moment, _ limits: Limits) {
        while let oldest = order.first {
            let isOld = parts[oldest].map { time.nanoseconds - $0.began.nanoseconds > limits.fragmentIdle } ?? true
            guard isOld || order.count >= limits.fragmentedPackets || octets > limits.fragmentOctets else { return }
            order.removeFirst()
            octets -= parts.removeValue(forKey: oldest)?.bytes.count ?? 0
            givenUp += 1
        }
    }
}

extension Reassembler.Part {
    /// Puts octets in their place; true where some that had come are others.
    fileprivate mutating func take(_ data: Span<UInt8>, at offset: Int, isLast: Bool) -> Bool {
        let range = offset..<(offset + data.count)
        if isLast, length == nil { length = range.upperBound }
        if bytes.count < range.upperBound { bytes += [UInt8](repeating: 0, count: range.upperBound - bytes.count) }
        var differs = false
        for index in range {
            if covered.contains(where: { $0.contains(index) }) {
                differs = differs || bytes[index] != data[index - offset]
            } else {
                bytes[index] = data[index - offset]
            }
        }
        cover(range)
        return differs
    }

    private mutating func cover(_ range: Range<Int>) {
        var joined = range
        covered.removeAll { other in
            guard other.lowerBound <= joined.upperBound, joined.lowerBound <= other.upperBound else { return false }
            joined = min(other.lowerBound, joined.lowerBound)..<max(other.upperBound, joined.upperBound)
            return true
        }
        covered.append(joined)
        covered.sort { $0.lowerBound < $1.lowerBound }
    }

    fileprivate var whole: [UInt8]? {
        guard let length, let first = covered.first, first.lowerBound == 0, first.upperBound >= length else {
            return nil
        }
        return Array(bytes.prefix(length))
    }
}
