import Octets
import Transcripts

/// A conversation that is followed.
struct Flow: Sendable {
    let pair: SocketPair
    let isTCP: Bool
    let client: SocketName
    /// The connection's number in the transcript.
    let number: Int
    /// When its last packet came.
    var last: Moment
    /// When the client's first SYN came.
    var began: Moment?
    var isClosed = false
    /// The server has accepted, and the client's acknowledgment is awaited.
    var awaitsHandshake = false
    /// Who ended it by a reset.
    var resetBy: Direction?
    /// Irregularities that were told.
    var told: UInt16 = 0
    private var fromClient = Stream()
    private var fromServer = Stream()

    init(pair: SocketPair, isTCP: Bool, client: SocketName, number: Int, last: Moment) {
        self.pair = pair
        self.isTCP = isTCP
        self.client = client
        self.number = number
        self.last = last
    }

    /// A FIN was seen on a side that is not finished.
    var isEnding: Bool { fromClient.isEnding || fromServer.isEnding }

    func direction(from source: SocketName) -> Direction { source == client ? .clientToServer : .serverToClient }

    subscript(direction: Direction) -> Stream {
        _read {
            if direction == .clientToServer { yield fromClient } else { yield fromServer }
        }
        _modify {
            if direction == .clientToServer { yield &fromClient } else { yield &fromServer }
        }
    }
}

/// The conversations that are followed at a time, found by their ends: a table of places with open addressing, which costs a look or
/// two for each packet.
struct FlowTable: Sendable {
    private var flows: [Flow?] = []
    private var free: [Int] = []
    /// Numbers given so far.
    private var numbers = 0
    private(set) var count = 0
    /// One more than the slot of a conversation; 0 where there is none. A power of two, never more than half full.
    private var places = [UInt32](repeating: 0, count: 64)
    /// The slot that was looked for last: packets come in trains.
    private var latest = -1

    mutating func slot(of pair: SocketPair, isTCP: Bool) -> Int? {
        if latest >= 0, let flow = flows[latest], flow.pair == pair, flow.isTCP == isTCP { return latest }
        let place = place(of: pair, isTCP)
        guard places[place] != 0 else { return nil }
        latest = Int(places[place]) - 1
        return latest
    }

    /// A conversation that is in the table.
    subscript(slot: Int) -> Flow {
        _read { yield flows[slot]! }
        _modify { yield &flows[slot]! }
    }

    /// Adds one with the next number; none of the same ends may be there.
    mutating func add(_ pair: SocketPair, isTCP: Bool, client: SocketName, time: Moment) -> Int {
        let flow = Flow(pair: pair, isTCP: isTCP, client: client, number: numbers, last: time)
        numbers += 1
        count += 1
        let slot = free.popLast() ?? flows.count
        if slot == flows.count { flows.append(flow) } else { flows[slot] = flow }
        if count * 2 > places.count { grow() }
        places[place(of: pair, isTCP)] = UInt32(slot + 1)
        return slot
    }

    mutating func remove(_ slot: Int) {
        guard let flow = flows[slot] else { return }
        vacate(place(of: flow.pair, flow.isTCP))
        flows[slot] = nil
        free.append(slot)
        count -= 1
        latest = -1
    }

    /// All that are in the table: by their numbers, or those that ended first and then those that were silent longest.
    func slots(oldestFirst: Bool) -> [Int] {
        let all = flows.indices.compactMap { slot in flows[slot].map { (slot, $0.isClosed, $0.last, $0.number) } }
        guard oldestFirst else { return all.sorted { $0.3 < $1.3 }.map(\.0) }
        return all.sorted { ($0.1 ? 0 : 1, $0.2, $0.3) < ($1.1 ? 0 : 1, $1.2, $1.3) }.map(\.0)
    }
}

extension FlowTable {
    /// Where the conversation stands in `places`, or where it would.
    private func place(of pair: SocketPair, _ isTCP: Bool) -> Int {
        let mask = places.count - 1
        var place = pair.hash(isTCP) & mask
        while places[place] != 0 {
            if let flow = flows[Int(places[place]) - 1], flow.isTCP == isTCP, flow.pair == pair { return place }
            place = (place + 1) & mask
        }
        return place
    }

    /// Empties a place, and moves up what stands behind it because it was taken.
    private mutating func vacate(_ emptied: Int) {
        let mask = places.count - 1
        var hole = emptied
        var place = (hole + 1) & mask
        while places[place] != 0 {
            let home = flows[Int(places[place]) - 1].map { $0.pair.hash($0.isTCP) & mask } ?? place
            if (place - home) & mask >= (place - hole) & mask {
                places[hole] = places[place]
                hole = place
            }
            place = (place + 1) & mask
        }
        places[hole] = 0
    }

    private mutating func grow() {
        let old = places
        places = [UInt32](repeating: 0, count: old.count * 2)
        for entry in old where entry != 0 {
            if let flow = flows[Int(entry) - 1] { places[place(of: flow.pair, flow.isTCP)] = entry }
        }
    }
}
