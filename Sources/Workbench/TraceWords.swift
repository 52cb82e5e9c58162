import Cells
import DNS
import Resolution
import Transcripts

/// What the messages of a step say, in lines for a person.
struct TraceWords {
    private let step: Step
    private let symbols: Symbols

    init(_ step: Step, symbols: Symbols) {
        self.step = step
        self.symbols = symbols
    }

    /// Who asks whom what, with which flags.
    var query: [String] {
        let question = step.question.map { "\($0.name.textWithoutFinalDot) \($0.type)?" } ?? "no question"
        let flags =
            step.queryFlags.isEmpty
            ? "no flags: without RD the server says what it knows itself"
            : "flags \(step.queryFlags.joined(separator: " "))"
        let loss = step.response == nil ? step.failure.map { ["! \($0)"] } ?? [] : []
        let who = "step \(step.number): \(step.asker.name) \(symbols.client) \(step.server.name)"
        return [who, "\(place), \(question)"] + loss + [flags]
    }

    /// What came back, how long it took, and the records.
    var response: [String] {
        let time = step.roundTrip.map { ", \(tenths(of: 1_000_000, in: $0)) ms\(modelled)" } ?? ""
        let flags = step.response.map { ", flags \($0.header.setFlags.joined(separator: " "))" } ?? ""
        return [
            "step \(step.number): \(step.asker.name) \(symbols.server) \(step.server.name): \(step.outcome)\(time)\(flags)"
        ] + records
    }

    private var modelled: String { step.modelledRoundTrip == nil ? "" : " (modelled)" }

    private var place: String { step.transport == .tcp ? "\(step.server.address) tcp" : step.server.address }

    private var records: [String] {
        guard let response = step.response else { return [step.failure ?? "no answer"] }
        let all = response.answers + response.authorities.filter { $0.type != .soa } + response.additionals
        let texts = all.filter { $0.type != .opt }.map {
            "\($0.name.textWithoutFinalDot) \($0.type) \(Self.plain("\($0.data)"))"
        }
        return texts.isEmpty ? ["no records"] : [texts.joined(separator: ", ")]
    }

    /// Without the last dot of a name.
    static func plain(_ text: String) -> String {
        text.hasSuffix(".") && text.count > 1 && !text.hasSuffix("\\.") ? String(text.dropLast()) : text
    }

    /// `172 799`.
    static func grouped(_ number: Int) -> String {
        let digits = String(number)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += " " }
            text.append(digit)
        }
        return text
    }
}

extension TraceWords {
    /// Why a message of the lane was sent: a question for the reason that its asker had, an answer for what it is.
    static func why(_ lane: Lane, message index: Int) -> String {
        guard let step = lane.step(ofMessage: index) else { return "" }
        guard lane.messages[index].isResponse else { return step.why }
        return meaning(of: step, in: lane)
    }

    private static func meaning(of step: Step, in lane: Lane) -> String {
        let server = step.server.name
        let isOwn = step.response?.header.isAuthoritative == true
        switch step.outcome {
        case .referral:
            let zone = step.response?.authorities.first { $0.type == .ns }?.name.textWithoutFinalDot ?? ""
            return
                "\(server) does not have it, but has delegated \(zone): it names that zone's servers, and leaves the asking to the asker"
        case .answer where isOwn:
            return "\(server) has authority over the zone (AA): this is the answer itself"
        case .answer where step.isHosts:
            return "the local server hands the answer on to the host that asked, and keeps it in its cache"
        case .answer:
            return "\(server) hands on what it was told itself, so it is not its own to vouch for (no AA)"
        case .cached:
            return
                "the local server still has the answer in its cache: nobody else is asked; its TTL counts down meanwhile"
        case .nxdomain:
            return
                "there is no such name, \(isOwn ? "says who has authority over the zone (AA)" : "as \(server) was told")"
        case .nodata: return "the name is there, and has nothing of that type"
        case .cname: return "the name is an alias: the asker goes on with the name that it stands for"
        case .truncated: return "not all fits into a datagram of 512 octets (TC): the asker comes again over TCP"
        case .servfail where step.isHosts:
            let last = lane.steps.last { !$0.isHosts && $0.outcome.isFailure }
            let cause = last.map { ": \($0.server.name) \($0.outcome.meaning)" } ?? ""
            return "the local server gives up, since nobody whom it could ask had an answer\(cause)"
        default: return "\(server) \(step.outcome.meaning)"
        }
    }
}
