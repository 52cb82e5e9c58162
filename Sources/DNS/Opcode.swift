/// What kind of question a message asks: four bits of the header (RFC 1035 §4.1.1).
package struct Opcode: Mnemonic {
    package var rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let query = Opcode(rawValue: 0)
    package static let inverseQuery = Opcode(rawValue: 1)
    package static let status = Opcode(rawValue: 2)
    package static let notify = Opcode(rawValue: 4)
    package static let update = Opcode(rawValue: 5)

    package static let table = MnemonicTable(
        prefix: "OPCODE",
        [
            .init(0, "QUERY", "a question for records", "RFC 1035 §4.1.1"),
            .init(1, "IQUERY", "a question from data to name, out of use", "RFC 3425 §3"),
            .init(2, "STATUS", "a question for the server's state", "RFC 1035 §4.1.1"),
            .init(4, "NOTIFY", "a zone has changed", "RFC 1996 §3"),
            .init(5, "UPDATE", "a change of a zone", "RFC 2136 §1.3"),
            .init(6, "DSO", "a stateful operation", "RFC 8490 §5.4"),
        ])
}
