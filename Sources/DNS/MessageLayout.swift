import Octets

/// Where everything in a message lies: ranges of its octets and nothing copied. What the inspector lights, and what
/// `Message` is read from.
package struct MessageLayout: Hashable, Sendable {
    package struct Question: Hashable, Sendable {
        package var range: Range<Int>
        package var name: NameLayout
        package var type: Range<Int>
        package var recordClass: Range<Int>
    }

    package struct Record: Hashable, Sendable {
        package var section: Section
        /// All of it, name and data included.
        package var range: Range<Int>
        package var name: NameLayout
        package var type: Range<Int>
        package var recordClass: Range<Int>
        package var ttl: Range<Int>
        package var dataLength: Range<Int>
        package var data: Range<Int>
        /// Of a record that the end of the message cuts short, the octets of data that are missing; else 0.
        package var missing: Int
    }

    package var header: Header
    /// What the header says.
    package var counts: Header.Counts
    package var questions: [Question]
    /// Of all three sections, in the order of the wire.
    package var records: [Record]
    /// A last record whose data is cut short: its other fields are whole. It is not in `records`.
    package var cutRecord: Record?
    /// From where the walk could not go on to the end; empty where it came through.
    package var unparsed: Range<Int>
    /// Octets behind the last record that the header counts.
    package var trailing: Range<Int>
    /// Why the walk could not go on.
    package var error: ParseError?

    package func records(in section: Section) -> [Record] { records.filter { $0.section == section } }

    /// Goes over a whole message. What the counts promise and the octets do not hold ends the walk with `error`.
    ///
    /// - Throws: where not even a header is there.
    package init(of bytes: Span<UInt8>) throws(ParseError) {
        (header, counts) = try Header.parse(bytes)
        questions = []
        records = []
        unparsed = bytes.count..<bytes.count
        trailing = bytes.count..<bytes.count
        var offset = Header.length
        do throws(ParseError) {
            try walkQuestions(bytes, &offset)
            for section in [Section.answer, .authority, .additional] { try walkRecords(bytes, section, &offset) }
            trailing = offset..<bytes.count
        } catch {
            self.error = error
            unparsed = offset..<bytes.count
        }
    }

    private mutating func walkQuestions(_ bytes: Span<UInt8>, _ offset: inout Int) throws(ParseError) {
        for _ in 0..<counts.questions {
            let question = try MessageLayout.question(bytes, at: offset)
            questions.append(question)
            offset = question.range.upperBound
        }
    }

    private mutating func walkRecords(
        _ bytes: Span<UInt8>, _ section: Section, _ offset: inout Int
    ) throws(ParseError) {
        for _ in 0..<counts[section] {
            let record = try MessageLayout.record(bytes, section, at: offset)
            guard record.missing == 0 else {
                cutRecord = record
                throw ParseError(
                    .peer, at: record.dataLength,
                    "the record's data has \(record.data.count + record.missing) octets, and \(record.data.count) are left",
                    "RFC 1035 §3.2.1")
            }
            records.append(record)
            offset = record.range.upperBound
        }
    }

    static func question(_ bytes: Span<UInt8>, at start: Int) throws(ParseError) -> Question {
        let name = try nameLayout(bytes, at: start)
        let end = name.range.upperBound
        guard end + 4 <= bytes.count else {
            throw ParseError(.peer, at: start..<bytes.count, "a question is cut short", "RFC 1035 §4.1.2")
        }
        return Question(
            range: start..<(end + 4), name: name, type: end..<(end + 2), recordClass: (end + 2)..<(end + 4))
    }

    private static func record(
        _ bytes: Span<UInt8>, _ section: Section, at start: Int
    ) throws(ParseError) -> Record {
        let name = try nameLayout(bytes, at: start)
        let end = name.range.upperBound
        guard end + 10 <= bytes.count else {
            throw ParseError(.peer, at: start..<bytes.count, "a record is cut short", "RFC 1035 §3.2.1")
        }
        let wanted = Int(bytes.number16(at: end + 8))
        let data = (end + 10)..<min(bytes.count, end + 10 + wanted)
        return Record(
            section: section, range: start..<data.upperBound, name: name, type: end..<(end + 2),
            recordClass: (end + 2)..<(end + 4), ttl: (end + 4)..<(end + 8), dataLength: (end + 8)..<(end + 10),
            data: data, missing: wanted - data.count)
    }

    /// The same check that reading the name makes, without keeping it.
    private static func nameLayout(_ bytes: Span<UInt8>, at start: Int) throws(ParseError) -> NameLayout {
        guard start < bytes.count else {
            throw ParseError(
                .peer, at: start..<start, "the header counts more than the message holds", "RFC 1035 §4.1.1")
        }
        var walk = NameWalk(at: start, upTo: bytes.count)
        while try walk.next(bytes) != nil {}
        return walk.layout
    }
}

extension MessageLayout.Record {
    package func type(in bytes: Span<UInt8>) -> RecordType { RecordType(rawValue: bytes.number16(at: type.lowerBound)) }

    package func recordClass(in bytes: Span<UInt8>) -> RecordClass {
        RecordClass(rawValue: bytes.number16(at: recordClass.lowerBound))
    }

    /// The fields of the data with their places in the message and their text. Fields before one that does not fit are
    /// given, and the rest is one part named `unparsed`; of a type without a format here the whole is one part named `data`.
    package func dataParts(in bytes: Span<UInt8>) -> (parts: [RecordPart], error: ParseError?) {
        guard let format = RecordFormat.format(of: type(in: bytes), recordClass(in: bytes)) else {
            return (data.isEmpty ? [] : [MessageLayout.rawPart("data", bytes, data)], nil)
        }
        var parts: [RecordPart] = []
        do throws(ParseError) {
            try format.walk(bytes, data, inMessage: true) { step throws(ParseError) in
                parts.append(MessageLayout.part(step, bytes))
            }
            return (parts, nil)
        } catch {
            let rest = (parts.last?.range.upperBound ?? data.lowerBound)..<data.upperBound
            if !rest.isEmpty { parts.append(MessageLayout.rawPart("unparsed", bytes, rest)) }
            return (parts, error)
        }
    }
}

extension MessageLayout {
    fileprivate static func part(_ step: RecordFormat.Step, _ bytes: Span<UInt8>) -> RecordPart {
        var text: [UInt8] = []
        step.field.format.write(bytes, step.range, to: &text)
        return RecordPart(
            name: step.field.name, range: step.range, value: String(decoding: text, as: UTF8.self),
            nameLayout: step.name, children: step.field.format.parts(bytes, step.range))
    }

    fileprivate static func rawPart(_ name: String, _ bytes: Span<UInt8>, _ range: Range<Int>) -> RecordPart {
        RecordPart(
            name: name, range: range, value: String(decoding: Hex.encode(bytes.extracting(range)), as: UTF8.self))
    }
}
