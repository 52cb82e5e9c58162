import Octets

/// Writes the parts of a message one behind the other, compressing names and able to take back what did not fit.
struct MessageWriter {
    private(set) var octets: [UInt8] = []
    private var names = NameTable()
    let compresses: Bool

    init(compresses: Bool) { self.compresses = compresses }

    var count: Int { octets.count }

    mutating func append(number16 number: UInt16) { octets.append(number16: number) }

    mutating func put(number16 number: UInt16, at offset: Int) {
        octets[offset] = UInt8(truncatingIfNeeded: number >> 8)
        octets[offset + 1] = UInt8(truncatingIfNeeded: number)
    }

    /// Takes back everything from `length` on.
    mutating func rollBack(to length: Int) {
        octets.removeSubrange(length...)
        names.rollBack(to: length)
    }

    mutating func append(_ question: Question) {
        append(question.name, compressed: true)
        append(number16: question.type.rawValue)
        append(number16: question.recordClass.rawValue)
    }

    /// Throws where the data is longer than its length can say.
    mutating func append(_ record: ResourceRecord) throws(ParseError) {
        append(record.name, compressed: true)
        append(number16: record.type.rawValue)
        append(number16: record.recordClass.rawValue)
        octets.append(number32: record.ttl)
        let start = count
        append(number16: 0)
        append(record.data)
        let length = count - start - 2
        try RecordData.check(length: length)
        put(number16: UInt16(truncatingIfNeeded: length), at: start)
    }

    private mutating func append(_ data: RecordData) {
        guard compresses, let format = data.format,
            format.fields.contains(where: { $0.format.compression == .allowed })
        else {
            octets += data.octets
            return
        }
        // Octets that are not opaque keep to their format, and the walk does not throw.
        try? format.walk(data.octets.span, 0..<data.octets.count, inMessage: false) { step throws(ParseError) in
            if step.field.format.compression == .allowed {
                append(DomainName(wellFormed: Array(data.octets[step.range])), compressed: true)
            } else {
                octets += data.octets[step.range]
            }
        }
    }

    /// Writes the labels that no earlier name shares, and then a pointer to one that does or the root.
    mutating func append(_ name: DomainName, compressed: Bool) {
        guard compressed, compresses, !name.isRoot else {
            octets += name.octets
            return
        }
        let starts = name.labelStarts
        let hashes = MessageWriter.suffixHashes(of: name, starts)
        for (start, hash) in zip(starts, hashes) {
            if let target = names.offset(of: name.octets[start...], hash: hash, in: octets) {
                append(number16: 0xC000 | UInt16(truncatingIfNeeded: target))
                return
            }
            names.enter(hash: hash, offset: count)
            octets += name.octets[start..<(start + 1 + Int(name.octets[start]))]
        }
        octets.append(0)
    }

    /// For each label the hash of the name that begins there: FNV-1a from the last label to the first.
    private static func suffixHashes(of name: DomainName, _ starts: [Int]) -> [UInt32] {
        var hashes: [UInt32] = []
        var hash: UInt32 = 2_166_136_261
        for start in starts.reversed() {
            for octet in name.octets[start...(start + Int(name.octets[start]))] {
                hash = (hash ^ UInt32(octet)) &* 16_777_619
            }
            hashes.append(hash ^ hash >> 15)
        }
        return hashes.reversed()
    }
}
