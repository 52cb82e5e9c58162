/// What a filter can ask of a message: what the record of any message tells, or a field of its protocol.
enum FilterField: Hashable, Sendable {
    case general(GeneralField)
    case field(FieldDefinition)
    /// A protocol's name alone: the message is of it.
    case proto(ProtocolName)

    static func named(_ name: String) -> FilterField? {
        if let general = GeneralField.named(name) { return .general(general) }
        if let proto = ProtocolName.filterable.first(where: { $0.rawValue == name }) { return .proto(proto) }
        return Fields.named(name).map { .field($0) }
    }

    var name: String {
        switch self {
        case .general(let field): field.rawValue
        case .field(let definition): definition.name
        case .proto(let proto): proto.rawValue
        }
    }

    var meaning: String {
        switch self {
        case .general(let field): field.meaning
        case .field(let definition): definition.meaning
        case .proto(let proto): "Messages of \(proto.rawValue)."
        }
    }

    /// Names in the order in which they are offered.
    static var allNames: [String] {
        GeneralField.allCases.map(\.rawValue) + ProtocolName.filterable.map(\.rawValue) + Fields.all.map(\.name)
    }

    /// Words that its values mostly are.
    var words: [String] {
        switch self {
        case .general(.protocol): ProtocolName.filterable.map(\.rawValue)
        case .general(.kind): MessageKind.allCases.map(\.name)
        case .general(.sender): ["client", "server"]
        case .general(.severity): ["note", "warning", "error"]
        case .field(DNSFields.rcode): (0..<12).map { errorWords(.dns, code: $0) }
        case .field(HTTPFields.method):
            ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"]
        case .field(SMTPFields.verb): ["EHLO", "HELO", "MAIL", "RCPT", "DATA", "RSET", "QUIT", "AUTH", "STARTTLS"]
        default: []
        }
    }
}

extension ProtocolName {
    /// Those that a filter can name.
    static let filterable: [ProtocolName] = [.http, .smtp, .pop3, .dns, .mdns, .llmnr, .text]
}

/// What the record of any message tells.
enum GeneralField: String, Hashable, Sendable, CaseIterable {
    case `protocol`, kind, sender, client, server, port, connection, length, since, waited, code, severity, summary,
        bytes

    static func named(_ name: String) -> GeneralField? {
        switch name {
        case "time": .since
        case "direction", "from": .sender
        default: GeneralField(rawValue: name)
        }
    }

    enum Measure: Hashable, Sendable { case text, number, octets, duration, severity }

    var measure: Measure {
        switch self {
        case .protocol, .kind, .sender, .client, .server, .summary, .bytes: .text
        case .port, .connection, .code: .number
        case .length: .octets
        case .since, .waited: .duration
        case .severity: .severity
        }
    }

    var meaning: String {
        switch self {
        case .protocol: "What the conversation speaks."
        case .kind: "What the message is: a request, a response, a command, a reply and so on."
        case .sender: "Who said it: client or server."
        case .client: "The client's address and port."
        case .server: "The server's address and port."
        case .port: "The server's port."
        case .connection: "The number of the conversation, from 0."
        case .length: "Octets of the message, as in 4 kB or 1 MiB."
        case .since: "How long after the start it was complete, as in 10s, 250ms or 2min."
        case .waited: "How long an answer's first octet was waited for, as in 200ms."
        case .code: "What an answer came to: a status, a reply's code, a response code."
        case .severity: "The worst that there is to say of it: note, warning or error."
        case .summary: "The message in one line, as lists show it."
        case .bytes: "The octets of the message themselves."
        }
    }
}
