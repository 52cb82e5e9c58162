import DNS
import HTTP
import SMTP

/// What an answer in the negative says, by its protocol and `MessageRecord.code`: `404 Not Found`, `NXDOMAIN`, `-ERR`.
package func errorWords(_ proto: ProtocolName, code: UInt16) -> String {
    switch proto {
    case .http:
        let reason = Status(Int(code)).reason
        return reason.isEmpty ? "\(code)" : "\(code) \(reason)"
    case .dns, .mdns, .llmnr: return "\(ResponseCode(rawValue: code))"
    case .pop3: return "-ERR"
    default: return "\(code)"
    }
}
