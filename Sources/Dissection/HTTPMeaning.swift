/// What values of HTTP's fields mean, in our own words.
enum HTTPMeaning {
    static func method(_ name: String) -> String? { methods[name] }

    /// What a status says; for one that is not known, what its class says (RFC 9110 §15).
    static func status(_ code: Int) -> String {
        statuses[code] ?? classes[code / 100] ?? "no class of status begins with this digit"
    }

    static func cookieAttribute(_ name: String) -> String? { attributes[name.lowercased()] }

    private static let methods: [String: String] = [
        "GET": "fetch the resource; asks for no change",
        "HEAD": "answer as to GET, but without the content",
        "POST": "hand the content to the resource, which does with it what it is for",
        "PUT": "make the content the new state of the resource",
        "DELETE": "remove the resource",
        "CONNECT": "ask a proxy for a tunnel to that host and port",
        "OPTIONS": "ask what can be done with the resource",
        "TRACE": "send the request back as it arrived",
        "PATCH": "change a part of the resource as the content says (RFC 5789)",
    ]

    private static let classes: [Int: String] = [
        1: "received so far; the final answer is still to come", 2: "done",
        3: "something more has to be done, elsewhere",
        4: "the request is wrong or cannot be granted", 5: "the server failed at a request that may be right",
    ]

    private static let statuses: [Int: String] = [
        100: "go on and send the content", 101: "from here on another protocol is spoken",
        103: "what may be fetched already",
        200: "done, and here is the result", 201: "a new resource was made; Location says where",
        202: "accepted, and not done yet", 203: "a proxy changed the content",
        204: "done, and there is nothing to send",
        205: "done; clear the form", 206: "here is the part that was asked for",
        300: "there are several versions to choose from", 301: "moved for good: ask at Location from now on",
        302: "for now to be found at Location", 303: "the answer can be fetched with GET at Location",
        304: "not changed since the copy that the client has, so nothing is sent",
        307: "for now at Location; ask there with the same method",
        308: "for good at Location; ask there with the same method",
        400: "the server cannot make sense of the request",
        401: "say who you are first, in a way that WWW-Authenticate names",
        403: "understood, and not allowed", 404: "nothing is found under this name",
        405: "the resource does not take this method; Allow says which it takes",
        406: "no version of it fits what the client accepts", 407: "tell the proxy who you are first",
        408: "the request took too long to arrive", 409: "it does not go with the present state of the resource",
        410: "it was here and is gone for good", 411: "the request needs a Content-Length",
        412: "a condition of the request does not hold", 413: "the content is larger than the server takes",
        414: "the target is longer than the server reads", 415: "the server does not take content of this type",
        416: "the part asked for lies outside the content", 417: "the server cannot do what Expect asks",
        418: "a joke that stayed: the server is a teapot", 421: "this server does not answer for that site",
        422: "well-formed, and yet it cannot be done", 425: "too early: it might have been replayed",
        426: "another protocol is needed; Upgrade says which", 428: "the request must be a conditional one",
        429: "too many requests in too short a time", 431: "the header fields are too large",
        451: "withheld for a legal reason",
        500: "something went wrong in the server", 501: "the server does not know the method",
        502: "the server behind this gateway gave no right answer", 503: "overloaded or down; try later",
        504: "the server behind this gateway did not answer in time",
        505: "the server does not speak this version of HTTP",
    ]

    private static let attributes: [String: String] = [
        "expires": "the cookie lives until then; without this and Max-Age, until the browser closes",
        "max-age": "the cookie lives for so many seconds",
        "domain": "it is brought back to this domain and the hosts below it",
        "path": "it is brought back for targets that begin with this path",
        "secure": "it is brought back over encrypted connections only",
        "httponly": "scripts on the page cannot read it",
        "samesite": "whether it goes along when another site's page makes the request",
    ]
}
