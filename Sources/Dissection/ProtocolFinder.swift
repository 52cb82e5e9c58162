import Octets
import Transcripts

/// Finds out which protocol a connection speaks: by what the person or the URL said, else by content, else by port.
struct ProtocolFinder: Sendable {
    struct Finding: Sendable, Hashable {
        var proto: ProtocolName
        /// One plain clause: why this protocol.
        var reason: String
    }

    /// The most octets of one direction that are looked at before the port decides.
    static let lookLimit = 8_192

    let transport: Transport?
    /// What it was opened as.
    let name: String?
    /// The port of the server, where there is one.
    let port: Int?

    init(transport: Transport?, name: String?, port: Int?) {
        (self.transport, self.name, self.port) = (transport, name, port)
    }

    init(opening: Opening?) {
        let hasPort = opening != nil && opening?.transport != .unix
        let last = hasPort ? opening?.server.address.split(separator: ":").last : nil
        self.init(transport: opening?.transport, name: opening?.proto, port: last.flatMap { Int($0) })
    }

    /// What can be told before any bytes came; nil if content should decide.
    func findByName() -> Finding? {
        if let proto = namedMessages ?? messages { return proto }
        if transport == .udp { return Finding(proto: .text, reason: "datagrams are shown as they are") }
        guard let name else { return nil }
        switch name {
        case "http", "https": return Finding(proto: .http, reason: "opened as \(name)")
        case "smtp", "smtps": return Finding(proto: .smtp, reason: "opened as \(name)")
        case "pop3", "pop3s": return Finding(proto: .pop3, reason: "opened as \(name)")
        case "tcp", "tls", "unix", "udp": return nil
        default: return Finding(proto: .text, reason: "opened as \(name), which is shown as text")
        }
    }

    /// DNS by the person's word.
    private var namedMessages: Finding? {
        guard let name, ["dns", "mdns", "llmnr"].contains(name) else { return nil }
        return Finding(proto: ProtocolName(rawValue: name), reason: "opened as \(name)")
    }

    /// DNS by its port: its octets are no lines, in which content could be looked for.
    private var messages: Finding? {
        guard let port, transport == .udp || port == 53, let proto = Self.messagePorts[port],
            name == nil || name == "tcp" || name == "udp"
        else { return nil }
        return Finding(proto: proto, reason: "port \(port) is \(proto.rawValue)'s")
    }

    static let messagePorts: [Int: ProtocolName] = [53: .dns, 5353: .mdns, 5355: .llmnr]

    /// What looking at the first bytes came to.
    enum Look: Sendable, Hashable {
        /// Not enough bytes yet.
        case more
        /// A whole line that says nothing.
        case nothing
        case found(Finding)
    }

    /// What the first bytes of both directions tell.
    func look(client: Span<UInt8>, server: Span<UInt8>) -> Look {
        let looks = [look(server) { found(atServer($0, $1)) }, look(client, atClient)]
        for look in looks {
            if case .found = look { return look }
        }
        return looks.contains(.nothing) ? .nothing : .more
    }

    /// What the server's port tells, or text.
    func findByPort() -> Finding {
        guard let port, let proto = Self.ports[port] else {
            return Finding(proto: .text, reason: "neither content nor port tells more, so it is shown as text")
        }
        return Finding(proto: proto, reason: "port \(port) is one of \(proto.rawValue)'s")
    }

    static let ports: [Int: ProtocolName] = [
        80: .http, 8000: .http, 8008: .http, 8080: .http, 8081: .http, 8888: .http, 25: .smtp, 587: .smtp, 2525: .smtp,
        110: .pop3, 995: .pop3, 1110: .pop3,
    ]
}

extension ProtocolFinder {
    /// Looks at the first line that is not empty.
    private func look(_ bytes: Span<UInt8>, _ at: (Span<UInt8>, Range<Int>) -> Look) -> Look {
        var start = 0
        while start < bytes.count, bytes[start] == 13 || bytes[start] == 10 { start += 1 }
        guard let line = bytes.line(from: start) else {
            return bytes.count >= Self.lookLimit ? .nothing : .more
        }
        return at(bytes, line.content)
    }

    private func found(_ finding: Finding?) -> Look { finding.map { .found($0) } ?? .nothing }

    private func atServer(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Finding? {
        if bytes.hasPrefix("HTTP/1.", at: line.lowerBound) {
            return Finding(proto: .http, reason: "the server answered with a status line (RFC 9112 §4)")
        }
        if bytes.hasPrefix("+OK", at: line.lowerBound), line.count == 3 || bytes[line.lowerBound + 3] == 32 {
            return Finding(proto: .pop3, reason: "the server greeted with +OK (RFC 1939 §4)")
        }
        guard bytes.hasPrefix("220", at: line.lowerBound), line.count == 3 || isSeparator(bytes[line.lowerBound + 3])
        else {
            return nil
        }
        let words = bytes.text(in: line).uppercased()
        if port == 21 || (words.contains("FTP") && !words.contains("SMTP")) {
            return Finding(proto: .text, reason: "the server greeted as FTP does, which is shown as text")
        }
        return Finding(proto: .smtp, reason: "the server greeted with 220 (RFC 5321 §3.1)")
    }

    private func isSeparator(_ byte: UInt8) -> Bool { byte == 32 || byte == UInt8(ascii: "-") }

    private func atClient(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Look {
        let word = line.lowerBound..<min(line.upperBound, line.lowerBound + 5)
        // POP3 begins so, and FTP as well; in both the server greets.
        if bytes.equalsIgnoringCase("USER ", in: word) { return .more }
        return found(requestLine(bytes, line) ?? firstCommand(bytes, line))
    }

    private func requestLine(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Finding? {
        let end = bytes.trimmedEnd(of: line)
        if end - line.lowerBound >= 12, bytes.hasPrefix("HTTP/", at: end - 8), bytes[end - 9] == 32,
            let space = bytes.firstOffset(of: 32, from: line.lowerBound, upTo: end),
            bytes.consists(of: .token, in: line.lowerBound..<space)
        {
            return Finding(proto: .http, reason: "the client began with a request line (RFC 9112 §3)")
        }
        return nil
    }

    /// Words that open a session in one protocol alone.
    private func firstCommand(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Finding? {
        let all = line.lowerBound..<bytes.trimmedEnd(of: line)
        if bytes.equalsIgnoringCase("CAPA", in: all) {
            return Finding(proto: .pop3, reason: "the client began with \(bytes.text(in: all)) (RFC 2449 §5)")
        }
        let verb = line.lowerBound..<min(line.upperBound, line.lowerBound + 5)
        if bytes.equalsIgnoringCase("EHLO ", in: verb) || bytes.equalsIgnoringCase("HELO ", in: verb) {
            return Finding(proto: .smtp, reason: "the client introduced itself with \(bytes.text(in: verb).dropLast())")
        }
        return nil
    }
}
