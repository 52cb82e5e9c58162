import DNS
import Octets
import Resolution
import Sockets
import Synchronization
import Testing
import Transcripts

@testable import Lab

extension HierarchyTests {
    @Suite(.timeLimit(.minutes(2))) struct LocalResolverTests {
        private static let questions: [(String, RecordType, ResponseCode, Int)] = [
            ("gaia.cs.umass.edu", .a, .noError, 1), ("www.amazon.com", .a, .noError, 1),
            ("www.ibm.com", .a, .noError, 2),
            ("www.crepes.fr", .a, .noError, 1), ("networkutopia.com", .mx, .noError, 1),
            ("nosuch.umass.edu", .a, .nameError, 0),
            ("www.umass.edu", .mx, .noError, 0), ("12.245.119.128.in-addr.arpa", .ptr, .noError, 1),
        ]

        private let asker = NameService.Client(address: "127.0.0.1:1", transport: .udp)

        @Test func bothWaysGiveTheSameAnswer() async throws {
            try await withNames { names in
                for (name, type, code, count) in Self.questions {
                    var answers: [[String]] = []
                    for mode in [Mode.iterated, .recursive] {
                        let local = names.localResolver("local", mode: mode, watch: nil)
                        let response = await local.answer(try query(name, type, rd: true), from: asker)
                        #expect(
                            response.responseCode == code && response.answers.count == count, "\(mode) \(name) \(type)")
                        #expect(response.header.recursionAvailable && !response.header.isAuthoritative)
                        answers.append(response.answers.map { "\($0.name) \($0.data)" })
                    }
                    #expect(answers[0] == answers[1])
                }
            }
        }

        @Test func theSecondTimeNobodyIsAsked() async throws {
            try await withNames { names in
                for mode in [Mode.iterated, .recursive] {
                    let asked = Mutex(0)
                    let local = names.localResolver(
                        "local", mode: mode,
                        watch: { note in
                            if case .open = note.body { asked.withLock { $0 += 1 } }
                        })
                    for (name, type, code, _) in Self.questions {
                        let first = await local.answer(try query(name, type, rd: true), from: asker)
                        let before = asked.withLock { $0 }
                        if name == "gaia.cs.umass.edu" { #expect(before == (mode == .iterated ? 3 : 1)) }
                        let second = await local.answer(try query(name, type, rd: true), from: asker)
                        #expect(asked.withLock { $0 } == before, "\(mode) \(name) \(type)")
                        #expect(second.responseCode == code && second.answers.map(\.data) == first.answers.map(\.data))
                        #expect(second.authorities.map(\.type) == first.authorities.map(\.type), "\(mode) \(name)")
                        for (old, new) in zip(first.answers, second.answers) { #expect(new.ttl <= old.ttl) }
                    }
                }
            }
        }

        /// Glue points the way, and is nobody's answer (RFC 2181 §5.4.1).
        @Test func whatCameAsGlueIsNotHandedOnAsAnAnswer() async throws {
            try await withNames { names in
                let local = names.localResolver("local", mode: .iterated, watch: nil)
                _ = await local.answer(try query("gaia.cs.umass.edu", rd: true), from: asker)
                for (name, type) in [("dns.umass.edu", RecordType.a), ("umass.edu", .ns)] {
                    let known = await local.answer(try query(name, type), from: asker)
                    #expect(known.responseCode == .refused && known.answers.isEmpty, "\(name) \(type)")
                    let found = await local.answer(try query(name, type, rd: true), from: asker)
                    #expect(found.answers.count == 1)
                    #expect(try await local.answer(query(name, type), from: asker).answers.count == 1)
                }
            }
        }

        @Test func whatDoesNotFitIsAskedOverTCPOrPassedOnAsCut() async throws {
            try await withNames { names in
                let long = try query("long.umass.edu", .txt, rd: true)
                let stream = NameService.Client(address: "127.0.0.1:1", transport: .tcp)
                let iterating = names.localResolver("local", mode: .iterated, watch: nil)
                #expect(await iterating.answer(long, from: asker).answers.count == 5)
                let passing = names.localResolver("local", mode: .recursive, watch: nil)
                let cut = await passing.answer(long, from: asker)
                #expect(cut.header.isTruncated && cut.answers.count < 5)
                let whole = await passing.answer(long, from: stream)
                #expect(!whole.header.isTruncated && whole.answers.count == 5)
            }
        }

        @Test func theLabsOwnLocalServerAnswersOverBothTransports() async throws {
            try await withNames { names in
                for transport in [Transcripts.Transport.udp, .tcp] {
                    for (name, type, code, count) in Self.questions {
                        let response = try await names.ask(
                            LabZones.localAddress, query(name, type, rd: true), over: transport)
                        #expect(response.header.setFlags == ["qr", "rd", "ra"] && response.responseCode == code)
                        #expect(response.answers.count == count, "\(transport) \(name) \(type)")
                    }
                }
            }
        }

        @Test func withoutRDTheCacheAnswersOrNobody() async throws {
            try await withNames { names in
                let local = names.localResolver("local", mode: .iterated, watch: nil)
                #expect(try await local.answer(query("gaia.cs.umass.edu"), from: asker).responseCode == .refused)
                _ = await local.answer(try query("gaia.cs.umass.edu", rd: true), from: asker)
                #expect(try await local.answer(query("gaia.cs.umass.edu"), from: asker).answers.count == 1)
                let alias = await local.answer(try query("www.ibm.com", rd: true), from: asker)
                let known = await local.answer(try query("www.ibm.com"), from: asker)
                #expect(known.answers.count == 2 && known.answers.map(\.data) == alias.answers.map(\.data))
            }
        }

        /// dig, as a client of the lab and as the judge of what it says.
        @Test(.enabled(if: Tool.isPresent("dig"))) func digHearsWhatWeHear() async throws {
            try await withNames { names in
                for (name, type, _, _) in Self.questions {
                    for (address, flag) in [
                        (LabZones.localAddress, "+recurse"), (rootAddress, "+norecurse"), (rootAddress, "+recurse"),
                    ] {
                        let ran = try await Tool.run(
                            "dig",
                            [
                                "@\(address)", "-p", "\(names.port)", name, "\(type)", flag, "+noall", "+answer",
                                "+authority",
                                "+additional", "+tries=1", "+time=20",
                            ])
                        #expect(ran.status == 0, "\(ran.output)")
                        let ours = try await names.ask(address, query(name, type, rd: flag == "+recurse", edns: EDNS()))
                        let records = ours.answers + ours.authorities + ours.additionals.filter { $0.type != .opt }
                        #expect(
                            Self.words(ran.output) == Self.words(records.map(\.description).joined(separator: "\n")))
                    }
                }
            }
        }

        @Test(.enabled(if: Tool.isPresent("dig"))) func digAsksAgainOverTCPWhereWeCutShort() async throws {
            try await withNames { names in
                let ours = try await names.ask(umassAddress, query("long.umass.edu", .txt), over: .tcp)
                let records = Self.words(ours.answers.map(\.description).joined(separator: "\n"))
                for address in [umassAddress, rootAddress, LabZones.localAddress] {
                    var arguments = ["@\(address)", "-p", "\(names.port)", "long.umass.edu", "TXT", "+noedns"]
                    arguments += ["+noall", "+answer", "+tries=1", "+time=20"]
                    let whole = try await Tool.run("dig", arguments)
                    #expect(whole.status == 0 && Self.words(whole.output) == records, "\(whole.output)")
                    let cut = try await Tool.run("dig", arguments + ["+ignore", "+comments"])
                    #expect(cut.output.contains("flags: qr") && cut.output.contains(" tc "), "\(cut.output)")
                }
            }
        }

        /// Records a line each, without their TTLs, which count down, in order.
        private static func words(_ text: String) -> [String] {
            text.split(separator: "\n").filter { !$0.hasPrefix(";") }.map { line in
                var words = line.split { $0 == " " || $0 == "\t" }.map(String.init)
                if words.count > 1 { words.remove(at: 1) }
                return words.joined(separator: " ")
            }.sorted()
        }
    }
}
