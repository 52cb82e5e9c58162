/// RCODE: how a question ended (RFC 1035 §4.1.1). Four bits in the header; EDNS adds eight above them (RFC 6891 §6.1.3).
package struct ResponseCode: Mnemonic {
    package var rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let noError = ResponseCode(rawValue: 0)
    package static let formatError = ResponseCode(rawValue: 1)
    package static let serverFailure = ResponseCode(rawValue: 2)
    package static let nameError = ResponseCode(rawValue: 3)
    package static let notImplemented = ResponseCode(rawValue: 4)
    package static let refused = ResponseCode(rawValue: 5)
    package static let badVersion = ResponseCode(rawValue: 16)

    package static let table = MnemonicTable(
        prefix: "RCODE",
        [
            .init(0, "NOERROR", "no error", "RFC 1035 §4.1.1"),
            .init(1, "FORMERR", "the server could not read the question", "RFC 1035 §4.1.1"),
            .init(2, "SERVFAIL", "the server could not find out", "RFC 1035 §4.1.1"),
            .init(3, "NXDOMAIN", "the name does not exist", "RFC 1035 §4.1.1"),
            .init(4, "NOTIMP", "the server does not do this kind of question", "RFC 1035 §4.1.1"),
            .init(5, "REFUSED", "the server does not want to answer", "RFC 1035 §4.1.1"),
            .init(6, "YXDOMAIN", "a name exists that should not", "RFC 2136 §2.2"),
            .init(7, "YXRRSET", "records exist that should not", "RFC 2136 §2.2"),
            .init(8, "NXRRSET", "records do not exist that should", "RFC 2136 §2.2"),
            .init(
                9, "NOTAUTH", "the server has no authority over the zone, or the signature is not right",
                "RFC 2136 §2.2"),
            .init(10, "NOTZONE", "the name is not in the zone", "RFC 2136 §2.2"),
            .init(11, "DSOTYPENI", "the type of stateful operation is not implemented", "RFC 8490 §10.2"),
            .init(16, "BADVERS", "the server does not know this version of EDNS", "RFC 6891 §9"),
            .init(17, "BADKEY", "the key is not known", "RFC 8945 §5.2.1"),
            .init(18, "BADTIME", "the time of the signature is too far off", "RFC 8945 §5.2.3"),
            .init(19, "BADMODE", "the mode of TKEY is not to be had", "RFC 2930 §2.6"),
            .init(20, "BADNAME", "the name of the key is taken", "RFC 2930 §2.6"),
            .init(21, "BADALG", "the algorithm is not to be had", "RFC 2930 §2.6"),
            .init(22, "BADTRUNC", "too much of the signature was cut off", "RFC 8945 §5.2.4"),
            .init(23, "BADCOOKIE", "the cookie is missing or wrong", "RFC 7873 §8"),
        ])
}
