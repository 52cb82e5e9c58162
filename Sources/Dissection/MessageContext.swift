import HTTP
import SMTP

/// What is packed into a record's `context`: from the low bits up, the content's length in 44 bits (16 TiB; longer ones
/// are given as that), the framing of HTTP or the peculiarities of SMTP in 16, and flags.
struct MessageContext: Sendable, Hashable {
    static let lengthLimit: UInt64 = 1 << 44 - 1

    var bodyLength: UInt64 = 0
    /// `HTTP.Framing` or `SMTP.Peculiarities`, by the record's protocol.
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
}

extension MessageRecord {
    var unpacked: MessageContext { MessageContext(packed: context) }

    /// Octets of the message.
    package var length: Int { Int(clamping: range.upperBound - range.lowerBound) }
}
