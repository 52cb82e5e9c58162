import HTTP
import POP3
import SMTP

/// What is packed into a record's `context`: from the low bits up, the content's length in 44 bits (16 TiB; longer ones
/// are given as that), the framing of HTTP or the peculiarities of mail protocols in 16 (of DNS how long what stands before the message is), and flags.
struct MessageContext: Sendable, Hashable {
    static let lengthLimit: UInt64 = 1 << 44 - 1

    var bodyLength: UInt64 = 0
    /// `HTTP.Framing`, `SMTP.Peculiarities` or `POP3Detail`, by the record's protocol.
    var detail: UInt16 = 0
    /// The stream ended within the message.
    var isCutShort = false
    /// A line of an authentication, all of it secret.
    var isCredentials = false

    init(bodyLength: UInt64 = 0, detail: UInt16 = 0, isCutShort: Bool = false, isCredentials: Bool = false) {
        self.bodyLength = min(bodyLength, Self.lengthLimit)
        self.detail = detail
        self.isCutShort = isCutShort
        self.isCredentials = isCredentials
    }

    init(packed: UInt64) {
        bodyLength = packed & Self.lengthLimit
        detail = UInt16(truncatingIfNeeded: packed >> 44)
        isCutShort = packed >> 60 & 1 == 1
        isCredentials = packed >> 61 & 1 == 1
    }

    var packed: UInt64 {
        bodyLength | UInt64(detail) << 44 | (isCutShort ? 1 << 60 : 0) | (isCredentials ? 1 << 61 : 0)
    }

    var framing: HTTP.Framing { HTTP.Framing(rawValue: UInt8(truncatingIfNeeded: detail)) ?? .none }
    var peculiarities: SMTP.Peculiarities { SMTP.Peculiarities(rawValue: detail) }
    /// Of DNS: octets of the length before the message.
    var dnsPrefixLength: Int { Int(detail & 0xFF) }
    var pop3: POP3Detail { POP3Detail(packed: detail) }
}

/// What a record of POP3 keeps in its context: peculiarities in the low byte, and above it what a response gives, which
/// only the command tells.
struct POP3Detail: Sendable, Hashable {
    enum Content: UInt16, Sendable {
        case none
        /// On the first line: the answer to STAT, and to LIST and UIDL with a number.
        case totals, size, identifier
        /// On the lines behind it.
        case letter, sizes, identifiers, capabilities, other

        var hasLines: Bool { rawValue >= Content.letter.rawValue }
    }

    var peculiarities: POP3.Peculiarities
    var content: Content

    init(_ frame: POP3.Frame) {
        peculiarities = frame.peculiarities
        content =
            frame.indicator == .ok || frame.isMultiline ? Self.content(frame.answeredVerb, frame.isMultiline) : .none
    }

    private static func content(_ verb: POP3.Verb?, _ isMultiline: Bool) -> Content {
        switch (verb, isMultiline) {
        case (.stat?, false): .totals
        case (.list?, false): .size
        case (.uidl?, false): .identifier
        case (_, false): .none
        case (.retr?, true), (.top?, true): .letter
        case (.list?, true): .sizes
        case (.uidl?, true): .identifiers
        case (.capa?, true): .capabilities
        default: .other
        }
    }

    init(packed: UInt16) {
        peculiarities = POP3.Peculiarities(rawValue: packed & 0xFF)
        content = Content(rawValue: packed >> 8) ?? .none
    }

    var packed: UInt16 { peculiarities.rawValue & 0xFF | content.rawValue << 8 }
}

extension MessageRecord {
    var unpacked: MessageContext { MessageContext(packed: context) }

    /// Octets of the message.
    package var length: Int { Int(clamping: range.upperBound - range.lowerBound) }
}
