import Octets

extension Side {
    mutating func takeContent(_ left: UInt64, _ bytes: Span<UInt8>, _ offset: Int, _ emit: (Frame) -> Void) -> Int {
        let taken = Int(min(left, UInt64(bytes.count - offset)))
        frame.bodyLength += UInt64(taken)
        awaitsContinue = false
        stage = .content(left: left - UInt64(taken))
        if left == UInt64(taken) { complete(at: base + UInt64(offset + taken), emit) }
        return offset + taken
    }

    mutating func takeChunkData(_ left: UInt64, _ bytes: Span<UInt8>, _ offset: Int) -> Int {
        let taken = Int(min(left, UInt64(bytes.count - offset)))
        // Sizes of many chunks can add up to more than 64 bits only after as many octets; still, never trap.
        frame.bodyLength &+= UInt64(taken)
        let rest = left - UInt64(taken)
        stage = rest == 0 ? .chunkEnd(sawCarriageReturn: false) : .chunkData(left: rest)
        return offset + taken
    }

    mutating func takeChunkSize(
        _ bytes: Span<UInt8>, _ offset: Int, _ exchange: inout Exchange, _ emit: (Frame) -> Void
    ) -> Int {
        awaitsContinue = false
        let (end, outcome) = collectLine(bytes, offset, limit: limits.chunkLine)
        let start = relative(end) - held.count
        switch outcome {
        case .more: break
        case .tooLong: fail(shifted(limit("chunkLine", limits.chunkLine, "RFC 9112 §7.1"), start), &exchange)
        case .line: takeChunkSizeLine(start, end, &exchange, emit)
        }
        return end
    }

    private mutating func takeChunkSizeLine(
        _ start: Int, _ end: Int, _ exchange: inout Exchange, _ emit: (Frame) -> Void
    ) {
        do throws(ParseError) {
            guard let line = held.span.line() else { return }
            let size = try chunkSize(held.span, line)
            held.removeAll(keepingCapacity: true)
            stage = size == 0 ? .trailers(lines: 0, octets: 0) : .chunkData(left: size)
        } catch {
            fail(shifted(error, start), &exchange)
            judgeUnparsedLine(base + UInt64(end), emit)
        }
    }

    mutating func takeChunkEnd(
        _ sawCarriageReturn: Bool, _ bytes: Span<UInt8>, _ offset: Int, _ exchange: inout Exchange
    ) -> Int {
        switch bytes[offset] {
        case 0x0A:
            stage = .chunkSize
            return offset + 1
        case 0x0D where !sawCarriageReturn:
            stage = .chunkEnd(sawCarriageReturn: true)
            return offset + 1
        default:
            fail(chunkOverrun(at: relative(offset)), &exchange)
            return offset
        }
    }

    mutating func takeTrailer(
        _ lines: Int, _ octets: Int, _ bytes: Span<UInt8>, _ offset: Int, _ exchange: inout Exchange,
        _ emit: (Frame) -> Void
    ) -> Int {
        let (end, outcome) = collectLine(bytes, offset, limit: limits.headBytes - octets)
        let length = held.count
        switch outcome {
        case .more: break
        case .tooLong:
            fail(shifted(limit("headBytes", limits.headBytes, "RFC 9112 §7.1.2"), relative(end) - length), &exchange)
        case .line:
            if held.span.line()?.isEmpty == true {
                complete(at: base + UInt64(end), emit)
            } else if lines == limits.fieldLines {
                fail(
                    shifted(limit("fieldLines", limits.fieldLines, "RFC 9112 §7.1.2"), relative(end) - length),
                    &exchange)
                judgeUnparsedLine(base + UInt64(end), emit)
            } else {
                held.removeAll(keepingCapacity: true)
                stage = .trailers(lines: lines + 1, octets: octets + length)
            }
        }
        return end
    }

    // MARK: Unparsed bytes

    mutating func takeUnparsed(_ bytes: Span<UInt8>, _ offset: Int, _ emit: (Frame) -> Void) -> Int {
        let lineFeed = bytes.firstOffset(of: 0x0A, from: offset)
        let end = lineFeed.map { $0 + 1 } ?? bytes.count
        // One octet past the limit is kept, and says that the line is too long to be a start line.
        let room = max(0, limits.startLine + 1 - held.count)
        held.append(bytes, in: offset..<min(end, offset + room))
        if lineFeed != nil { judgeUnparsedLine(base + UInt64(end), emit) }
        return end
    }

    /// A line of unparsed bytes is in `held` and ends at `end` of the stream: where it is a start line the unparsed bytes
    /// end before it, where it is empty behind it.
    private mutating func judgeUnparsedLine(_ end: UInt64, _ emit: (Frame) -> Void) {
        let isWhole = held.count <= limits.startLine
        let isEmpty = held.span.line()?.isEmpty == true
        let isStartLine = isWhole && !isEmpty && startLineError(held.span) == nil
        guard isStartLine || isEmpty else {
            held.removeAll(keepingCapacity: true)
            return
        }
        var line: [UInt8] = []
        if isStartLine { swap(&line, &held) }
        complete(at: end - UInt64(line.count), emit)
        guard isStartLine else { return }
        held = line
        lines = 1
        lineStart = held.count
    }

    // MARK: Lines

    enum Collected { case line, more, tooLong }

    /// Adds to `held` up to and with the next LF. Past `limit` it stops one octet behind it.
    private mutating func collectLine(
        _ bytes: Span<UInt8>, _ offset: Int, limit: Int
    ) -> (end: Int, outcome: Collected) {
        let lineFeed = bytes.firstOffset(of: 0x0A, from: offset)
        let end = lineFeed.map { $0 + 1 } ?? bytes.count
        let room = max(0, limit + 1 - held.count)
        if end - offset >= room {
            held.append(bytes, in: offset..<(offset + room))
            return (offset + room, .tooLong)
        }
        held.append(bytes, in: offset..<end)
        return (end, lineFeed == nil ? .more : .line)
    }

    /// `offset` of the bytes at hand, counted from the message's first octet.
    private func relative(_ offset: Int) -> Int {
        Int(clamping: base + UInt64(offset) - frame.range.lowerBound)
    }

    private func shifted(_ error: ParseError, _ distance: Int) -> ParseError {
        var error = error
        error.range = (error.range.lowerBound + distance)..<(error.range.upperBound + distance)
        return error
    }
}
