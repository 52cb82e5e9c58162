import Octets

/// A moment of a transcript: nanoseconds since its start.
public struct Moment: Hashable, Comparable, Sendable, BitwiseCopyable {
    public var nanoseconds: Int64

    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    public static let zero = Moment(nanoseconds: 0)

    public static func < (left: Moment, right: Moment) -> Bool { left.nanoseconds < right.nanoseconds }
}

/// Where one end of a connection is: `127.0.0.1:80`, `[::1]:80` or `unix:PATH`, always as text that is fit to print.
public struct Endpoint: Hashable, Sendable {
    /// `address:port` with IPv6 in brackets, or `unix:PATH`.
    public var address: String
    /// The name that the person asked for, where there was one (`gaia.cs.umass.edu`).
    public var name: String?

    public init(address: String, name: String? = nil) {
        self.address = address
        self.name = name
    }
}

/// What carries a connection's bytes. Open: an unknown one survives a round trip.
public struct Transport: RawRepresentable, Hashable, Sendable {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public static let tcp = Transport(rawValue: "tcp")
    public static let udp = Transport(rawValue: "udp")
    public static let unix = Transport(rawValue: "unix")
}

/// One thing that happened on a wire or at the recorder, in the order in which it happened.
public struct Event: Hashable, Sendable {
    /// Time since the transcript's start.
    public var time: Moment
    /// The connection's number, from 0. Events that belong to no connection carry that of the connection in view.
    public var connection: Int
    public var body: Body
    /// Members of the event's JSON line that this version does not know, as JSON text (`"x":1,"y":[]`), so that saving a
    /// file again keeps them. Empty where there are none, and for an unknown kind, which keeps them in its body.
    public var extra: String

    public enum Body: Hashable, Sendable {
        case open(Opening)
        /// Bytes at the application's edge. One UDP datagram is one event; long TCP data is split over events.
        case data(Direction, [UInt8])
        case close(Closing)
        /// A named place to come back to, perhaps with a question.
        case mark(Mark)
        /// Words of the person who recorded.
        case note(String)
        /// The recorder paused; what passed until `resume` is not in the transcript.
        case pause
        case resume
        /// `count` bytes of a secret were replaced, in the direction and for the reason given.
        case redact(Direction, count: Int, reason: String)
        case error(String)
        /// A kind that this version does not know, kept as its JSON line's members (without `t`, `c`, `k`).
        case unknown(kind: String, members: String)
    }

    public init(time: Moment, connection: Int, body: Body, extra: String = "") {
        self.time = time
        self.connection = connection
        self.body = body
        self.extra = extra
    }
}

/// How a connection began.
public struct Opening: Hashable, Sendable {
    /// What we are: `client` or `server`; `observer` for a capture. Open.
    public var role: String
    public var transport: Transport
    public var client: Endpoint
    public var server: Endpoint
    /// The protocol that the person or the URL named (`http`, `smtp`), if any.
    public var proto: String?
    /// The server is one of the lab's.
    public var lab: Bool
    /// Modelled round-trip time in nanoseconds, where a link is modelled.
    public var modelledRoundTrip: Int64?
    /// How long connecting took, in nanoseconds: the handshake with the address that answered, without looking up its name.
    public var took: Int64?
    /// What part it has in a trace of a name's resolution, if it has one.
    public var asking: Asking?

    public init(
        role: String = "client", transport: Transport, client: Endpoint, server: Endpoint, proto: String? = nil,
        lab: Bool = false, modelledRoundTrip: Int64? = nil, took: Int64? = nil, asking: Asking? = nil
    ) {
        self.role = role
        self.transport = transport
        self.client = client
        self.server = server
        self.proto = proto
        self.lab = lab
        self.modelledRoundTrip = modelledRoundTrip
        self.took = took
        self.asking = asking
    }
}

/// The part of a connection in a trace: one question of one server to another.
public struct Asking: Hashable, Sendable {
    /// `iterated` or `recursive`. Open.
    public var mode: String
    /// The zone that the server is asked as a server of, with its last dot; nil where it is asked to find out.
    public var zone: String?
    /// Why this was asked of this server, in the words of who asked.
    public var why: String

    public init(mode: String, zone: String?, why: String) {
        self.mode = mode
        self.zone = zone
        self.why = why
    }
}

/// How a connection, or one direction of it, ended.
public struct Closing: Hashable, Sendable {
    /// Who ended it: nil where it is not known.
    public var by: Direction?
    /// Only `by`'s own direction ended (a TCP FIN); the other goes on.
    public var half: Bool
    /// `reset`, `idle`, … ; nil for an orderly end.
    public var reason: String?

    public init(by: Direction?, half: Bool = false, reason: String? = nil) {
        self.by = by
        self.half = half
        self.reason = reason
    }
}
