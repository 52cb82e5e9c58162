import Captures
import Dissection
import Octets
import Testing
import Transcripts

@testable import Exchange

/// Messages as other tools read them, octet by octet; and packets of our making as our own reader puts them together.
@Suite struct PcapngExportTests {
    static let opening = Opening(
        role: "observer", transport: .tcp, client: Endpoint(address: "192.0.2.1:40000"),
        server: Endpoint(address: "192.0.2.9:80"))
    static let request = Array("GET / HTTP/1.1\r\n\r\n".utf8)
    static let response = Array("HTTP/1.1 204 No Content\r\n\r\n".utf8)

    static func record(
        _ number: Int, _ direction: Direction, _ range: Range<UInt64>, connection: Int = 0, proto: ProtocolName = .http,
        began: Int64 = 1, time: Int64 = 1
    ) -> MessageRecord {
        MessageRecord(
            number: number, connection: connection, direction: direction, proto: proto, kind: .message,
            began: Moment(nanoseconds: began), time: Moment(nanoseconds: time), event: 0, range: range)
    }

    /// Adds a message whose octets are all of a stream.
    private func add(
        _ bytes: [UInt8], _ record: MessageRecord, _ opening: Opening?, to export: inout PcapngExport,
        into file: inout [UInt8]
    ) {
        export.add(record, opening) { range in
            Array(bytes[Int(range.lowerBound)..<Int(range.upperBound)])
        } write: {
            #expect($0.count <= PcapngExport.gatherLimit + PcapngExport.pieceLimit * 2)
            file += $0
        }
    }

    private func exported(_ form: PcapngExport.Form, opening: Opening = opening) -> [UInt8] {
        var export = PcapngExport(form, epoch: 1_700_000_000_000_000_000, application: "test", source: "a")
        var file: [UInt8] = []
        let (request, response) = (Self.request, Self.response)
        let asked = Self.record(0, .clientToServer, 0..<UInt64(request.count), began: 5, time: 9)
        let answered = Self.record(1, .serverToClient, 0..<UInt64(response.count), began: 20, time: 20)
        add(request, asked, opening, to: &export, into: &file)
        add(response, answered, opening, to: &export, into: &file)
        export.close(Closing(by: .serverToClient), connection: 0, at: Moment(nanoseconds: 30))
        return file + export.bytes
    }

    private struct Read {
        var packets: [Packet] = []
        var octets: [[UInt8]] = []
        var events: [Event] = []
    }

    private func read(_ file: [UInt8]) throws -> Read {
        var scanner = CaptureScanner()
        var assembler = Assembler()
        var read = Read()
        while let packet = try scanner.next(in: file.span, at: 0, isLast: true) {
            read.packets.append(packet)
            let bytes = file.span.extracting(packet.range)
            read.octets.append(bytes.withUnsafeBufferPointer { Array($0) })
            assembler.receive(packet, bytes) { event, octets in event.event(octets).map { read.events.append($0) } }
        }
        assembler.finish { event, octets in event.event(octets).map { read.events.append($0) } }
        return read
    }

    @Test func aPDUBearsItsProtocolAndItsEnds() throws {
        let read = try read(exported(.pdus))
        #expect(read.packets.map(\.link.rawValue) == [252, 252])
        #expect(read.packets.map { $0.time?.nanoseconds } == [1_700_000_000_000_000_009, 1_700_000_000_000_000_020])
        let tags: [[UInt8]] = [
            [0, 12, 0, 4], Array("http".utf8), [0, 20, 0, 4, 192, 0, 2, 1], [0, 21, 0, 4, 192, 0, 2, 9],
            [0, 24, 0, 4, 0, 0, 0, 2], [0, 25, 0, 4, 0, 0, 0x9C, 0x40], [0, 26, 0, 4, 0, 0, 0, 80], [0, 0, 0, 0],
        ]
        #expect(read.octets.first == tags.flatMap { $0 } + Self.request)
        #expect(read.octets.last?.suffix(Self.response.count) == Self.response[...])
    }

    @Test func namesOfProtocolsAreWiresharksAndPadded() {
        let end = PacketEnd(address: [UInt8](repeating: 1, count: 16), port: 110)
        let pdu = ExportedPDU.octets(of: [7], .pop3, isDatagram: false, from: end, to: end, originalFrame: 258)
        let tags: [[UInt8]] = [
            [0, 12, 0, 4], Array("pop\0".utf8), [0, 14, 0, 8], Array("tcp.port".utf8), [0, 32, 0, 4, 0, 0, 0, 110],
            [0, 22, 0, 16],
        ]
        #expect(Array(pdu.prefix(32)) == tags.flatMap { $0 })
        #expect(Array(pdu.suffix(13)) == [0, 30, 0, 4, 0, 0, 1, 2, 0, 0, 0, 0, 7])
        #expect(ExportedPDU.dissectorName(of: ProtocolName(rawValue: "gopher")) == "data")
    }

    @Test func packetsAreAConnectionFromItsHandshakeToItsEnd() throws {
        let read = try read(exported(.packets))
        // Flags: SYN, SYN ACK, ACK, the request's first octet when it began, its rest, the response, FIN, FIN, ACK.
        #expect(read.octets.map { $0[33] } == [2, 0x12, 0x10, 0x18, 0x18, 0x18, 0x11, 0x11, 0x10])
        let times = read.packets.map { ($0.time?.nanoseconds ?? 0) - 1_700_000_000_000_000_000 }
        #expect(times == [5, 5, 5, 5, 9, 20, 30, 30, 30])
        let data = read.events.compactMap { event -> [UInt8]? in
            if case .data(_, let bytes) = event.body { bytes } else { nil }
        }
        #expect(data.flatMap { $0 } == Self.request + Self.response)
        guard case .open(let opening)? = read.events.first?.body else { throw Unexpected() }
        #expect((opening.client.address, opening.server.address) == ("192.0.2.1:40000", "192.0.2.9:80"))
        guard case .close(let closing)? = read.events.last?.body else { throw Unexpected() }
        #expect(!closing.half)
    }

    private struct Unexpected: Error {}

    /// A checksum is right where the sum of all that it covers, and of itself, is nothing.
    @Test(arguments: ["192.0.2.1:1", "[2001:db8::1]:1"]) func checksumsAreRight(address: String) throws {
        let end = try #require(PacketEnd(address))
        let other = PacketEnd(address: end.address.reversed(), port: 65_535)
        for count in [0, 1, 2, 255, 1460] {
            let data = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
            let tcp = InternetHeaders.tcp(
                from: end, to: other, sequence: .max, acknowledgment: 7, [.push, .acknowledge], data[...])
            let udp = InternetHeaders.udp(from: end, to: other, data)
            for (proto, packet) in [(6, tcp), (17, udp)] as [(UInt8, [UInt8])] {
                let header = end.isVersion4 ? 20 : 40
                if end.isVersion4 {
                    #expect(InternetHeaders.checksum(of: Array(packet.prefix(20)), adding: []) == 0)
                }
                let length = packet.count - header
                let pseudo = end.address + other.address + [UInt8(length >> 8), UInt8(length & 0xFF), 0, proto]
                #expect(InternetHeaders.checksum(of: Array(packet.dropFirst(header)), adding: pseudo) == 0)
            }
        }
    }

    @Test func aLongMessageBecomesSegmentsThatAreAcknowledged() throws {
        var export = PcapngExport(.packets, epoch: 0, application: "test", source: "a")
        var file: [UInt8] = []
        let bytes = [UInt8](unsafeUninitializedCapacity: 700_000) { buffer, count in
            for index in 0..<700_000 { buffer[index] = UInt8(truncatingIfNeeded: index >> 8 ^ index) }
            count = 700_000
        }
        add(bytes, Self.record(0, .serverToClient, 0..<700_000), Self.opening, to: &export, into: &file)
        let read = try read(file + export.bytes)
        let data = read.events.reduce(into: [UInt8]()) { all, event in
            if case .data(.serverToClient, let piece) = event.body { all += piece }
        }
        #expect(data == bytes)
        #expect(read.octets.map(\.count).max() == 1500)
        #expect(read.octets.filter { $0.count == 40 && $0[33] == 0x10 }.count == 1 + 700_000 / (23 * 1460))
    }

    @Test func datagramsStayWhole() throws {
        let opening = Opening(
            transport: .udp, client: Endpoint(address: "[2001:db8::1]:5353"),
            server: Endpoint(address: "[ff02::fb]:5353"))
        var export = PcapngExport(.packets, epoch: 0, application: "test", source: "a")
        var file: [UInt8] = []
        add([1, 2, 3], Self.record(0, .clientToServer, 0..<3, proto: .mdns), opening, to: &export, into: &file)
        let long = [UInt8](repeating: 0, count: 65_508)
        add(long, Self.record(1, .clientToServer, 0..<65_508, proto: .mdns), opening, to: &export, into: &file)
        #expect((export.count, export.leftOut) == (1, 1))
        let read = try read(file + export.bytes)
        #expect(read.octets.map(\.count) == [51])
        #expect(read.events.contains { $0.body == .data(.clientToServer, [1, 2, 3]) })
    }

    @Test func endsAreReadAsTheyArePrinted() throws {
        let samples: [(String, [UInt8]?)] = [
            ("192.0.2.1:80", [192, 0, 2, 1]), ("[::1]:80", [UInt8](repeating: 0, count: 15) + [1]),
            ("[2001:db8::a:b]:80", [0x20, 1, 0xD, 0xB8] + [UInt8](repeating: 0, count: 9) + [10, 0, 11]),
            ("[::ffff:192.0.2.1]:80", [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF, 192, 0, 2, 1]),
            ("[fe80::1%eth0]:80", [0xFE, 0x80] + [UInt8](repeating: 0, count: 13) + [1]),
            ("[1:2:3:4:5:6:7:8]:80", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]),
            ("unix:/tmp/a:80", nil), ("", nil), ("192.0.2:80", nil), ("192.0.2.1", nil), ("[1:2]:80", nil),
            ("[1::2::3]:80", nil), ("192.0.2.256:80", nil), ("[1:2:3:4:5:6:7:8::]:80", nil),
        ]
        for (text, address) in samples {
            #expect(PacketEnd(text) == address.map { PacketEnd(address: $0, port: 80) }, "\(text)")
        }
        let unix = Opening(
            transport: .unix, client: Endpoint(address: "unix:"), server: Endpoint(address: "unix:/tmp/a"))
        let ends = PacketEnds(unix, connection: 3, defaultPort: 25)
        #expect(ends.client == PacketEnd(address: [192, 0, 2, 1], port: 49_155))
        #expect(ends.server == PacketEnd(address: [192, 0, 2, 2], port: 25))
    }
}
