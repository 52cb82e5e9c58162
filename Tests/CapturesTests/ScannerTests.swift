import Octets
import TestKit
import Testing
import Transcripts

@testable import Captures

@Suite struct ScannerTests {
    static let orders: [ByteOrder] = [.little, .big]

    static func read(_ file: [UInt8], _ windows: Windows = .growing(.whole)) -> Reading { Reading(file, windows) }

    /// Whole, bytewise, in random pieces, in two pieces cut anywhere: the same packets and complaints.
    static func expect(_ file: [UInt8], _ expected: Reading, _ place: SourceLocation = #_sourceLocation) {
        for windows in Windows.all() + (file.count < 400 ? Windows.cuts(file.count) : []) {
            let reading = read(file, windows)
            #expect(reading == expected, "\(windows)", sourceLocation: place)
            guard reading == expected else { return }
        }
    }

    private func expect(_ file: [UInt8], _ expected: Reading, _ place: SourceLocation = #_sourceLocation) {
        Self.expect(file, expected, place)
    }

    @Test(arguments: orders) func pcapInMicroseconds(order: ByteOrder) {
        let make = FileMaker(order: order)
        let file = make.pcapHeader() + make.record([1, 2, 3], fraction: 999_999) + make.record([4], original: 60)
        expect(
            file,
            Reading(packets: [
                .init(
                    number: 1, time: 1_700_000_000_999_999_000, link: 1, original: 3, offset: 40, bytes: [1, 2, 3]),
                .init(number: 2, time: 1_700_000_000_000_000_000, link: 1, original: 60, offset: 59, bytes: [4]),
            ]))
    }

    @Test(arguments: orders) func pcapInNanoseconds(order: ByteOrder) {
        let make = FileMaker(order: order)
        let file =
            make.pcapHeader(magic: 0xA1B2_3C4D, link: 276) + make.record([9], seconds: .max, fraction: 123_456_789)
        expect(
            file,
            Reading(packets: [
                .init(number: 1, time: 4_294_967_295_123_456_789, link: 276, original: 1, offset: 40, bytes: [9])
            ]))
    }

    @Test func pcapCutShortGivesWhatIsWhole() {
        let make = FileMaker(order: .little)
        let file = make.pcapHeader() + make.record([1, 2, 3]) + make.record([4, 5, 6])
        let first = Reading.Found(
            number: 1, time: 1_700_000_000_000_000_000, link: 1, original: 3, offset: 40, bytes: [1, 2, 3])
        #expect(Self.read(Array(file[..<43])) == Reading(packets: [first]))
        for cut in 44..<file.count {
            let what = "at octet 43, behind packet 1: the file is cut short, \(cut - 43) octets into what follows"
            expect(Array(file[..<cut]), Reading(packets: [first], errors: [what]))
        }
    }

    @Test func pcapWithALengthThatCannotBe() {
        let make = FileMaker(order: .little)
        var file = make.pcapHeader() + make.record([1]) + make.record([2]) + make.record([3])
        file.replaceSubrange((24 + 17 + 8)..<(24 + 17 + 12), with: [0xFF, 0xFF, 0xFF, 0x7F])
        let reading = Self.read(file)
        #expect(reading.packets.count == 1)
        #expect(
            reading.errors == [
                "at octet 41, behind packet 1: the next packet claims 2147483647 octets, more than the 262144 that one may "
                    + "have; the file is damaged from here on"
            ])
    }

    @Test(
        arguments: [([], "neither"), ([1, 2], "neither"), (Array("GET / HTTP/1.1".utf8), "neither")]
            as [([UInt8], String)])
    func whatIsNoCaptureIsSaid(file: [UInt8], word: String) {
        expect(file, Reading(errors: ["at octet 0, before the first packet: this is neither pcap nor pcapng"]))
        #expect(CaptureFormat.detect(file.span) == nil)
    }

    @Test(arguments: orders) func pcapngHasBlocksOfManyKinds(order: ByteOrder) {
        let make = FileMaker(order: order)
        let options =
            make.option(9, [9]) + make.option(14, order == .big ? [0, 0, 0, 0, 0, 0, 0, 5] : [5, 0, 0, 0, 0, 0, 0, 0])
        let file =
            make.section + make.interface(snapLength: 2)
            + make.interface(link: 113, options: options + make.option(0, []))
            + make.block(0x0BAD, [1, 2, 3, 4, 5]) + make.enhanced([1, 2, 3], ticks: 1_500_000)
            + make.old([7], interface: 1, ticks: 12) + make.simple([5, 6], original: 9)
            + make.block(5, [UInt8](repeating: 0, count: 12))
        let found = Self.read(file)
        #expect(found.errors == [])
        #expect(found.packets.map(\.bytes) == [[1, 2, 3], [7], [5, 6]])
        #expect(found.packets.map(\.time) == [1_500_000_000, 5_000_000_012, nil])
        #expect(found.packets.map(\.link) == [1, 113, 1])
        #expect(found.packets.map(\.original) == [3, 1, 9])
        expect(file, found)
    }

    @Test func sectionsHaveByteOrdersAndInterfacesOfTheirOwn() {
        let (little, big) = (FileMaker(order: .little), FileMaker(order: .big))
        let file =
            little.section + little.interface() + little.enhanced([1]) + big.section + big.interface(link: 101)
            + big.enhanced([2], ticks: 1) + big.enhanced([3], interface: 1)
        let found = Self.read(file)
        #expect(found.packets.map(\.link) == [1, 101])
        #expect(found.packets.map(\.time) == [0, 1_000])
        #expect(
            found.errors.count == 1 && found.errors[0].hasSuffix("a packet names interface 1, which nothing describes"))
        expect(file, found)
    }

    @Test func theScannerTellsWhichWindowItWants() throws {
        let make = FileMaker(order: .little)
        let file = make.section + make.interface() + make.enhanced([1, 2, 3], ticks: 7) + make.enhanced([4])
        var scanner = CaptureScanner()
        #expect((scanner.position, scanner.wanted) == (0, 4))
        func next(_ range: Range<Int>) throws -> Packet? {
            try scanner.next(
                in: file.span.extracting(range), at: UInt64(range.lowerBound), isLast: range.upperBound == file.count)
        }
        #expect(try next(0..<52) == nil)
        #expect((scanner.position, scanner.wanted) == (48, 12))
        #expect(try next(48..<83) == nil)
        #expect((scanner.position, scanner.wanted) == (48, 36))
        // A window that begins behind the position has no use; one that begins before it has.
        #expect(try next(49..<file.count) == nil)
        #expect(try next(20..<90)?.range == 56..<59)
        #expect((scanner.position, scanner.count) == (84, 1))
        #expect(try next(20..<file.count)?.offset == 112)
        #expect(try next(20..<file.count) == nil)
        #expect((scanner.position, scanner.wanted) == (UInt64(file.count), 0))
    }

    @Test func longBlocksAreSkippedWithoutBeingHeld() {
        let make = FileMaker(order: .little)
        let huge = make.block(0x0BAD, [UInt8](repeating: 0xAA, count: 3 << 20))
        let file = make.section + make.interface() + huge + make.enhanced([1])
        for windows in [Windows.growing(.random(seed: 1, longest: 100_000)), .growing(.whole), .wanted] {
            #expect(Self.read(file, windows).packets.map(\.bytes) == [[1]])
            let cut = Self.read(Array(file.prefix(1 << 20)), windows)
            let what = "the file is cut short within a block of 3145740 octets"
            #expect(cut.errors == ["at octet 48, before the first packet: \(what)"])
        }
    }

    @Test(
        arguments: [
            (6, 1_000_001, 1_000_001_000), (9, 5, 5), (0, 3, 3_000_000_000), (3, 7, 7_000_000), (12, 1_999, 1),
            (40, 5, 0), (0x80 | 10, 1_536, 1_500_000_000), (0x80 | 0, 2, 2_000_000_000),
            (0x80 | 63, 1 << 62, 500_000_000),
            (0x80 | 64, .max, 999_999_999),
        ] as [(UInt8, UInt64, Int64)])
    func ticksBecomeNanoseconds(resolution: UInt8, ticks: UInt64, nanoseconds: Int64) {
        let interface = CaptureInterface(link: .ethernet, resolution: .init(resolution))
        #expect(interface.nanoseconds(ticks: ticks) == nanoseconds)
    }

    @Test func timesThatNoNumberHoldsAreLeftOut() {
        #expect(CaptureInterface(link: .raw, resolution: .decimal(0)).nanoseconds(ticks: .max) == nil)
        #expect(CaptureInterface(link: .raw, offset: .max).nanoseconds(ticks: 0) == nil)
        #expect(CaptureInterface(link: .raw, offset: -5).nanoseconds(ticks: 0) == -5_000_000_000)
        #expect(CaptureInterface(link: .raw, resolution: .binary(0)).nanoseconds(ticks: .max) == nil)
    }

    /// Damage anywhere: no crash, no hang, and whatever is read has numbers in order.
    @Test func damageIsNeverFatal() {
        let make = FileMaker(order: .little)
        let files = [
            make.pcapHeader() + make.record([1, 2, 3]) + make.record([4, 5, 6]),
            make.section + make.interface(options: make.option(9, [6])) + make.enhanced([1]) + make.simple([2]),
        ]
        var generator = SeededGenerator(seed: 7)
        for round in 0..<2_000 {
            var file = files[round % 2]
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                file[Int.random(in: 0..<file.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            let reading = Self.read(file)
            #expect(reading.packets.map(\.number) == Array(1..<(reading.packets.count + 1)), "seed 7, round \(round)")
        }
    }
}
