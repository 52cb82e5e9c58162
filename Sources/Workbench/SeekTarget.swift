import Octets
import Transcripts

/// Where `:seek` leads: `12.5`, `1:02`, `1:02:03.5` from the start, `+3` or `-1:00` from here, `40%` of the whole.
enum SeekTarget: Equatable {
    case time(Moment)
    /// Nanoseconds on, or back where negative.
    case step(Int64)
    /// From 0 to 1.
    case part(Double)

    /// Nil where the text is none of these.
    init?(_ text: String) {
        if text.hasSuffix("%") {
            guard let value = Self.number(text.dropLast()) else { return nil }
            self = .part(min(1, value / 100))
        } else if let sign = text.first, sign == "+" || sign == "-" {
            guard let time = Self.nanoseconds(text.dropFirst()) else { return nil }
            self = .step(sign == "+" ? time : -time)
        } else {
            guard let time = Self.nanoseconds(text[...]) else { return nil }
            self = .time(Moment(nanoseconds: time))
        }
    }

    /// Hours, minutes and seconds with colons between them, of which the last may have a fraction. A time past 30 years is
    /// taken for that, so that sums with it do not overflow.
    private static func nanoseconds(_ text: Substring) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count) else { return nil }
        var seconds = 0.0
        for (index, part) in parts.enumerated() {
            guard let value = number(part), index == parts.count - 1 || !part.contains(".") else { return nil }
            guard index == 0 || value < 60 else { return nil }
            seconds = seconds * 60 + value
        }
        return Int64((min(seconds, 1e9) * 1e9).rounded())
    }

    /// A decimal number of plain digits: no sign, no exponent.
    private static func number(_ text: Substring) -> Double? {
        guard text.contains(where: \.isNumber), text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E })
        else {
            return nil
        }
        return Double(text)
    }
}

extension ReplayClock {
    mutating func seek(to target: SeekTarget) {
        switch target {
        case .time(let time): seek(to: time)
        case .step(let step): seek(to: Moment(nanoseconds: position.time.nanoseconds + step))
        case .part(let part): seek(toFraction: part)
        }
    }
}
