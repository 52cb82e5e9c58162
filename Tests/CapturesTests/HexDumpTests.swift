import Octets
import TestKit
import Testing

@testable import Captures

@Suite struct HexDumpTests {
    private static let request = Array("GET / HTTP/1.1\r\nHost: ab\r\n\r\n".utf8)

    /// As each program prints the same 28 octets.
    static let dumps: [(name: String, text: String)] = [
        (
            "xxd",
            """
            00000000: 4745 5420 2f20 4854 5450 2f31 2e31 0d0a  GET / HTTP/1.1..
            00000010: 486f 7374 3a20 6162 0d0a 0d0a            Host: ab....

            """
        ),
        (
            "xxd -c 8 -g 1, without a last line end",
            """
            00000000: 47 45 54 20 2f 20 48 54  GET / HT
            00000008: 54 50 2f 31 2e 31 0d 0a  TP/1.1..
            00000010: 48 6f 73 74 3a 20 61 62  Host: ab
            00000018: 0d 0a 0d 0a              ....
            """
        ),
        (
            "hexdump -C",
            """
            00000000  47 45 54 20 2f 20 48 54  54 50 2f 31 2e 31 0d 0a  |GET / HTTP/1.1..|
            00000010  48 6f 73 74 3a 20 61 62  0d 0a 0d 0a              |Host: ab....|
            0000001c

            """
        ),
        (
            "Wireshark, with text",
            """
            0000   47 45 54 20 2f 20 48 54 54 50 2f 31 2e 31 0d 0a   GET / HTTP/1.1..
            0010   48 6f 73 74 3a 20 61 62 0d 0a 0d 0a               Host: ab....

            """
        ),
        (
            "Wireshark, without text",
            "0000  47 45 54 20 2f 20 48 54 54 50 2f 31 2e 31 0d 0a\r\n0010  48 6f 73 74 3a 20 61 62 0d 0a 0d 0a\r\n\r\n"
        ),
        (
            "tshark -x",
            """
            0000  47 45 54 20 2f 20 48 54 54 50 2f 31 2e 31 0d 0a   GET / HTTP/1.1..
            0010  48 6f 73 74 3a 20 61 62 0d 0a 0d 0a               Host: ab....
            """
        ),
        (
            "capitals",
            "00000000  47 45 54 20 2F 20 48 54  54 50 2F 31 2E 31 0D 0A\n00000010  48 6F 73 74 3A 20 61 62  0D 0A 0D 0A"
        ),
    ]

    private func isDump(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return HexDump.isDump(bytes.span)
    }

    private func read(_ text: String, _ feeding: Feeding = .whole) -> (rows: [HexDump.Row], errors: [String]) {
        var dump = HexDump()
        var rows: [HexDump.Row] = []
        var errors: [String] = []
        func drain() {
            while true {
                do {
                    guard let row = try dump.next() else { return }
                    rows.append(row)
                } catch { errors.append(error.description) }
            }
        }
        feeding.feed(Array(text.utf8)) {
            dump.append($0)
            drain()
        }
        dump.finish()
        drain()
        return (rows, errors)
    }

    @Test(arguments: dumps) func everyProgramsDumpIsRead(name: String, text: String) {
        #expect(isDump(text), "\(name)")
        for feeding in Feeding.all() {
            let (rows, errors) = read(text, feeding)
            #expect(rows.flatMap(\.bytes) == Self.request, "\(name), \(feeding)")
            #expect(errors == [], "\(name), \(feeding)")
            #expect(rows.filter(\.beginsPiece).count == 1)
        }
    }

    @Test func bothSidesOfAStream() {
        let (rows, errors) = read(
            "00000000  41 42  AB\n    00000000  43 44  CD\n    00000002  45  E\n00000002  46  F\n")
        #expect(errors == [])
        #expect(rows.map(\.isIndented) == [false, true, true, false])
        #expect(rows.map(\.bytes) == [[0x41, 0x42], [0x43, 0x44], [0x45], [0x46]])
        #expect(rows.map(\.beginsPiece) == [true, true, false, false])
    }

    @Test func anOffsetOfZeroBeginsAnotherPiece() {
        #expect(read("0000  41\n0001  42\n\n0000  43\n").rows.map(\.beginsPiece) == [true, false, true])
    }

    @Test func linesThatAreLikeTheOneBefore() {
        let line = " 00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f  |................|\n"
        let (rows, errors) = read("00000000 \(line)*\n00000030 \(line)00000040\n")
        #expect(errors == [])
        #expect(rows.map(\.bytes.count) == [16, 48])
        #expect(rows[1].bytes == (0..<3).flatMap { _ in (0..<16).map { UInt8($0) } })
        #expect(read("00000000 \(line)*\n00000040\n").rows.map(\.bytes.count) == [16, 48])
    }

    @Test(arguments: [
        ("0000  41\nrubbish\n0001  42\n", "line 2: this is no line of a hex dump"),
        ("0000  41\n0005  42\n", "line 2: its offset is 5, and 1 octets came before it"),
        ("0000  41 42\n0001  99\n", "line 2: its offset is 1, and 2 octets came before it"),
        ("0000  41\n*\nffffffff\n0001  42\n", "line 3: its offset is 4294967295, and 1 octets came before it"),
    ])
    func brokenLinesAreLeftOutAndTold(text: String, error: String) {
        let (rows, errors) = read(text)
        #expect(rows.flatMap(\.bytes) == [0x41, 0x42])
        #expect(errors == [error])
    }

    @Test(arguments: [
        "", "\n\n", "GET / HTTP/1.1\r\n", "{\"format\":\"wireside-session\"}", "00000010  41\n", "0000\n", "0000xyz\n",
        "2026-11-24 10:00 started\n", "deadbeef\n", "feedcafe and more\n", "000 41\n",
    ])
    func otherTextIsNoDump(text: String) {
        #expect(!isDump(text))
    }
}
