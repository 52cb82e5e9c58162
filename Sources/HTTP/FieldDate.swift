import Octets

/// A date of HTTP: whole seconds since the beginning of 1970, always in UTC (RFC 9110 §5.6.7).
package struct FieldDate: Sendable, Hashable, Comparable, CustomStringConvertible {
    package var seconds: Int64

    package init(seconds: Int64) { self.seconds = seconds }

    package static func < (left: FieldDate, right: FieldDate) -> Bool { left.seconds < right.seconds }

    /// The preferred form: `Sun, 06 Nov 1994 08:49:37 GMT`. Years are written with at least four digits.
    package var description: String {
        let (days, clock) = seconds.flooredQuotientAndRemainder(86_400)
        let (year, month, day) = Self.civil(days: days)
        // Day 0 was a Thursday.
        let weekday = Self.weekdays[Int((days + 3).flooredQuotientAndRemainder(7).remainder)]
        let time = [clock / 3600, clock / 60 % 60, clock % 60].map { Self.padded($0, 2) }.joined(separator: ":")
        return "\(weekday), \(Self.padded(day, 2)) \(Self.months[month - 1]) \(Self.padded(year, 4)) \(time) GMT"
    }

    private static func padded(_ number: some BinaryInteger, _ width: Int) -> String {
        let digits = "\(number)"
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    static let longWeekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}

extension FieldDate {
    /// Reads any of the three forms that a recipient must accept: `Sun, 06 Nov 1994 08:49:37 GMT`,
    /// `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`. Nil for anything else.
    ///
    /// The day of the week has to be a name, not the right one.
    ///
    /// - Parameter thisYear: a year of two digits is the last one with these digits that is not more than 50 years after
    ///   it.
    package init?(_ text: String, thisYear: Int = 2026) {
        var words = FieldDateWords(Array(text.utf8))
        guard let parsed = words.fixed() ?? words.obsolete(thisYear) ?? words.asctime() else { return nil }
        self = parsed
    }

    /// Nil where a part is out of its range. A 60th second, a leap second, counts as the next minute's first.
    init?(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        guard (1...12).contains(month), (1...Self.length(of: month, year)).contains(day), (0...23).contains(hour),
            (0...59).contains(minute), (0...60).contains(second)
        else { return nil }
        let days = Self.days(year: year, month: month, day: day)
        self.init(seconds: days * 86_400 + Int64(hour * 3600 + minute * 60 + second))
    }

    private static func length(of month: Int, _ year: Int) -> Int {
        if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
        return [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    // Both ways count years from March, so that the leap day is a year's last, and in eras of 400 years, which all have
    // 146,097 days. 719,468 days lie between 1 March of year 0 and 1 January 1970.

    private static func days(year: Int, month: Int, day: Int) -> Int64 {
        let marchYear = Int64(month > 2 ? year : year - 1)
        let (era, yearOfEra) = marchYear.flooredQuotientAndRemainder(400)
        let monthFromMarch = Int64((month + 9) % 12)
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + Int64(day) - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(days: Int64) -> (year: Int64, month: Int, day: Int) {
        let (era, dayOfEra) = (days + 719_468).flooredQuotientAndRemainder(146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = Int(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9)
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return (year, month, Int(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1))
    }
}

/// Takes the parts of a date off its text.
private struct FieldDateWords {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func fixed() -> FieldDate? {
        offset = 0
        guard name(FieldDate.weekdays) != nil, take(", "), let day = number(2), take(" "),
            let month = name(FieldDate.months), take(" "), let year = number(4), take(" "), let clock = clock(),
            take(" GMT"), offset == bytes.count
        else { return nil }
        return date(year, month, day, clock)
    }

    mutating func obsolete(_ thisYear: Int) -> FieldDate? {
        offset = 0
        guard name(FieldDate.longWeekdays) != nil, take(", "), let day = number(2), take("-"),
            let month = name(FieldDate.months), take("-"), let short = number(2), take(" "), let clock = clock(),
            take(" GMT"), offset == bytes.count
        else { return nil }
        let latest = thisYear + 50
        let year = latest - ((latest - short) % 100 + 100) % 100
        return date(year, month, day, clock)
    }

    mutating func asctime() -> FieldDate? {
        offset = 0
        guard name(FieldDate.weekdays) != nil, take(" "), let month = name(FieldDate.months), take(" "),
            let day = take(" ") ? number(1) : number(2), take(" "), let clock = clock(), take(" "),
            let year = number(4), offset == bytes.count
        else { return nil }
        return date(year, month, day, clock)
    }

    private func date(_ year: Int, _ month: Int, _ day: Int, _ clock: (Int, Int, Int)) -> FieldDate? {
        FieldDate(year: year, month: month + 1, day: day, hour: clock.0, minute: clock.1, second: clock.2)
    }

    private mutating func clock() -> (Int, Int, Int)? {
        guard let hour = number(2), take(":"), let minute = number(2), take(":"), let second = number(2) else {
            return nil
        }
        return (hour, minute, second)
    }

    private mutating func take(_ text: StaticString) -> Bool {
        guard bytes.span.hasPrefix(text, at: offset) else { return false }
        offset += text.utf8CodeUnitCount
        return true
    }

    private mutating func number(_ digits: Int) -> Int? {
        guard offset + digits <= bytes.count,
            let value = bytes.span.decimal(in: offset..<(offset + digits)).value
        else { return nil }
        offset += digits
        return Int(value)
    }

    /// The index of the name that comes next.
    private mutating func name(_ names: [String]) -> Int? {
        for (index, name) in names.enumerated() where bytes[offset...].starts(with: name.utf8) {
            offset += name.utf8.count
            return index
        }
        return nil
    }
}

extension Int64 {
    /// Division that rounds down, with a remainder that is never negative.
    fileprivate func flooredQuotientAndRemainder(_ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
