import Octets

/// A message: a question, a response, or whatever the opcode makes of the four sections (RFC 1035 §4.1).
package struct Message: Hashable, Sendable {
    package var header: Header
    package var questions: [Question]
    package var answers: [ResourceRecord]
    package var authorities: [ResourceRecord]
    package var additionals: [ResourceRecord]

    /// Octets of a message at most: what the length before it over TCP can say (RFC 1035 §4.2.2).
    package static let lengthLimit = 65535
    /// Octets of a message over UDP without EDNS (RFC 1035 §4.2.1).
    package static let plainUDPLimit = 512
    /// Faults in records' data that a reading tells one by one; the rest is passed over.
    package static let faultLimit = 32

    package init(
        header: Header, questions: [Question] = [], answers: [ResourceRecord] = [],
        authorities: [ResourceRecord] = [], additionals: [ResourceRecord] = []
    ) {
        self.header = header
        self.questions = questions
        self.answers = answers
        self.authorities = authorities
        self.additionals = additionals
    }

    /// A query with one question.
    ///
    /// - Throws: where the options of `edns` do not fit into a record.
    package init(
        asking question: Question, id: UInt16, recursionDesired: Bool, edns: EDNS? = nil
    ) throws(ParseError) {
        var header = Header(id: id)
        header.recursionDesired = recursionDesired
        self.init(header: header, questions: [question])
        if let edns { additionals = [try edns.record()] }
    }

    /// A response to `query` without records: its id, opcode, RD, CD and questions (RFC 1035 §4.1.1, RFC 4035 §3.2.2).
    package init(answering query: Message, _ code: ResponseCode = .noError) {
        var header = Header(id: query.header.id)
        header.isResponse = true
        header.opcode = query.header.opcode
        header.recursionDesired = query.header.recursionDesired
        header.checkingDisabled = query.header.checkingDisabled
        header.responseCode = code
        self.init(header: header, questions: query.questions)
    }

    /// The records of a section; none for the question section.
    package func records(in section: Section) -> [ResourceRecord] {
        switch section {
        case .question: []
        case .answer: answers
        case .authority: authorities
        case .additional: additionals
        }
    }

    /// What the first OPT record says, if there is one whose options can be read. A second one is the sender's fault
    /// (RFC 6891 §6.1.1): a server that minds counts them.
    package var edns: EDNS? { additionals.lazy.compactMap(EDNS.init).first }

    /// All twelve bits: those of the header, and those of EDNS above them (RFC 6891 §6.1.3).
    package var responseCode: ResponseCode {
        ResponseCode(rawValue: UInt16(edns?.extendedResponseCode ?? 0) << 4 | header.responseCode.rawValue)
    }
}

extension Message {
    /// What reading a message came to.
    package struct Reading: Sendable {
        /// All that could be had.
        package var message: Message
        package var layout: MessageLayout
        /// Faults in the data of records, whose lengths hold: the record is there with opaque data. At most `faultLimit`.
        package var dataErrors: [ParseError]

        /// The first thing that is wrong; nil for a message that is whole.
        package var error: ParseError? { dataErrors.first ?? layout.error }
    }

    /// Reads what can be had of a message, and where it is damaged.
    ///
    /// - Throws: where not even a header is there.
    package static func read(_ bytes: Span<UInt8>) throws(ParseError) -> Reading {
        let layout = try MessageLayout(of: bytes)
        var reading = Reading(message: Message(header: layout.header), layout: layout, dataErrors: [])
        do throws(ParseError) {
            for place in layout.questions { reading.message.questions.append(try Question(place, bytes)) }
            for place in layout.records { try reading.append(place, bytes) }
        } catch {
            // The layout's walk has read the same names: this would be a mistake here, and is told as one.
            reading.layout.error = reading.layout.error ?? error
        }
        return reading
    }

    /// Reads a message that must be without fault. Octets behind the last record are let be.
    package static func parse(_ bytes: Span<UInt8>) throws(ParseError) -> Message {
        let reading = try read(bytes)
        if let error = reading.error { throw error }
        return reading.message
    }
}

extension Message.Reading {
    fileprivate mutating func append(_ place: MessageLayout.Record, _ bytes: Span<UInt8>) throws(ParseError) {
        let (name, _) = try DomainName.parse(bytes, at: place.name.range.lowerBound)
        let recordClass = place.recordClass(in: bytes)
        let (data, error) = RecordData.parse(bytes, place.data, place.type(in: bytes), recordClass)
        if let error, dataErrors.count < Message.faultLimit { dataErrors.append(error) }
        let record = ResourceRecord(
            name: name, class: recordClass, ttl: bytes.number32(at: place.ttl.lowerBound), data: data)
        switch place.section {
        case .question: break
        case .answer: message.answers.append(record)
        case .authority: message.authorities.append(record)
        case .additional: message.additionals.append(record)
        }
    }
}

extension Question {
    fileprivate init(_ place: MessageLayout.Question, _ bytes: Span<UInt8>) throws(ParseError) {
        self.init(
            try DomainName.parse(bytes, at: place.name.range.lowerBound).name,
            RecordType(rawValue: bytes.number16(at: place.type.lowerBound)),
            class: RecordClass(rawValue: bytes.number16(at: place.recordClass.lowerBound)))
    }
}
