import JSON
import Octets

/// Reads lines of a session file, one at a time and each for itself: what a line must share with those before it (time,
/// connections) is `SessionOrder`'s to check.
package enum EventDecoder {
    /// The header of `line`, which is the `number`th of its file.
    package static func header(_ line: Span<UInt8>, number: Int) throws(SessionError) -> SessionHeader {
        var members = try headerMembers(line, number)
        try checkVersion(&members)
        let tool = try members.string("tool") ?? ""
        let start = try timestamp(&members)
        let title = try members.string("title") ?? ""
        let redaction = try members.string("redaction").map { RedactionPolicy(rawValue: $0) }
        let lab = try members.bool("lab")
        return SessionHeader(
            tool: tool, start: start, title: title, redaction: redaction, lab: lab, extra: members.rest(of: line))
    }

    /// The event of `line`. A line without `t` happens at `previous`, one without `c` belongs to connection 0.
    package static func event(
        _ line: Span<UInt8>, number: Int, after previous: Moment = .zero
    ) throws(SessionError) -> Event {
        var members = try LineMembers(line, number: number)
        let time = try members.seconds("t").map { Moment(nanoseconds: $0) } ?? previous
        let connection = try members.count("c") ?? 0
        guard connection <= Int(Int32.max) else {
            throw members.error("c is too large", "number connections from 0")
        }
        guard let kind = try members.string("k") else {
            throw members.error("the line has no kind", "give it a \"k\" such as \"data\" or \"note\"")
        }
        var event = Event(time: time, connection: connection, body: .pause)
        if let body = try body(EventKind(fileName: kind), &members) {
            event.body = body
            event.extra = members.rest(of: line)
        } else {
            event.body = .unknown(kind: kind, members: members.rest(of: line))
        }
        return event
    }

    /// The members behind `format`; whatever else the line is, the error says first that this is no session file.
    private static func headerMembers(_ line: Span<UInt8>, _ number: Int) throws(SessionError) -> LineMembers {
        let advice = "its first line is an object with \"format\":\"\(SessionHeader.format)\""
        var members: LineMembers
        do {
            members = try LineMembers(line, number: number)
        } catch {
            throw SessionError(line: number, "this is no session file (\(error.what))", advice)
        }
        guard (try? members.string("format")) == SessionHeader.format else {
            throw members.error("this is no session file", advice)
        }
        return members
    }

    private static func checkVersion(_ members: inout LineMembers) throws(SessionError) {
        guard let version = try members.count("version") else {
            throw members.error("the header has no version", "add \"version\":\(SessionHeader.version)")
        }
        guard version <= SessionHeader.version else {
            throw members.error(
                "the file is of version \(version)", "this program reads up to \(SessionHeader.version)")
        }
    }

    private static func timestamp(_ members: inout LineMembers) throws(SessionError) -> Timestamp? {
        guard let text = try members.string("start") else { return nil }
        guard let start = Timestamp(rfc3339: text) else {
            throw members.error("start is no time", "write it as 2026-11-23T22:31:44.5Z")
        }
        return start
    }
}

extension EventDecoder {
    /// nil for an unknown kind.
    private static func body(_ kind: EventKind, _ members: inout LineMembers) throws(SessionError) -> Event.Body? {
        switch kind {
        case .open: return .open(try opening(&members))
        case .data: return .data(try direction(&members), try bytes(&members))
        case .close: return .close(try closing(&members))
        case .mark: return .mark(try mark(&members))
        case .note: return .note(try members.string("text") ?? "")
        case .error: return .error(try members.string("text") ?? "")
        case .pause: return .pause
        case .resume: return .resume
        case .redact:
            let direction = try direction(&members)
            let count = try members.count("count") ?? 0
            return .redact(direction, count: count, reason: try members.string("reason") ?? "")
        case .unknown: return nil
        }
    }

    private static func direction(_ members: inout LineMembers) throws(SessionError) -> Direction {
        guard let code = try members.string("d"), let direction = Direction(code: code) else {
            throw members.error("the line has no direction", "give it \"d\":\"c>s\" or \"d\":\"s>c\"")
        }
        return direction
    }

    private static func bytes(_ members: inout LineMembers) throws(SessionError) -> [UInt8] {
        let text = try members.string("s")
        let base64 = try members.string("b")
        switch (text, base64) {
        case (let text?, nil): return Array(text.utf8)
        case (nil, let base64?): return try decoded(base64, members)
        case (nil, nil): throw members.error("the data line has no bytes", "give it \"s\" (text) or \"b\" (base64)")
        case (_?, _?): throw members.error("the data line has both s and b", "keep one of them")
        }
    }

    private static func decoded(_ base64: String, _ members: LineMembers) throws(SessionError) -> [UInt8] {
        do {
            return try Base64.decode(Array(base64.utf8).span)
        } catch {
            throw members.error("b is not base64: \(error.reason)", "encode the bytes again")
        }
    }

    private static func opening(_ members: inout LineMembers) throws(SessionError) -> Opening {
        let role = try members.string("role") ?? "client"
        let transport = try members.string("transport").map { Transport(rawValue: $0) } ?? .tcp
        let client = Endpoint(address: try members.string("client") ?? "", name: try members.string("client_name"))
        let server = Endpoint(address: try members.string("server") ?? "", name: try members.string("server_name"))
        let proto = try members.string("protocol")
        let lab = try members.bool("lab") ?? false
        let roundTrip = try members.seconds("rtt")
        let took = try members.seconds("took")
        let mode = try members.string("mode")
        let asking = try mode.map { (mode) throws(SessionError) in
            Asking(mode: mode, zone: try members.string("zone"), why: try members.string("why") ?? "")
        }
        return Opening(
            role: role, transport: transport, client: client, server: server, proto: proto, lab: lab,
            modelledRoundTrip: roundTrip, took: took, asking: asking)
    }

    private static func mark(_ members: inout LineMembers) throws(SessionError) -> Mark {
        var mark = Mark(try members.string("text") ?? "")
        mark.question = try members.string("question")
        mark.choices = try members.strings("choices") ?? []
        mark.correct = try members.count("correct")
        mark.answer = try members.string("answer")
        guard mark.choices.count <= Mark.choiceLimit else {
            throw members.error("\(mark.choices.count) choices are too many", "leave at most \(Mark.choiceLimit)")
        }
        if let correct = mark.correct, !(1...max(1, mark.choices.count)).contains(correct) || mark.choices.isEmpty {
            throw members.error("correct names no choice", "write the number of the right one, from 1")
        }
        return mark
    }

    private static func closing(_ members: inout LineMembers) throws(SessionError) -> Closing {
        var by: Direction?
        if let end = try members.string("by") {
            by = Direction(endName: end)
            if by == nil { throw members.error("by names no end", "write \"by\":\"client\" or \"by\":\"server\"") }
        }
        let half = try members.bool("half") ?? false
        return Closing(by: by, half: half, reason: try members.string("reason"))
    }
}

extension EventKind {
    /// The kind that a file spells so; `unknown` for every other spelling, the word unknown included.
    init(fileName: String) {
        self = EventKind.allCases.first { $0.name == fileName } ?? .unknown
    }
}
