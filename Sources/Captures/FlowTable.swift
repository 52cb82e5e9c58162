import Octets
import Transcripts

/// The two ends of a conversation, the same whoever sends.
struct SocketPair: Hashable, Sendable, BitwiseCopyable {
    let lower: SocketName
    let upper: SocketName

    init(_ first: SocketName, _ second: SocketName) {
        (lower, upper) = first < second ? (first, second) : (second, first)
    }

    func other(than end: SocketName) -> SocketName { end == lower ? upper : lower }

    /// Which end is the client, as far as ports tell: servers have ports below 1024, or one of those that are often taken
    /// instead, or at least the lower of the two. Where both are the same, the first that was seen.
    func likelyClient(firstSeen: SocketName) -> SocketName {
        for isServer in [Self.isWellKnown, Self.isOften] where isServer(lower.port) != isServer(upper.port) {
            return isServer(lower.port) ? upper : lower
        }
        if lower.port == upper.port { return firstSeen }
        return lower.port < upper.port ? upper : lower
    }

    private static func isWellKnown(_ port: UInt16) -> Bool { port < 1_024 }
    private static func isOften(_ port: UInt16) -> Bool { often.contains(port) }
    private static let often: Set<UInt16> = [
        1110, 1143, 2525, 3128, 3306, 5060, 5353, 5355, 5432, 8000, 8008, 8080, 8081, 8443, 8888, 12000,
    ]
}

/// A conversation that is followed.
struct Flow: Sendable {
    let pair: SocketPair
    let isTCP: Bool
    let client: SocketName
    /// The connection's number in the transcript.
    let number: Int
    /// When its last packet came.
    var last: Moment
    var isClosed = false
    private var fromClient = Stream()
    private var fromServer = Stream()

    init(pair: SocketPair, isTCP: Bool, client: SocketName, number: Int, last: Moment) {
        self.pair = pair
        self.isTCP = isTCP
        self.client = client
        self.number = number
        self.last = last
    }

    func direction(from source: SocketName) -> Direction { source == client ? .clientToServer : .serverToClient }

    subscript(direction: Direction) -> Stream {
        get { direction == .clientToServer ? fromClient : fromServer }
        _modify {
            if direction == .clientToServer { yield &fromClient } else { yield &fromServer }
        }
    }
}

/// The conversations that are followed at a time.
struct FlowTable: Sendable {
    private struct Key: Hashable, Sendable {
        var pair: SocketPair
        var isTCP: Bool
    }

    private var slotOfKey: [Key: Int] = [:]
    private var flows: [Flow?] = []
    private var free: [Int] = []
    /// Numbers given so far.
    private var numbers = 0

    var count: Int { slotOfKey.count }

    func slot(of pair: SocketPair, isTCP: Bool) -> Int? { slotOfKey[Key(pair: pair, isTCP: isTCP)] }

    /// A conversation that is in the table.
    subscript(slot: Int) -> Flow {
        get { flows[slot]! }
        _modify { yield &flows[slot]! }
    }

    /// Adds one with the next number, in place of any of the same key.
    mutating func add(_ pair: SocketPair, isTCP: Bool, client: SocketName, time: Moment) -> Int {
        let flow = Flow(pair: pair, isTCP: isTCP, client: client, number: numbers, last: time)
        numbers += 1
        let slot = free.popLast() ?? flows.count
        if slot == flows.count { flows.append(flow) } else { flows[slot] = flow }
        slotOfKey[Key(pair: pair, isTCP: isTCP)] = slot
        return slot
    }

    mutating func remove(_ slot: Int) {
        guard let flow = flows[slot] else { return }
        slotOfKey[Key(pair: flow.pair, isTCP: flow.isTCP)] = nil
        flows[slot] = nil
        free.append(slot)
    }

    /// All that are in the table: by their numbers, or those that ended first and then those that were silent longest.
    func slots(oldestFirst: Bool) -> [Int] {
        let all = flows.indices.compactMap { slot in flows[slot].map { (slot, $0) } }
        guard oldestFirst else { return all.sorted { $0.1.number < $1.1.number }.map(\.0) }
        return all.sorted { left, right in
            (left.1.isClosed ? 0 : 1, left.1.last, left.1.number) < (
                right.1.isClosed ? 0 : 1, right.1.last, right.1.number
            )
        }.map(\.0)
    }
}
