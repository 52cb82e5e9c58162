import Dissection
import Octets
import Transcripts

/// A conversation of a capture in one row: who, what, how much, how long, how it ended.
package struct ConversationRecord: Hashable, Sendable {
    /// How a conversation stands where the capture ends.
    package enum State: String, Hashable, Sendable, Comparable, CaseIterable {
        case open
        /// One side has ended, the other has not.
        case halfOpen = "half open"
        case closed
        case reset
        /// Datagrams that nothing followed for long.
        case idle
        /// Not followed to its end: ports were taken again, or too many others came.
        case lost

        package static func < (left: State, right: State) -> Bool { left.place < right.place }
        private var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    /// The connection's number in the transcript.
    package let connection: Int
    package internal(set) var transport = Transport.tcp
    /// `address:port`; empty where nobody said.
    package internal(set) var client = ""
    package internal(set) var server = ""
    /// nil before any message was found.
    package internal(set) var proto: ProtocolName?
    package internal(set) var messages = 0
    /// Octets of both directions, as the application sees them.
    package internal(set) var octets: UInt64 = 0
    package internal(set) var began: Moment
    package internal(set) var last: Moment
    package internal(set) var state = State.open
    /// The first message in one line; control characters are as they came.
    package internal(set) var firstLine = ""
    /// Octets that are missing, and their like: events of kind `error`.
    package internal(set) var troubles = 0
    /// Numbers of its events that are no data, the first of them.
    package internal(set) var otherEvents: [Int] = []

    init(connection: Int, at time: Moment) {
        self.connection = connection
        began = time
        last = time
    }

    /// Nanoseconds from its first event to its last; never negative.
    package var duration: Int64 {
        let (passed, overflows) = last.nanoseconds.subtractingReportingOverflow(began.nanoseconds)
        return overflows ? .max : max(0, passed)
    }

    /// What it speaks: a protocol, or what carries it as long as no message is known.
    package var protocolText: String { proto?.rawValue ?? transport.rawValue }
}
