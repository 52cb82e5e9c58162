import DNS
import Octets
import Testing

private func read(_ text: String, origin: String = ".", ttl: UInt32? = nil) throws -> MasterFile {
    let octets = Array(text.utf8)
    return MasterFile(octets.span, origin: try DomainName(origin), ttl: ttl)
}

struct MasterFileTests {
    @Test func theExampleOfTheStandardIsRead() throws {
        // RFC 1035 §5.3, its names and numbers.
        let file = try read(
            """
            @   IN  SOA     VENERA      Action\\.domains (
                                             20     ; SERIAL
                                             7200   ; REFRESH
                                             600    ; RETRY
                                             3600000; EXPIRE
                                             60)    ; MINIMUM

                    NS      A.ISI.EDU.
                    MX      10      VENERA
            A       A       26.3.0.103
            VENERA  A       10.1.0.52
                    A       128.9.0.32
            """, origin: "ISI.EDU")
        #expect(file.errors == [])
        #expect(
            file.records.map(\.description) == [
                "ISI.EDU. 60 IN SOA VENERA.ISI.EDU. Action\\.domains.ISI.EDU. 20 7200 600 3600000 60",
                "ISI.EDU. 60 IN NS A.ISI.EDU.", "ISI.EDU. 60 IN MX 10 VENERA.ISI.EDU.",
                "A.ISI.EDU. 60 IN A 26.3.0.103", "VENERA.ISI.EDU. 60 IN A 10.1.0.52",
                "VENERA.ISI.EDU. 60 IN A 128.9.0.32",
            ])
    }

    @Test func classAndTTLMayComeInEitherOrderOrNotAtAll() throws {
        let file = try read("$TTL 1h\na A 192.0.2.1\nb IN 5 A 192.0.2.2\nc 6 IN A 192.0.2.3\nd 1d A 192.0.2.4\n")
        #expect(file.errors == [])
        #expect(file.records.map(\.ttl) == [3600, 5, 6, 86400])
    }

    @Test func anOriginAndTextInQuotes() throws {
        let file = try read(
            "$ORIGIN example.\n$TTL 9\n@ TXT \"a; (b) \\\"c\\\"\" d\n$ORIGIN sub\nx CNAME @ ; here\n\tTYPE65280 \\# 2 ab cd\n"
        )
        #expect(file.errors == [])
        #expect(
            file.records.map(\.description) == [
                "example. 9 IN TXT \"a; (b) \\\"c\\\"\" \"d\"", "x.sub.example. 9 IN CNAME sub.example.",
                "x.sub.example. 9 IN TYPE65280 \\# 2 abcd",
            ])
    }

    @Test func whatIsWrongCostsItsEntryAndIsToldWithItsLine() throws {
        let file = try read(
            """
            $TTL 60
            a A 192.0.2.1
            b A 192.0.2.300
            c NOSUCH x
            d TXT "open
            $INCLUDE other.zone
            $WHAT 1
            e A 192.0.2.5 6
            f )
            g A 192.0.2.7
            h ( A
              192.0.2.8 ( )
            i A 192.0.2.9
            j.. A 192.0.2.10
              A 192.0.2.11
            k A (
            """)
        #expect(file.records.map { "\($0.name) \($0.data)" } == ["a. 192.0.2.1", "g. 192.0.2.7", "i. 192.0.2.9"])
        #expect(file.errors.map(\.line) == [3, 4, 5, 6, 7, 8, 9, 11, 14, 15, 16])
        #expect(file.errors[3].description.contains("$INCLUDE is not followed"))
        #expect(file.errors.last?.error.reason == "a parenthesis is not closed")
    }

    @Test func aRecordWithoutAnyTTLIsAnError() throws {
        #expect(
            try read("a A 192.0.2.1").errors.map(\.error.reason) == [
                "no TTL: give the record one, or begin the file with $TTL"
            ])
        #expect(try read("a A 192.0.2.1", ttl: 7).records.map(\.ttl) == [7])
        #expect(try read("a 8 A 192.0.2.1\nb A 192.0.2.2").records.map(\.ttl) == [8, 8])
    }

    @Test func errorsAreCountedPastTheLimitOfThoseKept() throws {
        let file = try read(String(repeating: "a A x\n", count: MasterFile.errorLimit + 5), ttl: 1)
        #expect(file.errors.count == MasterFile.errorLimit && file.errorCount == MasterFile.errorLimit + 5)
    }

    @Test func noTextStopsIt() throws {
        var random = SystemRandomNumberGenerator()
        let seed = random.next()
        var generator = Generator(state: seed)
        let pieces = [
            "a", " ", "\n", "(", ")", ";", "\"", "\\", "A", "192.0.2.1", "$TTL", "9", "\t", "@", ".", "IN", "é",
        ]
        for _ in 0..<500 {
            let text = (0..<Int(generator.next() % 40)).map { _ in pieces[Int(generator.next() % UInt64(pieces.count))]
            }
            let file = try read(text.joined(), ttl: 1)
            #expect(file.errorCount >= file.errors.count, "seed \(seed)")
        }
    }
}

private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 16
    }
}
