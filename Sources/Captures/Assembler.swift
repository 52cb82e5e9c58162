import Octets
import Transcripts

/// Turns packets into the events of a transcript: finds the conversations, puts the octets of TCP in order, and gives each
/// datagram of UDP. Knows no protocol above.
///
/// Check sequences are not looked at: network cards fill them in behind the capture's back.
package struct Assembler: Sendable {
    /// Takes an event, and the octets of data, which are lent for as long as the call lasts.
    package typealias Emit = (CapturedEvent, Span<UInt8>) -> Void

    let limits: Limits
    /// Gives octets of the file that came before, fewer where it cannot.
    let recall: @Sendable (Range<UInt64>) -> [UInt8]
    /// When the transcript's time is 0: the first packet's time.
    package private(set) var start: Timestamp?
    package internal(set) var tally = Tally()

    var flows = FlowTable()
    /// Of the packet at hand, or of the last one.
    private(set) var time = Moment.zero
    private(set) var packet = 0
    /// Octets held by all streams together.
    var heldOctets = 0
    var recent = RecentSegments()
    private var reassembler = Reassembler()
    /// Where the first octet of what is looked at lies in the file; nil where it was put together.
    var base: UInt64?

    /// - Parameter recall: gives octets of the file that came before, to hold what comes twice against what came first.
    package init(
        limits: Limits = Limits(), recall: @escaping @Sendable (Range<UInt64>) -> [UInt8] = { _ in [] }
    ) {
        self.limits = limits
        self.recall = recall
    }

    /// Takes the next packet and its captured octets.
    package mutating func receive(_ packet: Packet, _ bytes: Span<UInt8>, emit: Emit) {
        note(packet)
        base = packet.offset
        let layer = Unwrapper.unwrap(bytes, packet.link, frameLength: packet.originalLength, limits)
        take(layer, bytes, packet.link, emit)
    }

    private mutating func take(_ layer: Unwrapper.Layer, _ bytes: Span<UInt8>, _ link: LinkType, _ emit: Emit) {
        switch layer {
        case .internet(let found):
            switch found.proto {
            case InternetPacket.tcp: receiveTCP(found, bytes, emit)
            case InternetPacket.udp: receiveUDP(found, bytes, emit)
            default: tally.others += 1
            }
        case .fragment(let found): take(fragment: found, bytes, link, emit)
        case .exported(let data): receive(data, bytes, emit)
        case .other: tally.others += 1
        case .cut, .damaged: tally.noteDamaged(packet)
        case .unknownLink: tally.noteUnknown(link)
        }
    }

    /// A part of an IP packet: with the last one the packet is there, but nowhere in one piece.
    private mutating func take(
        fragment found: InternetPacket, _ bytes: Span<UInt8>, _ link: LinkType, _ emit: Emit
    ) {
        tally.fragments += 1
        let outcome = reassembler.take(found, bytes, at: time, limits)
        if outcome.differs { tally.differingFragments += 1 }
        guard let whole = outcome.whole else { return }
        base = nil
        var packet = found
        packet.fragment = nil
        packet.payload = 0..<whole.count
        packet.wireLength = whole.count
        take(Unwrapper.unwrap(whole.span, within: packet, limits), whole.span, link, emit)
    }

    /// No packet follows: what came too early is given, and what is missing before it is told.
    package mutating func finish(emit: Emit) {
        for slot in flows.slots(oldestFirst: false) {
            for direction in Direction.allCases { flush(slot, direction, emit) }
        }
        tally.incompletePackets = reassembler.givenUp + reassembler.waiting
    }

    private mutating func note(_ packet: Packet) {
        self.packet = packet.number
        tally.packets += 1
        tally.octets += UInt64(packet.length)
        guard let now = packet.time else { return }
        let start = self.start ?? now
        self.start = start
        let (passed, overflows) = now.nanoseconds.subtractingReportingOverflow(start.nanoseconds)
        if !overflows { time = Moment(nanoseconds: passed) }
    }
}

extension Assembler {
    func happen(_ slot: Int, _ body: CapturedEvent.Body, _ emit: Emit) { happen(slot, body, Span(), emit) }

    func happen(_ slot: Int, _ body: CapturedEvent.Body, _ bytes: Span<UInt8>, _ emit: Emit) {
        emit(CapturedEvent(time: time, connection: flows[slot].number, packet: packet, body: body), bytes)
    }

    /// The conversation begins: its ends are told apart, and it is told.
    mutating func open(
        _ pair: SocketPair, _ transport: Transport, client: SocketName, proto: String? = nil, _ emit: Emit
    ) -> Int {
        makeRoom(emit)
        let slot = flows.add(pair, isTCP: transport == .tcp, client: client, time: time)
        let opening = CapturedOpening(
            transport: transport, client: client, server: pair.other(than: client), proto: proto)
        happen(slot, .open(opening), emit)
        return slot
    }

    /// Where the octet at an offset of what is looked at lies in the file.
    func place(_ offset: Int) -> UInt64? { base.map { $0 + UInt64(offset) } }

    /// Past the limit an eighth goes at once, so that room is not made for each new one.
    private mutating func makeRoom(_ emit: Emit) {
        guard flows.count >= limits.connections else { return }
        for slot in flows.slots(oldestFirst: true).prefix(max(1, limits.connections / 8)) {
            for direction in Direction.allCases { flush(slot, direction, emit) }
            if !flows[slot].isClosed {
                let reason = "given up: \(limits.connections) others were followed at once"
                happen(slot, .close(Closing(by: nil, reason: reason)), emit)
            }
            flows.remove(slot)
        }
    }
}

// UDP.
extension Assembler {
    private mutating func receiveUDP(_ found: InternetPacket, _ bytes: Span<UInt8>, _ emit: Emit) {
        guard let datagram = Datagram(bytes, found.payload, wireLength: found.wireLength) else {
            return tally.noteDamaged(packet)
        }
        let source = SocketName(address: found.source, port: datagram.sourcePort)
        let pair = SocketPair(source, SocketName(address: found.destination, port: datagram.destinationPort))
        let slot = conversation(pair, source, emit)
        flows[slot].last = time
        let direction = flows[slot].direction(from: source)
        let place = place(datagram.data.lowerBound)
        happen(slot, .data(direction, place: place), bytes.extracting(datagram.data), emit)
        let missing = datagram.wireLength - datagram.data.count
        if missing > 0 { happen(slot, .gap(direction, missing), emit) }
    }

    /// The conversation of a datagram: that of the last one between the two, unless it was long ago.
    private mutating func conversation(
        _ pair: SocketPair, _ source: SocketName, _ emit: Emit
    ) -> Int {
        if let slot = flows.slot(of: pair, isTCP: false) {
            guard time.nanoseconds - flows[slot].last.nanoseconds > limits.datagramIdle else { return slot }
            happen(slot, .close(Closing(by: nil, reason: "idle")), emit)
            flows.remove(slot)
        }
        return open(pair, .udp, client: pair.likelyClient(firstSeen: source), emit)
    }
}

// What a program exported.
extension Assembler {
    /// Octets without packets come in the order in which they were exported.
    private mutating func receive(_ data: ExportedData, _ bytes: Span<UInt8>, _ emit: Emit) {
        let pair = SocketPair(data.source, data.destination)
        let slot =
            flows.slot(of: pair, isTCP: !data.isDatagram)
            ?? open(
                pair, data.isDatagram ? .udp : .tcp, client: pair.likelyClient(firstSeen: data.source),
                proto: data.protocolName.flatMap { Self.known.contains($0) ? $0 : nil }, emit)
        flows[slot].last = time
        let direction = flows[slot].direction(from: data.source)
        happen(slot, .data(direction, place: place(data.data.lowerBound)), bytes.extracting(data.data), emit)
    }

    /// Names that mean the same here and there.
    private static let known: Set<String> = ["http", "smtp", "pop3", "dns", "mdns", "llmnr"]
}
