import NIOCore
import Transcripts

/// Where to connect or listen: a host with a port, or a socket's path in the file system.
package struct Address: Hashable, Sendable, CustomStringConvertible {
    package enum Place: Hashable, Sendable {
        /// An IPv4 or IPv6 address, or a name; IPv6 without brackets.
        case host(String, port: Int)
        case path(String)
    }

    package var place: Place

    /// The length of a path that fits `sockaddr_un` with its final zero, in octets.
    package static let pathLengthLimit = 107
    /// The length of a host name, in octets (RFC 1035 §2.3.4, in text).
    package static let hostLengthLimit = 253

    package init(host: String, port: Int) { place = .host(host, port: port) }

    package init(path: String) { place = .path(path) }

    /// Reads `127.0.0.1:80`, `[::1]:80`, `host:port` or `unix:PATH`.
    package init(parsing text: String) throws(SocketError) {
        if text.hasPrefix("unix:") {
            self.init(path: try Self.path(in: text))
        } else {
            let (host, port) = try Self.split(text)
            self.init(host: host, port: port)
        }
    }

    package var port: Int? {
        if case .host(_, let port) = place { port } else { nil }
    }

    package var host: String? {
        if case .host(let host, _) = place { host } else { nil }
    }

    package var description: String {
        switch place {
        case .host(let host, let port): host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .path(let path): "unix:\(path)"
        }
    }

    /// The host is an address of 127.0.0.0/8 or `::1`, written as a number. A name never is.
    package var isLoopback: Bool {
        guard case .host(let host, let port) = place else { return false }
        return (try? SocketAddress(ipAddress: host, port: port))?.isLoopback ?? false
    }
}

extension Address {
    private static func path(in text: String) throws(SocketError) -> String {
        let path = String(text.dropFirst("unix:".count))
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw SocketError(.badAddress, "\(printable(text)) names no socket; write unix:PATH")
        }
        guard path.utf8.count <= pathLengthLimit else {
            throw SocketError(
                .badAddress, "the socket's path has \(path.utf8.count) octets; \(pathLengthLimit) is the most")
        }
        return path
    }

    private static func split(_ text: String) throws(SocketError) -> (host: String, port: Int) {
        guard let colon = text.lastIndex(of: ":") else {
            throw SocketError(.badAddress, "\(printable(text)) has no port; write HOST:PORT")
        }
        let host = try host(in: text[..<colon], of: text)
        let digits = text[text.index(after: colon)...]
        guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(digits), port <= 65535
        else {
            throw SocketError(.badAddress, "\(printable(text)) has no port from 0 to 65535 after its last colon")
        }
        return (host, port)
    }

    private static func host(in part: Substring, of text: String) throws(SocketError) -> String {
        var host = part
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw SocketError(.badAddress, "\(printable(text)) is ambiguous; write an IPv6 address as [ADDRESS]:PORT")
        }
        guard !host.isEmpty, host.utf8.count <= hostLengthLimit, host.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }),
            !host.contains("["), !host.contains("]")
        else {
            throw SocketError(.badAddress, "\(printable(text)) names no host; write HOST:PORT")
        }
        return String(host)
    }

    /// The text as it may be shown in an error: control characters replaced, cut at 80 characters.
    private static func printable(_ text: String) -> String {
        let shown = text.unicodeScalars.prefix(80).map {
            $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? "?" : $0
        }
        return "\"" + String(String.UnicodeScalarView(shown)) + "\""
    }
}

extension Address {
    /// The address of a socket; nil where it has none that can be written (an unnamed unix socket).
    init?(_ address: SocketAddress) {
        if let host = address.ipAddress, let port = address.port {
            self.init(host: host, port: port)
        } else if let path = address.pathname, !path.isEmpty {
            self.init(path: path)
        } else {
            return nil
        }
    }
}

extension SocketAddress {
    /// 127.0.0.0/8 or `::1`, and nothing else: not 0.0.0.0, not an IPv4-mapped address, not `localhost`'s other meanings.
    var isLoopback: Bool {
        // The system writes the text, so a short or odd spelling of an address does not get here.
        guard let text = ipAddress else { return false }
        return text == "::1" || (text.hasPrefix("127.") && !text.contains(":"))
    }
}

extension Endpoint {
    /// `unix:` alone stands for a unix socket without a name, which is what a client's end mostly is.
    init(_ address: SocketAddress?, name: String? = nil) {
        self.init(address: address.flatMap(Address.init)?.description ?? "unix:", name: name)
    }
}
