import Octets
import Transcripts

/// What happened on a connection of a capture, in numbers. The octets of data are handed out beside it.
package struct CapturedEvent: Hashable, Sendable {
    package enum Body: Hashable, Sendable {
        case open(CapturedOpening)
        /// Octets of the stream, or of one datagram. `place` is where the first of them lies in the file; nil where they lie nowhere
        /// in one piece, as what was put together from fragments.
        case data(Direction, place: UInt64?)
        /// So many octets were on the wire and are not in the capture.
        case gap(Direction, Int)
        case close(Closing)
        /// Something of TCP that a person may want to know.
        case irregularity(Irregularity, Direction)
        /// The client's acknowledgment came so many nanoseconds after its first SYN: one round trip.
        case handshake(Int64)
        case note(String)
    }

    package var time: Moment
    package var connection: Int
    /// The number, from 1, of the packet whose arrival brought it about.
    package var packet: Int
    package var body: Body

    /// What it is in a transcript; nil for what has no place there.
    ///
    /// - Parameter bytes: the octets that were handed out beside it.
    package func event(_ bytes: Span<UInt8>) -> Event? {
        let body: Event.Body
        switch self.body {
        case .open(let opening): body = .open(opening.opening)
        case .data(let direction, _): body = .data(direction, bytes.bytes(in: 0..<bytes.count))
        case .gap(let direction, let count): body = .error(Self.words(missing: count, direction))
        case .close(let closing): body = .close(closing)
        case .irregularity(let irregularity, let direction): body = .note(irregularity.words(direction))
        case .handshake: return nil
        case .note(let text): body = .note(text)
        }
        return Event(time: time, connection: connection, body: body)
    }

    private static func words(missing count: Int, _ direction: Direction) -> String {
        let whose = direction == .clientToServer ? "client" : "server"
        let what = count == 1 ? "1 octet" : "\(count) octets"
        return "\(what) of the \(whose)'s \(count == 1 ? "is" : "are") missing in the capture"
    }
}

/// How a connection of a capture began.
package struct CapturedOpening: Hashable, Sendable {
    package var transport: Transport
    package var client: SocketName
    package var server: SocketName
    /// The protocol that the capture names, if it names one.
    package var proto: String?

    package var opening: Opening {
        Opening(
            role: "observer", transport: transport, client: Endpoint(address: client.text),
            server: Endpoint(address: server.text), proto: proto)
    }
}

/// What TCP does that costs time or shows trouble.
package enum Irregularity: UInt8, Hashable, Sendable, CaseIterable {
    case retransmission, outOfOrder, overlapDiffers, zeroWindow, keepAlive, simultaneousOpen

    /// One plain clause.
    func words(_ direction: Direction) -> String {
        let who = direction == .clientToServer ? "the client" : "the server"
        switch self {
        case .retransmission: return "\(who) sent again what it had sent before"
        case .outOfOrder: return "a segment of \(who) came before those in front of it"
        case .overlapDiffers: return "\(who) sent other octets in the place of some that had come"
        case .zeroWindow: return "\(who) has no room for more: its window is 0"
        case .keepAlive: return "\(who) asked whether the other side is still there"
        case .simultaneousOpen: return "both sides began at once"
        }
    }
}
