import DNS
import Foundation
import Octets
import Resolution
import Testing
import Transcripts

/// The scenarios that another resolver is tested with, played to ours: scripted name servers, questions, and the answers
/// that a resolver has to come to.
@Suite struct SharedScenarioTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "shared/corpus/resolver-scenarios/unbound")

    private static var isHere: Bool { FileManager.default.fileExists(atPath: folder.path) }

    /// Those of the iterator's scenarios that ask nothing that this resolver does not do: it reads no other configuration than
    /// where the root is, and minimises no names.
    private static func scenarios() throws -> [Scenario] {
        guard isHere else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasPrefix("iter_") && $0.hasSuffix(".rpl") }.sorted()
            .compactMap { name in
                let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
                return Scenario(name: String(name.dropLast(4)), text: text)
            }
    }

    /// What ours does otherwise, and why that is right or left for later.
    private static let different = [
        "iter_cycle_noh": "trusts glue from outside the zone there, which is not believed here",
        "iter_unverified_glue": "looks up glue anew before it is used",
        "iter_ds_locate_ns_cname": "DS is asked of the zone above",
        "iter_pcdiff": "falls back to the parent's address of a server when the child's own differs",
        "iter_pcnamerec": "falls back to the parent's address of a server when the child's own differs",
        "iter_pcnamech": "learns servers that the child names beside an answer",
        "iter_pcnamechrec": "learns servers that the child names beside an answer",
    ]

    @Test(.enabled(if: isHere, "../shared is not here")) func theyEndAsTheyShould() throws {
        let all = try Self.scenarios()
        var agreed: [String] = []
        for scenario in all {
            var player = Player(scenario)
            let complaint = player.play()
            if complaint == nil { agreed.append(scenario.name) }
            // One that is excused must differ: else its excuse is stale.
            #expect(
                (complaint == nil) == (Self.different[scenario.name] == nil),
                "\(scenario.name): \(complaint ?? "agrees")")
        }
        #expect(agreed.count == 20, "\(agreed.count) of \(all.count) agree: \(agreed)")
    }
}

/// One entry of a script: when it is taken, and what it says.
private struct Entry {
    var match: [String] = []
    var adjust: [String] = []
    var reply: [String] = []
    var sections: [String: [String]] = [:]

    func records(_ section: String) -> [ResourceRecord] {
        let text = Array((sections[section] ?? []).joined(separator: "\n").utf8)
        return MasterFile(text.span, ttl: 3600).records
    }

    /// Without the class, which is always the internet's here.
    var question: Question? {
        guard let words = sections["QUESTION"]?.first?.split(whereSeparator: \.isWhitespace).map(String.init),
            words.count >= 2, let name = try? DomainName(words[0]),
            let type = RecordType(mnemonic: words[words.count - 1])
        else { return nil }
        return Question(name, type)
    }

    var responseCode: ResponseCode { reply.lazy.compactMap { ResponseCode(mnemonic: $0) }.first ?? .noError }

    func answers(_ ask: Resolver.Ask) -> Message? {
        guard let question else { return nil }
        if match.contains("subdomain") {
            guard ask.question.name.isSubdomain(of: question.name) else { return nil }
        } else if match.contains("qname") || match.contains("all") {
            guard ask.question.name == question.name else { return nil }
        }
        if match.contains("qtype") || match.contains("all"), ask.question.type != question.type { return nil }
        if match.contains("TCP"), !ask.isOverTCP { return nil }
        if match.contains("UDP"), ask.isOverTCP { return nil }
        var header = Header(id: 0)
        header.isResponse = true
        header.isAuthoritative = reply.contains("AA")
        header.isTruncated = reply.contains("TC")
        header.recursionAvailable = reply.contains("RA")
        header.responseCode = responseCode
        return Message(
            header: header, questions: [ask.question], answers: records("ANSWER"), authorities: records("AUTHORITY"),
            additionals: records("ADDITIONAL"))
    }
}

private struct Scenario {
    enum Step {
        case query(Entry)
        case check(Entry)
        case pass(seconds: Int64)
    }

    var name: String
    var root: [ServerAddress] = []
    var ranges: [(steps: ClosedRange<Int>, addresses: [String], entries: [Entry])] = []
    var steps: [(number: Int, step: Step)] = []

    /// nil for a scenario that wants more than this resolver has.
    init?(name: String, text: String) {
        self.name = name
        let lines = text.split(separator: "\n").map { line in
            String(line.prefix { $0 != ";" && $0 != "#" }).trimmingCharacters(in: .whitespaces)
        }.filter { !$0.isEmpty }
        guard let end = lines.firstIndex(of: "CONFIG_END"), readRoot(lines[..<end]),
            read(
                lines[(end + 1)...].map { $0.split(whereSeparator: \.isWhitespace).map(String.init) },
                lines[(end + 1)...])
        else { return nil }
    }

    private static let beyond = [
        "forward-zone", "auth-zone", "dns64", "module-config", "trust-anchor", "private-address", "serve-expired",
        "max-global-quota", "harden-referral-path", "prefetch", "do-nat64", "iter-scrub-ns",
    ]

    private mutating func readRoot(_ lines: ArraySlice<String>) -> Bool {
        guard lines.filter({ $0.hasPrefix("stub-zone:") }).count == 1, lines.contains(#"name: ".""#),
            !lines.contains(where: { line in Self.beyond.contains { line.hasPrefix($0) } }),
            !lines.contains(where: { $0.hasPrefix("qname-minimisation") && $0.contains("yes") })
        else { return false }
        root = lines.filter { $0.hasPrefix("stub-addr:") }.compactMap {
            $0.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { ServerAddress(String($0)) }
        }
        return !root.isEmpty
    }

    private mutating func read(_ words: [[String]], _ lines: ArraySlice<String>) -> Bool {
        var entry: Entry?
        var section = ""
        var range: (steps: ClosedRange<Int>, addresses: [String], entries: [Entry])?
        var waiting: (number: Int, isCheck: Bool)?
        for (word, line) in zip(words, lines) {
            switch word[0] {
            case "RANGE_BEGIN":
                guard word.count > 2, let first = Int(word[1]), let last = Int(word[2]), first <= last else {
                    return false
                }
                range = (first...last, [], [])
            case "ADDRESS": if let address = word.dropFirst().first { range?.addresses.append(address) }
            case "RANGE_END":
                if let range { ranges.append(range) }
                range = nil
            case "ENTRY_BEGIN": entry = Entry()
            case "MATCH": entry?.match += word.dropFirst()
            case "ADJUST": entry?.adjust += word.dropFirst()
            case "REPLY": entry?.reply += word.dropFirst()
            case "SECTION": section = word.dropFirst().first ?? ""
            case "ENTRY_END":
                guard let done = entry else { return false }
                if range != nil {
                    range?.entries.append(done)
                } else if let step = waiting {
                    steps.append((step.number, step.isCheck ? .check(done) : .query(done)))
                }
                entry = nil
            case "STEP":
                guard word.count > 2, let number = Int(word[1]) else { return false }
                switch word[2] {
                case "QUERY": waiting = (number, false)
                case "CHECK_ANSWER": waiting = (number, true)
                case "TIME_PASSES":
                    guard let seconds = word.last.flatMap({ Int64($0) }) else { return false }
                    steps.append((number, .pass(seconds: seconds)))
                case "NOTHING": break
                default: return false
                }
            case "SCENARIO_BEGIN", "SCENARIO_END": break
            default:
                guard entry != nil else { return false }
                // Extra octets, as of EDNS, that this resolver does not ask for.
                if word[0].hasPrefix("HEX") || section.hasPrefix("HEX") { return false }
                entry?.sections[section, default: []].append(line)
            }
        }
        return !steps.isEmpty
    }
}

/// Plays one scenario to a resolver.
private struct Player {
    let scenario: Scenario
    private var cache = Cache()
    private var now = Moment.zero
    private var result: Resolver.Result?
    private var log: [String] = []

    init(_ scenario: Scenario) { self.scenario = scenario }

    /// What was not as it should have been; nil where all was.
    mutating func play() -> String? {
        for (number, step) in scenario.steps {
            switch step {
            case .pass(let seconds): now.nanoseconds += seconds * 1_000_000_000
            case .query(let entry):
                guard let question = entry.question else { return "no question in step \(number)" }
                resolve(question, number)
            case .check(let entry):
                if let complaint = check(entry) {
                    return "step \(number): \(complaint); \(log.joined(separator: ", "))"
                }
            }
        }
        return nil
    }

    private mutating func resolve(_ question: Question, _ number: Int) {
        let root = (try? DomainName("root-of-the-scenario.")) ?? .root
        var resolver = Resolver(
            question, hints: Hints(servers: [Hints.Server(name: root, addresses: scenario.root)]), cache: cache)
        log = []
        while true {
            switch resolver.next(at: now) {
            case .finish(let result):
                self.result = result
                cache = resolver.cache
                return
            case .ask(let ask):
                now.nanoseconds += 1_000_000
                let reply = reply(to: ask, number)
                let outcome = reply.map { Verdict($0, to: ask.question, from: ask.zone).outcome } ?? .timeout
                log.append("\(ask.address) \(ask.question.name) \(ask.question.type) \(outcome)")
                if let reply { resolver.receive(reply, at: now) } else { resolver.fail(.timeout) }
            }
        }
    }

    private func reply(to ask: Resolver.Ask, _ number: Int) -> Message? {
        // Where two ranges meet, the later one holds.
        for range in scenario.ranges.reversed() where range.steps.contains(number) {
            guard range.addresses.contains(ask.address.description) else { continue }
            for entry in range.entries {
                if let message = entry.answers(ask) { return message }
            }
        }
        return nil
    }

    private func check(_ entry: Entry) -> String? {
        guard let result else { return "nothing was asked" }
        let code: ResponseCode =
            result.outcome == .servfail ? .serverFailure : result.isNameError ? .nameError : .noError
        guard code == entry.responseCode else {
            return "\(code) (\(result.reason ?? "")) instead of \(entry.responseCode)"
        }
        func words(_ records: [ResourceRecord]) -> Set<String> {
            Set(records.map { "\($0.name.lowercased) \($0.type) \($0.data)" })
        }
        let (ours, theirs) = (words(result.answers), words(entry.records("ANSWER")))
        return ours == theirs ? nil : "\(ours.sorted()) instead of \(theirs.sorted())"
    }
}
