import DNS
import Octets
import Testing

@Suite struct QuestionLineTests {
    private static let lines: [(line: String, question: String, flags: [String])] = [
        ("gaia.cs.umass.edu", "gaia.cs.umass.edu. IN A", ["rd"]),
        ("  umass.edu.  mx ", "umass.edu. IN MX", ["rd"]),
        ("version.bind CH TXT", "version.bind. CH TXT", ["rd"]),
        (". NS +norecurse", ". IN NS", []), ("a +norec +recurse", "a. IN A", ["rd"]),
        ("128.119.245.12", "12.245.119.128.in-addr.arpa. IN PTR", ["rd"]),
        ("a TYPE65280 +cd", "a. IN TYPE65280", ["rd", "cd"]), ("A A", "A. IN A", ["rd"]),
    ]

    @Test(arguments: lines) func aLineIsAQuery(_ line: String, _ question: String, _ flags: [String]) throws {
        let query = try QuestionLine.query(line, id: 4711)
        #expect(query.questions.map(\.description) == [question])
        #expect(query.header.setFlags == flags && query.header.id == 4711 && query.additionals.isEmpty)
    }

    @Test func whatEDNSSaysIsInTheQuery() throws {
        #expect(try QuestionLine.query("a +edns", id: 0).edns == EDNS())
        #expect(try QuestionLine.query("a +edns=4096 +dnssec", id: 0).edns == EDNS(payloadSize: 4096, dnssecOK: true))
        #expect(try QuestionLine.query("a +dnssec +edns=512", id: 0).edns == EDNS(payloadSize: 512, dnssecOK: true))
    }

    @Test(arguments: [
        ("", "write a question"), ("  ", "write a question"), ("+norec", "write a question"),
        ("a..b", "a..b is no name"),
        ("a NOSUCH", "NOSUCH is no type"), ("a A MX", "MX is no type"), ("a +what", "+what is not known"),
        ("a +edns=x", "+edns= wants octets"), ("a +edns=70000", "+edns= wants octets"), ("a OPT", "OPT is no type"),
        ("a +norec=1", "+norec=1 is not known"),
    ])
    func whatIsNoQuestionIsTold(_ line: String, _ sentence: String) {
        do {
            _ = try QuestionLine.query(line, id: 0)
            Issue.record("\(line) was taken")
        } catch {
            #expect(error.reason.hasPrefix(sentence), "\(error.reason)")
        }
    }
}
