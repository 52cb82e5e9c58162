/// What reading digits came to.
public enum ParsedNumber: Hashable, Sendable {
    case value(UInt64)
    /// Empty, or this octet is no digit.
    case malformed(at: Int)
    /// All digits, but more than 64 bits hold.
    case overflow

    /// The number, or nil whatever was wrong.
    @inlinable
    public var value: UInt64? {
        if case .value(let number) = self { return number }
        return nil
    }
}

extension Span where Element == UInt8 {
    /// The decimal number that `range` holds: digits only, no sign, no spaces.
    @inlinable
    public func decimal(in range: Range<Int>) -> ParsedNumber {
        number(in: range, radix: 10)
    }

    /// The hexadecimal number that `range` holds, in either case, without a prefix.
    @inlinable
    public func hexadecimal(in range: Range<Int>) -> ParsedNumber {
        number(in: range, radix: 16)
    }

    @inlinable
    func number(in range: Range<Int>, radix: UInt64) -> ParsedNumber {
        guard !range.isEmpty else { return .malformed(at: range.lowerBound) }
        var total: UInt64 = 0
        var overflowed = false
        for offset in range {
            guard let digit = digitValue(of: self[offset]), UInt64(digit) < radix else {
                return .malformed(at: offset)
            }
            let (product, first) = total.multipliedReportingOverflow(by: radix)
            let (sum, second) = product.addingReportingOverflow(UInt64(digit))
            overflowed = overflowed || first || second
            total = sum
        }
        return overflowed ? .overflow : .value(total)
    }
}

/// The value of a decimal or hexadecimal digit in either case, or nil.
@inlinable
public func digitValue(of octet: UInt8) -> UInt8? {
    switch octet {
    case 0x30...0x39: octet - 0x30
    case 0x41...0x46: octet - 0x41 + 10
    case 0x61...0x66: octet - 0x61 + 10
    default: nil
    }
}

extension Array where Element == UInt8 {
    /// Appends `number` in decimal digits.
    @inlinable
    public mutating func append(decimal number: UInt64) {
        append(number, radix: 10)
    }

    /// Appends `number` in lower-case hexadecimal digits, without a prefix.
    @inlinable
    public mutating func append(hexadecimal number: UInt64) {
        append(number, radix: 16)
    }

    @inlinable
    mutating func append(_ number: UInt64, radix: UInt64) {
        let start = count
        var rest = number
        repeat {
            let digit = UInt8(rest % radix)
            append(digit < 10 ? 0x30 + digit : 0x61 + digit - 10)
            rest /= radix
        } while rest > 0
        self[start...].reverse()
    }
}
