import Octets

extension Message {
    /// A message in wire form, and what did not fit.
    package struct Serialised: Hashable, Sendable {
        package var octets: [UInt8]
        /// TC is set in it: the message had it, or records that matter were left out.
        package var isTruncated: Bool
        /// Records left out, by section.
        package var dropped: [Section: Int]
    }

    /// The octets of the message. Whole records are left out where `limit` would be passed:
    ///
    /// - from the additional section RRset by RRset and without more ado, unless they are glue within the zone that a
    ///   referral delegates, which sets TC (RFC 9471 §3);
    /// - from the answer and authority sections with TC set, and then everything behind them too (RFC 2181 §9).
    ///
    /// OPT always stays. Counts come from the sections, whatever the header's parsed ones said.
    ///
    /// - Parameter limit: octets: `plainUDPLimit`, the other side's EDNS payload size, or `lengthLimit` over TCP.
    /// - Throws: where header, questions and OPT alone do not fit, or a record's data is too long.
    package func serialise(
        limit: Int = Message.lengthLimit, compress: Bool = true
    ) throws(ParseError) -> Serialised {
        var serialiser = Serialiser(self, limit: min(limit, Message.lengthLimit), compress: compress)
        return try serialiser.run()
    }

    /// A referral: nothing answered, and the servers of a zone below named (RFC 1034 §4.3.1).
    fileprivate var delegatedZone: DomainName? {
        guard header.isResponse, answers.isEmpty, !header.isAuthoritative else { return nil }
        return authorities.first { $0.type == .ns }?.name
    }
}

/// One run of `Message.serialise`.
private struct Serialiser {
    private let message: Message
    private let limit: Int
    private var writer: MessageWriter
    /// Octets kept free for the OPT records that are still to come.
    private var reserved: Int
    private var isTruncated: Bool
    private var counts: [Section: Int] = [:]
    private var dropped: [Section: Int] = [:]

    init(_ message: Message, limit: Int, compress: Bool) {
        self.message = message
        self.limit = limit
        writer = MessageWriter(compresses: compress)
        isTruncated = message.header.isTruncated
        reserved = message.additionals.reduce(0) { $0 + Serialiser.reserve(for: $1) }
    }

    mutating func run() throws(ParseError) -> Message.Serialised {
        try writeQuestions()
        var fits = true
        for section in [Section.answer, .authority] where fits {
            fits = try write(message.records(in: section), section)
        }
        try writeAdditionals(only: fits ? nil : .opt)
        finishHeader(fits)
        return Message.Serialised(octets: writer.octets, isTruncated: isTruncated, dropped: dropped)
    }

    private mutating func writeQuestions() throws(ParseError) {
        writer.append(number16: message.header.id)
        for _ in 0..<5 { writer.append(number16: 0) }
        for question in message.questions {
            writer.append(question)
            try checkFits()
        }
        try checkFits()
        counts[.question] = message.questions.count
    }

    /// Checked for every question, so that no list of them grows without bound.
    private func checkFits() throws(ParseError) {
        guard writer.count + reserved <= limit else {
            throw ParseError(
                .limit(name: "octets of a message", actual: writer.count + reserved, allowed: limit), at: 0..<0,
                "the header, the questions and OPT alone are longer than the message may be", "RFC 1035 §4.2")
        }
    }

    /// Writes records up to the first that does not fit; true if all did.
    private mutating func write(_ records: [ResourceRecord], _ section: Section) throws(ParseError) -> Bool {
        for (index, record) in records.enumerated() {
            let start = writer.count
            try writer.append(record)
            guard writer.count + reserved <= limit else {
                writer.rollBack(to: start)
                counts[section] = index
                return false
            }
        }
        counts[section] = records.count
        return true
    }

    /// Writes RRset by RRset up to the first that does not fit, and OPT always.
    ///
    /// - Parameter only: nothing but records of this type.
    private mutating func writeAdditionals(only: RecordType?) throws(ParseError) {
        var written = 0
        var isFull = false
        for group in Serialiser.groups(message.additionals) {
            if group[group.startIndex].type == .opt {
                for record in group {
                    reserved -= Serialiser.reserve(for: record)
                    try writer.append(record)
                    written += 1
                }
            } else if only == nil, !isFull, try writeWhole(group) {
                written += group.count
            } else {
                isFull = true
                if group.contains(where: isNeededGlue) { isTruncated = true }
            }
        }
        counts[.additional] = written
    }

    private mutating func writeWhole(_ group: ArraySlice<ResourceRecord>) throws(ParseError) -> Bool {
        let start = writer.count
        for record in group {
            try writer.append(record)
            guard writer.count + reserved <= limit else {
                writer.rollBack(to: start)
                return false
            }
        }
        return true
    }

    private mutating func finishHeader(_ fits: Bool) {
        if !fits { isTruncated = true }
        for section in [Section.answer, .authority, .additional] {
            let lost = message.records(in: section).count - (counts[section] ?? 0)
            if lost > 0 { dropped[section] = lost }
        }
        var header = message.header
        header.isTruncated = isTruncated
        writer.put(number16: header.flags, at: 2)
        for section in Section.allCases {
            let offset = Header.countRange(of: section).lowerBound
            writer.put(number16: UInt16(truncatingIfNeeded: counts[section] ?? 0), at: offset)
        }
    }

    /// An address of a name server that lies within the zone which the referral delegates: without it nobody gets there.
    private func isNeededGlue(_ record: ResourceRecord) -> Bool {
        guard let zone = message.delegatedZone, record.type == .a || record.type == .aaaa else { return false }
        return record.name.isSubdomain(of: zone)
            && message.authorities.contains { $0.name == zone && $0.data.nameServer == record.name }
    }

    private static func reserve(for record: ResourceRecord) -> Int {
        record.type == .opt ? record.name.octets.count + 10 + record.data.octets.count : 0
    }

    /// Neighbours of one name, class and type.
    private static func groups(_ records: [ResourceRecord]) -> [ArraySlice<ResourceRecord>] {
        var groups: [ArraySlice<ResourceRecord>] = []
        var start = 0
        for index in records.indices.dropFirst() where !areOneSet(records[index - 1], records[index]) {
            groups.append(records[start..<index])
            start = index
        }
        if start < records.count { groups.append(records[start...]) }
        return groups
    }

    private static func areOneSet(_ left: ResourceRecord, _ right: ResourceRecord) -> Bool {
        left.type == right.type && left.recordClass == right.recordClass && left.name == right.name
    }
}
