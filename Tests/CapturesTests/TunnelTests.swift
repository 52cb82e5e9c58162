import Octets
import TestKit
import Testing
import Transcripts

@testable import Captures

/// Packets within packets: whatever carries them, the innermost one is found.
@Suite struct TunnelTests {
    private static let inner = Frames.ipv4(
        Frames.udp(from: 9_999, to: 53, Array("hi".utf8)), from: [10, 0, 0, 1], to: [10, 0, 0, 2], proto: 17)
    private static let inner6 = Frames.ipv6(Frames.udp(from: 9_999, to: 53, Array("hi".utf8)), next: 17)

    private static func outer(_ payload: [UInt8], _ proto: UInt8) -> [UInt8] {
        Frames.ipv4(payload, from: [192, 0, 2, 1], to: [192, 0, 2, 2], proto: proto)
    }

    private static func datagram(_ payload: [UInt8], to port: UInt16) -> [UInt8] {
        outer(Frames.udp(from: 50_000, to: port, payload), 17)
    }

    private static let snap: [UInt8] = [0xAA, 0xAA, 3, 0, 0, 0, 8, 0]
    private static let session: [UInt8] = [0x11, 0, 0, 1] + Frames.big16(inner.count + 2)

    static let frames: [(String, LinkType, [UInt8])] = [
        ("PPP", .ppp, [0x00, 0x21] + inner), ("PPP, short", .ppp, [0x21] + inner),
        ("PPP behind HDLC", .pppHDLC, [0xFF, 0x03, 0x00, 0x57] + inner6),
        ("PPPoE as a link", .pppOverEthernet, session + [0x00, 0x21] + inner),
        ("PPPoE", .ethernet, Frames.ethernet(session + [0x00, 0x21] + inner, type: 0x8864)),
        ("Cisco HDLC", .ciscoHDLC, [0x0F, 0, 0x08, 0x00] + inner),
        ("IEEE 802.3 with SNAP", .ethernet, Frames.ethernet(snap + inner, type: 8 + inner.count)),
        ("802.11", .wireless, [0x08, 0x02] + [UInt8](repeating: 0, count: 22) + snap + inner),
        ("802.11 between stations", .wireless, [0x08, 0x03] + [UInt8](repeating: 0, count: 28) + snap + inner),
        ("802.11 with quality of service", .wireless, [0x88, 0x01] + [UInt8](repeating: 0, count: 24) + snap + inner),
        (
            "802.11 with radiotap", .radiotap,
            [0, 0, 12, 0] + [UInt8](repeating: 0, count: 8) + [0x08, 0x01] + [UInt8](repeating: 0, count: 22) + snap
                + inner
        ),
        ("MPLS", .ethernet, Frames.ethernet([0, 0, 0x10, 64, 0, 0, 0x21, 64] + inner, type: 0x8847)),
        (
            "MPLS with Ethernet", .ethernet,
            Frames.ethernet([0, 0, 0x21, 64, 0, 0, 0, 0] + Frames.ethernet(inner), type: 0x8847)
        ),
        ("GRE", .raw, outer([0, 0, 8, 0] + inner, 47)),
        ("GRE with all options", .raw, outer([0xB0, 0, 8, 0] + [UInt8](repeating: 0, count: 12) + inner, 47)),
        ("GRE with Ethernet", .raw, outer([0, 0, 0x65, 0x58] + Frames.ethernet(inner), 47)),
        ("PPTP", .raw, outer([0x30, 0x81, 0x88, 0x0B] + [UInt8](repeating: 0, count: 12) + [0x21] + inner, 47)),
        ("IP in IP", .raw, outer(inner, 4)), ("6in4", .raw, outer(inner6, 41)),
        ("4in6", .raw, Frames.ipv6(inner, next: 4)),
        ("VXLAN", .raw, datagram([8, 0, 0, 0, 0, 0, 7, 0] + Frames.ethernet(inner), to: 4_789)),
        ("Teredo", .raw, datagram(inner6, to: 3_544)),
        (
            "Teredo with what may stand before", .raw,
            datagram([0, 1, 0, 0] + [UInt8](repeating: 9, count: 9) + [0, 0, 1, 2, 3, 4, 5, 6] + inner6, to: 3_544)
        ),
    ]

    @Test(arguments: frames) func theInnermostPacketIsFound(name: String, link: LinkType, frame: [UInt8]) {
        let assembly = Assembly([frame], link: link)
        #expect(assembly.lines.last == "1 0 c>s hi", "\(name)")
        #expect(assembly.lines.first?.hasSuffix(":53") == true)
        for cut in 0..<frame.count { _ = Assembly([Array(frame[..<cut])], link: link) }
    }

    @Test func encryptedAndSplitFramesAreLeftAlone() {
        let rest = [UInt8](repeating: 0, count: 22) + Self.snap + Self.inner
        for head in [[0x08, 0x42], [0x08, 0x04], [0x48, 0x02], [0x80, 0x00]] as [[UInt8]] {
            let assembly = Assembly([head + rest], link: .wireless)
            #expect(assembly.lines == [] && assembly.assembler.tally.others == 1)
        }
    }

    @Test func tunnelsWithinTunnelsEnd() {
        let endless = (0..<40).reduce(Self.inner) { packet, _ in Self.outer(packet, 4) }
        let assembly = Assembly([endless], link: .raw)
        #expect(assembly.lines == [] && assembly.assembler.tally.damaged == 1)
    }

    /// What is no Teredo stays a datagram.
    @Test func otherDatagramsOfThosePortsStayWhatTheyAre() {
        #expect(Assembly([Self.datagram([1, 2], to: 3_544)], link: .raw).lines.last == "1 0 c>s \\x01\\x02")
        #expect(Assembly([Self.datagram([0, 2], to: 4_789)], link: .raw).lines.last == "1 0 c>s \\x00\\x02")
    }

    @Test func whatWasExportedHasItsEndsAndItsName() {
        func tag(_ number: Int, _ value: [UInt8]) -> [UInt8] {
            Frames.big16(number) + Frames.big16(value.count) + value
        }
        let tags =
            tag(12, Array("http".utf8)) + tag(20, [10, 0, 0, 1]) + tag(21, [10, 0, 0, 2]) + tag(24, [0, 0, 0, 2])
            + tag(25, [0, 0, 0x9C, 0x40]) + tag(26, [0, 0, 0, 99]) + tag(0, [])
        let frame = tags + Array("GET".utf8)
        let assembly = Assembly([frame, frame], link: .exportedPDU)
        #expect(
            assembly.lines == [
                "1 0 open observer tcp 10.0.0.1:40000 10.0.0.2:99", "1 0 c>s GET", "2 0 c>s GET",
            ])
        #expect(Assembly([tag(0, [])], link: .exportedPDU).assembler.tally.damaged == 1)
        #expect(Assembly([[0, 12, 0xFF, 0xFF]], link: .exportedPDU).assembler.tally.damaged == 1)
    }
}

/// IP packets in parts.
@Suite struct FragmentTests {
    private static let data = Frames.udp(from: 9_999, to: 53, Array("abcdefghijklmnopqrstuvwxyz".utf8))

    /// Parts of the datagram, each begins at a multiple of eight.
    private static func fragment(_ range: Range<Int>, of data: [UInt8] = data) -> [UInt8] {
        let more = range.upperBound < data.count ? 0x2000 : 0
        return Frames.ipv4(
            Array(data[range]), from: [10, 0, 0, 1], to: [10, 0, 0, 2], proto: 17,
            fragment: range.lowerBound / 8 | more)
    }

    private static func fragment6(_ range: Range<Int>) -> [UInt8] {
        let more: UInt8 = range.upperBound < data.count ? 1 : 0
        let header = [17, 0] + Frames.big16(range.lowerBound | Int(more)) + [0, 0, 0, 9]
        return Frames.ipv6(Array(data[range]), next: 44, headers: header)
    }

    static let whole = [0..<8, 8..<24, 24..<34]

    @Test(arguments: [[0, 1, 2], [2, 1, 0], [1, 1, 0, 2, 0], [2, 0, 1]])
    func anyOrderGivesThePacket(order: [Int]) {
        for frames in [order.map { Self.fragment(Self.whole[$0]) }, order.map { Self.fragment6(Self.whole[$0]) }] {
            let assembly = Assembly(frames, link: .raw)
            #expect(assembly.lines.last?.hasSuffix("c>s abcdefghijklmnopqrstuvwxyz") == true, "\(order)")
            #expect(assembly.assembler.tally.remarks == [] || order.count > 3)
        }
    }

    @Test func overlapsKeepWhatCameFirst() {
        let other = Self.data.map { $0 == UInt8(ascii: "b") ? UInt8(ascii: "X") : $0 }
        let assembly = Assembly(
            [Self.fragment(0..<16), Self.fragment(8..<24, of: other), Self.fragment(16..<34)], link: .raw)
        #expect(assembly.lines.last?.hasSuffix("abcdefghijklmnopqrstuvwxyz") == true)
        #expect(assembly.assembler.tally.differingFragments == 1)
    }

    @Test func boundsHold() throws {
        var limits = Limits()
        limits.fragmentedPackets = 2
        var reassembler = Reassembler()
        func take(_ number: UInt8, at time: Int64 = 0) throws {
            let bytes = Frames.ipv4(
                [1, 2, 3, 4, 5, 6, 7, 8], from: [10, 0, 0, number], to: [10, 0, 0, 2], fragment: 0x2000)
            let packet = try InternetPacket(bytes.span, from: 0, frameLength: bytes.count, headerLimit: 4)
            #expect(reassembler.take(packet, bytes.span, at: Moment(nanoseconds: time), limits).whole == nil)
        }
        for number in 0..<10 as Range<UInt8> { try take(number) }
        #expect((reassembler.waiting, reassembler.givenUp) == (2, 8))
        try take(99, at: limits.fragmentIdle + 1)
        #expect((reassembler.waiting, reassembler.givenUp) == (1, 10))
    }
}

/// What TCP does besides carrying octets.
@Suite struct IrregularityTests {
    @Test func aHandshakeIsOneRoundTrip() {
        let wire = Wire.handshake
        #expect(Assembly(wire.frames).signs == ["3 0 handshake 2000000"])
    }

    @Test func whatComesAgainEarlyOrDifferentIsTold() {
        var wire = Wire.handshake
        wire.send(0, [.acknowledge], "abc")
        wire.send(0, [.acknowledge], "abc")
        wire.send(0, [.acknowledge], "ghi", ahead: 6)
        wire.send(0, [.acknowledge], "abX")
        var octets: [UInt8] = []
        let frames = wire.frames
        for frame in frames { octets += frame }
        let file = octets
        let assembler = Assembler { range in Array(file[Int(range.lowerBound)..<Int(range.upperBound)]) }
        var assembly = Assembly()
        assembly.assembler = assembler
        for frame in frames { assembly.receive(frame) }
        #expect(
            assembly.signs.dropFirst() == [
                "5 0 c>s retransmission", "6 0 c>s outOfOrder", "7 0 c>s overlapDiffers", "7 0 c>s retransmission",
            ])
        let tally = assembly.assembler.tally
        #expect((tally.retransmissions, tally.outOfOrder, tally.differing) == (2, 1, 1))
    }

    @Test func theyAreToldInBounds() {
        var limits = Limits()
        limits.irregularities = 3
        var wire = Wire.handshake
        for _ in 0..<10 { wire.send(0, [.acknowledge], "abc") }
        let assembly = Assembly(wire.frames, limits)
        #expect(assembly.signs.count == 4 && assembly.assembler.tally.retransmissions == 9)
    }

    @Test func bothSidesMayBegin() {
        var wire = Wire()
        wire.send(0, [.synchronize])
        wire.send(1, [.synchronize])
        #expect(Assembly(wire.frames).signs == ["2 0 s>c simultaneousOpen"])
    }
}
