/// A status code. Open: any three digits.
package struct Status: RawRepresentable, Hashable, Sendable, ExpressibleByIntegerLiteral, CustomStringConvertible {
    package var rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }
    package init(_ code: Int) { rawValue = code }
    package init(integerLiteral value: Int) { rawValue = value }

    package var description: String { "\(rawValue)" }

    /// An interim answer; the final one is still to come (RFC 9110 §15.2).
    package var isInformational: Bool { (100..<200).contains(rawValue) }
    package var isSuccessful: Bool { (200..<300).contains(rawValue) }
    package var isRedirection: Bool { (300..<400).contains(rawValue) }
    package var isClientError: Bool { (400..<500).contains(rawValue) }
    package var isServerError: Bool { (500..<600).contains(rawValue) }

    /// No response with this status has content, whatever its fields say (RFC 9112 §6.3 rule 1).
    package var forbidsContent: Bool { isInformational || rawValue == 204 || rawValue == 304 }

    /// The reason phrase of the RFC that registered the code, or an empty string for a code that none did.
    package var reason: String { Self.reasons[rawValue] ?? "" }

    // RFC 9110 §15; 103 RFC 8297; 102 207 208 423 424 507 508 WebDAV; 226 RFC 3229; 425 RFC 8470; 428 429 431 511
    // RFC 6585; 451 RFC 7725; 506 RFC 2295; 510 RFC 2774.
    private static let reasons: [Int: String] = [
        100: "Continue", 101: "Switching Protocols", 102: "Processing", 103: "Early Hints",
        200: "OK", 201: "Created", 202: "Accepted", 203: "Non-Authoritative Information", 204: "No Content",
        205: "Reset Content", 206: "Partial Content", 207: "Multi-Status", 208: "Already Reported", 226: "IM Used",
        300: "Multiple Choices", 301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified",
        305: "Use Proxy", 307: "Temporary Redirect", 308: "Permanent Redirect",
        400: "Bad Request", 401: "Unauthorized", 402: "Payment Required", 403: "Forbidden", 404: "Not Found",
        405: "Method Not Allowed", 406: "Not Acceptable", 407: "Proxy Authentication Required",
        408: "Request Timeout", 409: "Conflict", 410: "Gone", 411: "Length Required", 412: "Precondition Failed",
        413: "Content Too Large", 414: "URI Too Long", 415: "Unsupported Media Type", 416: "Range Not Satisfiable",
        417: "Expectation Failed", 421: "Misdirected Request", 422: "Unprocessable Content", 423: "Locked",
        424: "Failed Dependency", 425: "Too Early", 426: "Upgrade Required", 428: "Precondition Required",
        429: "Too Many Requests", 431: "Request Header Fields Too Large", 451: "Unavailable For Legal Reasons",
        500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
        504: "Gateway Timeout", 505: "HTTP Version Not Supported", 506: "Variant Also Negotiates",
        507: "Insufficient Storage", 508: "Loop Detected", 510: "Not Extended", 511: "Network Authentication Required",
    ]
}
