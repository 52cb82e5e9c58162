import Octets
import TestKit
import Testing

@testable import Captures

/// What is damaged is told and passed over, where something can be found behind it.
@Suite struct DamageTests {
    private static let make = FileMaker(order: .little)
    private let start = make.section + make.interface() + make.enhanced([1])
    private let behind = make.enhanced([2, 2], ticks: 5) + make.enhanced([3])

    private static func damaged(_ block: [UInt8], _ place: Int, _ octets: [UInt8]) -> [UInt8] {
        var block = block
        block.replaceSubrange(place..<(place + octets.count), with: octets)
        return block
    }

    @Test func damagedBlocksArePassedOver() {
        let (make, block) = (Self.make, Self.make.enhanced([9, 9, 9, 9, 9]))
        for (damage, words) in [
            (Self.damaged(block, 4, make.number32(4)), "a block claims a length of 4 octets; 40 octets are"),
            (Self.damaged(block, 4, make.number32(44)), "a block gives its length as 44 and again as 6"),
            (Self.damaged(block, 4, make.number32(1_000)), "a block claims 1000 octets, more than the file has left"),
            (Self.damaged(block, 4, make.number32(0x7FFF_FFF0)), "a block claims a length of 2147483632 octets"),
            (Self.damaged(block, 36, make.number32(0)), "a block gives its length as 40 and again as 0"),
            (Array(block.dropLast(3)), "a block gives its length as 40 and again as"),
            (block + [7], "octets, more than the file has left"),
            ([UInt8](repeating: 0, count: 64), "a block claims a length of 0 octets; 64 octets are"),
        ] as [([UInt8], String)] {
            let file = start + damage + behind
            let reading = Reading(file)
            let kept = reading.packets.map(\.bytes).filter { $0 != [9, 9, 9, 9, 9] }
            #expect(kept == [[1], [2, 2], [3]], "\(words): \(reading)")
            #expect(reading.errors.count == 1 && reading.errors[0].contains(words), "\(words): \(reading.errors)")
            #expect(reading.errors[0].hasSuffix("passed over, up to the next block"))
            #expect(reading.ends == [false])
            ScannerTests.expect(file, reading)
        }
    }

    @Test func onePartOfABlockMayBeWrongWithoutTheRest() {
        let make = Self.make
        for (block, words) in [
            (make.block(6, []), "a block of type 6 has only 12 octets"),
            (make.block(1, [1, 0]), "a block of type 1 has only 16 octets"),
            (Self.damaged(make.enhanced([9]), 20, make.number32(99)), "a packet claims 99 octets in a block of 36"),
            (make.enhanced([9], interface: 4), "a packet names interface 4, which nothing describes"),
        ] {
            let file = start + block + behind
            let reading = Reading(file)
            #expect(reading.packets.map(\.bytes) == [[1], [2, 2], [3]])
            #expect(reading.errors == ["at octet 84, behind packet 1: \(words)"])
            ScannerTests.expect(file, reading)
        }
    }

    @Test func whereNothingIsBehindTheDamageThatIsTold() {
        let file = start + [UInt8](repeating: 0xEE, count: 1_000)
        let reading = Reading(Self.damaged(file, 88, Self.make.number32(2)))
        #expect(
            reading.errors == [
                "at octet 84, behind packet 1: a block claims a length of 2 octets; the file is damaged from here on, "
                    + "as no block is found behind it"
            ])
        #expect(reading.ends == [true])
    }

    @Test func aCutFileTellsWhere() {
        let file = start + behind
        for cut in 85..<120 {
            let what = "at octet 84, behind packet 1: the file is cut short, \(cut - 84) octets into what follows"
            let reading = Reading(Array(file[..<cut]))
            #expect(reading.errors == [what])
            #expect(reading.packets.count == 1)
        }
    }

    @Test func lengthsWithoutTheirPaddingAreRead() {
        let make = Self.make
        var block = make.enhanced([5])
        block.replaceSubrange(4..<8, with: make.number32(33))
        block.replaceSubrange(32..<36, with: make.number32(33))
        ScannerTests.expect(start + block + behind, Reading(start + make.enhanced([5]) + behind))
    }

    @Test func aSectionOfAnUnknownVersionIsPassedOver() {
        let make = Self.make
        let file = start + make.section(major: 2) + make.interface() + make.enhanced([9]) + start
        let reading = Reading(file)
        #expect(reading.packets.map(\.bytes) == [[1], [1]])
        #expect(
            reading.errors == [
                "at octet 84, behind packet 1: version 2 of pcapng is not known, version 1 is read; "
                    + "this section is passed over"
            ])
        ScannerTests.expect(file, reading)
    }

    /// The interfaces of a section do not stand for those of the next one, whose header is damaged.
    @Test func aDamagedSectionHeaderBeginsASectionNevertheless() {
        let make = Self.make
        let section = Self.damaged(make.section, 24, make.number32(5))
        let reading = Reading(start + section + make.interface(link: 101) + make.enhanced([2]))
        #expect(reading.packets.map(\.link) == [1, 101])
        #expect(reading.interfaces == [0, 1])
        #expect(reading.errors.count == 1)
    }

    @Test func aLongBlockWhoseEndIsNotWhereItSaysIsDamage() {
        let make = Self.make
        let long = make.block(0x0BAD, [UInt8](repeating: 0, count: 2 << 20))
        let damage = Self.damaged(long, long.count - 4, [0, 0, 0, 0])
        for windows in [Windows.growing(.whole), .wanted, .growing(.random(seed: 3, longest: 700_000))] {
            let reading = Reading(start + damage + behind, windows)
            #expect(reading.packets.map(\.bytes) == [[1], [2, 2], [3]])
            #expect(reading.errors.count == 1 && reading.errors[0].contains("again as 0; 4 octets are passed over"))
        }
    }

    /// A packet that is too long to be held is left out, the ones behind it are not.
    @Test func aPacketThatIsTooLongIsPassedOver() {
        let make = Self.make
        let file = start + make.enhanced([UInt8](repeating: 7, count: 1 << 20)) + behind
        for windows in [Windows.growing(.whole), .wanted] {
            let reading = Reading(file, windows)
            #expect(reading.packets.map(\.bytes) == [[1], [2, 2], [3]])
            #expect(
                reading.errors == [
                    "at octet 84, behind packet 1: a block of 1048608 octets is longer than the limit of 1048576"
                ])
        }
    }

    /// Octets are lost, added and changed anywhere: whatever the windows are, the same is found.
    @Test(arguments: [ByteOrder.little, .big]) func windowsMakeNoDifferenceToDamage(order: ByteOrder) {
        let make = FileMaker(order: order)
        let whole =
            make.section + make.interface(options: make.option(9, [6])) + make.enhanced([1]) + make.simple([2])
            + make.block(4, [0, 0, 0, 0]) + make.section + make.interface(link: 101) + make.enhanced([3, 4, 5])
        var generator = SeededGenerator(seed: 11)
        for round in 0..<300 {
            var file = whole
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 0..<file.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: file.remove(at: place)
                case 1: file.insert(UInt8.random(in: 0...255, using: &generator), at: place)
                default: file[place] = UInt8.random(in: 0...255, using: &generator)
                }
            }
            let reading = Reading(file)
            #expect(reading.packets.map(\.number) == Array(1..<(reading.packets.count + 1)), "seed 11, round \(round)")
            for windows in [Windows.wanted, .growing(.bytewise), .behind(.random(seed: UInt64(round)))] {
                #expect(Reading(file, windows) == reading, "seed 11, round \(round), \(windows)")
            }
        }
    }
}
