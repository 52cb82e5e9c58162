/// A kind of line that holds a secret: how it begins, and what may stay of it.
enum SecretRule: UInt8, CaseIterable, Sendable {
    case authorization, proxyAuthorization, cookie, setCookie, oldCookie, oldSetCookie, pass, apop, auth
    /// Any line of the client between AUTH and its final reply.
    case credentials

    /// The lower-case octets with which such a line begins; empty where the line's place decides.
    var name: [UInt8] {
        switch self {
        case .authorization: Array("authorization".utf8)
        case .proxyAuthorization: Array("proxy-authorization".utf8)
        case .cookie: Array("cookie".utf8)
        case .setCookie: Array("set-cookie".utf8)
        case .oldCookie: Array("cookie2".utf8)
        case .oldSetCookie: Array("set-cookie2".utf8)
        case .pass: Array("pass".utf8)
        case .apop: Array("apop".utf8)
        case .auth: Array("auth".utf8)
        case .credentials: []
        }
    }

    /// The reason that a `redact` event gives.
    var reason: String {
        switch self {
        case .authorization: "Authorization value"
        case .proxyAuthorization: "Proxy-Authorization value"
        case .cookie, .oldCookie: "Cookie value"
        case .setCookie, .oldSetCookie: "Set-Cookie value"
        case .pass: "PASS argument"
        case .apop: "APOP digest"
        case .auth: "AUTH initial response"
        case .credentials: "AUTH exchange"
        }
    }

    /// A field line, `name: value`, which may go on in folded lines; else a command, `VERB argument`.
    var isFieldLine: Bool { rawValue <= SecretRule.oldSetCookie.rawValue }

    var setsCookie: Bool { self == .setCookie || self == .oldSetCookie }
    var isCookie: Bool { self == .cookie || self == .oldCookie || setsCookie }

    /// All rules with a name of their own, by raw value, made once.
    static let names: [[UInt8]] = allCases.filter { $0 != .credentials }.map(\.name)

    /// Words that may stay at the start of a secret value, in lower case: schemes of HTTP authentication and mechanisms
    /// of SASL. A word that is not here is taken for a part of the secret.
    static let schemes: Set<String> = [
        "basic", "bearer", "digest", "dpop", "gnap", "hoba", "mutual", "negotiate", "ntlm", "oauth", "privatetoken",
        "scram-sha-1", "scram-sha-256", "token", "vapid", "aws4-hmac-sha256",
    ]
    static let mechanisms: Set<String> = [
        "plain", "login", "cram-md5", "digest-md5", "xoauth", "xoauth2", "oauthbearer", "oauth10a", "scram-sha-1",
        "scram-sha-1-plus", "scram-sha-256", "scram-sha-256-plus", "scram-sha-512", "scram-sha-512-plus", "gssapi",
        "gss-spnego", "ntlm", "external", "anonymous", "otp", "skey", "kerberos_v4", "securid", "srp",
    ]
    /// Attributes of Set-Cookie that stay, in lower case.
    static let attributes: Set<String> = [
        "expires", "max-age", "domain", "path", "secure", "httponly", "samesite", "partitioned", "priority", "version",
        "comment",
    ]

    /// The longest word that can be a scheme or a mechanism; RFC 4422 §3.1 allows 20 octets.
    static let wordLimit = 20
}
