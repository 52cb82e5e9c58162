import Octets
import TestKit
import Testing
import Transcripts

@testable import Captures

/// What an assembler makes of frames, a line for each event: packet, connection, what.
struct Assembly {
    var assembler: Assembler
    var lines: [String] = []
    var moments: [Int64] = []
    /// Irregularities and handshakes.
    var signs: [String] = []
    private var number = 0
    /// Octets of the frames so far, as in a file of them alone.
    private var offset: UInt64 = 0

    init(_ limits: Limits = Limits()) { assembler = Assembler(limits: limits) }

    init(_ frames: [[UInt8]], link: LinkType = .ethernet, _ limits: Limits = Limits()) {
        self.init(limits)
        for frame in frames { receive(frame, link: link) }
        finish()
    }

    mutating func receive(_ frame: [UInt8], link: LinkType = .ethernet, at time: Int64? = nil, original: Int? = nil) {
        number += 1
        let packet = Packet(
            number: number, time: Timestamp(nanoseconds: time ?? Int64(number) * 1_000_000), link: link,
            originalLength: original ?? frame.count, offset: offset, range: 0..<frame.count)
        offset += UInt64(frame.count)
        var found: [(CapturedEvent, Event?)] = []
        assembler.receive(packet, frame.span) { found.append(($0, $0.event($1))) }
        note(found)
    }

    mutating func finish() {
        var found: [(CapturedEvent, Event?)] = []
        assembler.finish { found.append(($0, $0.event($1))) }
        note(found)
    }

    private mutating func note(_ events: [(CapturedEvent, Event?)]) {
        for (captured, event) in events {
            let place = "\(captured.packet) \(captured.connection)"
            switch captured.body {
            case .irregularity(let what, let direction): signs.append("\(place) \(direction.code) \(what)")
            case .handshake(let took): signs.append("\(place) handshake \(took)")
            default:
                lines.append("\(place) \(event.map { Self.text(of: $0.body) } ?? "?")")
                moments.append(captured.time.nanoseconds)
            }
        }
    }

    private static func text(of body: Event.Body) -> String {
        switch body {
        case .open(let opening):
            "open \(opening.role) \(opening.transport.rawValue) \(opening.client.address) \(opening.server.address)"
        case .data(let direction, let bytes): "\(direction.code) \(Escape.text(of: bytes.span))"
        case .close(let closing):
            (closing.half ? "half" : "close") + (closing.by.map { " \($0.code)" } ?? "")
                + (closing.reason.map { " \($0)" } ?? "")
        case .note(let text): "note \(text)"
        case .error(let text): "error \(text)"
        default: "?"
        }
    }
}

private let opened = "1 0 open observer tcp 10.0.0.1:40000 10.0.0.2:80"

@Suite struct LinkTests {
    private static let packet = Frames.ipv4(
        Frames.udp(from: 9_999, to: 53, Array("hi".utf8)), from: [10, 0, 0, 1], to: [10, 0, 0, 2], proto: 17)
    private static let packet6 = Frames.ipv6(Frames.udp(from: 9_999, to: 53, Array("hi".utf8)), next: 17)

    static let frames: [(LinkType, [UInt8])] = [
        (.ethernet, Frames.ethernet(packet)),
        (.ethernet, Frames.ethernet(packet) + [UInt8](repeating: 0, count: 14)),
        (.ethernet, Frames.ethernet(packet, tags: [0x8100])),
        (.ethernet, Frames.ethernet(packet, tags: [0x88A8, 0x8100])),
        (.ethernet, Frames.ethernet(packet6, type: 0x86DD)),
        (.null, [2, 0, 0, 0] + packet), (.null, [0, 0, 0, 2] + packet), (.null, [30, 0, 0, 0] + packet6),
        (.null, [24, 0, 0, 0] + packet6), (.loop, [0, 0, 0, 2] + packet), (.loop, [0, 0, 0, 28] + packet6),
        (.raw, packet), (.raw, packet6), (LinkType(rawValue: 12), packet), (.ipv4, packet), (.ipv6, packet6),
        (.linuxCooked, [UInt8](repeating: 0, count: 14) + [8, 0] + packet),
        (.linuxCooked2, [0x86, 0xDD] + [UInt8](repeating: 0, count: 18) + packet6),
    ]

    @Test(arguments: frames) func everyLinkLeadsToItsPacket(link: LinkType, frame: [UInt8]) {
        let assembly = Assembly([frame], link: link)
        #expect(assembly.lines.last == "1 0 c>s hi")
        let isVersion6 = assembly.lines.first?.contains("[2001:db8::1]:9999 [2001:db8::2]:53") == true
        #expect(isVersion6 || assembly.lines.first == "1 0 open observer udp 10.0.0.1:9999 10.0.0.2:53")
        #expect(assembly.assembler.tally.others + assembly.assembler.tally.damaged == 0)
    }

    /// Cut anywhere, a frame gives no more than it has, and never crashes.
    @Test(arguments: frames) func framesMayBeCutAnywhere(link: LinkType, frame: [UInt8]) {
        for cut in 0..<frame.count {
            var assembly = Assembly()
            assembly.receive(Array(frame[..<cut]), link: link, original: frame.count)
            #expect(assembly.lines.allSatisfy { !$0.hasSuffix("hi") } || cut >= frame.count - 14)
        }
    }

    @Test func whatIsNotReadIsCounted() {
        var assembly = Assembly()
        assembly.receive(Self.packet, link: LinkType(rawValue: 253))
        assembly.receive(Self.packet, link: LinkType(rawValue: 253))
        assembly.receive(Frames.ethernet([1, 2, 3], type: 0x0806))
        assembly.receive(Frames.ethernet(Frames.ipv4([0, 0], from: [1, 1, 1, 1], to: [2, 2, 2, 2], proto: 1)))
        assembly.receive(
            Frames.ethernet(Frames.ipv4([0, 0], from: [1, 1, 1, 1], to: [2, 2, 2, 2], fragment: 0x2000)))
        assembly.receive(Frames.ethernet(Frames.ipv4([0, 0], from: [1, 1, 1, 1], to: [2, 2, 2, 2], fragment: 5)))
        assembly.receive(Frames.ethernet([0x45]))
        assembly.finish()
        #expect(assembly.lines == [])
        #expect(
            assembly.assembler.tally.remarks == [
                "2 packets of Linux netlink are left out: this link is not read yet",
                "1 IP packet is left out: not all of its fragments are there",
                "1 packet has damaged headers, the first is packet 7",
            ])
        #expect((assembly.assembler.tally.packets, assembly.assembler.tally.others) == (7, 2))
    }

    @Test func extensionHeadersAreStepped() {
        let data = Frames.udp(from: 9_999, to: 53, Array("hi".utf8))
        let chain: [UInt8] = [60, 0, 1, 4, 0, 0, 0, 0] + [44, 1] + [UInt8](repeating: 0, count: 14)
        let whole: [UInt8] = [17, 0, 0, 0, 0, 0, 0, 9], part: [UInt8] = [17, 0, 0, 1, 0, 0, 0, 9]
        #expect(Assembly([Frames.ipv6(data, next: 0, headers: chain + whole)], link: .raw).lines.last == "1 0 c>s hi")
        let fragment = Assembly([Frames.ipv6(data, next: 0, headers: chain + part)], link: .raw)
        #expect(fragment.lines == [] && fragment.assembler.tally.fragments == 1)
        let endless = Frames.ipv6([UInt8](repeating: 0, count: 800), next: 0)
        #expect(Assembly([endless], link: .raw).assembler.tally.damaged == 1)
    }

    @Test(
        arguments: [
            ([0, 0, 0, 0, 0, 0, 0, 0], "::"), ([0x2001, 0xDB8, 0, 0, 1, 0, 0, 1], "2001:db8::1:0:0:1"),
            ([0x2001, 0xDB8, 0, 1, 1, 1, 1, 1], "2001:db8:0:1:1:1:1:1"), ([1, 0, 0, 2, 0, 0, 0, 3], "1:0:0:2::3"),
            ([0, 0, 0, 0, 0, 0xFFFF, 0x0102, 0x0304], "::ffff:1.2.3.4"), ([0xFE80, 0, 0, 0, 0, 0, 0, 0], "fe80::"),
        ] as [([UInt64], String)])
    func addressesAreWrittenShort(groups: [UInt64], text: String) {
        let (high, low) = (groups[..<4].reduce(0) { $0 << 16 | $1 }, groups[4...].reduce(0) { $0 << 16 | $1 })
        #expect(IPAddress(high: high, low: low).text == text)
    }
}

@Suite struct TCPTests {
    @Test func aConnectionFromSYNToFIN() {
        var wire = Wire.handshake
        wire.say(0, "GET")
        wire.say(1, "200")
        wire.finish(0)
        wire.say(1, " OK")
        wire.finish(1)
        wire.send(0, [.acknowledge])
        let assembly = Assembly(wire.frames)
        #expect(
            assembly.lines == [
                opened, "4 0 c>s GET", "5 0 s>c 200", "6 0 half c>s", "7 0 s>c  OK", "8 0 close s>c",
            ])
        #expect(assembly.moments == [0, 3, 4, 5, 6, 7].map { $0 * 1_000_000 })
        #expect(assembly.assembler.start == Timestamp(nanoseconds: 1_000_000))
    }

    @Test func whatComesTwiceIsDropped() {
        var wire = Wire.handshake
        wire.send(0, [.acknowledge], "abc")
        wire.send(0, [.acknowledge], "abc")
        wire.send(0, [.acknowledge], "abcde")
        wire.send(0, [.acknowledge], "bcd", ahead: 1)
        let assembly = Assembly(wire.frames)
        #expect(assembly.lines == [opened, "4 0 c>s abc", "6 0 c>s de"])
        #expect(assembly.assembler.tally.retransmissions == 2)
    }

    @Test func whatComesEarlyWaits() {
        var wire = Wire.handshake
        wire.send(0, [.acknowledge], "ghi", ahead: 6)
        wire.send(0, [.acknowledge, .finish], "jk", ahead: 9)
        wire.send(0, [.acknowledge], "def", ahead: 3)
        wire.send(0, [.acknowledge], "abc")
        #expect(
            Assembly(wire.frames).lines == [
                opened, "7 0 c>s abc", "7 0 c>s def", "7 0 c>s ghi", "7 0 c>s jk", "7 0 half c>s",
            ])
    }

    @Test func aGapIsToldOnceTheReceiverHasIt() {
        var wire = Wire.handshake
        wire.send(0, [.acknowledge], "def", ahead: 3)
        wire.sequence[0] &+= 6
        for _ in 0..<4 { wire.send(1, [.acknowledge]) }
        wire.say(0, "ghi")
        let assembly = Assembly(wire.frames)
        #expect(
            assembly.lines == [
                opened, "8 0 error 3 octets of the client's are missing in the capture", "8 0 c>s def", "9 0 c>s ghi",
            ])
        #expect(assembly.assembler.tally.missingOctets == 3)
    }

    @Test func aGapIsToldAtTheEndAndPastTheBounds() {
        var wire = Wire.handshake
        wire.send(1, [.acknowledge], "b", ahead: 1)
        let told = "error 1 octet of the server's is missing in the capture"
        #expect(Assembly(wire.frames).lines == [opened, "4 0 \(told)", "4 0 s>c b"])
        wire.send(1, [.acknowledge], "d", ahead: 3)
        var limits = Limits()
        limits.heldSegments = 1
        #expect(
            Assembly(wire.frames, limits).lines == [
                opened, "5 0 \(told)", "5 0 s>c b", "5 0 \(told)", "5 0 s>c d",
            ])
        limits = Limits()
        limits.heldOctetsOfAll = 1
        #expect(Assembly(wire.frames, limits).lines.contains("5 0 s>c d"))
    }

    @Test func numbersGoRound() {
        var wire = Wire([.max - 2, .max])
        wire.open()
        wire.say(0, "abcdef")
        wire.say(1, "xyz")
        wire.send(0, [.acknowledge], "i", ahead: 2)
        wire.send(0, [.acknowledge], "gh")
        #expect(
            Assembly(wire.frames).lines == [opened, "4 0 c>s abcdef", "5 0 s>c xyz", "7 0 c>s gh", "7 0 c>s i"])
    }

    @Test func aResetEndsBothSides() {
        var wire = Wire.handshake
        wire.send(0, [.acknowledge], "b", ahead: 1)
        wire.send(1, [.reset, .acknowledge])
        wire.say(0, "late")
        let gap = "5 0 error 1 octet of the client's is missing in the capture"
        #expect(Assembly(wire.frames).lines == [opened, gap, "5 0 c>s b", "5 0 close s>c reset"])
        var refused = Wire()
        refused.send(0, [.synchronize])
        refused.send(1, [.reset, .acknowledge])
        #expect(Assembly(refused.frames).lines == [opened, "2 0 close s>c reset"])
        var lone = Wire()
        lone.send(0, [.reset])
        #expect(Assembly(lone.frames).lines == [])
    }

    /// A forged reset does not end what goes on; what was under way from the other side does not undo a true one.
    @Test func aResetThatItsSenderDoesNotKeepTo() {
        var wire = Wire.handshake
        wire.send(0, [.reset, .acknowledge])
        wire.say(0, "GET")
        wire.say(1, "200")
        #expect(
            Assembly(wire.frames).lines == [
                opened, "4 0 close c>s reset", "5 1 open observer tcp 10.0.0.1:40000 10.0.0.2:80",
                "5 1 note the connection before went on after its reset", "5 1 c>s GET", "6 1 s>c 200",
            ])
        var real = Wire.handshake
        real.send(0, [.reset])
        real.say(1, "200")
        #expect(Assembly(real.frames).lines == [opened, "4 0 close c>s reset"])
    }

    @Test func aSYNWithDataAndRepeatedOnes() {
        var wire = Wire()
        wire.send(0, [.synchronize], "GET")
        wire.send(0, [.synchronize], "GET")
        wire.sequence[0] &+= 4
        wire.say(0, "!")
        #expect(Assembly(wire.frames).lines == [opened, "1 0 c>s GET", "3 0 c>s !"])
    }

    @Test func portsAreUsedAgain() {
        var wire = Wire.handshake
        wire.say(0, "one")
        wire.sequence = [70_000, 80_000]
        wire.open()
        wire.say(0, "two")
        wire.finish(0)
        wire.finish(1)
        wire.sequence = [170_000, 180_000]
        wire.open()
        let ends = "open observer tcp 10.0.0.1:40000 10.0.0.2:80"
        #expect(
            Assembly(wire.frames).lines == [
                opened, "4 0 c>s one", "5 0 close a new connection took its ports", "5 1 \(ends)", "8 1 c>s two",
                "9 1 half c>s", "10 1 close s>c", "11 2 \(ends)",
            ])
    }

    @Test func aCaptureMayBeginInTheMidst() {
        var wire = Wire()
        wire.say(1, "200")
        wire.say(0, "GET")
        let note = "1 0 note the capture begins in the midst of this connection"
        #expect(Assembly(wire.frames).lines == [opened, note, "1 0 s>c 200", "2 0 c>s GET"])
        var answered = Wire()
        answered.client.port = 5
        answered.send(1, [.synchronize, .acknowledge])
        #expect(Assembly(answered.frames).lines == ["1 0 open observer tcp 10.0.0.1:5 10.0.0.2:80"])
        #expect(likelyServer(50_000, 40_000) == 40_000)
        #expect(likelyServer(9_000, 1_000) == 1_000)
        #expect(likelyServer(2_000, 8_080) == 8_080)
        #expect(likelyServer(5_353, 40_000) == 5_353)
    }

    private func likelyServer(_ first: UInt16, _ second: UInt16) -> UInt16 {
        let ends = [first, second].map { SocketName(address: IPAddress(version4: 1), port: $0) }
        let pair = SocketPair(ends[0], ends[1])
        return pair.other(than: pair.likelyClient(firstSeen: ends[0])).port
    }

    @Test func packetsCutByTheCaptureLeaveGaps() {
        var wire = Wire.handshake
        wire.say(0, "abcdef")
        wire.say(0, "ghi")
        var assembly = Assembly()
        for (index, frame) in wire.frames.enumerated() {
            let isCut = index == 3
            assembly.receive(isCut ? Array(frame.dropLast(4)) : frame, original: frame.count)
        }
        let told = "4 0 error 4 octets of the client's are missing in the capture"
        #expect(assembly.lines == [opened, "4 0 c>s ab", told, "5 0 c>s ghi"])
    }

    @Test func tooManyConnectionsLetTheOldestGo() {
        var limits = Limits()
        limits.connections = 2
        var frames: [[UInt8]] = []
        for port in [1_001, 1_002, 1_003] as [UInt16] {
            var wire = Wire()
            wire.client.port = port
            wire.send(0, [.synchronize])
            frames += wire.frames
        }
        #expect(
            Assembly(frames, limits).lines[2...] == [
                "3 0 close given up: 2 others were followed at once",
                "3 2 open observer tcp 10.0.0.1:1003 10.0.0.2:80",
            ])
    }

    /// A stream cut into segments that come shuffled near their place, repeated and overlapping, comes out whole.
    @Test(arguments: 0..<20 as Range<UInt64>) func anyOrderGivesTheSameOctets(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let text = String((0..<400).map { _ in "abcdefghijklmnop".randomElement(using: &generator) ?? "x" })
        var pieces: [Range<Int>] = []
        var start = 0
        while start < text.count {
            let end = min(text.count, start + Int.random(in: 1...30, using: &generator))
            pieces.append(max(0, start - Int.random(in: 0...5, using: &generator))..<end)
            if Bool.random(using: &generator) { pieces.append(start..<end) }
            start = end
        }
        pieces.shuffle(using: &generator)
        var wire = Wire.handshake
        for piece in pieces { wire.send(0, [.acknowledge], String(Array(text)[piece]), ahead: piece.lowerBound) }
        let joined = Assembly(wire.frames).lines.dropFirst().map { String($0.split(separator: " ").last ?? "") }
            .joined()
        #expect(joined == text, "seed \(seed)")
    }
}

@Suite struct UDPTests {
    private func datagram(_ text: String, back: Bool = false, length: Int? = nil) -> [UInt8] {
        let ends: [(address: [UInt8], port: UInt16)] = [([10, 0, 0, 1], 9_999), ([10, 0, 0, 2], 53)]
        let (source, destination) = back ? (ends[1], ends[0]) : (ends[0], ends[1])
        return Frames.ipv4(
            Frames.udp(from: source.port, to: destination.port, Array(text.utf8), length: length),
            from: source.address, to: destination.address, proto: 17)
    }

    @Test func datagramsOfTwoEndsAreAConversationUntilIdle() {
        var assembly = Assembly()
        let second: Int64 = 1_000_000_000
        assembly.receive(datagram("r", back: true), link: .raw, at: second)
        assembly.receive(datagram("q"), link: .raw, at: 121 * second)
        assembly.receive(datagram("q"), link: .raw, at: 242 * second)
        assembly.finish()
        let ends = "open observer udp 10.0.0.1:9999 10.0.0.2:53"
        #expect(
            assembly.lines == ["1 0 \(ends)", "1 0 s>c r", "2 0 c>s q", "3 0 close idle", "3 1 \(ends)", "3 1 c>s q"])
    }

    @Test func lengthsAreHeldAgainstThePacket() {
        var assembly = Assembly()
        assembly.receive(datagram("abc", length: 9), link: .raw)
        assembly.receive(datagram("abc", length: 99), link: .raw)
        assembly.receive(datagram("abc", length: 7), link: .raw)
        assembly.receive(Array(datagram("abc").dropLast()), link: .raw, original: 31)
        #expect(
            assembly.lines.dropFirst() == [
                "1 0 c>s a", "4 0 c>s ab", "4 0 error 1 octet of the client's is missing in the capture",
            ])
        #expect(assembly.assembler.tally.damaged == 2)
    }
}
