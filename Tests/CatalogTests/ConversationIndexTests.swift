import Dissection
import Octets
import Testing
import Transcripts

@testable import Catalog

/// An index as events and messages of a dissector pass through it.
struct Indexing {
    var index: ConversationIndex
    private var dissector = Dissector()
    private var number = 0

    init(limit: Int = ConversationIndex.conversationLimit) { index = ConversationIndex(limit: limit) }

    mutating func happen(_ connection: Int, at milliseconds: Int64, _ body: Event.Body) {
        let event = Event(time: Moment(nanoseconds: milliseconds * 1_000_000), connection: connection, body: body)
        index.receive(event)
        var found: [MessageRecord] = []
        dissector.receive(event, number: number) { found.append($0) }
        for record in found { index.receive(record, line: "message \(record.number)") }
        number += 1
    }

    mutating func open(
        _ connection: Int, at milliseconds: Int64 = 0, client: String, server: String, _ transport: Transport = .tcp
    ) {
        happen(
            connection, at: milliseconds,
            .open(
                Opening(
                    role: "observer", transport: transport, client: Endpoint(address: client),
                    server: Endpoint(address: server))))
    }

    mutating func say(_ connection: Int, at milliseconds: Int64, _ direction: Direction, _ text: String) {
        happen(connection, at: milliseconds, .data(direction, Array(text.utf8)))
    }
}

@Suite struct ConversationIndexTests {
    private func exchange() -> Indexing {
        var indexing = Indexing()
        indexing.open(0, client: "10.0.0.1:40000", server: "10.0.0.2:80")
        indexing.open(1, at: 5, client: "10.0.0.1:9999", server: "10.0.0.3:53", .udp)
        indexing.say(0, at: 10, .clientToServer, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        indexing.happen(0, at: 12, .error("3 octets of the server's are missing in the capture"))
        indexing.say(0, at: 20, .serverToClient, "HTTP/1.1 204 No Content\r\n\r\n")
        indexing.happen(0, at: 30, .close(Closing(by: .clientToServer, half: true)))
        return indexing
    }

    @Test func aConversationIsOneRow() throws {
        let indexing = exchange()
        let record = try #require(indexing.index[connection: 0])
        #expect((record.client, record.server, record.protocolText) == ("10.0.0.1:40000", "10.0.0.2:80", "http"))
        #expect((record.messages, record.octets, record.duration) == (2, 54, 30_000_000))
        #expect((record.state, record.troubles, record.firstLine) == (.halfOpen, 1, "message 0"))
        let silent = try #require(indexing.index[connection: 1])
        #expect((silent.protocolText, silent.messages, silent.duration, silent.state) == ("udp", 0, 0, .open))
        #expect(indexing.index[connection: 2] == nil)
    }

    @Test(
        arguments: [
            (nil, .closed), ("reset", .reset), ("idle", .idle), ("a new connection took its ports", .lost),
        ] as [(String?, ConversationRecord.State)])
    func howItEndedIsItsState(reason: String?, state: ConversationRecord.State) {
        var indexing = exchange()
        indexing.happen(0, at: 40, .close(Closing(by: .serverToClient, reason: reason)))
        #expect(indexing.index[connection: 0]?.state == state)
    }

    @Test func boundsHold() {
        var indexing = Indexing(limit: 2)
        for number in 0..<5 { indexing.open(number, client: "a:\(number)", server: "b:80") }
        indexing.say(4, at: 1, .clientToServer, "x\r\n")
        #expect((indexing.index.count, indexing.index.leftOut) == (2, 3))
        var index = ConversationIndex()
        index.receive(Event(time: .zero, connection: 0, body: .pause))
        let record = MessageRecord(
            number: 0, connection: 0, direction: .clientToServer, proto: .text, kind: .line, began: .zero, time: .zero,
            event: 0, range: 0..<1)
        index.receive(record, line: String(repeating: "é", count: 500))
        index.receive(record, line: "another")
        #expect(index[connection: 0]?.firstLine == String(repeating: "é", count: ConversationIndex.lineLimit))
    }

    @Test func sortsByEveryColumn() {
        var indexing = Indexing()
        indexing.open(0, client: "10.0.0.20:5", server: "10.0.0.2:80")
        indexing.open(1, client: "10.0.0.3:6", server: "10.0.0.2:25")
        indexing.open(2, client: "[2001:db8::1]:7", server: "10.0.0.10:80", .udp)
        indexing.say(0, at: 1, .clientToServer, "GET / HTTP/1.1\r\n\r\n")
        indexing.say(1, at: 50, .serverToClient, "220 hi\r\n221 by\r\n")
        indexing.say(2, at: 9, .clientToServer, "datagram")
        indexing.happen(0, at: 2, .close(Closing(by: nil)))
        func order(_ order: ConversationOrder, _ descending: Bool = false) -> [Int] {
            indexing.index.sorted(by: order, descending: descending)
        }
        #expect(order(.start) == [0, 1, 2] && order(.start, true) == [2, 1, 0])
        #expect(order(.client) == [2, 1, 0])
        #expect(order(.server) == [1, 0, 2])
        #expect(order(.proto) == [0, 1, 2])
        #expect(order(.messages, true) == [1, 0, 2])
        #expect(order(.bytes) == [2, 1, 0])
        #expect(order(.duration) == [0, 2, 1])
        #expect(order(.state) == [1, 2, 0] && order(.state, true) == [0, 1, 2])
        #expect(ConversationOrder.allCases.last?.next == .start)
    }

    @Test func searchGoesRoundInTheOrderShown() {
        let index = exchange().index
        #expect(index.search("HTTP", in: [1, 0], from: 0, forward: true) == 1)
        #expect(index.search("10.0.0.", in: [1, 0], from: 1, forward: true) == 1)
        #expect(index.search("53", in: [1, 0], from: 1, forward: true) == 0)
        #expect(index.search("53", in: [1, 0], from: 1, forward: false) == 0)
        #expect(index.search("half", in: [0, 1], from: 1, forward: false) == 0)
        #expect(index.search("nothing", in: [0, 1], from: 0, forward: true) == nil)
        #expect(index.search("", in: [0, 1], from: 0, forward: true) == nil)
        #expect(index.search("x", in: [], from: 0, forward: true) == nil)
    }
}
