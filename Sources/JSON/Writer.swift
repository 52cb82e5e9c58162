import Octets

/// Writes JSON text (RFC 8259) into a buffer that can be used again, with members in the order in which they are given.
///
/// Escapes are minimal and always the same: `\"`, `\\`, the short ones for backspace, tab, line feed, form feed and
/// carriage return, `\u00xx` in lower case for the other control characters. All else stands as UTF-8. So one value has one
/// spelling, and a line never holds a line feed.
///
/// The writer places commas and colons. It does not check that objects and arrays close in order: the caller's code shows
/// that, and a test of the caller reads the line back.
package struct Writer: Sendable {
    /// What has been written.
    package private(set) var bytes: [UInt8] = []
    private var needsComma = false

    package init() {}

    package mutating func beginObject() { open(UInt8(ascii: "{")) }
    package mutating func endObject() { close(UInt8(ascii: "}")) }
    package mutating func beginArray() { open(UInt8(ascii: "[")) }
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    /// A member's name; its value follows.
    package mutating func key(_ name: StaticString) {
        beginValue()
        name.withUTF8Buffer { appendQuoted($0) }
        endKey()
    }

    /// A member's name that is known only at run time. A literal means the other one, which is quicker.
    @_disfavoredOverload
    package mutating func key(_ name: String) {
        beginValue()
        appendQuoted(name)
        endKey()
    }

    package mutating func string(_ value: String) {
        beginValue()
        appendQuoted(value)
    }

    /// A string from its UTF-8. Ill-formed UTF-8 is written as U+FFFD, for JSON text has to be well-formed (RFC 8259 §8.1);
    /// who needs the bytes back asks `isWellFormedUTF8` first.
    package mutating func string(utf8 value: Span<UInt8>) {
        beginValue()
        if isWellFormedUTF8(value) {
            value.withUnsafeBufferPointer { appendQuoted($0) }
        } else {
            appendQuoted(value.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) })
        }
    }

    package mutating func integer(_ value: some FixedWidthInteger) {
        beginValue()
        appendDecimal(value)
    }

    /// Seconds as decimal text from nanoseconds, exactly, with no more digits than it takes: `0`, `4.102`, `-0.000000001`.
    package mutating func seconds(nanoseconds: Int64) {
        beginValue()
        if nanoseconds < 0 { bytes.append(UInt8(ascii: "-")) }
        let (whole, fraction) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
        appendDecimal(whole)
        if fraction > 0 { appendFraction(fraction) }
    }

    package mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }
    package mutating func null() { raw("null") }

    /// Text that is already JSON: a number kept as it was read, a value kept verbatim.
    package mutating func raw(_ json: String) {
        beginValue()
        bytes.append(contentsOf: json.utf8)
    }

    /// Bytes that are already JSON. Empty text is written as nothing, and takes no comma.
    package mutating func raw(utf8 json: Span<UInt8>) {
        guard !json.isEmpty else { return }
        beginValue()
        json.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }

    /// Ends a line with LF; the next value begins a new text.
    package mutating func endLine() {
        bytes.append(UInt8(ascii: "\n"))
        needsComma = false
    }

    /// Empties the buffer and keeps its memory.
    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
    }
}

extension Writer {
    private mutating func beginValue() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func endKey() {
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    private mutating func open(_ bracket: UInt8) {
        beginValue()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func appendQuoted(_ text: String) {
        var text = text
        text.withUTF8 { appendQuoted($0) }
    }

    /// Copies in runs: most text needs no escape at all.
    private mutating func appendQuoted(_ text: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        var start = 0
        for index in 0..<text.count where needsEscape(text[index]) {
            bytes.append(contentsOf: text[start..<index])
            appendEscape(of: text[index])
            start = index + 1
        }
        bytes.append(contentsOf: text[start..<text.count])
        bytes.append(UInt8(ascii: "\""))
    }

    private func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func appendEscape(of byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        default:
            let low = byte & 0x0F
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(byte < 0x10 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
            bytes.append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
        }
    }

    private mutating func appendDecimal<Number: FixedWidthInteger>(_ value: Number) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        let first = bytes.count
        var rest = value.magnitude
        repeat {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit))
            rest = quotient
        } while rest > 0
        bytes[first...].reverse()
    }

    private mutating func appendFraction(_ billionths: UInt64) {
        bytes.append(UInt8(ascii: "."))
        var rest = billionths
        var unit: UInt64 = 100_000_000
        while rest > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / unit))
            rest %= unit
            unit /= 10
        }
    }
}
