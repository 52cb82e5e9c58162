import Octets

/// Where the octets of a capture's conversations are read back from: the file itself, or, for those that lie nowhere in one piece
/// (put together from fragments, or typed as a hex dump), a spool beside it. Both are known by one number.
final class CaptureBytes: Sendable {
    /// Places from here on are in the spool. No file is so long.
    private static let beside: UInt64 = 1 << 62

    private let source: ByteSource?
    let spool: Spool

    /// - Parameter source: nil where all octets go to the spool.
    init(source: ByteSource?) throws(SpoolError) {
        self.source = source
        spool = try Spool()
    }

    /// Keeps octets that lie nowhere else; gives their place.
    func keep(_ bytes: Span<UInt8>) throws(SpoolError) -> UInt64 {
        Self.beside + (try spool.append(bytes)).lowerBound
    }

    /// The octets of `range`, fewer where the file or the disk does not give more.
    func read(_ range: Range<UInt64>) -> [UInt8] {
        guard range.lowerBound < Self.beside else {
            return spool.read((range.lowerBound - Self.beside)..<(range.upperBound - Self.beside))
        }
        return source?.read(range) ?? []
    }

    /// The octets of ranges, one behind the other; nothing behind a hole.
    func read(_ ranges: [Range<UInt64>]) -> [UInt8] {
        var found: [UInt8] = []
        for range in ranges {
            let part = read(range)
            if found.isEmpty { found = part } else { found += part }
            if part.count < range.count { break }
        }
        return found
    }
}
