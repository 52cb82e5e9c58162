import HTTP
import Octets

/// What the server answers to one request.
package struct WebAnswer: Hashable, Sendable {
    package var response: Response
    /// Octets of made-up content to stream behind the head, whose Content-Length says so; nil where the content is in the
    /// response.
    package var floodBytes: Int?
    /// Milliseconds to wait before answering.
    package var delay = 0
    /// The connection ends after this answer.
    package var closes = false
}

/// The lab's web server as functions: a request and the state in, an answer out. It plays `gaia.cs.umass.edu`.
package enum WebServer {
    /// The most octets that `/flood` sends.
    package static let floodLimit = 1_000_000_000
    /// The longest that `/slow` waits, in milliseconds.
    package static let delayLimit = 10_000
    /// Octets of a request's content.
    package static let contentLimit = 8 << 20
    /// Octets of the name of a file, as it stands in the target.
    package static let pathLimit = 1024

    package static func respond(to request: Request, state: inout WebState, now: FieldDate) -> WebAnswer {
        var answer = refusal(of: request) ?? route(request, state: &state, now: now)
        // What follows CONNECT would be another protocol's, and nobody here speaks it.
        if request.endsConnection || request.version.major != 1 || request.method == .connect { answer.closes = true }
        complete(&answer, request, now: now)
        return answer
    }

    /// What to answer to bytes that are no request; the connection then ends, since nothing after them can be read.
    package static func refuse(_ error: ParseError, now: FieldDate) -> WebAnswer {
        var answer = page(status(for: error), "\(error.reason) (\(error.reference))")
        answer.closes = true
        complete(&answer, nil, now: now)
        return answer
    }

    /// What to answer when the rest of a request does not come.
    package static func timeOut(now: FieldDate) -> WebAnswer {
        var answer = page(408, "the request was not complete in time")
        answer.closes = true
        complete(&answer, nil, now: now)
        return answer
    }

    private static func status(for error: ParseError) -> Status {
        guard case .limit(let name, _, _) = error.fault else { return 400 }
        switch name {
        case "startLine": return 414
        case "headBytes", "fieldLines": return 431
        case "content": return 413
        default: return 400
        }
    }

    /// The fields that every answer has.
    private static func complete(_ answer: inout WebAnswer, _ request: Request?, now: FieldDate) {
        answer.response.fields.all.insert(.init("Date", "\(now)"), at: 0)
        answer.response.fields.all.insert(.init("Server", "Wireside (lab)"), at: 1)
        if answer.closes {
            answer.response.fields["Connection"] = "close"
        } else if let request, request.version < .http11 {
            // A client of 1.0 goes on only where it asked to, and wants to be told (RFC 9112 §9.3).
            answer.response.fields["Connection"] = "keep-alive"
        }
    }

    /// A small page that says what happened.
    static func page(_ status: Status, _ sentence: String, _ fields: Fields = [:]) -> WebAnswer {
        let title = "\(status) \(status.reason)"
        let body = WebPages.html(title, "<p>\(WebPages.escaped(sentence))</p>")
        var fields = fields
        if !status.forbidsContent { fields.append("Content-Type", "text/html; charset=utf-8") }
        return WebAnswer(
            response: Response(status, fields: fields, content: status.forbidsContent ? [] : Array(body.utf8)))
    }
}

// MARK: - What is refused whatever it asks for

extension WebServer {
    private static let known: Set<Method> = [.get, .head, .post, .put, .delete, .options, .trace, .connect, .patch]

    private static func refusal(of request: Request) -> WebAnswer? {
        guard request.version.major == 1 else { return page(505, "this server speaks HTTP/1.0 and HTTP/1.1") }
        guard known.contains(request.method) else { return page(501, "\(request.method) is not known here") }
        if let codings = request.fields["Transfer-Encoding"], codings.lowercased() != "chunked" {
            return page(501, "of the transfer codings, only chunked is known here")
        }
        if let expectation = request.fields["Expect"], expectation.lowercased() != "100-continue" {
            return page(417, "the one expectation that is known here is 100-continue")
        }
        let sendsContent = request.method == .post || request.method == .put
        if sendsContent, request.fields["Content-Length"] == nil, request.fields["Transfer-Encoding"] == nil {
            return page(411, "\(request.method) needs a Content-Length, or chunks")
        }
        return nil
    }
}
