import DNS
import Transcripts

/// What answers have left behind: RRsets and the knowledge that something is not there, each until its TTL has run out
/// (RFC 1034 §4.3.4, RFC 2308). Time is an argument.
package struct Cache: Sendable {
    /// Entries kept at most; the one that expires first gives way.
    package static let entryLimit = 10_000
    /// Seconds that anything is kept at most (RFC 8767 §4).
    package static let ttlLimit: UInt32 = 7 * 86_400
    /// Seconds that the absence of something is kept at most (RFC 2308 §5).
    package static let negativeLimit: UInt32 = 3 * 3600

    /// How far what an entry says is to be trusted, the least first (RFC 2181 §5.4.1).
    package enum Trust: Int, Sendable, Comparable {
        /// The additional section of a referral.
        case glue
        /// The NS records of a referral, which belong to the zone below.
        case referral
        /// Something that comes with an answer.
        case answer
        /// The answer of a server of the zone itself.
        case authority

        package static func < (left: Trust, right: Trust) -> Bool { left.rawValue < right.rawValue }
    }

    package struct Entry: Sendable, Hashable {
        package var question: Question
        /// Empty where the entry says that there is nothing.
        package var data: [RecordData]
        /// `nxdomain` or `nodata` where it says so.
        package var absence: Outcome?
        /// The SOA that came with an absence (RFC 2308 §5).
        package var authority: ResourceRecord?
        /// Seconds, as they came.
        package var ttl: UInt32
        package var stored: Moment
        package var trust: Trust
        /// The number of the question in its trace whose answer brought it, from 1.
        package var step: Int?

        package var expires: Moment {
            Moment(nanoseconds: stored.nanoseconds + Int64(ttl) * 1_000_000_000)
        }

        /// Whole seconds that are left at that time, rounded up.
        package func secondsLeft(at now: Moment) -> Int {
            max(0, Int((expires.nanoseconds - now.nanoseconds + 999_999_999) / 1_000_000_000))
        }

        /// The SOA of an absence, with what is left of its time, as it is to be handed on (RFC 2308 §5).
        package func authorities(at now: Moment) -> [ResourceRecord] {
            guard var record = authority else { return [] }
            record.ttl = UInt32(clamping: secondsLeft(at: now))
            return [record]
        }

        package func records(at now: Moment) -> [ResourceRecord] {
            data.map {
                ResourceRecord(
                    name: question.name, class: question.recordClass, ttl: UInt32(clamping: secondsLeft(at: now)),
                    data: $0)
            }
        }
    }

    private var entries: [Question: Entry] = [:]

    package init() {}

    package var count: Int { entries.count }

    /// What is still good at that time, in the order in which it came.
    package func entries(at now: Moment) -> [Entry] {
        entries.values.filter { $0.expires > now }.sorted {
            ($0.stored, $0.step ?? 0, $0.trust.rawValue, "\($0.question)")
                < ($1.stored, $1.step ?? 0, $1.trust.rawValue, "\($1.question)")
        }
    }

    package func entry(_ name: DomainName, _ type: RecordType, at now: Moment) -> Entry? {
        // That there is no such name holds for every type (RFC 2308 §5).
        for key in [Question(name, Self.noName), Question(name, type)] {
            if let entry = entries[key], entry.expires > now { return entry }
        }
        return nil
    }

    /// A type that no record has: under it stands that there is no such name.
    private static let noName = RecordType(rawValue: 0)

    /// The servers of the zone nearest to `name`, at or above it.
    package func nearestZone(to name: DomainName, at now: Moment) -> Entry? {
        var zone: DomainName? = name
        while let candidate = zone {
            if let entry = entry(candidate, .ns, at: now), !entry.data.isEmpty { return entry }
            zone = candidate.parent
        }
        return nil
    }

    /// Keeps what a response teaches. Names outside the zone of the server asked are not its business and are dropped
    /// (RFC 5452 §6).
    ///
    /// - Parameters:
    ///   - zone: the zone that the server was asked as a server of; nil for a resolver that finds out for us.
    ///   - step: the number of the question in its trace.
    package mutating func learn(
        _ response: Message, to question: Question, from zone: DomainName?, at now: Moment, step: Int? = nil
    ) {
        let verdict = Verdict(response, to: question, from: zone)
        guard !verdict.outcome.isFailure, verdict.outcome != .truncated else { return }
        let business = zone ?? .root
        let answerTrust: Trust = response.header.isAuthoritative ? .authority : .answer
        keep(response.answers, below: business, answerTrust, at: now, step)
        if let cut = verdict.delegatedZone {
            let servers = response.authorities.filter { $0.type == .ns && $0.name == cut }
            keep(servers, below: business, .referral, at: now, step)
            let names = Set(servers.compactMap(\.data.nameServer))
            let glue = response.additionals.filter { ($0.type == .a || $0.type == .aaaa) && names.contains($0.name) }
            keep(glue, below: business, .glue, at: now, step)
        } else if verdict.outcome == .nodata || verdict.outcome == .nxdomain {
            keepAbsence(verdict, response, question, below: business, at: now, step)
        }
    }

    private mutating func keep(
        _ records: [ResourceRecord], below zone: DomainName, _ trust: Trust, at now: Moment, _ step: Int?
    ) {
        for set in records.rrsets
        where set.recordClass == .internet && set.name.isSubdomain(of: zone) && !set.type.isMeta {
            let ttl = set.ttl > UInt32(Int32.max) ? 0 : min(set.ttl, Self.ttlLimit)
            store(
                Entry(
                    question: Question(set.name, set.type), data: set.data, ttl: ttl, stored: now, trust: trust,
                    step: step), at: now)
        }
    }

    /// For as long as the SOA beside it says, the lower of its TTL and its last field (RFC 2308 §5).
    private mutating func keepAbsence(
        _ verdict: Verdict, _ response: Message, _ question: Question, below zone: DomainName, at now: Moment,
        _ step: Int?
    ) {
        guard let soa = response.authorities.first(where: { $0.type == .soa && $0.name.isSubdomain(of: zone) }),
            let minimum = soa.data.startOfAuthority?.minimum, verdict.finalName.isSubdomain(of: soa.name)
        else { return }
        let ttl = min(soa.effectiveTTL, minimum, Self.negativeLimit)
        store(
            Entry(
                question: Question(verdict.finalName, question.type), data: [], absence: verdict.outcome,
                authority: soa, ttl: ttl, stored: now, trust: .authority, step: step), at: now)
    }

    /// What is trusted more stays; of the same trust the newer.
    private mutating func store(_ entry: Entry, at now: Moment) {
        let key = entry.absence == .nxdomain ? Question(entry.question.name, Self.noName) : entry.question
        if let old = entries[key], old.expires > now, old.trust > entry.trust { return }
        if entries[key] == nil, entries.count >= Self.entryLimit { makeRoom(at: now) }
        entries[key] = entry
    }

    private mutating func makeRoom(at now: Moment) {
        entries = entries.filter { $0.value.expires > now }
        guard entries.count >= Self.entryLimit,
            let first = entries.min(by: { $0.value.expires < $1.value.expires })
        else { return }
        entries[first.key] = nil
    }
}
