import Dissection
import Octets
import Transcripts

/// Puts messages together as they come, into exchanges and larger units. A value that goes on where it stands, so that a
/// list that grows is not gone through again.
///
/// Bounded: messages past `messageLimit` are counted and left out.
package struct Grouper: Sendable {
    /// Messages that are grouped at most.
    package static let messageLimit = 131_072
    /// How long after the latest of a page's exchanges a client's request without a Referer is still taken for the page's,
    /// in nanoseconds. A browser asks for a page's objects within a second or two; slow servers stretch that.
    package static let window: Int64 = 5_000_000_000

    package let grouping: Grouping
    package private(set) var exchanges: [Exchange] = []
    /// Empty where only exchanges are wanted.
    package private(set) var units: [ExchangeUnit] = []
    /// Messages that were taken, those that were left out included.
    package private(set) var count = 0
    /// Messages past the limit.
    package private(set) var leftOut = 0

    /// For each message the place of its exchange.
    private var places: [UInt32] = []
    /// The unit that messages of a connection now go to.
    private var current: [Int: Int] = [:]
    /// Connections whose transaction of mail has had its letter.
    private var ended: Set<Int> = []
    private var pages = PageTable()
    private let limit: Int

    package init(_ grouping: Grouping, limit: Int = Grouper.messageLimit) {
        self.grouping = grouping
        self.limit = limit
    }

    /// The place of a message's exchange; nil where it was left out.
    package func exchange(of message: Int) -> Int? { places.indices.contains(message) ? Int(places[message]) : nil }

    /// The place of an exchange's unit; nil where only exchanges were wanted.
    package func unit(of exchange: Int) -> Int? { units.isEmpty ? nil : exchanges[exchange].unit }

    /// Takes the next message; they come in the order of their numbers, from 0.
    ///
    /// - Parameters:
    ///   - client: names the client of its connection, without the port.
    ///   - traits: what its octets tell, asked for where that matters.
    package mutating func receive(_ record: MessageRecord, client: () -> String, traits: () -> MessageTraits) {
        count += 1
        guard places.count < limit, record.number == places.count else {
            leftOut += 1
            return
        }
        if let question = record.answers, question >= 0, question < places.count {
            let place = Int(places[question])
            places.append(UInt32(place))
            exchanges[place].add(record)
            if grouping == .pages { answered(place, record, client, traits) }
        } else {
            places.append(UInt32(exchanges.count))
            exchanges.append(Exchange(record))
            if grouping == .pages { place(exchanges.count - 1, record, client, traits) }
        }
    }
}

// Units.
extension Grouper {
    private mutating func place(
        _ place: Int, _ record: MessageRecord, _ client: () -> String, _ traits: () -> MessageTraits
    ) {
        switch record.proto {
        case .http where record.kind == .request: placeRequest(place, client(), traits())
        case .smtp: placeMail(place, record, traits)
        case .pop3:
            let unit = current[record.connection] ?? add(.session, place)
            current[record.connection] = unit
            put(place, into: unit)
        default: put(place, into: add(.exchange, place))
        }
    }

    private mutating func add(_ kind: ExchangeUnit.Kind, _ exchange: Int) -> Int {
        units.append(ExchangeUnit(kind, exchanges[exchange]))
        return units.count - 1
    }

    private mutating func put(_ exchange: Int, into unit: Int, by rule: PageRule? = nil) {
        exchanges[exchange].unit = unit
        exchanges[exchange].rule = rule
        units[unit].exchanges.append(exchange)
        units[unit].ended = max(units[unit].ended, exchanges[exchange].ended)
        if let rule, !units[unit].rules.contains(rule) { units[unit].rules.append(rule) }
    }

    private mutating func answered(
        _ place: Int, _ record: MessageRecord, _ client: () -> String, _ traits: () -> MessageTraits
    ) {
        let unit = exchanges[place].unit
        units[unit].ended = max(units[unit].ended, record.time)
        guard record.proto == .http else { return }
        let traits = traits()
        if units[unit].exchanges.first == place { units[unit].isRedirected = traits.isRedirection }
        guard traits.isDocument else { return }
        let isItself = units[unit].exchanges.first == place || units[unit].isRedirected && !units[unit].hasDocument
        if !isItself, !pages.isObject(place) { becomePage(place, client()) }
        units[exchanges[place].unit].hasDocument = true
    }

    // MARK: Mail

    /// A transaction begins with MAIL and ends with the letter, or with a command that gives it up (RFC 5321 section 3.3).
    private mutating func placeMail(_ place: Int, _ record: MessageRecord, _ traits: () -> MessageTraits) {
        let connection = record.connection
        let verb = record.kind == .command ? traits().verb : ""
        if verb == "MAIL" {
            ended.remove(connection)
            current[connection] = add(.transaction, place)
        } else if !isOpenTransaction(connection) || ["QUIT", "HELO", "EHLO", "STARTTLS"].contains(verb) {
            if current[connection].map({ units[$0].kind }) != .session { current[connection] = add(.session, place) }
        }
        put(place, into: current[connection] ?? add(.session, place))
        // Of several chunks the last ends it, and whatever comes next is MAIL or the session's own.
        if verb == "RSET" || record.kind == .content { ended.insert(connection) }
        if verb == "BDAT" { ended.remove(connection) }
    }

    private func isOpenTransaction(_ connection: Int) -> Bool {
        current[connection].map { units[$0].kind == .transaction } == true && !ended.contains(connection)
    }

    // MARK: Pages

    private mutating func placeRequest(_ place: Int, _ client: String, _ traits: MessageTraits) {
        let connection = exchanges[place].connection
        if traits.wantsObject { pages.noteObject(place) }
        // A page's own address again is the page once more, and no object of it.
        let isPage = traits.wantsDocument || traits.address.map { begins($0, client) } == true
        if let parent = traits.referer.flatMap({ pages[client, $0] }), !isPage {
            exchanges[place].parent = parent
            put(place, into: exchanges[parent].unit, by: .referer)
        } else if !isPage, let page = pages.latest(of: client), isSoon(place, page) {
            put(place, into: page, by: .window)
        } else if !isPage, let page = current[connection] {
            put(place, into: page, by: .order)
        } else {
            put(place, into: add(.page, place))
            pages.note(exchanges[place].unit, of: client)
        }
        current[connection] = exchanges[place].unit
        if let address = traits.address { pages[client, address] = place }
    }

    /// A page of the client begins with that address.
    private func begins(_ address: String, _ client: String) -> Bool {
        guard let exchange = pages[client, address] else { return false }
        return units[exchanges[exchange].unit].exchanges.first == exchange
    }

    private func isSoon(_ exchange: Int, _ page: Int) -> Bool {
        ResponseTime.passed(units[page].ended, exchanges[exchange].began) <= Self.window
    }

    /// What was taken for an object brought a document: it is a page, and takes with it what names it.
    private mutating func becomePage(_ place: Int, _ client: String) {
        let old = exchanges[place].unit
        let new = add(.page, place)
        var moved: Set<Int> = [place]
        for other in units[old].exchanges where exchanges[other].parent.map(moved.contains) == true {
            moved.insert(other)
        }
        for exchange in units[old].exchanges where moved.contains(exchange) {
            put(exchange, into: new, by: exchange == place ? nil : exchanges[exchange].rule)
        }
        units[old].exchanges.removeAll(where: moved.contains)
        let kept = Set(units[old].exchanges.compactMap { exchanges[$0].rule })
        units[old].rules.removeAll { !kept.contains($0) }
        pages.note(new, of: client)
        current[exchanges[place].connection] = new
    }
}

/// Which addresses clients have asked for, and the page that each is on. Bounded: past the limit no address is added.
struct PageTable: Sendable {
    /// Addresses that are remembered.
    static let addressLimit = 65_536

    private struct Name: Hashable, Sendable {
        var client: String
        var address: String
    }

    private var exchanges: [Name: Int] = [:]
    private var latest: [String: Int] = [:]
    private var objects: Set<Int> = []

    /// The exchange that an address was latest asked for in.
    subscript(client: String, address: String) -> Int? {
        get { exchanges[Name(client: client, address: address)] }
        set {
            let name = Name(client: client, address: address)
            guard exchanges.count < Self.addressLimit || exchanges[name] != nil else { return }
            exchanges[name] = newValue
        }
    }

    func latest(of client: String) -> Int? { latest[client] }
    mutating func note(_ page: Int, of client: String) { latest[client] = page }

    /// The client said that it wants no document there.
    func isObject(_ exchange: Int) -> Bool { objects.contains(exchange) }
    mutating func noteObject(_ exchange: Int) { objects.insert(exchange) }
}
