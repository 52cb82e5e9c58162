import Octets

// Making RDATA of the types that a walk needs, and reading them. A reader gives nil for another type and for octets that
// do not keep to the type's format.

extension RecordData {
    package static func a(_ address: IPv4Address) -> RecordData { RecordData(wellFormed: address.octets, .a) }

    package static func aaaa(_ address: IPv6Address) -> RecordData { RecordData(wellFormed: address.octets, .aaaa) }

    package static func ns(_ name: DomainName) -> RecordData { RecordData(wellFormed: name.octets, .ns) }

    package static func cname(_ name: DomainName) -> RecordData { RecordData(wellFormed: name.octets, .cname) }

    package static func ptr(_ name: DomainName) -> RecordData { RecordData(wellFormed: name.octets, .ptr) }

    package static func mx(_ exchange: MailExchange) -> RecordData {
        var octets: [UInt8] = []
        octets.append(number16: exchange.preference)
        return RecordData(wellFormed: octets + exchange.exchange.octets, .mx)
    }

    package static func mx(_ preference: UInt16, _ exchange: DomainName) -> RecordData {
        .mx(MailExchange(preference: preference, exchange: exchange))
    }

    package static func soa(_ authority: StartOfAuthority) -> RecordData {
        var octets = authority.primaryServer.octets + authority.responsibleMailbox.octets
        for number in [
            authority.serial, authority.refresh, authority.retry, authority.expire, authority.minimum,
        ] {
            octets.append(number32: number)
        }
        return RecordData(wellFormed: octets, .soa)
    }

    /// Throws for no string, for a string over 255 octets, and for more than fits into a record.
    package static func txt(_ strings: [[UInt8]]) throws(ParseError) -> RecordData {
        guard !strings.isEmpty else {
            throw ParseError(.misuse, at: 0..<0, "TXT holds at least one string", "RFC 1035 §3.3.14")
        }
        var octets: [UInt8] = []
        for string in strings { try CharacterStringsField.append(string, at: 0..<0, to: &octets) }
        try check(length: octets.count)
        return RecordData(wellFormed: octets, .txt)
    }
}

extension RecordData {
    /// Of an A record.
    package var ipv4Address: IPv4Address? {
        !isOpaque && type == .a ? IPv4Address(rawValue: octets.span.number32(at: 0)) : nil
    }

    /// Of an AAAA record.
    package var ipv6Address: IPv6Address? {
        !isOpaque && type == .aaaa ? IPv6Address(octets.span, at: 0) : nil
    }

    /// The name server of an NS record.
    package var nameServer: DomainName? { onlyName(of: .ns) }

    /// The target of a CNAME record.
    package var canonicalName: DomainName? { onlyName(of: .cname) }

    /// Where a PTR record points.
    package var pointer: DomainName? { onlyName(of: .ptr) }

    /// Of an MX record.
    package var mailExchange: MailExchange? {
        guard !isOpaque, type == .mx else { return nil }
        let name = DomainName(wellFormed: Array(octets[2...]))
        return MailExchange(preference: octets.span.number16(at: 0), exchange: name)
    }

    /// Of an SOA record.
    package var startOfAuthority: StartOfAuthority? {
        guard !isOpaque, type == .soa, let (primary, place) = try? DomainName.parse(octets.span, at: 0),
            let (mailbox, second) = try? DomainName.parse(octets.span, at: place.range.upperBound)
        else { return nil }
        let numbers = second.range.upperBound
        guard numbers + 20 <= octets.count else { return nil }
        return StartOfAuthority(
            primaryServer: primary, responsibleMailbox: mailbox, serial: octets.span.number32(at: numbers),
            refresh: octets.span.number32(at: numbers + 4), retry: octets.span.number32(at: numbers + 8),
            expire: octets.span.number32(at: numbers + 12), minimum: octets.span.number32(at: numbers + 16))
    }

    /// The strings of a TXT record.
    package var strings: [[UInt8]]? {
        guard !isOpaque, type == .txt else { return nil }
        return CharacterStringsField.strings(octets.span, 0..<octets.count).map { Array(octets[$0]) }
    }

    private func onlyName(of wanted: RecordType) -> DomainName? {
        !isOpaque && type == wanted ? DomainName(wellFormed: octets) : nil
    }
}

/// A host that takes the domain's mail; the lowest preference is tried first (RFC 1035 §3.3.9).
package struct MailExchange: Hashable, Sendable {
    package var preference: UInt16
    package var exchange: DomainName

    package init(preference: UInt16, exchange: DomainName) {
        self.preference = preference
        self.exchange = exchange
    }
}

/// Where a zone begins (RFC 1035 §3.3.13). Times in seconds.
package struct StartOfAuthority: Hashable, Sendable {
    /// MNAME: the server that has the zone at first hand.
    package var primaryServer: DomainName
    /// RNAME: the mailbox of who is responsible, its `@` written as a dot.
    package var responsibleMailbox: DomainName
    package var serial: UInt32
    package var refresh: UInt32
    package var retry: UInt32
    package var expire: UInt32
    /// How long it may be remembered that something is not there, together with the record's own TTL (RFC 2308 §4).
    package var minimum: UInt32

    package init(
        primaryServer: DomainName, responsibleMailbox: DomainName, serial: UInt32, refresh: UInt32, retry: UInt32,
        expire: UInt32, minimum: UInt32
    ) {
        self.primaryServer = primaryServer
        self.responsibleMailbox = responsibleMailbox
        self.serial = serial
        self.refresh = refresh
        self.retry = retry
        self.expire = expire
        self.minimum = minimum
    }
}
