import DNS
import Octets
import Transcripts

/// How a name is looked up: one server asks all others in turn, or each asks the next.
package struct Mode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package var rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
    package var description: String { rawValue }

    package static let iterated = Mode(rawValue: "iterated")
    package static let recursive = Mode(rawValue: "recursive")
}

/// One question to one server, and what came back.
package struct Step: Sendable, Hashable {
    /// From 1 within its lane, in the order in which the questions were asked.
    package var number: Int
    package var mode: Mode
    package var connection: Int
    package var asker: Party
    package var server: Party
    package var zone: DomainName?
    package var why: String
    package var transport: Transport
    package var isLab: Bool
    /// The modelled round trip to the server, in nanoseconds, where one is modelled.
    package var modelledRoundTrip: Int64?
    /// What was asked; nil where what was sent is no question.
    package var question: Question?
    /// The flags of what was sent.
    package var queryFlags: [String] = []
    package var sent: Moment?
    /// The numbers of the transcript's events that carry the two messages.
    package var queryEvent: Int?
    package var responseEvent: Int?
    package var received: Moment?
    package var response: Message?
    package var outcome = Outcome.pending
    /// Why there is no response, where there is none.
    package var failure: String?

    /// From the question's sending to the reply's arrival, in nanoseconds.
    package var roundTrip: Int64? {
        guard let sent, let received else { return nil }
        return received.nanoseconds - sent.nanoseconds
    }

    /// Who asks is the host that wants to know, and not a server on its behalf.
    package var isHosts: Bool { asker.name == Trace.hostName }
}

/// A message of a lane: a question on its way, or what came back.
package struct TraceMessage: Sendable, Hashable {
    /// Index into the lane's steps.
    package var step: Int
    package var isResponse: Bool
    package var time: Moment
    /// The event of the transcript that carries it.
    package var event: Int
}

/// All steps of one mode, and the messages in their order in time.
package struct Lane: Sendable, Hashable {
    package var mode: Mode
    package var steps: [Step] = []
    package var messages: [TraceMessage] = []

    /// What the host was told in the end.
    package var hostStep: Step? { steps.last { $0.isHosts } }

    /// How long the host waited in all, in nanoseconds; nil where it got no answer.
    package var hostTime: Int64? {
        let trips = steps.filter(\.isHosts).compactMap(\.roundTrip)
        return trips.isEmpty ? nil : trips.reduce(0, +)
    }
}

/// A resolution as it crossed the wires, read from a transcript: who asked whom what, why, and what came back.
///
/// It is built event by event from a live transcript and from a recording alike, and needs neither network nor clock.
package struct Trace: Sendable, Hashable {
    /// Questions of a trace at most; further ones are left out.
    package static let stepLimit = 1000
    /// What the asker of the first question is called.
    package static let hostName = "host"
    /// What the server that asks the others is called where it has no name of its own.
    package static let localName = "local"

    package private(set) var lanes: [Lane] = []
    /// Where a connection's step is: lane and index.
    private var places: [Int: Place] = [:]
    /// Octets over TCP that wait for the rest of their message, by connection and direction.
    private var waiting: [Side: [UInt8]] = [:]

    private struct Place: Sendable, Hashable {
        var lane: Int
        var step: Int
    }

    private struct Side: Hashable, Sendable {
        var connection: Int
        var direction: Direction
    }

    package init() {}

    /// Nothing of the transcript belongs to a resolution.
    package var isEmpty: Bool { lanes.isEmpty }

    package func lane(_ mode: Mode) -> Lane? { lanes.first { $0.mode == mode } }

    /// The first question of all.
    package var question: Question? { lanes.first?.steps.first?.question }

    /// Takes the transcript's event of that number.
    package mutating func receive(_ event: Event, number: Int) {
        switch event.body {
        case .open(let opening):
            if let asking = opening.asking { begin(asking, opening, event.connection) }
        case .data(let direction, let bytes):
            guard let place = places[event.connection] else { return }
            for message in whole(bytes, event.connection, direction, place) {
                take(message, direction, event, number, place)
            }
        case .error(let text): fail(event.connection, text, event.time)
        case .close(let closing):
            if let reason = closing.reason { fail(event.connection, reason, event.time) }
        default: return
        }
    }
}

// MARK: - Reading events

extension Trace {
    private mutating func begin(_ asking: Asking, _ opening: Opening, _ connection: Int) {
        let mode = Mode(rawValue: asking.mode)
        if lanes.firstIndex(where: { $0.mode == mode }) == nil { lanes.append(Lane(mode: mode)) }
        guard let lane = lanes.firstIndex(where: { $0.mode == mode }), lanes[lane].steps.count < Self.stepLimit else {
            return
        }
        places[connection] = Place(lane: lane, step: lanes[lane].steps.count)
        lanes[lane].steps.append(
            Step(
                number: lanes[lane].steps.count + 1, mode: mode, connection: connection, asker: Party(opening.client),
                server: Party(opening.server), zone: asking.zone.flatMap { try? DomainName($0) }, why: asking.why,
                transport: opening.transport, isLab: opening.lab, modelledRoundTrip: opening.modelledRoundTrip))
    }

    /// The messages that are whole with these octets. Over TCP two octets of length stand before each (RFC 1035 §4.2.2).
    private mutating func whole(
        _ bytes: [UInt8], _ connection: Int, _ direction: Direction, _ place: Place
    ) -> [[UInt8]] {
        guard lanes[place.lane].steps[place.step].transport == .tcp else { return [bytes] }
        let side = Side(connection: connection, direction: direction)
        var octets = waiting[side, default: []] + bytes
        var messages: [[UInt8]] = []
        while octets.count >= 2 {
            let length = Int(octets.span.number16(at: 0))
            guard octets.count >= 2 + length else { break }
            messages.append(Array(octets[2..<(2 + length)]))
            octets.removeFirst(2 + length)
        }
        waiting[side] = octets
        return messages
    }

    private mutating func take(
        _ bytes: [UInt8], _ direction: Direction, _ event: Event, _ number: Int, _ place: Place
    ) {
        let message = try? Message.read(bytes.span).message
        var step = lanes[place.lane].steps[place.step]
        if direction == .clientToServer {
            // The first is the question: one said again is the same step.
            guard step.queryEvent == nil else { return }
            step.question = message?.questions.first
            step.queryFlags = message?.header.setFlags ?? []
            step.sent = event.time
            step.queryEvent = number
        } else {
            guard step.responseEvent == nil, step.queryEvent != nil else { return }
            step.received = event.time
            step.responseEvent = number
            step.response = message
            step.outcome = Trace.outcome(of: message, step, lanes[place.lane])
        }
        lanes[place.lane].steps[place.step] = step
        lanes[place.lane].messages.append(
            TraceMessage(
                step: place.step, isResponse: direction == .serverToClient, time: event.time, event: number))
    }

    private static func outcome(of message: Message?, _ step: Step, _ lane: Lane) -> Outcome {
        guard let message, let question = step.question else { return .malformed }
        let verdict = Verdict(message, to: question, from: step.zone)
        guard step.isHosts, step.server.name == localName, verdict.outcome.isFinal else { return verdict.outcome }
        // The local server is ours: where it answered and asked nobody for it, it knew. The question over TCP that follows a
        // datagram cut short is the same question.
        let hosts = lane.steps.prefix(step.number).filter(\.isHosts).reversed()
        let first = hosts.dropFirst().prefix { $0.outcome == .truncated }.last ?? step
        let asked = lane.steps.dropFirst(first.number).contains { $0.asker.name == localName }
        return asked ? verdict.outcome : .cached
    }

    private mutating func fail(_ connection: Int, _ reason: String, _ time: Moment) {
        guard let place = places[connection], lanes[place.lane].steps[place.step].responseEvent == nil,
            lanes[place.lane].steps[place.step].outcome == .pending
        else { return }
        let known = [Outcome.timeout, .unreachable, .malformed].first { reason.hasPrefix($0.rawValue) }
        lanes[place.lane].steps[place.step].outcome = known ?? .unreachable
        lanes[place.lane].steps[place.step].failure = reason
    }
}

extension Party {
    fileprivate init(_ endpoint: Endpoint) {
        self.init(name: endpoint.name ?? "", address: endpoint.address)
    }
}

// MARK: - What a screen shows of a lane

extension Lane {
    /// The cache of the server that asks for the host, after so many messages of the lane.
    package func cache(afterMessages count: Int) -> Cache {
        var cache = Cache()
        for message in messages.prefix(count) where message.isResponse {
            let step = steps[message.step]
            guard !step.isHosts, step.asker.name == local, let response = step.response, let question = step.question
            else { continue }
            cache.learn(response, to: question, from: step.zone, at: message.time, step: step.number)
        }
        return cache
    }

    /// The name of the server that the host asks.
    package var local: String? { steps.first { $0.isHosts }?.server.name }

    /// How many of that many messages each server sent or received, in the order in which they come in. The host is no
    /// server.
    package func handled(afterMessages count: Int) -> [(name: String, messages: Int)] {
        var handled: [(name: String, messages: Int)] = []
        for message in messages.prefix(count) {
            let step = steps[message.step]
            for name in [step.asker.name, step.server.name] where name != Trace.hostName {
                if let index = handled.firstIndex(where: { $0.name == name }) {
                    handled[index].messages += 1
                } else {
                    handled.append((name, 1))
                }
            }
        }
        return handled
    }
}
