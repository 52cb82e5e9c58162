import Octets

/// The head of a request or response, from the start line to the empty line: ranges of the bytes it was parsed from.
package struct Head: Sendable, Hashable {
    package enum StartLine: Sendable, Hashable {
        case request(RequestLine)
        case response(StatusLine)
    }

    package var start: StartLine
    /// In the order in which they came. A value that was folded over lines holds its line ends (`Head.text(of:in:)`).
    package var fieldLines: [FieldLine] = []
    package var remarks: [HeadRemark] = []
    /// Octets up to and with the empty line.
    package var length = 0
    /// What the field lines say about where the message ends.
    package var framingFields = FramingFields()

    /// The head that `bytes` begin with, or nil while its empty line has not come.
    ///
    /// - Parameter direction: tells a request (`clientToServer`) from a response.
    /// - Throws: where the start line is none, or a limit is passed. Anything else that is odd becomes a remark.
    package static func parse(
        _ bytes: Span<UInt8>, _ direction: Direction, limits: Limits = .standard
    ) throws(ParseError) -> Head? {
        var fieldLines: [FieldLine] = []
        var remarks: [HeadRemark] = []
        let scanned = try HeadScan.scan(
            bytes, direction, limits: limits, field: { fieldLines.append($0) }, remark: { remarks.append($0) })
        guard let scanned else { return nil }
        return Head(
            start: scanned.start, fieldLines: fieldLines, remarks: remarks, length: scanned.length,
            framingFields: scanned.fields)
    }

    package var requestLine: RequestLine? {
        if case .request(let line) = start { return line }
        return nil
    }

    package var statusLine: StatusLine? {
        if case .response(let line) = start { return line }
        return nil
    }

    package var version: Version {
        switch start {
        case .request(let line): line.versionNumber
        case .response(let line): line.versionNumber
        }
    }

    /// The first field line of that name, in any letter case.
    package func field(_ name: StaticString, in bytes: Span<UInt8>) -> FieldLine? {
        for line in fieldLines where bytes.equalsIgnoringCase(name, in: line.name) { return line }
        return nil
    }

    /// A field value as text, with each fold made one space (RFC 9112 §5.2).
    package static func text(of value: Range<Int>, in bytes: Span<UInt8>) -> String {
        guard bytes.firstOffset(of: 0x0A, from: value.lowerBound, upTo: value.upperBound) != nil else {
            return bytes.text(in: value)
        }
        var unfolded: [UInt8] = []
        var offset = value.lowerBound
        while offset < value.upperBound {
            let line = bytes.line(from: offset, upTo: value.upperBound)
            let part = bytes.trimmed(offset..<(line?.content.upperBound ?? value.upperBound))
            if !unfolded.isEmpty { unfolded.append(0x20) }
            unfolded.append(bytes, in: part)
            offset = line?.end ?? value.upperBound
        }
        return unfolded.span.text(in: 0..<unfolded.count)
    }

    /// How the message ends, by the rules of RFC 9112 §6.3 in their order.
    ///
    /// - Parameter answering: for a response, the method of the request it answers.
    /// - Returns: the framing, and for `contentLength` the octets of content.
    /// - Throws: where the fields contradict one another, so that no end can be found.
    package func framing(answering: MethodClass = .other) throws(ParseError) -> (Framing, UInt64) {
        try framingFields.framing(of: start, answering: answering)
    }
}
