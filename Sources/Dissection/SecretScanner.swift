import Octets

/// Finds the secrets in the lines of one direction, octet by octet, and stars them out where they stand.
///
/// It knows lines only. What is content, and when every line of the client is a secret, its owner knows.
struct SecretScanner: Sendable {
    struct Tally: Sendable, Hashable {
        var reason: String
        var count: Int
    }

    struct Output: Sendable {
        var bytes: [UInt8]
        var tallies: [Tally]
    }

    /// Where in a line the next octet stands.
    private enum State: Sendable {
        /// Only white space so far.
        case start
        /// So far the beginning of at least one rule's name.
        case name
        /// No secret to come on this line.
        case plain
        /// Behind a field name, before its colon.
        case gap(SecretRule)
        /// Behind the colon or the verb, before the value's first octet.
        case lead(SecretRule)
        /// In a word that decides, held back.
        case word(SecretRule)
        /// In APOP's name, which stays.
        case user
        /// In a cookie's value; `quoted` until the closing quote.
        case value(SecretRule, first: Bool, quoted: Bool)
        /// Before, and in, the name of a Set-Cookie attribute (held back), and in its value.
        case attributeLead(SecretRule)
        case attribute(SecretRule)
        case attributeValue(SecretRule, commas: Int)
        /// Everything to the end of the line is secret.
        case rest(SecretRule)
        /// A secret field line ended: white space means that it goes on.
        case ended(SecretRule)
    }

    private var state = State.start
    private var candidates: UInt16 = 0
    private var position = 0
    /// Where the word that is held back begins, in the bytes being scanned.
    private var wordStart: Int?
    private(set) var held: [UInt8] = []
    private var tallies: [Tally] = []
    /// Every line that starts while this is set is a secret.
    var masksWholeLines = false

    /// Begins a run over `bytes`: puts what was held back before them, and says from where to scan on.
    mutating func begin(_ bytes: inout [UInt8]) -> Int {
        guard !held.isEmpty else { return 0 }
        bytes.insert(contentsOf: held, at: 0)
        defer { held = [] }
        wordStart = 0
        return held.count
    }

    /// Ends a run: what may go out now, and what was replaced in it.
    mutating func end(_ bytes: [UInt8]) -> Output {
        defer { tallies = [] }
        guard let start = wordStart else { return Output(bytes: bytes, tallies: tallies) }
        held = Array(bytes[start...])
        wordStart = nil
        return Output(bytes: Array(bytes[..<start]), tallies: tallies)
    }

    /// Lets out what is held back, masked, since it may be a secret.
    mutating func release() -> Output? {
        guard !held.isEmpty else { return nil }
        var bytes: [UInt8] = []
        let count = begin(&bytes)
        if let rule = heldRule { maskWordOnly(&bytes, to: count, rule) }
        return end(bytes)
    }

    /// Scans `bytes[from..<end]`, which may be any part of a line or of several.
    mutating func scan(_ bytes: inout [UInt8], from: Int, to end: Int) {
        var index = from
        while index < end {
            if case .plain = state {
                index = skipPlain(bytes.span, from: index, to: end)
                if index == end { return }
            }
            step(&bytes, index)
            index += 1
        }
    }

    private func skipPlain(_ bytes: Span<UInt8>, from index: Int, to end: Int) -> Int {
        let line = bytes.firstOffset(of: 10, from: index, upTo: end) ?? end
        return bytes.firstOffset(of: 13, from: index, upTo: line) ?? line
    }

    private var heldRule: SecretRule? {
        switch state {
        case .word(let rule), .attribute(let rule): rule
        default: nil
        }
    }
}

// One octet.
extension SecretScanner {
    private mutating func step(_ bytes: inout [UInt8], _ index: Int) {
        let byte = bytes[index]
        if byte == 10 || byte == 13 { return endLine(&bytes, index, byte) }
        switch state {
        case .start: start(&bytes, index, byte)
        case .name: name(byte)
        case .plain: break
        case .gap(let rule): state = byte == UInt8(ascii: ":") ? .lead(rule) : isBlank(byte) ? state : .plain
        case .lead(let rule): lead(&bytes, index, byte, rule)
        case .word(let rule): word(&bytes, index, byte, rule)
        case .user: if isBlank(byte) { state = .rest(.apop) }
        case .value(let rule, let first, let quoted): value(&bytes, index, byte, rule, first: first, quoted: quoted)
        case .attributeLead(let rule): attributeLead(&bytes, index, byte, rule)
        case .attribute(let rule): attribute(&bytes, index, byte, rule)
        case .attributeValue(let rule, let commas): attributeValue(byte, rule, commas: commas)
        case .rest(let rule): mask(&bytes, index..<index + 1, rule)
        case .ended(let rule): ended(&bytes, index, byte, rule)
        }
    }

    /// CR and LF always stay. A bare CR begins a new line where none is secret, but ends no secret.
    private mutating func endLine(_ bytes: inout [UInt8], _ index: Int, _ byte: UInt8) {
        switch state {
        case .start, .name, .plain: state = .start
        case .word(.auth): endMechanism(&bytes, index)
        case .attribute(let rule): endAttribute(&bytes, index, rule)
        case .word(let rule): maskWordOnly(&bytes, to: index, rule)
        default: break
        }
        guard byte == 10 else { return }
        switch state {
        case .gap(let rule), .lead(let rule), .value(let rule, _, _), .attributeLead(let rule), .attribute(let rule),
            .attributeValue(let rule, _), .rest(let rule), .word(let rule), .ended(let rule):
            state = rule.isFieldLine ? .ended(rule) : .start
        default:
            state = .start
        }
    }

    private mutating func start(_ bytes: inout [UInt8], _ index: Int, _ byte: UInt8) {
        if masksWholeLines {
            state = .rest(.credentials)
            return mask(&bytes, index..<index + 1, .credentials)
        }
        if isBlank(byte) { return }
        candidates = UInt16(truncatingIfNeeded: (1 << SecretRule.names.count) - 1)
        position = 0
        name(byte)
    }

    private mutating func ended(_ bytes: inout [UInt8], _ index: Int, _ byte: UInt8, _ rule: SecretRule) {
        guard isBlank(byte), !masksWholeLines else {
            state = .start
            return start(&bytes, index, byte)
        }
        // A folded line: which part of the value it continues no longer matters, all of it is masked up to the next ";".
        state = rule.isCookie ? .value(rule, first: false, quoted: false) : .rest(rule)
    }

    private mutating func name(_ byte: UInt8) {
        let lower = lowercased(byte)
        var remaining: UInt16 = 0
        var complete: SecretRule?
        for (bit, name) in SecretRule.names.enumerated() where candidates & (1 << UInt16(bit)) != 0 {
            if position == name.count { complete = SecretRule(rawValue: UInt8(bit)) }
            if position < name.count, name[position] == lower { remaining |= 1 << UInt16(bit) }
        }
        if remaining != 0 {
            candidates = remaining
            position += 1
            state = .name
        } else if let rule = complete {
            behindName(byte, rule)
        } else {
            state = .plain
        }
    }

    private mutating func behindName(_ byte: UInt8, _ rule: SecretRule) {
        if rule.isFieldLine {
            state = byte == UInt8(ascii: ":") ? .lead(rule) : isBlank(byte) ? .gap(rule) : .plain
        } else {
            state = isBlank(byte) ? .lead(rule) : .plain
        }
    }

    private mutating func lead(_ bytes: inout [UInt8], _ index: Int, _ byte: UInt8, _ rule: SecretRule) {
        if isBlank(byte) { return }
        switch rule {
        case .pass, .credentials:
            state = .rest(rule)
            mask(&bytes, index..<index + 1, rule)
        case .apop:
            state = .user
        default:
            wordStart = index
            state = .word(rule)
            word(&bytes, index, byte, rule)
        }
    }

    private mutating func word(_ bytes: inout [UInt8], _ index: Int, _ byte: UInt8, _ rule: SecretRule) {
        if rule.isCookie { return cookieName(&bytes, index, byte, rule) }
        let length = index - (wordStart ?? index)
        if isBlank(byte) {
            if isKnown(bytes, to: index, rule == .auth ? SecretRule.mechanisms : SecretRule.schemes) {
                wordStart = nil
            } else {
                maskWord(&bytes, to: index + 1, rule)
            }
            state = .rest(rule)
        } else if length >= SecretRule.wordLimit {
            maskWord(&bytes, to: index + 1, rule)
            state = .rest(rule)
        }
    }

    private mutating func cookieName(_ bytes: inout [UInt8], _ index: Int, _ byte: UInt8, _ rule: SecretRule) {
        switch byte {
        case UInt8(ascii: "="):
            wordStart = nil
            state = .value(rule, first: true, quoted: false)
        case UInt8(ascii: ";"):
            maskWord(&bytes, to: index, rule)
            state = rule.setsCookie ? .attributeLead(rule) : .lead(rule)
        default:
            guard index - (wordStart ?? index) >= Redactor.heldLimit else { return }
            maskWord(&bytes, to: index + 1, rule)
            state = .value(rule, first: false, quoted: false)
        }
    }

    private mutating func value(
        _ bytes: inout [UInt8], _ index: Int, _ byte: UInt8, _ rule: SecretRule, first: Bool, quoted: Bool
    ) {
        if byte == UInt8(ascii: ";"), !quoted {
            state = rule.setsCookie ? .attributeLead(rule) : .lead(rule)
            return
        }
        let quote = byte == UInt8(ascii: "\"")
        state = .value(rule, first: false, quoted: quoted ? !quote : first && quote)
        mask(&bytes, index..<index + 1, rule)
    }

    private mutating func attributeLead(_ bytes: inout [UInt8], _ index: Int, _ byte: UInt8, _ rule: SecretRule) {
        if isBlank(byte) || byte == UInt8(ascii: ";") { return }
        wordStart = index
        state = .attribute(rule)
        attribute(&bytes, index, byte, rule)
    }

    private mutating func attribute(_ bytes: inout [UInt8], _ index: Int, _ byte: UInt8, _ rule: SecretRule) {
        switch byte {
        case UInt8(ascii: "="):
            let known = isKnown(bytes, to: index, SecretRule.attributes)
            let expires = known && index - (wordStart ?? index) == 7 && lowercased(bytes[wordStart ?? index]) == 0x65
            wordStart = nil
            // An expiry date has one comma; any other comma begins another cookie in servers that join them.
            state = known ? .attributeValue(rule, commas: expires ? 0 : 1) : .value(rule, first: true, quoted: false)
        case UInt8(ascii: ";"):
            endAttribute(&bytes, index, rule)
        case UInt8(ascii: ","):
            endAttribute(&bytes, index, rule)
            state = .lead(rule)
        default:
            guard index - (wordStart ?? index) >= SecretRule.wordLimit else { return }
            maskWord(&bytes, to: index + 1, rule)
            state = .value(rule, first: false, quoted: false)
        }
    }

    private mutating func attributeValue(_ byte: UInt8, _ rule: SecretRule, commas: Int) {
        if byte == UInt8(ascii: ";") {
            state = .attributeLead(rule)
        } else if byte == UInt8(ascii: ",") {
            state = commas == 0 ? .attributeValue(rule, commas: 1) : .lead(rule)
        }
    }
}

// Words and stars.
extension SecretScanner {
    private mutating func endMechanism(_ bytes: inout [UInt8], _ index: Int) {
        if isKnown(bytes, to: index, SecretRule.mechanisms) { wordStart = nil }
        maskWord(&bytes, to: index, .auth)
        state = .rest(.auth)
    }

    private mutating func endAttribute(_ bytes: inout [UInt8], _ index: Int, _ rule: SecretRule) {
        if isKnown(bytes, to: index, SecretRule.attributes) { wordStart = nil }
        maskWord(&bytes, to: index, rule)
        state = .attributeLead(rule)
    }

    private func isKnown(_ bytes: [UInt8], to end: Int, _ words: Set<String>) -> Bool {
        guard let start = wordStart, start < end else { return false }
        let word = bytes[start..<end].filter { !isBlank($0) }.map(lowercased)
        return words.contains(String(decoding: word, as: UTF8.self))
    }

    private mutating func maskWord(_ bytes: inout [UInt8], to end: Int, _ rule: SecretRule) {
        guard let start = wordStart else { return }
        wordStart = nil
        mask(&bytes, start..<end, rule)
    }

    /// Masks a word that was cut short, and whatever follows it up to where its value would end.
    private mutating func maskWordOnly(_ bytes: inout [UInt8], to end: Int, _ rule: SecretRule) {
        maskWord(&bytes, to: end, rule)
        state = rule.isCookie ? .value(rule, first: false, quoted: false) : .rest(rule)
    }

    private mutating func mask(_ bytes: inout [UInt8], _ range: Range<Int>, _ rule: SecretRule) {
        guard !range.isEmpty else { return }
        for index in range where bytes[index] != 13 && bytes[index] != 10 { bytes[index] = UInt8(ascii: "*") }
        if let last = tallies.indices.last, tallies[last].reason == rule.reason {
            tallies[last].count += range.count
        } else {
            tallies.append(Tally(reason: rule.reason, count: range.count))
        }
    }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }
private func lowercased(_ byte: UInt8) -> UInt8 { byte >= 65 && byte <= 90 ? byte | 0x20 : byte }
