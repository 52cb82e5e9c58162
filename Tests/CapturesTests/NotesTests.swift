import Octets
import TestKit
import Testing

@testable import Captures

/// What a file says about itself.
@Suite struct NotesTests {
    private static let orders: [ByteOrder] = [.little, .big]

    private func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func file(_ make: FileMaker) -> [UInt8] {
        let section =
            make.option(2, text("a laptop")) + make.option(3, text("Linux 6.1")) + make.option(4, text("dumpcap"))
            + make.option(1, text("on a Monday")) + make.option(1, text("a\nb")) + make.option(0, [])
        let interface =
            make.option(2, text("eth0")) + make.option(3, text("the wire")) + make.option(11, [0] + text("tcp port 80"))
            + make.option(1, text("slow"))
        let statistics =
            make.number32(0) + make.number64(0) + make.option(4, make.number64(65_535))
            + make.option(5, make.number64(2)) + make.option(7, make.number64(1))
        let names =
            make.option(1, [192, 0, 2, 1] + text("one.example") + [0] + text("uno.example") + [0])
            + make.option(2, [0x20, 1, 0xD, 0xB8] + [UInt8](repeating: 0, count: 11) + [1] + text("six.example") + [0])
        return make.section(options: section) + make.interface(snapLength: 65_535, options: interface)
            + make.interface(link: 113) + make.block(4, names)
            + make.block(10, make.number32(0x544C_534B) + make.number32(5) + text("hello"))
            + make.block(0x0BAD, make.number32(32_473) + [1]) + make.block(0x4000_0BAD, make.number32(32_473))
            + make.block(77, []) + make.enhanced([1, 2, 3], options: make.option(1, text("look here")))
            + make.enhanced([4], options: make.option(2, make.number32(1)) + make.option(4, make.number64(9)))
            + make.block(5, statistics)
    }

    @Test(arguments: orders) func aFileIsToldInLines(order: ByteOrder) {
        let file = file(FileMaker(order: order))
        let reading = Reading(file)
        #expect(reading.errors == [])
        #expect(reading.packets.map(\.bytes) == [[1, 2, 3], [4]])
        let expected = [
            "the file: pcapng 1.0, \(order)-endian; written by dumpcap; on a laptop, Linux 6.1",
            "the file says: on a Monday",
            "the file says: a\\nb",
            "interface 0: eth0, the wire, Ethernet, at most 65 535 octets a packet, those of the filter tcp port 80; "
                + "65 535 packets received; 3 packets dropped",
            "interface 0 says: slow",
            "interface 1: Linux cooked",
            "name: 192.0.2.1 is one.example",
            "name: 2001:db8::1 is six.example",
            "secrets: TLS keys, 5 octets, which are not shown",
            "2 blocks of enterprise 32473's own kind",
            "1 block of the unknown kind 77",
            "packet 1 says: look here",
            "9 packets dropped between those of the file",
        ]
        #expect(reading.notes.lines == expected)
        for windows in Windows.all() {
            #expect(Reading(file, windows).notes == reading.notes, "\(windows)")
        }
    }

    @Test func interfacesAreCountedOverAllSections() {
        let (little, big) = (FileMaker(order: .little), FileMaker(order: .big))
        let reading = Reading(
            little.section + little.interface() + little.interface() + little.enhanced([1], interface: 1) + big.section
                + big.interface(link: 101) + big.enhanced([2]) + big.simple([3]))
        #expect(reading.interfaces == [1, 2, 2])
        #expect(reading.notes.interfaces.map(\.section) == [0, 0, 1])
        #expect(reading.notes.lines.first == "section 1: pcapng 1.0, little-endian")
    }

    @Test func pcapTellsItsHeader() {
        let make = FileMaker(order: .big)
        let reading = Reading(make.pcapHeader(magic: 0xA1B2_3C4D) + make.record([1]))
        #expect(
            reading.notes.lines == [
                "the file: pcap 2.4, big-endian, times in nanoseconds",
                "interface 0: Ethernet, at most 65 535 octets a packet",
            ])
    }

    /// However much a file says, so much is kept, and the packets are all there.
    @Test func notesAreBounded() {
        let make = FileMaker(order: .little)
        var limits = Limits()
        (limits.notes, limits.noteOctets) = (3, 8)
        var file = make.section
        for number in 0..<UInt8(10) {
            let long = make.option(1, text("a comment of many octets"))
            file +=
                make.interface(options: long + long) + make.enhanced([number], interface: UInt32(number), options: long)
            file += make.block(4, make.option(1, [10, 0, 0, number] + text("name") + [0]))
            file += make.block(100 + UInt32(number), []) + make.block(0x0BAD, make.number32(UInt32(number)))
            file += make.block(10, make.number32(1) + make.number32(0))
        }
        let reading = Reading(file, limits: limits)
        #expect(reading.packets.count == 10)
        #expect(reading.interfaces == Array(0..<10))
        let notes = reading.notes
        let counts = [
            notes.interfaces.count, notes.names.count, notes.packetComments.count, notes.unknownBlocks.count,
            notes.customBlocks.count, notes.secrets.count,
        ]
        #expect(counts == [3, 3, 3, 3, 3, 3])
        #expect(notes.leftOut == 59)
        #expect(notes.lines.last == "59 more notes are left out")
        #expect(notes.packetComments.first?.text == "a commen…")
    }

    @Test func allTextsTogetherAreBounded() {
        let make = FileMaker(order: .little)
        var limits = Limits()
        limits.noteOctetsOfAll = 10
        let file = make.section + (0..<5).flatMap { _ in make.interface(options: make.option(2, text("eth0"))) }
        let notes = Reading(file, limits: limits).notes
        #expect(notes.interfaces.map(\.name) == ["eth0", "eth0", "et…", "…", "…"])
    }

    /// Options whose lengths cannot be, records without an end: what is readable before them is kept.
    @Test func damagedNotesAreKeptAsFarAsTheyGo() {
        let make = FileMaker(order: .little)
        let options = make.option(2, text("eth0")) + make.number16(3) + make.number16(9_000) + [1, 2, 3, 4]
        let names = make.option(1, [10, 0, 0, 1] + text("no end")) + make.option(2, [1, 2]) + make.option(1, [1])
        let reading = Reading(
            make.section + make.interface(options: options) + make.block(4, names)
                + make.block(10, make.number32(1) + make.number32(.max))
                + make.block(5, make.number32(9) + make.number64(0))
                + make.enhanced([1]))
        #expect(reading.errors == [])
        #expect(reading.packets.count == 1)
        #expect(reading.notes.interfaces.first?.name == "eth0")
        #expect(reading.notes.names.values.sorted() == ["no end"])
        #expect(reading.notes.secrets.first?.octets == 0)
    }
}
