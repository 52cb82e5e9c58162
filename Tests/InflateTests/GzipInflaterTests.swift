import Inflate
import Octets
import TestKit
import Testing

/// Samples of gzip (RFC 1952) that other programs made, and what of them is broken, whatever pieces they come in.
@Suite struct GzipInflaterTests {
    /// `printf 'hello hello hello\n' | gzip -n`.
    static let hello: [UInt8] = [
        0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x57, 0xC8, 0x40, 0x90, 0x5C, 0x00, 0x3B,
        0x7C,
        0x8A, 0xDF, 0x12, 0, 0, 0,
    ]
    static let text = "hello hello hello\n"

    private func inflate(
        _ pieces: [[UInt8]], room: Int = 4096
    ) -> (content: String, error: InflateError?, inflater: GzipInflater) {
        let inflater = GzipInflater()
        var content: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 1)
        defer { buffer.deallocate() }
        // An empty piece at the end takes what is left inside.
        for piece in pieces + [[]] {
            var used = 0
            while true {
                let step = inflater.step(piece.span.extracting(used..<piece.count), into: buffer)
                used += step.taken
                content += buffer[..<step.given]
                #expect(step.given <= room)
                if let failure = step.failure { return (String(decoding: content, as: UTF8.self), failure, inflater) }
                if step.given == 0, step.taken == 0 { break }
            }
            #expect(used == piece.count)
        }
        return (String(decoding: content, as: UTF8.self), inflater.end(), inflater)
    }

    private func bytewise(_ bytes: [UInt8]) -> [[UInt8]] { bytes.map { [$0] } }

    @Test(arguments: [1, 2, 5, 4096]) func aMemberBecomesItsContent(room: Int) {
        for pieces in [[Self.hello], bytewise(Self.hello)] {
            let (content, error, inflater) = inflate(pieces, room: room)
            #expect((content, error) == (Self.text, nil))
            #expect((inflater.taken, inflater.given, inflater.members) == (UInt64(Self.hello.count), 18, 1))
        }
    }

    @Test func membersAndPaddingFollowOneAnother() {
        let file = Self.hello + Self.hello + [0, 0, 0] + Self.hello + [0, 0]
        for pieces in [[file], bytewise(file)] {
            let (content, error, inflater) = inflate(pieces)
            #expect((content, error, inflater.members) == (Self.text + Self.text + Self.text, nil, 3))
        }
    }

    @Test func whatFollowsTheLastMemberIsTold() {
        for pieces in [[Self.hello + [7, 7]], bytewise(Self.hello + [7, 7])] {
            let (content, error, _) = inflate(pieces)
            #expect(content == Self.text)
            #expect(
                error?.description
                    == "the gzip data stops at octet \(Self.hello.count), after 18 octets of content: what follows its "
                    + "last member is not gzip and was left out")
        }
    }

    @Test(arguments: 1..<Self.hello.count) func aMemberCutShortIsTold(count: Int) {
        let (content, error, _) = inflate([Array(Self.hello.prefix(count))])
        #expect(Self.text.hasPrefix(content))
        #expect(error?.place == UInt64(count))
        #expect(error?.what == "it is cut short")
    }

    @Test func aWrongCheckSumGivesAllContentAndIsTold() {
        var file = Self.hello
        file[21] ^= 1
        let (content, error, _) = inflate(bytewise(file))
        #expect(content == Self.text)
        #expect(error?.what == "it is damaged (incorrect data check)")
        #expect(error.map { (21...25).contains($0.place) } == true)
    }

    @Test func nothingGoesOnBehindDamage() {
        let inflater = GzipInflater()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 1)
        defer { buffer.deallocate() }
        let first = inflater.step([0x1F, 0x8B, 9, 0].span, into: buffer)
        let second = inflater.step(Self.hello.span, into: buffer)
        #expect(first.failure != nil && first.failure == second.failure)
        #expect((second.taken, second.given) == (0, 0))
        #expect(inflater.end() == first.failure)
    }

    /// Whatever octets are wrong, it ends, and gives no more than there is room for.
    @Test func damageAnywhereEnds() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            var file = Self.hello + Self.hello
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                file[Int.random(in: 3..<file.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            let (content, error, inflater) = inflate([file], room: 16)
            #expect(inflater.given <= 64 << 10 && content.utf8.count <= 64 << 10, "seed \(seed)")
            #expect(error == nil || error?.given == inflater.given, "seed \(seed)")
        }
    }

    @Test func gzipIsToldByItsFirstOctets() {
        let samples = [Self.hello, [0x1F, 0x8B], [0x1F, 0x8B, 7], []]
        let isGzip = samples.map { bytes in GzipInflater.isGzip(bytes.span) }
        #expect(isGzip == [true, false, false, false])
    }
}
