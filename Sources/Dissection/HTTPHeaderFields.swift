/// Header fields of HTTP that have a meaning of their own in the table: `http.` and the field's name in lower case.
package enum HTTPHeaderFields {
    /// How a value is taken apart for the tree.
    enum Shape: Sendable {
        case plain, list, date, number, cookie, setCookie, credentials
    }

    private struct Row: Sendable {
        var name: String
        var shape: Shape
        var definition: FieldDefinition

        init(
            _ name: String, _ shape: Shape, unit: String = "", secret: Bool = false, _ reference: String,
            _ lecture: String?, _ meaning: String
        ) {
            self.name = name
            self.shape = shape
            let type: FieldDefinition.ValueType = shape == .number ? .number : .text
            definition = FieldDefinition(
                "http.\(name.lowercased())", type, unit: unit, repeats: shape == .list || shape == .setCookie,
                reference: reference, lecture: lecture, secret: secret, meaning: meaning)
        }
    }

    package static let all: [FieldDefinition] = rows.map(\.definition)

    /// The usual spellings, for completion: `Host`, `User-Agent`.
    package static let names: [String] = rows.map(\.name)

    /// The definition of a field in any letter case, or nil where only the general one of a field line is left.
    package static func definition(of name: String) -> FieldDefinition? { byName[name.lowercased()]?.definition }

    static func shape(of name: String) -> Shape { byName[name.lowercased()]?.shape ?? .plain }

    private static let byName = Dictionary(uniqueKeysWithValues: rows.map { ($0.name.lowercased(), $0) })

    private static let rows: [Row] = [
        // What a request says of itself and of its sender.
        Row(
            "Host", .plain, "RFC 9110 §7.2", "RFC 2616 §14.23",
            "Which of the sites at this address is asked; every request of HTTP/1.1 must have it."),
        Row(
            "User-Agent", .plain, "RFC 9110 §10.1.5", "RFC 2616 §14.43",
            "Which program asks, so that a server can send what suits it."),
        Row(
            "Referer", .plain, "RFC 9110 §10.1.3", "RFC 2616 §14.36",
            "The page from which the link was followed; misspelt in the first standard, and so ever since."),
        Row("From", .plain, "RFC 9110 §10.1.2", "RFC 2616 §14.22", "The mail address of the person behind a robot."),
        Row("Origin", .plain, "RFC 6454 §7", nil, "The site whose page made the browser send this request."),
        Row(
            "Expect", .plain, "RFC 9110 §10.1.1", "RFC 2616 §14.20",
            "100-continue: the client waits for the server's go-ahead before it sends the content."),
        Row(
            "TE", .list, "RFC 9110 §10.1.4", "RFC 2616 §14.39",
            "Which codings on the way, and trailers, the client takes."),
        Row(
            "Max-Forwards", .number, "RFC 9110 §7.6.2", "RFC 2616 §14.31",
            "How many proxies may still pass the request on; each takes one off."),
        // What the client would like to get.
        Row(
            "Accept", .list, "RFC 9110 §12.5.1", "RFC 2616 §14.1",
            "Which kinds of content the client can show, the favourites with a higher q."),
        Row(
            "Accept-Language", .list, "RFC 9110 §12.5.4", "RFC 2616 §14.4",
            "Which languages the person reads, in order of preference."),
        Row(
            "Accept-Encoding", .list, "RFC 9110 §12.5.3", "RFC 2616 §14.3",
            "In which packings, such as gzip, the client can take the content."),
        Row(
            "Accept-Charset", .list, "RFC 9110 §12.5.2", "RFC 2616 §14.2",
            "Which character sets the client takes; no longer sent, since all use UTF-8."),
        Row("Range", .plain, "RFC 9110 §14.2", "RFC 2616 §14.35", "Asks for a part of the content, by octets from 0."),
        Row(
            "Accept-Ranges", .list, "RFC 9110 §14.3", "RFC 2616 §14.5",
            "Whether the server gives parts of this content."),
        Row(
            "Content-Range", .plain, "RFC 9110 §14.4", "RFC 2616 §14.16",
            "Which part of the whole this content is, and how long the whole is."),
        // The connection.
        Row(
            "Connection", .list, "RFC 9110 §7.6.1", "RFC 2616 §14.10",
            "What holds for this connection only: close ends it after this exchange, keep-alive asks to keep it."),
        Row(
            "Keep-Alive", .plain, "RFC 9112 §C.2.2", "RFC 2068 §19.7.1",
            "For how long, and for how many more requests, an idle connection is kept open."),
        Row("Upgrade", .list, "RFC 9110 §7.8", "RFC 2616 §14.42", "Other protocols to go over to on this connection."),
        Row(
            "Transfer-Encoding", .list, "RFC 9112 §6.1", "RFC 2616 §14.41",
            "How the content is wrapped on the way: chunked sends it in pieces with their lengths."),
        Row("Trailer", .list, "RFC 9110 §6.6.2", "RFC 2616 §14.40", "Which fields will follow behind the content."),
        Row(
            "Via", .list, "RFC 9110 §7.6.3", "RFC 2616 §14.45",
            "The proxies and gateways through which the message came."),
        // The content.
        Row(
            "Content-Length", .number, unit: "octets", "RFC 9110 §8.6", "RFC 2616 §14.13",
            "How many octets of content follow the empty line."),
        Row(
            "Content-Type", .plain, "RFC 9110 §8.3", "RFC 2616 §14.17",
            "What kind of data the content is, and for text in which character set."),
        Row("Content-Encoding", .list, "RFC 9110 §8.4", "RFC 2616 §14.11", "How the content was packed, gzip for one."),
        Row(
            "Content-Language", .list, "RFC 9110 §8.5", "RFC 2616 §14.12", "For readers of which language it is meant."),
        Row(
            "Content-Location", .plain, "RFC 9110 §8.7", "RFC 2616 §14.14",
            "An address of just this version of the content."),
        Row(
            "Content-Disposition", .plain, "RFC 6266 §4", "RFC 2616 §19.5.1",
            "Whether to show the content or save it, and under which file name."),
        Row(
            "Last-Modified", .date, "RFC 9110 §8.8.2", "RFC 2616 §14.29",
            "When the content last changed; a cache sends it back as If-Modified-Since."),
        Row(
            "ETag", .plain, "RFC 9110 §8.8.3", "RFC 2616 §14.19",
            "A tag of this version of the content, which changes when the content does."),
        // Only if something holds.
        Row(
            "If-Modified-Since", .date, "RFC 9110 §13.1.3", "RFC 2616 §14.25",
            "Send the content only if it changed since then; otherwise 304 without content will do."),
        Row(
            "If-None-Match", .list, "RFC 9110 §13.1.2", "RFC 2616 §14.26",
            "Send the content only if its tag is none of these, which the client already has."),
        Row(
            "If-Match", .list, "RFC 9110 §13.1.1", "RFC 2616 §14.24",
            "Do it only if the content still has one of these tags, so that no one's change is lost."),
        Row(
            "If-Unmodified-Since", .date, "RFC 9110 §13.1.4", "RFC 2616 §14.28",
            "Do it only if nothing changed since then."),
        Row(
            "If-Range", .plain, "RFC 9110 §13.1.5", "RFC 2616 §14.27",
            "Send the part if the content is still the same, otherwise the whole."),
        // Caches.
        Row(
            "Cache-Control", .list, "RFC 9111 §5.2", "RFC 2616 §14.9",
            "What caches may do with the content: for how long to keep it, or not at all."),
        Row(
            "Expires", .date, "RFC 9111 §5.3", "RFC 2616 §14.21",
            "Until when a cache may serve it without asking again."),
        Row(
            "Age", .number, unit: "seconds", "RFC 9111 §5.1", "RFC 2616 §14.6",
            "How long ago the answer left its origin; only a cache adds it."),
        Row("Pragma", .list, "RFC 9111 §5.4", "RFC 2616 §14.32", "The no-cache of HTTP/1.0."),
        Row(
            "Warning", .list, "RFC 9111 §5.5", "RFC 2616 §14.46",
            "What a cache had to say of an answer; no longer used."),
        Row(
            "Vary", .list, "RFC 9110 §12.5.5", "RFC 2616 §14.44",
            "Which fields of the request the answer depends on, so that a cache keeps them apart."),
        // What a response says of itself and of its sender.
        Row("Date", .date, "RFC 9110 §6.6.1", "RFC 2616 §14.18", "When the message was made, by the sender's clock."),
        Row("Server", .plain, "RFC 9110 §10.2.4", "RFC 2616 §14.38", "Which program answered."),
        Row(
            "Location", .plain, "RFC 9110 §10.2.2", "RFC 2616 §14.30",
            "Where to go instead, or where the thing that was made can be found."),
        Row("Allow", .list, "RFC 9110 §10.2.1", "RFC 2616 §14.7", "Which methods the resource takes."),
        Row(
            "Retry-After", .plain, "RFC 9110 §10.2.3", "RFC 2616 §14.37", "When to try again, in seconds or as a date."),
        Row("Alt-Svc", .list, "RFC 7838 §3", nil, "Where else, and by which protocol, the same site can be reached."),
        Row(
            "Link", .list, "RFC 8288 §3", "RFC 2068 §19.6.2.4",
            "How other resources stand to this one: next page, style, icon."),
        Row("Strict-Transport-Security", .plain, "RFC 6797 §6.1", nil, "For so long, come back by https only."),
        Row(
            "Access-Control-Allow-Origin", .plain, "Fetch §3.3.3", nil,
            "Pages of which other sites may read the answer."),
        // Who is there.
        Row(
            "Cookie", .cookie, "RFC 6265 §4.2", nil,
            "The cookies that this server gave before: so it knows the visitor again, though HTTP keeps no state."),
        Row(
            "Set-Cookie", .setCookie, "RFC 6265 §4.1", nil,
            "Gives the client a cookie to keep and to bring back with its next requests."),
        Row(
            "Authorization", .credentials, "RFC 9110 §11.6.2", "RFC 2616 §14.8",
            "Proves to the server who the client is."),
        Row(
            "Proxy-Authorization", .credentials, "RFC 9110 §11.7.2", "RFC 2616 §14.34",
            "Proves to the proxy who the client is."),
        Row(
            "WWW-Authenticate", .plain, "RFC 9110 §11.6.1", "RFC 2616 §14.47",
            "How the client can prove who it is, with a 401."
        ),
        Row(
            "Proxy-Authenticate", .plain, "RFC 9110 §11.7.1", "RFC 2616 §14.33",
            "How the client can prove to the proxy who it is, with a 407."),
    ]
}
