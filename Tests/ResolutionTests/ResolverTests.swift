import DNS
import Resolution
import Testing
import Transcripts

/// The root and `edu`, as far as `umass.edu`.
private func lecture() -> Script {
    var script = Script()
    script.on(
        "192.0.2.1", "gaia.cs.umass.edu. A", authority: "edu. NS a.edu-servers.net.",
        additional: "a.edu-servers.net. A 192.0.2.2")
    script.on(
        "192.0.2.2", "gaia.cs.umass.edu. A", authority: "umass.edu. NS dns.umass.edu.",
        additional: "dns.umass.edu. A 192.0.2.3")
    script.on("192.0.2.3", "gaia.cs.umass.edu. A", aa: true, answer: "gaia.cs.umass.edu. A 128.119.245.12")
    return script
}

struct ResolverTests {
    @Test func referralsLeadDownToTheAnswer() {
        var script = lecture()
        let result = script.resolve("gaia.cs.umass.edu")
        #expect(result.outcome == .answer)
        #expect(result.answers.map(\.description) == ["gaia.cs.umass.edu. 3600 IN A 128.119.245.12"])
        #expect(
            script.log == [
                "192.0.2.1 gaia.cs.umass.edu. A referral", "192.0.2.2 gaia.cs.umass.edu. A referral",
                "192.0.2.3 gaia.cs.umass.edu. A answer",
            ])
        #expect(script.asks.map { "\($0.zone)" } == [".", "edu.", "umass.edu."])
        #expect(
            script.asks.map(\.why) == [
                "nothing nearer to gaia.cs.umass.edu is known, so it begins at the root; it has one server, whose address every resolver is told beforehand (a hint)",
                "edu is the nearest zone to gaia.cs.umass.edu that is known, by the referral of step 1; it has one server, whose address came as glue in step 1",
                "umass.edu is the nearest zone to gaia.cs.umass.edu that is known, by the referral of step 2; it has one server, whose address came as glue in step 2",
            ])
    }

    @Test func theCacheSparesQuestionsUntilItsTTLsRunOut() {
        var script = lecture()
        var first = Resolver(Question(name("gaia.cs.umass.edu"), .a), hints: Script.root)
        _ = script.run(&first)
        var again = Resolver(Question(name("gaia.cs.umass.edu"), .a), hints: Script.root, cache: first.cache)
        #expect(script.run(&again, at: Moment(nanoseconds: 60_000_000_000)).outcome == .cached)
        script.on("192.0.2.3", "www.umass.edu. A", aa: true, answer: "www.umass.edu. A 192.0.2.80")
        var other = Resolver(Question(name("www.umass.edu"), .a), hints: Script.root, cache: first.cache, firstStep: 9)
        #expect(script.run(&other, at: Moment(nanoseconds: 60_000_000_000)).outcome == .answer)
        #expect(script.log.dropFirst(3) == ["192.0.2.3 www.umass.edu. A answer"])
        #expect(script.asks.last?.step == 9)
        #expect(
            script.asks.last?.why.contains("the nearest zone to www.umass.edu that the cache has, from step 2") == true)
        var late = Resolver(Question(name("gaia.cs.umass.edu"), .a), hints: Script.root, cache: first.cache)
        #expect(script.run(&late, at: Moment(nanoseconds: 3601_000_000_000)).outcome == .answer)
        #expect(script.log.count == 7)
    }

    @Test func aServerWithoutGlueIsLookedUpFirst() {
        var script = Script()
        script.on("192.0.2.1", "crepes.fr. A", authority: "fr. NS d.nic.fr.", additional: "d.nic.fr. A 192.0.2.4")
        script.on("192.0.2.4", "crepes.fr. A", authority: "crepes.fr. NS dns.hamburger.edu.")
        script.on(
            "192.0.2.1", "dns.hamburger.edu. A", aa: false, authority: "hamburger.edu. NS dns.hamburger.edu.",
            additional: "dns.hamburger.edu. A 192.0.2.5")
        script.on("192.0.2.5", "dns.hamburger.edu. A", aa: true, answer: "dns.hamburger.edu. A 192.0.2.5")
        script.on("192.0.2.5", "crepes.fr. A", aa: true, answer: "crepes.fr. A 192.0.2.80")
        #expect(script.resolve("crepes.fr").answers.map(\.description) == ["crepes.fr. 3600 IN A 192.0.2.80"])
        #expect(
            script.log == [
                "192.0.2.1 crepes.fr. A referral", "192.0.2.4 crepes.fr. A referral",
                "192.0.2.1 dns.hamburger.edu. A referral",
                "192.0.2.5 dns.hamburger.edu. A answer", "192.0.2.5 crepes.fr. A answer",
            ])
        #expect(script.asks[2].why.hasPrefix("the servers of crepes.fr are known by name only"))
        #expect(script.asks[4].why.hasSuffix("whose address was answered in step 4"))
    }

    @Test func glueFromOutsideTheZoneIsNotBelieved() {
        var script = Script()
        script.on("192.0.2.1", "a.com. A", authority: "com. NS ns.com.", additional: "ns.com. A 192.0.2.6")
        script.on(
            "192.0.2.6", "a.com. A", authority: "a.com. NS ns.other.net.", additional: "ns.other.net. A 192.0.2.66")
        script.on("192.0.2.1", "ns.other.net. A", .nameError, aa: true)
        #expect(script.resolve("a.com").outcome == .servfail)
        #expect(!script.log.contains { $0.hasPrefix("192.0.2.66") })
    }

    @Test func anAliasIsFollowedAndTheAnswerHoldsTheChain() {
        var script = Script()
        script.on("192.0.2.1", "www.ibm.com. A", aa: true, answer: "www.ibm.com. CNAME servereast.backup2.ibm.com.")
        script.on(
            "192.0.2.1", "servereast.backup2.ibm.com. A", aa: true, answer: "servereast.backup2.ibm.com. A 192.0.2.90")
        #expect(
            script.resolve("www.ibm.com").answers.map(\.description) == [
                "www.ibm.com. 3600 IN CNAME servereast.backup2.ibm.com.",
                "servereast.backup2.ibm.com. 3600 IN A 192.0.2.90",
            ])
        #expect(script.asks[1].why.hasPrefix("www.ibm.com is an alias of servereast.backup2.ibm.com; "))
    }

    @Test func aChainWithinOneAnswerNeedsNoMoreQuestions() {
        var script = Script()
        script.on(
            "192.0.2.1", "a.x. A", aa: true,
            answer: "a.x. CNAME b.x.; b.x. CNAME c.x.; c.x. A 192.0.2.7; c.x. A 192.0.2.8")
        #expect(script.resolve("a.x").answers.count == 4 && script.log.count == 1)
    }

    @Test func aliasesInACircleEnd() {
        var script = Script()
        script.on("192.0.2.1", "a.x. A", aa: true, answer: "a.x. CNAME b.x.")
        script.on("192.0.2.1", "b.x. A", aa: true, answer: "b.x. CNAME a.x.")
        let result = script.resolve("a.x")
        #expect(result.outcome == .servfail && result.reason?.contains("in a circle") == true, "\(result)")
        #expect(script.log.count == 2)
    }

    @Test func noSuchNameAndNoDataAreAnswersAndAreKept() {
        for (code, outcome) in [(ResponseCode.nameError, Outcome.nxdomain), (.noError, .nodata)] {
            var script = Script()
            script.on("192.0.2.1", "no.x. A", code, aa: true, authority: "x. 900 SOA ns.x. h.x. 1 2 3 4 300")
            var resolver = Resolver(Question(name("no.x"), .a), hints: Script.root)
            let result = script.run(&resolver)
            #expect(result.outcome == outcome && result.authorities.count == 1)
            var again = Resolver(Question(name("no.x"), .a), hints: Script.root, cache: resolver.cache)
            let kept = script.run(&again, at: Moment(nanoseconds: 299_000_000_000))
            #expect(kept.authorities.map(\.ttl) == [2], "the SOA goes with it, and its time runs down (RFC 2308 §5)")
            #expect(kept.outcome == .cached && kept.answers.isEmpty && kept.isNameError == (outcome == .nxdomain))
            let other = resolver.cache.entry(name("no.x"), .mx, at: Moment(nanoseconds: 20_000_000))
            #expect((other?.absence == .nxdomain) == (outcome == .nxdomain), "no such name holds for every type")
            var late = Resolver(Question(name("no.x"), .a), hints: Script.root, cache: resolver.cache)
            #expect(script.run(&late, at: Moment(nanoseconds: 301_000_000_000)).outcome == outcome)
        }
    }

    @Test func aServerThatFailsGivesWayToTheNext() {
        for failure in [Script.Reply.failure(.timeout), .failure(.unreachable), .failure(.malformed)] {
            var script = Script()
            script.on(
                "192.0.2.1", "a.x. A", authority: "x. NS one.x.; x. NS two.x.",
                additional: "one.x. A 192.0.2.11; two.x. A 192.0.2.12")
            script.on("192.0.2.11", "a.x. A", failure)
            script.on("192.0.2.12", "a.x. A", aa: true, answer: "a.x. A 192.0.2.7")
            #expect(script.resolve("a.x").outcome == .answer)
            #expect(script.log.count == 3)
            #expect(script.asks[2].why.hasPrefix("one.x (192.0.2.11) "))
        }
    }

    @Test func failuresThatAServerStatesAreToldApart() {
        let codes: [(ResponseCode, Outcome)] = [
            (.serverFailure, .servfail), (.refused, .refused), (.formatError, .formerr), (.notImplemented, .notimp),
        ]
        for (code, outcome) in codes {
            var script = Script()
            script.on("192.0.2.1", "a.x. A", code)
            let result = script.resolve("a.x")
            #expect(result.outcome == .servfail && result.reason?.hasPrefix("the only server of the root") == true)
            #expect(script.log == ["192.0.2.1 a.x. A \(outcome)"])
        }
    }

    @Test func aServerThatPointsUpOrNowhereIsLame() {
        for authority in [". NS a.root.", "x. NS ns.x.", "y. NS ns.y.", ""] {
            var script = Script()
            script.on("192.0.2.1", "a.x. A", authority: "x. NS ns.x.", additional: "ns.x. A 192.0.2.11")
            script.on("192.0.2.11", "a.x. A", authority: authority)
            #expect(script.resolve("a.x").outcome == .servfail)
            #expect(script.log.last == "192.0.2.11 a.x. A lame", "\(authority)")
        }
    }

    @Test func silenceIsAskedTwiceAndNoMore() {
        var script = Script()
        let result = script.resolve("a.x")
        #expect(script.log == ["192.0.2.1 a.x. A timeout", "192.0.2.1 a.x. A timeout"])
        #expect(result.outcome == .servfail && result.reason == "the only server of the root did not answer in time")
    }

    @Test func whatWasCutShortIsAskedOverTCP() {
        var script = Script()
        script.on("192.0.2.1", "a.x. TXT", aa: true, tc: true)
        script.on("tcp 192.0.2.1", "a.x. TXT", aa: true, answer: "a.x. TXT long")
        #expect(script.resolve("a.x", .txt).outcome == .answer)
        #expect(script.log == ["192.0.2.1 a.x. TXT truncated", "tcp 192.0.2.1 a.x. TXT answer"])
        #expect(script.asks[1].why.contains("over TCP"))
    }

    @Test func budgetsEndWhatWouldNot() {
        var script = Script()
        // Every zone's server is named in a zone deeper down whose servers are named in the next one.
        for number in 0..<20 {
            script.on("192.0.2.1", "n\(number).x. A", authority: "n\(number).x. NS n\(number + 1).x.")
        }
        let deep = script.resolve("n0.x")
        #expect(deep.outcome == .servfail)
        #expect(script.log.count == Resolver.Limits().depth)
        var limits = Resolver.Limits()
        limits.questions = 3
        let few = script.resolve("n0.x", limits: limits)
        #expect(few.outcome == .servfail)
        #expect(script.log.count == Resolver.Limits().depth + 3)
    }

    @Test func aServerOnlyKnownByItselfIsNotLookedFor() {
        var script = Script()
        script.on("192.0.2.1", "a.x. A", authority: "x. NS ns.x.")
        let result = script.resolve("a.x")
        #expect(result.reason == "no server of x has an address that can be found" && script.log.count == 1)
    }

    @Test func aZoneThatTheCacheKnowsWronglyIsAskedForAboveIt() {
        var script = Script()
        script.on("192.0.2.1", "a.x. A", authority: "x. NS ns.x.", additional: "ns.x. 1 A 192.0.2.11")
        script.on("192.0.2.11", "a.x. A", aa: true, answer: "a.x. 1 A 192.0.2.7")
        var first = Resolver(Question(name("a.x"), .a), hints: Script.root)
        _ = script.run(&first)
        // The server's name is known for an hour, its address for a second.
        var late = Resolver(Question(name("a.x"), .a), hints: Script.root, cache: first.cache)
        #expect(script.run(&late, at: Moment(nanoseconds: 5_000_000_000)).outcome == .answer)
        #expect(script.log.suffix(2) == ["192.0.2.1 a.x. A referral", "192.0.2.11 a.x. A answer"])
        #expect(script.asks[2].why.hasPrefix("no server of x has an address that can be found; "))
    }

    @Test func aDelegationThatExpiresAtOnceStillLeadsOn() {
        var script = Script()
        script.on("192.0.2.1", "a.x. A", authority: "x. 0 NS ns.x.", additional: "ns.x. 0 A 192.0.2.11")
        script.on("192.0.2.11", "a.x. A", aa: true, answer: "a.x. 0 A 192.0.2.7")
        #expect(script.resolve("a.x").outcome == .answer)
    }

    @Test func aStateThatWasKeptGoesOnAsIfNothingHadHappened() {
        let script = lecture()
        var resolver = Resolver(Question(name("gaia.cs.umass.edu"), .a), hints: Script.root)
        let before = resolver
        let first = resolver.next(at: .zero)
        #expect(resolver.next(at: .zero) == first)
        resolver.fail(.timeout)
        resolver = before
        var copy = script
        #expect(copy.run(&resolver).outcome == .answer)
        #expect(copy.log.count == 3)
    }
}

struct CacheTests {
    private func learn(_ cache: inout Cache, _ answer: String, aa: Bool, at seconds: Int64 = 0) {
        var header = Header(id: 0)
        header.isResponse = true
        header.isAuthoritative = aa
        let all = records(answer)
        let message = Message(header: header, answers: all)
        cache.learn(
            message, to: Question(all[0].name, all[0].type), from: .root,
            at: Moment(nanoseconds: seconds * 1_000_000_000))
    }

    @Test func ttlsCountDown() {
        var cache = Cache()
        learn(&cache, "a.x. 10 A 192.0.2.7", aa: true)
        let entry = cache.entries(at: Moment(nanoseconds: 3_500_000_000)).first
        #expect(entry?.secondsLeft(at: Moment(nanoseconds: 3_500_000_000)) == 7)
        #expect(cache.entries(at: Moment(nanoseconds: 10_000_000_000)).isEmpty)
    }

    @Test func whatIsTrustedLessDoesNotOverwrite() {
        var cache = Cache()
        learn(&cache, "a.x. 10 A 192.0.2.7", aa: true)
        learn(&cache, "a.x. 10 A 192.0.2.8", aa: false)
        #expect(cache.entry(name("a.x"), .a, at: .zero)?.data.first?.description == "192.0.2.7")
        learn(&cache, "a.x. 10 A 192.0.2.9", aa: true)
        #expect(cache.entry(name("a.x"), .a, at: .zero)?.data.first?.description == "192.0.2.9")
    }

    @Test func itHoldsNoMoreThanItsLimit() {
        var cache = Cache()
        for number in 0..<(Cache.entryLimit + 10) { learn(&cache, "n\(number).x. \(number + 1) A 192.0.2.7", aa: true) }
        #expect(cache.count == Cache.entryLimit)
        #expect(cache.entry(name("n0.x"), .a, at: .zero) == nil)
        #expect(cache.entry(name("n10009.x"), .a, at: .zero) != nil)
    }

    @Test func aLifeLongerThanAWeekIsCut() {
        var cache = Cache()
        learn(&cache, "a.x. 2000000000 A 192.0.2.7", aa: true)
        #expect(cache.entry(name("a.x"), .a, at: .zero)?.ttl == Cache.ttlLimit)
    }
}
