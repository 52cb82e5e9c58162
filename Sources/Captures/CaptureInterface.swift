import Octets

/// What reading needs to know of an interface: the link, and how times are to be read.
struct CaptureInterface: Hashable, Sendable {
    /// Where clocks of an interface tick: so many times a second, a power of ten or of two.
    enum Resolution: Hashable, Sendable {
        case decimal(Int)
        case binary(Int)

        /// As the option `if_tsresol` spells it.
        init(_ octet: UInt8) { self = octet & 0x80 == 0 ? .decimal(Int(octet)) : .binary(Int(octet & 0x7F)) }
    }

    let link: LinkType
    /// Octets of a packet at most; 0 where there is no bound.
    let snapLength: Int
    private let resolution: Resolution
    /// Nanoseconds to be added to every time; nil where they are too many.
    private let added: Int64?
    /// Nanoseconds of a tick, 0 where a tick is not a whole number of them. Known beforehand: this is for every packet.
    private let scale: UInt64

    /// - Parameter offset: seconds to be added to every time.
    init(link: LinkType, snapLength: Int = 0, resolution: Resolution = .decimal(6), offset: Int64 = 0) {
        self.link = link
        self.snapLength = snapLength
        self.resolution = resolution
        let (added, tooLarge) = offset.multipliedReportingOverflow(by: 1_000_000_000)
        self.added = tooLarge ? nil : added
        scale = if case .decimal(let digits) = resolution, digits <= 9 { Self.power(9 - digits) } else { 0 }
    }

    /// Nanoseconds since 1970; nil where 64 bits do not hold them. What is finer than a nanosecond is cut off.
    func nanoseconds(ticks: UInt64) -> Int64? {
        let (product, isTooLarge) = ticks.multipliedReportingOverflow(by: scale)
        guard !isTooLarge, let sinceOffset = scale > 0 ? product : Self.nanoseconds(ticks, resolution),
            let plain = Int64(exactly: sinceOffset), let added
        else { return nil }
        let (sum, overflows) = plain.addingReportingOverflow(added)
        return overflows ? nil : sum
    }

    /// Of ticks that are shorter than a nanosecond, or parts of a second that are no power of ten.
    private static func nanoseconds(_ ticks: UInt64, _ resolution: Resolution) -> UInt64? {
        switch resolution {
        case .decimal(let digits): return digits > 28 ? 0 : ticks / power(digits - 9)
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

    /// 10 to the power of `exponent`, from 0 to 19.
    private static func power(_ exponent: Int) -> UInt64 { (0..<exponent).reduce(1) { power, _ in power * 10 } }
}
