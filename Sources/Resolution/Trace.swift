import DNS
import Octets
import Transcripts

/// A resolution as it crossed the wires, read from a transcript: who asked whom what, why, and what came back.
///
/// It is built event by event from a live transcript and from a recording alike, and needs neither network nor clock.
package struct Trace: Sendable, Hashable {
    /// Questions of a trace at most; further ones are left out.
    package static let stepLimit = 1000
    /// Modes at most: a recording may name any, and each has a lane.
    package static let laneLimit = 8
    /// What the asker of the first question is called.
    package static let hostName = "host"
    /// What the server that asks the others is called where it has no name of its own.
    package static let localName = "local"

    package private(set) var lanes: [Lane] = []
    /// Where a connection's step is: lane and index.
    private var places: [Int: Place] = [:]
    /// What comes over TCP, by connection and direction.
    private var streams: [Side: MessageStream] = [:]

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
        if self.lane(mode) == nil, lanes.count < Self.laneLimit { lanes.append(Lane(mode: mode)) }
        guard let lane = lanes.firstIndex(where: { $0.mode == mode }), lanes[lane].steps.count < Self.stepLimit else {
            return
        }
        places[connection] = Place(lane: lane, step: lanes[lane].steps.count)
        lanes[lane].steps.append(
            Step(
                number: lanes[lane].steps.count + 1, mode: mode, asker: Party(opening.client),
                server: Party(opening.server), zone: asking.zone.flatMap { try? DomainName($0) }, why: asking.why,
                transport: opening.transport, modelledRoundTrip: opening.modelledRoundTrip))
    }

    /// The messages that are whole with these octets.
    private mutating func whole(
        _ bytes: [UInt8], _ connection: Int, _ direction: Direction, _ place: Place
    ) -> [[UInt8]] {
        guard lanes[place.lane].steps[place.step].transport == .tcp else { return [bytes] }
        return streams[Side(connection: connection, direction: direction), default: MessageStream()].take(bytes)
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
            step.id = message?.header.id
            step.queryFlags = message?.header.setFlags ?? []
            step.sent = event.time
            step.queryEvent = number
        } else {
            guard step.responseEvent == nil, step.queryEvent != nil else { return }
            guard let message, Trace.isAnswer(message, to: step) else {
                // Anybody can send a datagram: the answer may come yet.
                if step.outcome == .pending { lanes[place.lane].steps[place.step].outcome = .malformed }
                return
            }
            step.received = event.time
            step.responseEvent = number
            step.response = message
            step.failure = nil
            step.outcome = Trace.outcome(of: message, step, lanes[place.lane])
        }
        lanes[place.lane].steps[place.step] = step
        lanes[place.lane].messages.append(
            TraceMessage(
                step: place.step, isResponse: direction == .serverToClient, time: event.time, event: number))
    }

    /// Only what bears the id and the question is the answer (RFC 5452 §9).
    private static func isAnswer(_ message: Message, to step: Step) -> Bool {
        guard let question = step.question, message.header.isResponse, message.header.id == step.id else {
            return false
        }
        return message.questions.isEmpty || message.questions == [question]
    }

    private static func outcome(of message: Message, _ step: Step, _ lane: Lane) -> Outcome {
        guard let question = step.question else { return .malformed }
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
            lanes[place.lane].steps[place.step].failure == nil
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
