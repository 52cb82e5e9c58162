/// A moment of the wall clock: nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted. Spans the years 1678 to
/// 2261.
package struct Timestamp: Hashable, Comparable, Sendable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.nanoseconds < right.nanoseconds }

    /// RFC 3339 §5.6 in UTC, with as many digits of the second's fraction as it takes: `2026-11-23T22:31:44.5Z`.
    package var rfc3339: String {
        let (date, time) = dateAndTime
        let fraction = fractionText
        return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))T"
            + "\(padded(time / 3600, 2)):\(padded(time / 60 % 60, 2)):\(padded(time % 60, 2))"
            + (fraction.isEmpty ? "" : ".\(fraction)") + "Z"
    }

    /// The same as digits fit for a file's name: `20261123-223144`.
    package var fileNameText: String {
        let (date, time) = dateAndTime
        return "\(padded(date.year, 4))\(padded(date.month, 2))\(padded(date.day, 2))-"
            + "\(padded(time / 3600, 2))\(padded(time / 60 % 60, 2))\(padded(time % 60, 2))"
    }

    /// Reads RFC 3339 §5.6 with at most nine digits of fraction and any offset from UTC; nil for all else.
    package init?(rfc3339 text: String) {
        var reader = DigitReader(text)
        guard let date = reader.date(), reader.take("T", or: "t"),
            let second = reader.timeOfDay(), let fraction = reader.fraction(),
            let offset = reader.offset(), reader.isAtEnd
        else { return nil }
        let seconds = date.daysSince1970 * 86_400 + second - offset
        let (scaled, tooLarge) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (total, overflows) = scaled.addingReportingOverflow(fraction)
        guard !tooLarge, !overflows else { return nil }
        nanoseconds = total
    }

    /// The civil date, and the second of its day.
    private var dateAndTime: (date: CivilDate, time: Int64) {
        let seconds = floorDivide(nanoseconds, 1_000_000_000)
        let days = floorDivide(seconds, 86_400)
        return (CivilDate(daysSince1970: days), seconds - days * 86_400)
    }

    private var fractionText: String {
        let fraction = nanoseconds - floorDivide(nanoseconds, 1_000_000_000) &* 1_000_000_000
        var digits = padded(fraction, 9)
        while digits.last == "0" { digits.removeLast() }
        return digits
    }
}

/// A date of the proleptic Gregorian calendar. The arithmetic counts years from March, so that the leap day comes last, in
/// eras of 400 years (146,097 days).
struct CivilDate: Hashable {
    var year: Int64
    var month: Int64
    var day: Int64

    init(year: Int64, month: Int64, day: Int64) {
        self.year = year
        self.month = month
        self.day = day
    }

    init(daysSince1970 days: Int64) {
        let sinceEpoch = days + 719_468
        let era = floorDivide(sinceEpoch, 146_097)
        let dayOfEra = sinceEpoch - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    var daysSince1970: Int64 {
        let marchYear = month <= 2 ? year - 1 : year
        let era = floorDivide(marchYear, 400)
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    var isLeapYear: Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    var isValid: Bool {
        let lengths: [Int64] = [31, isLeapYear ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...12).contains(month) && day >= 1 && day <= lengths[Int(month) - 1]
    }
}

/// Takes the fixed-width parts of an RFC 3339 text one after the other.
private struct DigitReader {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = Substring(text).utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ character: Unicode.Scalar, or other: Unicode.Scalar? = nil) -> Bool {
        guard let next = rest.first, next == UInt8(ascii: character) || other.map({ next == UInt8(ascii: $0) }) ?? false
        else { return false }
        rest.removeFirst()
        return true
    }

    mutating func digits(_ count: Int) -> Int64? {
        guard rest.count >= count else { return nil }
        var value: Int64 = 0
        for _ in 0..<count {
            guard let digit = nextDigit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    mutating func date() -> CivilDate? {
        guard let year = digits(4), take("-"), let month = digits(2), take("-"), let day = digits(2) else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        return date.isValid ? date : nil
    }

    /// Seconds of the day. A leap second counts as the first of the next minute.
    mutating func timeOfDay() -> Int64? {
        guard let hour = digits(2), take(":"), let minute = digits(2), take(":"), let second = digits(2),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    /// Nanoseconds; 0 where there is no fraction.
    mutating func fraction() -> Int64? {
        guard take(".") else { return 0 }
        var value: Int64 = 0
        var count = 0
        while let digit = nextDigit() {
            value = value * 10 + digit
            count += 1
            if count > 9 { return nil }
        }
        guard count > 0 else { return nil }
        for _ in count..<9 { value *= 10 }
        return value
    }

    /// Seconds east of UTC.
    mutating func offset() -> Int64? {
        if take("Z", or: "z") { return 0 }
        let east = take("+")
        guard east || take("-"), let hour = digits(2), take(":"), let minute = digits(2), hour < 24, minute < 60 else {
            return nil
        }
        return (hour * 3600 + minute * 60) * (east ? 1 : -1)
    }

    private mutating func nextDigit() -> Int64? {
        guard let next = rest.first, next >= UInt8(ascii: "0"), next <= UInt8(ascii: "9") else { return nil }
        rest.removeFirst()
        return Int64(next - UInt8(ascii: "0"))
    }
}

private func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
    number / divisor - (number % divisor < 0 ? 1 : 0)
}

private func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
