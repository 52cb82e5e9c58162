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
    /// It left the table.
    var isGone = false
    /// The server has accepted, and the client's acknowledgment is awaited.
    var awaitsHandshake = false
    /// Who ended it by a reset.
    var resetBy: Direction?
    /// Datagrams that passed, as far as they are counted.
    var datagrams: UInt8 = 0
    /// Irregularities that were told.
    var told: UInt16 = 0

    init(pair: SocketPair, isTCP: Bool, client: SocketName, number: Int, last: Moment) {
        self.pair = pair
        self.isTCP = isTCP
        self.client = client
        self.number = number
        self.last = last
    }

    func isIdle(at time: Moment, _ limits: Limits) -> Bool {
        let silence = time.nanoseconds - last.nanoseconds
        if isTCP { return isClosed && silence > limits.closedIdle }
        return silence > (datagrams <= 2 ? limits.exchangeIdle : limits.datagramIdle)
    }

    func direction(from source: SocketName) -> Direction { source == client ? .clientToServer : .serverToClient }
}

/// The conversations that are followed at a time, found by their ends: a table of places with open addressing, which costs a look or
/// two for each packet.
struct FlowTable: Sendable {
    /// A place of the table: one more than the slot of a conversation, 0 where there is none, and a part of its hash.
    private struct Place: Sendable, BitwiseCopyable {
        var slot: UInt32 = 0
        var hash: UInt32 = 0
    }

    private var flows: [Flow] = []
    /// Both directions of each, apart from the rest of it, so that they change in place.
    private var streams: [Stream] = []
    private var free: [Int] = []
    /// Numbers given so far.
    private var numbers = 0
    private(set) var count = 0
    /// A power of two, never more than half full.
    private var places = [Place](repeating: Place(), count: 64)
    /// The slot that was looked for last: packets come in trains.
    private var latest = -1

    mutating func slot(of pair: SocketPair, isTCP: Bool) -> Int? {
        if latest >= 0, flows[latest].isTCP == isTCP, flows[latest].pair == pair { return latest }
        let place = place(of: pair, isTCP, pair.hash(isTCP))
        guard places[place].slot != 0 else { return nil }
        latest = Int(places[place].slot) - 1
        return latest
    }

    /// A conversation that is in the table.
    subscript(slot: Int) -> Flow {
        _read { yield flows[slot] }
        _modify { yield &flows[slot] }
    }

    /// One direction of a conversation that is in the table.
    subscript(slot: Int, direction: Direction) -> Stream {
        _read { yield streams[slot * 2 + Int(direction.rawValue)] }
        _modify { yield &streams[slot * 2 + Int(direction.rawValue)] }
    }

    /// A FIN was seen on a side that is not finished.
    func isEnding(_ slot: Int) -> Bool { streams[slot * 2].isEnding || streams[slot * 2 + 1].isEnding }

    /// Nothing is held that came too early.
    func isInOrder(_ slot: Int, _ direction: Direction) -> Bool {
        streams[slot * 2 + Int(direction.rawValue)].held.isEmpty
    }

    /// Adds one with the next number; none of the same ends may be there.
    mutating func add(_ pair: SocketPair, isTCP: Bool, client: SocketName, time: Moment) -> Int {
        let flow = Flow(pair: pair, isTCP: isTCP, client: client, number: numbers, last: time)
        numbers += 1
        count += 1
        let slot = free.popLast() ?? flows.count
        if slot == flows.count {
            flows.append(flow)
            streams += [Stream(), Stream()]
        } else {
            flows[slot] = flow
        }
        if count * 2 > places.count { grow() }
        let hash = pair.hash(isTCP)
        places[place(of: pair, isTCP, hash)] = Place(slot: UInt32(slot + 1), hash: hash)
        return slot
    }

    mutating func remove(_ slot: Int) {
        let (pair, isTCP) = (flows[slot].pair, flows[slot].isTCP)
        vacate(place(of: pair, isTCP, pair.hash(isTCP)))
        flows[slot].isGone = true
        streams[slot * 2] = Stream()
        streams[slot * 2 + 1] = Stream()
        free.append(slot)
        count -= 1
        latest = -1
    }

    /// Those that were silent for so long that nothing is to come of them.
    func idle(at time: Moment, _ limits: Limits) -> [Int] {
        flows.indices.filter { !flows[$0].isGone && flows[$0].isIdle(at: time, limits) }
    }

    /// All that are in the table: by their numbers, or those that ended first and then those that were silent longest.
    func slots(oldestFirst: Bool) -> [Int] {
        let all = flows.indices.filter { !flows[$0].isGone }
            .map { ($0, flows[$0].isClosed ? 0 : 1, flows[$0].last, flows[$0].number) }
        guard oldestFirst else { return all.sorted { $0.3 < $1.3 }.map(\.0) }
        return all.sorted { ($0.1, $0.2, $0.3) < ($1.1, $1.2, $1.3) }.map(\.0)
    }
}

extension FlowTable {
    /// Where the conversation stands in `places`, or where it would.
    private func place(of pair: SocketPair, _ isTCP: Bool, _ hash: UInt32) -> Int {
        let mask = places.count - 1
        var place = Int(hash) & mask
        while places[place].slot != 0 {
            if places[place].hash == hash {
                let slot = Int(places[place].slot) - 1
                if flows[slot].isTCP == isTCP, flows[slot].pair == pair { return place }
            }
            place = (place + 1) & mask
        }
        return place
    }

    /// Empties a place, and moves up what stands behind it because it was taken.
    private mutating func vacate(_ emptied: Int) {
        let mask = places.count - 1
        var hole = emptied
        var place = (hole + 1) & mask
        while places[place].slot != 0 {
            let home = Int(places[place].hash) & mask
            if (place - home) & mask >= (place - hole) & mask {
                places[hole] = places[place]
                hole = place
            }
            place = (place + 1) & mask
        }
        places[hole] = Place()
    }

    private mutating func grow() {
        let old = places
        places = [Place](repeating: Place(), count: old.count * 2)
        let mask = places.count - 1
        for entry in old where entry.slot != 0 {
            var place = Int(entry.hash) & mask
            while places[place].slot != 0 { place = (place + 1) & mask }
            places[place] = entry
        }
    }
}
