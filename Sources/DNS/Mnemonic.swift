/// A number of the protocol that has a name: what type, class, opcode and response code have in common. Open: every number
/// survives, and one without a name is written as a prefix and digits (`TYPE123`, RFC 3597 §5).
package protocol Mnemonic: RawRepresentable, Hashable, Sendable, CustomStringConvertible where RawValue == UInt16 {
    init(rawValue: UInt16)
    static var table: MnemonicTable { get }
}

extension Mnemonic {
    /// The mnemonic in capitals, or the prefix and the number.
    package var description: String { Self.table.text(of: rawValue) }

    /// Reads a mnemonic or a prefix and digits, in any letter case; nil if `text` is neither.
    package init?(mnemonic text: some StringProtocol) {
        guard let number = Self.table.number(of: text) else { return nil }
        self.init(rawValue: number)
    }

    package var isKnown: Bool { Self.table.entry(rawValue) != nil }
    /// What it says in one clause, if it is known.
    package var meaning: String? { Self.table.entry(rawValue)?.meaning }
    /// The section that defines it, if it is known.
    package var reference: String? { Self.table.entry(rawValue)?.reference }
    /// Every value that has a name, in the order of the numbers.
    package static var known: [Self] { table.numbers.map(Self.init(rawValue:)) }
}

/// Numbers and their names, looked up both ways.
package struct MnemonicTable: Sendable {
    package struct Entry: Sendable {
        package var number: UInt16
        package var mnemonic: String
        package var meaning: String
        package var reference: String

        package init(_ number: UInt16, _ mnemonic: String, _ meaning: String, _ reference: String) {
            self.number = number
            self.mnemonic = mnemonic
            self.meaning = meaning
            self.reference = reference
        }
    }

    private let prefix: String
    private let entries: [UInt16: Entry]
    private let numbersByName: [String: UInt16]

    init(prefix: String, _ entries: [Entry]) {
        self.prefix = prefix
        self.entries = Dictionary(entries.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        numbersByName = Dictionary(entries.map { ($0.mnemonic, $0.number) }, uniquingKeysWith: { first, _ in first })
    }

    var numbers: [UInt16] { entries.keys.sorted() }

    func entry(_ number: UInt16) -> Entry? { entries[number] }

    func text(of number: UInt16) -> String { entries[number]?.mnemonic ?? "\(prefix)\(number)" }

    func number(of text: some StringProtocol) -> UInt16? {
        let upper = text.uppercased()
        if let number = numbersByName[upper] { return number }
        let digits = upper.utf8.dropFirst(prefix.utf8.count)
        guard upper.hasPrefix(prefix), digits.first.map({ $0 >= 0x30 && $0 <= 0x39 }) ?? false else { return nil }
        return UInt16(Substring(digits))
    }
}
