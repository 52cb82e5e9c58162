import Testing
import Transcripts

@Suite struct TimestampTests {
    /// Seconds since 1970 are those of `date -u -d … +%s`.
    static let cases: [(String, Int64, String)] = [
        ("1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z"),
        ("2026-11-23T22:31:44.123456789Z", 1_795_473_104_123_456_789, "2026-11-23T22:31:44.123456789Z"),
        ("2000-02-29T12:00:00.5Z", 951_825_600_500_000_000, "2000-02-29T12:00:00.5Z"),
        ("2000-02-29t13:00:00.500+01:00", 951_825_600_500_000_000, "2000-02-29T12:00:00.5Z"),
        ("1999-12-31T19:30:00-05:30", 946_688_400_000_000_000, "2000-01-01T01:00:00Z"),
        ("1969-12-31T23:59:59.999999999Z", -1, "1969-12-31T23:59:59.999999999Z"),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000_000_000, "2017-01-01T00:00:00Z"),
        ("1900-03-01T00:00:00Z", -2_203_891_200_000_000_000, "1900-03-01T00:00:00Z"),
        ("2262-04-11T23:47:16.854775807Z", .max, "2262-04-11T23:47:16.854775807Z"),
    ]

    @Test(arguments: cases) func reads(text: String, nanoseconds: Int64, canonical: String) {
        let timestamp = Timestamp(rfc3339: text)
        #expect(timestamp?.nanoseconds == nanoseconds)
        #expect(timestamp?.rfc3339 == canonical)
    }

    @Test(arguments: [
        "", "2026-11-23", "2026-11-23 22:31:44Z", "2026-11-23T22:31:44", "2026-11-23T22:31Z", "2026-13-01T00:00:00Z",
        "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-11-31T00:00:00Z", "2026-11-00T00:00:00Z",
        "2026-11-23T24:00:00Z", "2026-11-23T22:60:00Z", "2026-11-23T22:31:61Z", "2026-11-23T22:31:44.Z",
        "2026-11-23T22:31:44.1234567890Z", "2026-11-23T22:31:44+0100", "2026-11-23T22:31:44+24:00",
        "2026-11-23T22:31:44Zx", "2262-04-11T23:47:16.854775808Z", "9999-12-31T23:59:59Z", "2026-11-2৩T22:31:44Z",
    ])
    func refuses(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test func everyDayOfFourCenturiesComesBack() {
        var timestamp = Timestamp(nanoseconds: -8_520_336_000 * 1_000_000_000)
        #expect(timestamp.rfc3339 == "1700-01-01T00:00:00Z")
        var wrong = 0
        while timestamp.nanoseconds < 7_258_118_400 * 1_000_000_000 {
            if Timestamp(rfc3339: timestamp.rfc3339) != timestamp { wrong += 1 }
            timestamp.nanoseconds += 86_400 * 1_000_000_000
        }
        #expect(wrong == 0)
        #expect(timestamp.rfc3339 == "2200-01-01T00:00:00Z")
    }

    @Test func fileNames() {
        #expect(Timestamp(rfc3339: "2026-01-02T03:04:05.6Z")?.fileNameText == "20260102-030405")
    }
}
