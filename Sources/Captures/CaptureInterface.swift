import Octets

/// What an interface description block says: the link, and how times are to be read.
struct CaptureInterface: Hashable, Sendable {
    /// Where clocks of an interface tick: so many times a second, a power of ten or of two.
    enum Resolution: Hashable, Sendable {
        case decimal(Int)
        case binary(Int)

        /// As the option `if_tsresol` spells it.
        init(_ octet: UInt8) { self = octet & 0x80 == 0 ? .decimal(Int(octet)) : .binary(Int(octet & 0x7F)) }
    }

    var link: LinkType
    /// 0 where there is none.
    var snapLength: Int
    var resolution = Resolution.decimal(6)
    /// Seconds to be added to every time.
    var offset: Int64 = 0

    init(link: LinkType, snapLength: Int = 0, resolution: Resolution = .decimal(6), offset: Int64 = 0) {
        self.link = link
        self.snapLength = snapLength
        self.resolution = resolution
        self.offset = offset
    }

    /// Reads a block's body, of at least eight octets, from `start` to `end`.
    init(_ bytes: Span<UInt8>, from start: Int, to end: Int, _ order: ByteOrder) {
        link = LinkType(rawValue: bytes.number16(at: start, order))
        snapLength = Int(bytes.number32(at: start + 4, order))
        var place = start + 8
        while place + 4 <= end {
            let code = bytes.number16(at: place, order)
            let length = Int(bytes.number16(at: place + 2, order))
            guard code != 0, place + 4 + length <= end else { return }
            if code == 9, length == 1 { resolution = Resolution(bytes[place + 4]) }
            if code == 14, length == 8 { offset = Int64(bitPattern: bytes.number64(at: place + 4, order)) }
            place += 4 + (length + 3) / 4 * 4
        }
    }

    /// Nanoseconds since 1970; nil where 64 bits do not hold them. What is finer than a nanosecond is cut off.
    func nanoseconds(ticks: UInt64) -> Int64? {
        guard let sinceOffset = Self.nanoseconds(ticks, resolution), let plain = Int64(exactly: sinceOffset) else {
            return nil
        }
        let (added, tooLarge) = offset.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflows) = plain.addingReportingOverflow(added)
        return tooLarge || overflows ? nil : sum
    }

    private static func nanoseconds(_ ticks: UInt64, _ resolution: Resolution) -> UInt64? {
        switch resolution {
        case .decimal(let digits) where digits <= 9:
            let (product, overflows) = ticks.multipliedReportingOverflow(by: power(9 - digits))
            return overflows ? nil : product
        case .decimal(let digits): return digits - 9 > 19 ? 0 : ticks / power(digits - 9)
        case .binary(let bits):
            let shift = UInt64(min(bits, 64))
            // Shifts by 64 give 0 in Swift, as is right here.
            let seconds = ticks >> shift
            let fraction = ticks & ~(UInt64.max << shift)
            let product = fraction.multipliedFullWidth(by: 1_000_000_000)
            let part = product.high << (64 - shift) | product.low >> shift
            let (whole, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
            let (sum, passes) = whole.addingReportingOverflow(part)
            return overflows || passes ? nil : sum
        }
    }

    /// 10 to the power of `exponent`, which is at most 19.
    private static func power(_ exponent: Int) -> UInt64 { (0..<exponent).reduce(1) { power, _ in power * 10 } }
}
