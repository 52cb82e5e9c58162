import Dissection
import Transcripts

/// What the time of an answer is made of, in nanoseconds: the pieces that were measured, and beside them what the lecture
/// estimates (Kurose and Ross, section 2.2.2): a connection that is set up costs one round trip, asking and the answer's
/// first octet another, and then comes what sending the answer takes.
package struct ResponseTime: Hashable, Sendable {
    /// What connecting took; nil where the connection was there already, or nobody knows.
    package var connect: Int64?
    /// From the last octet of what asked to the answer's first.
    package var wait: Int64
    /// From the answer's first octet to its last.
    package var transmission: Int64
    /// It is the first answer of its connection, so that connecting belongs to its price.
    package var isFirst: Bool

    /// - Parameters:
    ///   - request: the message that asked.
    ///   - connect: what connecting took, if it is known.
    ///   - isFirst: nothing was answered on the connection before.
    package init(request: MessageRecord, response: MessageRecord, connect: Int64?, isFirst: Bool) {
        self.connect = isFirst ? connect : nil
        self.isFirst = isFirst
        wait = Self.passed(request.time, response.began)
        transmission = Self.passed(response.began, response.time)
    }

    /// The sum of what was measured. The time that somebody took to write the request is not in it.
    package var measured: Int64 {
        [connect ?? 0, wait, transmission].reduce(0) { sum, part in
            let (total, overflows) = sum.addingReportingOverflow(part)
            return overflows ? .max : total
        }
    }

    /// Round trips that the lecture counts before the file itself: two on a connection of its own, one on one that is kept.
    package var roundTrips: Int { isFirst && connect != nil ? 2 : 1 }

    /// The lecture's estimate for round trips that take so long.
    package func estimate(roundTrip: Int64) -> Int64 {
        let (trips, overflows) = max(0, roundTrip).multipliedReportingOverflow(by: Int64(roundTrips))
        let (total, isTooMuch) = trips.addingReportingOverflow(transmission)
        return overflows || isTooMuch ? .max : total
    }

    /// From one moment to another; nothing where they are the wrong way round, as with an answer that was sent early.
    package static func passed(_ start: Moment, _ end: Moment) -> Int64 {
        let (passed, overflows) = end.nanoseconds.subtractingReportingOverflow(start.nanoseconds)
        return overflows ? .max : max(0, passed)
    }
}
