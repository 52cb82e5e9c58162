/// A value as a filter gives it: its text, and what that is as a number where it is one.
struct FilterValue: Hashable, Sendable {
    var text: String
    var isQuoted: Bool
    /// In the unit that the field counts in: nanoseconds, octets, or as it stands.
    var number: Double?

    init(_ token: FilterToken, for field: FilterField) throws(FilterError) {
        text = token.text
        isQuoted = token.kind == .quoted
        guard case .general(let general) = field else {
            number = Double(text)
            return
        }
        switch general.measure {
        case .text: number = nil
        case .number: number = Double(text)
        case .octets: number = Self.measured(text, Self.sizes, bare: 1)
        case .duration: number = Self.measured(text, Self.durations, bare: 1e9)
        case .severity: number = ["note": 0, "warning": 1, "error": 2][text.lowercased()]
        }
        guard general.measure == .text || number != nil else {
            throw FilterError(token.range, Self.complaint(general, text))
        }
    }

    private static func complaint(_ field: GeneralField, _ text: String) -> String {
        switch field.measure {
        case .duration: "\(field.rawValue) wants a time such as 10s, 250ms or 2min, not \(text)"
        case .octets: "\(field.rawValue) wants a number of octets such as 512, 4kB or 1MiB, not \(text)"
        case .severity: "severity is note, warning or error, not \(text)"
        case .number, .text: "\(field.rawValue) wants a number, not \(text)"
        }
    }

    private static func measured(_ text: String, _ units: [(String, Double)], bare: Double) -> Double? {
        if let number = Double(text) { return number * bare }
        for (unit, factor) in units where text.lowercased().hasSuffix(unit) {
            if let number = Double(text.dropLast(unit.count)) { return number * factor }
        }
        return nil
    }

    // Longer units first, since one may end with another.
    private static let durations: [(String, Double)] = [
        ("min", 60e9), ("ms", 1e6), ("us", 1e3), ("µs", 1e3), ("ns", 1), ("s", 1e9), ("h", 3_600e9), ("m", 60e9),
    ]
    private static let sizes: [(String, Double)] = [
        ("kib", 1_024), ("mib", 1_048_576), ("gib", 1_073_741_824), ("kb", 1e3), ("mb", 1e6), ("gb", 1e9), ("k", 1e3),
        ("b", 1),
    ]

    /// As it is written in a filter.
    var description: String {
        guard isQuoted || text.isEmpty else { return text }
        return "\"" + text.map { "\\\"".contains($0) ? "\\\($0)" : String($0) }.joined() + "\""
    }
}
