import Foundation
import Sockets
import Transcripts

/// Where `open` is to go: a URL of a live session, read.
package struct Target: Sendable, Equatable {
    package var scheme: String
    package var transport: Transport
    /// Host and port, or a path. For `lab://NAME` the lab fills it in.
    package var address: Address?
    /// The protocol that the scheme names, if it names one.
    package var proto: String?
    /// `web` in `lab://web`.
    package var lab: String?
    /// What follows the authority (`/index.html`), where something does.
    package var path: String

    /// Why a URL cannot be opened.
    package enum Failure: Error, Equatable {
        /// It is no URL of ours: one sentence.
        case malformed(String)
        /// A scheme that is still to come: one sentence.
        case notYet(String)

        package var sentence: String {
            switch self {
            case .malformed(let text), .notYet(let text): text
            }
        }
    }

    package init(parsing text: String) throws(Failure) {
        let shown = text.isEmpty ? "\"\"" : printable(Array(text.utf8))
        guard let colon = text.range(of: "://") else {
            throw .malformed("\(shown) is no URL; write it like tcp://host:port, http://host or lab://web")
        }
        scheme = text[..<colon.lowerBound].lowercased()
        let rest = String(text[colon.upperBound...])
        if let sentence = Self.stillToCome(scheme) { throw .notYet(sentence) }
        guard let known = Self.schemes[scheme] else {
            let names = Self.schemes.keys.sorted().joined(separator: ", ")
            throw .malformed("\(printable(Array(scheme.utf8))):// is not known; these are: \(names)")
        }
        transport = known.transport
        proto = known.proto
        guard scheme != "unix" else {
            path = ""
            address = try Self.socket(rest)
            return
        }
        let slash = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        path = String(rest[slash...])
        let authority = String(rest[..<slash])
        if scheme == "lab" {
            guard !authority.isEmpty else {
                throw .malformed("lab:// wants the name of a server after it, as lab://web")
            }
            lab = authority.lowercased()
        } else {
            address = try Self.address(authority, scheme, port: known.port, in: shown)
        }
    }

    private static func socket(_ path: String) throws(Failure) -> Address {
        guard !path.isEmpty else { throw .malformed("unix:// wants a path after it, as unix:///run/server.sock") }
        do {
            return try Address(parsing: "unix:\(path)")
        } catch {
            throw .malformed(error.reason)
        }
    }

    private static func address(
        _ authority: String, _ scheme: String, port: Int?, in text: String
    ) throws(Failure) -> Address {
        let example = port == nil ? ":12000" : ""
        guard !authority.isEmpty else {
            throw .malformed("\(text) names no host; write it like \(scheme)://host\(example)")
        }
        guard !authority.contains("@") else {
            throw .malformed("\(text) holds a user name, which no URL here takes; type it to the server")
        }
        // What follows the brackets of an IPv6 address, or the whole.
        let last = authority.split(separator: "]", omittingEmptySubsequences: false).last ?? ""
        let hasPort = last.contains(":")
        guard hasPort || port != nil else {
            throw .malformed(
                "\(text) names no port; write it like \(scheme)://\(printable(Array(authority.utf8))):12000")
        }
        let address: Address
        do {
            address = try Address(parsing: hasPort ? authority : "\(authority):\(port ?? 0)")
        } catch {
            throw .malformed(error.reason)
        }
        guard address.port != 0 else { throw .malformed("\(text) names port 0, where no server listens") }
        return address
    }

    private struct Scheme {
        var transport: Transport
        var proto: String?
        var port: Int?
    }

    private static let schemes: [String: Scheme] = [
        "tcp": Scheme(transport: .tcp), "udp": Scheme(transport: .udp), "unix": Scheme(transport: .unix),
        "http": Scheme(transport: .tcp, proto: "http", port: 80),
        "smtp": Scheme(transport: .tcp, proto: "smtp", port: 25),
        "pop3": Scheme(transport: .tcp, proto: "pop3", port: 110),
        "dns": Scheme(transport: .udp, proto: "dns", port: 53),
        "dns-tcp": Scheme(transport: .tcp, proto: "dns", port: 53),
        "lab": Scheme(transport: .tcp),
    ]

    /// Schemes that the program will have and does not have yet.
    private static func stillToCome(_ scheme: String) -> String? {
        switch scheme {
        case "tls", "https", "smtps", "pop3s", "imaps":
            "\(scheme):// needs TLS, which this version does not speak; use a scheme without it, such as tcp:// or http://"
        case "imap", "ftp", "telnet":
            "\(scheme):// is not decoded by this version; tcp://host:port opens it as lines of text"
        default: nil
        }
    }
}
