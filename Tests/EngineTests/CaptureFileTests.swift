import Captures
import Dissection
import Foundation
import Octets
import Testing
import Transcripts

@testable import Engine

/// Captures as the engine reads them: told apart by content, whole and damaged. The packets are in hexadecimal, headers and
/// all; `Tests/CapturesTests` has the many cases.
@Suite(.timeLimit(.minutes(1))) struct CaptureFileTests {
    let scratch = Scratch()

    /// A little-endian pcap file of raw IP packets, each a second after the one before.
    static func pcap(_ packets: [[UInt8]]) -> [UInt8] {
        func number(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> ($0 * 8) & 0xFF) } }
        let header = [0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0] + number(0) + number(0) + number(65_535) + number(101)
        return packets.enumerated().reduce(header) { file, packet in
            let length = number(packet.element.count)
            return file + number(1_700_000_000 + packet.offset) + number(250_000) + length + length + packet.element
        }
    }

    /// A TCP segment from port 4660 of 10.0.0.1 to port 80 of 10.0.0.2, or back.
    static func segment(_ text: String, sequence: UInt8, back: Bool = false) -> [UInt8] {
        let data = Array(text.utf8)
        let ends: [[UInt8]] = [[10, 0, 0, 1], [10, 0, 0, 2]], ports: [[UInt8]] = [[0x12, 0x34], [0, 80]]
        let (from, to) = back ? (1, 0) : (0, 1)
        let length = 40 + data.count
        return [0x45, 0, UInt8(length >> 8), UInt8(length & 0xFF), 0, 0, 0, 0, 64, 6, 0, 0] + ends[from] + ends[to]
            + ports[from] + ports[to] + [0, 0, 0, sequence, 0, 0, 0, 0, 0x50, 0x10, 0xFF, 0xFF, 0, 0, 0, 0] + data
    }

    static let exchange = [
        segment("GET / HTTP/1.1\r\n", sequence: 1), segment("Host: x\r\n\r\n", sequence: 17),
        segment("HTTP/1.1 204 No Content\r\n\r\n", sequence: 1, back: true),
    ]

    private func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: URL(filePath: scratch(name)))
        return scratch(name)
    }

    private func read(_ path: String) throws -> (events: [Event], packets: [Int?], epoch: Int64?, InputFile.Outcome) {
        var events: [Event] = []
        var packets: [Int?] = []
        var epoch: Int64?
        let outcome = try InputFile.events(path, onStart: { epoch = $0 }) {
            events.append($0)
            packets.append($1)
        }
        return (events, packets, epoch, outcome)
    }

    @Test func aCaptureIsKnownByItsContent() throws {
        let (events, packets, epoch, outcome) = try read(file("a.session", Self.pcap(Self.exchange)))
        #expect(outcome.kind == .capture(.pcap))
        #expect(epoch == 1_700_000_000_250_000_000)
        #expect(packets == [1, 1, 1, 2, 3])
        #expect(events.map(\.body.kind) == [.open, .note, .data, .data, .data])
        #expect(events.map(\.time.nanoseconds) == [0, 0, 0, 1_000_000_000, 2_000_000_000])
        #expect((outcome.complaint, outcome.remarks) == (nil, []))
    }

    @Test func aCutCaptureGivesWhatIsWholeAndSaysWhere() throws {
        let whole = Self.pcap(Self.exchange)
        let (events, _, _, outcome) = try read(file("a.pcap", Array(whole.dropLast(5))))
        #expect(events.count == 4)
        #expect(
            outcome.complaint
                == "at octet 163, behind packet 2: the file is cut short, 78 octets into what follows")
        let (none, _, epoch, empty) = try read(file("b.pcap", Array(whole.prefix(24))))
        #expect((none.count, epoch, empty.complaint) == (0, nil, nil))
    }

    /// A file that cannot be read does not keep those behind it from being read, and the worst status wins.
    @Test func everyFileIsDecodedWhateverTheOthersAre() async {
        await #expect(processExitsWith: .success) {
            let streams = try Streams(input: "")
            let good = streams.scratch("good.pcap"), cut = streams.scratch("cut.pcap")
            let bytes = CaptureFileTests.pcap(CaptureFileTests.exchange)
            try Data(bytes).write(to: URL(filePath: good))
            try Data(bytes.dropLast(5)).write(to: URL(filePath: cut))
            let failure = await #expect(throws: Failure.self) {
                await Task.yield()
                try HeadlessDecode(paths: [cut, streams.scratch("none"), good], output: .json).run()
            }
            #expect(failure?.status == 66)
            let lines = streams.output.split(separator: "\n")
            #expect(lines.count == 3)
            #expect(lines[1].contains(#""time":"1700000001.250000000","frame":2,"#))
            #expect(lines[1].contains(#""src":"10.0.0.1:4660","dst":"10.0.0.2:80""#))
            #expect(lines[2].contains(#""frame":3,"#) && lines[2].contains(#""status":204"#))
        }
    }
}
