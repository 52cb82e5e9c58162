import Dissection
import Octets

/// What a message's first octets tell about where it belongs. Empty where they tell nothing.
package struct MessageTraits: Hashable, Sendable {
    /// The method of HTTP or the verb of a mail command, in upper case.
    package var verb = ""
    /// Of a request of HTTP: host and path, without scheme and fragment.
    package var address: String?
    /// The same of the page that it says it was found on.
    package var referer: String?
    /// The client wants a document to show: it asks for HTML first, or says so (`Sec-Fetch-Dest`).
    package var wantsDocument = false
    /// It says that it wants no document.
    package var wantsObject = false
    /// Of a response: it brings a document of HTML.
    package var isDocument = false
    /// Of a response: it sends the client elsewhere (RFC 9110 section 15.4).
    package var isRedirection = false

    /// Octets of a message that are looked at: what servers commonly take as one field line.
    package static let octets = 8192

    package init() {}

    /// - Parameter bytes: the message's first octets.
    package init(of record: MessageRecord, bytes: Span<UInt8>) {
        guard record.proto == .http || record.kind == .command else { return }
        let end = min(bytes.count, record.length, Self.octets)
        guard let line = bytes.line(upTo: end) else { return }
        let words = bytes.text(in: line.content).split(separator: " ")
        guard let first = words.first else { return }
        switch record.kind {
        case .request:
            verb = first.uppercased()
            readRequest(bytes, line.end, end, target: words.dropFirst().first.map(String.init) ?? "")
        case .response:
            let succeeded = words.dropFirst().first?.hasPrefix("2") == true
            isRedirection = words.dropFirst().first?.hasPrefix("3") == true
            isDocument = succeeded && value(of: "Content-Type", bytes, line.end, end)?.lowercased() == "text/html"
        default: verb = String(first.prefix { $0 != ":" }.prefix(16)).uppercased()
        }
    }

    private mutating func readRequest(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, target: String) {
        let host = value(of: "Host", bytes, start, end) ?? ""
        address = Self.plain(target.contains("://") ? target : host + target)
        referer = value(of: "Referer", bytes, start, end, whole: true).map(Self.plain)
        let destination = value(of: "Sec-Fetch-Dest", bytes, start, end)?.lowercased()
        let accepted = value(of: "Accept", bytes, start, end)?.lowercased()
        wantsDocument = destination.map { $0 == "document" } ?? (accepted?.hasPrefix("text/html") == true)
        wantsObject = destination.map { $0 != "document" } ?? false
    }

    /// The value of the first field line of that name; unless it is wanted whole, without what follows a semicolon.
    private func value(
        of name: StaticString, _ bytes: Span<UInt8>, _ start: Int, _ end: Int, whole: Bool = false
    ) -> String? {
        var offset = start
        while let line = bytes.line(from: offset, upTo: end), !line.isEmpty {
            offset = line.end
            guard let field = bytes.fieldLine(line), bytes.equalsIgnoringCase(name, in: field.name) else { continue }
            let text = bytes.text(in: field.value)
            return whole ? text : String(text.prefix { $0 != ";" && $0 != "," }.drop { $0 == " " })
        }
        return nil
    }

    /// An address without scheme, fragment and the port that goes without saying, its host in lower case.
    static func plain(_ address: String) -> String {
        var rest = address.prefix { $0 != "#" }
        for scheme in ["http://", "https://"] where rest.lowercased().hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count)
        }
        var host = rest.prefix { $0 != "/" && $0 != "?" }.lowercased()
        let path = rest.dropFirst(host.count)
        if host.hasSuffix(":80") { host.removeLast(3) }
        return host + (path.isEmpty ? "/" : path)
    }
}
