import DNS
import Resolution

/// A name server with authority over zones, as a function: a query in, a response out (RFC 1034 §4.3.2).
package struct NameServer: Sendable {
    /// `a.root-servers.net`, without a last dot.
    package var name: String
    package var address: ServerAddress
    package var zones: [Zone]

    package init(name: String, address: ServerAddress, zones: [Zone]) {
        self.name = name
        self.address = address
        self.zones = zones
    }

    /// The response from its own zones alone. It says that recursion is to be had.
    package func respond(to query: Message) -> Message {
        if let refusal = Self.refusal(of: query) { return refusal }
        guard let question = query.questions.first, let zone = zone(for: question) else {
            return Self.finish(Message(answering: query, .refused), query)
        }
        var response = Message(answering: query)
        switch zone.find(question) {
        case .answer(let records):
            response.header.isAuthoritative = true
            response.answers = records
            if question.type == .ns || question.type == .mx { response.additionals = zone.glue(for: records) }
        case .referral(let servers, let glue):
            response.authorities = servers
            response.additionals = glue
        case .absence(let chain, let isNameError):
            response.header.isAuthoritative = true
            response.header.responseCode = isNameError ? .nameError : .noError
            response.answers = chain
            response.authorities = zone.authority
        }
        return Self.finish(response, query)
    }

    /// Whom to ask for a name that a zone below has: that zone, and its servers with the addresses known here.
    package func delegation(for question: Question) -> (
        zone: DomainName, servers: [(name: DomainName, address: ServerAddress?)]
    )? {
        guard let zone = zone(for: question), case .referral(let servers, let glue) = zone.find(question),
            let cut = servers.first?.name
        else { return nil }
        return (
            cut,
            servers.compactMap(\.data.nameServer).map { name in
                (name, glue.first { $0.name == name }.flatMap { ServerAddress($0.data) })
            }
        )
    }

    /// The zone nearest to the name. DS records are in the zone above (RFC 4035 §3.1.4.1), if that is here too.
    private func zone(for question: Question) -> Zone? {
        let around = zones.filter { question.name.isSubdomain(of: $0.apex) }
        let above = question.type == .ds ? around.filter { $0.apex != question.name } : []
        return (above.isEmpty ? around : above).max { $0.apex.labelCount < $1.apex.labelCount }
    }

    /// What no server here answers; nil for a question like any other.
    static func refusal(of query: Message) -> Message? {
        if query.header.opcode != .query { return finish(Message(answering: query, .notImplemented), query) }
        guard query.questions.count == 1, let question = query.questions.first else {
            return finish(Message(answering: query, .formatError), query)
        }
        if let edns = query.edns, edns.version > 0 {
            var response = finish(Message(answering: query), query, extended: .badVersion)
            response.questions = query.questions
            return response
        }
        guard question.recordClass == .internet || question.recordClass == .any else {
            return finish(Message(answering: query, .refused), query)
        }
        if question.type == .axfr || question.type == .ixfr {
            return finish(Message(answering: query, .notImplemented), query)
        }
        return nil
    }

    /// RA, and an OPT record for who sent one (RFC 6891 §6.1.1).
    static func finish(_ response: Message, _ query: Message, extended code: ResponseCode? = nil) -> Message {
        var response = response
        response.header.recursionAvailable = true
        guard query.edns != nil else { return response }
        let edns = EDNS(extendedResponseCode: UInt8(truncatingIfNeeded: (code?.rawValue ?? 0) >> 4))
        if let record = try? edns.record() { response.additionals.append(record) }
        return response
    }
}
