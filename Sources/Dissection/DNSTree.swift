import DNS
import Octets

/// The tree of a DNS message: the header with its bits, the question, and the records of the three sections.
struct DNSTree {
    /// The most records that are listed.
    static let recordLimit = 1_000

    let message: MessageBytes
    /// Octets of the length before the message, over TCP.
    private let shift: Int

    init(_ message: MessageBytes) {
        self.message = message
        shift = message.record.unpacked.dnsPrefixLength
    }

    func root(_ bytes: Span<UInt8>) -> FieldNode {
        var root = FieldNode(DNSFields.message, label: "message", range: 0..<message.length)
        let own = bytes.extracting(min(shift, message.end)..<message.end)
        if shift > 0, message.end >= shift {
            let value = Int(bytes[0]) << 8 | Int(bytes[1])
            root.children.append(
                FieldNode(DNSFields.length, label: "length", value: Grouped.octets(UInt64(value)), range: 0..<shift))
        }
        do throws(ParseError) {
            let reading = try Message.read(own)
            root.value = DNSWords.summary(reading)
            fill(&root, reading, own)
        } catch {
            root.remarks.append(Remark(error))
        }
        return root
    }

    private func fill(_ root: inout FieldNode, _ reading: Message.Reading, _ own: Span<UInt8>) {
        let layout = reading.layout
        root.children.append(header(layout))
        if !layout.questions.isEmpty { root.children.append(questions(layout, own)) }
        var left = Self.recordLimit
        for (section, definition) in Self.sections {
            let records = layout.records(in: section)
            guard !records.isEmpty else { continue }
            root.children.append(self.section(definition, records.prefix(left), reading, own))
            left -= min(left, records.count)
        }
        if left == 0 {
            root.remarks.append(
                Remark(.note, "only the first \(Grouped.text(UInt64(Self.recordLimit))) records are listed"))
        }
        if !layout.trailing.isEmpty {
            let count = Grouped.octets(UInt64(layout.trailing.count))
            root.remarks.append(Remark(.warning, "\(count) follow the last record that the header counts"))
        }
        for error in reading.dataErrors + (layout.error.map { [$0] } ?? []) {
            root.attach(
                Remark(error), at: message.clamped(shifted(error.range)))
        }
    }

    private static let sections: [(Section, FieldDefinition)] = [
        (.answer, DNSFields.answers), (.authority, DNSFields.authorities), (.additional, DNSFields.additionals),
    ]

    private func shifted(_ range: Range<Int>) -> Range<Int> { range.lowerBound + shift..<range.upperBound + shift }

    private func node(
        _ definition: FieldDefinition, _ label: String? = nil, _ value: String, _ range: Range<Int>,
        _ children: [FieldNode] = []
    ) -> FieldNode {
        FieldNode(
            definition, label: label ?? definition.shortName, value: value,
            range: message.clamped(shifted(range)), children: children)
    }
}

// The header.
extension DNSTree {
    private func header(_ layout: MessageLayout) -> FieldNode {
        let header = layout.header
        let counts: [(Section, String)] = [
            (.question, "questions"), (.answer, "answers"), (.authority, "authorities"), (.additional, "additionals"),
        ]
        let children =
            [node(DNSFields.id, nil, "\(header.id)", Header.idRange), flags(header)]
            + counts.map {
                node(DNSFields.count, $0.1, "\(layout.counts[$0.0])", Header.countRange(of: $0.0))
            }
        return node(DNSFields.header, nil, DNSWords.flags(header), 0..<Header.length, children)
    }

    private func flags(_ header: Header) -> FieldNode {
        let (high, low) = (2..<3, 3..<4)
        var opcode = node(DNSFields.opcode, nil, "\(header.opcode)", high)
        if let meaning = header.opcode.meaning { opcode.remarks.append(Remark(.note, meaning)) }
        var code = node(DNSFields.rcode, nil, "\(header.responseCode)", low)
        if let meaning = header.responseCode.meaning { code.remarks.append(Remark(.note, meaning)) }
        let bits: [(FieldDefinition, Bool, Range<Int>)] = [
            (DNSFields.aa, header.isAuthoritative, high), (DNSFields.tc, header.isTruncated, high),
            (DNSFields.rd, header.recursionDesired, high), (DNSFields.ra, header.recursionAvailable, low),
            (DNSFields.z, header.reservedBit, low), (DNSFields.ad, header.authenticData, low),
            (DNSFields.cd, header.checkingDisabled, low),
        ]
        let qr = node(DNSFields.qr, nil, header.isResponse ? "1, a response" : "0, a query", high)
        let all = [qr, opcode] + bits.map { node($0.0, nil, $0.1 ? "1" : "0", $0.2) } + [code]
        return node(DNSFields.flags, nil, DNSWords.flags(header), Header.flagsRange, all)
    }
}

// Questions and records.
extension DNSTree {
    private func questions(_ layout: MessageLayout, _ own: Span<UInt8>) -> FieldNode {
        let nodes = layout.questions.prefix(Self.recordLimit).map { place in
            let parts = [
                name(DNSFields.name, "name", place.name, own), type(place.type, own),
                recordClass(place.recordClass, own, label: "class"),
            ]
            return node(
                DNSFields.question, nil, parts.prefix(2).map(\.value).joined(separator: " "), place.range, parts)
        }
        return group(DNSFields.questions, nodes)
    }

    private func section(
        _ definition: FieldDefinition, _ places: ArraySlice<MessageLayout.Record>, _ reading: Message.Reading,
        _ own: Span<UInt8>
    ) -> FieldNode {
        let servers = Set(reading.message.authorities.compactMap(\.data.nameServer))
        let nodes = places.map { place in
            var node = record(place, own)
            if place.section == .additional, isAddress(place, own), let owner = owner(place, own),
                servers.contains(owner)
            {
                node.remarks.append(
                    Remark(.note, "glue: the address of a server named above, so that nobody has to ask for it"))
            }
            return node
        }
        return group(definition, nodes)
    }

    private func owner(_ place: MessageLayout.Record, _ own: Span<UInt8>) -> DomainName? {
        try? DomainName.parse(own, at: place.name.range.lowerBound).name
    }

    private func isAddress(_ place: MessageLayout.Record, _ own: Span<UInt8>) -> Bool {
        [.a, .aaaa].contains(place.type(in: own))
    }

    private func group(_ definition: FieldDefinition, _ nodes: [FieldNode]) -> FieldNode {
        let range = (nodes.first?.range.lowerBound ?? 0)..<(nodes.last?.range.upperBound ?? 0)
        return FieldNode(
            definition, label: definition.shortName, value: "\(nodes.count)", range: range, children: nodes)
    }

    private func record(_ place: MessageLayout.Record, _ own: Span<UInt8>) -> FieldNode {
        let type = place.type(in: own)
        let isOptions = type == .opt
        let data = DNSWords.data(place, own)
        let seconds = own.number32(at: place.ttl.lowerBound)
        let owner = name(DNSFields.name, "name", place.name, own)
        let children = [
            owner, self.type(place.type, own),
            recordClass(place.recordClass, own, label: isOptions ? "payload size" : "class"),
            node(
                DNSFields.ttl, isOptions ? "flags" : "ttl", isOptions ? "\(seconds)" : DNSWords.duration(seconds),
                place.ttl),
            node(DNSFields.dataLength, "length", "\(place.data.count)", place.dataLength),
            self.data(place, data, own),
        ]
        let value = isOptions ? "EDNS" : "\(owner.value) \(data)"
        return node(DNSFields.record, "\(type)", value, place.range, children)
    }

    private func name(
        _ definition: FieldDefinition, _ label: String, _ layout: NameLayout, _ own: Span<UInt8>
    ) -> FieldNode {
        let text = (try? DomainName.parse(own, at: layout.range.lowerBound).name.description) ?? ""
        var node = node(definition, label, text, layout.range)
        if let target = layout.target {
            node.remarks.append(
                Remark(
                    .note, "it ends with a pointer: the rest stands from octet \(target + shift) on (RFC 1035 §4.1.4)"))
        }
        return node
    }

    private func type(_ range: Range<Int>, _ own: Span<UInt8>) -> FieldNode {
        let type = RecordType(rawValue: own.number16(at: range.lowerBound))
        var node = node(DNSFields.type, nil, "\(type)", range)
        if let meaning = type.meaning {
            node.remarks.append(Remark(note: meaning, type.reference))
        }
        return node
    }

    private func recordClass(_ range: Range<Int>, _ own: Span<UInt8>, label: String) -> FieldNode {
        let number = own.number16(at: range.lowerBound)
        let value = label == "class" ? "\(RecordClass(rawValue: number))" : Grouped.octets(UInt64(number))
        return node(DNSFields.recordClass, label, value, range)
    }

    private func data(_ place: MessageLayout.Record, _ text: String, _ own: Span<UInt8>) -> FieldNode {
        let (parts, _) = place.dataParts(in: own)
        return node(DNSFields.data, nil, text, place.data, parts.prefix(Self.recordLimit).map { part($0, own) })
    }

    private func part(_ part: RecordPart, _ own: Span<UInt8>) -> FieldNode {
        if let layout = part.nameLayout { return name(DNSFields.part, part.name, layout, own) }
        let definition = part.name == "option" ? DNSFields.option : DNSFields.part
        return node(definition, part.name, part.value, part.range, part.children.map { self.part($0, own) })
    }
}
