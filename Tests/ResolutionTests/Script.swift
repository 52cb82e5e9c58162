import DNS
import Octets
import Resolution
import Transcripts

/// Name servers that answer by script: an address and a question lead to a response, or to silence.
struct Script {
    enum Reply {
        case message(Message)
        case failure(Outcome)
    }

    /// What a resolver did: `192.0.2.1 . www.example. A referral`.
    private(set) var log: [String] = []
    private(set) var asks: [Resolver.Ask] = []
    private var replies: [String: [Reply]] = [:]

    static let root = Hints(servers: [
        .init(name: name("a.root"), addresses: [address("192.0.2.1")])
    ])

    /// The next reply of the server to the question (`tcp` in front of the address for one over TCP); the last one stays.
    mutating func on(_ address: String, _ question: String, _ reply: Reply) {
        replies["\(address) \(question)", default: []].append(reply)
    }

    mutating func on(
        _ address: String, _ question: String, _ code: ResponseCode = .noError, aa: Bool = false, tc: Bool = false,
        answer: String = "", authority: String = "", additional: String = ""
    ) {
        var header = Header(id: 0)
        header.isResponse = true
        header.isAuthoritative = aa
        header.isTruncated = tc
        header.responseCode = code
        on(
            address, question,
            .message(
                Message(
                    header: header, answers: records(answer), authorities: records(authority),
                    additionals: records(additional))))
    }

    /// Runs a resolver to its end; every question takes 10 ms.
    mutating func run(_ resolver: inout Resolver, at start: Moment = .zero) -> Resolver.Result {
        var now = start
        while true {
            let ask: Resolver.Ask
            switch resolver.next(at: now) {
            case .finish(let result): return result
            case .ask(let next): ask = next
            }
            now = Moment(nanoseconds: now.nanoseconds + 10_000_000)
            let key = "\(ask.isOverTCP ? "tcp " : "")\(ask.address) \(ask.question.name) \(ask.question.type)"
            asks.append(ask)
            switch take(key) {
            case .message(var message):
                message.questions = [ask.question]
                log.append("\(key) \(Verdict(message, to: ask.question, from: ask.zone).outcome)")
                resolver.receive(message, at: now)
            case .failure(let outcome):
                log.append("\(key) \(outcome)")
                resolver.fail(outcome)
            }
        }
    }

    mutating func resolve(_ text: String, _ type: RecordType = .a, limits: Resolver.Limits = .init()) -> Resolver.Result
    {
        var resolver = Resolver(Question(name(text), type), hints: Script.root, limits: limits)
        return run(&resolver)
    }

    private mutating func take(_ key: String) -> Reply {
        guard var waiting = replies[key], let first = waiting.first else { return .failure(.timeout) }
        if waiting.count > 1 { waiting.removeFirst() }
        replies[key] = waiting
        return first
    }
}

func name(_ text: String) -> DomainName {
    guard let name = try? DomainName(text) else { preconditionFailure("\(text) is no name") }
    return name
}

func address(_ text: String) -> ServerAddress {
    guard let address = ServerAddress(text) else { preconditionFailure("\(text) is no address") }
    return address
}

/// Records of a master file, with a TTL of an hour where they give none. `;` begins a new line.
func records(_ text: String) -> [ResourceRecord] {
    let lines = Array(text.replacing(";", with: "\n").replacing("\n ", with: "\n").utf8)
    let file = MasterFile(lines.span, ttl: 3600)
    precondition(file.errors.isEmpty, "\(file.errors)")
    return file.records
}
