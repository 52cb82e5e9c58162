/// How often what took how long: counts in bins whose bounds grow by a fixed share, so that nanoseconds and minutes have a place in one
/// small table. Quantiles come out within a tenth of the truth; the least and the most are exact.
package struct Distribution: Hashable, Sendable {
    /// Bins for each doubling.
    package static let binsPerDoubling = 8
    /// Bins in all: up to 2⁴⁴ ns, nearly five hours; what takes longer is in the last.
    package static let binLimit = 44 * binsPerDoubling

    package private(set) var count = 0
    /// The least and the most, in nanoseconds; 0 where there is none.
    package private(set) var least: Int64 = 0
    package private(set) var most: Int64 = 0
    private var total = 0.0
    private var bins: [UInt32] = []

    package init() {}

    package mutating func note(_ nanoseconds: Int64) {
        let value = max(0, nanoseconds)
        least = count == 0 ? value : min(least, value)
        most = max(most, value)
        count += 1
        total += Double(value)
        let bin = Self.bin(of: value)
        if bin >= bins.count { bins += [UInt32](repeating: 0, count: bin + 1 - bins.count) }
        bins[bin] += 1
    }

    package mutating func add(_ other: Distribution) {
        guard other.count > 0 else { return }
        least = count == 0 ? other.least : min(least, other.least)
        most = max(most, other.most)
        count += other.count
        total += other.total
        if other.bins.count > bins.count { bins += [UInt32](repeating: 0, count: other.bins.count - bins.count) }
        for (bin, number) in other.bins.enumerated() { bins[bin] += number }
    }

    package var mean: Int64 { count == 0 ? 0 : Int64(total / Double(count)) }

    /// What so many hundredths of all stay within, in nanoseconds.
    package func quantile(percent: Int) -> Int64 {
        guard count > 0 else { return 0 }
        let wanted = max(1, (count * min(max(percent, 0), 100) + 99) / 100)
        var seen = 0
        for (bin, number) in bins.enumerated() {
            seen += Int(number)
            if seen >= wanted { return min(most, max(least, Self.upperBound(of: bin))) }
        }
        return most
    }

    /// A row of a picture: counts between two bounds in nanoseconds.
    package struct Row: Hashable, Sendable {
        package var lower: Int64
        package var upper: Int64
        package var count: Int
    }

    /// Counts by powers of ten and their thirds (1, 2, 5), from the first that has any to the last.
    package var rows: [Row] {
        guard count > 0 else { return [] }
        var rows: [Row] = []
        var lower: Int64 = 0
        for upper in Self.steps {
            let number = bins.indices.reduce(0) { sum, bin in
                let middle = Self.lowerBound(of: bin)
                return middle >= lower && middle < upper ? sum + Int(bins[bin]) : sum
            }
            rows.append(Row(lower: lower, upper: upper, count: number))
            lower = upper
        }
        let first = rows.firstIndex { $0.count > 0 } ?? 0
        let last = rows.lastIndex { $0.count > 0 } ?? 0
        return Array(rows[first...last])
    }

    private static let steps: [Int64] =
        (3...12).flatMap { power -> [Int64] in
            let ten = (0..<power).reduce(Int64(1)) { value, _ in value * 10 }
            return [ten, 2 * ten, 5 * ten]
        } + [.max]

    private static func bin(of value: Int64) -> Int {
        guard value > 0 else { return 0 }
        let doubling = 63 - value.leadingZeroBitCount
        let fraction = doubling >= 3 ? Int(value >> (doubling - 3)) & 7 : Int(value << (3 - doubling)) & 7
        return min(binLimit - 1, doubling * binsPerDoubling + fraction)
    }

    private static func lowerBound(of bin: Int) -> Int64 {
        let (doubling, fraction) = bin.quotientAndRemainder(dividingBy: binsPerDoubling)
        return (Int64(8 + fraction) << doubling) >> 3
    }

    private static func upperBound(of bin: Int) -> Int64 { lowerBound(of: bin + 1) }
}
