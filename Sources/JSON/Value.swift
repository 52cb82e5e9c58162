import Octets

/// A JSON value as it was read, with the place of its text, so that what nobody knows can be kept verbatim.
package struct Value: Sendable, Hashable {
    package var content: Content
    /// Offsets of the value's text in the line that was parsed.
    package var range: Range<Int>

    package enum Content: Sendable, Hashable {
        case null
        case bool(Bool)
        /// The number's own text: nothing passes through binary floating point.
        case number(String)
        case string(String)
        case array([Value])
        /// Members in their order; no name stands twice.
        case object([Member])
    }

    package init(_ content: Content, range: Range<Int>) {
        self.content = content
        self.range = range
    }
}

/// One member of an object.
package struct Member: Sendable, Hashable {
    package var name: String
    package var value: Value
    /// Offsets of `"name": value` in the line, from the name's quote to the value's end.
    package var range: Range<Int>

    package init(name: String, value: Value, range: Range<Int>) {
        self.name = name
        self.value = value
        self.range = range
    }
}

extension Value {
    /// The member of that name, where this is an object that has one.
    package subscript(name: String) -> Value? { members?.first { $0.name == name }?.value }

    package var members: [Member]? {
        if case .object(let members) = content { members } else { nil }
    }

    package var elements: [Value]? {
        if case .array(let elements) = content { elements } else { nil }
    }

    package var string: String? {
        if case .string(let text) = content { text } else { nil }
    }

    package var bool: Bool? {
        if case .bool(let value) = content { value } else { nil }
    }

    package var isNull: Bool { content == .null }

    /// The number's text.
    package var number: String? {
        if case .number(let text) = content { text } else { nil }
    }

    /// The number, where its text is that of an integer (no fraction, no exponent) and fits.
    package var int64: Int64? { number.flatMap { Int64($0) } }

    /// Decimal seconds as nanoseconds, exactly; nil with more than nine digits after the point, with an exponent, or when it
    /// does not fit.
    package var nanoseconds: Int64? { number.flatMap { nanosecondsOfSeconds($0.utf8) } }
}

/// Reads `-?digits(.digits)?` without rounding. The text was checked by the parser's grammar.
private func nanosecondsOfSeconds(_ text: String.UTF8View) -> Int64? {
    let negative = text.first == UInt8(ascii: "-")
    var total: Int64 = 0
    var fractionDigits: Int?
    for byte in text.dropFirst(negative ? 1 : 0) {
        if byte == UInt8(ascii: "."), fractionDigits == nil {
            fractionDigits = 0
            continue
        }
        guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), fractionDigits ?? 0 < 9 else { return nil }
        fractionDigits = fractionDigits.map { $0 + 1 }
        guard let next = shifted(total, adding: Int64(byte - UInt8(ascii: "0")), negative) else { return nil }
        total = next
    }
    for _ in (fractionDigits ?? 0)..<9 {
        guard let next = shifted(total, adding: 0, negative) else { return nil }
        total = next
    }
    return total
}

/// One decimal digit more, or nil where it does not fit; negative numbers grow downwards so that the least one fits too.
private func shifted(_ total: Int64, adding digit: Int64, _ negative: Bool) -> Int64? {
    let (product, tooLarge) = total.multipliedReportingOverflow(by: 10)
    let (sum, overflows) = product.addingReportingOverflow(negative ? -digit : digit)
    return tooLarge || overflows ? nil : sum
}
