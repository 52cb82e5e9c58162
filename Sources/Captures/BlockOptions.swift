import Octets

/// The options that end a block of pcapng: a code, a length and a value each, padded to four octets. The list ends with code
/// 0, with the block, or where an option claims more than is left.
struct BlockOptions {
    struct Option {
        var code: UInt16
        /// Where its value lies.
        var range: Range<Int>
    }

    /// Means the same in every block.
    static let comment: UInt16 = 1

    private var place: Int
    private let end: Int
    private let order: ByteOrder

    /// Options from `start` up to `end`, which must be there.
    init(from start: Int, to end: Int, _ order: ByteOrder) {
        (place, self.end, self.order) = (start, end, order)
    }

    mutating func next(_ bytes: Span<UInt8>) -> Option? {
        guard place + 4 <= end else { return nil }
        let code = bytes.number16(at: place, order)
        let first = place + 4
        let last = first + Int(bytes.number16(at: place + 2, order))
        guard code != 0, last <= end else { return nil }
        place = first + (last - first + 3) / 4 * 4
        return Option(code: code, range: first..<last)
    }
}
