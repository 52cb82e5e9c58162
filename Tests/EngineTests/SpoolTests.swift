import Foundation
import Glibc
import Octets
import Testing

@testable import Engine

@Suite struct SpoolTests {
    let scratch = Scratch()

    @Test func leavesNoNameBehind() throws {
        let spool = try Spool(directory: scratch.path)
        try spool.append([1, 2, 3].span)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == [])
        #expect(spool.read(0..<3) == [1, 2, 3])
    }

    @Test func givesBytesOldAndNew() throws {
        let spool = try Spool(directory: scratch.path)
        var model: [UInt8] = []
        var generator = SystemRandomNumberGenerator()
        while model.count < 5 * Spool.windowLimit {
            let piece = [UInt8](
                repeating: UInt8.random(in: 0...255, using: &generator), count: Int.random(in: 0..<90_000))
            let range = try spool.append(piece.span)
            #expect(range == UInt64(model.count)..<UInt64(model.count + piece.count))
            model += piece
            for _ in 0..<20 {
                let start = Int.random(in: 0...model.count)
                let end = Int.random(in: start...min(model.count, start + 200_000))
                #expect(spool.read(UInt64(start)..<UInt64(end)) == Array(model[start..<end]), "\(start)..<\(end)")
            }
        }
        #expect(spool.count == UInt64(model.count))
        #expect(spool.read(0..<UInt64(model.count)) == model)
    }

    @Test func givesFewerBytesPastTheEnd() throws {
        let spool = try Spool(directory: scratch.path)
        #expect(spool.read(0..<9) == [])
        try spool.append([1, 2].span)
        #expect(spool.read(1..<9) == [2])
        #expect(spool.read(7..<9) == [])
        #expect(try spool.append([UInt8]().span) == 2..<2)
    }

    @Test func takesOneAppendThatIsLargerThanTheWindow() throws {
        let spool = try Spool(directory: scratch.path)
        let bytes = (0..<3 * Spool.windowLimit).map { UInt8(truncatingIfNeeded: $0 / 7) }
        try spool.append(bytes.span)
        try spool.append([9].span)
        #expect(spool.read(0..<UInt64(bytes.count + 1)) == bytes + [9])
    }

    @Test func saysWhereItCannotBeMade() {
        let error = #expect(throws: SpoolError.self) { try Spool(directory: "/nowhere/at/all") }
        #expect(
            error?.description
                == "cannot make a spool file in /nowhere/at/all (no such file or directory); check the directory or set "
                + "TMPDIR to another one")
    }

    /// The kernel is told to refuse files past a size, as a full disk would.
    @Test func aFullDiskIsToldAndWhatWasThereStays() async {
        await #expect(processExitsWith: .success) {
            limitFileSize(to: 2 * Spool.windowLimit)
            let spool = try Spool(directory: "/tmp")
            let piece = [UInt8](repeating: 7, count: 100_000)
            var failure: SpoolError?
            var kept = 0
            while failure == nil, kept < 100 {
                do {
                    try spool.append(piece.span)
                    kept += 1
                } catch {
                    failure = error as? SpoolError
                }
            }
            #expect(failure?.description.contains("make room there") == true)
            #expect(spool.count == UInt64(kept * piece.count))
            #expect(spool.read(0..<spool.count) == [UInt8](repeating: 7, count: kept * piece.count))
            try spool.append([8].span)
            #expect(spool.read((spool.count - 1)..<spool.count) == [8])
        }
    }

    @Test func manyThreadsReadWhileOneWrites() async throws {
        let spool = try Spool(directory: scratch.path)
        let wrong = await withTaskGroup(of: Int.self) { group in
            group.addTask {
                for number in 0..<3000 {
                    let piece = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 1000)
                    guard (try? spool.append(piece.span)) != nil else { return 1 }
                }
                return 0
            }
            for _ in 0..<3 {
                group.addTask {
                    var wrong = 0
                    while spool.count < 3_000_000 {
                        let last = spool.count / 1000
                        guard last > 0 else { continue }
                        let number = UInt64.random(in: 0..<last)
                        let bytes = spool.read((number * 1000)..<(number * 1000 + 1000))
                        if bytes != [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 1000) { wrong += 1 }
                    }
                    return wrong
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
    }
}

/// From now on this process cannot write a file past `size`; for the child of an exit test.
func limitFileSize(to size: Int) {
    signal(SIGXFSZ, SIG_IGN)
    var limit = rlimit(rlim_cur: rlim_t(size), rlim_max: rlim_t(size))
    setrlimit(__rlimit_resource_t(1), &limit)
}
