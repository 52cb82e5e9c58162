import Testing

@testable import DNS

@Suite struct AddressTests {
    @Test(arguments: [("128.119.245.12", 0x8077_F50C as UInt32), ("0.0.0.0", 0), ("255.255.255.255", .max)])
    func ipv4(text: String, value: UInt32) {
        #expect(IPv4Address(text)?.rawValue == value)
        #expect(IPv4Address(rawValue: value).description == text)
    }

    @Test(arguments: ["", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.-4", "1..3.4", "1.2.3.4 ", "::1"])
    func noIPv4(text: String) { #expect(IPv4Address(text) == nil) }

    @Test(arguments: [
        ("::", 0, 0, "::"), ("::1", 0, 1, "::1"), ("2001:DB8::53", 0x2001_0db8 << 32, 0x53, "2001:db8::53"),
        ("1:2:3:4:5:6:7:8", 0x0001_0002_0003_0004, 0x0005_0006_0007_0008, "1:2:3:4:5:6:7:8"),
        ("1:0:0:2:0:0:0:3", 0x0001_0000_0000_0002, 3, "1:0:0:2::3"),
        ("1:0:0:2:3:0:0:4", 0x0001_0000_0000_0002, 0x0003_0000_0000_0004, "1::2:3:0:0:4"),
        ("1:2:3:4:5:6:7:0", 0x0001_0002_0003_0004, 0x0005_0006_0007_0000, "1:2:3:4:5:6:7:0"),
        ("::ffff:192.0.2.1", 0, 0xFFFF_C000_0201, "::ffff:192.0.2.1"),
        ("1:2:3:4:5:6:1.2.3.4", 0x0001_0002_0003_0004, 0x0005_0006_0102_0304, "1:2:3:4:5:6:102:304"),
        ("fe80::", 0xFE80 << 48, 0, "fe80::"),
    ])
    func ipv6(text: String, high: UInt64, low: UInt64, canonical: String) {
        #expect(IPv6Address(text) == IPv6Address(high: high, low: low))
        #expect(IPv6Address(high: high, low: low).description == canonical)
        #expect(IPv6Address(canonical) == IPv6Address(high: high, low: low))
    }

    @Test(arguments: [
        "", ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8", "12345::", "g::", ":1::",
        "1:",
        "::1.2.3", "1.2.3.4::", "::1%lo", "1:2:3:4:5:6:7:1.2.3.4",
    ])
    func noIPv6(text: String) { #expect(IPv6Address(text) == nil) }

    @Test func addressesHaveNamesThatLeadBack() {
        #expect(IPv4Address("128.119.245.12")?.reverseName.description == "12.245.119.128.in-addr.arpa.")
        #expect(
            IPv6Address("2001:db8::567:89ab")?.reverseName.description
                == "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.")
    }
}
