import Dissection
import Transcripts

/// How the messages of a list are put together.
package enum Grouping: String, CaseIterable, Sendable {
    /// One by one, as they came.
    case flat
    /// What asks with what answers it.
    case exchanges
    /// What belongs together on a larger scale: a page of the web with its objects, the transaction that brings a letter, a
    /// session with a mailbox; of all else an exchange.
    case pages

    package var next: Grouping {
        let all = Grouping.allCases
        return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
    }
}

/// A message that asks with those that answer it, or a message that nobody answers.
package struct Exchange: Hashable, Sendable {
    /// Numbers of its messages in ascending order: what asks, then the answers.
    package internal(set) var messages: [Int]
    package let connection: Int
    package let proto: ProtocolName
    /// When the first octet of what asks came.
    package let began: Moment
    /// When the latest of them was complete.
    package internal(set) var ended: Moment
    /// From the last octet of what asks to the first of the first answer, in nanoseconds; nil where nothing answers.
    package internal(set) var waited: Int64?
    /// Why it is taken to belong to the page that it is listed under; nil where it is a page's own, and elsewhere.
    package internal(set) var rule: PageRule?
    /// When what asks was complete.
    let asked: Moment
    /// The page, transaction or session that it is in.
    var unit = 0
    /// The exchange whose address it names as the page that it comes from.
    var parent: Int?

    init(_ record: MessageRecord) {
        messages = [record.number]
        connection = record.connection
        proto = record.proto
        began = record.began
        ended = record.time
        asked = record.time
    }

    mutating func add(_ answer: MessageRecord) {
        messages.append(answer.number)
        ended = max(ended, answer.time)
        if waited == nil { waited = ResponseTime.passed(asked, answer.began) }
    }
}

/// By what an object is taken to belong to a page. Only the first is said by the client itself (RFC 9110 section 10.1.3).
package enum PageRule: String, CaseIterable, Hashable, Sendable {
    /// Its request names the page, or something of the page, as where it was found.
    case referer = "Referer"
    /// The same client asked for it soon after something of the page.
    case window = "time"
    /// It came next on the page's connection.
    case order = "order"
}

/// Exchanges that belong together on a larger scale.
package struct ExchangeUnit: Hashable, Sendable {
    package enum Kind: String, Sendable { case page, transaction, session, exchange }

    package internal(set) var kind: Kind
    package let connection: Int
    package let proto: ProtocolName
    /// Places in `Grouper.exchanges`, ascending.
    package internal(set) var exchanges: [Int]
    /// By what its objects were found to be its own, each rule once.
    package internal(set) var rules: [PageRule] = []
    package let began: Moment
    package internal(set) var ended: Moment
    /// A document of HTML is in it.
    var hasDocument = false
    /// Its first answer sends the client elsewhere: the document that follows is the page itself.
    var isRedirected = false

    init(_ kind: Kind, _ exchange: Exchange) {
        self.kind = kind
        connection = exchange.connection
        proto = exchange.proto
        exchanges = []
        began = exchange.began
        ended = exchange.ended
    }

    /// Nanoseconds from its first octet to its last.
    package var duration: Int64 { ResponseTime.passed(began, ended) }
}
