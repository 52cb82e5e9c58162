import Octets
import Transcripts

/// Which messages are wanted, in words: `dns.rcode != NOERROR`, `http.status >= 400 and waited > 200ms`, `bytes contains "hamburger"`.
///
/// A test of a field that a message does not have is false, whatever the comparison, so that `dns.rcode != NOERROR` finds answers of
/// DNS alone; `not` turns it round.
package struct Filter: Hashable, Sendable, CustomStringConvertible {
    /// Who talks to whom in a message's conversation.
    package struct Ends: Sendable {
        package var client: String
        package var server: String
        package var port: Int?

        package init(client: String, server: String, port: Int?) {
            (self.client, self.server, self.port) = (client, server, port)
        }

        package init(_ opening: Opening?) {
            client = opening?.client.address ?? ""
            server = opening?.server.address ?? ""
            port = server.split(separator: ":").last.flatMap { Int($0) }
        }
    }

    private let expression: FilterExpression

    package init(_ text: String) throws(FilterError) {
        var parser = try FilterParser(text)
        expression = try parser.parse()
    }

    /// The filter as it can be written again.
    package var description: String { expression.description }

    /// What the record of a message tells alone; nil where its octets have to be looked at.
    package func decide(_ record: MessageRecord, ends: () -> Ends) -> Bool? {
        FilterJudge(record: record, octets: nil).judge(expression, ends)
    }

    /// Whether the message is wanted. Its octets are asked for only where its record does not tell.
    package func matches(_ record: MessageRecord, ends: () -> Ends, octets: () -> [UInt8]) -> Bool {
        if let known = decide(record, ends: ends) { return known }
        return FilterJudge(record: record, octets: octets()).judge(expression, ends) ?? false
    }
}

/// How far a filter that is being typed has come.
package enum FilterCheck: Hashable, Sendable {
    case empty
    case valid
    /// It lacks what may still be typed.
    case unfinished(FilterError)
    case wrong(FilterError)

    package init(_ text: String) {
        guard text.contains(where: { !$0.isWhitespace }) else {
            self = .empty
            return
        }
        do {
            _ = try Filter(text)
            self = .valid
        } catch {
            self = error.isUnfinished ? .unfinished(error) : .wrong(error)
        }
    }
}
