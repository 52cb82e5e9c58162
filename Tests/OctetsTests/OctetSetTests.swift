import Octets
import Testing

@Suite struct OctetSetTests {
    static let letters = Array(UInt8(ascii: "A")...UInt8(ascii: "Z")) + Array(UInt8(ascii: "a")...UInt8(ascii: "z"))
    static let digits = Array(UInt8(ascii: "0")...UInt8(ascii: "9"))

    static let definitions: [(OctetSet, Set<UInt8>)] = [
        (.token, Set(letters + digits + Array("!#$%&'*+-.^_`|~".utf8))),
        (.digit, Set(digits)),
        (.letter, Set(letters)),
        (.visible, Set(0x21...0x7E)),
        (.control, Set(0x00...0x1F).union([0x7F])),
        (.fieldValue, Set(0x20...0x7E).union([0x09]).union(0x80...0xFF)),
    ]

    @Test(arguments: definitions)
    func tablesHoldWhatTheirDefinitionsSay(set: OctetSet, expected: Set<UInt8>) {
        #expect(Set((UInt8.min...UInt8.max).filter(set.contains)) == expected)
    }

    @Test func rangesAreHeldAgainstASet() {
        let bytes = Array("abc def".utf8)
        #expect(bytes.span.firstOffset(notIn: .token, in: 0..<7) == 3)
        #expect(bytes.span.firstOffset(notIn: .token, in: 4..<7) == nil)
        #expect(bytes.span.consists(of: .letter, in: 0..<3) == true)
        #expect(bytes.span.consists(of: .letter, in: 0..<0) == false)
    }

    @Test func controlsAreFoundWhereverTheyStand() {
        for octet in UInt8.min...UInt8.max {
            for place in 0..<40 {
                var bytes = [UInt8](repeating: 0x61, count: 40)
                bytes[place] = octet
                let isControl = !OctetSet.fieldValue.contains(octet)
                #expect(bytes.span.holdsControl(in: 0..<40) == isControl)
                #expect(bytes.span.holdsControl(in: 0..<place) == false)
            }
        }
        let none: [UInt8] = []
        #expect(none.span.holdsControl(in: 0..<0) == false)
    }

    @Test(arguments: [("Host", true), ("hOST", true), ("Hosts", false), ("Hos", false), ("Ho\u{13}t", false)])
    func namesAreComparedWithoutCase(text: String, same: Bool) {
        let bytes = Array(text.utf8)
        #expect(bytes.span.equalsIgnoringCase("hoST", in: 0..<bytes.count) == same)
        #expect(bytes.span.equalsIgnoringCase(Array("HOST".utf8), in: 0..<bytes.count) == same)
        #expect(bytes.span.equals("Host", in: 0..<bytes.count) == (text == "Host"))
    }

    @Test func onlyLettersAreFolded() {
        // 0x40 and 0x60, 0x5B and 0x7B differ by the same bit as letters do.
        let bytes: [UInt8] = [0x40, 0x5B]
        #expect(bytes.span.equalsIgnoringCase([0x60, 0x7B], in: 0..<2) == false)
        #expect(lowercasedASCII(0x40) == 0x40)
        #expect(lowercasedASCII(0xC4) == 0xC4)
    }

    @Test func prefixesStayInBounds() {
        let bytes = Array("HTTP".utf8)
        #expect(bytes.span.hasPrefix("HTTP") == true)
        #expect(bytes.span.hasPrefix("TP", at: 2) == true)
        #expect(bytes.span.hasPrefix("HTTP/") == false)
        #expect(bytes.span.hasPrefix("P", at: 4) == false)
    }

    @Test func textIsLossyAndBytesAreNot() {
        let bytes: [UInt8] = [0x61, 0xFF, 0x62]
        #expect(bytes.span.text(in: 0..<3) == "a\u{FFFD}b")
        #expect(bytes.span.bytes(in: 1..<3) == [0xFF, 0x62])
    }
}
