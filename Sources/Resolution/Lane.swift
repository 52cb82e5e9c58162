import DNS
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
    package var asker: Party
    package var server: Party
    package var zone: DomainName?
    package var why: String
    package var transport: Transport
    /// The modelled round trip to the server, in nanoseconds, where one is modelled.
    package var modelledRoundTrip: Int64?
    /// What was asked; nil where what was sent is no question.
    package var question: Question?
    /// The id of what was asked, which the answer bears too.
    var id: UInt16?
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
