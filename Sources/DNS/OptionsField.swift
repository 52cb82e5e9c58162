import Octets

/// The options of EDNS up to the end of the RDATA: code, length, data (RFC 6891 §6.1.2).
struct OptionsField: FieldFormat {
    func end(of bytes: Span<UInt8>, from start: Int, upTo end: Int) throws(ParseError) -> Int {
        var offset = start
        while offset < end {
            let data = try fixedEnd(4, from: offset, upTo: end)
            offset = try fixedEnd(Int(bytes.number16(at: offset + 2)), from: data, upTo: end)
        }
        return end
    }

    /// OPT has no presentation form; this one is for people: `COOKIE:24a5ac… NSID:`.
    func write(_ bytes: Span<UInt8>, _ range: Range<Int>, to text: inout [UInt8]) {
        for (index, option) in OptionsField.options(bytes, range).enumerated() {
            if index > 0 { text.append(0x20) }
            text += Array("\(EDNSOption.Code(rawValue: bytes.number16(at: option.lowerBound))):".utf8)
            Hex.encode(bytes.extracting((option.lowerBound + 4)..<option.upperBound), into: &text)
        }
    }

    func read(_ reader: inout PresentationReader, _ name: String, to octets: inout [UInt8]) throws(ParseError) {
        let token = try reader.next(name)
        throw ParseError(.peer, at: token.range, "OPT has no presentation form", "RFC 6891 §6.1.1")
    }

    func parts(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [RecordPart] {
        OptionsField.options(bytes, range).map { option in
            let code = EDNSOption.Code(rawValue: bytes.number16(at: option.lowerBound))
            let data = (option.lowerBound + 4)..<option.upperBound
            let hex = String(decoding: Hex.encode(bytes.extracting(data)), as: UTF8.self)
            let start = option.lowerBound
            return RecordPart(
                name: "option", range: option, value: "\(code):\(hex)",
                children: [
                    RecordPart(name: "option code", range: start..<(start + 2), value: code.description),
                    RecordPart(name: "option length", range: (start + 2)..<(start + 4), value: String(data.count)),
                    RecordPart(name: "option data", range: data, value: hex),
                ])
        }
    }

    /// Each option's range, of octets in which `end` found no fault.
    static func options(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [Range<Int>] {
        var options: [Range<Int>] = []
        var offset = range.lowerBound
        while offset + 4 <= range.upperBound {
            let stop = min(range.upperBound, offset + 4 + Int(bytes.number16(at: offset + 2)))
            options.append(offset..<stop)
            offset = stop
        }
        return options
    }
}
