import Octets
import Transcripts

/// Replaces secrets in a stream of events by stars, before anything is written down.
///
/// **What is masked**, in any case of letters, on any connection and in either direction:
/// - `Authorization` and `Proxy-Authorization` field lines: the value; a known scheme (`Basic`, `Bearer`, …) stays.
/// - `Cookie` and `Set-Cookie` field lines: the values; cookie names and the attributes of RFC 6265 §4.1.2 stay.
/// - `PASS` lines: what follows the verb. `USER` stays.
/// - `APOP` lines: the digest; the name stays.
/// - `AUTH` lines: what follows a known mechanism, or all of it where the mechanism is not known; then every line of the
///   client until the server's final reply, in SMTP and in POP3. Challenges of the server (334, `+`) stay.
///
/// **The rule** for where a line may hold a secret: everywhere, whatever the protocol is thought to be, except in bytes
/// that are known for sure to be content: an HTTP body whose framing leaves no doubt (one Content-Length, or chunked, or
/// to the end of the connection after a response to a request that was seen), an SMTP letter between a 354 that
/// answers DATA and the line of one dot, and a letter of POP3 between a +OK that answers RETR or TOP and that line. Where there is any doubt the line rules go on, so that too much is masked
/// rather than too little. White space before the name, before the colon, and bare CR or bare LF as line ends are seen
/// through; folded continuation lines (RFC 9112 §5.2) are masked whole.
///
/// **How**: every octet of a secret becomes `*`, so lengths, offsets and framing stay as they were; CR and LF stay. Octets
/// are held back only while a word decides (a cookie's name until its `=`, a scheme or mechanism until it ends), at most
/// `heldLimit`; longer ones are masked. Held octets take the time of the event that frees them. Each data event in which
/// something was replaced is followed by `redact` events that tell how many octets and why.
///
/// A recorder that pauses should still feed it everything, since what comes before decides what is secret. After a
/// `resume` nothing is taken for content until a new head or letter begins.
package struct Redactor: Sendable {
    package enum Policy: String, Sendable, Hashable {
        /// Secrets are replaced.
        case on
        /// Nothing is touched: an explicit choice of the person.
        case off
    }

    /// The most octets held back in one direction of one connection.
    package static let heldLimit = 65_536
    /// The most connections whose state is kept; the ones that began first are forgotten, and start afresh.
    package static let connectionLimit = 4_096

    package let policy: Policy
    private var connections: [Int: RedactedConnection] = [:]

    package init(policy: Policy = .on) {
        self.policy = policy
    }

    /// Passes `event` on with its secrets replaced; what must be held back comes out with a later event, or by `flush`.
    package mutating func filter(_ event: Event, into sink: (Event) -> Void) {
        guard policy == .on else { return sink(event) }
        switch event.body {
        case .open(let opening):
            release(event.connection, at: event.time, into: sink)
            makeRoom()
            connections[event.connection] = RedactedConnection(opening)
            sink(event)
        case .data(let direction, let bytes):
            mask(bytes, direction, event, into: sink)
        case .close(let closing):
            release(event.connection, at: event.time, only: closing.half ? closing.by : nil, into: sink)
            if !closing.half { connections[event.connection] = nil }
            sink(event)
        case .resume:
            for connection in connections.keys { connections[connection]?.doubt() }
            sink(event)
        default:
            sink(event)
        }
    }

    /// Lets out what is still held back, masked: call it when recording stops.
    package mutating func flush(into sink: (Event) -> Void) {
        for connection in connections.keys.sorted() {
            release(connection, at: connections[connection]?.lastTime ?? .zero, into: sink)
        }
    }

    private mutating func mask(_ bytes: [UInt8], _ direction: Direction, _ event: Event, into sink: (Event) -> Void) {
        if connections[event.connection] == nil {
            makeRoom()
            connections[event.connection] = RedactedConnection(nil)
        }
        guard !bytes.isEmpty, let output = connections[event.connection]?.mask(bytes, direction) else {
            return sink(event)
        }
        connections[event.connection]?.lastTime = event.time
        emit(output, direction, event.connection, at: event.time, into: sink)
    }

    private mutating func release(
        _ connection: Int, at time: Moment, only direction: Direction? = nil, into sink: (Event) -> Void
    ) {
        for each in Direction.allCases where direction == nil || direction == each {
            guard let output = connections[connection]?.release(each) else { continue }
            emit(output, each, connection, at: time, into: sink)
        }
    }

    private func emit(
        _ output: SecretScanner.Output, _ direction: Direction, _ connection: Int, at time: Moment,
        into sink: (Event) -> Void
    ) {
        if !output.bytes.isEmpty {
            sink(Event(time: time, connection: connection, body: .data(direction, output.bytes)))
        }
        for tally in output.tallies {
            let body = Event.Body.redact(direction, count: tally.count, reason: tally.reason)
            sink(Event(time: time, connection: connection, body: body))
        }
    }

    private mutating func makeRoom() {
        while connections.count >= Self.connectionLimit, let oldest = connections.keys.min() {
            connections[oldest] = nil
        }
    }
}
