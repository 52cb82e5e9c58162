import Captures
import Dissection
import Octets
import Transcripts

/// What a capture holds in numbers: messages by protocol and kind, conversations, servers, response times, errors, and how much came
/// when. Bounded whatever the capture's size; two of different files add up.
package struct Statistics: Sendable {
    /// Servers that are told apart at most; the others are one row.
    package static let serverLimit = 4_096
    /// Conversations whose server is remembered.
    package static let conversationLimit = ConversationIndex.conversationLimit

    /// A protocol in numbers.
    package struct OfProtocol: Hashable, Sendable {
        package let proto: ProtocolName
        /// By the raw value of the kind.
        fileprivate var counts = [Int](repeating: 0, count: MessageKind.count)
        /// Octets of its messages.
        package fileprivate(set) var octets: UInt64 = 0
        /// Answers in the negative.
        package fileprivate(set) var errors = 0
        package fileprivate(set) var responseTimes = Distribution()

        package var messages: Int { counts.reduce(0, +) }

        /// Kinds that there are, with their counts.
        package var kinds: [(kind: MessageKind, count: Int)] {
            counts.enumerated().compactMap { place, count in
                guard count > 0, let kind = MessageKind(rawValue: UInt8(place)) else { return nil }
                return (kind, count)
            }
        }
    }

    /// A server in numbers.
    package struct OfServer: Hashable, Sendable {
        /// `address:port`; empty for those that are not told apart.
        package var name: String
        package var transport: Transport
        /// What it speaks, once it has said something.
        package fileprivate(set) var proto: ProtocolName?
        package fileprivate(set) var conversations = 0
        package fileprivate(set) var messages = 0
        /// Octets of both directions.
        package fileprivate(set) var octets: UInt64 = 0
        package fileprivate(set) var errors = 0
        package fileprivate(set) var responseTimes = Distribution()
    }

    /// An answer in the negative, and how often it came.
    package struct OfError: Hashable, Sendable {
        package var proto: ProtocolName
        package var code: UInt16
        package var count: Int
    }

    private struct ServerKey: Hashable, Sendable {
        var party: Party
        var transport: Transport
    }

    private struct ErrorKey: Hashable, Sendable {
        var proto: ProtocolName
        var code: UInt16
    }

    package private(set) var protocols: [OfProtocol] = []
    package private(set) var servers: [OfServer] = []
    /// Conversations by what carries them.
    package private(set) var conversations: [Transport: Int] = [:]
    /// Octets of all streams, as applications see them.
    package private(set) var octets: UInt64 = 0
    package private(set) var timeline = Timeline()
    /// From the first packet or event to the last.
    package private(set) var duration = Moment.zero
    /// Packets of the file, and octets of it that were read.
    package private(set) var packets = 0
    package var fileOctets: UInt64 = 0
    /// What was odd in TCP, and what is missing.
    package private(set) var tally = Tally()

    private var errorCounts: [ErrorKey: Int] = [:]
    private var serverPlaces: [ServerKey: Int] = [:]
    /// The place of each conversation's server.
    private var serverOfConversation: [UInt32] = []

    package init() {}

    package var retransmissions: Int { tally.retransmissions }
    package var outOfOrder: Int { tally.outOfOrder }
    package var differing: Int { tally.differing }
    package var missingOctets: UInt64 { tally.missingOctets }

    package var messages: Int { protocols.reduce(0) { $0 + $1.messages } }
    package var connections: Int { conversations.values.reduce(0, +) }

    /// Answers in the negative, the most frequent first.
    package var errors: [OfError] {
        errorCounts.map { OfError(proto: $0.key.proto, code: $0.key.code, count: $0.value) }.sorted {
            ($1.count, $0.proto.rawValue, $0.code) < ($0.count, $1.proto.rawValue, $1.code)
        }
    }

    /// Of all protocols together.
    package var responseTimes: Distribution {
        protocols.reduce(into: Distribution()) { $0.add($1.responseTimes) }
    }
}

// What passes.
extension Statistics {
    /// Conversations are numbered as they begin.
    package mutating func open(connection: Int, _ transport: Transport, server: Party, at time: Moment) {
        duration = max(duration, time)
        conversations[transport, default: 0] += 1
        let place = place(of: server, transport)
        servers[place].conversations += 1
        guard connection == serverOfConversation.count, connection < Self.conversationLimit else { return }
        serverOfConversation.append(UInt32(place))
    }

    package mutating func data(connection: Int, octets count: Int, at time: Moment) {
        duration = max(duration, time)
        octets += UInt64(count)
        timeline.note(octets: count, at: time)
        if let server = server(of: connection) { servers[server].octets += UInt64(count) }
    }

    package mutating func receive(_ record: MessageRecord) {
        let place = place(of: record.proto)
        protocols[place].counts[Int(record.kind.rawValue)] += 1
        protocols[place].octets += record.range.upperBound - record.range.lowerBound
        timeline.noteMessage(at: record.time)
        if let waited = record.waited { protocols[place].responseTimes.note(waited) }
        if record.isErrorAnswer { noteError(record, place) }
        guard let server = server(of: record.connection) else { return }
        servers[server].messages += 1
        servers[server].proto = servers[server].proto ?? record.proto
        if let waited = record.waited { servers[server].responseTimes.note(waited) }
    }

    /// Takes what packets came to.
    package mutating func note(_ tally: Tally) {
        self.tally = tally
        packets = tally.packets
        duration = max(duration, Moment(nanoseconds: tally.duration))
    }

    private mutating func noteError(_ record: MessageRecord, _ place: Int) {
        protocols[place].errors += 1
        errorCounts[ErrorKey(proto: record.proto, code: record.code), default: 0] += 1
        if let server = server(of: record.connection) { servers[server].errors += 1 }
    }

    private func server(of connection: Int) -> Int? {
        serverOfConversation.indices.contains(connection) ? Int(serverOfConversation[connection]) : nil
    }

    private mutating func place(of proto: ProtocolName) -> Int {
        if let place = protocols.firstIndex(where: { $0.proto == proto }) { return place }
        protocols.append(OfProtocol(proto: proto))
        return protocols.count - 1
    }

    private mutating func place(of party: Party, _ transport: Transport) -> Int {
        let key = ServerKey(party: party, transport: transport)
        if let place = serverPlaces[key] { return place }
        if servers.isEmpty { servers.append(OfServer(name: "", transport: .tcp)) }
        guard servers.count <= Self.serverLimit else { return 0 }
        servers.append(OfServer(name: party.text, transport: transport))
        serverPlaces[key] = servers.count - 1
        return servers.count - 1
    }
}

extension Statistics {
    /// Servers, those with the most octets first; the ones that are not told apart are the last, with an empty name.
    package var rankedServers: [OfServer] {
        let named = servers.dropFirst().sorted { ($1.octets, $0.name) < ($0.octets, $1.name) }
        return named + servers.prefix(1).filter { $0.conversations > 0 }
    }

    /// Adds what another file holds.
    package mutating func add(_ other: Statistics) {
        for theirs in other.protocols {
            let place = place(of: theirs.proto)
            for kind in theirs.counts.indices { protocols[place].counts[kind] += theirs.counts[kind] }
            protocols[place].octets += theirs.octets
            protocols[place].errors += theirs.errors
            protocols[place].responseTimes.add(theirs.responseTimes)
        }
        for (key, place) in other.serverPlaces {
            add(other.servers[place], at: self.place(of: key.party, key.transport))
        }
        if let rest = other.servers.first, rest.conversations > 0 {
            if servers.isEmpty { servers.append(OfServer(name: "", transport: .tcp)) }
            add(rest, at: 0)
        }
        for (key, count) in other.errorCounts { errorCounts[key, default: 0] += count }
        for (transport, count) in other.conversations { conversations[transport, default: 0] += count }
        octets += other.octets
        duration = max(duration, other.duration)
        packets += other.packets
        fileOctets += other.fileOctets
        tally.add(other.tally)
        timeline.add(other.timeline)
    }

    private mutating func add(_ theirs: OfServer, at place: Int) {
        servers[place].proto = servers[place].proto ?? theirs.proto
        servers[place].conversations += theirs.conversations
        servers[place].messages += theirs.messages
        servers[place].octets += theirs.octets
        servers[place].errors += theirs.errors
        servers[place].responseTimes.add(theirs.responseTimes)
    }
}

/// How much came when: a fixed number of bins whose width doubles as time goes on.
package struct Timeline: Hashable, Sendable {
    package static let binLimit = 128

    package struct Bin: Hashable, Sendable {
        package var octets: UInt64 = 0
        package var messages = 0
    }

    /// Nanoseconds of a bin.
    package private(set) var width: Int64 = 1_000_000
    package private(set) var bins: [Bin] = []

    package init() {}

    /// Neighbours joined so that there are no more than so many, each with the nanoseconds at which it begins.
    package func joined(into limit: Int) -> [(start: Int64, bin: Bin)] {
        guard limit > 0 else { return [] }
        let many = (bins.count + limit - 1) / limit
        return stride(from: 0, to: bins.count, by: max(1, many)).map { first in
            let part = bins[first..<min(bins.count, first + many)]
            let sum = part.reduce(into: Bin()) { sum, bin in
                sum.octets += bin.octets
                sum.messages += bin.messages
            }
            return (Int64(first) &* width, sum)
        }
    }

    mutating func note(octets: Int, at time: Moment) { bins[place(of: time)].octets += UInt64(octets) }
    mutating func noteMessage(at time: Moment) { bins[place(of: time)].messages += 1 }

    mutating func add(_ other: Timeline) {
        for (place, bin) in other.bins.enumerated() {
            let here = self.place(of: Moment(nanoseconds: Int64(place) &* other.width))
            bins[here].octets += bin.octets
            bins[here].messages += bin.messages
        }
    }

    private mutating func place(of time: Moment) -> Int {
        let nanoseconds = max(0, time.nanoseconds)
        while nanoseconds / width >= Int64(Self.binLimit) { halve() }
        let place = Int(nanoseconds / width)
        if place >= bins.count { bins += [Bin](repeating: Bin(), count: place + 1 - bins.count) }
        return place
    }

    private mutating func halve() {
        width *= 2
        var halved: [Bin] = []
        for place in stride(from: 0, to: bins.count, by: 2) {
            var bin = bins[place]
            if place + 1 < bins.count {
                bin.octets += bins[place + 1].octets
                bin.messages += bins[place + 1].messages
            }
            halved.append(bin)
        }
        bins = halved
    }
}
