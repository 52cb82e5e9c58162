import JSON
import Octets
import Transcripts

@testable import Dissection

/// A dialogue run through the dissector: its records, and the streams that their bytes come from.
struct Dissected {
    var records: [MessageRecord] = []
    var streams: [Direction: [UInt8]] = [:]
    var opening: Opening?
    var dissector: Dissector

    init(_ events: [Event], hints: Dissector.Hints = .init()) {
        dissector = Dissector(hints: hints)
        for (number, event) in events.enumerated() {
            if case .open(let opening) = event.body { self.opening = opening }
            if case .data(let direction, let bytes) = event.body { streams[direction, default: []] += bytes }
            var found: [MessageRecord] = []
            dissector.receive(event, number: number) { found.append($0) }
            records += found
        }
    }

    func bytes(_ record: MessageRecord) -> [UInt8] {
        Array((streams[record.direction] ?? [])[Int(record.range.lowerBound)..<Int(record.range.upperBound)])
    }

    var summaries: [String] {
        records.map { record in
            let arrow = record.direction == .clientToServer ? ">" : "<"
            let answers = record.answers.map { " (\($0))" } ?? ""
            return "\(arrow) \(record.kind.name) \(summary(of: record, bytes: bytes(record).span))\(answers)"
        }
    }

    func tree(_ number: Int) -> FieldNode { decode(records[number], bytes: bytes(records[number]).span) }

    func json(_ number: Int, masking: Bool = false) -> String {
        var writer = JSON.Writer()
        let record = records[number]
        writeJSON(
            record, bytes: bytes(record).span, opening: opening, epoch: 1_700_000_000_000_000_005, masking: masking,
            to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension FieldNode {
    /// The tree as indented lines: `label=value [range] name`, and remarks behind `!`, `~` and nothing for notes.
    func lines(_ indent: String = "") -> [String] {
        let marks = remarks.filter { $0.severity > .note }.map { " \($0.severity == .error ? "!" : "~")\($0.text)" }
            .joined()
        let shown = value.replacing("\r", with: "␍").replacing("\n", with: "␊")
        return ["\(indent)\(label)=\(shown) [\(range.lowerBound)..<\(range.upperBound)] \(definition.name)\(marks)"]
            + children.flatMap { $0.lines(indent + " ") }
    }
}

/// The dialogues of the lectures and their like.
enum Samples {
    static let get = Dialogue([
        client(
            "GET /kurose_ross/interactive/index.php?a=1&b HTTP/1.1\nHost: gaia.cs.umass.edu\nCookie: id=1678; x=y\n\n"),
        server(
            """
            HTTP/1.1 200 OK
            Date: Tue, 18 Aug 2015 15:44:04 GMT
            Set-Cookie: id=1678; Path=/
            Content-Length: 5
            Content-Type: text/plain; charset=utf-8

            hello
            """),
    ])

    static let chunked = Dialogue([
        client("GET / HTTP/1.1\nHost: x\n\n"),
        server("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n4;q=1\nWiki\n0\nETag: \"a\"\n\n"),
    ])

    static let letter = Dialogue([
        server("220 hamburger.edu\n"), client("HELO crepes.fr\n"),
        server("250 Hello crepes.fr, pleased to meet you\n"),
        client("MAIL FROM: <alice@crepes.fr>\n"), server("250 alice@crepes.fr... Sender ok\n"),
        client("RCPT TO: <bob@hamburger.edu>\n"), server("250 bob@hamburger.edu ... Recipient ok\n"),
        client("DATA\n"), server("354 Enter mail, end with \".\" on a line by itself\n"),
        client("Do you like ketchup?\nHow about pickles?\n.\n"), server("250 Message accepted for delivery\n"),
        client("QUIT\n"), server("221 hamburger.edu closing connection\n"),
    ])

    static let auth = Dialogue([
        server("220 x ESMTP\n"), client("EHLO y\n"), server("250-x\n250-SIZE 1000\n250 AUTH LOGIN\n"),
        client("AUTH LOGIN YWxpY2U=\n"), server("334 UGFzc3dvcmQ6\n"), client("c2VjcmV0\n"), server("535 5.7.8 no\n"),
    ])

    static let upperCase = Dialogue([client("hello\n"), server("HELLO\n")])
}
