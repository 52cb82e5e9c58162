import Octets

extension CaptureNotes {
    /// What the file says about itself, for a person: a line each, without control characters.
    package var lines: [String] {
        var lines: [String] = []
        for (index, section) in sections.enumerated() {
            let title = sectionCount > 1 ? "section \(index + 1)" : "the file"
            lines.append("\(title): \(Self.text(section))")
            lines += section.comments.map { "\(title) says: \(Self.escaped($0))" }
        }
        for (index, interface) in interfaces.enumerated() {
            lines.append("interface \(index): \(Self.text(interface))")
            lines += interface.comments.map { "interface \(index) says: \(Self.escaped($0))" }
        }
        lines += names.sorted { $0.key < $1.key }.map { "name: \($0.key.text) is \(Self.escaped($0.value))" }
        lines += secrets.map { "secrets: \(Self.kind($0.kind)), \(Self.octets($0.octets)), which are not shown" }
        lines += customBlocks.sorted { $0.key < $1.key }.map {
            "\(Self.counted($0.value, "block", "blocks")) of enterprise \($0.key)'s own kind"
        }
        lines += unknownBlocks.sorted { $0.key < $1.key }.map {
            "\(Self.counted($0.value, "block", "blocks")) of \(Self.unknownKind($0.key))"
        }
        lines += packetComments.map { "packet \($0.packet) says: \(Self.escaped($0.text))" }
        if droppedBetween > 0 {
            lines.append("\(Self.counted(droppedBetween, "packet", "packets")) dropped between those of the file")
        }
        if leftOut > 0 { lines.append("\(Self.counted(leftOut, "more note is", "more notes are")) left out") }
        return lines
    }

    private static func text(_ section: Section) -> String {
        var parts = [section.format]
        if let application = section.application { parts.append("written by \(escaped(application))") }
        let machine = [section.hardware, section.system].compactMap { $0 }.map(escaped).joined(separator: ", ")
        if !machine.isEmpty { parts.append("on \(machine)") }
        return parts.joined(separator: "; ")
    }

    private static func text(_ interface: Interface) -> String {
        var parts = [interface.name, interface.description, interface.hardware, interface.system].compactMap { $0 }
            .map(escaped)
        parts.append(interface.link.name)
        if interface.snapLength > 0 { parts.append("at most \(octets(interface.snapLength)) a packet") }
        if let filter = interface.filter { parts.append("those of the filter \(escaped(filter))") }
        let statistics = [
            interface.received.map { "\(counted($0, "packet", "packets")) received" },
            interface.dropped.map { "\(counted($0, "packet", "packets")) dropped" },
        ]
        return ([parts.joined(separator: ", ")] + statistics.compactMap { $0 }).joined(separator: "; ")
    }

    private static func kind(_ kind: UInt32) -> String {
        switch kind {
        case 0x544C_534B: "TLS keys"
        case 0x5353_484B: "SSH keys"
        case 0x5747_4B4C: "WireGuard keys"
        case 0x5A4E_574B: "the key of a Zigbee network"
        case 0x5A41_5053: "keys of Zigbee applications"
        default: "kind \(kind)"
        }
    }

    private static func unknownKind(_ kind: UInt32) -> String {
        kind == PcapngFile.Kind.journal.rawValue ? "systemd's journal" : "the unknown kind \(kind)"
    }

    private static func octets(_ count: Int) -> String { counted(count, "octet", "octets") }

    /// `1 packet`, `65 535 packets`.
    static func counted(_ count: some BinaryInteger, _ one: String, _ many: String) -> String {
        let digits = String(count)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += " " }
            text.append(digit)
        }
        return "\(text) \(count == 1 ? one : many)"
    }

    private static func escaped(_ text: String) -> String {
        let bytes = Array(text.utf8)
        return Escape.text(of: bytes.span)
    }
}
