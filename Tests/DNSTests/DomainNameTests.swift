import Octets
import TestKit
import Testing

@testable import DNS

@Suite struct DomainNameTests {
    @Test(arguments: [
        (".", "00", "."), ("com", "03'com'00", "com."),
        ("www.Example.com.", "03'www'07'Example'03'com'00", "www.Example.com."),
        ("a\\.b.c", "03'a.b'01'c'00", "a\\.b.c."), ("\\000\\032\\255.x", "03 00 20 ff 01'x'00", "\\000\\032\\255.x."),
        ("\\a\\\\.x", "02'a\\'01'x'00", "a\\\\.x."),
        ("a\"b;c(d)e@f$.", "0c'a\"b;c(d)e@f$'00", "a\\\"b\\;c\\(d\\)e\\@f\\$."),
    ])
    func textAndOctetsLeadToEachOther(text: String, wire: String, presentation: String) throws {
        let name = try DomainName(text)
        #expect(name.octets == octets(wire))
        #expect(name.description == presentation)
        #expect(try DomainName(presentation).octets == name.octets)
    }

    @Test(arguments: [
        ("", "a name is empty", 0..<0), ("a..b", "a label is empty", 2..<2), (".a", "a label is empty", 0..<0),
        ("a\\", "a backslash ends the text", 1..<2),
        ("a.\\25", "an escape in digits is a backslash and three digits up to 255", 2..<5),
        ("\\256", "an escape in digits is a backslash and three digits up to 255", 0..<4),
    ])
    func whatIsNoNameIsSaidWithItsPlace(text: String, reason: String, range: Range<Int>) {
        let error = #expect(throws: ParseError.self) { try DomainName(text) }
        #expect(error?.reason == reason)
        #expect(error?.range == range)
    }

    @Test func labelsEndAt63OctetsAndNamesAt255() throws {
        let longest = String(repeating: "x", count: 63)
        #expect(try DomainName("\(longest).com").labelCount == 2)
        let label = #expect(throws: ParseError.self) { try DomainName("a.\(longest)x.com") }
        #expect(label?.fault == .limit(name: "octets of a label", actual: 64, allowed: 63))
        #expect(label?.range == 2..<66)

        let four = [longest, longest, longest, String(repeating: "y", count: 61)].joined(separator: ".")
        let name = try DomainName(four)
        #expect(name.octets.count == 255)
        let tooLong = #expect(throws: ParseError.self) { try DomainName(four + "y") }
        #expect(tooLong?.fault == .limit(name: "octets of a name", actual: 256, allowed: 255))
        #expect(throws: ParseError.self) { try name.prepending([0x61]) }
        #expect(throws: ParseError.self) { try name.appending(name) }
        #expect(throws: ParseError.self) { try DomainName(labels: name.labels + [[0x61]]) }
    }

    @Test func letterCaseIsKeptAndDoesNotCount() throws {
        let upper = try DomainName("WWW.Example.COM")
        let lower = try DomainName("www.example.com")
        #expect(upper == lower)
        #expect(upper.hashValue == lower.hashValue)
        #expect(upper.octets != lower.octets)
        #expect(upper.lowercased.octets == lower.octets)
        #expect(try DomainName("[") != DomainName("{"), "only letters have case")
        #expect(try DomainName("ab.c") != DomainName("a.bc"))
    }

    @Test func theTreeIsClimbed() throws {
        let host = try DomainName("gaia.cs.umass.edu")
        #expect(host.parent?.description == "cs.umass.edu.")
        #expect(DomainName.root.parent == nil)
        #expect(DomainName.root.labelCount == 0)
        #expect(host.labelCount == 4)
        #expect(host.labels.map { String(decoding: $0, as: UTF8.self) } == ["gaia", "cs", "umass", "edu"])
        #expect(
            (0...5).map { host.suffix(labels: $0).description } == [
                ".", "edu.", "umass.edu.", "cs.umass.edu.", "gaia.cs.umass.edu.", "gaia.cs.umass.edu.",
            ])
        #expect(host.isSubdomain(of: try DomainName("UMASS.edu")))
        #expect(host.isSubdomain(of: host))
        #expect(host.isSubdomain(of: .root))
        #expect(!host.isSubdomain(of: try DomainName("mass.edu")))
        #expect(!DomainName.root.isSubdomain(of: host))
        #expect(!(try DomainName("edu")).isSubdomain(of: host))
        // The octets of `03'com'` within a label are not that label.
        #expect(!(try DomainName(labels: [octets("61 03'com'")])).isSubdomain(of: try DomainName("com")))
        #expect(try DomainName("*.example").isWildcard)
        #expect(host.textWithoutFinalDot == "gaia.cs.umass.edu")
        #expect(DomainName.root.textWithoutFinalDot == ".")
        #expect(try host.parent?.prepending(Array("www".utf8)) == DomainName("www.cs.umass.edu"))
        #expect(try DomainName("www").appending(DomainName("ibm.com")) == DomainName("www.ibm.com"))
    }

    @Test func aNameWithoutItsLastDotIsBelowTheOrigin() throws {
        let text = Array("www www.".utf8)
        let origin = try DomainName("example.org")
        #expect(try DomainName.parse(text.span, in: 0..<3, origin: origin).description == "www.example.org.")
        #expect(try DomainName.parse(text.span, in: 4..<8, origin: origin).description == "www.")
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>) func randomNamesComeBackFromTheirText(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let labels = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                (0..<Int.random(in: 1...60, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator)
                }
            }
            let name = try DomainName(labels: labels)
            #expect(try DomainName(name.description).octets == name.octets, "seed \(seed)")
            #expect(name.description.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "seed \(seed)")
            #expect(name.labels == labels, "seed \(seed)")
        }
    }
}
