import Octets

extension CaptureNotes {
    mutating func begin(
        pcap magic: PcapFile.Magic, _ version: String, _ unit: Int64, _ link: LinkType, _ snapLength: Int
    ) {
        let variant = magic.isPatched ? ", patched by Kuznetzov" : magic.isLong ? ", by IXIA" : ""
        let unit = unit == 1 ? "nanoseconds" : "microseconds"
        let format = "pcap \(version)\(variant), \(Self.name(of: magic.order)), times in \(unit)"
        (sectionCount, interfaceCount) = (1, 1)
        add(Section(format: format), to: \.sections)
        add(Interface(section: 0, link: link, snapLength: snapLength), to: \.interfaces)
    }

    /// A section's options lie from `start` to `end`.
    mutating func addSection(_ bytes: Span<UInt8>, from start: Int, to end: Int, _ order: ByteOrder, _ version: String)
    {
        var section = Section(format: "pcapng \(version), \(Self.name(of: order))")
        var options = BlockOptions(from: start, to: end, order)
        while let option = options.next(bytes) {
            switch option.code {
            case BlockOptions.comment: addComment(bytes, option.range, to: &section.comments)
            case 2: section.hardware = text(bytes, option.range)
            case 3: section.system = text(bytes, option.range)
            case 4: section.application = text(bytes, option.range)
            default: break
            }
        }
        sectionCount += 1
        add(section, to: \.sections)
    }

    /// An interface's description, of at least eight octets, lies from `start` to `end`.
    ///
    /// - Returns: what reading needs of it.
    mutating func addInterface(
        _ bytes: Span<UInt8>, from start: Int, to end: Int, _ order: ByteOrder
    ) -> CaptureInterface {
        let link = LinkType(rawValue: bytes.number16(at: start, order))
        var noted = Interface(
            section: max(0, sectionCount - 1), link: link, snapLength: Int(bytes.number32(at: start + 4, order)))
        var resolution = CaptureInterface.Resolution.decimal(6)
        var offset: Int64 = 0
        var options = BlockOptions(from: start + 8, to: end, order)
        while let option = options.next(bytes) {
            switch (option.code, option.range.count) {
            case (9, 1): resolution = CaptureInterface.Resolution(bytes[option.range.lowerBound])
            case (14, 8): offset = Int64(bitPattern: bytes.number64(at: option.range.lowerBound, order))
            default: note(option, of: &noted, bytes)
            }
        }
        interfaceCount += 1
        add(noted, to: \.interfaces)
        return CaptureInterface(link: link, snapLength: noted.snapLength, resolution: resolution, offset: offset)
    }

    private mutating func note(_ option: BlockOptions.Option, of interface: inout Interface, _ bytes: Span<UInt8>) {
        switch option.code {
        case BlockOptions.comment: addComment(bytes, option.range, to: &interface.comments)
        case 2: interface.name = text(bytes, option.range)
        case 3: interface.description = text(bytes, option.range)
        // Its first octet tells a filter's text, which is 0, from its code.
        case 11 where option.range.count > 1 && bytes[option.range.lowerBound] == 0:
            interface.filter = text(bytes, option.range.dropFirst())
        case 12: interface.system = text(bytes, option.range)
        case 15: interface.hardware = text(bytes, option.range)
        default: break
        }
    }

    /// The options of a packet, which is the one with that number.
    mutating func readPacketOptions(
        _ bytes: Span<UInt8>, from start: Int, to end: Int, _ order: ByteOrder, packet: Int
    ) {
        var options = BlockOptions(from: start, to: end, order)
        while let option = options.next(bytes) {
            switch (option.code, option.range.count) {
            case (BlockOptions.comment, _) where packetComments.count < limits.notes:
                packetComments.append(PacketComment(packet: packet, text: text(bytes, option.range)))
            case (BlockOptions.comment, _): leftOut += 1
            case (4, 8):
                let (sum, overflows) = droppedBetween.addingReportingOverflow(
                    bytes.number64(at: option.range.lowerBound, order))
                droppedBetween = overflows ? .max : sum
            default: break
            }
        }
    }

    /// A block without packets, whose body lies from `start` to `end` and has the least length of its kind.
    mutating func read(
        _ kind: PcapngFile.Kind, _ bytes: Span<UInt8>, from start: Int, to end: Int, _ order: ByteOrder,
        _ interfacesBefore: Int
    ) {
        switch kind {
        case .names: readNames(bytes, from: start, to: end, order)
        case .statistics: readStatistics(bytes, from: start, to: end, order, interfacesBefore)
        case .secrets:
            let octets = min(Int(bytes.number32(at: start + 4, order)), end - start - 8)
            add(Secret(kind: bytes.number32(at: start, order), octets: octets), to: \.secrets)
        case .custom, .customNotCopied: count(bytes.number32(at: start, order), in: \.customBlocks)
        case .journal: count(kind.rawValue, in: \.unknownBlocks)
        case .section, .interface, .packet, .simple, .enhanced: break
        }
    }

    private mutating func readStatistics(
        _ bytes: Span<UInt8>, from start: Int, to end: Int, _ order: ByteOrder, _ interfacesBefore: Int
    ) {
        let index = interfacesBefore + Int(bytes.number32(at: start, order))
        guard interfaces.indices.contains(index) else { return leftOut += 1 }
        var interface = interfaces[index]
        var dropped: UInt64?
        var options = BlockOptions(from: start + 12, to: end, order)
        while let option = options.next(bytes) {
            let isNumber = option.range.count == 8
            switch option.code {
            case BlockOptions.comment: addComment(bytes, option.range, to: &interface.comments)
            case 4 where isNumber: interface.received = bytes.number64(at: option.range.lowerBound, order)
            // By the interface, and by the system.
            case 5 where isNumber, 7 where isNumber:
                dropped = (dropped ?? 0) &+ bytes.number64(at: option.range.lowerBound, order)
            default: break
            }
        }
        if let dropped { interface.dropped = dropped }
        interfaces[index] = interface
    }

    /// Records of an address and its names, each ended by a zero.
    private mutating func readNames(_ bytes: Span<UInt8>, from start: Int, to end: Int, _ order: ByteOrder) {
        var records = BlockOptions(from: start, to: end, order)
        while let record = records.next(bytes) {
            let first = record.range.lowerBound
            switch (record.code, record.range.count) {
            case (1, 5...):
                name(IPAddress(version4: bytes.number32(at: first)), bytes, (first + 4)..<record.range.upperBound)
            case (2, 17...):
                let address = IPAddress(high: bytes.number64(at: first), low: bytes.number64(at: first + 8))
                name(address, bytes, (first + 16)..<record.range.upperBound)
            default: break
            }
        }
    }

    private mutating func name(_ address: IPAddress, _ bytes: Span<UInt8>, _ range: Range<Int>) {
        guard names[address] == nil else { return }
        guard names.count < limits.notes else { return leftOut += 1 }
        var end = range.lowerBound
        while end < range.upperBound, bytes[end] != 0 { end += 1 }
        guard end > range.lowerBound else { return }
        names[address] = text(bytes, range.lowerBound..<end)
    }

    private static func name(of order: ByteOrder) -> String { order == .big ? "big-endian" : "little-endian" }
}
