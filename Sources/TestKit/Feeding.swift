/// A way to hand bytes to a parser: in one piece, one by one, or cut at random places. Every parser is tested with all.
package struct Feeding: Sendable, CustomStringConvertible {
    /// Says how the bytes were cut, and the seed where that was random: print it when a test fails.
    package let description: String
    private let cuts: @Sendable (Int) -> [Range<Int>]

    /// The sizes of the pieces, for a number of bytes.
    package func pieces(of count: Int) -> [Range<Int>] { cuts(count) }

    /// Hands `bytes` to `take` piece by piece.
    package func feed(_ bytes: [UInt8], to take: (Span<UInt8>) throws -> Void) rethrows {
        for range in cuts(bytes.count) {
            let piece = Array(bytes[range])
            try take(piece.span)
        }
    }

    package static let whole = Feeding(description: "whole") { $0 == 0 ? [] : [0..<$0] }

    package static let bytewise = Feeding(description: "byte by byte") { count in
        (0..<count).map { $0..<($0 + 1) }
    }

    /// Pieces of 1 to `longest` bytes, the same ones for the same seed.
    package static func random(seed: UInt64, longest: Int = 40) -> Feeding {
        Feeding(description: "random cuts, seed \(seed)") { count in
            var generator = SeededGenerator(seed: seed)
            var ranges: [Range<Int>] = []
            var start = 0
            while start < count {
                let end = min(count, start + Int.random(in: 1...longest, using: &generator))
                ranges.append(start..<end)
                start = end
            }
            return ranges
        }
    }

    /// Two pieces, cut at `offset`.
    package static func cut(at offset: Int) -> Feeding {
        Feeding(description: "cut at \(offset)") { count in
            [0..<min(offset, count), min(offset, count)..<count].filter { !$0.isEmpty }
        }
    }

    /// Whole, byte by byte, and `randoms` random ways with seeds from `seed` on.
    package static func all(seed: UInt64 = 1, randoms: Int = 4) -> [Feeding] {
        [.whole, .bytewise] + (0..<UInt64(randoms)).map { .random(seed: seed &+ $0) }
    }
}

extension Feeding {
    /// Feeds `bytes` in every way of `all`, each also with `following` bytes coalesced behind (given in the same piece as
    /// the last of `bytes` when fed whole), and hands each result to `check` with the way it came about.
    ///
    /// `run` gets the bytes and the feeding, and returns what the parser made of them.
    package static func every<Result>(
        _ bytes: [UInt8], following: [UInt8] = [], seed: UInt64 = 1,
        run: ([UInt8], Feeding) throws -> Result, check: (Result, _ coalesced: Bool, Feeding) throws -> Void
    ) rethrows {
        for feeding in all(seed: seed) {
            try check(run(bytes, feeding), false, feeding)
            if !following.isEmpty { try check(run(bytes + following, feeding), true, feeding) }
        }
    }
}

/// A generator that gives the same numbers for the same seed (SplitMix64), so that a random test can be run again.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
