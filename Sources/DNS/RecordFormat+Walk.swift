extension RecordFormat {
    /// The types that a walk through the tree of names needs.
    static let walkFormats: [RecordFormat] = [
        // RFC 1035 §3.4.1
        RecordFormat(.a, [Field("address", IPv4Field())], isOnlyInternet: true),
        // RFC 3596 §2.2
        RecordFormat(.aaaa, [Field("address", IPv6Field())], isOnlyInternet: true),
        // RFC 1035 §3.3.11
        RecordFormat(.ns, [Field("name server", NameField(.allowed))]),
        // RFC 1035 §3.3.1
        RecordFormat(.cname, [Field("canonical name", NameField(.allowed))]),
        // RFC 1035 §3.3.12
        RecordFormat(.ptr, [Field("pointer", NameField(.allowed))]),
        // RFC 1035 §3.3.13
        RecordFormat(
            .soa,
            [
                Field("primary server", NameField(.allowed)), Field("responsible mailbox", NameField(.allowed)),
                Field("serial", NumberField(width: 4)), Field("refresh", SecondsField()),
                Field("retry", SecondsField()), Field("expire", SecondsField()), Field("minimum", SecondsField()),
            ]),
        // RFC 1035 §3.3.9
        RecordFormat(.mx, [Field("preference", NumberField(width: 2)), Field("exchange", NameField(.allowed))]),
        // RFC 1035 §3.3.14
        RecordFormat(.txt, [Field("text", CharacterStringsField())]),
        // RFC 6891 §6.1.2
        RecordFormat(.opt, [Field("options", OptionsField())], hasPresentation: false),
    ]
}
