/// Numbers for people: digits in groups of three, parted by spaces (`2 652`).
enum Grouped {
    static func text(_ number: UInt64) -> String {
        let digits = Array(String(number).utf8)
        var out: [UInt8] = []
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { out.append(32) }
            out.append(digit)
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// `2 652 B`.
    static func octets(_ number: UInt64) -> String { "\(text(number)) B" }
}
