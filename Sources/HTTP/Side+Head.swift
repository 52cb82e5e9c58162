import Octets

extension Side {
    /// Looks for the empty line that ends the head. The head is parsed in place where it came in one piece.
    mutating func takeHead(
        _ bytes: Span<UInt8>, _ start: Int, _ exchange: inout Exchange, _ emit: (Frame) -> Void
    ) -> Int {
        var offset = start
        while let lineFeed = bytes.firstOffset(of: 0x0A, from: offset) {
            offset = lineFeed + 1
            let length = held.count + offset - start
            if length <= limits.headBytes, lineIsEmpty(upTo: length, bytes, start) {
                guard lines > 0 else { return skipEmptyLine(offset) }
                return takeWholeHead(bytes, start..<offset, &exchange, emit)
            }
            lines += 1
            if let error = lineError(bytes, start, length) { return failInHead(error, start, &exchange) }
            lineStart = length
        }
        let length = held.count + bytes.count - start
        if let error = limitError(length) { return failInHead(error, start, &exchange) }
        held.append(bytes, in: start..<bytes.count)
        return bytes.count
    }

    /// The line from `lineStart` of the head on, which ends with an LF before `end`, is empty.
    private func lineIsEmpty(upTo end: Int, _ bytes: Span<UInt8>, _ start: Int) -> Bool {
        if end - lineStart == 1 { return true }
        guard end - lineStart == 2 else { return false }
        return (lineStart < held.count ? held[lineStart] : bytes[start + lineStart - held.count]) == 0x0D
    }

    /// RFC 9112 §2.2: empty lines before a request-line are passed over; the same is done before a status-line.
    private mutating func skipEmptyLine(_ end: Int) -> Int {
        begin(at: base + UInt64(end))
        sawEmptyLine = true
        return end
    }

    private func lineError(_ bytes: Span<UInt8>, _ start: Int, _ length: Int) -> ParseError? {
        // The length first: a line that is too long must be the same error however it was cut into pieces.
        if lines == 1, length > limits.startLine { return limit("startLine", limits.startLine, "RFC 9112 §3") }
        if length > limits.headBytes { return limit("headBytes", limits.headBytes, "RFC 9112 §5") }
        if lines > limits.fieldLines + 1 { return limit("fieldLines", limits.fieldLines, "RFC 9112 §5") }
        guard lines == 1 else { return nil }
        guard !held.isEmpty else { return startLineError(bytes.extracting(start..<(start + length))) }
        var line = held
        line.append(bytes, in: start..<(start + length - held.count))
        return startLineError(line.span)
    }

    private func limitError(_ length: Int) -> ParseError? {
        if lines == 0, length > limits.startLine { return limit("startLine", limits.startLine, "RFC 9112 §3") }
        return length > limits.headBytes ? limit("headBytes", limits.headBytes, "RFC 9112 §5") : nil
    }

    /// The actual figure is the first that was too much, whatever more has come.
    func limit(_ name: String, _ allowed: Int, _ reference: String) -> ParseError {
        ParseError(
            .limit(name: name, actual: allowed + 1, allowed: allowed), at: 0..<0,
            "longer than the limit \(name) allows", reference)
    }

    /// Why `bytes`, one line, are no start line of this direction. Nil if they are one.
    func startLineError(_ bytes: Span<UInt8>) -> ParseError? {
        guard let line = bytes.line() else { return nil }
        do throws(ParseError) {
            _ = try HeadScan.parseStart(bytes, line, direction, remark: { _ in })
            return nil
        } catch {
            return error
        }
    }

    /// Gives the current line back to be looked at as unparsed bytes, from its beginning.
    private mutating func failInHead(_ error: ParseError, _ start: Int, _ exchange: inout Exchange) -> Int {
        fail(error, &exchange)
        let inHeld = min(lineStart, held.count)
        let inBytes = lineStart - inHeld
        held.removeFirst(inHeld)
        return start + inBytes
    }

    private mutating func takeWholeHead(
        _ bytes: Span<UInt8>, _ range: Range<Int>, _ exchange: inout Exchange, _ emit: (Frame) -> Void
    ) -> Int {
        let end = base + UInt64(range.upperBound)
        if held.isEmpty {
            parseHead(bytes.extracting(range), end, &exchange, emit)
        } else {
            var head: [UInt8] = []
            swap(&head, &held)
            head.append(bytes, in: range)
            parseHead(head.span, end, &exchange, emit)
        }
        return range.upperBound
    }

    private mutating func parseHead(
        _ head: Span<UInt8>, _ end: UInt64, _ exchange: inout Exchange, _ emit: (Frame) -> Void
    ) {
        var worst: HeadRemark?
        do throws(ParseError) {
            let scan = try HeadScan.scan(
                head, direction, limits: limits, field: { _ in }, remark: { Self.keepWorst($0, in: &worst) })
            guard let scan else {
                throw ParseError(.misuse, at: 0..<head.count, "the head has no end", "RFC 9112 §2.1")
            }
            try takeScan(scan, end, &worst, &exchange, emit)
        } catch {
            fail(error, &exchange)
            complete(at: end, emit)
        }
    }

    static func keepWorst(_ remark: HeadRemark, in worst: inout HeadRemark?) {
        if let before = worst, before.gravity >= remark.gravity { return }
        worst = remark
    }

    private mutating func takeScan(
        _ scan: HeadScan, _ end: UInt64, _ worst: inout HeadRemark?, _ exchange: inout Exchange,
        _ emit: (Frame) -> Void
    ) throws(ParseError) {
        tellPlace(&worst, exchange)
        frame.headLength = scan.length
        let answering = identify(scan, &exchange)
        let (framing, octets) = try scan.fields.framing(of: scan.start, answering: answering)
        behindUnparsed = false
        sawEmptyLine = false
        frame.kind = direction == .clientToServer ? .request : .response
        frame.framing = framing
        frame.error = worst?.error
        frame.gravity = worst?.gravity
        if !(frame.status.map { Status($0).isInformational } ?? false) {
            closed = closed || scan.fields.endsConnection(scan.start.versionNumber)
        }
        awaitsContinue = direction == .clientToServer && scan.fields.expectsContinue
        beginContent(framing, octets, end, &exchange, emit)
    }

    /// What is odd about a message's coming here and now.
    private func tellPlace(_ worst: inout HeadRemark?, _ exchange: Exchange) {
        if closed {
            let remark = HeadRemark(
                .warning, at: 0..<0, "a message after one that said the connection would close", "RFC 9112 §9.6")
            Self.keepWorst(remark, in: &worst)
        }
        if direction == .serverToClient, exchange.count == 0 {
            let remark = HeadRemark(.note, at: 0..<0, "a response that no request is known for", "RFC 9112 §9.2")
            Self.keepWorst(remark, in: &worst)
        }
        if sawEmptyLine {
            Self.keepWorst(
                HeadRemark(.note, at: 0..<0, "an empty line before the message", "RFC 9112 §2.2"), in: &worst)
        }
    }

    /// Gives the message its number, and pairs a response with its request, whose method it returns.
    private mutating func identify(_ scan: HeadScan, _ exchange: inout Exchange) -> MethodClass {
        frame.ordinal = next
        switch scan.start {
        case .request:
            next += 1
            exchange.continued = false
            exchange.push(scan.fields.method, ordinal: frame.ordinal)
            return .other
        case .response(let line):
            frame.status = line.status.rawValue
            exchange.continued = true
            let asked = exchange.next
            frame.answers = asked?.ordinal
            if !line.status.isInformational || line.status.rawValue == 101 {
                next += 1
                exchange.pop()
            }
            return asked?.method ?? .other
        }
    }

    private mutating func beginContent(
        _ framing: Framing, _ octets: UInt64, _ end: UInt64, _ exchange: inout Exchange, _ emit: (Frame) -> Void
    ) {
        switch framing {
        case .contentLength where octets > 0: stage = .content(left: octets)
        case .none, .contentLength: complete(at: end, emit)
        case .chunked: stage = .chunkSize
        case .untilClose: stage = .untilClose
        case .tunnel:
            complete(at: end, emit)
            exchange.tunnel = true
        }
    }
}
