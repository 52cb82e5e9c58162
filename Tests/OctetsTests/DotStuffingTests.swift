import Testing

@testable import Octets

@Suite struct DotStuffingTests {
    /// Text, and what is sent for it.
    static let letters: [(String, String)] = [
        ("", ".\r\n"),
        ("a\r\n", "a\r\n.\r\n"),
        ("a", "a\r\n.\r\n"),
        (".", "..\r\n.\r\n"),
        (".\r\n", "..\r\n.\r\n"),
        ("..\r\n", "...\r\n.\r\n"),
        ("a\r\n.b\r\n\r\n.\r\n..c.d\r\n", "a\r\n..b\r\n\r\n..\r\n...c.d\r\n.\r\n"),
        ("a\n.b\r\n", "a\n.b\r\n.\r\n"),
        ("a\r.b\r\n.\rc\r\n", "a\r.b\r\n..\rc\r\n.\r\n"),
        ("a\r\r\n.b\r\n", "a\r\r\n..b\r\n.\r\n"),
    ]

    @Test(arguments: letters) func everySplitGivesTheSame(text: String, sent: String) {
        let textBytes = Array(text.utf8)
        let sentBytes = Array(sent.utf8)
        for cut in 0...textBytes.count {
            #expect(stuffed([Array(textBytes[..<cut]), Array(textBytes[cut...])]) == sentBytes, "cut at \(cut)")
        }
        // What comes back has the CRLF that the text lacked, and what follows stays.
        let expected = text.isEmpty || text.hasSuffix("\r\n") ? textBytes : textBytes + [0x0D, 0x0A]
        let followed = sentBytes + Array("QUIT\r\n".utf8)
        for cut in 0...followed.count {
            let result = unstuffed([Array(followed[..<cut]), Array(followed[cut...])])
            #expect(result.text == expected, "cut at \(cut)")
            #expect(result.used == sentBytes.count, "cut at \(cut)")
        }
        #expect(stuffed(textBytes.map { [$0] }) == sentBytes)
        #expect(unstuffed(followed.map { [$0] }).text == expected)
    }

    /// Text as it was sent with what it means to a strict and to a tolerant reader; nil where the end has not come.
    @Test(
        arguments: [
            ("a\n.\nb\r\n.\r\n", "a\n.\nb\r\n", "a\n"),
            ("a\n.\r\nb\r\n.\r\n", "a\n.\r\nb\r\n", "a\n"),
            ("a\r\n.\nb\r\n.\r\n", "a\r\n\nb\r\n", "a\r\n"),
            ("a\n..b\n.\n", nil, "a\n.b\n"),
            (".\r", nil, nil), (".\rx\r\n.\r\n", "\rx\r\n", "\rx\r\n"), (".x\r\n", nil, nil),
        ] as [(String, String?, String?)])
    func onlyCRLFEndsALineUnlessAskedOtherwise(sent: String, strict: String?, tolerant: String?) {
        for (accepts, expected) in [(false, strict), (true, tolerant)] {
            for pieces in [[Array(sent.utf8)], sent.utf8.map { [$0] }] {
                let result = unstuffed(pieces, acceptsBareLineFeed: accepts)
                #expect(result.complete == (expected != nil))
                if let expected { #expect(result.text == Array(expected.utf8)) }
            }
        }
    }

    private func stuffed(_ pieces: [[UInt8]]) -> [UInt8] {
        var stuffer = DotStuffer()
        var output: [UInt8] = []
        for piece in pieces { stuffer.stuff(piece.span, into: &output) }
        stuffer.finish(into: &output)
        return output
    }

    private func unstuffed(
        _ pieces: [[UInt8]], acceptsBareLineFeed: Bool = false
    ) -> (text: [UInt8], used: Int, complete: Bool) {
        var unstuffer = DotUnstuffer(acceptsBareLineFeed: acceptsBareLineFeed)
        var output: [UInt8] = []
        var used = 0
        for piece in pieces { used += unstuffer.unstuff(piece.span, into: &output) }
        #expect(unstuffer.count == UInt64(output.count))
        return (output, used, unstuffer.isComplete)
    }
}
