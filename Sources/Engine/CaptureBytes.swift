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

    /// The octets that lie at several places, one after the other.
    func octets(_ places: [Range<UInt64>]) -> [UInt8] { places.flatMap(read) }

    /// The octets of `range`, fewer where the file or the disk does not give more.
    func read(_ range: Range<UInt64>) -> [UInt8] {
        guard range.lowerBound < Self.beside else {
            return spool.read((range.lowerBound - Self.beside)..<(range.upperBound - Self.beside))
        }
        return source?.read(range) ?? []
    }
}
