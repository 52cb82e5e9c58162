/// A record: a name's data of one type, and how long it may be kept (RFC 1035 §3.2.1).
package struct ResourceRecord: Hashable, Sendable, CustomStringConvertible {
    package var name: DomainName
    package var recordClass: RecordClass
    /// Seconds, as on the wire; a value with the top bit set counts as 0 (RFC 2181 §8).
    package var ttl: UInt32
    package var data: RecordData

    package init(name: DomainName, class recordClass: RecordClass = .internet, ttl: UInt32, data: RecordData) {
        self.name = name
        self.recordClass = recordClass
        self.ttl = ttl
        self.data = data
    }

    package var type: RecordType { data.type }

    /// Seconds with the rule for the top bit applied.
    package var effectiveTTL: UInt32 { ttl > UInt32(Int32.max) ? 0 : ttl }

    /// As a line of a master file: name, TTL, class, type, data.
    package var description: String { "\(name) \(ttl) \(recordClass) \(type) \(data)" }
}

/// What is asked: QNAME, QTYPE, QCLASS (RFC 1035 §4.1.2).
package struct Question: Hashable, Sendable, CustomStringConvertible {
    package var name: DomainName
    package var type: RecordType
    package var recordClass: RecordClass

    package init(_ name: DomainName, _ type: RecordType, class recordClass: RecordClass = .internet) {
        self.name = name
        self.type = type
        self.recordClass = recordClass
    }

    package var description: String { "\(name) \(recordClass) \(type)" }
}

/// All records of one name, class and type (RFC 2181 §5). The name is the first record's.
package struct RRset: Hashable, Sendable {
    package var name: DomainName
    package var type: RecordType
    package var recordClass: RecordClass
    /// The lowest of the records' (RFC 2181 §5.2).
    package var ttl: UInt32
    package var data: [RecordData]

    package init(
        name: DomainName, type: RecordType, class recordClass: RecordClass = .internet, ttl: UInt32, data: [RecordData]
    ) {
        self.name = name
        self.type = type
        self.recordClass = recordClass
        self.ttl = ttl
        self.data = data
    }

    package var records: [ResourceRecord] {
        data.map { ResourceRecord(name: name, class: recordClass, ttl: ttl, data: $0) }
    }
}

extension Array where Element == ResourceRecord {
    /// The records by name, class and type, in the order in which each set first came; a record that is there twice
    /// counts once.
    package var rrsets: [RRset] {
        var sets: [RRset] = []
        var seen: [Set<RecordData>] = []
        var places: [Question: Int] = [:]
        for record in self {
            let key = Question(record.name, record.type, class: record.recordClass)
            guard let place = places[key] else {
                places[key] = sets.count
                seen.append([record.data])
                sets.append(
                    RRset(
                        name: record.name, type: record.type, class: record.recordClass, ttl: record.ttl,
                        data: [record.data]))
                continue
            }
            sets[place].ttl = Swift.min(sets[place].ttl, record.ttl)
            if seen[place].insert(record.data).inserted { sets[place].data.append(record.data) }
        }
        return sets
    }
}
