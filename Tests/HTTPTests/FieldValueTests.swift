import HTTP
import Octets
import Testing

@Suite struct FieldDateTests {
    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
        ("Sun Nov  6 08:49:37 1994", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Wed, 31 Dec 1969 23:59:59 GMT", -1), ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799), ("Sat, 01 Jan 0000 00:00:00 GMT", -62_167_219_200),
        ("Sun Nov 16 08:49:37 1994", 784_975_777),
        ("Tuesday, 01-Jan-30 00:00:00 GMT", 1_893_456_000), ("Thursday, 01-Jan-76 00:00:00 GMT", 3_345_062_400),
        ("Friday, 01-Jan-77 00:00:00 GMT", 220_924_800), ("Tue, 30 Jun 2015 23:59:60 GMT", 1_435_708_800),
    ])
    func forms(text: String, seconds: Int64) {
        #expect(FieldDate(text, thisYear: 2026) == FieldDate(seconds: seconds))
    }

    @Test(arguments: [
        "", "Sun", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49:37 GMT ",
        "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 29 Feb 1900 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT", "sun, 06 nov 1994 08:49:37 gmt", "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994 GMT", "0", "Sun, 06 Nov 1994 08:60:37 GMT",
    ])
    func noDates(text: String) {
        #expect(FieldDate(text) == nil)
    }

    @Test func writtenDatesAreRead() {
        // Every 9 days and some seconds from year 0 to 4000: leap years of all kinds among them.
        var seconds: Int64 = -62_167_219_200
        var weekdays: [String] = []
        while seconds < 64_060_588_800 {
            let date = FieldDate(seconds: seconds)
            #expect(FieldDate(date.description) == date)
            if weekdays.count < 7, seconds % 86_400 == 0 { weekdays.append(String(date.description.prefix(3))) }
            seconds += 9 * 86_400 + 12_345
        }
        #expect(FieldDate(seconds: 784_111_777).description == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(FieldDate(seconds: -1).description == "Wed, 31 Dec 1969 23:59:59 GMT")
    }

    @Test func noSecondTraps() {
        for seconds in [Int64.min, .max, .min + 1] { #expect(FieldDate(seconds: seconds).description.hasSuffix("GMT")) }
    }
}

@Suite struct ConditionTests {
    @Test(arguments: [
        ("\"a\"", EntityTag("a")), ("W/\"a\"", EntityTag("a", isWeak: true)), ("\"\"", EntityTag("")),
        ("\"17dc6-a5c-bf716880\"", EntityTag("17dc6-a5c-bf716880")), ("\"a,b\"", EntityTag("a,b")),
    ])
    func tags(text: String, expected: EntityTag) {
        #expect(EntityTag(parsing: text) == expected)
        #expect(expected.description == text)
    }

    @Test(arguments: ["", "a", "\"a", "a\"", "w/\"a\"", "W/a", "\"a\"\"b\"", "\"a b\"", "*", "\"a\", \"b\""])
    func noTags(text: String) {
        #expect(EntityTag(parsing: text) == nil)
    }

    /// The comparison table of RFC 9110 §8.8.3.2.
    @Test(arguments: [
        ("W/\"1\"", "W/\"1\"", false, true), ("W/\"1\"", "W/\"2\"", false, false), ("W/\"1\"", "\"1\"", false, true),
        ("\"1\"", "\"1\"", true, true),
    ])
    func comparison(left: String, right: String, strong: Bool, weak: Bool) throws {
        let left = try #require(EntityTag(parsing: left))
        let right = try #require(EntityTag(parsing: right))
        #expect(left.stronglyEquals(right) == strong && right.stronglyEquals(left) == strong)
        #expect(left.weaklyEquals(right) == weak)
    }

    static let current = Validators(tag: EntityTag("a"), modified: FieldDate(seconds: 784_111_777))
    static let same = "Sun, 06 Nov 1994 08:49:37 GMT"
    static let before = "Sun, 06 Nov 1994 08:49:36 GMT"
    static let after = "Sun, 06 Nov 1994 08:49:38 GMT"

    static let cases: [(Method, Fields, PreconditionOutcome)] = [
        (.get, [:], .proceed),
        (.put, ["If-Match": "\"b\", \"a\""], .proceed), (.put, ["If-Match": "\"b\""], .failed),
        (.put, ["If-Match": "W/\"a\""], .failed), (.put, ["If-Match": "*"], .proceed),
        (.put, ["If-Match": "nonsense"], .failed),
        (.put, ["If-Unmodified-Since": same], .proceed), (.put, ["If-Unmodified-Since": before], .failed),
        (.put, ["If-Unmodified-Since": "nonsense"], .proceed),
        (.put, ["If-Match": "\"a\"", "If-Unmodified-Since": before], .proceed),
        (.get, ["If-None-Match": "\"b\", W/\"a\""], .notModified), (.head, ["If-None-Match": "*"], .notModified),
        (.put, ["If-None-Match": "*"], .failed), (.get, ["If-None-Match": "\"b\""], .proceed),
        (.get, ["If-Modified-Since": same], .notModified), (.get, ["If-Modified-Since": after], .notModified),
        (.get, ["If-Modified-Since": before], .proceed), (.post, ["If-Modified-Since": same], .proceed),
        (.get, ["If-None-Match": "\"b\"", "If-Modified-Since": same], .proceed),
        (.get, ["If-Match": "\"b\"", "If-None-Match": "\"a\""], .failed),
        (.get, ["Range": "bytes=0-1", "If-Range": "\"a\""], .proceed),
        (.get, ["Range": "bytes=0-1", "If-Range": "\"b\""], .proceedWithoutRange),
        (.get, ["Range": "bytes=0-1", "If-Range": "W/\"a\""], .proceedWithoutRange),
        (.get, ["Range": "bytes=0-1", "If-Range": same], .proceed),
        (.get, ["Range": "bytes=0-1", "If-Range": after], .proceedWithoutRange),
        (.get, ["If-Range": "\"b\""], .proceed),
    ]

    @Test(arguments: cases.indices) func conditionsInTheirOrder(index: Int) {
        let (method, fields, expected) = Self.cases[index]
        #expect(evaluatePreconditions(method, fields, current: Self.current) == expected)
    }

    @Test func whereThereIsNothingTheStarDoesNotMatch() {
        #expect(evaluatePreconditions(.put, ["If-Match": "*"], current: nil) == .failed)
        #expect(evaluatePreconditions(.put, ["If-None-Match": "*"], current: nil) == .proceed)
    }
}

@Suite struct CookieAndQueryTests {
    @Test(arguments: [
        ("a=b", ["a:b"]), ("a=b; c=\"d e\";e=", ["a:b", "c:d e", "e:"]),
        (" a = b ;;novalue; =x; c=d=e", ["a:b", "c:d=e"]),
        ("", []),
    ])
    func cookiePairs(text: String, expected: [String]) {
        let bytes = Array(text.utf8)
        let pairs = cookies(bytes.span, in: 0..<bytes.count)
        #expect(pairs.map { bytes.span.text(in: $0.name) + ":" + bytes.span.text(in: $0.value) } == expected)
    }

    @Test func setCookieHasAttributes() throws {
        let bytes = Array("id=1678; Path=/; Max-Age = 60; Secure;; HttpOnly".utf8)
        let cookie = try #require(SetCookie.parse(bytes.span, in: 0..<bytes.count) as SetCookie?)
        #expect(bytes.span.text(in: cookie.pair.name) == "id" && bytes.span.text(in: cookie.pair.value) == "1678")
        let attributes = cookie.attributes.map { attribute in
            bytes.span.text(in: attribute.name) + (attribute.value.map { "=" + bytes.span.text(in: $0) } ?? "")
        }
        #expect(attributes == ["Path=/", "Max-Age=60", "Secure", "HttpOnly"])
    }

    @Test(arguments: ["", "id", "=x", "; Path=/", "id; a=b"]) func noSetCookie(text: String) {
        let bytes = Array(text.utf8)
        #expect(SetCookie.parse(bytes.span, in: 0..<bytes.count) == nil)
    }

    @Test(arguments: [
        ("monkeys&banana", ["monkeys:", "banana:"]), ("a=1&b=%20x+y&c=%e9%", ["a:1", "b: x y", "c:\u{FFFD}%"]),
        ("a==b&&c", ["a:=b", "c:"]), ("%41=%2B", ["A:+"]), ("", []), ("a=%4", ["a:%4"]),
    ])
    func forms(text: String, expected: [String]) {
        #expect(decodeForm(text).map { $0.name + ":" + $0.value } == expected)
    }

    @Test func targetsHaveAPathAndAQuery() {
        let parts = TargetParts("/animalsearch?monkeys&banana?x")
        #expect(parts.path == "/animalsearch" && parts.query == "monkeys&banana?x")
        #expect(TargetParts("/a").query == nil && TargetParts("/a?").query == "")
        #expect(percentDecoded("/a+b%2Fc") == "/a+b/c")
    }
}
