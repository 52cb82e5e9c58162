import Octets

@testable import Captures

/// Packets as octets, made by hand.
enum Frames {
    static let client = (address: [10, 0, 0, 1] as [UInt8], port: 40_000 as UInt16)
    static let server = (address: [10, 0, 0, 2] as [UInt8], port: 80 as UInt16)

    static func big16(_ value: Int) -> [UInt8] { [UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)] }
    static func big32(_ value: UInt32) -> [UInt8] { big16(Int(value >> 16)) + big16(Int(value & 0xFFFF)) }

    static func ethernet(_ payload: [UInt8], type: Int = 0x0800, tags: [Int] = []) -> [UInt8] {
        let addresses = [UInt8](repeating: 2, count: 12)
        return addresses + tags.flatMap { big16($0) + [0, 7] } + big16(type) + payload
    }

    static func ipv4(
        _ payload: [UInt8], from source: [UInt8], to destination: [UInt8], proto: UInt8 = 6, fragment: Int = 0,
        length: Int? = nil
    ) -> [UInt8] {
        [0x45, 0] + big16(length ?? 20 + payload.count) + [0, 1] + big16(fragment) + [64, proto, 0, 0] + source
            + destination + payload
    }

    static func ipv6(_ payload: [UInt8], next: UInt8 = 6, headers: [UInt8] = [], swapped: Bool = false) -> [UInt8] {
        let ends = [ipv6Address(1), ipv6Address(2)]
        return [0x60, 0, 0, 0] + big16(headers.count + payload.count) + [next, 64] + ends[swapped ? 1 : 0]
            + ends[swapped ? 0 : 1] + headers + payload
    }

    static func ipv6Address(_ last: UInt8) -> [UInt8] {
        [0x20, 1, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [last]
    }

    static func tcp(
        from source: UInt16, to destination: UInt16, _ sequence: UInt32, _ acknowledgment: UInt32 = 0,
        _ flags: Segment.Flags, _ data: [UInt8] = []
    ) -> [UInt8] {
        big16(Int(source)) + big16(Int(destination)) + big32(sequence) + big32(acknowledgment)
            + [0x50, flags.rawValue, 0xFF, 0xFF, 0, 0, 0, 0] + data
    }

    static func udp(from source: UInt16, to destination: UInt16, _ data: [UInt8], length: Int? = nil) -> [UInt8] {
        big16(Int(source)) + big16(Int(destination)) + big16(length ?? 8 + data.count) + [0, 0] + data
    }
}

/// A conversation over TCP in the midst of being captured: keeps the count of both sides.
struct Wire {
    var isLoopback = false
    var client = Frames.client
    var server = Frames.server
    var sequence: [UInt32] = [1_000, 9_000]
    private(set) var frames: [[UInt8]] = []

    init(_ sequence: [UInt32] = [1_000, 9_000]) { self.sequence = sequence }

    static let handshake: Wire = {
        var wire = Wire()
        wire.open()
        return wire
    }()

    mutating func open() {
        send(0, [.synchronize])
        sequence[0] &+= 1
        send(1, [.synchronize, .acknowledge])
        sequence[1] &+= 1
        send(0, [.acknowledge])
    }

    /// Sends from one side, 0 for the client, at an offset from where it stands.
    mutating func send(_ side: Int, _ flags: Segment.Flags, _ text: String = "", ahead: Int = 0) {
        let (source, destination) = side == 0 ? (client, server) : (server, client)
        let at = sequence[side] &+ UInt32(truncatingIfNeeded: ahead)
        let segment = Frames.tcp(
            from: source.port, to: destination.port, at, sequence[1 - side], flags, Array(text.utf8))
        frames.append(Frames.ethernet(Frames.ipv4(segment, from: source.address, to: destination.address)))
    }

    /// Sends data and counts it.
    mutating func say(_ side: Int, _ text: String) {
        send(side, [.acknowledge], text)
        sequence[side] &+= UInt32(text.utf8.count)
    }

    mutating func finish(_ side: Int) {
        send(side, [.finish, .acknowledge])
        sequence[side] &+= 1
    }
}
