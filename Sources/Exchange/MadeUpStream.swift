import Octets
import Transcripts

/// A TCP connection that carries messages in packets of our making: a handshake, segments in order, and an end.
struct MadeUpStream: Sendable {
    /// Octets that are sent before the other side acknowledges them by a segment of its own.
    private static let acknowledgeEvery = 32 * 1024

    let ends: PacketEnds
    private var next: [Direction: UInt32]
    /// Octets since the other side sent anything.
    private var unacknowledged = 0
    private var lastSender: Direction?
    private var ended: Set<Direction> = []

    /// Connections get numbers of their own to begin at, so that one that uses the ports of another is not taken for it.
    init(_ ends: PacketEnds, connection: Int) {
        self.ends = ends
        let first = UInt32(truncatingIfNeeded: connection) &* 0x9E37_79B1
        next = [.clientToServer: first, .serverToClient: first ^ 0x5555_5555]
    }

    /// Octets of a segment: what Ethernet carries without fragments.
    var segmentLimit: Int { ends.client.isVersion4 ? 1460 : 1440 }

    mutating func handshake() -> [[UInt8]] {
        [
            segment(.clientToServer, [.synchronize]), segment(.serverToClient, [.synchronize, .acknowledge]),
            segment(.clientToServer, [.acknowledge]),
        ]
    }

    mutating func send(_ direction: Direction, _ data: ArraySlice<UInt8>) -> [[UInt8]] {
        unacknowledged = lastSender == direction ? unacknowledged + data.count : data.count
        lastSender = direction
        var packets = [segment(direction, [.push, .acknowledge], data)]
        if unacknowledged >= Self.acknowledgeEvery {
            packets.append(segment(direction.opposite, [.acknowledge]))
            unacknowledged = 0
        }
        return packets
    }

    /// What ends it, or one direction of it; nothing where it has ended before.
    mutating func close(_ closing: Closing) -> [[UInt8]] {
        let by = closing.by ?? .clientToServer
        if closing.reason == "reset" {
            guard ended.count < 2 else { return [] }
            ended = [.clientToServer, .serverToClient]
            return [segment(by, [.reset, .acknowledge])]
        }
        let directions = (closing.half ? [by] : [by, by.opposite]).filter { ended.insert($0).inserted }
        var packets = directions.map { segment($0, [.finish, .acknowledge]) }
        if ended.count == 2, let last = directions.last { packets.append(segment(last.opposite, [.acknowledge])) }
        return packets
    }

    private mutating func segment(
        _ direction: Direction, _ flags: InternetHeaders.Flags, _ data: ArraySlice<UInt8> = []
    ) -> [UInt8] {
        let sequence = next[direction, default: 0]
        let packet = InternetHeaders.tcp(
            from: ends.source(direction), to: ends.destination(direction), sequence: sequence,
            acknowledgment: flags.contains(.acknowledge) ? next[direction.opposite, default: 0] : 0, flags, data)
        // SYN and FIN take a number each (RFC 9293 §3.4).
        let takes = data.count + (flags.isDisjoint(with: [.synchronize, .finish]) ? 0 : 1)
        next[direction] = sequence &+ UInt32(truncatingIfNeeded: takes)
        return packet
    }
}
