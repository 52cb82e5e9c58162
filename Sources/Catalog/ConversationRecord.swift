import Captures
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

    private let connection32: UInt32
    private var messages32: UInt32 = 0
    private var troubles32: UInt32 = 0
    /// One more than the number of its last event; 0 where it has none.
    private var lastEvent32: UInt32 = 0
    /// What carries it: few words, which most rows share.
    package internal(set) var transport = Transport.tcp
    package internal(set) var clientParty = Party.written("")
    package internal(set) var serverParty = Party.written("")
    /// What it was said to speak, where somebody said so.
    package internal(set) var named: String?
    /// nil before any message was found.
    package internal(set) var proto: ProtocolName?
    /// Octets of both directions, as the application sees them.
    package internal(set) var octets: UInt64 = 0
    /// Those of the client's, modulo 2^32.
    var clientOctets32: UInt32 = 0
    package internal(set) var began: Moment
    package internal(set) var last: Moment
    /// Nanoseconds from the client's first SYN to its acknowledgment; negative where that was not seen.
    private var handshake64: Int64 = -1
    package internal(set) var state = State.open
    /// The first message in one line; control characters are as they came.
    package internal(set) var firstLine = ""

    init(connection: Int, at time: Moment) {
        connection32 = UInt32(clamping: connection)
        began = time
        last = time
    }

    /// The connection's number in the transcript.
    package var connection: Int { Int(connection32) }

    package internal(set) var messages: Int {
        get { Int(messages32) }
        set { messages32 = UInt32(clamping: newValue) }
    }

    /// Octets that are missing, and their like: events of kind `error`.
    package internal(set) var troubles: Int {
        get { Int(troubles32) }
        set { troubles32 = UInt32(clamping: newValue) }
    }

    /// Nanoseconds that connecting took: one round trip; nil where that was not seen.
    package internal(set) var handshake: Int64? {
        get { handshake64 < 0 ? nil : handshake64 }
        set { handshake64 = newValue ?? -1 }
    }

    /// The number of its last event.
    var lastEvent: Int? {
        get { lastEvent32 == 0 ? nil : Int(lastEvent32) - 1 }
        set { lastEvent32 = newValue.map { UInt32(clamping: $0 + 1) } ?? 0 }
    }

    /// `address:port`; empty where nobody said.
    package var client: String { clientParty.text }
    package var server: String { serverParty.text }

    /// How it began.
    package var opening: Opening {
        Opening(
            role: "observer", transport: transport, client: Endpoint(address: client),
            server: Endpoint(address: server), proto: named, took: handshake)
    }

    /// Nanoseconds from its first event to its last; never negative.
    package var duration: Int64 {
        let (passed, overflows) = last.nanoseconds.subtractingReportingOverflow(began.nanoseconds)
        return overflows ? .max : max(0, passed)
    }

    /// What it speaks: a protocol, or what carries it as long as no message is known.
    package var protocolText: String { proto?.rawValue ?? transport.rawValue }
}
