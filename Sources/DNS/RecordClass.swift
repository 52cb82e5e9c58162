/// CLASS or QCLASS (RFC 1035 §3.2.4).
package struct RecordClass: Mnemonic {
    package var rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let internet = RecordClass(rawValue: 1)
    package static let chaos = RecordClass(rawValue: 3)
    package static let hesiod = RecordClass(rawValue: 4)
    package static let none = RecordClass(rawValue: 254)
    package static let any = RecordClass(rawValue: 255)

    package static let table = MnemonicTable(
        prefix: "CLASS",
        [
            .init(1, "IN", "the Internet", "RFC 1035 §3.2.4"),
            .init(2, "CS", "CSNET, out of use", "RFC 1035 §3.2.4"),
            .init(3, "CH", "Chaosnet; today for asking a server about itself", "RFC 1035 §3.2.4"),
            .init(4, "HS", "Hesiod", "RFC 1035 §3.2.4"),
            .init(254, "NONE", "no class: in an update, what must not be there or goes", "RFC 2136 §2.4"),
            .init(255, "ANY", "any class", "RFC 1035 §3.2.5"),
        ])
}
