import Octets

/// Where the octets of one direction of a connection lie that no complete message has taken yet. Bounded: of a long message the first
/// octets and the last piece, in which the next one may begin.
struct StreamPieces {
    /// Octets at the beginning of a message that can be given back.
    static let octetLimit = 1 << 20
    /// Pieces that are kept; past it those behind the first octets' go.
    static let pieceLimit = 4_096

    private struct Piece {
        /// In the stream.
        var start: UInt64
        var place: UInt64
        var length: Int
    }

    private var pieces: [Piece] = []
    private var octets = 0
    /// Octets of the stream so far.
    private(set) var end: UInt64 = 0

    /// Octets come that lie at `place`.
    mutating func append(place: UInt64, length: Int) {
        guard length > 0 else { return }
        if octets >= Self.octetLimit || pieces.count >= Self.pieceLimit, let last = pieces.popLast() {
            octets -= last.length
        }
        pieces.append(Piece(start: end, place: place, length: length))
        octets += length
        end += UInt64(length)
    }

    /// The octets of a range of the stream, as many of the first as are known in one piece after another.
    func read(_ range: Range<UInt64>, _ bytes: CaptureBytes) -> [UInt8] {
        var found: [UInt8] = []
        var next = range.lowerBound
        for piece in pieces where piece.start + UInt64(piece.length) > next {
            guard piece.start <= next, next < range.upperBound else { break }
            let skip = next - piece.start
            let count = min(UInt64(piece.length) - skip, range.upperBound - next)
            let part = bytes.read((piece.place + skip)..<(piece.place + skip + count))
            if found.isEmpty { found = part } else { found += part }
            next += count
        }
        return found
    }

    /// Nothing before `offset` of the stream is wanted any more.
    mutating func forget(before offset: UInt64) {
        let keep = pieces.firstIndex { $0.start + UInt64($0.length) > offset } ?? pieces.count
        guard keep > 0 else { return }
        octets -= pieces[..<keep].reduce(0) { $0 + $1.length }
        pieces.removeFirst(keep)
    }
}
