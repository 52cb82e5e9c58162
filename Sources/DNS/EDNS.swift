import Octets

/// What an OPT record says (RFC 6891 §6.1.3): its class is the payload size, its TTL three small fields.
package struct EDNS: Hashable, Sendable {
    /// Octets of the largest UDP message that the sender can take. Below 512 counts as 512 (§6.2.3).
    package var payloadSize: UInt16
    /// The upper eight bits of the response code.
    package var extendedResponseCode: UInt8
    package var version: UInt8
    /// The 16 bits of flags, DO the first.
    package var flags: UInt16
    package var options: [EDNSOption]

    /// 1232 octets fit into one packet nearly everywhere: what name servers agreed on in 2020.
    package static let usualPayloadSize: UInt16 = 1232

    package init(
        payloadSize: UInt16 = EDNS.usualPayloadSize, dnssecOK: Bool = false, version: UInt8 = 0,
        extendedResponseCode: UInt8 = 0, options: [EDNSOption] = []
    ) {
        self.payloadSize = payloadSize
        self.extendedResponseCode = extendedResponseCode
        self.version = version
        flags = dnssecOK ? EDNS.dnssecOKFlag : 0
        self.options = options
    }

    /// DO: the asker wants signatures too (RFC 3225 §3).
    package var dnssecOK: Bool {
        get { flags & EDNS.dnssecOKFlag != 0 }
        set { flags = newValue ? flags | EDNS.dnssecOKFlag : flags & ~EDNS.dnssecOKFlag }
    }

    private static let dnssecOKFlag: UInt16 = 0x8000

    /// nil for a record that is no OPT, or whose options are damaged.
    package init?(_ record: ResourceRecord) {
        guard record.type == .opt, let options = record.data.options else { return nil }
        self.init(
            payloadSize: record.recordClass.rawValue, version: UInt8(truncatingIfNeeded: record.ttl >> 16),
            extendedResponseCode: UInt8(truncatingIfNeeded: record.ttl >> 24), options: options)
        flags = UInt16(truncatingIfNeeded: record.ttl)
    }

    /// Throws where the options do not fit into a record.
    package func record() throws(ParseError) -> ResourceRecord {
        let ttl = UInt32(extendedResponseCode) << 24 | UInt32(version) << 16 | UInt32(flags)
        return ResourceRecord(
            name: .root, class: RecordClass(rawValue: payloadSize), ttl: ttl, data: try .opt(options))
    }
}

/// One option of EDNS (RFC 6891 §6.1.2).
package struct EDNSOption: Hashable, Sendable {
    package var code: Code
    package var data: [UInt8]

    package init(_ code: Code, _ data: [UInt8]) {
        self.code = code
        self.data = data
    }

    package struct Code: Mnemonic {
        package var rawValue: UInt16

        package init(rawValue: UInt16) { self.rawValue = rawValue }

        package static let nameServerIdentifier = Code(rawValue: 3)
        package static let clientSubnet = Code(rawValue: 8)
        package static let cookie = Code(rawValue: 10)
        package static let padding = Code(rawValue: 12)
        package static let extendedError = Code(rawValue: 15)

        package static let table = MnemonicTable(
            prefix: "OPT",
            [
                .init(1, "LLQ", "a question that stays open", "RFC 8764 §3"),
                .init(2, "UL", "how long an update holds", "RFC 9664"),
                .init(3, "NSID", "which of many servers answered", "RFC 5001 §2.3"),
                .init(5, "DAU", "signature algorithms that the asker knows", "RFC 6975 §3"),
                .init(6, "DHU", "digests that the asker knows", "RFC 6975 §3"),
                .init(7, "N3U", "hashes that the asker knows", "RFC 6975 §3"),
                .init(8, "ECS", "part of the asker's address", "RFC 7871 §6"),
                .init(9, "EXPIRE", "when a copy of the zone expires", "RFC 7314 §2"),
                .init(10, "COOKIE", "a word that the sides know one another by", "RFC 7873 §4"),
                .init(11, "KEEPALIVE", "how long a TCP connection may be idle", "RFC 7828 §3.1"),
                .init(12, "PADDING", "octets that hide the length", "RFC 7830 §3"),
                .init(13, "CHAIN", "asks for the chain of signatures", "RFC 7901 §4"),
                .init(14, "KEYTAG", "keys that the asker trusts", "RFC 8145 §4.1"),
                .init(15, "EDE", "more about an error", "RFC 8914 §2"),
                .init(18, "CHANNEL", "where to report errors", "RFC 9567 §4"),
                .init(19, "ZONEVERSION", "which version of the zone answered", "RFC 9660 §2"),
            ])
    }
}

extension RecordData {
    /// Throws where an option, or all together, are longer than 65535 octets.
    package static func opt(_ options: [EDNSOption]) throws(ParseError) -> RecordData {
        var octets: [UInt8] = []
        for option in options {
            try check(length: option.data.count)
            octets.append(number16: option.code.rawValue)
            octets.append(number16: UInt16(truncatingIfNeeded: option.data.count))
            octets += option.data
        }
        try check(length: octets.count)
        return RecordData(wellFormed: octets, .opt)
    }

    /// The options of an OPT record.
    package var options: [EDNSOption]? {
        guard !isOpaque, type == .opt else { return nil }
        return OptionsField.options(octets.span, 0..<octets.count).map { option in
            EDNSOption(
                EDNSOption.Code(rawValue: octets.span.number16(at: option.lowerBound)),
                Array(octets[(option.lowerBound + 4)..<option.upperBound]))
        }
    }
}
