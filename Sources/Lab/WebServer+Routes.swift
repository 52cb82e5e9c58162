import HTTP
import Octets

extension WebServer {
    /// Leads a request to what it asks for.
    static func route(_ request: Request, state: inout WebState, now: FieldDate) -> WebAnswer {
        if request.method == .options { return options(request) }
        if request.method == .connect { return notAllowed(readMethods) }
        guard let target = target(of: request) else { return page(400, "the request target is no path") }
        if target.path.hasPrefix("/files/") { return file(request, target.path, state: &state, now: now) }
        if target.path == "/form" { return form(request) }
        guard request.method == .get || request.method == .head else { return notAllowed("GET, HEAD, OPTIONS") }
        switch target.path {
        case "/chunked": return chunked(request)
        case "/cookie": return cookie(request, state: &state)
        case "/animalsearch": return search(target.query ?? "")
        case "/old": return page(301, "the page is at /index.html now", ["Location": "/index.html"])
        case "/flood": return flood(target.query ?? "")
        case "/slow": return slow(target.query ?? "")
        default: break
        }
        guard let resource = WebPages.all[target.path] else { return page(404, "there is no \(target.path) here") }
        return answer(request, with: resource)
    }

    /// The path, percent-decoded, and the query; of the absolute form, the part behind the host (RFC 9112 §3.2.2).
    private static func target(of request: Request) -> TargetParts? {
        var text = Substring(request.target)
        if let scheme = ["http://", "https://"].first(where: { text.lowercased().hasPrefix($0) }) {
            text = text.dropFirst(scheme.count)
            text = text[(text.firstIndex { $0 == "/" || $0 == "?" } ?? text.endIndex)...]
            if !text.hasPrefix("/") { text = "/" + text }
        }
        guard text.hasPrefix("/") else { return nil }
        var parts = TargetParts(String(text))
        parts.path = percentDecoded(parts.path)
        return parts
    }

    private static func options(_ request: Request) -> WebAnswer {
        let isFile = request.target.hasPrefix("/files/") || request.target == "*"
        return page(204, "", ["Allow": isFile ? fileMethods : request.target == "/form" ? formMethods : readMethods])
    }

    private static let readMethods = "GET, HEAD, OPTIONS"
    private static let fileMethods = "GET, HEAD, PUT, DELETE, OPTIONS"
    private static let formMethods = "GET, HEAD, POST, OPTIONS"

    private static func notAllowed(_ methods: String) -> WebAnswer {
        page(405, "what may be asked for here: \(methods)", ["Allow": methods])
    }

    /// A representation, unless the conditions of the request say that it need not be sent.
    private static func answer(_ request: Request, with resource: Resource) -> WebAnswer {
        let validators: Fields = ["Last-Modified": "\(resource.modified)", "ETag": "\(resource.tag)"]
        switch evaluatePreconditions(request.method, request.fields, current: resource.validators) {
        case .notModified: return page(304, "", validators)
        case .failed: return page(412, "the page is not in the state that the request names", validators)
        case .proceed, .proceedWithoutRange: break
        }
        var fields = validators
        fields.append("Accept-Ranges", "none")
        fields.append("Content-Type", resource.mediaType)
        return WebAnswer(response: Response(200, fields: fields, content: resource.content))
    }
}

// MARK: - Files

extension WebServer {
    private static func file(
        _ request: Request, _ path: String, state: inout WebState, now: FieldDate
    ) -> WebAnswer {
        guard path.utf8.count <= pathLimit else { return page(414, "a file's name is \(pathLimit) octets at most") }
        switch request.method {
        case .get, .head:
            if path == "/files/" { return listing(state) }
            guard let resource = state.files[path] else { return page(404, "there is no \(path); PUT makes one") }
            return answer(request, with: resource)
        case .put where path != "/files/": return store(request, path, state: &state, now: now)
        case .delete where path != "/files/": return remove(request, path, state: &state)
        default: return notAllowed(path == "/files/" ? readMethods : fileMethods)
        }
    }

    private static func listing(_ state: WebState) -> WebAnswer {
        let items = state.files.keys.sorted().map { "<li>\(WebPages.escaped($0))</li>" }.joined(separator: "\n")
        return html("Files", "<ul>\n\(items)\n</ul>")
    }

    private static func store(
        _ request: Request, _ path: String, state: inout WebState, now: FieldDate
    ) -> WebAnswer {
        let current = state.files[path]?.validators
        guard evaluatePreconditions(.put, request.fields, current: current) == .proceed else {
            return page(412, "\(path) is not in the state that the request names")
        }
        let mediaType = request.fields["Content-Type"] ?? "application/octet-stream"
        let resource = Resource(mediaType, request.content, modified: now)
        switch state.store(resource, at: path) {
        case .created: return page(201, "\(path) is new", ["Location": path, "ETag": "\(resource.tag)"])
        case .replaced: return page(204, "", ["ETag": "\(resource.tag)"])
        case .noRoom: return page(507, "there is no more room for files; DELETE makes some")
        }
    }

    private static func remove(_ request: Request, _ path: String, state: inout WebState) -> WebAnswer {
        guard let current = state.files[path] else { return page(404, "there is no \(path)") }
        guard evaluatePreconditions(.delete, request.fields, current: current.validators) == .proceed else {
            return page(412, "\(path) is not in the state that the request names")
        }
        return state.remove(path) ? page(204, "") : page(404, "there is no \(path)")
    }
}

// MARK: - Pages that are made when they are asked for

extension WebServer {
    private static func html(_ title: String, _ body: String, _ fields: Fields = [:]) -> WebAnswer {
        var fields = fields
        fields.append("Content-Type", "text/html; charset=utf-8")
        return WebAnswer(response: Response(200, fields: fields, content: Array(WebPages.html(title, body).utf8)))
    }

    /// Content of unknown length, with a field behind it. A client of 1.0 knows no chunks (RFC 9112 §6.1).
    private static func chunked(_ request: Request) -> WebAnswer {
        let lines = (1...8).map { "chunk by chunk, line \($0) of 8\n" }
        var response = Response(
            200, fields: ["Content-Type": "text/plain; charset=utf-8"], content: Array(lines.joined().utf8))
        if request.version >= .http11 {
            response.fields.append("Trailer", "Line-Count")
            response.fields.append("Transfer-Encoding", "chunked")
            response.trailers = ["Line-Count": "\(lines.count)"]
        }
        return WebAnswer(response: response)
    }

    private static func cookie(_ request: Request, state: inout WebState) -> WebAnswer {
        if let visitor = visitor(of: request), let visits = state.welcome(visitor) {
            return html("Welcome back", "<p>You are visitor \(visitor), and this is visit \(visits).</p>")
        }
        let visitor = state.newVisitor()
        return html(
            "A new visitor", "<p>From now on you are visitor \(visitor): your browser has a cookie that says so.</p>",
            ["Set-Cookie": "id=\(visitor); Path=/; Max-Age=86400; HttpOnly; SameSite=Lax"])
    }

    private static func visitor(of request: Request) -> Int? {
        for value in request.fields.values("Cookie").map({ Array($0.utf8) }) {
            for pair in cookies(value.span, in: 0..<value.count)
            where String(decoding: value[pair.name], as: UTF8.self) == "id" {
                return Int(String(decoding: value[pair.value], as: UTF8.self))
            }
        }
        return nil
    }

    private static func form(_ request: Request) -> WebAnswer {
        switch request.method {
        case .get, .head:
            return html(
                "A form",
                """
                <form method="post" action="/form">
                <label>Search for <input name="animal"></label> <label>and <input name="fruit"></label> <button>Send</button>
                </form>
                """)
        case .post:
            let type = request.fields["Content-Type"]?.lowercased() ?? ""
            guard type.hasPrefix("application/x-www-form-urlencoded") else {
                return page(415, "a form comes as application/x-www-form-urlencoded")
            }
            return fields(decodeForm(String(decoding: request.content, as: UTF8.self)), "The form's fields")
        default: return notAllowed(formMethods)
        }
    }

    private static func search(_ query: String) -> WebAnswer { fields(decodeForm(query), "Animals") }

    private static func fields(_ fields: [Fields.Field], _ title: String) -> WebAnswer {
        let items = fields.map { field in
            let value = field.value.isEmpty ? "" : " = \(WebPages.escaped(field.value))"
            return "<li>\(WebPages.escaped(field.name))\(value)</li>"
        }
        return html(title, "<ul>\n\(items.joined(separator: "\n"))\n</ul>")
    }

    private static func flood(_ query: String) -> WebAnswer {
        guard let bytes = number("bytes", in: query), bytes <= floodLimit else {
            return page(400, "say how much: /flood?bytes=NUMBER, \(floodLimit) at most")
        }
        let fields: Fields = ["Content-Type": "text/plain; charset=utf-8", "Content-Length": "\(bytes)"]
        return WebAnswer(response: Response(200, fields: fields), floodBytes: bytes)
    }

    private static func slow(_ query: String) -> WebAnswer {
        guard let delay = number("ms", in: query), delay <= delayLimit else {
            return page(400, "say how slow: /slow?ms=MILLISECONDS, \(delayLimit) at most")
        }
        var answer = html("Slow", "<p>This took \(delay) ms longer than it had to.</p>")
        answer.delay = delay
        return answer
    }

    private static func number(_ name: String, in query: String) -> Int? {
        guard let value = decodeForm(query).first(where: { $0.name == name })?.value,
            !value.isEmpty, value.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int(value)
    }
}
