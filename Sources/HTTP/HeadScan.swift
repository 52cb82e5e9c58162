import Octets

/// The walk through a head that the parser of heads and the framing machine share. It allocates nothing itself.
struct HeadScan {
    var start: Head.StartLine
    /// Octets up to and with the empty line.
    var length: Int
    var fields: FramingFields

    /// Walks the head that `bytes` begin with. Nil while its empty line has not come.
    static func scan(
        _ bytes: Span<UInt8>, _ direction: Direction, limits: Limits, field: (FieldLine) -> Void,
        remark: (HeadRemark) -> Void
    ) throws(ParseError) -> HeadScan? {
        guard let line = try startLine(bytes, limits: limits) else { return nil }
        let start = try parseStart(bytes, line, direction, remark: remark)
        if line.terminator == .lf { remark(bareLineFeed(line)) }
        var fields = FramingFields()
        if case .request(let request) = start { fields.method = MethodClass(bytes, in: request.method) }
        let end = try fieldLines(
            bytes, from: line.end, headStart: 0, limits: limits, toldOfLineFeed: line.terminator == .lf,
            field: {
                fields.take($0, in: bytes)
                field($0)
            }, remark: remark)
        guard let end else { return nil }
        fields.tellPeculiarities(of: start, remark)
        return HeadScan(start: start, length: end, fields: fields)
    }

    static func parseStart(
        _ bytes: Span<UInt8>, _ line: Line, _ direction: Direction, remark: (HeadRemark) -> Void
    ) throws(ParseError) -> Head.StartLine {
        switch direction {
        case .clientToServer: .request(try RequestLine(bytes, line, remark: remark))
        case .serverToClient: .response(try StatusLine(bytes, line, remark: remark))
        }
    }

    private static func startLine(_ bytes: Span<UInt8>, limits: Limits) throws(ParseError) -> Line? {
        let line = bytes.line()
        try check(line?.end ?? bytes.count, limits.startLine, "startLine", at: 0, "RFC 9112 §3")
        return line
    }

    /// Walks field lines from `start` to the empty line and returns the offset behind it, or nil if it has not come.
    ///
    /// - Parameter headStart: where the limit on octets counts from.
    static func fieldLines(
        _ bytes: Span<UInt8>, from start: Int, headStart: Int, limits: Limits, toldOfLineFeed: Bool = false,
        field: (FieldLine) -> Void, remark: (HeadRemark) -> Void
    ) throws(ParseError) -> Int? {
        var walk = FieldWalk(toldOfLineFeed: toldOfLineFeed)
        var offset = start
        while let line = bytes.line(from: offset) {
            try check(line.end - headStart, limits.headBytes, "headBytes", at: headStart, "RFC 9112 §5")
            if line.isEmpty {
                walk.flush(to: field)
                return line.end
            }
            walk.take(line, in: bytes, field: field, remark: remark)
            try check(walk.count, limits.fieldLines, "fieldLines", at: headStart, "RFC 9112 §5")
            offset = line.end
        }
        try check(bytes.count - headStart, limits.headBytes, "headBytes", at: headStart, "RFC 9112 §5")
        return nil
    }

    static func check(
        _ actual: Int, _ allowed: Int, _ name: String, at start: Int, _ reference: String
    ) throws(ParseError) {
        guard actual > allowed else { return }
        throw ParseError(
            .limit(name: name, actual: actual, allowed: allowed), at: start..<start,
            "longer than the limit \(name) allows", reference)
    }

    static func bareLineFeed(_ line: Line) -> HeadRemark {
        HeadRemark(.note, at: line.content.upperBound..<line.end, "the line ends with a bare LF", "RFC 9112 §2.2")
    }
}

/// Joins continued lines to the field line before them, and hands each field line on when it is whole.
private struct FieldWalk {
    var toldOfLineFeed: Bool
    var count = 0
    private var pending: FieldLine?

    init(toldOfLineFeed: Bool) { self.toldOfLineFeed = toldOfLineFeed }

    mutating func flush(to field: (FieldLine) -> Void) {
        if let pending { field(pending) }
        pending = nil
    }

    mutating func take(
        _ line: Line, in bytes: Span<UInt8>, field: (FieldLine) -> Void, remark: (HeadRemark) -> Void
    ) {
        if line.terminator == .lf, !toldOfLineFeed {
            toldOfLineFeed = true
            remark(HeadScan.bareLineFeed(line))
        }
        let first = bytes[line.content.lowerBound]
        if first == 0x20 || first == 0x09 {
            fold(line, in: bytes, remark)
        } else {
            flush(to: field)
            count += 1
            pending = split(line, in: bytes, remark)
        }
        tellOctets(of: line, in: bytes, remark)
    }

    private mutating func fold(_ line: Line, in bytes: Span<UInt8>, _ remark: (HeadRemark) -> Void) {
        count += 1
        guard let before = pending else {
            remark(
                HeadRemark(
                    .error, at: line.content, "a line that begins with whitespace continues no field", "RFC 9112 §2.2"))
            return
        }
        remark(HeadRemark(.warning, at: line.content, "the value is folded over lines", "RFC 9112 §5.2"))
        pending = FieldLine(
            range: before.range.lowerBound..<line.end, name: before.name,
            value: before.value.lowerBound..<max(before.value.upperBound, bytes.trimmedEnd(of: line.content)))
    }

    private func split(_ line: Line, in bytes: Span<UInt8>, _ remark: (HeadRemark) -> Void) -> FieldLine? {
        guard let field = bytes.fieldLine(line) else {
            remark(HeadRemark(.error, at: line.content, "a field line without a colon", "RFC 9112 §5"))
            return nil
        }
        if bytes[field.name.upperBound] != UInt8(ascii: ":") {
            let gap = field.name.upperBound..<(field.name.upperBound + 1)
            remark(HeadRemark(.error, at: gap, "whitespace between field name and colon", "RFC 9112 §5.1"))
        }
        if !bytes.consists(of: .token, in: field.name) {
            remark(HeadRemark(.error, at: field.name, "the field name is no token", "RFC 9110 §5.1"))
        }
        return field
    }

    private func tellOctets(of line: Line, in bytes: Span<UInt8>, _ remark: (HeadRemark) -> Void) {
        guard bytes.holdsControl(in: line.content),
            let odd = bytes.firstOffset(notIn: .fieldValue, in: line.content)
        else { return }
        switch bytes[odd] {
        case 0x00: remark(HeadRemark(.error, at: odd..<(odd + 1), "a NUL in a field line", "RFC 9110 §5.5"))
        case 0x0D: remark(HeadRemark(.error, at: odd..<(odd + 1), "a bare CR in a field line", "RFC 9112 §2.2"))
        default:
            remark(
                HeadRemark(.warning, at: odd..<(odd + 1), "a control character in a field line", "RFC 9110 §5.5"))
        }
    }
}
