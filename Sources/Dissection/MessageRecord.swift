import Octets
import Transcripts

/// The name of an application protocol as JSON and filters spell it: `http`, `smtp`, `echo`. Open.
public struct ProtocolName: RawRepresentable, Hashable, Sendable {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public static let http = ProtocolName(rawValue: "http")
    public static let smtp = ProtocolName(rawValue: "smtp")
    public static let pop3 = ProtocolName(rawValue: "pop3")
    public static let dns = ProtocolName(rawValue: "dns")
    /// DNS without a server, on the local network (RFC 6762).
    public static let mdns = ProtocolName(rawValue: "mdns")
    /// The same with another port (RFC 4795).
    public static let llmnr = ProtocolName(rawValue: "llmnr")

    /// Spoken in messages of DNS.
    package var isDNS: Bool { [.dns, .mdns, .llmnr].contains(self) }
    /// The upper-case server of the lectures: plain text either way, shown line by line.
    public static let text = ProtocolName(rawValue: "text")
    /// Those that a person can say bytes are.
    package static let known: [ProtocolName] = [.http, .smtp, .pop3, .dns, .text]
}

/// What a message is within its protocol.
public enum MessageKind: UInt8, Sendable, Hashable {
    case request, response, command, reply, content, line, datagram, unparsed, message

    /// The spelling of the JSON contract.
    public var name: String { "\(self)" }
}

/// How bad what the dissector has to say about a message is.
public enum Severity: UInt8, Sendable, Hashable, Comparable {
    case note, warning, error
    public static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
}

/// A message's row in the index: numbers only, so that a million of them stay small. What it says is made from its bytes
/// by `summary(of:bytes:)` and `decode(_:bytes:)` when somebody looks.
public struct MessageRecord: Sendable, Hashable {
    /// From 0, in the order in which messages were completed.
    public var number: Int
    public var connection: Int
    public var direction: Direction
    public var proto: ProtocolName
    public var kind: MessageKind
    /// When the first byte came, and when the message was complete.
    public var began: Moment
    public var time: Moment
    /// The number of the event whose arrival completed it, from 0 in the transcript.
    public var event: Int
    /// Octets of the connection's stream in that direction.
    public var range: Range<UInt64>
    /// The worst mark on it that scanning found.
    public var severity: Severity?
    /// The number of the message it answers (a response its request, a reply its command), if there is one.
    public var answers: Int?
    /// Why the bytes are `unparsed`, or why the message is not whole: one plain clause; nil for all others.
    public var reason: String?
    /// Of a response of many lines (POP3): how many follow the first, without the line of one dot.
    public var lineCount: UInt32
    /// What a response says it came to: the status of HTTP, the code of an SMTP reply, the low four bits of the response code of DNS, 1 for
    /// `-ERR` of POP3; 0 for all else.
    public var code: UInt16
    /// Nanoseconds from the end of the message that it answers to its own first octet; nil where it answers none.
    public var waited: Int64?
    /// Numbers that `decode` needs and that the bytes alone do not tell; private to Dissection's protocols.
    package var context: UInt64

    /// A response that says that something was not done: an error of either side.
    package var isErrorAnswer: Bool {
        switch proto {
        case .http, .smtp: code >= 400
        case .pop3, .dns, .mdns, .llmnr: code != 0
        default: false
        }
    }

    package init(
        number: Int, connection: Int, direction: Direction, proto: ProtocolName, kind: MessageKind, began: Moment,
        time: Moment, event: Int, range: Range<UInt64>, severity: Severity? = nil, answers: Int? = nil,
        reason: String? = nil, lineCount: UInt32 = 0, code: UInt16 = 0, waited: Int64? = nil, context: UInt64 = 0
    ) {
        self.number = number
        self.connection = connection
        self.direction = direction
        self.proto = proto
        self.kind = kind
        self.began = began
        self.time = time
        self.event = event
        self.range = range
        self.severity = severity
        self.answers = answers
        self.reason = reason
        self.lineCount = lineCount
        self.code = code
        self.waited = waited
        self.context = context
    }
}
