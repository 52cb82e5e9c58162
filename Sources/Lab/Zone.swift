import DNS

/// A zone that a server has authority over: its records by name, and where authority ends (RFC 1034 §4.2).
package struct Zone: Sendable {
    package let apex: DomainName
    private var sets: [DomainName: [RRset]] = [:]
    /// Names that have records, or others below them (RFC 4592 §2.2.2).
    private var existing: Set<DomainName> = []

    /// The records that belong to the zone; others are left out.
    package init(apex: DomainName, records: [ResourceRecord]) {
        self.apex = apex
        for set in records.rrsets where set.name.isSubdomain(of: apex) {
            sets[set.name, default: []].append(set)
            var name: DomainName? = set.name
            while let each = name, each.isSubdomain(of: apex), existing.insert(each).inserted { name = each.parent }
        }
    }

    /// What the zone has to say about a question.
    package enum Finding: Sendable, Hashable {
        /// The aliases followed, and what the last name has; it may have nothing where the name is outside of the zone.
        case answer([ResourceRecord])
        /// A zone below has it: its name servers, and their addresses as far as they are known here.
        case referral([ResourceRecord], glue: [ResourceRecord])
        /// The aliases followed, and nothing of the type at the last name; or no such name.
        case absence([ResourceRecord], isNameError: Bool)
    }

    /// Aliases followed within the zone.
    static let aliasLimit = 16

    package func find(_ question: Question) -> Finding {
        var chain: [ResourceRecord] = []
        var name = question.name
        for _ in 0..<Self.aliasLimit {
            if let cut = delegation(of: name, question.type) {
                return chain.isEmpty ? .referral(cut, glue: glue(for: cut)) : .answer(chain)
            }
            guard let here = records(at: name) else {
                return .absence(chain, isNameError: true)
            }
            let found = here.filter { $0.type == question.type || question.type == .any }
            if !found.isEmpty { return .answer(chain + found) }
            guard let alias = here.first(where: { $0.type == .cname }), let target = alias.data.canonicalName else {
                return .absence(chain, isNameError: false)
            }
            chain.append(alias)
            guard target.isSubdomain(of: apex), !chain.contains(where: { $0.name == target }) else {
                return .answer(chain)
            }
            name = target
        }
        return .answer(chain)
    }

    /// The SOA record, whose TTL is how long an absence may be believed (RFC 2308 §3).
    package var authority: [ResourceRecord] {
        (sets[apex] ?? []).filter { $0.type == .soa }.flatMap(\.records).map { record in
            var record = record
            record.ttl = min(record.ttl, record.data.startOfAuthority?.minimum ?? record.ttl)
            return record
        }
    }

    /// The servers of the zone itself.
    package var servers: [ResourceRecord] { (sets[apex] ?? []).filter { $0.type == .ns }.flatMap(\.records) }

    /// Addresses of the names that records point to, as far as this zone has them.
    package func glue(for records: [ResourceRecord]) -> [ResourceRecord] {
        let names = records.compactMap { $0.data.nameServer ?? $0.data.mailExchange?.exchange }
        return names.flatMap { name in
            (sets[name] ?? []).filter { $0.type == .a || $0.type == .aaaa }.flatMap(\.records)
        }
    }

    /// The NS records of the highest cut between the apex and the name. At a cut the DS records are the parent's.
    private func delegation(of name: DomainName, _ type: RecordType) -> [ResourceRecord]? {
        guard name.labelCount > apex.labelCount else { return nil }
        for count in (apex.labelCount + 1)...name.labelCount {
            let place = name.suffix(labels: count)
            guard let cut = sets[place]?.first(where: { $0.type == .ns }) else { continue }
            if type == .ds, place == name { return nil }
            return cut.records
        }
        return nil
    }

    /// The records of a name, those of a wildcard in its place (RFC 4592), or nil where there is no such name.
    private func records(at name: DomainName) -> [ResourceRecord]? {
        if existing.contains(name) { return (sets[name] ?? []).flatMap(\.records) }
        var encloser = name.parent
        while let parent = encloser, !existing.contains(parent) { encloser = parent.parent }
        guard let encloser, let wildcard = try? encloser.prepending([UInt8(ascii: "*")]), let found = sets[wildcard]
        else {
            return nil
        }
        return found.flatMap(\.records).map { record in
            var record = record
            record.name = name
            return record
        }
    }
}
