import DNS
import Octets

/// DNS messages in a few words, for lists and trees.
enum DNSWords {
    /// `query A gaia.cs.umass.edu. rd`, `response A gaia.cs.umass.edu.: 128.119.245.12, aa`,
    /// `response A gaia.cs.umass.edu.: referral to edu.`
    static func summary(_ reading: Message.Reading) -> String {
        let message = reading.message
        let asked = message.questions.first.map { " \($0.type) \($0.name)" } ?? ""
        let what = message.header.opcode == .query ? "" : "\(message.header.opcode) "
        let flags = message.header.setFlags.filter { $0 != "qr" }
        guard message.header.isResponse else {
            return "\(what)query\(asked)" + (flags.isEmpty ? "" : " \(flags.joined(separator: " "))")
        }
        let told = flags.filter { $0 == "aa" || $0 == "tc" }.map { ", \($0)" }.joined()
        return "\(what)response\(asked): \(outcome(reading))\(told)"
    }

    private static func outcome(_ reading: Message.Reading) -> String {
        let message = reading.message
        guard message.responseCode == .noError else { return "\(message.responseCode)" }
        if let first = message.answers.first {
            let wanted = message.answers.last { $0.type == message.questions.first?.type } ?? first
            let shown =
                wanted.type == message.questions.first?.type ? "\(wanted.data)" : "\(wanted.type) \(wanted.data)"
            // Of a long message not all is to hand, and the header's counts are not to be trusted.
            if reading.layout.error != nil { return "\(shown) …" }
            let more = message.answers.count - 1
            return shown + (more > 0 ? " and \(more) more" : "")
        }
        if let server = message.authorities.first(where: { $0.type == .ns }) { return "referral to \(server.name)" }
        return message.header.opcode == .query ? "no data" : "NOERROR"
    }

    /// `qr aa rd, NOERROR`
    static func flags(_ header: Header) -> String {
        let set = header.setFlags.joined(separator: " ")
        guard header.isResponse else { return set.isEmpty ? "query" : "query \(set)" }
        return "\(set), \(header.responseCode)"
    }

    /// The data of a record as a master file has it.
    static func data(_ place: MessageLayout.Record, _ own: Span<UInt8>) -> String {
        let data = RecordData.parse(own, place.data, place.type(in: own), place.recordClass(in: own)).data
        return "\(data)"
    }

    /// `300 s`, `172 800 s, 2 days`
    static func duration(_ seconds: UInt32) -> String {
        let plain = "\(Grouped.text(UInt64(seconds))) s"
        let units: [(UInt32, String)] = [(86_400, "day"), (3_600, "hour"), (60, "minute")]
        guard let (length, name) = units.first(where: { seconds >= $0.0 && seconds % $0.0 == 0 }) else { return plain }
        let count = seconds / length
        return "\(plain), \(count) \(name)\(count == 1 ? "" : "s")"
    }
}
