import Octets

/// Finds the next block behind damage: a type that is known, and a length that stands again where it says.
extension PcapngFile {
    struct Search {
        /// Where the block begins, or may begin: nothing before it needs to be looked at again.
        var place: Int
        /// Octets that are needed from there on; 0 where the block is found.
        var wanted: Int
    }

    /// Looks from `start` on. Blocks are multiples of four octets, but whatever did the damage may have lost any number.
    func search(_ bytes: Span<UInt8>, from start: Int, isLast: Bool) -> Search {
        var place = start
        while place + Self.leastLength <= bytes.count {
            switch likelihood(bytes, at: place) {
            case .block: return Search(place: place, wanted: 0)
            case .needs(let octets) where !isLast: return Search(place: place, wanted: octets)
            case .needs, .nothing: place += 1
            }
        }
        return Search(place: min(place, bytes.count), wanted: Self.leastLength)
    }

    private enum Likelihood {
        case block
        case needs(Int)
        case nothing
    }

    /// At least 12 octets must be there.
    private func likelihood(_ bytes: Span<UInt8>, at place: Int) -> Likelihood {
        let type = bytes.number32(at: place, order)
        // Most octets are ruled out here.
        guard type &- 1 < 10 || type >= 0x0BAD, let kind = Kind(rawValue: type) else { return .nothing }
        guard let order = kind == .section ? Self.sectionOrder(bytes, at: place) : order else { return .nothing }
        let length = Int(bytes.number32(at: place + 4, order))
        guard length >= kind.leastLength, length % 4 == 0, length <= limits.blockOctets else { return .nothing }
        guard bytes.count - place >= length else { return .needs(length) }
        return bytes.number32(at: place + length - 4, order) == length ? .block : .nothing
    }
}
