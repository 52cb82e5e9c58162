import Octets
import Testing

@testable import DNS

@Suite struct NameWalkTests {
    func parse(_ bytes: [UInt8], at start: Int) throws -> (name: DomainName, layout: NameLayout) {
        try DomainName.parse(bytes, at: start)
    }

    @Test func aNameInPlaceEndsWithTheRoot() throws {
        let (name, layout) = try parse(octets("ff 03'www'03'com'00 ff"), at: 1)
        #expect(name.description == "www.com.")
        #expect(layout == NameLayout(range: 1..<10, pointer: nil, target: nil, length: 9))
    }

    @Test func pointersAreFollowedAndTold() throws {
        let bytes = octets("03'com'00 01'b' c000 01'a' c005")
        let (name, layout) = try parse(bytes, at: 9)
        #expect(name.description == "a.b.com.")
        #expect(layout == NameLayout(range: 9..<13, pointer: 11..<13, target: 5, length: 9))
        #expect(layout.labels(in: bytes) == [10..<11, 6..<7, 1..<4])
    }

    @Test(arguments: [
        ("01'a' c002", 0, 2..<4, "a pointer leads to offset 2, which is not before its name"),
        ("01'a' c000", 0, 2..<4, "a pointer leads to offset 0, which is not before its name"),
        ("c004 0000 01'a'00", 0, 0..<2, "a pointer leads to offset 4, which is not before its name"),
        ("01'a' c004 c000", 4, 2..<4, "a pointer leads to offset 4, which is not before its name"),
        ("40 00", 0, 0..<1, "this octet begins neither a label nor a pointer"),
        ("80 00", 0, 0..<1, "this octet begins neither a label nor a pointer"),
        ("03'ab'", 0, 0..<3, "a label is cut short"), ("c0", 0, 0..<1, "a pointer is cut short"),
        ("01'a'", 0, 0..<2, "the name is cut short"), ("", 0, 0..<0, "the name is cut short"),
    ])
    func whatLeadsNowhereIsRefused(text: String, start: Int, range: Range<Int>, reason: String) {
        let error = #expect(throws: ParseError.self) { try parse(octets(text), at: start) }
        #expect(error?.reason == reason)
        #expect(error?.range == range)
        #expect(error?.fault == .peer)
    }

    @Test func aNameMayNotGrowByPointersBeyondItsLimit() throws {
        // Ten labels of 30 octets, each leading to the one before.
        var bytes = octets("1e") + [UInt8](repeating: 0x78, count: 30) + [0]
        var starts = [0]
        for _ in 0..<9 {
            starts.append(bytes.count)
            bytes += octets("1e") + [UInt8](repeating: 0x78, count: 30) + [0xC0, UInt8(starts[starts.count - 2])]
            if bytes.count > 250 { break }
        }
        let last = try #require(starts.last)
        #expect(try parse(bytes, at: last).name.octets.count == 31 * starts.count + 1)
        let end = bytes.count
        bytes += octets("3f") + [UInt8](repeating: 0x79, count: 63) + [0xC0, UInt8(last)]
        let error = #expect(throws: ParseError.self) { try parse(bytes, at: end) }
        #expect(error?.fault == .limit(name: "octets of a name", actual: 282, allowed: 255))
        #expect(error?.range == end..<bytes.count, "what lies in place, though the label lies before")
    }

    @Test func chainsOfPointersHaveAnEnd() throws {
        func chain(_ count: Int) -> [UInt8] {
            var bytes: [UInt8] = [0, 0]
            for index in 0..<count { bytes += [0xC0 | UInt8(index * 2 >> 8), UInt8(index * 2 & 0xFF)] }
            return bytes
        }
        #expect(try parse(chain(127), at: 254).name == .root)
        let error = #expect(throws: ParseError.self) { try parse(chain(128), at: 256) }
        #expect(error?.fault == .limit(name: "pointers of a name", actual: 128, allowed: 127))
    }

    @Test func pointersAreAnErrorWhereNothingIsCompressed() {
        let bytes = octets("00 c000")
        let error = #expect(throws: ParseError.self) {
            try DomainName.parse(bytes, at: 1, followingPointers: false)
        }
        #expect(error?.reference == "RFC 3597 §4")
        #expect(error?.range == 1..<3)
    }

    @Test func whatLiesInPlaceEndsBeforeItsBound() {
        let bytes = octets("03'com'00")
        #expect(throws: ParseError.self) { try DomainName.parse(bytes, at: 0, upTo: 4) }
        #expect(throws: Never.self) { try DomainName.parse(bytes, at: 0, upTo: 5) }
    }
}
