import Octets
import TestKit
import Testing

@testable import Captures

/// Variants of pcap that old systems and devices wrote.
@Suite struct PcapVariantTests {
    static let orders: [ByteOrder] = [.little, .big]

    /// A record whose header is that of a variant, with `extra` between the lengths and the packet.
    private func record(_ make: FileMaker, _ bytes: [UInt8], extra: [UInt8] = [], captured: Int? = nil, original: Int)
        -> [UInt8]
    {
        make.number32(1_700_000_000) + make.number32(7) + make.number32(UInt32(captured ?? bytes.count))
            + make.number32(UInt32(original)) + extra + bytes
    }

    private func extra(_ make: FileMaker, interface: UInt32 = 2) -> [UInt8] {
        make.number32(interface) + make.number16(0x0800) + [4, 0xEE]
    }

    private let packets: [[UInt8]] = [
        Array(repeating: 0x11, count: 60), Array(repeating: 0x22, count: 61), Array(repeating: 0x33, count: 62),
    ]

    @Test(arguments: orders) func olderVersionsHaveTheLengthsTheOtherWayRound(order: ByteOrder) {
        let make = FileMaker(order: order)
        for (major, minor) in [(2, 0), (2, 2), (2, 3), (543, 0)] {
            let file =
                make.pcapHeader(major: major, minor: minor)
                + record(make, [1, 2, 3], captured: 90, original: 3) + record(make, [4], captured: 1, original: 1)
            let reading = Reading(file)
            #expect(reading.packets.map(\.bytes) == [[1, 2, 3], [4]], "\(major).\(minor)")
            #expect(reading.packets.map(\.original) == [90, 1])
            ScannerTests.expect(file, reading)
        }
        // Version 2.3 may have them the right way round, too.
        let file = make.pcapHeader(minor: 3) + record(make, [1, 2, 3], original: 90)
        #expect(Reading(file).packets.map(\.original) == [90])
    }

    @Test func otherVersionsAreRefused() {
        let make = FileMaker(order: .big)
        let reading = Reading(make.pcapHeader(major: 1) + make.record([1]))
        #expect(
            reading.errors == [
                "at octet 0, before the first packet: version 1 of pcap is not known; version 2 is read"
            ])
        #expect(reading.ends == [true])
    }

    @Test(arguments: orders) func ixiaHasALongerHeader(order: ByteOrder) {
        let make = FileMaker(order: order)
        for (magic, nanoseconds) in [
            (0x1C00_01AC, 1_700_000_000_000_000_007), (0x1C00_01AB, 1_700_000_000_000_007_000),
        ]
            as [(UInt32, Int64)]
        {
            let file = make.pcapHeader(magic: magic) + make.number32(99) + record(make, [5, 6], original: 2)
            let reading = Reading(file)
            #expect(reading.packets.map(\.bytes) == [[5, 6]])
            #expect(reading.packets.map(\.time) == [nanoseconds])
            #expect(reading.packets.map(\.offset) == [44])
            ScannerTests.expect(file, reading)
        }
    }

    @Test(arguments: orders) func patchedRecordsAreFoundOutByTheFirstOnes(order: ByteOrder) {
        let make = FileMaker(order: order)
        let padded: [UInt8] = extra(make) + [0, 0, 0, 0]
        let zeros = [UInt8](repeating: 0, count: 8)
        for (magic, extra) in [
            (0xA1B2_CD34, extra(make)), (0xA1B2_CD34, padded), (0xA1B2_C3D4, extra(make)), (0xA1B2_C3D4, zeros),
            (0xA1B2_C3D4, [0, 0, 0, 0]), (0xA1B2_C3D4, [0x01, 0xB6, 0xBF, 0x9F]),
        ] as [(UInt32, [UInt8])] {
            var file = make.pcapHeader(magic: magic)
            for packet in packets { file += record(make, packet, extra: extra, original: packet.count) }
            let reading = Reading(file)
            #expect(reading.packets.map(\.bytes) == packets, "\(magic), \(extra.count)")
            #expect(reading.errors == [])
            ScannerTests.expect(file, reading)
            // One packet is enough to tell.
            let one = make.pcapHeader(magic: magic) + record(make, packets[0], extra: extra, original: 60)
            #expect(Reading(one).packets.map(\.bytes) == [packets[0]], "\(magic), \(extra.count)")
        }
    }

    @Test func aPlainPacketIsGivenWithoutTheNextOne() throws {
        let make = FileMaker(order: .little)
        let file = make.pcapHeader() + make.record(packets[0])
        var scanner = CaptureScanner()
        #expect(try scanner.next(in: file.span, at: 0, isLast: false)?.range == 40..<100)
    }

    /// As on Linux's loopback, whose addresses are zero: the second packet's header tells.
    @Test(arguments: orders) func packetsThatBeginWithZerosAreNoVariant(order: ByteOrder) {
        let make = FileMaker(order: order)
        let zeros = [UInt8](repeating: 0, count: 60)
        for count in 1...3 {
            let file = make.pcapHeader() + [[UInt8]](repeating: make.record(zeros), count: count).flatMap(\.self)
            let reading = Reading(file)
            #expect(reading.packets.map(\.bytes) == [[UInt8]](repeating: zeros, count: count))
            ScannerTests.expect(file, reading)
        }
    }

    @Test func aixCountsNanosecondsAndNumbersLinksItsOwnWay() {
        let make = FileMaker(order: .big)
        let reading = Reading(make.pcapHeader(link: 6, minor: 2) + record(make, [1], captured: 60, original: 1))
        #expect(reading.packets.map(\.link) == [1])
        #expect(reading.packets.map(\.time) == [1_700_000_000_000_000_007])
    }

    @Test func flagsAboveTheLinkAreNoPartOfIt() {
        let make = FileMaker(order: .little)
        #expect(Reading(make.pcapHeader(link: 0x2400_0001) + make.record([1])).packets.map(\.link) == [1])
    }

    @Test func aVariantThatNobodyDescribesIsNamed() {
        let reading = Reading(FileMaker(order: .big).pcapHeader(magic: 0xA12B_3C4D))
        #expect(reading.errors.count == 1 && reading.errors[0].contains("Navtel"), "\(reading.errors)")
    }
}
