import Foundation
import Glibc
import TestKit
import Testing

@testable import Engine

/// Files, gzip and pipes as windows of octets.
@Suite(.timeLimit(.minutes(1))) struct ByteSourceTests {
    let scratch = Scratch()

    /// Octets in which every place is told by what stands there.
    static func octets(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            for index in 0..<count { buffer[index] = UInt8(truncatingIfNeeded: index &* 31 ^ index >> 9) }
            filled = count
        }
    }

    private func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: URL(filePath: scratch(name)))
        return scratch(name)
    }

    /// Stored blocks (RFC 1951 §3.2.4) of up to 65,535 octets: gzip without a compressor.
    static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        var file: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
        var rest = bytes[...]
        repeat {
            let block = rest.prefix(65_535)
            rest = rest.dropFirst(65_535)
            let (low, high) = (UInt8(block.count & 0xFF), UInt8(block.count >> 8))
            file += [rest.isEmpty ? 1 : 0, low, high, ~low, ~high] + block
        } while !rest.isEmpty
        let trailer = [crc32(bytes), UInt32(truncatingIfNeeded: bytes.count)]
        return file + trailer.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } }
    }

    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        let table = (0..<256 as Range<UInt32>).map { start in
            (0..<8).reduce(start) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
        }
        return ~bytes.reduce(UInt32.max) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ $0 >> 8 }
    }

    private func window(_ source: ByteSource, _ from: UInt64, _ wanted: Int) throws -> (octets: [UInt8], isLast: Bool) {
        try source.withWindow(from: from, wanted: wanted) { octets, isLast in
            (octets.withUnsafeBufferPointer { Array($0) }, isLast)
        }
    }

    /// The same windows whatever the octets lie in.
    @Test(arguments: ["plain", "gzip", "pipe", "gzip in a pipe"]) func windowsHoldTheFilesOctets(kind: String) throws {
        let content = Self.octets(300_000)
        let bytes = kind.contains("gzip") ? Self.gzip(content) : content
        let pipe = Pipe()
        if kind.contains("pipe") { pipe.feed(bytes, thenEnd: true) }
        let path = kind.contains("pipe") ? pipe.path : try file("a", bytes)
        let source = try ByteSource(path, windowSize: 10_000)
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let from = Int.random(in: 0..<310_000, using: &generator)
            let wanted = Int.random(in: 0..<40_000, using: &generator)
            let (octets, isLast) = try window(source, UInt64(from), wanted)
            #expect(octets.elementsEqual(content.dropFirst(from).prefix(octets.count)), "seed \(seed)")
            #expect(octets.count >= wanted || isLast, "seed \(seed)")
            #expect(!isLast || octets.count == max(0, content.count - from), "seed \(seed)")
        }
        #expect(source.fault == nil)
        let (none, isLast) = try window(source, 300_000, 1)
        #expect((none, isLast) == ([], true))
        #expect(source.read(100..<200) == Array(content[100..<200]))
        #expect(source.read(299_990..<400_000) == Array(content[299_990...]))
        #expect(!source.isGrowing)
        if !kind.contains("pipe") { #expect((source.size, source.consumed > 0) == (UInt64(bytes.count), true)) }
    }

    @Test(arguments: ["plain", "gzip"]) func piecesGiveTheFileOnce(kind: String) throws {
        let content = Self.octets(200_000)
        let source = try ByteSource(file("a", kind == "gzip" ? Self.gzip(content) : content), windowSize: 30_000)
        #expect(Array(try source.peek(5)) == Array(content.prefix(5)))
        #expect(Array(try source.peek(40_000)) == Array(content.prefix(40_000)))
        var all: [UInt8] = []
        while let piece = try source.next() {
            #expect(piece.count <= ByteSource.chunkSize)
            all += piece
        }
        #expect(all == content)
        #expect(try source.peek(5).isEmpty)
    }

    @Test func anEmptyFileEndsAtOnce() throws {
        let source = try ByteSource(file("a", []))
        #expect(try source.next() == nil)
        #expect(source.fault == nil)
    }

    @Test func damagedGzipGivesWhatIsReadableAndSaysWhere() throws {
        let content = Self.octets(150_000)
        var bytes = Self.gzip(content)
        // The length of the second block does not match its complement any more.
        bytes[10 + 5 + 65_535 + 3] ^= 0xFF
        let damaged = try ByteSource(file("a", bytes))
        let (octets, isLast) = try window(damaged, 0, 150_000)
        #expect((octets, isLast) == (Array(content.prefix(65_535)), true))
        #expect(
            damaged.fault?.description
                == "the gzip data stops at octet 65555, after 65535 octets of content: it is damaged (invalid stored block "
                + "lengths)")
        let cut = try ByteSource(file("b", Array(Self.gzip(content).prefix(100_000))))
        #expect(try window(cut, 0, 150_000).octets == Array(content.prefix(100_000 - 20)))
        #expect(
            cut.fault?.description
                == "the gzip data stops at octet 100000, after 99980 octets of content: it is cut short")
    }

    @Test func aFileThatBecomesShorterGivesWhatIsLeft() throws {
        let content = Self.octets(100_000)
        let path = try file("a", content)
        let source = try ByteSource(path, windowSize: 10_000)
        #expect(try window(source, 0, 5_000).octets.count == 10_000)
        truncate(path, 30_000)
        let (octets, isLast) = try window(source, 5_000, 90_000)
        #expect((octets, isLast) == (Array(content[5_000..<30_000]), true))
        #expect(
            source.fault?.description
                == "the file became shorter while it was read: it had 100000 octets, and ended at octet 30000")
        #expect(source.read(20_000..<40_000) == Array(content[20_000..<30_000]))
    }

    @Test func aPipeGivesWhatHasComeBeforeItEnds() throws {
        let pipe = Pipe()
        pipe.feed(Array("first".utf8))
        let source = try ByteSource(pipe.path)
        var dry = 0
        source.whenDry = {
            dry += 1
            #expect(source.isGrowing)
            if dry == 1 { pipe.feed(Array("second".utf8)) }
            if dry == 2 { pipe.feed(Array("third".utf8), thenEnd: true) }
        }
        #expect(try window(source, 0, 5).octets == Array("first".utf8))
        #expect(dry == 0)
        #expect(try window(source, 0, 6).octets == Array("firstsecond".utf8))
        #expect(dry == 1)
        #expect(source.read(3..<8) == Array("stsec".utf8))
        #expect(try window(source, 11, 100).octets == Array("third".utf8))
        let (rest, isLast) = try window(source, 16, 1)
        #expect((rest, isLast, source.isGrowing, source.size) == ([], true, false, nil))
    }

    /// The reader waits for a pipe that nobody writes to; another thread ends that.
    @Test func readingIsStoppedFromAnotherThread() async throws {
        let pipe = Pipe()
        let source = try ByteSource(pipe.path)
        source.whenDry = { Thread.detachNewThread { source.cancel() } }
        #expect(try source.next() == nil)
        #expect((source.fault?.isStop, source.fault?.description) == (true, "reading was stopped at octet 0"))
        let plain = try ByteSource(file("a", Self.octets(1000)), windowSize: 100)
        #expect(try plain.peek(1).count == 1)
        plain.cancel()
        #expect(try plain.peek(1000).count == 100)
        #expect(plain.fault?.isStop == true)
    }

    @Test func whatCannotBeReadIsTold() {
        let missing = #expect(throws: SessionFileError.self) { try ByteSource(scratch("none")) }
        #expect(missing?.description == "cannot open \(scratch("none")) (no such file or directory); check the path")
        let folder = #expect(throws: SessionFileError.self) { try ByteSource(scratch.path).next() }
        #expect(folder?.description == "cannot read \(scratch.path) (is a directory); check the path")
    }
}

/// A named pipe, and its end that is written to.
private final class Pipe: Sendable {
    private let scratch = Scratch()
    private let descriptor: Int32

    var path: String { scratch("pipe") }

    init() {
        mkfifo(scratch("pipe"), 0o600)
        // Open for both, so that it does not wait for a reader.
        descriptor = open(scratch("pipe"), O_RDWR | O_NONBLOCK)
    }

    /// Writes on a thread of its own, since a pipe holds little.
    func feed(_ bytes: [UInt8], thenEnd: Bool = false) {
        let descriptor = descriptor
        if bytes.count < 4096, !thenEnd {
            _ = writeAll(bytes, to: descriptor)
            return
        }
        Thread.detachNewThread {
            _ = fcntl(descriptor, F_SETFL, 0)
            _ = writeAll(bytes, to: descriptor)
            close(descriptor)
        }
    }
}
